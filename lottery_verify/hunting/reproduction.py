"""A counterexample as a JSON file that reproduces it and as a pytest snippet."""

from __future__ import annotations

import json
import os
from typing import Any

from lottery_verify import __version__
from lottery_verify.checker.files import read_bounded
from lottery_verify.errors import MalformedFile
from lottery_verify.hunting.codec import decode, encode, imports_of
from lottery_verify.hunting.records import Outcome
from lottery_verify.hunting.registry import find_property
from lottery_verify.hunting.runner import Hunt
from lottery_verify.networks.saving import atomic_write

FORMAT = "lottery_verify.counterexample/1"
MOST_BYTES = 1 << 24
KEYS = {"format", "version", "property", "dropping", "seed", "examples", "note", "case"}


def note_of(hunt: Hunt) -> str:
    """What the counterexample shows."""
    return hunt.outcome.note if hunt.outcome else hunt.error


def to_json(hunt: Hunt) -> str:
    """The file's text."""
    whole = {
        "format": FORMAT,
        "version": __version__,
        "property": hunt.property_id,
        "dropping": list(hunt.dropping),
        "seed": hunt.seed,
        "examples": hunt.examples,
        "note": note_of(hunt),
        "case": encode(hunt.case),
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def save(hunt: Hunt, path: str | os.PathLike[str]) -> None:
    """Writes the file; an old one stays until the new one is whole."""
    atomic_write(path, to_json(hunt).encode())


def replay(path: str | os.PathLike[str]) -> tuple[str, tuple[str, ...], Any, Outcome]:
    """Judges a saved counterexample again.

    Returns:
        property id, what was dropped, the example, and the outcome now.
    Raises:
        MalformedFile: not such a file.
    """
    try:
        whole = json.loads(read_bounded(os.fspath(path), MOST_BYTES))
    except (ValueError, RecursionError) as error:
        raise MalformedFile(f"{os.fspath(path)}: not JSON: {error}") from None
    if (
        not isinstance(whole, dict)
        or set(whole) != KEYS
        or whole["format"] != FORMAT
        or not isinstance(whole["dropping"], list)
    ):
        raise MalformedFile(f"{os.fspath(path)}: not a counterexample of format {FORMAT}")
    prop, dropping = find_property(str(whole["property"])), frozenset(map(str, whole["dropping"]))
    if unknown := sorted(dropping - set(prop.drop_names)):
        raise MalformedFile(f"{os.fspath(path)}: {prop.id} can't do without {', '.join(unknown)}")
    try:
        case = decode(whole["case"])
    except RecursionError:
        raise MalformedFile(f"{os.fspath(path)}: the case is nested too deep") from None
    if not isinstance(case, prop.case_type):
        raise MalformedFile(f"{os.fspath(path)}: an example of {prop.id} is a {prop.case_type.__name__}")
    try:
        outcome = prop.judge(case, dropping)
    except Exception as error:  # as in a hunt: that is what the counterexample may be about
        outcome = Outcome(False, 2.0, f"{type(error).__name__}: {error}")
    return prop.id, tuple(sorted(dropping)), case, outcome


def snippet(hunt: Hunt) -> str:
    """A pytest test that fails as long as the counterexample is one."""
    name = "".join(c if c.isalnum() else "_" for c in hunt.property_id)
    dropped = f"frozenset({sorted(hunt.dropping)})" if hunt.dropping else "frozenset()"
    lines = [
        *imports_of(hunt.case),
        "from lottery_verify.hunting import find_property",
        "",
        "",
        f"def test_{name}():",
        f"    case = {hunt.case!r}",
        f'    outcome = find_property("{hunt.property_id}").judge(case, {dropped})',
        f"    assert outcome.holds, outcome.note  # {' '.join(note_of(hunt).split())[:160]}",
    ]
    return "\n".join(lines) + "\n"
