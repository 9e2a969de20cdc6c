"""Affine bounds of one ReLU, and of the difference of two; integers, slopes over 2^SLOPE, rounded outward.

x and y are the pre-activations of one neuron in the two networks, d = y − x, e = max(y, 0) − max(x, 0).
"""

SLOPE = 30
ONE = 1 << SLOPE
Line = tuple[int, int]  # (slope, offset): the line slope·z/2^SLOPE + offset


def up(n: int, bits: int) -> int:
    """⌈n / 2^bits⌉."""
    return -(-n >> bits)


def chord(low: int, high: int) -> tuple[int, int]:
    """(slope, height) with 0 ≤ max(z, 0) − slope·z ≤ height for low ≤ z ≤ high, where low < 0 < high.

    The difference is convex in z, so it is largest at an end; for a slope from 0 to 1 it is 0 at least.
    Rule: relaxation_unstable.
    """
    slope = (high << SLOPE) // (high - low)
    return slope, up(max(-slope * low, (ONE - slope) * high), SLOPE)


def coupled(low: int, high: int) -> tuple[int, int, int]:
    """(slope, least, most) with least ≤ e − slope·d ≤ most for low ≤ d ≤ high, whatever x is; the slope is a half.

    e lies between min(d, 0) and max(d, 0), since ReLU is monotone and 1-Lipschitz, so within |d|/2 of d/2. No slope
    makes the strip narrower, and with this one it does not depend on the sign of an end that is almost 0.
    Rule: relaxation_coupled.
    """
    half = ONE >> 1
    return half, below((half, 0), low, high), above((half, 0), low, high)


def below(line: Line, low: int, high: int) -> int:
    """The most that can be added to a line of d which then stays below min(d, 0), and so below e."""
    return min((min(d, 0) << SLOPE) - line[0] * d for d in (low, high)) - (line[1] << SLOPE) >> SLOPE


def above(line: Line, low: int, high: int) -> int:
    """The least that must be added to a line of d which then stays above max(d, 0), and so above e."""
    return up(max((max(d, 0) << SLOPE) - line[0] * d for d in (low, high)) - (line[1] << SLOPE), SLOPE)


def strip(low: int, high: int) -> tuple[Line, Line]:
    """A line of d below e, and one above it, for low ≤ d ≤ high: 0 and d themselves where the sign of d is known."""
    if low >= 0:
        slopes = 0, ONE
    elif high <= 0:
        slopes = ONE, 0
    else:
        slopes = ONE - (high << SLOPE) // (high - low), (high << SLOPE) // (high - low)
    lower, upper = slopes
    return (lower, below((lower, 0), low, high)), (upper, above((upper, 0), low, high))
