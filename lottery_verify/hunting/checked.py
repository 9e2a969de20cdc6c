"""The trusted checker on objects, through files in memory where there is such a folder: quick enough for a hunt."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
from fractions import Fraction
from functools import cache
from pathlib import Path

from lottery_verify.certificates.certificate import Certificate
from lottery_verify.certificates.parts import Parts
from lottery_verify.certificates.proof import AgreementProof, Proof
from lottery_verify.checker import judge
from lottery_verify.checker.claim import TOP1, Claim
from lottery_verify.checker.regions import Region
from lottery_verify.checker.unions import AnyRegion
from lottery_verify.checker.verdict import Verdict
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket

MEMORY = "/dev/shm"


def _root() -> str:
    return MEMORY if os.path.isdir(MEMORY) else tempfile.gettempdir()


@cache
def _folder(process: int, thread: int) -> str:
    """A thread's own: a Dask worker may hunt in several."""
    folder = tempfile.mkdtemp(prefix=f"lottery-verify-{process}-", dir=_root())
    atexit.register(remove, process)
    return folder


def remove(process: int) -> None:
    """Removes the files of a process, which has ended or is about to."""
    for folder in Path(_root()).glob(f"lottery-verify-{process}-*"):
        shutil.rmtree(folder, ignore_errors=True)


def check_files(
    certificate: bytes,
    ticket: bytes,
    target: bytes,
    *,
    region: Region,
    epsilon: Fraction,
    norm: str,
    seed: int | None = None,
) -> Verdict:
    """What the checker says of these three files' bytes; raises what it raises."""
    names = []
    for name, data in (("certificate", certificate), ("ticket", ticket), ("target", target)):
        names.append(write(name, data))
    return judge.check(names[0], ticket=names[1], target=names[2], region=region, epsilon=epsilon, norm=norm, seed=seed)


def write(name: str, data: bytes) -> str:
    """Puts the bytes into this thread's file of that name, and returns its path."""
    path = os.path.join(_folder(os.getpid(), threading.get_ident()), name)
    with open(path, "wb") as file:
        file.write(data)
    return path


def verdict_on(
    certificate: Certificate,
    *,
    ticket: Ticket | Network,
    target: Network,
    region: Region,
    epsilon: Fraction,
    norm: str,
    seed: int | None = None,
) -> Verdict:
    """What the checker says of a certificate; see `lottery_verify.check`."""
    text = certificate.to_json().encode()
    return check_files(
        text, ticket.canonical(), target.canonical(), region=region, epsilon=epsilon, norm=norm, seed=seed
    )


def claim_verdict(
    certificate: Proof | AgreementProof | Parts,
    *,
    ticket: Ticket | Network,
    target: Network,
    region: AnyRegion,
    wanted: Claim,
) -> Verdict:
    """What the checker says of a certificate of any kind of claim."""
    files = [("certificate", certificate.to_json().encode()), ("ticket", ticket.canonical())]
    names = [write(name, data) for name, data in (*files, ("target", target.canonical()))]
    top1 = wanted.kind == TOP1
    return judge.check(
        names[0],
        ticket=names[1],
        target=names[2],
        region=region,
        epsilon=None if top1 else wanted.amount,
        norm=wanted.norm,
        claim=wanted.kind,
        only=wanted.output,
        margin=wanted.amount if top1 else None,
    )
