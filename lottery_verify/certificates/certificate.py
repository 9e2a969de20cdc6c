"""Certificates: what is claimed of a ticket and why it holds, as strict JSON in exact integers."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lottery_verify.arguments import Number, as_fraction, check_choice, readable
from lottery_verify.certificates.assumed import assumed_lines, assumed_of
from lottery_verify.certificates.deadline import NEVER, Deadline
from lottery_verify.certificates.decimals import decimal_up
from lottery_verify.certificates.divisors import common_divisor
from lottery_verify.certificates.exact import ExactNetwork, exact_network
from lottery_verify.certificates.proof import AgreementProof, Proof
from lottery_verify.certificates.rules import Rules
from lottery_verify.certificates.spectral import Witness, spectral_witness
from lottery_verify.checker import files, formats
from lottery_verify.checker.certificate import Parsed, parse
from lottery_verify.checker.claim import NORMS, SUP, TOP1, Claim
from lottery_verify.checker.regions import Ball, Region, parse_number
from lottery_verify.errors import InvalidArgument, MalformedFile, Undecided, UnsupportedNetwork, printable
from lottery_verify.networks.loading import as_network
from lottery_verify.networks.network import Network
from lottery_verify.networks.regions import as_region, stated_region
from lottery_verify.networks.saving import atomic_write
from lottery_verify.tickets.opening import as_pruned
from lottery_verify.tickets.ticket import Ticket

if TYPE_CHECKING:
    import torch

PRECISION = 128
MOST_STATED = 10**400  # numbers of a claim have at most 400 digits
WORTHWHILE = Fraction(99, 100)  # a spectral witness stays in the certificate if it lowers the bound at least so much


@dataclass(frozen=True)
class Certificate:
    """A proof that sup ‖F − Ĝ‖ ≤ epsilon over a region, for a checker to repeat.

    Attributes:
        target, ticket: digests.
        region, norm: what is claimed, as in the file.
        epsilon: claimed, exact.
        proved: the bound that the steps give, exact, at most epsilon.
        precision: every bound is an integer over 2^precision.
        layers: for each layer (largest difference of an entry, ℓ₂ norm of the difference, spectral witness or None).
        assumed: of "target" or "ticket", what their files did not say and was taken for granted; see `Network`.
        outputs: the bound at each output; empty where it was not computed, as of a file.
    """

    target: str
    ticket: str
    region: dict[str, object]
    norm: str
    epsilon: Fraction
    proved: Fraction
    precision: int
    layers: tuple[tuple[int, int, Witness | None], ...]
    assumed: Mapping[str, str] = field(default_factory=dict)
    outputs: tuple[Fraction, ...] = field(default=(), compare=False)

    @property
    def claim(self) -> Claim:
        """What is claimed, apart from what it is about."""
        return Claim(SUP, self.epsilon, self.norm)

    def claiming(self, epsilon: Fraction) -> Certificate:
        """The same proof for a round epsilon, no less than what it proves.

        Raises:
            InvalidArgument: epsilon is less.
        """
        if epsilon < self.proved:
            least = decimal_up(self.proved)
            raise InvalidArgument(f"epsilon {readable(epsilon)} is less than the steps prove: {least}")
        return replace(self, epsilon=epsilon)

    def to_json(self) -> str:
        """The certificate file's text."""
        layers = [
            {"difference": hex(d), "norm": hex(n), "spectral": None if w is None else w.describe()}
            for d, n, w in self.layers
        ]
        claim = {
            "target": self.target,
            "ticket": self.ticket,
            "region": self.region,
            "norm": self.norm,
            "epsilon": str(self.epsilon),
        }
        whole = {"format": formats.CERTIFICATE_FORMAT, "semantics": formats.SEMANTICS, "claim": claim}
        whole |= {"assumed": dict(self.assumed)} if self.assumed else {}
        return json.dumps({**whole, "precision": self.precision, "layers": layers}, indent=1) + "\n"

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the certificate; an old file stays until the new one is whole."""
        atomic_write(path, self.to_json().encode())

    def __str__(self) -> str:
        lines = [
            f"certificate: sup |F − Ĝ| ({self.norm}) ≤ {decimal_up(self.epsilon)}, proved {decimal_up(self.proved)}",
            f"  target  {self.target}",
            f"  ticket  {self.ticket}",
        ]
        for i, (difference, norm, witness) in enumerate(self.layers):
            seen = " (with a certified spectral norm)" if witness else ""
            entry, length = (decimal_up(Fraction(v, 1 << self.precision)) for v in (difference, norm))
            place = f"layer {i + 1}" if len(self.layers) > 1 else "output"
            lines.append(f"  {place}: no entry differs by more than {entry}, in l2 no more than {length}{seen}")
        return "\n".join([*map(printable, lines), *assumed_lines(self.assumed)])

    __repr__ = __str__


def load_certificate(path: str | os.PathLike[str]) -> Certificate | Proof | AgreementProof:
    """Reads a certificate file, of format 1 or 2; whether it proves anything is for `check` to say.

    Raises:
        MalformedFile: not a certificate of this format.
    """
    given, names = read_claim(path)
    if given.parts:
        raise MalformedFile(f"{given.where}: it is about several boxes; read_certificate reads it")
    return stated_proof(given, names)


def read_claim(path: str | os.PathLike[str]) -> tuple[Parsed, dict[str, Any]]:
    """A certificate's file as parsed, and its claim's members but epsilon, and what was assumed, each of its type."""
    path = os.fspath(path)
    given = parse(files.read_bounded(path, formats.MAX_CERTIFICATE_BYTES).decode("utf-8", "replace"), path)
    claim = given.claim
    for key in ("target", "ticket", *(("norm",) if given.meant.kind == SUP else ())):
        if not isinstance(claim[key], str):
            raise MalformedFile(f"{path}: claim: {key}: expected text, found {files.shown(claim[key])}")
    if given.meant.norm not in NORMS:
        raise MalformedFile(f"{path}: claim: norm {files.shown(claim['norm'])} is neither linf nor l2")
    stated_region(claim["region"], f"{path}: claim: region")
    about = ("target", "ticket", "region", *(("norm",) if given.meant.kind == SUP else ()))
    return given, {key: claim[key] for key in about} | {"assumed": given.assumed}


def stated_proof(given: Parsed, names: Mapping[str, Any]) -> Certificate | Proof | AgreementProof:
    """What a certificate's file states of one region, for these members of its claim."""
    entries = tuple(entry for _, entry, _ in given.entries or ())
    if given.meant.kind == TOP1:
        return AgreementProof(**names, margin=given.meant.amount, precision=given.precision, steps=entries)
    if given.entries is not None:
        epsilon, output = given.meant.amount, given.meant.output
        return Proof(**names, epsilon=epsilon, proved=None, precision=given.precision, steps=entries, output=output)
    if not given.layers:
        raise MalformedFile(f"{given.where}: layers: expected at least one")
    layers = tuple(
        (one.difference, one.norm, witness_of(one.spectral, f"{one.where}: spectral")) for one in given.layers
    )
    largest, length, _ = layers[-1]
    proved = Fraction(largest if names["norm"] == "linf" else length, 1 << given.precision)
    return Certificate(**names, epsilon=given.meant.amount, proved=proved, precision=given.precision, layers=layers)


