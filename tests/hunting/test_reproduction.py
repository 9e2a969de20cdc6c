"""Counterexamples as files and snippets: nothing is lost, and bad files are refused."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lottery_verify.errors import MalformedFile
from lottery_verify.hunting import PROPERTIES, find_property, hunt
from lottery_verify.hunting.codec import decode, encode
from lottery_verify.hunting.reproduction import replay, save, snippet, to_json


@pytest.mark.parametrize("prop", PROPERTIES, ids=lambda one: one.id)
def test_examples_survive_json(prop: object) -> None:
    """Every example of every property is read back as it was, from JSON and from its own text."""

    @settings(max_examples=5, database=None)
    @given(prop.inputs(frozenset()))  # type: ignore[attr-defined]
    def survives(case: object) -> None:
        assert decode(json.loads(json.dumps(encode(case)))) == case

    survives()


def found() -> object:
    """A counterexample."""
    return hunt(find_property("golden-decomposition/greedy"), dropping=["w<=1"], examples=300)


def test_a_file_reproduces_the_counterexample(tmp_path: Path) -> None:
    """Saved, read, judged again: the same outcome."""
    one = found()
    save(one, tmp_path / "c.json")  # type: ignore[arg-type]
    property_id, dropped, case, outcome = replay(tmp_path / "c.json")
    assert (property_id, dropped, case, outcome) == (one.property_id, one.dropping, one.case, one.outcome)  # type: ignore[attr-defined]


def test_a_snippet_runs_and_fails() -> None:
    """The snippet is a test that fails for as long as the counterexample is one."""
    space: dict[str, object] = {}
    exec(snippet(found()), space)  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match="rest of the greedy rule"):
        space["test_golden_decomposition_greedy"]()  # type: ignore[operator]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "{", '{"format": "lottery_verify.counterexample/1"}', "[" * 100_000],
    ids=["empty", "list", "no keys", "cut", "missing keys", "deep"],
)
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    """What is no counterexample file is refused by name."""
    (tmp_path / "c.json").write_text(text)
    with pytest.raises(MalformedFile, match=r"c\.json"):
        replay(tmp_path / "c.json")


def test_unknown_classes_are_refused(tmp_path: Path) -> None:
    """A file cannot name a class that is not an example's."""
    whole = json.loads(to_json(found()))  # type: ignore[arg-type]
    whole["case"]["is"] = "Popen"
    (tmp_path / "c.json").write_text(json.dumps(whole))
    with pytest.raises(MalformedFile, match="Popen"):
        replay(tmp_path / "c.json")


@given(st.fractions(), st.floats(allow_nan=False))
def test_numbers_are_exact(ratio: Fraction, number: float) -> None:
    """Fractions and floats, infinities too, keep every bit."""
    assert decode(encode((ratio, number))) == (ratio, number)
