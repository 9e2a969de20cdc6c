"""The reader of Coq's print: right on what it knows, and an error on what it does not."""

from fractions import Fraction

import pytest
from flint import arb

from tests.proofs.coq_terms import Term, alike, ceiling, printed, read_terms

printed()  # sets the precision that `alike` needs, whatever ran before


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("2 / 3 * 6", 4),
        ("1 - 2 - 3", -4),
        ("2 + 3 * 2 ^+ 3", 26),
        ("(8 * x%:R)^-1", Fraction(1, 40)),
        ("x.*2.+1%:R", 11),
        ("x / 2 ^+ 3 ^+ 2", Fraction(5, 64)),
        ("(1 - x / 10) ^+ 2 * 4", 1),
    ],
)
def test_rational_terms(body, value):
    """Levels, associativity and postfixes are those of mathcomp, and rational terms stay exact."""
    assert Term(["x"], body)(x=5) == value


def test_real_terms():
    """ln, expR and Num.sqrt take the atom behind them, with its postfixes, before ^+, * and +."""
    assert alike(Term(["x"], "ln (R:=R) (2 * x)^-1 / ln (R:=R) 2")(x=2), arb(-2))
    assert alike(Term(["x"], "Num.sqrt x%:R ^+ 2 * expR 1")(x=3), 3 * arb(1).exp())


@pytest.mark.parametrize("body", ["x ^- 2", "x +", "(x", "sin x", "x x", "x %% 2"])
def test_what_is_not_understood_is_an_error(body):
    """No term is half read."""
    with pytest.raises((AssertionError, KeyError, ValueError)):
        Term(["x"], body)(x=1)


def test_wrong_arguments_are_an_error():
    """A constant is called with all its names and no others."""
    with pytest.raises(AssertionError):
        Term(["x", "y"], "x + y")(x=1)


def test_an_open_ceiling_is_an_error():
    """The ceiling of a ball around an integer is not guessed."""
    with pytest.raises(AssertionError, match="open"):
        ceiling(arb(2).sqrt() ** 2)


def test_definitions_are_found_by_name():
    """Binders of numbers are kept, that of the field is not."""
    text = "f = fun (R : realType) (c d : R) (k : nat) => c * k%:R\n     : forall R : realType, R -> R -> nat -> R\n"
    assert {name: term.names for name, term in read_terms(text).items()} == {"f": ["c", "d", "k"]}
