"""`check` from Python: objects and files in any mixture, and nothing left behind."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from lottery_verify import certify, check, prune
from lottery_verify.checker.regions import Box
from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.network import Network

REGION = Box.cube(-1, 1, 1)


@pytest.fixture
def parts(tmp_path):
    """Certificate, ticket and target, each as an object and as the name of its file."""
    target = Network.from_arrays([[[0.5]]], [np.array([0.25])])
    ticket = prune(target, region=REGION, epsilon="0.1", seed=3)
    made = certify(ticket, target, region=REGION, epsilon="0.1")
    made.save(tmp_path / "c.json")
    (tmp_path / "g").write_bytes(ticket.canonical())
    (tmp_path / "f").write_bytes(target.canonical())
    return [(made, tmp_path / "c.json"), (ticket, str(tmp_path / "g")), (target, tmp_path / "f")]


@pytest.mark.parametrize("named", list(product([False, True], repeat=3)))
def test_objects_and_files(parts, named, tmp_path, monkeypatch):
    """Each of the three may be either; the folder in which one works stays empty."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    certificate, ticket, target = (pair[name] for pair, name in zip(parts, named, strict=True))
    verdict = check(certificate, ticket=ticket, target=target, region=REGION, epsilon="0.1", seed=3)
    assert verdict.status == "accepted"
    assert verdict.proved == parts[0][0].proved
    assert list((tmp_path / "here").iterdir()) == []


def test_the_claim_is_passed_on(parts):
    """Region, epsilon, norm and seed are the asker's. Catches a claim that is taken from the certificate."""
    (made, _), (ticket, _), (target, _) = parts

    def said(**more):
        asked = {"region": REGION, "epsilon": "0.1", "norm": "linf", "seed": 3} | more
        return check(made, ticket=ticket, target=target, **asked).status

    assert said() == said(seed=None) == "accepted"
    assert said(seed=4) == "rejected"
    assert said(norm="l2") == "rejected"
    assert said(region=Box.cube(0, 1, 1)) == "rejected"
    assert said(region="box:-1,1") == "accepted"
    assert said(epsilon=made.proved / 2) == "undecided"
    assert said(epsilon=Fraction(1, 10)) == "accepted"


@pytest.mark.parametrize(
    ("epsilon", "words"),
    [
        (0, "epsilon 0 must be above 0"),
        ("-1", "epsilon -1 must be above 0"),
        ("x", "epsilon: 'x' is not a decimal number or a ratio of integers"),
    ],
)
def test_epsilon_is_named(parts, epsilon, words):
    """What is no error bound is refused by its name, before anything is read."""
    (made, _), (ticket, _), (target, _) = parts
    with pytest.raises(InvalidArgument) as caught:
        check(made, ticket=ticket, target=target, region=REGION, epsilon=epsilon)
    assert str(caught.value) == words
