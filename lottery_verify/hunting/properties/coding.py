"""Masks as codes: what is written is read, and what is read was written so."""

from __future__ import annotations

from lottery_verify.checker.coding import Codes, Work
from lottery_verify.errors import MalformedFile
from lottery_verify.hunting.records import Dropping, Outcome, Property
from lottery_verify.strategies.codes import CodeCase, code_cases
from lottery_verify.tickets.coding import Encoder

Sets = list[tuple[int, list[int]]]


def judge_codes(case: CodeCase, dropping: Dropping) -> Outcome:
    """A list of sets is read back from its code; a changed code is refused, or the code of another list."""
    sets = case.sets()
    code = _written(sets)
    found = _read(code, sets)
    if found != sets:
        return Outcome(False, 2.0, f"{sets[:5]} … is read as {found}")
    if not code:
        return Outcome(True, 0.0, "no sets, no code")
    changed = bytearray(code)
    changed[case.flip // 8 % len(code)] ^= 1 << case.flip % 8
    other = _read(bytes(changed), sets)
    if isinstance(other, str):
        return Outcome(True, 0.5, f"refused: {other}")
    return Outcome(_written(other) == bytes(changed), 1.0, "a changed code is read, but its list is written otherwise")


def _written(sets: Sets) -> bytes:
    encoder = Encoder()
    for n, kept in sets:
        encoder.add(n, kept)
    return encoder.code().tobytes()


def _read(code: bytes, sets: Sets) -> Sets | str:
    """Sets among the same numbers of neurons, or why the code is refused."""
    codes = Codes(code, Work(1 << 20, "here"), "here")
    try:
        found = [(n, codes.kept(n)) for n, _ in sets]
        codes.end()
    except MalformedFile as error:
        return str(error)
    return found


def _codes(dropping: Dropping) -> object:
    return code_cases()


PROPERTIES = (
    Property(
        "checker/codes",
        "sets of neurons are read back from their code, and no other code is read as the same sets",
        _codes,  # type: ignore[arg-type]
        judge_codes,
    ),
)
