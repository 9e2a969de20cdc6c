"""Counterexamples as files and snippets: nothing is lost, and bad files are refused."""

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lottery_verify.decompose.golden import Golden
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


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("case",), 5, "an example of golden-decomposition/greedy is a GoldenCase"),
        (("case", "k"), "x", "GoldenCase: k: 'x'"),
        (("case", "k"), True, "GoldenCase: k: True"),
        (("case", "w"), {"is": "Fraction", "value": "1/0"}, "Fraction"),
        (("case", "w"), {"is": "Fraction", "value": 5.5}, "Fraction"),
        (("case", "w"), {"is": "float", "value": "0x1p99999"}, "float"),
        (("case", "w"), 0.5, "GoldenCase: w: 0.5"),
        (("case", "samples"), [{"is": "float", "value": "0x1p0"}], "GoldenCase: samples"),
        (("case", "samples"), 7, "GoldenCase: samples: 7"),
        (("case", "more"), 7, "more"),
        (("dropping",), ["sun"], "can't do without sun"),
        (("dropping",), "w<=1", "not a counterexample"),
        (("format",), "lottery_verify.counterexample/2", "not a counterexample"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_wrong_values_are_refused(tmp_path: Path, place: tuple[str, ...], value: object, words: str) -> None:
    """What no hunt writes is refused by name, before anything is judged."""
    whole = json.loads(to_json(found()))  # type: ignore[arg-type]
    part = whole
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    (tmp_path / "c.json").write_text(json.dumps(whole))
    with pytest.raises(MalformedFile, match=re.escape(words)):
        replay(tmp_path / "c.json")


def test_deep_and_long_values_are_refused(tmp_path: Path) -> None:
    """Nesting and integers beyond Python's own limits."""
    text = to_json(found())  # type: ignore[arg-type]
    for bad in ('"k": ' + "[" * 700 + "]" * 700, '"k": ' + "9" * 5000):
        (tmp_path / "c.json").write_text(re.sub(r'"k": \d+', bad, text))
        with pytest.raises(MalformedFile):
            replay(tmp_path / "c.json")


def test_an_error_of_the_code_is_a_counterexample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the code under test raised, it is judged again as a counterexample, with the error's name."""
    whole = json.loads(to_json(found()))  # type: ignore[arg-type]
    whole |= {"property": "golden-decomposition/arrays", "dropping": []}
    (tmp_path / "c.json").write_text(json.dumps(whole))

    def broken(*arguments: object) -> None:
        raise OverflowError("too large")

    monkeypatch.setattr(Golden, "decompose", broken)
    *_, outcome = replay(tmp_path / "c.json")
    assert (outcome.holds, outcome.note) == (False, "OverflowError: too large")


@given(st.fractions(), st.floats(allow_nan=False))
def test_numbers_are_exact(ratio: Fraction, number: float) -> None:
    """Fractions and floats, infinities too, keep every bit."""
    assert decode(encode((ratio, number))) == (ratio, number)
