"""The ways to prove a bound over one region, as a table; `prove` walks it once, from the cheapest to the dearest.

A producer writes the steps that the checker's rule repeats. A new rule of the checker is one producer more here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from lottery_verify.certificates.centred import nearer
from lottery_verify.certificates.certificate import Certificate, certify
from lottery_verify.certificates.gated import few_gates, gate, gates_last
from lottery_verify.certificates.outputs import at_output
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.question import MOST_MOVING, Known, Question, moving
from lottery_verify.certificates.reached import at_point, higher
from lottery_verify.certificates.tight import met, tighten, whole
from lottery_verify.errors import Undecided, UnsupportedNetwork

SLOPE_STEPS, GATE_STEPS = 50, 100
HALVES_KEEP = 0.5  # of the time that is left, where the box may be halved after its gates were split
FIRST = -1  # a cost below all others
ATTACK = 0.2  # of the time that is left, at most, for random points and their ascent; halving boxes finds points too


@dataclass(frozen=True)
class Producer:
    """One way to prove a bound.

    Attributes:
        name: of what it does.
        applies: whether it can help, before anything is known.
        cost: its place in the order in which the producers are asked: the dearer, the later.
        ask: proves a bound, and perhaps comes by a difference, from what is known; what it finds is added.
        certain: whether it refuses no pair, so that a refusal is an error.
    """

    name: str
    applies: Callable[[Question], bool]
    cost: Callable[[Question], int]
    ask: Callable[[Question, Known, int], None]
    certain: bool = False


def walk(question: Question) -> Known:
    """Asks the producers in turn until the question is decided, all that apply were asked, or the time is over."""
    known = Known()
    for place, producer in sorted(enumerate(PRODUCERS), key=lambda entry: entry[1].cost(question)):
        if not known.open(question) or (known.proofs and question.deadline.passed):
            break
        if not producer.applies(question) or (known.unsupported and not producer.certain):
            continue
        try:
            producer.ask(question, known, place)
        except Undecided:
            if producer.certain:
                raise  # and where the time is over before a bound is there, what is proved is left
        except UnsupportedNetwork:
            if producer.certain:
                raise
            known.unsupported = True  # what the layers' rules prove is left
    if not known.proofs:  # epsilon is exceeded, so that any bound will do
        for place, producer in enumerate(PRODUCERS):
            if producer.certain and producer.applies(question):
                producer.ask(replace(question, samples=0), known, place)
    return known


def by_layers(question: Question, known: Known, place: int) -> None:
    """A bound by the rules that go layer by layer, and a difference by random points and ascent from the best."""
    enough = None if question.few else question.epsilon
    about = question.ticket, question.target
    layered = certify(
        *about,
        region=question.region,
        norm=question.norm,
        spectral=False if gates_first(question) else None,
        enough=enough,
        deadline=question.deadline,
    )
    if question.samples != 0:
        from lottery_verify.certificates.attack import attack  # with torch, whose loading outlasts a small question

        tried = attack(
            question.ticket,
            question.target,
            region=question.region,
            norm=question.norm,
            seed=question.seed,
            samples=question.samples,
            only=question.only,
            deadline=question.deadline.within(ATTACK * question.deadline.left),
        )
        known.found = tried if known.found is None else higher(tried, known.found)
    one: Certificate | Proof = layered
    if not question.deadline.passed:
        one = nearer(layered, *about, region=question.region, norm=question.norm)
    made = meant(question, one)
    known.proofs[made.epsilon if made.proved is None else made.proved, place] = made


def by_whole_box(question: Question, known: Known, place: int) -> None:
    """A bound by back-substitution over the whole box, with slopes of its own for each output that is far."""
    known.whole = whole(
        question.ticket,
        question.target,
        region=question.region,
        norm=question.norm,
        only=question.only,
        enough=known.enough(question),
        steps=SLOPE_STEPS,
        deadline=question.deadline,
    )
    one = known.whole.proof if known.gated is None else met(known.whole.proof, known.gated)
    known.proofs[one.epsilon, place] = one


def by_last_gates(question: Question, known: Known, place: int) -> None:
    """A bound by the last gates together, where few are open or whatever it takes; met with that of the whole box."""
    few = known.whole is not None and few_gates(question.target, known.whole.opened, question.only)
    if not (question.gates or few):
        return
    made = gate(
        question.ticket,
        question.target,
        region=question.region,
        norm=question.norm,
        steps=GATE_STEPS,
        only=question.only,
        enough=question.epsilon,
        deadline=question.deadline,
    )
    known.gated = made if question.only is None else at_output(made, question.only, question.target.depth)
    one = known.gated if known.whole is None else met(known.whole.proof, known.gated)
    known.proofs[one.epsilon, place] = one


def by_norms(question: Question, known: Known, place: int) -> None:
    """A bound by the layers' rules with certified spectral norms, which were left out where the gates came first."""
    layered = certify(
        question.ticket, question.target, region=question.region, norm=question.norm, deadline=question.deadline
    )
    made = meant(question, layered)
    known.proofs[made.epsilon if made.proved is None else made.proved, place] = made


