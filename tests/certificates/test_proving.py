"""`prove` from end to end: what it proves the checker repeats, and bad trees and hints are refused by name."""

import json
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify import Box, check, cli, load_ticket, prove, save_network
from lottery_verify.certificates.certificate import load_certificate
from lottery_verify.certificates.proof import Proof
from lottery_verify.hunting.paths import largest_along
from lottery_verify.networks.network import Network
from tests.checker.cases import networks


def pair(seed, widths=(2, 6, 6, 2), near=0.02):
    """Two networks that differ a little."""
    generator = np.random.default_rng(seed)
    weights = [generator.uniform(-1, 1, (m, n)) for n, m in pairwise(widths)]
    biases = [generator.uniform(-0.5, 0.5, m) for m in widths[1:]]
    relu = [True] * (len(widths) - 2) + [False]
    moved = [w + generator.uniform(-near, near, w.shape) for w in weights]
    return Network.from_arrays(weights, biases, relu), Network.from_arrays(moved, biases, relu)


SQUARE = Box([-1, -1], [1, 1])


@pytest.mark.parametrize("norm", ["linf", "l2"])
def test_what_is_proved_the_checker_accepts(norm):
    """Within 1.05 of what is found, and the checker agrees to the last digit: a unit less is rejected."""
    target, pruned = pair(1)
    both = prove(pruned, target, region=SQUARE, norm=norm, timeout=60)
    assert both.found.found <= both.proved <= both.found.found * Fraction(106, 100)
    asked = {"ticket": pruned, "target": target, "region": SQUARE, "norm": norm}
    assert check(both.certificate, epsilon=both.proved, **asked).status == "accepted"
    less = both.proved * Fraction(999, 1000)
    assert check(both.certificate, epsilon=less, **asked).status == "undecided"


@given(st.data())
def test_found_and_proved_enclose_the_truth(data):
    """With one input the supremum is known exactly: found ≤ sup ≤ proved. Catches an unsound bound at any stage."""
    relu = [True, False]
    target, pruned = (data.draw(networks([1, 3, 2], relu, shift=False)) for _ in "fg")
    region = Box([-1], [2])
    truth = largest_along(target, pruned, [[Fraction(-1)], [Fraction(2)]], "linf")
    both = prove(pruned, target, region=region, timeout=1, samples=50)
    assert both.found.found <= truth <= both.proved


def test_many_inputs_are_bounded_whole():
    """A box of 120 inputs is not halved; the whole box is bounded, by less than the layers' rules prove."""
    target, pruned = pair(2, (120, 8, 8, 2), 0.001)
    region = Box.cube(Fraction(-1, 50), Fraction(1, 50), 120)
    both = prove(pruned, target, region=region, timeout=10)
    layered = prove(pruned, target, region=region, timeout=0)
    assert isinstance(both.certificate, Proof)
    assert both.certificate.steps[0]["rule"] in ("whole", "gated", "branches")
    assert both.proved < layered.proved
    verdict = check(both.certificate, ticket=pruned, target=target, region=region, epsilon=both.proved)
    assert verdict.status == "accepted"


@pytest.fixture
def claimed(tmp_path):
    """A written certificate of format 2, and the arguments of `check` that go with it."""
    target, pruned = pair(3)
    both = prove(pruned, target, region=SQUARE, timeout=60)
    both.certificate.save(tmp_path / "c.json")
    save_network(target, tmp_path / "f.safetensors")
    save_network(pruned, tmp_path / "g.safetensors")
    asked = ["--ticket", str(tmp_path / "g.safetensors"), "--target", str(tmp_path / "f.safetensors")]
    return tmp_path / "c.json", [*asked, "--region", "box:-1,1", "--epsilon", str(both.proved)]


def changed(path, change):
    """Writes the certificate with its steps changed."""
    whole = json.loads(path.read_text())
    change(whole)
    path.write_text(json.dumps(whole))


def without_the_last_leaf(whole):
    """A tree that lacks a child."""
    whole["steps"][0]["tree"].pop()


def with_one_leaf_more(whole):
    """A tree with a child too many."""
    whole["steps"][0]["tree"].append(0)


def with_an_input_that_there_is_not(whole):
    """A split of an input beyond the last."""
    whole["steps"][0]["tree"] = [3, 0, 0]


def without_steps(whole):
    """Nothing that proves anything."""
    whole["steps"] = []


def with_another_rule(whole):
    """A rule that there is not."""
    whole["steps"] = [{"rule": "trust me"}]


def with_a_number_besides(whole):
    """A key that the rule does not read."""
    whole["steps"][0]["proved"] = 0


def with_a_hint_about_nothing(whole):
    """A hint of a layer that there is not."""
    hint = {"layer": 9, "part": "x", "neuron": 0, "upper": True, "planes": []}
    whole["steps"] = [{"rule": "whole", "hints": [hint]}]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (without_the_last_leaf, "boxes open"),
        (with_one_leaf_more, "belongs to no box"),
        (with_an_input_that_there_is_not, "no integer from 0 to 2"),
        (without_steps, "expected a list of 1 to 64 steps"),
        (with_another_rule, "this version knows layers, ball, boxes, whole, gated"),
        (with_a_number_besides, "unknown key 'proved'"),
        (with_a_hint_about_nothing, "hint 0: layer"),
    ],
)
def test_malformed_steps(claimed, capsys, change, message):
    """Each is malformed (exit 2) and named, never accepted. Catches a part of the tree that nobody looks at."""
    path, asked = claimed
    changed(path, change)
    assert cli.main(["check", str(path), *asked]) == 2
    assert message in capsys.readouterr().err


def test_fewer_splits_prove_less(claimed, capsys):
    """A tree that is cut short proves a larger bound: rejected (exit 1). Catches leaves that are believed."""
    path, asked = claimed
    changed(path, lambda whole: whole["steps"].__setitem__(0, {"rule": "boxes", "tree": [0]}))
    assert cli.main(["check", str(path), *asked]) == 1
    assert "claimed" in capsys.readouterr().out


def test_no_time_decides_nothing(claimed, capsys):
    """Past --max-seconds the checker is undecided (exit 3). Catches a clock that accepts."""
    path, asked = claimed
    assert cli.main(["check", str(path), *asked]) == 0
    assert cli.main(["check", str(path), *asked, "--max-seconds", "0"]) == 3
    assert "undecided" in capsys.readouterr().err


def test_a_certificate_is_read_back(claimed):
    """What is loaded says what the file says, and claims no bound that was not computed."""
    path, _ = claimed
    read = load_certificate(path)
    assert isinstance(read, Proof)
    assert read.proved is None
    assert json.loads(read.to_json()) == json.loads(path.read_text())


def test_tickets_too(tmp_path, monkeypatch, capsys):
    """A ticket of inputs of both signs, whose first layer has two matrices, is halved and accepted."""
    monkeypatch.chdir(tmp_path)
    target, _ = pair(5, (2, 3, 2))
    save_network(target, tmp_path / "f.safetensors")
    region = ["--region", "box:-1,1"]
    assert cli.main(["prune", "f.safetensors", *region, "--epsilon", "0.5", "--seed", "3", "-o", "t.safetensors"]) == 0
    both = prove(load_ticket("t.safetensors"), target, region=SQUARE, timeout=60)
    verdict = check(both.certificate, ticket="t.safetensors", target=target, region=SQUARE, epsilon=both.proved)
    assert verdict.status == "accepted"
    assert both.proved <= both.found.found * Fraction(11, 10)
