"""A wrong program in a process of its own, where the wrong module is imported in the right one's place."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import multiprocessing
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from multiprocessing.connection import Connection
from types import CodeType, ModuleType
from typing import Any

from lottery_verify.hunting.mutants.records import Mutant, path_of, tree_of

LIBRARIES = ["hypothesis.strategies", "mpmath", "numpy", "safetensors", "sympy", "torch"]  # imported once for all
FRESH = ("lottery_verify", "tests")  # packages that a child imports again


class TooLong(TimeoutError):
    """The wrong program was stopped by the clock: nothing was noticed."""


class NoAnswer(RuntimeError):
    """What was asked of the wrong program could not be asked; the message has the traceback."""


def ask(mutant: Mutant | None, question: str, *arguments: object, seconds: float = 240) -> Any:
    """Calls a function in a new process in which the package is the mutant.

    Args:
        mutant: the wrong program, or None for the right one.
        question: the function, "module:name"; it is imported after the mutant is in place.
        arguments: what it is given, to be pickled as its answer is; nothing of this package's classes.
        seconds: after which the process is killed.
    Returns:
        What the function returns.
    Raises:
        TooLong: it took longer.
        NoAnswer: it raised, or the process died.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LIBRARIES)
    receiving, sending = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(sending, mutant, question, arguments), daemon=True)
    child.start()
    sending.close()
    try:
        if not receiving.poll(seconds):
            raise TooLong(f"it runs for more than {seconds:g} s")
        done, answer = receiving.recv()
    except EOFError:
        raise NoAnswer(f"{question}: the process ended without an answer") from None
    finally:
        child.kill()
        child.join()
        receiving.close()
    if not done:
        raise NoAnswer(f"{question}: {answer}")
    return answer


def _answer(sending: Connection, mutant: Mutant | None, question: str, arguments: tuple[object, ...]) -> None:
    """What the child runs."""
    try:
        if mutant is not None:
            put_in_place(mutant)
        module, _, name = question.partition(":")
        answer = True, getattr(import_module(module), name)(*arguments)
    except Exception:
        answer = False, traceback.format_exc()
    sending.send(answer)


def put_in_place(mutant: Mutant) -> None:
    """Makes this process import the wrong module; the package's modules that it already has are forgotten."""
    code = compile(tree_of(mutant), f"<{mutant.place}, where {mutant.wrong}>", "exec", dont_inherit=True)
    for name in [name for name in sys.modules if name.partition(".")[0] in FRESH]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Finder(mutant.module, code))


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module, whose code is the mutant's."""

    def __init__(self, name: str, code: CodeType) -> None:
        self.name, self.code = name, code

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, path_of(fullname), loader=self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, vars(module))
