"""The ranges of the laws that the checker knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.source import MAX_OCTAVE, SPARSE, Law

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


@given(st.data())
def test_random_integers_are_read_at_their_places(data: st.DataObject) -> None:
    """The bytes of weight m are those from m·n_bytes on, the least first, whether few weights are read or many.

    Catches bytes in another order, a last weight that is left out, and places counted among the kept.
    """
    law = data.draw(st.sampled_from([Law("uniform", 0, 0), Law("hyperbolic", -1, 0)]))
    size = data.draw(st.integers(1, 3 * SPARSE))
    stream = data.draw(st.binary(min_size=size * law.n_bytes, max_size=size * law.n_bytes))
    kept = sorted(data.draw(st.sets(st.integers(0, size - 1))))
    expected = [sum(stream[law.n_bytes * m + k] << 8 * k for k in range(law.n_bytes)) for m in kept]
    assert law.words(stream, kept) == expected


@pytest.mark.parametrize(
    ("law", "bits"),
    [
        (Law("uniform", 5, 0), 24),
        (Law("hyperbolic", 0, 1 << 16), 24),
        (Law("hyperbolic", 0, (1 << 16) + 1), 25),
        (Law("hyperbolic", -1, 1), 25),
        (Law("hyperbolic", -MOST, MOST), 24 + 119),
    ],
)
def test_the_bits_of_a_numerator(law: Law, bits: int) -> None:
    """The largest has exactly so many. Catches a product that is to be kept where it has no room."""
    highest = bytes([255] * (law.n_bytes - 1) + [127 if law.n_bytes == 4 else 255])
    assert law.bits == bits == law.numerators(highest, [0])[0].bit_length()
