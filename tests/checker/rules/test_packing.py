"""What is packed in lanes of one integer is what was put in."""

from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.rules.packing import pack, unpack


@given(st.integers(1, 20), st.data())
def test_lanes_keep_their_entries(step: int, data: st.DataObject) -> None:
    """What is packed in lanes of any number of bytes comes back, the ends of the range included.

    Catches: a borrow of a value below 0 that leaks into the next lane, and a sign that is lost where lanes are words.
    """
    largest = (1 << 8 * step - 1) - 1
    entry = st.one_of(st.sampled_from([0, 1, -1, largest, -largest]), st.integers(-largest, largest))
    row = data.draw(st.lists(entry, max_size=9))
    packed = pack(row, 8 * step)
    assert packed == sum(v << 8 * step * k for k, v in enumerate(row))
    assert unpack(packed, 8 * step, len(row)) == row
