"""The table of letters of the proofs: each letter of a statement has a row, and one meaning in its file."""

import pytest

from tests.proofs.letters import PROOFS, complaints, kind, letters, table

PRINTED = (PROOFS / "audit" / "statements.expected").read_text(encoding="utf-8")
RESULTS = {path.stem for path in (PROOFS / "results").glob("*.v")}
CHAPTERS = table((PROOFS / "LETTERS.md").read_text(encoding="utf-8"))
SMALL = """tiny.wide
     : forall (R : realFieldType) (n : nat -> nat)
         (W : forall i : nat, 'M_(n i.+1, n i)), True
"""
ROWS = "\n## Tiny\n\nFiles: `tiny`.\n\n| letters | kind | meaning |\n| --- | --- | --- |\n"


def test_each_letter_has_its_row():
    """The table and the statements agree: no letter without a row, no row without a letter, no letter with two."""
    assert [*complaints(CHAPTERS, letters(PRINTED, RESULTS))] == []


def test_each_file_has_one_chapter():
    """Every file of results/ is in one chapter, and no chapter names a file that is not there."""
    listed = [file for files, _ in CHAPTERS for file in files]
    assert sorted(listed) == sorted(RESULTS)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("| `R` | field | numbers |\n| `n`, `i` | natural | widths |\n| `W` | matrix | weights |\n", None),
        ("| `R` | field | numbers |\n| `n`, `i` | natural | widths |\n", "W is a matrix, which no row says"),
        ("| `R` | field | numbers |\n| `n`, `i` | natural | widths |\n| `W` | network | target |\n", "W is a matrix"),
        (
            "| `R` | field | numbers |\n| `n`, `i`, `W` | natural, matrix | a |\n| `W` | matrix | b |\n",
            "W has two meanings",
        ),
        (
            "| `R` | field | numbers |\n| `n`, `i`, `k` | natural | widths |\n| `W` | matrix | b |\n",
            "no statement binds k",
        ),
    ],
)
def test_what_disagrees_is_named(rows, said):
    """A letter without a row, of another kind, with two meanings, and a row of no letter are each told."""
    found = [*complaints(table(ROWS + rows), letters(SMALL, {"tiny"}))]
    assert (said is None and found == []) or any(said in one for one in found)


def test_one_letter_for_two_things_is_named():
    """A file that uses a letter for a number and for an index is told, although both have rows."""
    rows = "| `a` | index | output |\n| `a` | number | slope |\n"
    found = {"tiny": {"a": {"index", "number"}}}
    assert [*complaints(table(ROWS + rows), found)] == ["tiny: a has two meanings"]


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("'I_(n i.+1)", "index"),
        ("forall i : nat, 'I_(n i) -> R", "number"),
        ("nat -> nat", "natural"),
        ("R -> R", "function"),
        ("nat -> finite_law.law R T", "law"),
        ("'cV_n -> Prop", "set"),
        ("T -> R", "number"),
    ],
)
def test_kinds(type_, expected):
    """A family is of the kind of its members; a predicate is a set."""
    assert kind(type_) == expected
