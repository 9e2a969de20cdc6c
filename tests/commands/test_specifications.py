# ruff: noqa: E501 (one case is one line)
"""certify and attack by a VNN-LIB file of two networks; the answers of VNN-COMP."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lottery_verify import cli
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network

# Over [0, 1] × {1/2}: f = (relu(x), 1/2), g = (relu(x) + relu(x − 1/2)/2, 1/2); the largest difference is 1/4, at x = 1.
F = Network.from_arrays(
    [[[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]], [np.array([0.0, -0.5, 0.0]), None]
)
G = Network.from_arrays(
    [[[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]], [[1.0, 0.5, 0.0], [0.0, 0.0, 1.0]]], [np.array([0.0, -0.5, 0.0]), None]
)
HEAD = """(vnnlib-version <2.0>)
(declare-network f (declare-input X_f real [1,2]) (declare-output Y_f real [2]))
(declare-network g (isomorphic-to f) (declare-input X_g real [1,2]) (declare-output Y_g real [2]))
(assert (== X_f[0,0] X_g[0,0]))(assert (== X_f[0,1] X_g[0,1]))
"""
BOX = "(assert (and (>= X_f[0,0] 0) (<= X_f[0,0] 1)))(assert (== X_f[0,1] 0.5))\n"
TWO = "(assert (or (<= X_f[0,0] 0.25) (>= X_f[0,0] 0.5)))\n"
QUICK = ["--samples", "500", "--timeout", "20"]


def outputs(epsilon, above=">", below="<"):
    sides = [f"({above} Y_g[{j}] (+ Y_f[{j}] {epsilon})) ({below} Y_g[{j}] (- Y_f[{j}] {epsilon}))" for j in (0, 1)]
    return f"(assert (or {' '.join(sides)}))\n"


def exactly(x):
    """f and g at an exact x, by their definition above."""
    hinge = max(x[0] - Fraction(1, 2), 0) / 2
    return (max(x[0], 0), x[1]), (max(x[0], 0) + hinge, x[1])


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Runs a command beside f and g and a specification: (exit code, standard output, standard error)."""
    save_network(F, tmp_path / "f.safetensors")
    save_network(G, tmp_path / "g.safetensors")
    monkeypatch.chdir(tmp_path)

    def ran(text, *words, command="certify"):
        (tmp_path / "s.vnnlib").write_text(text)
        return (cli.main([command, *words]), *capsys.readouterr())

    return ran


SPEC = ["--spec", "s.vnnlib", "--network", "g=g.safetensors", "--network", "f=f.safetensors"]
PLAIN = ["g.safetensors", "--target", "f.safetensors", "--region", "s.vnnlib"]


def witness(out):
    """The tensors of a counterexample, by name."""
    lines = out.splitlines()
    assert lines.pop(0) == "sat"
    found = {}
    for name, shape, size in (("X_f", "[1,2]", 2), ("Y_f", "[2]", 2), ("X_g", "[1,2]", 2), ("Y_g", "[2]", 2)):
        assert lines.pop(0) == f"{name} real {shape}"
        found[name] = [Fraction(lines.pop(0)) for _ in range(size)]
    assert not lines
    return found


def test_unsat_is_proved_and_its_certificate_checks(run):
    """ε = 0.26 > 1/4: `unsat` alone on standard output, 0, and a certificate that the checker accepts."""
    code, out, err = run(HEAD + BOX + outputs("0.26"), *SPEC, *QUICK, "--vnncomp", "-o", "c.json")
    assert (code, out) == (0, "unsat\n")
    assert "written: c.json" in err
    claim = ["c.json", "--ticket", "g.safetensors", "--target", "f.safetensors", "--region", "s.vnnlib"]
    assert run(HEAD + BOX + outputs("0.26"), *claim, "--epsilon", "0.26", command="check")[0] == 0


