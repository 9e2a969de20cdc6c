"""The table of producers: the order in which they are asked, when asking ends, and which proof is kept."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify.certificates import producers
from lottery_verify.certificates.deadline import NEVER
from lottery_verify.certificates.gated import gate
from lottery_verify.certificates.producers import PRODUCERS, Producer, walk
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.question import Question
from lottery_verify.certificates.tight import met, whole
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.network import Network

F = Network.from_arrays([[[1.0, 0.0]], [[1.0]]], None, [True, False])
QUESTION = Question(
    ticket=F, target=F, region=Box([-1, -1], [1, 1]), norm="linf", gap=Fraction(11, 10), epsilon=Fraction(1, 2),
    deadline=NEVER, layers_alone=False, gates=False, seed=0, samples=0, workers=None, processes=1, progress=None,
    state=None, only=None,
)  # fmt: skip


def proof(name, bound):
    """A certificate that says who made it."""
    return Proof("t", name, "region", "linf", bound, bound, 64, ())


def producer(name, bound, cost, asked, refuses=False, certain=False, applies=True):
    """One that proves a bound, or refuses."""

    def ask(question, known, place):
        asked.append(name)
        if refuses:
            raise UnsupportedNetwork(name)
        known.proofs[bound, place] = proof(name, bound)

    return Producer(name, lambda _: applies, lambda _: cost, ask, certain)


def walked(monkeypatch, *table):
    """What is known after a walk along a table."""
    monkeypatch.setattr(producers, "PRODUCERS", table)
    return walk(QUESTION)


def test_the_cheapest_is_asked_first_and_asking_ends_when_enough_is_proved(monkeypatch):
    """Costs 2, 0, 1 with bounds 1/9, 1, 1/2 at epsilon 1/2: the dearest is not asked. Catches the table's own order."""
    asked = []
    known = walked(
        monkeypatch,
        producer("dear", Fraction(1, 9), 2, asked),
        producer("cheap", Fraction(1), 0, asked),
        producer("enough", Fraction(1, 2), 1, asked),
    )
    assert asked == ["cheap", "enough"]
    assert known.best.ticket == "enough"


def test_of_two_alike_the_earlier_in_the_table_is_kept(monkeypatch):
    """It counts what the table says, not who was asked last. Catches a proof that its like replaces."""
    asked = []
    known = walked(
        monkeypatch,
        producer("first", Fraction(1), 5, asked),
        producer("second", Fraction(1), 0, asked),
        producer("worse", Fraction(2), 9, asked),
    )
    assert asked == ["second", "first", "worse"]
    assert known.best.ticket == "first"


def test_a_refusal_ends_what_needs_a_pair_and_no_more(monkeypatch):
    """After one refuses, those that may refuse too are left out; one that is certain is asked, and its own refusal is
    an error. Catches a refusal that hides what the layers prove, and one that is swallowed."""
    asked = []
    one = producer("refuses", Fraction(1), 0, asked, refuses=True)
    known = walked(
        monkeypatch,
        one,
        producer("pair", Fraction(1), 1, asked),
        producer("certain", Fraction(3), 2, asked, certain=True),
        producer("does not apply", Fraction(1), 3, asked, applies=False),
    )
    assert asked == ["refuses", "certain"]
    assert known.best.ticket == "certain"
    with pytest.raises(UnsupportedNetwork, match="refuses"):
        walked(monkeypatch, replace(one, certain=True))


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({}, ["halves", "layers"]),
        ({"epsilon": None}, ["layers", "halves"]),
        ({"layers_alone": True}, ["layers"]),
        ({"region": Ball(1, 2)}, ["layers"]),
        ({"region": Box.cube(0, 1, 11)}, ["layers", "whole", "gates", "signs", "halves"]),
        ({"region": Box.cube(0, 1, 101)}, ["layers", "whole", "gates", "signs"]),
        ({"region": Box.cube(0, 1, 101), "gates": True}, ["layers", "gates", "whole", "norms", "signs"]),
        ({"region": Box.cube(0, 1, 101), "gates": True, "epsilon": None}, ["layers", "whole", "gates", "signs"]),
        ({"gates": True}, ["halves", "layers"]),
    ],
)
def test_who_is_asked(change, names):
    """Halving alone decides about few inputs where an epsilon is asked; it helps for at most 100 that move."""
    width = change.get("region", QUESTION.region).width
    f = Network.from_arrays([[[1.0] * width], [[1.0]]], None, [True, False])
    question = replace(QUESTION, ticket=f, target=f, **change)
    asked = [one for one in sorted(PRODUCERS, key=lambda one: one.cost(question)) if one.applies(question)]
    words = ("norms", "layers", "whole", "signs", "gates", "halves")
    assert [next(word for word in words if word in one.name) for one in asked] == names


def a_pair():
    """Two networks near each other, of twelve inputs, four gates and two outputs."""
    rng = np.random.default_rng(5)
    weights = [rng.normal(size=(4, 12)), rng.normal(size=(2, 4))]
    near = [w + rng.normal(0, 0.01, w.shape) for w in weights]
    return [Network.from_arrays(one, None, [True, False]) for one in (weights, near)]


def test_gates_that_are_asked_for_come_first():
    """What they prove is enough: the whole box is not asked, and the certificate is theirs. One unit less is not: then
    the whole box is asked too, both count, and the layers' rules have their certified norms.

    Catches gates that wait for what they do not need, and a fallback that is forgotten.
    """
    f, g = a_pair()
    box = Box.cube(-1, 1, 12)
    alone = gate(g, f, region=box, steps=producers.GATE_STEPS)
    question = replace(QUESTION, ticket=g, target=f, region=box, gates=True, epsilon=alone.proved)
    enough = walk(question)
    assert (enough.whole, enough.best.steps, enough.best.proved) == (None, alone.steps, alone.proved)
    known = walk(replace(question, epsilon=alone.proved / 1000))
    assert known.whole is not None
    both = met(known.whole.proof, alone)
    assert known.best.proved <= both.proved <= alone.proved
    assert both.proved in [bound for bound, _ in known.proofs]
    assert {place for _, place in known.proofs} >= {0, 1, 2, len(PRODUCERS) - 1}


def test_gates_come_after_the_whole_box_where_nobody_asks():
    """Few gates are bounded anyway, and met with the whole box. Catches gates that are asked in vain for minutes."""
    f, g = a_pair()
    box = Box.cube(-1, 1, 12)
    question = replace(QUESTION, ticket=g, target=f, region=box)
    enough = whole(g, f, region=box, norm="linf", steps=producers.SLOPE_STEPS).proof.proved
    assert walk(replace(question, epsilon=enough)).gated is None
