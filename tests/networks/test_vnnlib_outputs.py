# ruff: noqa: E501 (one case is one line)
"""The epsilon of VNN-LIB files of two networks; what else they may say is refused by name."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.regions import Box
from lottery_verify.errors import MalformedFile
from lottery_verify.networks.vnnlib import read_specification
from lottery_verify.networks.vnnlib_writing import specification_text

HEAD = (
    "(vnnlib-version <2.0>)\n"
    "(declare-network f (declare-input X_f real [1]) (declare-output Y_f real [1,2]))\n"
    "(declare-network g (isomorphic-to f) (declare-input X_g real [1]) (declare-output Y_g real [1,2]))\n"
    "(assert (and (<= X_f[0] 1) (>= X_f[0] 0)))(assert (== X_f[0] X_g[0]))\n"
)
F = ("Y_f[0,0]", "Y_f[0,1]")
G = ("Y_g[0,0]", "Y_g[0,1]")


def stated(folder, conditions, head=HEAD):
    path = folder / "s.vnnlib"
    path.write_text(head + conditions)
    return read_specification(str(path)).equivalence()


def sides(above, below, word="or"):
    """Both outputs' sides, each of them with {f} and {g}."""
    parts = [side.format(f=f, g=g) for f, g in zip(F, G, strict=True) for side in (above, below)]
    return f"(assert ({word} {' '.join(parts)}))"


SPELT = {
    "g beyond f ± epsilon": sides("(> {g} (+ {f} 0.05))", "(< {g} (- {f} 0.05))"),
    "f beyond g ± epsilon": sides("(> {f} (+ {g} 0.05))", "(< {f} (- {g} 0.05))"),
    "number first": sides("(< 0.05 (- {g} {f}))", "(> (- 0.05) (- {g} {f}))"),
    "two differences": sides("(> (- {g} {f}) 0.05)", "(> (- {f} {g}) 0.05)"),
    "scaled": sides("(> (* 2 {g}) (+ 0.1 (* {f} 2)))", "(> (* 20 (- {f} {g})) 1.0)"),
    "sums of three": sides("(> (+ {g} 1 (- {f})) 1.05)", "(< (- {g} 1 {f}) -1.05)"),
    "an or for each output, in one": (
        f"(assert (or (or (> {G[0]} (+ {F[0]} 0.05)) (< {G[0]} (- {F[0]} 0.05))) "
        f"(or (> {G[1]} (+ {F[1]} 0.05)) (< {G[1]} (- {F[1]} 0.05)))))"
    ),
    "single and": sides("(and (> {g} (+ {f} 0.05)))", "(or (< {g} (- {f} 0.05)))"),
}


@pytest.mark.parametrize("case", SPELT)
def test_epsilon_is_read(tmp_path, case):
    """Catches a sign lost, a factor forgotten, an epsilon that went through a float."""
    found = stated(tmp_path, SPELT[case])
    assert (found.epsilon, found.attained, found.doubt) == (Fraction(1, 20), False, "")


def test_an_epsilon_that_is_attained(tmp_path):
    """By >= and <= a difference of epsilon itself is a counterexample. Catches >= read as >."""
    found = stated(tmp_path, sides("(>= {g} (+ {f} 0.05))", "(<= {g} (- {f} 0.05))"))
    assert (found.epsilon, found.attained) == (Fraction(1, 20), True)


def one_each(above, below):
    """An assertion for each output, of both of its sides joined by and."""
    pairs = zip(F, G, strict=True)
    return "".join(f"(assert (and {above.format(f=f, g=g)} {below.format(f=f, g=g)}))" for f, g in pairs)


@pytest.mark.parametrize("spell", [one_each, lambda *both: sides(*both, "and")])
def test_files_that_say_something_else_are_doubted(tmp_path, spell):
    """Published files join both sides by and, or state the property itself: epsilon is read, and a sentence says so.

    Catches the negation of a claim taken for the claim without a word.
    """
    found = stated(tmp_path, spell("(> {g} (+ {f} 0.05))", "(< {g} (- {f} 0.05))"))
    assert (found.epsilon, found.attained) == (Fraction(1, 20), False)
    assert "which no outputs meet" in found.doubt
    found = stated(tmp_path, spell("(<= {g} (+ {f} 0.05))", "(>= {g} (- {f} 0.05))"))
    assert (found.epsilon, found.attained) == (Fraction(1, 20), False)
    assert "the property itself" in found.doubt
    assert stated(tmp_path, spell("(< {g} (+ {f} 0.05))", "(> {g} (- {f} 0.05))")).attained


