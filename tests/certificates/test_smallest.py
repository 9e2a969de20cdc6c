"""Plans by certificate."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify import check, embedded_target, prune
from lottery_verify.certificates import foreseen, smallest
from lottery_verify.certificates.proving import prove
from lottery_verify.certificates.smallest import corrected, prune_tight, source_weights
from lottery_verify.checker.regions import Box
from lottery_verify.networks.network import Network

RANDOM = np.random.default_rng(4)
TARGET = Network.from_arrays(
    [RANDOM.normal(0, 0.3, (6, 12)), RANDOM.normal(0, 0.3, (2, 6))], [RANDOM.normal(0, 1, 6), None]
)
REGION = Box.cube(0, 1, 12)


def test_tight():
    """The checker accepts the ticket for epsilon, `prune` makes it again, and its source is smaller than the default's.

    Catches a factor that is not the ticket's, and a plan whose last word is the prediction.
    """
    epsilon = "0.01"
    options = {"region": REGION, "epsilon": epsilon, "seed": 2, "method": "subset-sum"}
    found = prune_tight(TARGET, **options, timeout=0)
    certificate = found.proved.certificate
    assert check(certificate, ticket=found.ticket, target=TARGET, region=REGION, epsilon=epsilon).status == "accepted"
    assert prune(TARGET, **options, errors=found.errors, loosen=found.loosened).digest == found.ticket.digest
    assert source_weights(found.ticket) < source_weights(prune(TARGET, **options))


@pytest.mark.parametrize(("proved", "low", "high"), [("1/100", 9, 10), ("10", Fraction(1, 200), Fraction(1, 10))])
def test_corrected(proved, low, high):
    """A bound that is ten times too small lets errors grow nearly tenfold, of every layer alike; one that is too large
    makes them shrink."""
    one, three = corrected((Fraction(1), Fraction(3)), Fraction(1, 10), Fraction(proved))
    assert low < one < high
    assert abs(three / one - 3) < Fraction(1, 30)


def test_large_factors_stay_apart():
    """Where layers' rules ask for errors that are millions of times too small, as of seven layers, the shares still
    differ. Catches a largest factor that all of them meet."""
    one, three = corrected((Fraction(10**8), Fraction(3 * 10**8)), Fraction(1), Fraction(1))
    assert abs(three / one - 3) < Fraction(1, 30)


@pytest.mark.parametrize("gates", [True, False])
def test_gates_are_for_prove(gates, monkeypatch):
    """The prediction and every round bound the last gates together where that is asked for. Catches a word that is not
    passed on."""
    asked = []

    def noted(*networks, **options):
        asked.append(options["gates"])
        return prove(*networks, **{**options, "gates": False})

    monkeypatch.setattr(smallest, "prove", noted)
    monkeypatch.setattr(foreseen, "prove", noted)
    prune_tight(TARGET, region=REGION, epsilon="0.01", seed=2, timeout=0, gates=gates)
    assert len(asked) > 1
    assert set(asked) == {gates}


@pytest.mark.parametrize(("times", "rounds"), [(40, 6), (10**9, 1)])
def test_never_worse_than_the_default(times, rounds, monkeypatch):
    """Where a certificate proves so little of errors in the mean that they have to be smaller than the default's, or
    none is proved at all, the default's ticket is given, and named. Catches a plan that takes more source weights than
    none would, and one that gives up where the layers' rules suffice."""
    options = {"region": REGION, "epsilon": "0.01", "seed": 2, "method": "subset-sum"}

    def poor(ticket, *others, **asked):
        found = prove(ticket, *others, **asked)
        mean = getattr(ticket, "rule", "in the mean").endswith("in the mean")
        return replace(found, certificate=replace(found.certificate, proved=found.proved * times)) if mean else found

    monkeypatch.setattr(smallest, "prove", poor)
    monkeypatch.setattr(smallest, "ROUNDS", rounds)
    lines = []
    found = prune_tight(TARGET, **options, timeout=0, told=lines.append)
    assert (found.errors, found.loosen) == ("each", (1, 1))
    assert found.ticket.digest == prune(TARGET, **options).digest
    assert any("their own plan is tried" in line for line in lines)


def test_the_smallest_round_is_kept(monkeypatch):
    """Of the rounds that prove epsilon that with the fewest source weights is given, though it is neither the first nor
    the last. Catches one that replaces a smaller one.

    Every round proves the same, so that each asks for more error than the one before, and sources are as large as told.
    """
    sizes = [30, 10, 20, 40, 50, 60]
    seen = []

    def size(ticket):
        if ticket.digest not in seen:
            seen.append(ticket.digest)
        return sizes[seen.index(ticket.digest)]

    def steady(ticket, *others, **asked):
        found = prove(ticket, *others, **asked)
        return replace(found, certificate=replace(found.certificate, proved=Fraction(1, 150)))

    monkeypatch.setattr(smallest, "prove", steady)
    monkeypatch.setattr(smallest, "source_weights", size)
    options = {"region": REGION, "epsilon": "0.01", "seed": 2, "method": "subset-sum"}
    found = prune_tight(TARGET, **options, timeout=0)
    assert len(seen) > 2
    assert found.ticket.digest == seen[1]


def test_digits():
    """A trained network's plan shares epsilon by itself: the checker accepts its ticket, which takes fewer source
    weights than errors in the mean that are loosened for no layer."""
    target, region = embedded_target(), Box.cube(0, 1, 64)
    options = {"region": region, "epsilon": "0.02", "seed": 17, "method": "subset-sum", "shape": "free"}
    found = prune_tight(target, **options, timeout=0)
    certificate = found.proved.certificate
    assert check(certificate, ticket=found.ticket, target=target, region=region, epsilon="0.02").status == "accepted"
    assert source_weights(found.ticket) < source_weights(prune(target, **options, errors="mean"))


def test_a_bound_that_jumps(monkeypatch):
    """Where a little more error proves a hundred times as much, rounds close in on the place. Catches corrections that
    lead back and forth between too little and too much."""
    options = {"region": REGION, "epsilon": "0.01", "seed": 2, "method": "subset-sum"}
    edge = 3 * prune_tight(TARGET, **options, timeout=0).ticket.layers[0].epsilon_w

    def jumping(ticket, *others, **asked):
        found = prove(ticket, *others, **asked)
        bound = Fraction(1, 1000) if ticket.layers[0].epsilon_w <= edge else Fraction(1, 10)
        return replace(found, certificate=replace(found.certificate, proved=bound))

    monkeypatch.setattr(smallest, "prove", jumping)
    found = prune_tight(TARGET, **options, timeout=0)
    assert edge / Fraction(3, 2) < found.ticket.layers[0].epsilon_w <= edge
