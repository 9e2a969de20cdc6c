"""The hunts kill wrong programs: here those that die at once; `python -m lottery_verify.hunting.mutants` has all."""

import tomllib
from importlib import import_module

import pytest

from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting.mutants.catalogue import FOLDER, MUTANTS, read_catalogue
from lottery_verify.hunting.mutants.children import NoAnswer, TooLong, ask
from lottery_verify.hunting.mutants.records import Mutant, tree_of
from lottery_verify.hunting.mutants.runner import EXAMINERS, TESTS, duties, is_examination, kill
from lottery_verify.hunting.mutants.tested import ROOT, verdict_of_tests
from lottery_verify.hunting.registry import find_property
from tests.hunting.duties import duties_of, identity

HUNTED = [(one, asked) for one in MUTANTS for asked in duties(one) if not is_examination(asked[0])]
QUICK = [duty for duty in HUNTED if not duty[1][0].startswith(("pipeline", "checker"))]
FILLING = "golden-decomposition/count"
RATIONAL = "counts.base:_categories_of_rational"
PARTS = "tests/hunting/test_patterns.py"


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.wrong)
def test_the_catalogue_is_up_to_date(mutant):
    """Each pattern matches as often as it says, the wrong module compiles, and what kills it exists."""
    compile(tree_of(mutant), mutant.place, "exec", dont_inherit=True)
    assert mutant.by
    for name in mutant.by:
        there = (ROOT / name.partition("::")[0]).is_file() if name.startswith(TESTS) else is_examination(name)
        assert there or find_property(name)


def test_the_catalogue_is_whole():
    """Names are unique, each file is of one room, and its places are in order."""
    assert len({one.wrong for one in MUTANTS}) == len(MUTANTS) >= 130
    for path in FOLDER.glob("*.toml"):
        places = [table["place"] for table in tomllib.loads(path.read_text())["mutant"]]
        assert len({place.partition(".")[0] for place in places}) == 1, path.name
        assert places == sorted(places), path.name


@pytest.mark.parametrize("duty", QUICK, ids=identity)
def test_it_is_killed(duty):
    """A property is violated."""
    found = kill(*duty)
    assert found.by, found.how


@pytest.mark.slow
@pytest.mark.parametrize("duty", [duty for duty in HUNTED if duty not in QUICK], ids=identity)
def test_it_is_killed_by_the_pipeline(duty):
    """A property of the pipeline or the checker is violated."""
    found = kill(*duty)
    assert found.by, found.how


@pytest.mark.slow
@pytest.mark.parametrize("duty", duties_of(MUTANTS, TESTS), ids=identity)
def test_it_is_killed_by_tests(duty):
    """A test of the file that is named fails, which passes for the right program."""
    found = kill(*duty)
    assert found.by, found.how


def test_tests_run_the_wrong_program():
    """A file of tests passes for the right program and fails for a wrong one.

    Catches: tests that import the package from where it is installed, and a copy that is not made wrong.
    """
    wrong = Mutant("x", "hunting.mutants.patterns:_is_rest", "$node is Ellipsis", "$node is None", (PARTS,))
    assert (verdict_of_tests(PARTS, None, 200), verdict_of_tests(PARTS, wrong, 200)) == ("passed", "failed")


def test_tests_that_cannot_run_kill_nothing():
    """Where pytest finds no such test, or takes too long, nothing was noticed. Catches: any exit code but 0 a kill."""
    with pytest.raises(NoAnswer, match=r"test_nothing\.py: pytest ends with code 4"):
        verdict_of_tests("tests/hunting/test_nothing.py", None, 200)
    with pytest.raises(TooLong, match=r"takes more than 0\.5 s"):
        verdict_of_tests(PARTS, None, 0.5)


def test_a_mutant_that_never_ends_survives():
    """The clock stops it, and it does not count as killed: nothing was noticed."""
    endless = Mutant("never ends", RATIONAL, "if base.value is not None: ...", "while True: ...", (FILLING,))
    found = kill(endless, (FILLING,), examples=50, limit=8)
    assert (found.by, found.how) == (None, "it runs for more than 8 s")


def test_the_right_program_survives():
    """A mutant that changes nothing is not killed: the hunts do not cry wolf."""
    harmless = Mutant("nothing", RATIONAL, "base.value is not None", "True and base.value is not None", (FILLING,))
    assert kill(harmless, (FILLING,), examples=50).by is None


def test_this_process_keeps_the_right_program():
    """The wrong module is imported in the child and nowhere else, and there also where it was imported before."""
    wrong = Mutant("an empty name", "hunting.mutants.runner:", "DERIVATION = 'derivation/'", "DERIVATION = ''", ())
    assert ask(wrong, "lottery_verify.hunting.mutants.runner:is_examination", "x") is True
    assert ask(None, "lottery_verify.hunting.mutants.runner:is_examination", "x") is False
    assert is_examination("x") is False


def test_an_answer_that_does_not_come_is_an_error():
    """A question that raises, and a process that dies, are no kills."""
    with pytest.raises(NoAnswer, match=r"find_property: (.|\n)*there is none"):
        ask(None, "lottery_verify.hunting.registry:find_property", "no such property")
    with pytest.raises(NoAnswer, match="ended without an answer"):
        ask(None, "os:_exit", 3)


@pytest.mark.parametrize(
    ("place", "old", "words"),
    [
        (RATIONAL, "no_such_name", "'x': 'no_such_name' is in 0 places"),
        (RATIONAL, "base.log($n)", f"is in 2 places of {RATIONAL}, not in 1$"),
        ("counts.base:nobody", "near", "'x': 0 functions are called counts.base:nobody"),
        ("counts.nowhere:f", "near", "'x': there is no module lottery_verify.counts.nowhere"),
        (RATIONAL, "if near", r"pattern 'if near': not Python"),
    ],
)
def test_an_outdated_mutant_is_named(place, old, words):
    """A pattern, a function or a module that is not there is refused by the mutant's name."""
    with pytest.raises(InvalidArgument, match=words):
        tree_of(Mutant("x", place, old, "0", ()))


def test_the_examiners_exist():
    """Each is a function of this project's tests."""
    for question in EXAMINERS.values():
        module, _, name = question.partition(":")
        assert callable(getattr(import_module(module), name))


def test_a_misspelt_key_is_refused(tmp_path):
    """A table of the catalogue has the fields of a mutant only."""
    (tmp_path / "room.toml").write_text("[[mutant]]\nwrong = 'x'\nplace = 'a:b'\nold = '1'\nnew = '2'\nbye = ['c']\n")
    with pytest.raises(KeyError, match="by"):
        read_catalogue(tmp_path)
