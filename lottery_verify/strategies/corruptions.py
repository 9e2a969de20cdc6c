"""Corruptions of tickets, certificates and claims: what a broken disk, a bug or a cheat would do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from lottery_verify.errors import InvalidArgument

PLACES = ("ticket-bit", "ticket-cut", "certificate-byte", "mask-bit", "bound", "epsilon", "witness", "seed")


@dataclass(frozen=True)
class Corruption:
    """One change.

    Attributes:
        place: what is changed (see `corruptions`).
        where: a number that picks the bit, byte or bound, modulo how many there are.
        by: how far it is moved, or the byte that is put there.
        signed: whether the certificate is rewritten to name the changed ticket's digest, as a cheat would.
    """

    place: str
    where: int
    by: int
    signed: bool


@st.composite
def _corruptions(draw: DrawFn, places: tuple[str, ...]) -> Corruption:
    return Corruption(
        draw(st.sampled_from(places)), draw(st.integers(0, 1 << 16)), draw(st.integers(1, 255)), draw(st.booleans())
    )


def corruptions(*, places: tuple[str, ...] = PLACES) -> SearchStrategy[Corruption]:
    """Changes of one thing.

    They can flip a bit anywhere in the ticket's file or cut its end off ("ticket-bit", "ticket-cut"), flip a bit of a
    mask alone ("mask-bit"), name or ask for another seed ("seed"), change a byte of the certificate
    ("certificate-byte"), lower one of its bounds ("bound"), its claimed ε ("epsilon") or its spectral witness
    ("witness"); and rewrite the digest that the certificate names.

    Args:
        places: which of these.
    """
    unknown = set(places) - set(PLACES)
    if unknown or not places:
        raise InvalidArgument(f"places={places!r} must be some of {', '.join(PLACES)}")
    return _corruptions(places)


def corrupt_bytes(data: bytes, corruption: Corruption) -> bytes:
    """A file with one bit flipped, or cut off at the end."""
    if corruption.place == "ticket-cut":
        return data[: len(data) - 1 - corruption.where % len(data)]
    position = corruption.where % len(data)
    return data[:position] + bytes([data[position] ^ (1 << corruption.by % 8)]) + data[position + 1 :]


def corrupt_certificate(text: str, corruption: Corruption) -> str:
    """A certificate with one byte replaced, a bound or ε lowered, or its witness changed."""
    if corruption.place == "certificate-byte":
        data = bytearray(text.encode())
        data[corruption.where % len(data)] = 32 + corruption.by % 95
        return data.decode("ascii", "replace")
    whole: dict[str, Any] = json.loads(text)
    layer = whole["layers"][corruption.where % len(whole["layers"])]
    if corruption.place == "bound":
        for key in ("difference", "norm"):
            layer[key] = hex(int(layer[key], 16) * (256 - corruption.by) // 256)
    elif corruption.place == "epsilon":
        top, _, bottom = whole["claim"]["epsilon"].partition("/")
        whole["claim"]["epsilon"] = f"{int(top) * (256 - corruption.by)}/{int(bottom or '1') * 256}"
        last = whole["layers"][-1]
        for key in () if corruption.signed else ("difference", "norm"):
            last[key] = hex(int(last[key], 16) * (256 - corruption.by) // 256)
    elif corruption.place == "witness" and layer["spectral"] is not None:
        layer["spectral"]["square"] = hex(int(layer["spectral"]["square"], 16) * (256 - corruption.by) // 256)
    return json.dumps(whole, indent=1) + "\n"
