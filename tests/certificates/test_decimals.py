"""What is proved is printed rounded up, what is found rounded down."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify import attack, certify
from lottery_verify.certificates.decimals import decimal_down, decimal_up
from lottery_verify.checker.regions import Box
from lottery_verify.networks.network import Network

BOUNDS = (
    st.fractions(0, 10**6)
    | st.integers(-400, 400).map(lambda k: Fraction(10) ** k)
    | st.fractions(0, Fraction(1, 10**9))
)


@given(BOUNDS)
def test_decimal_up(value):
    """The decimal shown is never below the value and at most 0.1 % above.

    Catches a bound printed smaller than proved.
    """
    assert value <= Fraction(decimal_up(value)) <= value * Fraction(1001, 1000)


@given(BOUNDS)
def test_decimal_down(value):
    """The decimal shown is never above the value and at most 0.001 % below.

    Catches a difference printed larger than any that was found.
    """
    assert value * Fraction(99999, 100000) <= Fraction(decimal_down(value)) <= value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("1", "1"),
        ("1/3", "0.3334"),
        ("99999/10000", "10"),
        ("12345", "12350"),
        ("1/100000", "0.00001"),
        ("123456/10000000000", "0.00001235"),
        ("1/1000000", "1.000e-6"),
        ("199999999999", "200000000000"),
        ("1000000000000", "1.000e+12"),
        ("99999/1000000000000", "1.000e-7"),
        ("999999/100000000000", "0.00001"),
        ("999999999999", "1.000e+12"),
    ],
)
def test_numbers_are_rounded_up(value, text):
    """Four digits, the last rounded up; powers of ten where many zeros would stand."""
    assert decimal_up(Fraction(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("0.1", "0.1"),
        ("0.0999999999", "0.0999999"),
        ("1/3", "0.333333"),
        ("2/3", "0.666666"),
        ("999999.9", "999999"),
        ("0.00037199996", "0.000371999"),
        ("1e-400", "1.00000e-400"),
        ("2.9999999e400", "2.99999e+400"),
    ],
)
def test_numbers_are_rounded_down(value, text):
    """Six digits, the last rounded down, however near the next number is. Catches rounding to nearest."""
    assert decimal_down(Fraction(value)) == text


def test_what_is_found_is_printed_below_what_is_proved():
    """A linear difference of 0.0999999999 at a corner is found and proved exactly, and not printed as 0.1 found.

    Catches: "found 0.1" where ε = 0.1 holds; found above proved in one line.
    """
    f, g = Network.from_arrays([[[0.0999999999]]]), Network.from_arrays([[[0.0]]])
    tried = attack(g, f, region=Box.cube(0, 1, 1), samples=16, starts=4, steps=4)
    assert tried.found == certify(g, f, region=Box.cube(0, 1, 1)).proved == Fraction(0.0999999999)
    assert "found: a difference of 0.0999999 at output 0" in str(tried)
    assert decimal_up(tried.found) == "0.1"
