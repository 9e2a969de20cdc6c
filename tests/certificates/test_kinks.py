"""Least and largest of kinked functions over intervals, summed by rows, against trying every end."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lottery_verify.certificates.kinks import kinked, sloped
from tests.certificates.integers import array, held, matrices, wide

reach = held | st.integers(-(2**140), 2**140) | st.sampled_from([0, 2**1400, -(2**1400)])
intervals = st.tuples(reach, reach).map(sorted)


def tried(p, n, low, high, *, slopes):
    """The least and the largest at the ends, and at 0 if it lies between; of every slope, or of the kinked function."""
    points = {low, high} | ({0} if low < 0 < high else set())
    values = [s * t for t in points for s in ((p, n) if slopes else (p if t >= 0 else n,))]
    return min(values), max(values)


@given(matrices(wide), st.data(), st.booleans())
@example(([[-(2**61) + 1]], 1), None, False)
def test_against_every_end(given_, data, slopes):
    """Weights and ends of any size and sign. Catches inputs of one sign that meet the other's matrix, a kink at 0
    overlooked, an end that is taken where the other is less.
    """
    rows, n = given_
    if data is None:  # the two ends are so near each other that floats cannot tell which is less
        others, ends = [[2**61 - 3]], [[-(2**140) - 1, 2**140 - 1]]
    else:
        others = [data.draw(st.lists(wide, min_size=n, max_size=n)) for _ in rows]
        ends = [data.draw(intervals) for _ in range(n)]
    low, high = [a for a, _ in ends], [b for _, b in ends]
    find = sloped if slopes else kinked
    for second in (others, rows):
        p = array(rows, n)
        q = p if second is rows else array(second, n)
        wanted = [
            [tried(v, w, *end, slopes=slopes) for v, w, end in zip(row, other, ends, strict=True)]
            for row, other in zip(rows, second, strict=True)
        ]
        sums = [sum(a for a, _ in row) for row in wanted], [sum(b for _, b in row) for row in wanted]
        assert find(p, q, low, high) == sums


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_ends_that_floats_cannot_tell_apart(more):
    """n·low and p·high differ in the last of 200 bits, or not at all. Catches floats that decide what they can't."""
    n, p, low, high = 2**60 + 1, -(2**60 + 1), -(2**140) - more, 2**140
    least, most = kinked(np.array([[p]]), np.array([[n]]), [low], [high])
    assert (least, most) == ([min(n * low, p * high)], [0])


@pytest.mark.parametrize("find", [kinked, sloped])
def test_what_does_not_fit_is_refused(find):
    """Catches numpy's broadcasting of one column over several."""
    two, one = np.ones((2, 2), dtype=np.int64), np.ones((2, 1), dtype=np.int64)
    for unfit in ((two, one, [0, 0], [1, 1]), (two, two, [0], [1, 1]), (two, two, [0, 0], [1]), (one, two, [0], [1])):
        with pytest.raises(ValueError, match="matrices of shapes"):
            find(*unfit)