def witness_of(given: object, where: str) -> Witness | None:
    """A witness as a certificate spells it, or None for null; MalformedFile where it is none."""
    if given is None:
        return None
    entry = files.fields(given, {"scale", "square", "factor"}, where)
    if not isinstance(entry["factor"], list) or not all(isinstance(row, list) for row in entry["factor"]):
        raise MalformedFile(f"{where}: factor: expected rows of numbers")
    factor = tuple(tuple(files.hexadecimal(v, where) for v in row) for row in entry["factor"])
    scale = files.count(entry["scale"], 0, 8192, f"{where}: scale")
    return Witness(scale, files.hexadecimal(entry["square"], f"{where}: square"), factor, 0)


def certify(
    ticket: Ticket | Network | torch.nn.Module | str | os.PathLike[str],
    target: Network | torch.nn.Module | str | os.PathLike[str],
    *,
    region: Region | str | os.PathLike[str],
    epsilon: Number | None = None,
    norm: str = "linf",
    precision: int | None = None,
    spectral: bool | None = None,
    enough: Fraction | None = None,
    deadline: Deadline = NEVER,
) -> Certificate:
    """Proves how close a ticket, or any other network, is to a target everywhere on a region.

    Args:
        ticket: a Ticket, or a network of as many inputs and outputs as the target (one pruned by other tools, say); a
            network is a Network, a torch module, or a file's name.
        target: the network F.
        region: a Box or Ball, text such as "box:0,1", or a file's name; see `load_region`.
        epsilon: what is to be proved; the least that the steps give when left out.
        norm: "linf" or "l2", of the output's difference.
        precision: bounds are multiples of 2^-precision; chosen when left out.
        spectral: whether to bound ‖W‖₂ by exact factorisations; where it helps when left out.
        enough: a bound that needs no such factorisations any more, though it is not demanded.
        deadline: when no more of them are made.
    Returns:
        A certificate that `check` accepts.
    Raises:
        InvalidArgument: sizes do not fit, or an argument is outside its range.
        Undecided: the steps prove only a larger error than epsilon; nothing follows about the claim.
        UnsupportedNetwork: the networks divide their outputs, as averages over nine entries need it; see `prove`.

    Source: gadget-identity, error-propagation, and the rules of the checker.
    """
    check_choice("norm", norm, ("linf", "l2"))
    wanted = None if epsilon is None else as_fraction("epsilon", epsilon, above=0)
    target, ticket = as_network(target, "target"), as_pruned(ticket, "ticket")
    if common_divisor(ticket, target) != 1:
        raise UnsupportedNetwork(f"{target.name}: it divides its outputs, which format 1 does not know; `prove` does")
    region = as_region(region, target.widths[0])
    for what, have in (("region", region.width), ("ticket", ticket.widths[0])):
        if have != target.widths[0]:
            raise InvalidArgument(f"{what}: {have} inputs, but {target.name} takes {target.widths[0]}")
    if ticket.widths[-1] != target.widths[-1]:
        raise InvalidArgument(f"ticket: {ticket.widths[-1]} outputs, but {target.name} gives {target.widths[-1]}")
    demand_fit(ticket, target)
    if precision is not None and not 0 <= precision <= formats.MAX_PRECISION:
        raise InvalidArgument(f"precision {precision} must be from 0 to {formats.MAX_PRECISION}")
    f, g = exact_network(target), exact_network(ticket)
    none: list[Witness | None] = [None] * target.depth
    made = _prove(f, g, region, norm, precision, none)
    hoped = [v for v in (enough, _planned(ticket) if wanted is None else wanted) if v is not None]
    useful = isinstance(region, Ball) or norm == "l2" or any(made.proved > v for v in hoped)
    useful = useful and len(made.layers) == target.depth and not deadline.passed
    if spectral or (spectral is None and useful):
        witnesses = [None if deadline.passed else spectral_witness(layer) for layer in target.layers]
        better = _prove(f, g, region, norm, precision, witnesses)
        if spectral or better.proved < made.proved * WORTHWHILE:
            made = better
    if wanted is not None and made.proved > wanted:
        raise Undecided(
            f"epsilon {readable(wanted)}: not proved; the steps prove {decimal_up(made.proved)} ({norm}). "
            "The claim may still be true"
        )
    made = replace(made, assumed=assumed_of(ticket, target))
    return made if wanted is None else made.claiming(wanted)


