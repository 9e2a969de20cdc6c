"""Which file a command may write, found out before it works."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable

from lottery_verify.errors import InvalidArgument

Path = str | os.PathLike[str]


def check_output(path: Path, *, inputs: Iterable[Path] = (), force: bool = False) -> None:
    """Refuses a file that can't be written, is one of the command's inputs, or is there already.

    A link counts as the file that it leads to. A device or a pipe is written to, which overwrites nothing.

    Args:
        path: the file to be written.
        inputs: what the command reads; names that are no files are passed over.
        force: overwrite a file that is there already, but never an input.
    Raises:
        InvalidArgument: the message names the file, and what stands in the way.
    """
    name = os.fspath(path)
    if os.path.isdir(name) or not os.path.basename(name):
        raise InvalidArgument(f"output {name!r} is a folder; name a file")
    for one in inputs:
        if os.path.exists(name) and os.path.exists(one) and os.path.samefile(name, one):
            raise InvalidArgument(f"output {name!r} is the input {os.fspath(one)!r}, which is never overwritten")
    if os.path.exists(name) and not os.path.isfile(name):
        return
    if os.path.exists(name) and not force:
        raise InvalidArgument(f"output {name!r} is there already; --force overwrites it")
    check_folder(os.path.dirname(os.path.realpath(name)), f"output {name!r}")


def check_folder(folder: Path, what: str) -> None:
    """Refuses a folder in which no file can be made; a file without a name is made there, and is gone at once.

    Args:
        folder: where something will be written.
        what: names it in the message.
    Raises:
        InvalidArgument: it isn't there, or nothing can be written in it.
    """
    if not os.path.isdir(folder):
        raise InvalidArgument(f"{what}: no such folder: {os.fspath(folder)!r}")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InvalidArgument(f"{what}: nothing can be written in {os.fspath(folder)!r}: {error.strerror}") from None
