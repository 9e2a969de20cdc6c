"""Reads files and strict JSON, bounded in time and memory, and shows their text safely; standard library only."""

import json
import os
import re
import stat
from typing import Any

from lottery_verify.errors import LotteryError, MalformedFile

MOST_DIGITS = 20  # of an integer in JSON
MOST_SHOWN = 90  # characters of a value in a message


def demand(condition: bool, message: str, error: type[LotteryError] = MalformedFile) -> None:
    """Raises the error unless the condition holds."""
    if not condition:
        raise error(message)


def shown(value: object) -> str:
    """A value from a file as messages show it: short, on one line, without control characters."""
    if isinstance(value, str):
        return repr(value[:MOST_SHOWN])
    return repr(value) if isinstance(value, int) else type(value).__name__


def strict_json(text: str, where: str) -> Any:
    """Parses JSON; refuses floats, NaN, doubled keys, integers of over 20 digits and deep nesting (MalformedFile)."""

    def integer(token: str) -> int:
        proper = len(token) <= MOST_DIGITS and token.lstrip("-").isdecimal()
        demand(proper, f"{where}: number {token[:40]!r}: only integers of at most 20 digits are allowed")
        return int(token)

    def distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            demand(key not in found, f"{where}: key {shown(key)} appears twice")
            found[key] = value
        return found

    hooks: dict[str, Any] = dict.fromkeys(("parse_int", "parse_float", "parse_constant"), integer)
    try:
        return json.loads(text, object_pairs_hook=distinct, **hooks)
    except (RecursionError, json.JSONDecodeError) as error:
        raise MalformedFile(f"{where}: not JSON, or nested too deeply: {error}") from None


def canonical_json(value: object) -> str:
    """The one spelling of a header: sorted keys, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def fields(value: Any, keys: set[str], where: str) -> dict[str, Any]:
    """The object `value`, which must have exactly `keys`."""
    demand(isinstance(value, dict), f"{where}: expected an object, found {type(value).__name__}")
    for key in sorted(set(value) ^ keys):
        raise MalformedFile(f"{where}: {'missing' if key in keys else 'unknown'} key {shown(key)}")
    return dict(value)


def count(value: Any, low: int, high: int, where: str) -> int:
    """The integer `value`, which must lie in [low, high]; True and False are no integers."""
    demand(type(value) is int and low <= value <= high, f"{where}: {shown(value)} is no integer from {low} to {high}")
    return int(value)


def hexadecimal(value: Any, where: str) -> int:
    """The integer that text such as "0x1f" or "-0x1f" states, of at most 2048 digits."""
    proper = isinstance(value, str) and re.fullmatch("-?0x[0-9a-f]{1,2048}", value)
    demand(bool(proper), f"{where}: expected an integer as hexadecimal text, found {shown(value)}")
    return int(value, 16)


def read_bounded(path: str, limit: int) -> bytes:
    """A file's bytes; refuses, unopened, what is no ordinary file, is empty, or is larger than `limit`."""
    demand("\0" not in path, f"{path}: no file has such a name")
    found = os.stat(path)
    demand(stat.S_ISREG(found.st_mode), f"{path}: not an ordinary file")
    demand(0 < found.st_size <= limit, f"{path}: {found.st_size} bytes; expected 1 to {limit}")
    with open(path, "rb") as file:
        return file.read(limit)
