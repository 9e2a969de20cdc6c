"""The reasons of mutants that nobody kills: each is about code that is there, and explains its own mutant only."""

import pytest

from benchmarks.survivors import SAME, TABLE, Reasons, Survivor

FLIPPED = """
kind = [{old = 'strict=True', new = 'strict=False', why = 'lengths'}]
[[survivor]]
place = 'hunting.oracle:power'
changes = [["norm == 'linf'", "norm != 'l2'"]]
why = 'two norms'
"""
LINE = 'return bound if norm == "linf" else bound * bound'


def test_every_reason_is_about_code_that_is_there():
    """Each pattern of the table matches in its function. Catches: code that moved away from its excuse."""
    assert Reasons(TABLE.read_text()).lost() == []


@pytest.mark.parametrize(
    ("place", "old", "new", "why"),
    [
        ("hunting.oracle:power", LINE, LINE.replace('== "linf"', '!= "l2"'), "two norms"),
        ("hunting.oracle:power", LINE, LINE.replace('"linf"', "'linf'"), SAME),
        ("hunting.oracle:power", LINE, LINE.replace('"linf"', '"l2"'), None),
        ("hunting.oracle:size_of", LINE, LINE.replace('== "linf"', '!= "l2"'), None),
        ("hunting.oracle:inside", "zip(a, strict=True)", "zip(a, strict=False)", "lengths"),
    ],
)
def test_a_reason_explains_its_own_mutant(place, old, new, why):
    """The mutant that the pattern makes, that place, and what changes nothing. Catches: an excuse for any mutant."""
    assert Reasons(FLIPPED).of(Survivor(place, old, new)) == why


def test_a_lost_reason_is_named():
    """A pattern that matches nowhere is told with its place."""
    assert Reasons(FLIPPED.replace("norm ==", "norm <")).lost() == ["hunting.oracle:power: norm < 'linf'"]
