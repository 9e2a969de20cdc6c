"""The input box of VNN-LIB files."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lottery_verify.checker.regions import MAX_REGION_BYTES, Box
from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.networks.vnnlib import read_specification
from tests.networks.models import refusal

ONE = "(declare-const X_0 Real)\n"
BOUNDS = "(assert (<= X_0 1))(assert (>= X_0 0))\n"
TENSOR = (
    "(vnnlib-version <2.0>)\n(declare-network f (declare-input X real [1, 2]) (declare-output Y real [2]))\n"
)
PAIR = (
    "(declare-network f (declare-input X_f real [2]) (declare-output Y_f real [1]))\n"
    "(declare-network g (isomorphic-to f) (declare-input X_g real [2]) (declare-output Y_g real [1]))\n"
    "(assert (and (<= X_f[0] 0.5) (>= X_f[0] -0.5)))(assert (== X_f[1] 3))\n"
)
TIES = "(assert (== X_f[0] X_g[0]))(assert (== X_g[1] X_f[1]))"


def read(folder, text):
    path = folder / "r.vnnlib"
    path.write_text(text)
    return read_specification(str(path)).region


def box(*ends):
    return Box(tuple(Fraction(low) for low, _ in ends), tuple(Fraction(high) for _, high in ends))


def test_real_region(shared_data):
    """The pairs' region, digit by digit. Catches ends that went through a float, or that changed places."""
    found = read_specification(str(shared_data / "acasxu_pairs" / "region.vnnlib")).region
    assert found == box(
        ("0.6", "0.679857769"), ("-0.5", "0.5"), ("-0.5", "0.5"), ("0.45", "0.5"), ("-0.45", "-0.45")
    )


READ = {
    "exact decimals": (ONE + "(assert (<= X_0 1e-3))(assert (>= X_0 -0.1))", [("-1/10", "1/1000")]),
    "one and": (ONE + "(assert (and (<= X_0 1) (and (>= X_0 0))))", [(0, 1)]),
    "number first": (ONE + "(assert (<= 0 X_0))(assert (>= 1 X_0))", [(0, 1)]),
    "minus as an operator": (ONE + "(assert (>= X_0 (- 2.5)))(assert (<= X_0 0))", [("-5/2", 0)]),
    "equal": (ONE + "(assert (= X_0 0.1))", [("1/10", "1/10")]),
    "several bounds": (
        ONE + BOUNDS + "(assert (<= X_0 0.5))(assert (<= X_0 7))(assert (>= X_0 -1))",
        [(0, "1/2")],
    ),
    "order of names": (
        "(declare-const X_1 Real)" + ONE + BOUNDS + "(assert (= X_1 5))",
        [(0, 1), (5, 5)],
    ),
    "outputs are passed over": (
        "(declare-const Y_0 Real)(declare-const Y_1 Real)"
        + ONE
        + BOUNDS
        + "(assert (or (and (<= Y_0 Y_1) (>= Y_0 3))))"
        "(assert (and (>= Y_0 9) (<= X_0 0.5)))",
        [(0, "1/2")],
    ),
    "comments": ("; (assert (<= X_0 0))\n" + ONE + BOUNDS + "; end", [(0, 1)]),
    "version 2": (
        TENSOR + "(assert (and (>= X[0,0] 0) (<= X[0, 0] 1)))(assert (== X[0,1] 2))",
        [(0, 1), (2, 2)],
    ),
    "version 2, two networks": (
        PAIR + TIES + "(assert (<= Y_g[0] (+ Y_f[0] 0.05)))",
        [("-1/2", "1/2"), (3, 3)],
    ),
    "version 2, bounds on the second": (PAIR + TIES + "(assert (<= X_g[0] 0.25))", [("-1/2", "1/4"), (3, 3)]),
}


@pytest.mark.parametrize("case", READ)
def test_box_is_read(tmp_path, case):
    """Catches ends that change places, a lost negation, the first of several bounds, names in file order."""
    text, ends = READ[case]
    assert read(tmp_path, text) == box(*ends)


def test_choices_between_boxes(tmp_path):
    """Every way through the choices is a box, also where a branch speaks of outputs. Catches a branch that is dropped,
    or whose bounds leak into the next.
    """
    (tmp_path / "r.vnnlib").write_text(
        "(declare-const X_1 Real)(declare-const Y_0 Real)" + ONE + BOUNDS + "(assert (and (>= X_1 0) (<= X_1 9)))"
        "(assert (or (and (<= X_0 0.25) (>= Y_0 1)) (>= X_0 0.5)))(assert (or (= X_1 1) (= 2 X_1) (<= Y_0 0)))"
    )
    found = read_specification(str(tmp_path / "r.vnnlib"))
    sides = [(0, "1/4"), ("1/2", 1)]
    assert found.boxes == tuple(box(side, other) for side in sides for other in [(1, 1), (2, 2), (0, 9)])


def test_notes_say_what_is_not_used(tmp_path):
    """Catches constraints on outputs and an epsilon that are ignored without a word, and ends that are widened so."""
    texts = [
        ONE + BOUNDS,
        "(declare-const Y_0 Real)" + ONE + BOUNDS + "(assert (>= Y_0 1))",
        PAIR + TIES + "(assert (or (> Y_g[0] (+ Y_f[0] 0.01))))",
        ONE + "(assert (< X_0 1))(assert (> X_0 0))",
    ]
    notes = []
    for text in texts:
        (tmp_path / "r.vnnlib").write_text(text)
        found = read_specification(str(tmp_path / "r.vnnlib"))
        notes.append(" ".join(found.notes + found.unused()))
    assert not notes[0]
    assert "the constraints on outputs in" in notes[1]
    assert "epsilon" not in notes[1]
    assert "and with them any epsilon that it states, are not used" in notes[2]
    assert "the region holds its ends too" in notes[3]
    assert read(tmp_path, texts[3]) == box((0, 1))


