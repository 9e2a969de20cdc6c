"""What ends a command decides its exit code: 0, 1 and 3 are verdicts, and come of nothing else."""

import os
import signal
import subprocess
import sys

import pytest

from lottery_verify.checker import exits
from lottery_verify.checker.exits import code_of
from lottery_verify.errors import InvalidArgument, MalformedFile, NoTicketError, Undecided
from tests.checker.corpus import CASES, command

VERDICTS = {"accepted/shared": 0, "rejected/another-norm": 1, "undecided/shared-smaller-epsilon-asked": 3}
ENTRIES = {
    "lottery-verify": ["-m", "lottery_verify.cli", "check"],
    "checker": ["-m", "lottery_verify.checker"],
    "unbuffered": ["-u", "-m", "lottery_verify.checker"],
}


def words(entry, case="accepted/shared"):
    """The command that asks a case's claim."""
    return [sys.executable, *ENTRIES[entry], *command(CASES[case])]


def shell(redirection, entry, case="accepted/shared", **environment):
    """What a shell runs with redirected streams: the finished process."""
    script = ["bash", "-c", f'"$@" {redirection}', "bash", *words(entry, case)]
    return subprocess.run(script, capture_output=True, text=True, env=os.environ | environment, timeout=120)


def ended_by(error):
    """(exit code, error stream) of work that raises."""

    def work():
        raise error

    return code_of(lambda: work)


@pytest.mark.parametrize("case", VERDICTS)
@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("error_stream_too", [False, True])
def test_a_closed_pipe_is_no_verdict(entry, case, error_stream_too):
    """Nobody reads: 74, and nothing on the error stream. Catches 0 for a rejection, 120, and 1 for a traceback."""
    reader, writer = os.pipe()
    os.close(reader)
    other = writer if error_stream_too else subprocess.PIPE
    done = subprocess.run(words(entry, case), stdout=writer, stderr=other, text=True, timeout=120)
    os.close(writer)
    assert done.returncode == 74
    assert not done.stderr


@pytest.mark.parametrize("case", VERDICTS)
@pytest.mark.parametrize("entry", ENTRIES)
def test_a_verdict_that_was_read_keeps_its_code(entry, case):
    """`check … | head -1`: the verdict is the first line, and its code stands, though the pipe closes after it."""
    with subprocess.Popen(words(entry, case), stdout=subprocess.PIPE, text=True) as process:
        first = process.stdout.readline()
        process.stdout.close()
        assert process.wait(timeout=120) == VERDICTS[case]
    assert first.startswith(case.split("/")[0] + ": ")


def test_a_verdict_on_a_closed_error_stream_is_none():
    """An error that is a verdict, where only the error stream's reader is gone: 74. Catches 1 and 3 that nobody saw."""
    for name in ("NoTicketError", "Undecided"):
        script = "from lottery_verify import errors; from lottery_verify.checker.exits import code_of\n"
        script += f"def work(): raise errors.{name}('x')\nraise SystemExit(code_of(lambda: work))"
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([sys.executable, "-c", script], stderr=writer, timeout=120, check=False)
        os.close(writer)
        assert done.returncode == 74, name


