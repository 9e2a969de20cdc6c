"""`check` from Python: writes what is in memory to canonical files and hands them to the trusted checker."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from lottery_verify.arguments import Number, as_fraction
from lottery_verify.certificates.certificate import Certificate
from lottery_verify.certificates.parts import Parts
from lottery_verify.certificates.proof import AgreementProof, Proof
from lottery_verify.checker import judge
from lottery_verify.checker.claim import SUP
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.checker.unions import AnyRegion, Boxes
from lottery_verify.checker.verdict import Verdict
from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.loading import as_network
from lottery_verify.networks.network import Network
from lottery_verify.networks.regions import region_text
from lottery_verify.networks.vnnlib import read_specification
from lottery_verify.tickets.opening import as_pruned
from lottery_verify.tickets.ticket import Ticket

if TYPE_CHECKING:
    import torch

Name = str | os.PathLike[str]


def check(
    certificate: Certificate | Proof | AgreementProof | Parts | Name,
    *,
    ticket: Ticket | Network | torch.nn.Module | Name,
    target: Network | torch.nn.Module | Name,
    region: AnyRegion | Name,
    epsilon: Number | None = None,
    norm: str = "linf",
    seed: int | None = None,
    claim: str = SUP,
    only: int | None = None,
    margin: Number | None = None,
) -> Verdict:
    """Asks the independent checker whether a certificate proves the claim stated here.

    Args:
        certificate, ticket, target: objects, or names of files. The checker itself reads canonical `.safetensors`;
            what is of another format, or a torch module, is written as such a file first.
        region: a Box, Ball or Boxes, text such as "box:0,1", or a file's name.
        epsilon, norm, seed: the rest of the claim sup; see `checker.check`.
        claim: "sup", or "top1" for top-1 agreement.
        only: of sup, the only output that is meant, from 0.
        margin: of top1, exact, at least 0; 0 when left out.
    Returns:
        The checker's verdict.
    Raises:
        InvalidArgument: an argument is of another type, or outside its range.
        MalformedFile, UnsupportedNetwork: a file can't be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for name, thing in (("certificate", certificate), ("ticket", ticket), ("target", target)):
            if isinstance(thing, str | os.PathLike) and (name == "certificate" or _canonical(thing)):
                names.append(os.fspath(thing))
                continue
            path = Path(folder, name)
            path.write_bytes(_bytes(name, thing))
            names.append(str(path))
        wanted = None if epsilon is None else as_fraction("epsilon", epsilon, above=0)
        lead = None if margin is None else as_fraction("margin", margin, at_least=0)
        asked = region if isinstance(region, Box | Ball | Boxes) else region_text(region)
        if isinstance(asked, str) and asked.lower().endswith(".vnnlib"):
            asked = read_specification(asked).region
        return judge.check(
            names[0],
            ticket=names[1],
            target=names[2],
            region=asked,
            epsilon=wanted,
            norm=norm,
            seed=seed,
            claim=claim,
            only=only,
            margin=lead,
        )


def _canonical(name: Name) -> bool:
    """Whether a file is to be read by the checker itself, which says what is wrong with it."""
    return os.path.splitext(os.fspath(name))[1].lower() not in (".pt", ".pth", ".onnx")


def _bytes(name: str, thing: object) -> bytes:
    """The file that the checker reads for an argument."""
    if name != "certificate":
        return (as_pruned(thing, name) if name == "ticket" else as_network(thing, name)).canonical()
    if isinstance(thing, Certificate | Proof | AgreementProof | Parts):
        return thing.to_json().encode()
    raise InvalidArgument(f"certificate: a {type(thing).__name__}; expected a Certificate or the name of its file")
