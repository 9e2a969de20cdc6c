"""Studies: results in a folder, and the table of all of them."""

import json
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from lottery_verify.commands.study import NAMES
from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.studies.registry import STUDIES
from lottery_verify.studies.rows import read_table, write_table
from tests.studies import cases

POOL = partial(ThreadPoolExecutor, 2)
STUDY = cases.trial(cases.row)


def run(folder, cells, **settings):
    return STUDY.run(cells, folder, command="made", pool=POOL, **settings)


def test_names():
    """The command offers every study. Catches one that can't be reached."""
    assert set(NAMES) == set(STUDIES)


def test_the_table_is_of_all_results(tmp_path):
    """Two runs of parts make the table of one run of the whole. Catches a table of the last run alone."""
    run(tmp_path / "a", cases.cells(6)[:4])
    run(tmp_path / "a", cases.cells(6)[4:])
    run(tmp_path / "b", cases.cells(6))
    assert (tmp_path / "a/table.json").read_bytes() == (tmp_path / "b/table.json").read_bytes()
    assert len(read_table(tmp_path / "a/table.json")) == 6


def test_results_are_not_overwritten(tmp_path):
    """Without `resume`, cells with results are refused before anything runs; with it they stay as they are."""
    run(tmp_path, cases.cells(2))
    before = {path: path.read_bytes() for path in (tmp_path / "trial").iterdir()}
    with pytest.raises(InvalidArgument, match="2 of 3 cells have results; --resume keeps them"):
        run(tmp_path, cases.cells(3))
    assert len(run(tmp_path, cases.cells(3), resume=True).results) == 1
    assert before.items() <= {path: path.read_bytes() for path in (tmp_path / "trial").iterdir()}.items()


def test_rows_of_other_origin_are_not_lost(tmp_path):
    """A table with rows that no result has made is left alone. Catches a table that forgets what it had."""
    write_table(tmp_path / "table.json", [cases.row(cases.cells(9)[8])])
    before = (tmp_path / "table.json").read_bytes()
    with pytest.raises(InvalidArgument, match=r"1 rows of no result in .*trial would be lost"):
        run(tmp_path, cases.cells(1))
    assert (tmp_path / "table.json").read_bytes() == before
    assert not (tmp_path / "trial").exists()


DAMAGE = {
    "half a file": (lambda data: None, "Unterminated|Expecting"),
    "another format": (lambda data: {**data, "format": "x"}, "not a 'lottery-verify study result 1'"),
    "row and failure": (lambda data: {**data, "failure": "no"}, "either a row or a failure"),
    "neither": (lambda data: {**data, "row": None}, "either a row or a failure"),
    "no time": (lambda data: {**data, "seconds": "1"}, "expected seconds"),
    "another cell": (lambda data: {**data, "cell": {**data["cell"], "seed": 7}}, "the result of another cell"),
    "no cell": (lambda data: {**data, "cell": None}, "cell: NoneType where a Cell has"),
}


@pytest.mark.parametrize(("change", "words"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_result_is_named(change, words, tmp_path):
    """A result that was changed is refused by name, and nothing runs. Catches a table of whatever lies there."""
    run(tmp_path, cases.cells(1))
    [path] = (tmp_path / "trial").iterdir()
    text = path.read_text()
    changed = change(json.loads(text))
    path.write_text(text[: len(text) // 2] if changed is None else json.dumps(changed))
    with pytest.raises(MalformedFile, match=words) as caught:
        run(tmp_path, cases.cells(3), resume=True)
    assert path.name in str(caught.value)
    assert len(list((tmp_path / "trial").iterdir())) == 1


def test_a_folder_that_cannot_be_made(tmp_path):
    """A file in the folder's place is refused before any cell runs. Catches results that are lost at the first one."""
    (tmp_path / "out").write_text("")
    with pytest.raises(InvalidArgument, match="no folder can be made there"):
        cases.trial(None).run(cases.cells(1), tmp_path / "out", command="made", pool=POOL)