def test_sat_comes_with_a_point_of_the_region(run):
    """ε = 0.24 < 1/4: 1, and the declared tensors, whose entries meet every assertion exactly.

    Catches a point outside the box, another network's outputs, a difference that rounding made.
    """
    code, out, _ = run(HEAD + BOX + outputs("0.24"), *SPEC, *QUICK, "--vnncomp", "-o", "c.json")
    assert code == 1
    found = witness(out)
    assert found["X_f"] == found["X_g"]
    assert 0 <= found["X_f"][0] <= 1
    assert found["X_f"][1] == Fraction(1, 2)
    f, g = exactly(found["X_f"])
    assert g[0] - f[0] > Fraction("0.24")
    for name, values in (("Y_f", f), ("Y_g", g)):
        assert all(abs(a - b) <= Fraction(1, 10**15) for a, b in zip(found[name], values, strict=True))


def test_unknown_where_nothing_is_decided(run, tmp_path):
    """Outputs whose terms cancel, seen by the rules that go layer by layer alone: `unknown` and 3."""
    for name, size in (("f", 1.0), ("g", 1.5)):
        cancels = Network.from_arrays([[[1.0, 0.0], [1.0, 0.0]], [[size, -size]] * 2], [np.zeros(2), None])
        save_network(cancels, tmp_path / f"{name}.safetensors")
    code, out, _ = run(HEAD + BOX + outputs("0.4"), *SPEC, "--vnncomp", "--timeout", "0", "--samples", "9")
    assert (code, out) == (3, "unknown\n")


def test_an_epsilon_that_is_attained_is_a_counterexample(run):
    """The largest difference is 1/4 exactly: by > there is no counterexample, by >= there is. Catches >= read as >."""
    strict, attained = outputs("0.25"), outputs("0.25", ">=", "<=")
    assert run(HEAD + BOX + strict, *SPEC, *QUICK, "--vnncomp")[:2] == (0, "unsat\n")
    code, out, _ = run(HEAD + BOX + attained, *SPEC, *QUICK, "--vnncomp")
    assert (code, witness(out)["X_f"][0]) == (1, 1)
    code, out, _ = run(HEAD + BOX + attained, *SPEC, *QUICK)
    assert code == 1
    assert "epsilon 0.25 is attained at x = (1.0, 0.5)" in out


def test_several_boxes_one_of_which_exceeds(run):
    """Below 1/4 nothing differs, from 1/2 on it does: 1 by the second box. Catches a box that is dropped."""
    assert run(HEAD + BOX + TWO + outputs("0.2"), *SPEC, *QUICK, "--vnncomp")[0] == 1
    code, out, _ = run(HEAD + BOX + TWO + outputs("0.26"), *SPEC, *QUICK, "-o", "c.json")
    assert code == 0
    assert "over 2 boxes" in out
    claim = ["c.json", "--ticket", "g.safetensors", "--target", "f.safetensors", "--region", "s.vnnlib"]
    assert run(HEAD + BOX + TWO, *claim, "--epsilon", "0.26", command="check")[0] == 0
    near = BOX.replace("(<= X_f[0,0] 1)", "(<= X_f[0,0] 0.25)")
    assert run(HEAD + near, *claim, "--epsilon", "0.26", command="check")[0] == 1
    code, out, _ = run(HEAD + BOX + TWO, *PLAIN, "--samples", "500", "--json", command="attack")
    found = json.loads(out)
    assert found["claim"]["region"]["kind"] == "boxes"
    assert Fraction(found["found"]["exact"]) == Fraction(1, 4)


def test_attack_by_a_specification(run):
    """The same question of the search alone: 1 where ε is exceeded, else 0, which proves nothing."""
    few = ["--samples", "500", "--steps", "20"]
    assert run(HEAD + BOX + outputs("0.24"), *SPEC, *few, command="attack")[0] == 1
    assert run(HEAD + BOX + outputs("0.25"), *SPEC, *few, command="attack")[0] == 0
    assert run(HEAD + BOX + outputs("0.25", ">=", "<="), *SPEC, *few, command="attack")[0] == 1


def test_region_of_a_specification_brings_its_epsilon(run):
    """--region with a file of two networks: its ε unless --epsilon states one, and either is said."""
    code, _, err = run(HEAD + BOX + outputs("0.24"), *PLAIN, *QUICK)
    assert (code, "epsilon 0.24 is the one that s.vnnlib states" in err) == (1, True)
    code, _, err = run(HEAD + BOX + outputs("0.24"), *PLAIN, *QUICK, "--epsilon", "0.5")
    assert (code, "with them any epsilon that it states, are not used" in err) == (0, True)
    code, _, err = run(HEAD + BOX + "(assert (> Y_f[0] Y_g[1]))", *PLAIN, *QUICK)
    assert (code, "no bound on the difference of one output" in err) == (0, True)