REFUSED = {
    "choice without ends": (ONE + "(assert (or (<= X_0 0)\n (>= X_0 1)))", "X_0 has no lower bound"),
    "choice inside a choice": (
        ONE + BOUNDS + "(assert (or (<= X_0 1) (or (>= X_0 0)\n (= X_0 1))))",
        r"line 3: a choice inside a choice, \(or \(>= X_0 0\)",
    ),
    "too many boxes": (
        ONE + BOUNDS + "(assert (or (<= X_0 0.1) (>= X_0 0.9)))" * 40,
        "make 1099511627776 boxes of 1 inputs; too many",
    ),
    "tied in a choice": (PAIR + TIES + "(assert (or (== X_f[0] X_g[0]) (<= X_f[0] 0)))", "relates two inputs"),
    "no upper bound": (ONE + "(assert (>= X_0 0))", "X_0 has no upper bound; a box needs both"),
    "no lower bound": (ONE + "(assert (<= X_0 0))", "X_0 has no lower bound"),
    "unknown name": (ONE + BOUNDS + "(assert (<= Z_0 1))", "line 3: unknown name 'Z_0'"),
    "undeclared output": (ONE + BOUNDS + "(assert (<= Y_0 1))", "line 3: unknown name 'Y_0'"),
    "unknown declaration": ("(declare-const A Real)", "line 1: unknown name 'A'"),
    "twice": (ONE + ONE, "line 2: 'X_0' is declared twice"),
    "a gap": ("(declare-const X_1 Real)(assert (= X_1 0))", "X_0 is not declared"),
    "two inputs": (ONE + "(declare-const X_1 Real)(assert (<= X_0 X_1))", "relates two inputs"),
    "input and output": (
        ONE + BOUNDS + "(declare-const Y_0 Real)(assert (<= X_0 Y_0))",
        "'Y_0' is not a decimal",
    ),
    "scaled": (ONE + "(assert (<= (* 2 X_0) 1))", r"\(<= \(\* 2 X_0\) 1\) does not bound one input"),
    "negated": (ONE + "(assert (not (<= X_0 1)))", "is not a bound by <=, >= or ="),
    "no number": (ONE + "(assert (<= X_0 1.0.0))", r"line 2: unknown name|'1.0.0' is not a decimal"),
    "nan": (ONE + "(assert (<= X_0 nan))", "unknown name 'nan'"),
    "empty box": (ONE + "(assert (<= X_0 0))(assert (>= X_0 1))", "lower end 1 is above upper end 0"),
    "other form": ("(check-sat)", r"\(check-sat\) is not one of declare-const"),
    "no form": ("hello", "'hello' stands outside all parentheses"),
    "truncated": (ONE + "(assert (<= X_0", "line 2: the form that begins here does not end"),
    "unopened": (ONE + ")", r"line 2: a \) without its \("),
    "nothing": ("; nothing\n", "none is declared"),
    "token": ("(assert ])", "is not a VNN-LIB token"),
    "index out of range": (TENSOR + "(assert (<= X[0,2] 1))", r"unknown name 'X\[0,2\]'"),
    "index of another rank": (TENSOR + "(assert (<= X[0] 1))", r"unknown name 'X\[0\]'"),
    "no bound in version 2": (TENSOR + "(assert (== X[0,0] 1))", "input 1 has no lower bound"),
    "huge shape": (TENSOR.replace("[1, 2]", "[99999,99999]"), "above 16777216"),
    "not tied": (PAIR + "(assert (== X_f[0] X_g[0]))", "input 1 of the two networks is not said to be equal"),
    "tied crosswise": (PAIR + "(assert (== X_f[0] X_g[1]))", "relates two inputs"),
    "three networks": (PAIR + "(declare-network h (declare-input X_h real [2]))", "for two of one kind"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_box_is_refused_by_name_and_line(tmp_path, case):
    """Catches a disjunct dropped, a missing bound taken for infinity, an unknown name taken for an output."""
    text, message = REFUSED[case]
    with pytest.raises((MalformedFile, InvalidArgument), match=message) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith(str(tmp_path / "r.vnnlib"))


def test_bounded(tmp_path):
    """Deep nesting and a huge file. Catches a RecursionError and a read of a gigabyte."""
    with pytest.raises(MalformedFile, match="nested more than 64 deep"):
        read(tmp_path, "(assert " + "(and " * 10**6)
    path = tmp_path / "huge.vnnlib"
    with open(path, "wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(MalformedFile, match=f"at most {MAX_REGION_BYTES} are read"):
        read_specification(str(path))
    (tmp_path / "r.vnnlib").write_bytes(b"\xff\xfe")
    with pytest.raises(MalformedFile, match="not text in UTF-8"):
        read_specification(str(tmp_path / "r.vnnlib"))


@given(
    st.lists(
        st.sampled_from(
            [
                "(",
                ")",
                "and",
                "or",
                "assert",
                "<=",
                ">=",
                "=",
                "X_0",
                "X[0]",
                "Y_0",
                "1",
                "-",
                "declare-const",
                "Real",
                ";",
                "\n",
                "[",
                "]",
                "é",
            ]
        )
    )
)
@example(["(", "assert", "(", "<=", "X_0", ")", ")"])
@example(["(", ")"])
def test_any_text_is_read_or_refused(tmp_path_factory, words):
    """Catches a raw IndexError, ValueError or TypeError of the reader."""
    path = tmp_path_factory.getbasetemp() / "any.vnnlib"
    path.write_text(ONE + BOUNDS + " ".join(words), encoding="utf-8")
    assert (refusal(read_specification, path) or str(path)).startswith(str(path))