REFUSED = {
    "nothing": ("", "states no condition on outputs"),
    "one side": ("(assert (or (> Y_g[0,0] (+ Y_f[0,0] 0.05)) (> Y_g[0,1] (+ Y_f[0,1] 0.05))))", "output 0 on the side <"),
    "an output left out": (
        "(assert (or (> Y_g[0,0] (+ Y_f[0,0] 0.05)) (< Y_g[0,0] (- Y_f[0,0] 0.05))))", "nothing is said of output 1"),
    "two epsilons": (sides("(> {g} (+ {f} 0.05))", "(< {g} (- {f} 0.06))"), "have different ends"),
    "a negative epsilon": (sides("(> {g} (- {f} 0.05))", "(< {g} (+ {f} 0.05))"), "have different ends"),
    "epsilon 0": (sides("(> {g} {f})", "(< {g} {f})"), "its epsilon is 0"),
    "> and <=": (sides("(> {g} (+ {f} 0.05))", "(<= {g} (- {f} 0.05))"), "have different ends"),
    "crosswise": ("(assert (or (> Y_g[0,0] (+ Y_f[0,1] 0.05))))", "no bound on the difference of one output"),
    "one network": ("(assert (>= Y_g[0,0] 1))", "no bound on the difference of one output"),
    "sum of outputs": ("(assert (or (> (+ Y_g[0,0] Y_f[0,0]) 1)))", "no bound on the difference of one output"),
    "product": ("(assert (or (> (* Y_g[0,0] Y_f[0,0]) 1)))", "multiplies outputs"),
    "equal": ("(assert (or (== Y_g[0,0] Y_f[0,0])))", "does not compare the outputs"),
    "negation": ("(assert (not (> Y_g[0,0] Y_f[0,0])))", "does not compare the outputs"),
    "all at once": (sides("(> {g} (+ {f} 0.05))", "(< {g} (- {f} 0.05))") * 2, "does not compare the outputs"),
    "with inputs": ("(assert (or (and (<= X_f[0] 0.5) (> Y_g[0,0] 1)) (>= X_f[0] 0.6)))", "inputs and outputs in one choice"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_else_is_said_is_refused(tmp_path, case):
    """Catches a side that is dropped, an output nobody speaks of, the larger of two epsilons."""
    conditions, message = REFUSED[case]
    with pytest.raises(MalformedFile, match=message) as caught:
        stated(tmp_path, conditions)
    assert str(caught.value).startswith(str(tmp_path / "s.vnnlib"))


def test_outputs_that_do_not_fit(tmp_path):
    """Networks of different outputs, and a single network, have no difference."""
    for head in (HEAD.replace("Y_g real [1,2]", "Y_g real [3]"), HEAD.split("(declare-network g")[0] + "(assert (== X_f[0] 1))"):
        with pytest.raises(MalformedFile, match="outputs are compared for two networks"):
            stated(tmp_path, "(assert (> Y_f[0,0] 1))", head)


def test_relations_name_an_earlier_network(tmp_path):
    """Catches an isomorphic-to of nobody, which was passed over."""
    for word in ("(isomorphic-to h)", "(isomorphic-to g)", "(isomorphic-to f) (equal-to f)"):
        with pytest.raises(MalformedFile, match="is a second relation, or names no network declared before it"):
            stated(tmp_path, "", HEAD.replace("(isomorphic-to f)", word))


def test_versions(tmp_path):
    """A version that is not known is no version 2."""
    with pytest.raises(MalformedFile, match=r"line 1: version <3.0>; versions 1 and 2 are read"):
        stated(tmp_path, "", HEAD.replace("<2.0>", "<3.0>"))


@given(st.integers(1, 3), st.fractions(0, 1).filter(bool), st.lists(st.fractions(-5, 5), min_size=1, max_size=3))
def test_what_is_written_is_read(tmp_path_factory, outputs, epsilon, ends):
    """The question that is written comes back with its box and epsilon, exactly. Catches lower and upper exchanged."""
    box = Box(ends, [end + 1 for end in ends])
    path = tmp_path_factory.getbasetemp() / "written.vnnlib"
    path.write_text(specification_text(box, outputs, epsilon))
    found = read_specification(str(path))
    assert found.region == box
    assert (found.equivalence().epsilon, found.equivalence().attained, found.equivalence().doubt) == (epsilon, False, "")