def test_what_a_file_says_by_mistake_is_not_answered_in_its_name(run):
    """Sides joined by and: read as meant, and said; --vnncomp refuses. Catches unsat for a question nobody asked."""
    meant = outputs("0.24").replace("(or ", "(and ")
    code, out, err = run(HEAD + BOX + meant, *SPEC, *QUICK, "--vnncomp")
    assert (code, out, "which no outputs meet" in err) == (2, "", True)
    code, _, err = run(HEAD + BOX + meant, *SPEC, *QUICK)
    assert (code, "It is read as asking whether an output differs by more than 0.24" in err) == (1, True)


GOOD = HEAD + BOX + outputs("0.3")
WRONG = {
    "nothing": (GOOD, [], "TICKET and --target and --region must be given, or instead --spec"),
    "no region": (GOOD, PLAIN[:3], "--region must be given"),
    "network alone": (GOOD, [*PLAIN, "--network", "f=f.safetensors"], "--network names a network of --spec"),
    "both": (GOOD, [*SPEC, *PLAIN], "TICKET and --target and --region: --spec and --network state it already"),
    "epsilon too": (GOOD, [*SPEC, "--epsilon", "1"], "--epsilon: --spec and --network state it already"),
    "norm": (GOOD, [*SPEC, "--norm", "l2"], "which is linf"),
    "one missing": (GOOD, SPEC[:4], "--network f=FILE is missing: s.vnnlib declares f and g"),
    "another name": (GOOD, [*SPEC, "--network", "h=f.safetensors"], "'h=f.safetensors': s.vnnlib declares f and g"),
    "twice": (GOOD, [*SPEC, "--network", "f=g.safetensors"], "f is f.safetensors already"),
    "no file": (GOOD, [*SPEC[:2], "--network", "f"], "expected NAME=FILE, such as f=original.onnx"),
    "one network": (
        HEAD.split("(declare-network g")[0] + BOX, SPEC, "it declares 1 networks (version 2), and --spec compares two"),
    "version 1": (
        "(declare-const X_0 Real)(assert (= X_0 1))", SPEC, "it declares 0 networks (version 2), and --spec compares"),
    "the same": (GOOD.replace("isomorphic-to", "equal-to"), SPEC, "network g is declared equal-to f"),
    "no epsilon": (HEAD + BOX, SPEC, "it states no condition on outputs"),
    "outputs": (GOOD.replace("real [2]", "real [3]"), SPEC, "nothing is said of output 2"),
    "inputs": (
        GOOD.replace("real [1,2]", "real [1,3]") + "(assert (== X_f[0,2] X_g[0,2]))(assert (== X_g[0,2] 0))",
        SPEC, "network f: s.vnnlib declares 3 inputs and 2 outputs, but its file has 2 and 2"),
    "line": (GOOD + "(assert (> Z 1))", SPEC, "s.vnnlib, line 7: unknown name 'Z'"),
    "vnncomp without": (GOOD, [*PLAIN, "--vnncomp"], "--vnncomp answers --spec"),
    "vnncomp in JSON": (GOOD, [*SPEC, "--vnncomp", "--quiet"], "neither --json nor --quiet"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_wrong_use_is_named(run, case):
    """Each way to ask wrongly: 2, a message that names it, nothing on standard output."""
    text, words, message = WRONG[case]
    code, out, err = run(text, *words)
    assert (code, out) == (2, "")
    assert message in err


def test_isomorphic_networks_have_the_same_widths(run, tmp_path):
    """A file that says isomorphic-to is held to it; one that doesn't is about any two networks."""
    wider = Network.from_arrays([[[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]]], [np.zeros(2), None])
    save_network(wider, tmp_path / "w.safetensors")
    words = [*SPEC[:2], "--network", "f=f.safetensors", "--network", "g=w.safetensors", *QUICK]
    code, _, err = run(HEAD + BOX + outputs("9"), *words)
    assert (code, "declares it isomorphic-to f, but their widths are" in err) == (2, True)
    assert run((HEAD + BOX + outputs("9")).replace("(isomorphic-to f)", ""), *words)[0] == 0


@pytest.mark.parametrize(
    ("epsilon", "signs", "proved", "code", "words"),
    [
        ("0.26", (">", "<"), "0.26", 0, "accepted: sup ‖F − Ĝ‖ ≤ 13/50"),
        ("0.26", (">=", "<="), "0.26", 0, "accepted: sup ‖F − Ĝ‖ < 13/50"),
        ("0.25", (">", "<"), "0.25", 0, "accepted: sup ‖F − Ĝ‖ ≤ 1/4"),
        ("0.25", (">=", "<="), "0.25", 3, "undecided: the certificate proves 1/4 and no less"),
        ("0.125", (">", "<"), "0.25", 3, "undecided: "),
    ],
)
def test_check_takes_the_claim_from_the_file(run, epsilon, signs, proved, code, words):
    """The same verdict as of the claim typed out; a difference of ε itself counts where the file says so.

    The supremum is exactly 1/4, which the layers' rules prove. Catches an ε or a `>=` of the file that is not used.
    """
    claim = ["--target", "f.safetensors", "--region", "s.vnnlib", "--epsilon", proved, "--timeout", "0"]
    assert run(HEAD + BOX + outputs(proved), "g.safetensors", *claim, *QUICK[:2], "-o", "c.json")[0] == 0
    found, out, err = run(HEAD + BOX + outputs(epsilon, *signs), "c.json", *SPEC, command="check")
    assert (found, out.startswith(words)) == (code, True), out
    assert "not used" not in err


def test_check_takes_a_specification_of_any_name(run):
    """--spec says what the file is. Catches a name without .vnnlib that is read as a list of bounds."""
    claim = ["--target", "f.safetensors", "--region", "s.vnnlib", "--epsilon", "1/4", "--timeout", "0"]
    assert run(HEAD + BOX + outputs("0.25"), "g.safetensors", *claim, *QUICK[:2], "-o", "c.json")[0] == 0
    Path("q.txt").write_text(Path("s.vnnlib").read_text())
    words = ["q.txt" if word == "s.vnnlib" else word for word in SPEC]
    found, out, err = run(HEAD + BOX + outputs("0.25"), "c.json", *words, command="check")
    assert found == 0, (out, err)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["c.json", *SPEC, "--epsilon", "1"], "--epsilon: --spec and --network state it already"),
        (["c.json", *SPEC, "--ticket", "g.safetensors"], "TICKET: --spec and --network state it already"),
        (["c.json", *SPEC, "--only", "0"], "--spec states the claim, of all outputs"),
        (["c.json", *SPEC, "--claim", "top1"], "--spec states the claim, of all outputs"),
        (["c.json", *SPEC[:4]], "--network f=FILE is missing"),
        (["c.json", *SPEC[2:]], "give --spec FILE.vnnlib too"),
        (["c.json", "--ticket", "g.safetensors"], "the following arguments are required: --target, --region"),
    ],
)
def test_check_refuses_a_claim_that_is_stated_twice(run, words, told):
    """Each way to state it twice or not at all is wrong usage. Catches an option that is passed over."""
    code, out, err = run(HEAD + BOX + outputs("0.26"), *words, command="check")
    assert (code, out, told in err) == (2, "", True), err


def test_check_holds_networks_to_their_declarations(run):
    """A file that declares other sizes asks about other networks. Catches sizes that are not compared."""
    other = HEAD.replace("Y_f real [2]", "Y_f real [3]").replace("Y_g real [2]", "Y_g real [3]")
    sides = "(or (> Y_g[2] (+ Y_f[2] 0.26)) (< Y_g[2] (- Y_f[2] 0.26)))"
    text = other + BOX + outputs("0.26").replace("(assert (or ", f"(assert (or {sides} ")
    assert run(HEAD + BOX + outputs("0.26"), *SPEC, *QUICK, "-o", "c.json")[0] == 0
    code, _, err = run(text, "c.json", *SPEC, command="check")
    assert (code, "declares 2 inputs and 3 outputs" in err) == (2, True), err
