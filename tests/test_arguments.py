"""Numbers as messages show them."""

from fractions import Fraction

import pytest

from lottery_verify.arguments import exact, readable
from lottery_verify.errors import InvalidArgument


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
        exact("delta", "1." + "3" * 39, above=0, below=1)
