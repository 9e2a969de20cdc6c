"""Sums over the kept weights of many rows at once are those of one row after the other."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lottery_verify.checker import columns
from lottery_verify.checker.columns import MANY, totals
from lottery_verify.checker.masks import Draws
from lottery_verify.checker.source import Law

LAWS = [Law("uniform", 0, 0), Law("uniform", -60, 0), Law("hyperbolic", -(60 << 16), 60 << 16)]
DRAWS = Draws("t", 0)


def row(law: Law, neurons: int, size: int) -> st.SearchStrategy[tuple[bytes, bytes]]:
    """The random bytes of a row's first weights, often the largest or least, and which of them are kept."""
    data = st.binary(min_size=size * law.n_bytes, max_size=size * law.n_bytes)
    edges = st.lists(st.sampled_from([b"\0", b"\xff"]), min_size=size, max_size=size)
    stream = data | edges.map(lambda some: b"".join(one * law.n_bytes for one in some))
    return st.tuples(stream, st.lists(st.sampled_from([0, 1]), min_size=size, max_size=size).map(bytes))


@st.composite
def cases(draw: st.DrawFn, law: Law) -> tuple[list[int], list[int], int, list[tuple[bytes, bytes]]]:
    """Factors and places of some neurons, how many places there are, and rows that end at one neuron or another."""
    neurons, count = draw(st.integers(0, 9)), draw(st.integers(1, 4))
    most = draw(st.sampled_from([1, 2**23, 2**36, 2**37, 2**38, 2**39, 2**40, 2**80]))
    factor = st.sampled_from([0, most, -most, most - 1]) | st.integers(-most, most)
    factors = draw(st.lists(factor, min_size=neurons, max_size=neurons))
    places = draw(st.lists(st.integers(0, count - 1), min_size=neurons, max_size=neurons))
    size = draw(st.sampled_from([1, MANY - 1, MANY, MANY + 3]))
    rows = [draw(row(law, neurons, draw(st.integers(0, neurons)))) for _ in range(size)]
    return factors, places, count, rows


def expected(law: Law, case: tuple[list[int], list[int], int, list[tuple[bytes, bytes]]]) -> list[list[int]]:
    """Weight by weight, in plain arithmetic."""
    factors, places, count, rows = case
    found = []
    for stream, chosen in rows:
        weights = law.numerators(stream, list(range(len(chosen))))
        found.append([sum(factors[m] * w * chosen[m] for m, w in enumerate(weights) if places[m] == place)
                      for place in range(count)])  # fmt: skip
    return found


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.name}{law.lower}")
@given(data=st.data())
def test_each_row_by_itself(law: Law, data: st.DataObject) -> None:
    """For each row and place Σ factor·weight over what is kept, of few rows and of many.

    Catches a pruned weight that counts, a weight whose sign is lost, a neuron of another place, a row of another.
    """
    case = data.draw(cases(law))
    factors, places, count, rows = case
    found = totals(DRAWS, law, factors, places, count, len(rows), iter(rows))
    assert [list(sums) for sums in found] == expected(law, case)


@given(st.integers(30, 110), st.sampled_from([b"\0\0\0", b"\xff\xff\xff"]), st.sampled_from([1, -1]))
@example(38, b"\0\0\0", 1)
@example(39, b"\0\0\0", 1)
@example(39, b"\xff\xff\xff", 1)
@example(103, b"\0\0\0", -1)
def test_the_largest_sums_have_room(bits: int, word: bytes, sign: int) -> None:
    """Sums of any size and either sign, in all rows but every other. Catches lanes that are as wide as the factors."""
    law, factors = LAWS[0], [sign * (2**bits - 1)] * 2
    rows = [(word * 2, bytes([k % 2, k % 2])) for k in range(MANY)]
    case = factors, [0, 0], 1, rows
    found = totals(DRAWS, law, factors, [0, 0], 1, MANY, iter(rows))
    assert [list(sums) for sums in found] == expected(law, case)


def test_rows_are_packed_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows for which there is no room are packed after those before. Catches a piece left out, or taken twice."""
    law, factors, places = LAWS[0], [3, -5], [0, 1]
    rows = [(bytes([k, 1, 2, 3, k, 5]), b"\1\1") for k in range(2 * MANY + 5)]
    monkeypatch.setattr(columns, "MOST_BYTES", MANY * 9)
    found = totals(DRAWS, law, factors, places, 2, len(rows), iter(rows))
    assert [list(sums) for sums in found] == expected(law, (factors, places, 2, rows))
