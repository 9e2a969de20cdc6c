"""`check` from Python: writes what is in memory to canonical files and hands them to the trusted checker."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from lottery_verify.arguments import Number, exact
from lottery_verify.certificates.certificate import Certificate
from lottery_verify.checker import judge
from lottery_verify.checker.judge import Verdict
from lottery_verify.checker.regions import Region
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket

Name = str | os.PathLike[str]


def check(
    certificate: Certificate | Name,
    *,
    ticket: Ticket | Network | Name,
    target: Network | Name,
    region: Region | str,
    epsilon: Number,
    norm: str = "linf",
    seed: int | None = None,
) -> Verdict:
    """Asks the independent checker whether a certificate proves the claim stated here.

    Args:
        certificate, ticket, target: objects, or names of files (ticket and target as canonical `.safetensors`).
        region, epsilon, norm, seed: the claim; see `checker.check`.
    Returns:
        The checker's verdict.
    """
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for i, thing in enumerate((certificate, ticket, target)):
            if isinstance(thing, str | os.PathLike):
                names.append(os.fspath(thing))
                continue
            path = Path(folder, f"{i}")
            path.write_bytes(thing.to_json().encode() if isinstance(thing, Certificate) else thing.canonical())
            names.append(str(path))
        wanted = exact("epsilon", epsilon, above=0)
        return judge.check(
            names[0], ticket=names[1], target=names[2], region=region, epsilon=wanted, norm=norm, seed=seed
        )
