"""Examples as JSON and as Python text, exactly, and back."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from lottery_verify.checker.regions import Ball, Box, parse_number
from lottery_verify.checker.source import Law
from lottery_verify.errors import MalformedFile
from lottery_verify.laws.source import Source
from lottery_verify.strategies.claimed import ClaimCase, DividedCase, SplitCase
from lottery_verify.strategies.claims import (
    assigning,
    certificates,
    counting,
    gadget,
    golden,
    laws,
    propagation,
    serving,
    sums,
)
from lottery_verify.strategies.codes import CodeCase
from lottery_verify.strategies.corruptions import Corruption
from lottery_verify.strategies.masks import MaskCase
from lottery_verify.strategies.pairs import CorruptCase, PairCase
from lottery_verify.strategies.proofs import CorruptProof, ProofCase
from lottery_verify.strategies.relaxations import FormCase, GateCase, RoundingCase
from lottery_verify.strategies.streams import StreamCase
from lottery_verify.strategies.targets import NetworkSpec
from lottery_verify.strategies.tickets import PruneCase
from lottery_verify.strategies.witnesses import WitnessCase

_CASES = [
    value
    for module in (assigning, certificates, counting, gadget, golden, laws, propagation, serving, sums)
    for name, value in vars(module).items()
    if name.endswith("Case") and value.__module__ == module.__name__
]
KNOWN: dict[str, type] = {
    one.__name__: one
    for one in (
        *_CASES,
        Box,
        Ball,
        Law,
        Source,
        ClaimCase,
        CodeCase,
        Corruption,
        CorruptCase,
        CorruptProof,
        DividedCase,
        FormCase,
        GateCase,
        MaskCase,
        PairCase,
        ProofCase,
        StreamCase,
        NetworkSpec,
        PruneCase,
        RoundingCase,
        SplitCase,
        WitnessCase,
    )
}
TAG = "is"


def encode(value: object) -> Any:
    """Plain JSON: fractions as ratios, floats in hexadecimal, dataclasses with their name."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Fraction):
        return {TAG: "Fraction", "value": str(value)}
    if isinstance(value, float):
        return {TAG: "float", "value": value.hex()}
    if isinstance(value, tuple):
        return [encode(one) for one in value]
    if type(value).__name__ in KNOWN and dataclasses.is_dataclass(value):
        fields = {field.name: encode(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {TAG: type(value).__name__, **fields}
    raise TypeError(f"no spelling for {type(value).__name__}")


def decode(value: Any) -> Any:
    """The value that `encode` spelt.

    Raises:
        MalformedFile: not such a spelling.
    """
    if isinstance(value, list):
        return tuple(decode(one) for one in value)
    if not isinstance(value, dict):
        return value
    fields = dict(value)
    name = fields.pop(TAG, None)
    try:
        if name in ("Fraction", "float") and not isinstance(fields["value"], str):
            raise TypeError("the value is no text")
        if name == "Fraction":
            return parse_number(fields["value"], "value")
        if name == "float":
            return float.fromhex(fields["value"])
        made = KNOWN[name](**{key: decode(one) for key, one in fields.items()})
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise MalformedFile(f"counterexample: {str(name)[:40]!r} with {sorted(fields)}: {error}") from None
    for key, hint in get_type_hints(KNOWN[name]).items():
        if hasattr(made, key) and not fits(getattr(made, key), hint):
            raise MalformedFile(f"counterexample: {name}: {key}: {getattr(made, key)!r:.60} is no {hint}")
    return made


def fits(value: object, hint: Any) -> bool:
    """Whether a value is of a type that an example's field can have: plain ones, unions, tuples, and combinations."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(fits(value, part) for part in parts)
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if parts[-1] is Ellipsis:
            return all(fits(one, parts[0]) for one in value)
        return len(value) == len(parts) and all(map(fits, value, parts))
    if hint in (Fraction, float):  # an integer stands for both
        return isinstance(value, hint | int) and not isinstance(value, bool)
    return isinstance(value, hint) and (hint is bool or not isinstance(value, bool))


def imports_of(value: object) -> list[str]:
    """The import lines that `repr(value)` needs."""
    lines: set[str] = set()

    def visit(one: object) -> None:
        if isinstance(one, Fraction):
            lines.add("from fractions import Fraction")
        elif isinstance(one, tuple):
            for part in one:
                visit(part)
        elif dataclasses.is_dataclass(one) and not isinstance(one, type):
            lines.add(f"from {type(one).__module__} import {type(one).__name__}")
            for field in dataclasses.fields(one):
                visit(getattr(one, field.name))

    visit(value)
    return sorted(lines)
