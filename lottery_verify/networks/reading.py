"""Reads a file's bytes, bounded, with every failure named."""

from __future__ import annotations

import mmap
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

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
    with _opened(path, limit) as file:
        size = os.fstat(file.fileno()).st_size  # a read of more would set as much memory aside
        data: bytes = file.read(min(size, limit) + 1)
    if len(data) > min(size, limit):
        raise MalformedFile(f"{path}: it grew beyond {size} bytes while it was read")
    if not data:
        raise MalformedFile(f"{path}: the file is empty")
    return data


def map_bytes(path: str, limit: int) -> memoryview:
    """An ordinary file's bytes, taken from the disk as they are used; errors as in read_bytes.

    Args:
        path: the file, which must not be cut while it is in use.
        limit: the most bytes that it may have.
    """
    with _opened(path, limit) as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


@contextmanager
def _opened(path: str, limit: int) -> Iterator[BinaryIO]:
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise MalformedFile(f"{path}: not an ordinary file; nothing was read")
            if status.st_size > limit:
                raise MalformedFile(
                    f"{path}: {status.st_size} bytes, but at most {limit} are read; nothing was read"
                )
            if not status.st_size:
                raise MalformedFile(f"{path}: the file is empty")
            yield file
    except FileNotFoundError:
        raise MalformedFile(f"{path}: no such file; nothing was read") from None
    except (OSError, ValueError) as error:
        if isinstance(error, MalformedFile):
            raise
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise MalformedFile(f"{path}: can't be read: {reason}") from None


def _without_waiting(path: str, flags: int) -> int:
    """Opens without waiting for a pipe's other end."""
    return os.open(path, flags | os.O_NONBLOCK)