def by_signs(question: Question, known: Known, place: int) -> None:
    """A bound by a tree of ReLU signs for each end, where few gates are open; met with that of the whole box."""
    from lottery_verify.certificates.branches import MOST_OPEN, branch  # with torch and HiGHS

    if known.whole is None or known.whole.opened > MOST_OPEN:
        return
    kept = HALVES_KEEP * question.deadline.left if moving(question.region) <= MOST_MOVING else 0
    made = branch(
        question.ticket,
        question.target,
        region=question.region,
        norm=question.norm,
        only=question.only,
        enough=known.enough(question),
        deadline=question.deadline.later(-kept),
    )
    if made is not None:
        one = met(known.whole.proof, made)
        known.proofs[one.epsilon, place] = one


def by_halves(question: Question, known: Known, place: int) -> None:
    """A bound by halving boxes, and the difference at the point that this came by."""
    halved = tighten(
        question.ticket,
        question.target,
        region=question.region,
        norm=question.norm,
        gap=float(question.gap),
        epsilon=question.epsilon,
        found=known.reached,
        deadline=question.deadline,
        workers=question.workers,
        processes=question.processes,
        progress=question.progress,
        state=question.state,
        only=question.only,
    )
    if halved.witness is not None:
        point = at_point(
            question.ticket,
            question.target,
            np.array(halved.witness),
            region=question.region,
            norm=question.norm,
            only=question.only,
        )
        known.found = higher(known.found, point)
    if halved.proof is not None:
        known.proofs[halved.proof.epsilon, place] = halved.proof


def gates_first(question: Question) -> bool:
    """Whether the last gates are bounded before the whole box: where they are asked for, they may well be enough."""
    asked = question.gates and question.epsilon is not None
    return asked and question.comparable and not question.few and gates_last(question.target)


def meant(question: Question, made: Certificate | Proof) -> Certificate | Proof:
    """The certificate of the output that is meant alone."""
    return made if question.only is None else at_output(made, question.only, question.target.depth)


PRODUCERS = (
    Producer("the layers' rules, and an attack", lambda _: True, lambda _: 0, by_layers, certain=True),
    Producer("the whole box", lambda q: q.comparable and not q.few, lambda _: 2, by_whole_box),
    Producer(
        "the last gates",
        lambda q: q.comparable and not q.few and gates_last(q.target),
        lambda q: 1 if gates_first(q) else 3,
        by_last_gates,
    ),
    Producer("signs of gates", lambda q: q.comparable and not q.few and gates_last(q.target), lambda _: 5, by_signs),
    Producer(
        "halves of the box",
        lambda q: q.comparable and moving(q.region) <= MOST_MOVING,
        lambda q: FIRST if q.few and q.epsilon is not None else 6,  # most such questions it decides alone
        by_halves,
    ),
    Producer("the layers' rules with certified norms", gates_first, lambda _: 4, by_norms, certain=True),
)
