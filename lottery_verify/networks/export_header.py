"""The header that rides along in an exported `.pt`: what the tensors by themselves do not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lottery_verify.checker import files, formats
from lottery_verify.checker.files import canonical_json
from lottery_verify.errors import MalformedFile
from lottery_verify.networks.state_dicts import Tensor

HEADER_KEY, SHIFT_KEY = "lottery_verify.header", "shift"
EXPORT_FORMAT = "lottery_verify.export/1"
MAX_EXPORTED_BYTES = 1 << 34


@dataclass(frozen=True)
class ExportHeader:
    """The header of a ticket that was exported without the neurons that keep nothing.

    Attributes:
        relu: for each Linear in order, whether ReLU follows it.
        ticket: the ticket's digest.
    """

    relu: tuple[bool, ...]
    ticket: str

    def as_tensor(self) -> Tensor:
        """The header as bytes."""
        return as_bytes(canonical_json({"format": EXPORT_FORMAT, "relu": list(self.relu), "ticket": self.ticket}))


def as_bytes(header: str) -> Tensor:
    """A header as a tensor of uint8."""
    return np.frombuffer(header.encode(), np.uint8)


def header_text(tensors: Mapping[str, Tensor], path: str) -> str | None:
    """The header among a state_dict's tensors, None where there is none; MalformedFile where it is no text."""
    tensor = tensors.get(HEADER_KEY)
    if tensor is None:
        return None
    if tensor.dtype != np.uint8 or tensor.ndim != 1 or tensor.size > formats.MAX_HEADER_BYTES:
        raise MalformedFile(f"{path}: {HEADER_KEY} is no header of an exported ticket")
    try:
        return tensor.tobytes().decode("ascii")
    except UnicodeDecodeError:
        raise MalformedFile(f"{path}: {HEADER_KEY} is no header of an exported ticket") from None


def parsed(text: str, path: str) -> ExportHeader | None:
    """The header of a compact export, None for that of a whole ticket.

    Raises:
        MalformedFile: it is neither.
    """
    header: Any = files.strict_json(text, f"{path}: header")
    stated = header.get("format") if isinstance(header, dict) else None
    if stated in (formats.TICKET_FORMAT, formats.SIDED_FORMAT):
        return None
    if stated != EXPORT_FORMAT:
        raise MalformedFile(
            f"{path}: its header is neither that of a ticket, {formats.TICKET_FORMAT} or {formats.SIDED_FORMAT}, "
            f"nor of an export, {EXPORT_FORMAT}"
        )
    files.fields(header, {"format", "relu", "ticket"}, f"{path}: header")
    relu, ticket = header["relu"], header["ticket"]
    if not isinstance(relu, list) or not all(type(r) is bool for r in relu) or not isinstance(ticket, str):
        raise MalformedFile(f"{path}: header: relu must be a list of true and false, ticket a text")
    return ExportHeader(tuple(relu), ticket)
