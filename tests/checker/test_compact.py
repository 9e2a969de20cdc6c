"""Rows in little memory are the same rows."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lottery_verify.checker.compact import compact, row_of, zeros

LARGEST = 2**63 - 1
EDGES = [0, 0, 1, -1, LARGEST, -LARGEST - 1, LARGEST + 1, -LARGEST - 2]
WEIGHTS = st.sampled_from(EDGES) | st.integers(-(2**70), 2**70)


@given(st.lists(WEIGHTS))
@example([LARGEST, -LARGEST - 1])
@example([LARGEST + 1])
@example([-LARGEST - 2])
def test_the_same_integers(values: list[int]) -> None:
    """Of any size. Catches a number of 64 bits that is cut, or that ends the check."""
    assert list(compact(values)) == values


@given(weights=st.lists(st.tuples(WEIGHTS, WEIGHTS)), one=st.booleans())
@example(weights=[(0, 5), (0, 0), (5, 0), (1, -1), (-2, -2)], one=False)
def test_a_row_has_the_inputs_that_have_a_weight(weights: list[tuple[int, int]], one: bool) -> None:
    """Each input with its two weights, in order, unless both are 0; one list where the two are alike.

    Catches an input that is left out since one of its weights is 0, or since the two cancel.
    """
    positive, negative = [p for p, _ in weights], [p if one else n for p, n in weights]
    row = row_of(3, positive, negative, 5)
    expected = [(b, p, n) for b, (p, n) in enumerate(zip(positive, negative, strict=True)) if p or n]
    assert list(zip(row.columns, row.positive, row.negative, strict=True)) == expected
    assert (row.scale, row.bias) == (3, 5)
    assert (row.positive is row.negative) == (list(row.positive) == list(row.negative))


@pytest.mark.parametrize("bits", [0, 1, 62, 63, 64, 65, 130])
def test_zeros_may_give_way(bits: int) -> None:
    """To the largest integers of so many bits, of either sign. Catches a place that is one bit too narrow."""
    found = zeros(2, bits)
    assert list(found) == [0, 0]
    found[0], found[1] = (1 << bits) - 1, 1 - (1 << bits)
    assert list(found) == [(1 << bits) - 1, 1 - (1 << bits)]
