"""Rows: what is written is what is read, and nothing else is."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.errors import MalformedFile
from lottery_verify.studies.rows import Measured, decode, encode, read_table, write_table
from tests.studies import cases

ROW = cases.row(cases.cells(4)[3])
finite = st.floats(allow_nan=False, allow_infinity=False)


@given(
    st.text(max_size=5), st.lists(st.integers(1, 10**6), max_size=3), st.fractions(0, 9), st.integers(0, 2**64 - 1),
    st.lists(st.fractions(), max_size=2), finite,
)  # fmt: skip
def test_round_trip(target, widths, epsilon, seed, errors, bits):
    """JSON's text holds every field exactly, floats to the last bit. Catches a ratio or a float that is rounded."""
    row = replace(
        ROW, target=target, widths=tuple(widths), epsilon=epsilon, seed=seed, epsilon_w=tuple(errors),
        lower_bound_bits=bits,
    )  # fmt: skip
    again = decode(Measured, json.loads(json.dumps(encode(row))), "x")
    assert again == row
    assert repr(again) == repr(row)


def test_a_table_is_sorted_and_read_back(tmp_path):
    """The order of the rows depends on what they are about, not on when they came. Catches a table in finish order."""
    rows = [cases.row(cell) for cell in cases.cells(4)]
    for name, order in (("a.json", rows), ("b.json", rows[::-1])):
        write_table(tmp_path / name, order)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert list(read_table(tmp_path / "a.json")) == rows
    assert read_table(tmp_path / "none.json") == ()


BAD = {
    "a field too many": ({"extra": 1}, r"\['extra'\] where a Measured has target"),
    "a number where text is": ({"target": 3}, "row 1: target: '3' is no <class 'str'>"),
    "true where an integer is": ({"seed": True}, "row 1: seed: 'True' is no <class 'int'>"),
    "an integer where a float is": ({"kept_per_weight": 1}, "row 1: kept_per_weight: '1' is no <class 'float'>"),
    "an infinity": ({"kept_per_weight": float("inf")}, "row 1: kept_per_weight: inf is not finite"),
    "text in a list of integers": ({"widths": [1, "2"]}, "row 1: widths: '2' is no <class 'int'>"),
    "no list": ({"widths": 3}, "row 1: widths: '3' is no tuple"),
    "no ratio": ({"epsilon": "1/0"}, "row 1: epsilon: '1/0' is no ratio"),
    "a ratio that is a number": ({"epsilon": 0.1}, "row 1: epsilon: '0.1' is no "),
}


@pytest.mark.parametrize(("change", "words"), BAD.values(), ids=BAD)
def test_a_wrong_row_is_refused(change, words, tmp_path):
    """Each way in which a row can be wrong is named with file, row and field. Catches a value taken on trust."""
    path = tmp_path / "table.json"
    path.write_text(json.dumps([{**encode(ROW), **change}]))
    with pytest.raises(MalformedFile, match=words) as caught:
        read_table(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "3", '{"a": 1}', "[3]", "[[]]", "[" * 100_000, "[{}]"])
def test_no_table(text, tmp_path):
    """What is no list of rows is refused. Catches an error of another kind."""
    path = tmp_path / "table.json"
    path.write_text(text)
    with pytest.raises(MalformedFile, match=r"table\.json"):
        read_table(path)


def test_a_missing_field_is_named(tmp_path):
    """A row of an older table, without its law, is refused. Catches a default that nobody stated."""
    data = encode(ROW)
    del data["law"]
    (tmp_path / "table.json").write_text(json.dumps([data]))
    with pytest.raises(MalformedFile, match=r"row 1: \['law'\] where a Measured has"):
        read_table(tmp_path / "table.json")