@pytest.mark.parametrize("entry", ENTRIES)
def test_closed_streams(entry):
    """A verdict that cannot be said is none, and no file gets the streams' numbers; silence on the error stream was
    asked for.

    Catches 0 for a verdict that print dropped; a message for the error stream that goes to standard output.
    """
    for redirection, code in ((">&-", 74), ("<&- >&-", 74), (">&- 2>&-", 74), ("<&- >&- 2>&-", 74)):
        assert shell(redirection, entry, "rejected/another-norm").returncode == code, redirection
    for redirection, code, out in (("2>&-", 1, "rejected: "), ("<&- 2>&-", 1, "rejected: ")):
        done = shell(redirection, entry, "rejected/another-norm")
        assert (done.returncode, done.stdout[:10]) == (code, out)
    assert "Bad file descriptor" in shell(">&-", entry).stderr
    done = shell("2>&-", entry, "malformed/truncated")
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
@pytest.mark.parametrize("entry", ENTRIES)
def test_a_full_disk_is_no_verdict(entry):
    """The output's disk is full: 74, which is said. Catches 2, 120 and a lost verdict with code 0."""
    done = shell(">/dev/full", entry)
    assert done.returncode == 74
    assert done.stderr == "error: input or output failed: [Errno 28] No space left on device; this is no verdict\n"


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1252:strict"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
    ids=["ascii", "cp1252", "C"],
)
def test_every_encoding_can_say_it(entry, environment):
    """∥, − and Ĝ are escaped where they cannot be written. Catches UnicodeEncodeError, which once was a rejection."""
    done = shell("", entry, **environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("accepted: sup \\u2016F \\u2212 \\u011c\\u2016 \\u2264 ")


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(), RecursionError("deep"), KeyError("x"), AssertionError(), SystemExit(0), SystemExit(1),
        UnicodeEncodeError("ascii", "ε", 0, 1, "no"), GeneratorExit(), ValueError("not LotteryError's"),
    ],
    ids=repr,
)  # fmt: skip
def test_what_nobody_expected_is_no_verdict(error, capsys, monkeypatch):
    """70, the exception's name, and on request the traceback. Catches a bug that rejects, and an exit deep inside a
    library, or in a user's file, that accepts.
    """
    monkeypatch.delenv(exits.TRACEBACK, raising=False)
    assert ended_by(error) == 70
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"internal error, no verdict: {type(error).__name__}")
    assert err.count("\n") == 1
    monkeypatch.setenv(exits.TRACEBACK, "1")
    assert ended_by(error) == 70
    assert "Traceback (most recent call last)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (NoTicketError("link 3"), 1, "no ticket: link 3\n"),
        (Undecided("between"), 3, "undecided: between\n"),
        (MalformedFile("cut"), 2, "error: cut\n"),
        (InvalidArgument("seed -1"), 2, "error: seed -1\n"),
        (FileNotFoundError(2, "No such file", "a"), 2, "error: a: No such file\n"),
        (BrokenPipeError(32, "Broken pipe", "pipe"), 2, "error: pipe: Broken pipe\n"),
        (BrokenPipeError(32, "Broken pipe"), 74, ""),
        (OSError(5, "Input/output error"), 74, "error: input or output failed: [Errno 5] Input/output error; this is"),
        (KeyboardInterrupt(), 130, "stopped by SIGINT: no verdict"),
    ],
    ids=repr,
)
def test_what_is_expected(error, code, said, capsys):
    """The project's errors, a file's, a stream's. Catches a file that is not there (2) taken for a closed pipe."""
    assert ended_by(error) == code
    out, err = capsys.readouterr()
    assert (out, err[: len(said)]) == ("", said)
    assert bool(err) == bool(said)


def test_the_command_line_may_end_it(capsys):
    """argparse's own exits are 0 for help and 2 for wrong words, whatever number it takes."""

    def ends(code):
        def prepare():
            raise SystemExit(code)

        return code_of(prepare)

    assert [ends(code) for code in (0, 2, 1, None, "words")] == [0, 2, 2, 2, 2]


def test_messages_draw_nothing(capsys):
    """Control characters and line ends are escaped. Catches a file name or an OSError that prints an acceptance."""
    name = "a\x1b[2J\r\u202e\nproved"

    def prepare():
        raise FileNotFoundError(2, "missing", name)

    assert code_of(prepare) == 2
    printed = capsys.readouterr().err
    assert "proved" in printed
    assert printed.count("\n") == 1
    assert "\x1b" not in printed


WRITES = """
import signal, sys, time
from lottery_verify.checker.exits import code_of
from lottery_verify.networks.saving import atomic_write

for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # as a job in the background has them
    signal.signal(ignored, signal.SIG_DFL)

def slowly(file):
    file.write(b"half")
    file.flush()
    print("writing", flush=True)
    time.sleep(600)

sys.exit(code_of(lambda: lambda: atomic_write(sys.argv[1], slowly) or 0))
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_signals_leave_no_temporary_file(name, tmp_path):
    """128 and the signal's number; the old file is whole and alone. Catches .tmp files after SIGTERM."""
    path = tmp_path / "a"
    path.write_text("old")
    script = [sys.executable, "-c", WRITES, str(path)]
    with subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "writing\n"
        assert len(os.listdir(tmp_path)) == 2, "the test looks at nothing: there is no temporary file"
        process.send_signal(getattr(signal, name))
        err = process.communicate(timeout=120)[1]
    assert process.returncode == 128 + getattr(signal, name)
    assert err == f"stopped by {name}: no verdict, and no file is left half-written\n"
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("a", "old")]


def test_signals_that_are_ignored_stay_ignored():
    """nohup's SIGHUP ends nothing, and afterwards each handler is what it was."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        handlers = [signal.getsignal(number) for number in exits.STOPPING]
        assert code_of(lambda: lambda: os.kill(os.getpid(), signal.SIGHUP) or 0) == 0
        assert [signal.getsignal(number) for number in exits.STOPPING] == handlers
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_missing_file_is_named_without_its_number(tmp_path, capsys):
    """The file, then what the system says of it. Catches "[Errno 2] No such file or directory: 'x'"."""

    def work():
        return len((tmp_path / "x").read_bytes())

    code = code_of(lambda: work)
    assert (code, capsys.readouterr().err) == (2, f"error: {tmp_path / 'x'}: No such file or directory\n")
