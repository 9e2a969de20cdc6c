"""The checker answers machines: one JSON object, its numbers exact, whatever ends it."""

import json
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker import __main__ as checker
from lottery_verify.checker.answers import Manner, number
from lottery_verify.checker.exits import code_of
from lottery_verify.checker.numbers import digits, near, told
from lottery_verify.errors import InvalidArgument, NoTicketError, Undecided
from tests.checker.corpus import CASES, command

SAMPLE = [
    "accepted/shared",
    "accepted/ball",
    "rejected/another-norm",
    "malformed/nan",
    "undecided/shared-smaller-epsilon-asked",
]


def ended(words, monkeypatch, capsys):
    """(exit code, standard output, error stream) of the checker."""
    monkeypatch.setattr(sys, "argv", ["checker", *words])
    code = checker.main()
    return code, *capsys.readouterr()


@pytest.mark.parametrize("name", SAMPLE)
def test_one_object_for_every_verdict(name, monkeypatch, capsys):
    """Accepted, rejected, undecided and malformed: one line of JSON with the exit code and the reason in words.

    Catches an error that leaves standard output empty, and a status that is not the exit code's.
    """
    case = CASES[name]
    code, out, _ = ended([*command(case), "--json"], monkeypatch, capsys)
    answer = json.loads(out)
    status = {0: "accepted", 1: "rejected", 2: "error", 3: "undecided"}[case["exit"]]
    assert (code, answer["exit_code"], answer["status"]) == (case["exit"], case["exit"], status)
    assert answer["format"] == "lottery_verify.answer/1"
    assert answer["command"] == "check"
    assert case["reason"] in f"{status}: {answer['error' if code == 2 else 'reason']}"
    if code == 0:
        assert Fraction(answer["proved"]["exact"]) <= Fraction(answer["claim"]["epsilon"]["exact"])
        assert answer["claim"]["target"].startswith("network:sha256:")


def test_wrong_usage_is_an_object_too(monkeypatch, capsys):
    """What argparse refuses: its message under `error`, and its usage on the error stream as ever."""
    for option in ("--json", "--js"):  # argparse takes an option's beginning for the option
        code, out, err = ended(["c.json", option], monkeypatch, capsys)
        said = "the following arguments are required: --ticket, --target, --region, --epsilon"
        assert (code, json.loads(out)["error"]) == (2, said)
        assert err.startswith("usage: ")
        assert err.endswith(f"error: {said}\n")
    code, out, _ = ended(["c.json", "--", "--json"], monkeypatch, capsys)
    assert (code, out) == (2, ""), "what follows -- is no option"


@pytest.mark.parametrize("name", SAMPLE)
def test_quiet(name, monkeypatch, capsys):
    """The exit code alone; an error is told all the same. Catches a verdict that is swallowed with its words."""
    case = CASES[name]
    code, out, err = ended([*command(case), "--quiet"], monkeypatch, capsys)
    assert (code, out) == (case["exit"], "")
    assert (case["reason"] in err) if code == 2 else err == ""


@pytest.mark.parametrize(
    ("error", "code", "status", "key"),
    [
        (NoTicketError("x"), 1, "no ticket", "reason"),
        (Undecided("x"), 3, "undecided", "reason"),
        (InvalidArgument("x"), 2, "error", "error"),
        (MemoryError("x"), 70, "error", "error"),
        (ZeroDivisionError("x"), 70, "error", "error"),
        (OSError("x"), 74, "error", "error"),
        (KeyboardInterrupt(), 130, "error", "error"),
    ],
)
def test_whatever_ends_a_command(error, code, status, key, capsys):
    """Each exit code has its object; "reason" goes with a verdict, and "error" with what is none."""

    def work():
        raise error

    assert code_of(lambda: work, Manner(json=True, head={"command": "x"})) == code
    answer = json.loads(capsys.readouterr().out)
    assert (answer["exit_code"], answer["status"], answer["command"]) == (code, status, "x")
    assert answer[key]


def test_text_of_files_stays_inside_the_object(capsys):
    """A message with quotes, line ends and a lone surrogate is one line of ASCII that parses."""

    def work():
        raise InvalidArgument('a"\n}\ud800{"status": "accepted"')

    assert code_of(lambda: work, Manner(json=True)) == 2
    out = capsys.readouterr().out
    assert out.isascii()
    assert out.count("\n") == 1
    assert json.loads(out)["status"] == "error"


@given(st.fractions(), st.integers(1, 12), st.booleans())
def test_a_decimal_is_rounded_as_it_says(value, count, upward):
    """digits: at most so many of them, on the side that is asked, and nearer than one unit in the last.

    Catches a bound that is shown below what was proved.
    """
    text = digits(value, upward, count)
    shown = Fraction(text)
    assert shown >= value if upward else shown <= value
    if value:
        power = 0
        while abs(value) >= Fraction(10) ** (power + 1):
            power += 1
        while abs(value) < Fraction(10) ** power:
            power -= 1
        assert abs(shown - value) < Fraction(10) ** (power - count + 1)
    assert len(text.partition("e")[0].replace(".", "").lstrip("-0").rstrip("0")) <= count


@pytest.mark.parametrize("value", [Fraction(10) ** 5000, Fraction(1, 1 << 20_000), -(Fraction(7) ** 9000)])
def test_numbers_beyond_what_python_spells(value):
    """Integers of over 4300 digits, which `str` refuses, have decimals, and no exact spelling.

    Catches a rejection that ends as an internal error, since its message can't be spelt.
    """
    for upward in (True, False):
        assert digits(value, upward, 6) in told(value, upward) or digits(value, upward, 8) in told(value, upward)
        assert near(value, upward)
        assert number(value, upward)["exact"] is None


def test_known_decimals():
    """Rounded outward by hand."""
    assert digits(Fraction(1, 3), True, 6) == "0.333334"
    assert digits(Fraction(-1, 3), True, 6) == "-0.333333"
    assert digits(Fraction(999_999_999), True, 4) == "1000000000"
    assert digits(Fraction(1, 8), False, 6) == "0.125"
    assert digits(Fraction(1, 10**9), True, 3) == "1.0e-9"
    assert number(Fraction(1, 3), False) == {"exact": "1/3", "decimal": "0.333333"}
