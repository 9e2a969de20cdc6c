"""Plans by certificate."""

from fractions import Fraction

import numpy as np
import pytest

from lottery_verify import check, prune
from lottery_verify.certificates import smallest
from lottery_verify.certificates.proving import prove
from lottery_verify.certificates.smallest import corrected, erring, prune_tight, source_weights
from lottery_verify.checker.regions import Box
from lottery_verify.networks.network import Network
from lottery_verify.pruning.plan import plan

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
    assert prune(TARGET, **options, errors="mean", loosen=found.loosen).digest == found.ticket.digest
    assert source_weights(found.ticket) < source_weights(prune(TARGET, **options))


@pytest.mark.parametrize(("proved", "low", "high"), [("1/100", 9, 10), ("10", Fraction(1, 200), Fraction(1, 10))])
def test_corrected(proved, low, high):
    """A bound that is ten times too small lets errors grow nearly tenfold; one that is too large makes them shrink."""
    assert low < corrected(Fraction(1), Fraction(1, 10), Fraction(proved)) < high


def test_erring():
    """Errors have the planned root mean square, within what so few draws allow."""
    planned = plan(TARGET, REGION, Fraction(1, 100), "linf")
    moved = erring(TARGET, planned).layers[0].weight - TARGET.layers[0].weight
    assert 0.7 < np.sqrt((moved**2).mean()) / float(planned.epsilon_w[0]) < 1.3


@pytest.mark.parametrize("gates", [True, False])
def test_gates_are_for_prove(gates, monkeypatch):
    """Every round bounds the last gates together where that is asked for. Catches a word that is not passed on."""
    asked = []

    def noted(*networks, **options):
        asked.append(options["gates"])
        return prove(*networks, **{**options, "gates": False})

    monkeypatch.setattr(smallest, "prove", noted)
    prune_tight(TARGET, region=REGION, epsilon="0.01", seed=2, timeout=0, gates=gates)
    assert len(asked) > 1
    assert set(asked) == {gates}
