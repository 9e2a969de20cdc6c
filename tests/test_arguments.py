"""The one reader of numbers, and how messages show them."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.arguments import as_fraction, readable
from lottery_verify.bounds import inputs_from_widths
from lottery_verify.checker.regions import Box
from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.network import Network
from lottery_verify.pruning.pruner import prune


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 20))
def test_a_float_is_the_decimal_that_is_typed(digits, places):
    """A decimal of up to 15 digits is the same number as a float, as text and as a ratio.

    Catches a float that is taken for its binary expansion: 0.01 in Python and --epsilon 0.01 are then two claims.
    """
    text = f"{digits}e-{places}"
    wanted = Fraction(digits, 10**places)
    assert as_fraction("x", float(text)) == as_fraction("x", text) == as_fraction("x", wanted) == wanted


def test_a_numpy_float_is_a_float():
    """numpy's double prints as np.float64(0.01), and is read as 0.01 all the same. Catches a use of repr."""
    assert as_fraction("x", np.float64(0.01)) == Fraction(1, 100)


def test_bounds_and_pruner_read_alike():
    """The bounds and the pruner take 0.01 for the same number. Catches a second reader."""
    target = Network.from_arrays([np.array([[0.5]])])
    made = prune(target, region=Box.cube(0, 1, 1), epsilon=0.01, seed=1)
    assert Fraction(made.epsilon) == inputs_from_widths([1, 1], 0.01, 0.01).epsilon == Fraction(1, 100)


@pytest.mark.parametrize(
    ("value", "limits", "words"),
    [
        (0, {"above": 0}, "x 0 must be above 0"),
        (-1, {"at_least": 0}, "x -1 must be at least 0"),
        (1, {"above": 0, "below": 1}, "x 1 must be above 0 and below 1"),
        (True, {}, "x True must be a finite number"),
        (float("inf"), {}, "x inf must be a finite number"),
        (None, {}, "x None must be a finite number"),
        ("one", {}, "x: 'one' is not a decimal number or a ratio"),
    ],
)
def test_refused(value, limits, words):
    """What is no number, or outside its range, is refused with name and value. Catches an end that is let in."""
    with pytest.raises(InvalidArgument) as caught:
        as_fraction("x", value, **limits)
    assert words in str(caught.value)


def test_ends_that_belong_to_the_range():
    """0 is at least 0. Catches an inclusive end that is left out."""
    assert as_fraction("x", 0, at_least=0) == 0


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(1, 50), "0.02"),
        (Fraction(-3), "-3"),
        (Fraction(0), "0"),
        (Fraction(1, 3), "1/3"),
        (Fraction(0.1), "≈0.1"),  # the double, which is not a tenth
        (Fraction(10**40 + 1, 3 * 10**39), "≈3.33333"),
        (Fraction(1, 10**9), "1e-9"),
        (Fraction(10**400), "1e+400"),
    ],
)
def test_readable(number: Fraction, text: str) -> None:
    """Exact where that is short, otherwise six digits that say that they are rounded. Catches a ≈ that is left out."""
    assert readable(number) == text


def test_a_message_is_short() -> None:
    """A number of 39 digits is not spelt in full. Catches a message that prints the fraction."""
    with pytest.raises(InvalidArgument, match=r"^delta ≈1\.33333 must be above 0 and below 1$"):
        as_fraction("delta", "1." + "3" * 39, above=0, below=1)
