"""Writes files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from lottery_verify.errors import InvalidArgument

if TYPE_CHECKING:
    from lottery_verify.networks.network import Network


def atomic_write(path: str | os.PathLike[str], data: bytes | Callable[[BinaryIO], object]) -> None:
    """Puts `data` into `path` in one step: after a full disk or an interruption the old file is still there,
    whole.

    The bytes go to a new file in the same folder, are forced to the disk, and then take the old file's name;
    the new file is removed on any failure. A symbolic link is followed; a device or a pipe is written to
    directly.

    Args:
        path: the file to write.
        data: its bytes, or a function that writes them to the open file that it is given.
    Raises:
        OSError: the file can't be written; its text says that the old file, if any, is unchanged.
    """
    try:
        mode = os.stat(path).st_mode if os.path.exists(path) else None
        if mode is not None and not stat.S_ISREG(mode):
            with open(path, "wb") as device:
                _fill(device, data)
        else:
            _replace(os.path.realpath(path), data, mode)
    except OSError as error:
        if error.errno is None:
            raise
        reason = f"{error.strerror}; nothing was written, and the old file, if any, is unchanged"
        raise OSError(error.errno, reason, os.fspath(path)) from error


def save_network(network: Network, path: str | os.PathLike[str]) -> None:
    """Writes a network's canonical `.safetensors` file, the one that the checker reads.

    Args:
        network: any network.
        path: the file; its suffix must be .safetensors.
    Raises:
        InvalidArgument: another suffix.
        OSError: the file can't be written; an old one is unchanged.
    """
    require_suffix(path, ".safetensors", "a network's canonical file")
    atomic_write(path, network.canonical())


def require_suffix(path: str | os.PathLike[str], suffix: str, what: str) -> None:
    """Raises InvalidArgument unless `path` ends in `suffix`."""
    if os.path.splitext(os.fspath(path))[1] != suffix:
        raise InvalidArgument(f"{os.fspath(path)}: {what} is written as {suffix}; nothing was written")


def _replace(target: str, data: bytes | Callable[[BinaryIO], object], mode: int | None) -> None:
    folder, name = os.path.split(target)
    temporary = os.path.join(folder, f".{name[:100]}.{secrets.token_hex(8)}.tmp")
    try:  # from before the file is there: a signal may come at any instruction
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with open(descriptor, "wb") as file:
            if mode is not None:
                os.fchmod(descriptor, stat.S_IMODE(mode))
            _fill(file, data)
            file.flush()
            os.fsync(descriptor)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):  # it may never have been made, or have its name already
            os.unlink(temporary)
        raise
    _sync_folder(folder)


def _fill(file: BinaryIO, data: bytes | Callable[[BinaryIO], object]) -> None:
    if callable(data):
        data(file)
    else:
        file.write(data)


def _sync_folder(folder: str) -> None:
    """Forces the new name to the disk, where the file system can; the file itself is already whole."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
