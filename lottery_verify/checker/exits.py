"""Turns whatever ends a command into its exit code: 0, 1 and 3 are verdicts, and come of nothing else.

Standard library only; `lottery-verify` and `python -m lottery_verify.checker` both end through `code_of`.
"""

import io
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, suppress
from types import FrameType
from typing import NamedTuple, TextIO

from lottery_verify.checker.answers import NO_MANNER, Manner
from lottery_verify.errors import LotteryError, NoTicketError, Undecided, printable

DONE, REJECTED, USAGE, UNDECIDED, INTERNAL, OUTPUT = 0, 1, 2, 3, 70, 74
TRACEBACK = "LOTTERY_VERIFY_TRACEBACK"
STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
EXIT_CODES = (
    "Exit codes: 0 accepted or done; 1 rejected, or no ticket, or a counterexample; 2 wrong usage or malformed input; "
    "3 undecided. No verdict: 70 an internal error, or no memory "
    f"({TRACEBACK}=1 shows where); 74 input or output failed, as where a pipe is closed; 130 interrupted; "
    "143 terminated."
)


class Stopped(KeyboardInterrupt):
    """A signal asks the command to end; whoever cleans up after ^C cleans up after this."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Ending(NamedTuple):
    """How a command ended: its code and, unless it has answered itself, what is said of it: a word, and a message."""

    code: int
    word: str = ""
    message: str = ""


def code_of(prepare: Callable[[], Callable[[], int]], manner: Manner = NO_MANNER) -> int:
    """Runs a command to its end, whatever that is, and says on the error stream what went wrong.

    Args:
        prepare: reads the command line, and gives the work to be done; argparse may end it, the work may not.
        manner: how to answer; with `json` an ending that is not the work's own is an object on standard output, too.
    Returns:
        The work's own code, or the one of EXIT_CODES for what ended it. A code from 0 to 3 is only returned after all
        that the command has to say was written.
    """
    _open_streams()
    end = _outcome(prepare, manner)
    try:
        if manner.json and end.word:
            print(manner.failure(end.code, end.word, end.message))
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        end = end if end.code > UNDECIDED else _failed(error)
        _silence(sys.stdout)
    code = end.code
    try:
        if end.message and not (manner.quiet and code in (REJECTED, UNDECIDED)):
            print(f"{end.word}: {end.message}", file=sys.stderr)
        sys.stderr.flush()
    except (OSError, ValueError):
        code = OUTPUT if code <= UNDECIDED else code
        _silence(sys.stderr)
    return code


def _outcome(prepare: Callable[[], Callable[[], int]], manner: Manner) -> Ending:
    try:
        with _signals_raise():
            said = io.StringIO()
            try:
                with redirect_stderr(said) if manner.json else nullcontext():
                    work = prepare()
            except SystemExit as end:  # argparse has given help, or said what is wrong
                shown, _, problem = said.getvalue().rstrip("\n").rpartition(": error: ")
                return Ending(DONE) if end.code == DONE else Ending(USAGE, f"{shown}: error" if shown else "", problem)
            return Ending(int(work()))
    except NoTicketError as error:
        return Ending(REJECTED, "no ticket", printable(str(error)))
    except Undecided as error:
        return Ending(UNDECIDED, "undecided", printable(str(error)))
    except LotteryError as error:
        return Ending(USAGE, "error", printable(str(error)))
    except OSError as error:
        if error.filename is None:  # a stream's failure names no file
            return _failed(error)
        return Ending(USAGE, "error", printable(f"{os.fsdecode(error.filename)}: {error.strerror}"))
    except KeyboardInterrupt as stop:
        name = signal.Signals(stop.number if isinstance(stop, Stopped) else signal.SIGINT)
        return Ending(128 + name, f"stopped by {name.name}", "no verdict, and no file is left half-written")
    except BaseException as error:  # a bug, no memory, a SystemExit from deep inside: none of them is a verdict
        where = traceback.format_exc() if os.environ.get(TRACEBACK) else ""
        what = printable(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
        return Ending(INTERNAL, f"{where}internal error, no verdict", f"{what} ({TRACEBACK}=1 shows where)")


def _failed(error: Exception) -> Ending:
    """Input or output failed; nothing is said of it where the reader has gone."""
    gone = isinstance(error, BrokenPipeError)
    return Ending(OUTPUT, "error", "" if gone else f"input or output failed: {error}; this is no verdict")


def _open_streams() -> None:
    """Makes every character sayable, and opens a stand-in for a stream that was closed before the start.

    Otherwise the next file that is opened would take its number. Writing to the stand-in for standard output fails: a
    verdict that nobody can read is none. What goes to the error stream's is lost, as whoever closed it wished.
    """
    for name, mode, flags in (("stdin", "r", os.O_RDONLY), ("stdout", "w", os.O_RDONLY), ("stderr", "w", os.O_WRONLY)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, flags), mode, encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _silence(stream: TextIO) -> None:
    """Lets what is left in a stream go nowhere, so that the interpreter's end has nothing to fail at."""
    with suppress(OSError, ValueError), open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


@contextmanager
def _signals_raise() -> Iterator[None]:
    """Signals that would end the process raise Stopped, so that temporary files are removed; ignored ones stay so."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped(number)

    before = {}
    try:
        with suppress(ValueError):  # signals are the main thread's
            for number in STOPPING:
                if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
                    before[number] = signal.signal(number, stop)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
