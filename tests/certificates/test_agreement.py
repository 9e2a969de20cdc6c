"""Top-1 agreement: decided rightly where the truth is known by hand, and what is proved the checker accepts."""

import itertools
import random
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify import Ball, Box, Network, Top1, attack_top1, check, prove_top1
from lottery_verify.certificates.certificate import load_certificate
from lottery_verify.certificates.disagreement import Disagreement
from lottery_verify.certificates.evaluate import evaluate
from lottery_verify.certificates.exact import exact_network
from lottery_verify.errors import InvalidArgument, UnsupportedNetwork
from tests.corpus.classes import networks

F, G = networks(0, 1)  # the class changes at a lead of m if and only if m ≤ 1/32, where |x₁| < 1/2
REGION = Box([-1, -1], [1, 1])
SMALL = Fraction(1, 32)


def agrees_with_definition(found, target, ticket, region, margin):
    """A witness holds, word by word, by the package's exact evaluation."""
    f, g = (evaluate(exact_network(network), found.x) for network in (target, ticket))
    inside = all(low <= v <= high for v, low, high in zip(found.x, region.lower, region.upper, strict=True))
    sure = all(f[found.before] - v >= margin and f[found.before] > v for k, v in enumerate(f) if k != found.before)
    return inside and sure and found.after != found.before and g[found.after] >= g[found.before]


@pytest.mark.parametrize("margin", ["0", "1/64", "1/33", "33/1024", "1/8", "3"])
def test_decided_rightly(margin, tmp_path):
    """Agreement if and only if the margin is above 1/32; with a certificate that is accepted, or an exact witness."""
    found = prove_top1(G, F, region=REGION, margin=margin, timeout=20, samples=500)
    if Fraction(margin) <= SMALL:
        assert found.status == "differs"
        assert agrees_with_definition(found.witness, F, G, REGION, Fraction(margin))
        return
    assert found.status == "agreed"
    path = tmp_path / "top1.json"
    found.certificate.save(path)
    assert load_certificate(path) == found.certificate
    asked = {"ticket": G, "target": F, "region": REGION, "claim": "top1"}
    assert check(path, margin=margin, **asked).status == "accepted"
    assert check(path, margin=Fraction(margin) / 2, **asked).status == "undecided"
    assert check(path, ticket=G, target=F, region=REGION, epsilon=100).status == "rejected"


def test_the_margin_itself_counts():
    """At a lead of exactly the margin F is sure, and a tie of Ĝ is a change; at a tie of F nothing is claimed."""
    zero = Fraction(0)

    def at(f, g, margin=zero):
        return Disagreement.at((zero,), f, g, margin)

    assert at((Fraction(1), zero), (zero, zero)).after == 1
    assert at((Fraction(1), zero), (zero, zero), Fraction(1)).before == 0
    assert at((Fraction(1), zero), (zero, zero), Fraction(2)) is None
    assert at((zero, zero), (zero, Fraction(1))) is None
    assert at((Fraction(1), zero), (Fraction(1, 9), zero)) is None


def test_random_networks():
    """Whatever is said of random networks is true at points that were not looked at. Catches an unsound agreement."""
    chance = random.Random(5)
    said = []
    for seed in range(25):
        weights = np.random.default_rng(seed)
        widths = [3, 6, 4]
        matrices = [weights.normal(size=(b, a)) for a, b in itertools.pairwise(widths)]
        moved = [m + 0.02 * weights.normal(size=m.shape) for m in matrices]
        f, g = (Network.from_arrays(one, None, [True, False]) for one in (matrices, moved))
        centre = [Fraction(chance.randint(-64, 64), 64) for _ in range(3)]
        region = Box([v - Fraction(1, 8) for v in centre], [v + Fraction(1, 8) for v in centre])
        found = prove_top1(g, f, region=region, timeout=3, samples=300)
        said.append(found.status)
        if found.status == "differs":
            assert agrees_with_definition(found.witness, f, g, region, 0)
        if found.status == "agreed":
            assert check(found.certificate, ticket=g, target=f, region=region, claim="top1").status == "accepted"
            for _ in range(100):
                x = tuple(v + Fraction(chance.randint(-8, 8), 64) for v in centre)
                values = (tuple(evaluate(exact_network(one), x)) for one in (f, g))
                assert Disagreement.at(x, *values, Fraction(0)) is None
    assert {"agreed", "differs"} <= set(said)


def test_a_shift_is_followed():
    """Both networks take a shift from their inputs. Catches a search that looks for witnesses elsewhere."""
    pairs = [([layer.weight for layer in one.layers], [None, one.layers[1].bias]) for one in (F, G)]
    f, g = (Network.from_arrays(*one, [True, False], shift=[0.5, 0]) for one in pairs)
    found = prove_top1(g, f, region=Box([0.9, 0], [1.1, 1]), timeout=20, samples=0)
    assert found.status == "differs"
    assert agrees_with_definition(found.witness, f, g, Box([0.9, 0], [1.1, 1]), 0)
    assert prove_top1(g, f, region=Box([0.4, 0], [0.6, 1]), timeout=20).status == "agreed"


def test_one_search_for_many_regions():
    """What is prepared once decides region after region as each would be decided alone."""
    prepared = Top1(G, F)
    assert [prepared.prove(Box([low, 0], [high, 1])).status for low, high in ((0, 0.4), (0.4, 0.6), (0.6, 1))] == [
        "agreed",
        "differs",
        "agreed",
    ]


def test_attack_finds_what_there_is():
    """A change in a thousandth of the region is found, and none where there is none."""
    found = attack_top1(G, F, region=REGION, samples=200, steps=60).witness
    assert agrees_with_definition(found, F, G, REGION, 0)
    assert attack_top1(G, F, region=REGION, margin="1/31", samples=200).witness is None


def test_refused():
    """What the claim is not about is refused by name."""
    one = Network.from_arrays([[[1.0]]])
    with pytest.raises(UnsupportedNetwork, match="two outputs or more"):
        prove_top1(one, one, region=Box([0], [1]))
    with pytest.raises(UnsupportedNetwork, match="is a box"):
        prove_top1(G, F, region=Ball(1, 2))
    with pytest.raises(InvalidArgument, match="margin -1 must be at least 0"):
        prove_top1(G, F, region=REGION, margin=-1)
    with pytest.raises(InvalidArgument, match="timeout"):
        prove_top1(G, F, region=REGION, timeout=-1)
