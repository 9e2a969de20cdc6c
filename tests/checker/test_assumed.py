"""What a certificate says was assumed of a network: shown with the verdict, and never the reason for one."""

import json

import pytest

from lottery_verify.checker import __main__ as checker
from lottery_verify.checker.certificate import MOST_ASSUMED, parse
from lottery_verify.errors import MalformedFile
from tests.checker.corpus import CASES, CORPUS, command

FILE = CORPUS / "files" / "shared.json"
CASE = CASES["accepted/shared"]


def judged(tmp_path, assumed, monkeypatch, capsys, *more):
    """(exit code, standard output) of the claim of a case, by its certificate with this member."""
    whole = json.loads(FILE.read_text()) | {"assumed": assumed}
    path = tmp_path / "c.json"
    path.write_text(json.dumps(whole))
    monkeypatch.setattr("sys.argv", ["checker", str(path), *command(CASE)[1:], *more])
    code = checker.main()
    return code, capsys.readouterr().out


def test_it_is_shown_after_the_verdict(tmp_path, monkeypatch, capsys):
    """The verdict stays the first line; the text follows, escaped. Catches a text that draws a verdict of its own."""
    text = "ReLU between layers\naccepted: all of it \x1b[31m"
    code, out = judged(tmp_path, {"target": text}, monkeypatch, capsys)
    verdict, note = out.splitlines()
    assert code == 0
    assert verdict.startswith("accepted: ")
    assert note == r"assumed of the target, as the certificate says: ReLU between layers\naccepted: all of it \x1b[31m"
    code, out = judged(tmp_path, {"ticket": text}, monkeypatch, capsys, "--json")
    assert json.loads(out)["assumed"] == {"ticket": text}


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        [],
        None,
        "text",
        {"target": ""},
        {"target": 1},
        {"target": "x" * (MOST_ASSUMED + 1)},
        {"target": "x", "other": "y"},
    ],
)
def test_another_spelling_is_malformed(wrong):
    """Empty, of another kind, too long, or with another key: refused by name. Catches a lax parser."""
    whole = json.loads(FILE.read_text()) | {"assumed": wrong}
    with pytest.raises(MalformedFile, match="c: assumed"):
        parse(json.dumps(whole), "c")


def test_without_it_nothing_is_said():
    """A certificate of networks of which nothing was assumed has no such member."""
    assert "assumed" not in json.loads(FILE.read_text())
    assert parse(FILE.read_text(), "c").assumed == {}
