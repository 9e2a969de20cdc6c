"""CrossHair finds what random search misses: a spike of width 2·10⁻⁶."""

from fractions import Fraction

import pytest

from lottery_verify.checker.regions import Box
from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting import symbolic
from lottery_verify.hunting.paths import largest_along
from lottery_verify.hunting.symbolic import symbolic_attack
from lottery_verify.strategies import NetworkSpec

CENTRE, HALF = 0.3141, 1e-6
UP = 1 / HALF
# s(x) = relu(u + 1) - 2 relu(u) + relu(u - 1), u = (x - CENTRE)/HALF: 1 at the centre, 0 beyond HALF from it
SPIKE = NetworkSpec(
    (((UP,), (UP,), (UP,)), ((1.0, -2.0, 1.0),)),
    ((1 - CENTRE * UP, -CENTRE * UP, -1 - CENTRE * UP), None),
    (True, False),
)
FLAT = NetworkSpec((((0.0,), (0.0,), (0.0,)), ((0.0, 0.0, 0.0),)), ((0.0, 0.0, 0.0), None), (True, False))
REGION = Box.cube(-1, 1, 1)


def test_the_spike_is_there() -> None:
    """Its height at the centre is near 1, exactly evaluated."""
    gap = largest_along(FLAT.network(), SPIKE.network(), [(Fraction(CENTRE),)], "linf")
    assert Fraction(99, 100) < gap <= Fraction(101, 100)


def test_a_path_over_it_finds_it() -> None:
    """The hunts' oracle knows the peak without looking for it: kinks are solved for, not sampled."""
    path = [(Fraction(-1),), (Fraction(1),)]
    peak = largest_along(FLAT.network(), SPIKE.network(), [(Fraction(CENTRE),)], "linf")
    assert peak <= largest_along(FLAT.network(), SPIKE.network(), path, "linf") <= Fraction(101, 100)


@pytest.mark.parametrize("examples", [1000, pytest.param(20_000, marks=pytest.mark.slow)])
def test_random_search_misses_it(examples: int) -> None:
    """20,000 examples of plain Hypothesis do not find it."""
    assert symbolic_attack(FLAT, SPIKE, REGION, Fraction(1, 2), examples=examples, backend="hypothesis") is None


@pytest.mark.filterwarnings("ignore")
def test_crosshair_finds_it() -> None:
    """Fifty paths are enough; the witness is confirmed over the reals."""
    witness = symbolic_attack(FLAT, SPIKE, REGION, Fraction(1, 2))
    assert witness is not None
    assert largest_along(FLAT.network(), SPIKE.network(), [witness], "linf") > Fraction(1, 2)


def test_without_crosshair_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""
    monkeypatch.setattr(symbolic, "has_crosshair", lambda: False)
    with pytest.raises(InvalidArgument, match="install hypothesis-crosshair"):
        symbolic_attack(FLAT, SPIKE, REGION, Fraction(1, 2))
