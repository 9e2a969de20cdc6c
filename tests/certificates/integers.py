"""Integers near the sizes at which arithmetic changes, and matrices of them."""

import numpy as np
from hypothesis import strategies as st

from lottery_verify.certificates.dyadic import HELD, size

bits, signs = st.sampled_from([20, 21, 26, 52, 53, 61]), st.sampled_from([-1, 1])
near = st.builds(lambda k, d, sign: sign * ((1 << k) + d), bits, st.integers(-2, 0), signs)
small = st.integers(-4, 4)
held = small | near
wide = held | st.builds(lambda k, d: (1 << k) * d + 1, st.sampled_from([62, 63, 64, 140]), st.integers(-2, 2))


def array(rows, columns):
    """The rows as an array: int64 where they fit, as the matrices of certificates have them."""
    made = np.empty((len(rows), columns), dtype=object)
    for place, row in enumerate(rows):
        made[place] = row
    return made.astype(np.int64) if size(made) <= HELD else made


@st.composite
def matrices(draw, entries=wide, rows=3, columns=4):
    """Rows, at most so many, of equal length; there may be none."""
    n = draw(st.integers(0, columns))
    return draw(st.lists(st.lists(entries, min_size=n, max_size=n), max_size=rows)), n
