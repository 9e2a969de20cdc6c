"""Packed vectors are the vectors: against lists of integers."""

from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.rules.lanes import lanes

WIDTH = 128
vectors = st.lists(st.integers(-(2**125), 2**125) | st.integers(-3, 3), min_size=1, max_size=5)


def packed(values):
    """The integer that holds these values."""
    return sum(value << WIDTH * k for k, value in enumerate(values))


@given(vectors, st.integers(0, 100))
def test_floor(values, bits):
    """Each lane is divided and rounded down by itself. Catches a borrow that leaks into the next lane."""
    assert lanes(WIDTH, len(values)).floor(packed(values), bits) == packed([value >> bits for value in values])


@given(vectors, st.integers(0, 130))
def test_fits(values, bits):
    """Exactly the vectors whose every value lies in [−2^bits, 2^bits). Catches a mask that is one bit off."""
    expected = all(-(2**bits) <= value < 2**bits for value in values) or bits >= WIDTH - 2
    assert lanes(WIDTH, len(values)).fits(packed(values), bits) is expected


@given(st.lists(st.integers(-(2**62), 2**62 - 1), min_size=1, max_size=5), st.integers(0, 60))
def test_values(values, bits):
    """What is read of the lanes is what was put in. Catches words read in the wrong order, and a lost sign."""
    shifted = [value << bits for value in values]
    assert list(lanes(WIDTH, len(values)).values(packed(shifted), bits)) == values
