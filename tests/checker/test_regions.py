"""Numbers and bounds as a user states them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.regions import parse_number, parse_region
from lottery_verify.errors import InvalidArgument


@given(st.fractions())
def test_ratio(value):
    """A ratio is read as itself."""
    assert parse_number(f" {value.numerator}/{value.denominator} ", "x") == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=5))
def test_decimal(value):
    """A decimal is read exactly, not as a float."""
    assert parse_number(f"{value:f}", "x") == Fraction(value)


BAD = ["1e1000", "1e-9999", "1/0", "", "nan", "inf", "٣", "1_0", "0x1", "1e999999999", "1" * 401, ".5", "1//2"]


@pytest.mark.parametrize("text", BAD)
def test_refused(text):
    """What is no bounded number in ASCII digits is refused. Catches 10^999999999 computed, other digits, nan."""
    with pytest.raises(InvalidArgument, match=r"x: .* is not a decimal number or a ratio of integers"):
        parse_number(text, "x")


def test_file_of_bounds(tmp_path):
    """Comments, commas and blank lines; the wrong count is named with its line."""
    (tmp_path / "b").write_text("# ends\r\n0, 1/3\r\n\n-1e-1 2 # two\n")
    box = parse_region(str(tmp_path / "b"), 2)
    assert (box.lower, box.upper) == ((0, Fraction(-1, 10)), (Fraction(1, 3), 2))
    (tmp_path / "b").write_text("0 1\n0 1 2\n")
    with pytest.raises(InvalidArgument, match="line 2: 3 numbers"):
        parse_region(str(tmp_path / "b"), 2)
    (tmp_path / "b").write_text("0 1\n")
    with pytest.raises(InvalidArgument, match="bounds for 1 inputs, but the network takes 2"):
        parse_region(str(tmp_path / "b"), 2)
