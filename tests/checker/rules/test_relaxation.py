"""Lines around ReLU and around the difference of two: at every integer of a range, exactly."""

from hypothesis import assume, given
from hypothesis import strategies as st

from lottery_verify.checker.rules.relaxation import ONE, chord, coupled, strip

small = st.integers(-40, 40)


@given(small, small)
def test_chord(low, high):
    """0 ≤ max(z, 0) − slope·z ≤ height on the whole range. Catches a height rounded down, and an end left out."""
    assume(low < 0 < high)
    slope, height = chord(low, high)
    for z in range(low, high + 1):
        assert 0 <= (max(z, 0) << 30) - slope * z <= height * ONE


def differences(low, high):
    """(d, e) for every x and d that a test looks at."""
    return [(d, max(x + d, 0) - max(x, 0)) for x in range(-90, 91) for d in range(low, high + 1)]


@given(small, small)
def test_coupled(low, high):
    """least ≤ e − slope·d ≤ most, whatever x is. Catches d of one sign taken for d of both, and rounding inward."""
    assume(low <= high)
    slope, least, most = coupled(low, high)
    for d, e in differences(low, high):
        assert least * ONE <= e * ONE - slope * d <= most * ONE


@given(small, small)
def test_strip(low, high):
    """A line of d below e and one above it. Catches the two lines exchanged, and an offset of the wrong sign."""
    assume(low <= high)
    (below, under), (above, over) = strip(low, high)
    for d, e in differences(low, high):
        assert below * d + under * ONE <= e * ONE <= above * d + over * ONE


def test_strip_of_one_sign_is_exact():
    """Where d ≥ 0, e lies between 0 and d themselves. Catches a strip that is as wide as that of d of both signs."""
    assert strip(3, 8) == ((0, 0), (ONE, 0))
    assert strip(-8, -3) == ((ONE, 0), (0, 0))
