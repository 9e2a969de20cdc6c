"""The checker's command line: its words are an interface, and so are its exit codes."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from lottery_verify.checker import __main__ as checker
from tests.checker.corpus import CASES, command

HELP = """\
usage: lottery_verify.checker [-h] --ticket TICKET --target TARGET --region REGION [--epsilon EPSILON] [--norm {linf,l2}] [--seed SEED] [--max-seconds N] [--json] [--quiet] [--claim {sup,top1}]
                              [--only J] [--margin M]
                              certificate

`python -m lottery_verify.checker CERTIFICATE --ticket … --target … --region … --epsilon …`; standard library.

positional arguments:
  certificate         the certificate, .json

options:
  -h, --help          show this help message and exit
  --ticket TICKET     the ticket or pruned network
  --target TARGET     the target network
  --region REGION     box:LOWER,UPPER, ball:RADIUS (about 0), ball:RADIUS@FILE (about FILE's point, one number a line), or a file of bounds (a lower and an upper end a line; a line `or` between the
                      boxes of a union)
  --epsilon EPSILON   the error to be proved, above 0, a decimal or a ratio (default: none; sup needs it)
  --norm {linf,l2}    of the difference (default: linf)
  --seed SEED         demand this seed, from 0 to 2^64 - 1 (default: any)
  --max-seconds N     undecided after 0 to 10^9 seconds (default: no limit)
  --json              answer by one JSON object, whatever the exit code
  --quiet             answer by the exit code; say only what is an error
  --claim {sup,top1}  sup: how much the outputs differ; top1: that the predicted class stays the same (default: sup)
  --only J            of sup: output J alone, from 0 (default: all outputs)
  --margin M          of top1: only inputs at which the target's class leads by M or more, at least 0, a decimal or a ratio (default: 0)

Exit codes: 0 accepted or done; 1 rejected, or no ticket, or a counterexample; 2 wrong usage or malformed input; 3 undecided. No verdict: 70 an internal error, or no memory
(LOTTERY_VERIFY_TRACEBACK=1 shows where); 74 input or output failed, as where a pipe is closed; 130 interrupted; 143 terminated.
"""  # noqa: E501


def ended(words, monkeypatch, capsys):
    """(exit code, standard output, error stream) of the command."""
    monkeypatch.setattr(sys, "argv", ["checker", *words])
    with pytest.raises(SystemExit) as end:
        raise SystemExit(checker.main())
    out, err = capsys.readouterr()
    return end.value.code, out, err


def test_help(monkeypatch, capsys):
    """Each argument says what it is. Catches an option that is renamed, or explained by another's words."""
    monkeypatch.setenv("COLUMNS", "200")
    assert ended(["--help"], monkeypatch, capsys) == (0, HELP, "")


@pytest.mark.parametrize("left_out", ["certificate", "--ticket", "--target", "--region", "--epsilon"])
def test_nothing_is_assumed(left_out, monkeypatch, capsys):
    """Who asks states the whole claim. Catches a region or an epsilon that is taken from elsewhere."""
    words = command(CASES["accepted/shared"])
    if left_out == "certificate":
        del words[0]
    elif left_out in words:
        del words[words.index(left_out) : words.index(left_out) + 2]
    else:
        words = [word for word in words if not word.startswith(left_out + "=")]
    code, out, err = ended(words, monkeypatch, capsys)
    assert (code, out) == (2, "")
    assert err.endswith(f"error: the following arguments are required: {left_out}\n")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--norm", "l1"], "argument --norm: invalid choice: 'l1'"),
        (["--seed", "x"], "argument --seed: invalid int value: 'x'"),
        (["--epsilon", "small"], "error: epsilon: 'small' is not a decimal number or a ratio of integers"),
        (["--epsilon", "0"], "error: epsilon 0 must be above 0, and norm 'linf' linf or l2"),
        (["--target", "none/such"], "error: none/such: No such file or directory"),
    ],
)
def test_wrong_usage(more, words, monkeypatch, capsys):
    """A wrong argument is named, on the error stream, and the exit code is 2."""
    code, out, err = ended([*command(CASES["accepted/shared"]), *more], monkeypatch, capsys)
    assert (code, out) == (2, "")
    assert words in err


def test_the_norm_is_linf_unless_asked(monkeypatch, capsys):
    """Without --norm the claim is about the largest entry."""
    words = [word for word in command(CASES["accepted/shared"]) if not word.startswith("--norm")]
    code, out, _ = ended(words, monkeypatch, capsys)
    assert code == 0
    assert out.startswith("accepted: sup ‖F − Ĝ‖ ≤ ")
    assert out.endswith(" (linf) over the whole region\n")


SCRIPT = Path(sysconfig.get_path("scripts"), "lottery-verify")
SAFE = {
    "-I": [sys.executable, "-I", "-m", "lottery_verify.checker"],
    "-P": [sys.executable, "-P", "-m", "lottery_verify.checker"],
    "the console script": [str(SCRIPT), "check"],
}


def in_a_hostile_folder(words, folder):
    """(exit code, whether the folder's own fractions.py ran) of the command in that folder."""
    hostile = "open('it-ran', 'w').close(); print('accepted: all of it'); raise SystemExit(0)"
    (folder / "fractions.py").write_text(hostile)
    words = [*words, *command(CASES["rejected/another-norm"])]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, (folder / "it-ran").exists()


@pytest.mark.parametrize("how", SAFE)
def test_the_folder_is_not_trusted(how, tmp_path):
    """A `fractions.py` beside the files to be checked is not run: the console script, `python -I` and `python -P`.

    Catches a checker that whoever hands over the files can replace.
    """
    if how == "the console script" and not SCRIPT.is_file():
        pytest.skip("the package is not installed here")
    assert in_a_hostile_folder(SAFE[how], tmp_path) == (1, False)


def test_python_m_alone_trusts_the_folder(tmp_path):
    """Why the README says `python -P`: without it Python runs what it finds there; so the test above can fail."""
    assert in_a_hostile_folder([sys.executable, "-m", "lottery_verify.checker"], tmp_path) == (0, True)
