"""The ranges of the laws that the checker knows."""

import pytest

from lottery_verify.checker.source import MAX_OCTAVE, Law

MOST = MAX_OCTAVE << 16


@pytest.mark.parametrize("octave", [-MAX_OCTAVE, 0, MAX_OCTAVE])
def test_uniform(octave):
    """From 2^-60 to 2^60, both included; 24 bits."""
    law = Law("uniform", octave, 0)
    assert (law.n_bytes, law.exponent) == (3, octave - 24)


@pytest.mark.parametrize(("lower", "upper"), [(-MOST, MOST), (-MOST, 1 - MOST), (MOST - 1, MOST), (-1, 0), (0, 1)])
def test_hyperbolic(lower, upper):
    """From one cell to all of them."""
    law = Law("hyperbolic", lower, upper)
    assert (law.n_bytes, law.exponent) == (4, lower // 65536 - 23)


@pytest.mark.parametrize(
    ("name", "lower", "upper"),
    [
        ("uniform", MAX_OCTAVE + 1, 0),
        ("uniform", -MAX_OCTAVE - 1, 0),
        ("uniform", 0, 1),
        ("uniform", True, 0),
        ("uniform", 0, False),
        ("uniform", 0.0, 0),
        ("hyperbolic", -MOST - 1, 0),
        ("hyperbolic", 0, MOST + 1),
        ("hyperbolic", 5, 5),
        ("hyperbolic", 6, 5),
        ("normal", 0, 1),
        ("", 0, 0),
    ],
)
def test_no_law(name, lower, upper):
    """One step beyond each range, and what only looks like an integer, is refused with the three values."""
    with pytest.raises(ValueError, match=r"^no law of lottery_verify/1: ") as caught:
        Law(name, lower, upper)
    assert str(caught.value).endswith(f"{name!r}, {lower!r}, {upper!r}")
