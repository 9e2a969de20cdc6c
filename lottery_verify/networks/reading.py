"""Reads a file's bytes, bounded, with every failure named."""

from __future__ import annotations

import os
import stat

from lottery_verify.errors import MalformedFile


def read_bytes(path: str, limit: int) -> bytes:
    """Reads an ordinary file whole.

    Args:
        path: the file.
        limit: the most bytes that it may have.
    Returns:
        its bytes, at least one.
    Raises:
        MalformedFile: it is missing, not an ordinary file, empty, larger than `limit`, or can't be read.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise MalformedFile(f"{path}: not an ordinary file; nothing was read")
            if status.st_size > limit:
                raise MalformedFile(
                    f"{path}: {status.st_size} bytes, but at most {limit} are read; nothing was read"
                )
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise MalformedFile(f"{path}: no such file; nothing was read") from None
    except (OSError, ValueError) as error:
        if isinstance(error, MalformedFile):
            raise
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise MalformedFile(f"{path}: can't be read: {reason}") from None
    if not data:
        raise MalformedFile(f"{path}: the file is empty")
    if len(data) > limit:
        raise MalformedFile(f"{path}: it grew beyond {limit} bytes while it was read")
    return data


def _without_waiting(path: str, flags: int) -> int:
    """Opens without waiting for a pipe's other end."""
    return os.open(path, flags | os.O_NONBLOCK)
