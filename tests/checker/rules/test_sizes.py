"""Sums of sizes times slacks, in lanes."""

from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.rules.sizes import Sizes

ENTRIES = st.one_of(st.integers(-3, 3), st.integers(-(2**70), 2**70))


@given(st.data())
def test_each_row_by_itself(data):
    """Σ |entry|·slack for each row. Catches a sign that is kept, and a sum that runs over into the next lane."""
    width, count = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    rows = data.draw(st.lists(st.lists(ENTRIES, min_size=width, max_size=width), min_size=count, max_size=count))
    sizes = Sizes(rows)
    for most in (0, 1, 2**10, 2**90):
        slacks = data.draw(st.lists(st.integers(0, most), min_size=width, max_size=width))
        expected = [sum(abs(entry) * slack for entry, slack in zip(row, slacks, strict=True)) for row in rows]
        assert list(sizes.times(slacks)) == expected
