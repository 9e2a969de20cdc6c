"""A certificate of format 1 as its fixed list of steps, the graph they walk, and what each step may cost."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lottery_verify.certificates.certificate import certify
from lottery_verify.checker import judge
from lottery_verify.checker.certificate import Parsed, Stated, parse, steps
from lottery_verify.checker.graph import Affine, Relu, Row, chain
from lottery_verify.checker.networks import read_network
from lottery_verify.checker.regions import Box
from lottery_verify.checker.rules.known import Known, Pair
from lottery_verify.checker.rules.table import AGREEMENT_RULES, FIRST_RULES, OUTPUT_RULES, RULES
from lottery_verify.networks.network import Network
from tests.checker.cases import alike, factors, pairs
from tests.checker.corpus import CASES, claim

ONE = [Row(0, [0], [1], [1], 0)]
WITNESS = {"scale": 0, "square": "0x1", "factor": [["0x0"]]}


def network(*relu):
    """A chain of layers of one weight 1 each."""
    return chain("", None, [Fraction(0)], [Affine(1, ONE) for _ in relu], list(relu))


def named(pair, layers, same):
    """(name, node, given) of each step."""
    given = Parsed("c", {}, Fraction(1), 4, layers)
    return [(step.name, step.node, step.given) for step in steps(given, pair, same)]


def test_a_chain():
    """ReLU is a node of its own; each node follows the one before; the affine ones are the layers."""
    f = network(True, False)
    assert [(type(node.operation), node.sources) for node in f.nodes] == [(Affine, (0,)), (Relu, (1,)), (Affine, (2,))]
    assert (f.affine, f.output, f.width, f.widths) == ([1, 3], 3, 1, [1, 1, 1])


def test_steps_of_like_networks():
    """Layer by layer, the spectral witnesses first, a bound after each layer's activation."""
    layers = [Stated("c: layer 1", 5, -7, None), Stated("c: layer 2", 6, 8, WITNESS)]
    assert named(Pair(network(True, False), network(True, False)), layers, True) == [
        ("region", 0, None),
        ("spectral", 3, WITNESS),
        ("signs", 1, None), ("gain", 1, None),
        ("interval", 1, "target"), ("interval", 1, "ticket"), ("difference", 1, None),
        ("interval", 2, "target"), ("interval", 2, "ticket"), ("difference", 2, None),
        ("bound", 2, {"difference": "0x5", "norm": "-0x7"}),
        ("signs", 3, None), ("gain", 3, None),
        ("interval", 3, "target"), ("interval", 3, "ticket"), ("difference", 3, None),
        ("bound", 3, {"difference": "0x6", "norm": "0x8"}),
    ]  # fmt: skip


def test_steps_of_unlike_networks():
    """Each by itself, then the difference of the outputs."""
    assert named(Pair(network(False), network(True, False)), [Stated("c: layer 1", 5, 7, None)], False) == [
        ("region", 0, None),
        ("interval", 1, "target"),
        ("interval", 1, "ticket"), ("interval", 2, "ticket"), ("interval", 3, "ticket"),
        ("apart", 1, None),
        ("bound", 1, {"difference": "0x5", "norm": "0x7"}),
    ]  # fmt: skip


def test_a_bound_for_each_layer():
    """Another number of stated layers is refused. Catches a layer whose bound is never compared."""
    with pytest.raises(ValueError, match="zip"):
        named(Pair(network(True, True), network(True, True)), [Stated("c", 0, 0, None)], True)


class Counted(int):
    """An integer that counts its products, and whose sums, differences and shifts count on."""

    products = 0

    def __mul__(self, other):
        Counted.products += 1
        return Counted(int(self) * int(other))

    __rmul__ = __mul__

    def __sub__(self, other):
        return Counted(int(self) - int(other))

    def __rsub__(self, other):
        return Counted(int(other) - int(self))

    def __lshift__(self, other):
        return Counted(int(self) << other)