def demand_fit(ticket: Ticket | Network, target: Network) -> None:
    """Refuses a ticket whose widths mean more weights than the target has, and more than its file has bytes for.

    Raises:
        InvalidArgument: so it is; work is bounded by the size of what is given.
    """
    if isinstance(ticket, Ticket) and ticket.weights > max(2 * target.n_weights, 2 * ticket.size):
        raise InvalidArgument(
            f"ticket: its widths mean {ticket.weights:,} weights, but it holds {ticket.size:,} bytes; nothing was done"
        )


def spelt(proved: Fraction, precision: int) -> Fraction:
    """`proved`, which is over 2^precision, rounded up where the format could not spell it; a claim's is above 0."""
    stated = proved if proved.numerator < MOST_STATED else Fraction(-(-proved.numerator // proved.denominator))
    if stated >= MOST_STATED:
        raise Undecided("the steps prove only a bound above 10^400, which a certificate can't state")
    return stated or Fraction(1, 1 << precision)


def _planned(ticket: Ticket | Network) -> Fraction | None:
    """The epsilon that a ticket's header says it was made for."""
    if not isinstance(ticket, Ticket):
        return None
    try:
        return parse_number(str(ticket.epsilon), "epsilon")
    except InvalidArgument:
        return None


def _prove(
    f: ExactNetwork,
    g: ExactNetwork,
    region: Region,
    norm: str,
    precision: int | None,
    witnesses: Sequence[Witness | None],
) -> Certificate:
    bits = PRECISION if precision is None else precision
    while True:
        rules = Rules(bits)
        reaches = rules.propagate(f, g, region, [None if w is None else w.bound() for w in witnesses])
        kept = witnesses if len(reaches) == len(witnesses) else [None] * len(reaches)
        integer = rules.grid.integer
        layers = tuple((integer(r.farthest()), integer(r.norm), w) for r, w in zip(reaches, kept, strict=True))
        ends = zip(reaches[-1].low, reaches[-1].high, strict=True)
        outputs = tuple(Fraction(max(-integer(low), integer(high)), 1 << bits) for low, high in ends)
        largest, length, _ = layers[-1]
        proved = Fraction(largest if norm == "linf" else length, 1 << bits)
        coarse = 0 < proved < Fraction(1, 1 << (bits // 2)) and bits < formats.MAX_PRECISION
        if precision is not None or not coarse:
            break
        bits *= 2
    stated = spelt(proved, bits)
    return Certificate(f.digest, g.digest, region.describe(), norm, stated, proved, bits, layers, outputs=outputs)
