"""Codes of sets, read: against sets listed by itertools and integers put together by hand."""

import tracemalloc
from itertools import combinations
from math import comb

import pytest

from lottery_verify.checker.coded import bits
from lottery_verify.checker.coding import GROUP, MOST, MOST_PER_BYTE, PIECE, SPARE, Codes, Work, piece_sizes, subset
from lottery_verify.errors import MalformedFile


def spelt(*numbers):
    """A code of these integers."""
    blobs = [number.to_bytes((number.bit_length() + 7) // 8, "little") for number in numbers]
    return b"".join(len(blob).to_bytes(2, "little") + blob for blob in blobs)


def opened(code, n_bytes=1000):
    return Codes(code, Work(n_bytes, "t"), "t: code")


@pytest.mark.parametrize("n", range(9))
def test_subsets_are_in_order(n):
    """The sets of k of n, sorted by their largest neurons first. Catches another order, and a set that comes twice."""
    for k in range(n + 1):
        wanted = sorted(combinations(range(n), k), key=lambda kept: kept[::-1])
        assert [tuple(subset(n, k, rank)) for rank in range(comb(n, k))] == wanted


def test_the_last_subset():
    """The largest binomial of a piece fits. Catches a table that ends too early."""
    assert subset(PIECE, 16, comb(PIECE, 16) - 1) == list(range(16, PIECE))
    assert subset(PIECE, PIECE, 0) == list(range(PIECE))


@pytest.mark.parametrize("n", [0, 1, PIECE, PIECE + 1, 100, 1000])
def test_pieces(n):
    """They are as few as may be, make up the whole, and differ by one at most."""
    sizes = piece_sizes(n)
    assert sum(sizes) == n
    assert len(sizes) == -(-n // PIECE)
    assert not sizes or max(sizes) <= min(min(sizes) + 1, PIECE)


def test_by_hand():
    """{1} among 2, then {0, 1} among 2.

    The first piece's size, 1, is digit 1 of 3, and its rank 1 of C(2, 1) = 2. Size 1 then counts twice, so that the
    second piece's, 2, is digit 3 of 4, and its rank 0 of 1. Catches digits in another order, and a size that
    is not counted.
    """
    codes = opened(spelt(1 + 3 * (1 + 2 * 3)))
    assert [codes.kept(2), codes.kept(2)] == [[1], [0, 1]]
    codes.end()


def test_a_size_that_was_seen_counts_for_more():
    """After an empty set the digits 0 and 1 of 4 both mean another; which of them belongs to what follows."""
    for digit, kept, rest in ((0, [], 0), (1, [], 1), (2, [0], 0), (3, [0, 1], 0)):
        codes = opened(spelt(3 * digit))
        assert codes.kept(2) == []
        assert (codes.kept(2), codes.number) == (kept, rest)


def test_a_rest_is_refused():
    """What is left of an integer when all sets are read. Catches two codes of the same sets."""
    codes = opened(spelt(3))
    assert [codes.kept(2), codes.kept(2)] == [[], []]
    with pytest.raises(MalformedFile, match="an integer is larger than what its sets are"):
        codes.end()


def test_nothing_costs_nothing():
    """Sets among no neurons have no piece and no byte."""
    codes = opened(b"")
    assert [codes.kept(0) for _ in range(5)] == [[]] * 5
    codes.end()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (b"", "ends within an integer"),
        (b"\x01", "ends within an integer"),
        (b"\x05\x00\x01", "ends within an integer"),
        (b"\x01\x00\x00", "begins with a zero byte"),
        (b"\x02\x00\x01\x00", "begins with a zero byte"),
        (spelt(1 << 40), "larger than what its sets are"),
        (spelt(0, 0), "2 bytes follow the last set"),
        (spelt(0) + b"\x00", "1 bytes follow the last set"),
    ],
)
def test_what_is_no_code(code, words):
    """Cut off, padded, too large or too long."""

    def read():
        codes = opened(code)
        codes.kept(3)
        codes.end()

    with pytest.raises(MalformedFile, match=f"t: code: .*{words}"):
        read()


def test_each_integer_ends_at_zero():
    """One that is too large is refused when the next begins. Catches a rest that is forgotten."""
    codes = opened(spelt(1 << 4000, 0))
    for _ in range(GROUP):
        codes.kept(1)
    with pytest.raises(MalformedFile, match="larger than what its sets are"):
        codes.kept(1)


def test_work_is_bounded():
    """Sets, pieces and kept neurons are counted, and as much as is allowed can be spent. Catches an endless reading of
    sets that take no bits."""
    whole = MOST_PER_BYTE * SPARE
    for n, each in ((0, 1), (1, 2), (PIECE + 1, 3)):
        codes = Codes(spelt(*[0] * (whole // GROUP + 1)), Work(0, "t"), "t")
        for _ in range(whole // each):
            assert codes.kept(n) == []
        with pytest.raises(MalformedFile, match=rf"t: its codes mean over {MOST_PER_BYTE} steps"):
            codes.kept(n + PIECE)
    work = Work(1, "t")
    work.spend(MOST_PER_BYTE * (1 + SPARE))
    with pytest.raises(MalformedFile):
        work.spend(1)


def test_no_code_is_worth_more_work_than_the_largest_file():
    """However long it is. Catches work that only follows the file's size: a gibibyte of codes would take many hours."""
    work = Work(1 << 30, "t")
    work.spend(MOST)
    with pytest.raises(MalformedFile, match=f"or over {MOST}"):
        work.spend(1)


def test_a_huge_set_is_refused_before_it_is_read():
    """Billions of neurons for a few bytes."""
    with pytest.raises(MalformedFile, match="steps for each of their bytes"):
        opened(spelt(0)).kept(1 << 40)


def test_kept_neurons_are_work():
    """A whole set of one size takes hardly a bit, and is counted all the same."""
    codes = Codes(spelt(PIECE), Work(0, "t"), "t")
    codes.work.left = 2 + PIECE
    assert codes.kept(PIECE) == list(range(PIECE))
    assert codes.work.left == 0


def test_a_row_of_many_neurons_takes_its_own_size():
    """A set becomes bits in place. Catches a sum of powers of two, which holds a long integer for each neuron."""
    kept, row = range(0, 40_000, 2), 5_000
    tracemalloc.start()
    found = bits(list(kept), row)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == bytes([0b01010101]) * row
    assert most < 1_000_000