def counting(read):
    """The network with weights that count."""
    layers = [
        Affine(
            layer.width,
            [
                Row(row.scale, row.columns, p := [*map(Counted, row.positive)],
                    p if row.positive is row.negative else [*map(Counted, row.negative)], Counted(row.bias))
                for row in layer.rows
            ],
        )
        for layer in read.layers
    ]  # fmt: skip
    relu = [k + 1 not in read.affine and k < read.output for k in read.affine]
    return chain(read.digest, read.seed, read.shift, layers, relu)


@settings(max_examples=60)
@given(pairs(same=False), st.data())
def test_no_step_costs_more_than_its_bound(tmp_path_factory, pair, data):
    """The products with weights that each step does are at most what the rule says beforehand.

    Catches a bound that forgets a loop, so that a hostile file could ask for more than is allowed.
    """
    f, g, region = pair
    folder = tmp_path_factory.mktemp("n")
    for name, one in (("f", f), ("g", g)):
        (folder / name).write_bytes(one.canonical())
    networks = Pair(*(counting(read_network(str(folder / name))) for name in "fg"))
    same = alike(networks.target, networks.ticket)
    witnesses = [data.draw(st.none() | factors(layer)) for layer in f.layers]
    stated = [Stated("x", 0, 0, witness) for witness in (witnesses if same else witnesses[:1])]
    known = Known(8)
    for step in steps(Parsed("x", {}, Fraction(1), 8, stated), networks, same):
        Counted.products = 0
        known = RULES[step.name].apply(step, networks, region, known)
        assert Counted.products <= RULES[step.name].cost(step, networks), step.name


def test_a_proof_that_costs_too_much_is_undecided(monkeypatch):
    """The bound itself is allowed, and one less is not: nothing is accepted, and nothing was computed."""
    asked = claim(CASES["accepted/ball"])
    given = parse(Path(asked["certificate"]).read_text(), "c")
    networks = Pair(read_network(asked["target"]), read_network(asked["ticket"]))
    cost = sum(RULES[step.name].cost(step, networks) for step in steps(given, networks, True))
    cost *= judge.words(given.precision, networks)
    monkeypatch.setattr(judge, "MAX_COST", cost)
    assert judge.check(**asked).status == "accepted"
    monkeypatch.setattr(judge, "MAX_COST", cost - 1)
    monkeypatch.setattr(judge, "walk", None)
    assert judge.check(**asked).status == "undecided"


def test_every_rule_is_used(tmp_path):
    """The table has no rule that no certificate of the corpus uses, but for those of format 2, which
    tests/certificates/test_proving.py uses. Catches a rule that is not tested.
    """
    used = set()
    for name in ("accepted/ball", "accepted/deeper"):
        asked = claim(CASES[name])
        networks = Pair(read_network(asked["target"]), read_network(asked["ticket"]))
        given = parse(Path(asked["certificate"]).read_text(), "c")
        used |= {step.name for step in steps(given, networks, alike(networks.target, networks.ticket))}
    assert used == set(RULES) - {*FIRST_RULES, *OUTPUT_RULES, *AGREEMENT_RULES}


def test_a_wide_layer_of_unlike_scales(tmp_path):
    """Rows over powers of two far apart: what certify proves, with and without witnesses, the checker accepts."""
    weight = np.array([[1.0, 2.0**-100], [2.0**-1000, 3.0], [2.0**-1074, 2.0**-60]])
    f, g = Network.from_arrays([weight]), Network.from_arrays([weight * 1.5])
    (tmp_path / "f").write_bytes(f.canonical())
    (tmp_path / "g").write_bytes(g.canonical())
    for spectral in (False, True):
        made = certify(g, f, region=Box.cube(-1, 1, 2), norm="l2", spectral=spectral)
        made.save(tmp_path / "c")
        names = {"certificate": str(tmp_path / "c"), "ticket": str(tmp_path / "g"), "target": str(tmp_path / "f")}
        verdict = judge.check(**names, region="box:-1,1", epsilon=made.epsilon, norm="l2")
        assert (verdict.status, verdict.proved) == ("accepted", made.proved)
