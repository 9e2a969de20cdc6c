"""The range of a row's sum."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lottery_verify.checker.graph import Row
from lottery_verify.checker.reach import Reach
from lottery_verify.checker.rules.rows import Range, interval, kinked, sloped

ENDS = st.tuples(st.integers(-9, 9), st.integers(0, 9)).map(lambda v: (v[0], v[0] + v[1]))
TERM = st.tuples(ENDS, st.integers(-9, 9), st.booleans())


@pytest.mark.parametrize("term", [kinked, sloped])
@given(terms=st.lists(TERM, max_size=5))
@example(terms=[((-2, 3), -5, True), ((1, 4), -5, True), ((-4, -1), 7, False), ((0, 0), 1, True), ((2, 9), 3, True)])
def test_one_weight_for_both_signs(term: Range, terms: list[tuple[tuple[int, int], int, bool]]) -> None:
    """Where each input has one weight, the sum's range is that of a linear function: Σ of its ends at the corners.

    An input without a weight counts for nothing; one list of weights and two equal ones give the same. Catches an end
    taken by the sign of the input in place of the weight's, and ends of another column.
    """
    ends = [one for one, _, _ in terms] or [(1, 2)]
    columns = [b for b, (_, _, there) in enumerate(terms) if there]
    weights = [terms[b][1] for b in columns]
    linear = [sorted(w * end for end in ends[b]) for b, w in zip(columns, weights, strict=True)]
    expected = sum(low for low, _ in linear), sum(high for _, high in linear)
    x = Reach(ends)
    assert interval(Row(0, columns, weights, weights, 5), x, term) == expected
    assert interval(Row(0, columns, weights, list(weights), 5), x, term) == expected
