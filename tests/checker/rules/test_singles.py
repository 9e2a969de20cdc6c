"""Packed vectors of one entry each besides the first: what stands for them, and sums of many."""

from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.rules.forms import Form, Space
from lottery_verify.checker.rules.lanes import lanes
from lottery_verify.checker.rules.singles import MANY, Singles, split

WIDTH, COUNT = 128, 5
LARGEST = 2 ** (WIDTH - 2) - 1
SMALL = 2**100  # 32 to 40 of them, times weights up to 2^16, stay below 2^(WIDTH − 3)


def entries(most: int) -> st.SearchStrategy[int]:
    """Of either sign, often 0, next to 0, or as large as can be."""
    return st.sampled_from([0, 0, 0, 1, -1, most, -most]) | st.integers(-most, most)


def several(most: int) -> st.SearchStrategy[list[int]]:
    """Any entries."""
    return st.lists(entries(most), min_size=COUNT, max_size=COUNT)


def single(most: int) -> st.SearchStrategy[list[int]]:
    """One entry besides the first."""
    one = st.tuples(entries(most), st.integers(1, COUNT - 1), entries(most))
    return one.map(lambda v: [v[0] if k == 0 else v[2] if k == v[1] else 0 for k in range(COUNT)])


def packed(vector: list[int]) -> int:
    """Entry k times 2^(k·WIDTH), in plain arithmetic."""
    return sum(value << WIDTH * k for k, value in enumerate(vector))


@given(several(LARGEST) | single(LARGEST))
def test_a_vector_is_split_where_it_has_one_entry(vector: list[int]) -> None:
    """The entry, its place and the first, if there is no other; None if there is.

    Catches a first below 0 that takes 1 from the entry, as rounding down does.
    """
    places = [k for k in range(1, COUNT) if vector[k]]
    if len(places) > 1:
        assert split(packed(vector), WIDTH) is None
    else:
        k = places[0] if places else 0
        assert split(packed(vector), WIDTH) == (vector[0], k, vector[k] if k else 0)


@given(st.data())
def test_a_sum_of_many_is_that_of_the_vectors(data: st.DataObject) -> None:
    """Σ row·form, about MANY forms of one symbol and a few others, is what plain arithmetic gives.

    Catches an entry that takes the place of another with the same symbol, a first left out, and a vector that is
    counted among both kinds or none.
    """
    some = data.draw(st.lists(single(SMALL), min_size=MANY - 1, max_size=MANY + 2))
    some = data.draw(st.permutations(some + data.draw(st.lists(several(SMALL), max_size=4))))
    row = data.draw(st.lists(entries(2**16), min_size=len(some), max_size=len(some)))
    expected = packed([sum(w * v[k] for w, v in zip(row, some, strict=True)) for k in range(COUNT)])
    forms = [Form(packed(vector), 0) for vector in some]
    assert Space(64, WIDTH, COUNT).products([row], forms) == [expected]


def test_few_are_not_taken_apart() -> None:
    """Below MANY nothing is chosen, and the sum of those chosen is 0; with one more, all are."""
    few = Singles([1 << WIDTH] * (MANY - 1), lanes(WIDTH, 2))
    assert not any(few.chosen)
    assert few.product([1] * (MANY - 1)) == 0
    many = Singles([1 << WIDTH] * MANY, lanes(WIDTH, 2))
    assert all(many.chosen)
    assert many.product([1] * MANY) == MANY << WIDTH
