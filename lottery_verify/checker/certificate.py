"""The one parser of certificates: strict JSON of format 1, as what is claimed and what is stated of each layer."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lottery_verify.checker import formats
from lottery_verify.checker.files import count, demand, fields, hexadecimal, shown, strict_json
from lottery_verify.checker.numbers import parse_number


@dataclass(frozen=True)
class Stated:
    """What a certificate states of one layer, integers over 2^precision.

    Attributes:
        where: the place in the file.
        difference: that no entry differs by more.
        norm: that the difference's ℓ₂ norm is no larger.
        spectral: a witness for ‖W‖₂ as its rule reads it, or None.
    """

    where: str
    difference: int
    norm: int
    spectral: Any


@dataclass(frozen=True)
class Parsed:
    """A certificate's claim (text and plain values, as in the file), its exact epsilon, and its layers."""

    claim: dict[str, Any]
    epsilon: Fraction
    precision: int
    layers: list[Stated]


def parse(text: str, where: str) -> Parsed:
    """Reads a certificate's text; MalformedFile where it is not of the format."""
    given = fields(strict_json(text, where), {"format", "semantics", "claim", "precision", "layers"}, where)
    claim = fields(given["claim"], {"target", "ticket", "region", "norm", "epsilon"}, f"{where}: claim")
    for key, known in (("format", formats.CERTIFICATE_FORMAT), ("semantics", formats.SEMANTICS)):
        demand(given[key] == known, f"{where}: {key} {shown(given[key])}; this version reads {known!r}")
    stated = claim["epsilon"]
    demand(isinstance(stated, str), f"{where}: epsilon: expected a number as text, found {shown(stated)}")
    epsilon = parse_number(stated, f"{where}: epsilon")
    precision = count(given["precision"], 0, formats.MAX_PRECISION, f"{where}: precision")
    demand(isinstance(given["layers"], list), f"{where}: layers: expected a list, found {shown(given['layers'])}")
    layers = [_layer(entry, f"{where}: layer {i + 1}") for i, entry in enumerate(given["layers"])]
    return Parsed(claim, epsilon, precision, layers)


def _layer(entry: Any, where: str) -> Stated:
    fields(entry, {"difference", "norm", "spectral"}, where)
    difference, norm = (hexadecimal(entry[key], f"{where}: {key}") for key in ("difference", "norm"))
    return Stated(where, difference, norm, entry["spectral"])
