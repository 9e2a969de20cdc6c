"""Judges whether a certificate proves the claim that is asked; standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from operator import mul
from typing import Any

from lottery_verify.checker import formats
from lottery_verify.checker.files import count, fields, hexadecimal, read_bounded, strict_json
from lottery_verify.checker.networks import Affine, Network, read_network
from lottery_verify.checker.propagation import propagate, root
from lottery_verify.checker.regions import Region, parse_number, parse_region
from lottery_verify.errors import InvalidArgument, MalformedFile

EXIT_CODES = {"accepted": 0, "rejected": 1, "undecided": 3}


@dataclass(frozen=True)
class Verdict:
    """What the checker says of a claim: `status` is accepted, rejected or undecided; `proved` is the bound it computed."""

    status: str
    reason: str
    proved: Fraction | None = None

    @property
    def exit_code(self) -> int:
        """0 accepted, 1 rejected, 3 undecided."""
        return EXIT_CODES[self.status]

    def __str__(self) -> str:
        return f"{self.status}: {self.reason}"


def spectral_bound(layer: Affine, witness: object, where: str) -> tuple[int, int] | None:
    """(s, t) with ‖W‖₂ ≤ s/2^t, from ‖W‖₂² ≤ square + ‖square·I − WWᵀ − RRᵀ‖_∞, R the witness' lower triangular factor."""
    if witness is None:
        return None
    given = fields(witness, {"scale", "square", "factor"}, where)
    t, square = count(given["scale"], layer.scale, 8192, f"{where}: scale"), hexadecimal(given["square"], where)
    wide = len(layer.positive) <= len(layer.positive[0])
    rows = layer.positive if wide else [list(column) for column in zip(*layer.positive, strict=True)]
    factor = given["factor"]
    if not isinstance(factor, list) or [len(r) if isinstance(r, list) else 0 for r in factor] != list(range(1, len(rows) + 1)):
        raise MalformedFile(f"{where}: factor: expected {len(rows)} rows of 1, 2, … numbers")
    r = [[hexadecimal(v, where) for v in row] for row in factor]
    sums = [0] * len(rows)
    for i, row in enumerate(rows):
        for j in range(i + 1):
            gram = sum(map(mul, row, rows[j])) << 2 * (t - layer.scale)
            residual = abs((square if i == j else 0) - gram - sum(map(mul, r[i], r[j])))
            sums[i] += residual
            sums[j] += residual if i != j else 0
    return root(max(0, square + max(sums))), t


def judge(certificate: Any, where: str, target: Network, ticket: Network, region: Region, epsilon: Fraction, norm: str) -> Verdict:
    """Judges a parsed certificate; MalformedFile where it is not of the format."""
    certificate = fields(certificate, {"format", "semantics", "claim", "precision", "layers"}, where)
    claim = fields(certificate["claim"], {"target", "ticket", "region", "norm", "epsilon"}, f"{where}: claim")
    for key, known in (("format", formats.CERTIFICATE_FORMAT), ("semantics", formats.SEMANTICS)):
        if certificate[key] != known:
            raise MalformedFile(f"{where}: {key} {str(certificate[key])[:60]!r}; this version reads {known!r}")
    asked = {"target": target.digest, "ticket": ticket.digest, "region": region.describe(), "norm": norm}
    for key, value in asked.items():
        if claim[key] != value:
            return Verdict("rejected", f"{where}: it is about {key} {str(claim[key])[:90]}, but asked is {key} {str(value)[:90]}")
    stated = parse_number(claim["epsilon"] if isinstance(claim["epsilon"], str) else "", f"{where}: epsilon")
    precision, layers = count(certificate["precision"], 0, formats.MAX_PRECISION, f"{where}: precision"), certificate["layers"]
    if not isinstance(layers, list) or len(layers) not in (1, len(target.layers)):
        raise MalformedFile(f"{where}: layers: expected 1 or {len(target.layers)} of them")
    entries = [fields(e, {"difference", "norm", "spectral"}, f"{where}: layer {i + 1}") for i, e in enumerate(layers)]
    witnesses = [e["spectral"] for e in entries] + [None] * (len(target.layers) - len(entries))
    places = [f"{where}: layer {i + 1}: spectral" for i in range(len(witnesses))]
    spectral = [spectral_bound(f, w, p) for f, w, p in zip(target.layers, witnesses, places, strict=True)]
    reaches = propagate(target, ticket, region, precision, spectral)
    if len(reaches) != len(entries):
        raise MalformedFile(f"{where}: layers: {len(entries)} bounds; these two networks have {len(reaches)}")
    for i, (entry, reach) in enumerate(zip(entries, reaches, strict=True)):
        largest = max(max(-a, b) for a, b in zip(reach.low, reach.high, strict=True))
        for key, found in (("difference", largest), ("norm", reach.norm)):
            if (held := hexadecimal(entry[key], f"{where}: layer {i + 1}: {key}")) < found:
                return Verdict("rejected", f"{where}: layer {i + 1}: {key} {held:#x} is claimed, but {found:#x} follows")
    proved = Fraction(largest if norm == "linf" else reach.norm, 1 << precision)
    if proved > stated:
        return Verdict("rejected", f"{where}: epsilon {stated} is claimed, but its steps prove only {proved}", proved)
    if stated > epsilon:
        return Verdict("undecided", f"{where}: it proves epsilon {stated}, which does not settle the {epsilon} asked", proved)
    return Verdict("accepted", f"sup ‖F − Ĝ‖ ≤ {epsilon} ({norm}) over the whole region", proved)


def check(
    certificate: str, *, ticket: str, target: str, region: Region | str, epsilon: Fraction, norm: str = "linf", seed: int | None = None
) -> Verdict:
    """Judges the claim that the ticket is within epsilon of the target everywhere on the region.

    Args:
        certificate, ticket, target: file names; ticket and target in the canonical `.safetensors` form.
        region, epsilon, norm: the claim asked, exact; the region as text too; norm is "linf" or "l2".
        seed: when given, the ticket must be a pruning of the source of that seed.
    Raises:
        InvalidArgument, MalformedFile, OSError: nothing was judged.
    """
    if epsilon <= 0 or norm not in ("linf", "l2"):
        raise InvalidArgument(f"epsilon {epsilon} must be above 0, and norm {norm!r} linf or l2")
    proof = strict_json(read_bounded(certificate, formats.MAX_CERTIFICATE_BYTES).decode("utf-8", "replace"), certificate)
    f, g = read_network(target), read_network(ticket)
    where = parse_region(region, f.widths[0]) if isinstance(region, str) else region
    if f.seed is not None:
        raise InvalidArgument(f"target: {target} is a ticket; a target is a plain network")
    sizes = {"region": [where.width, f.widths[-1]], f"ticket: {ticket}": [g.widths[0], g.widths[-1]]}
    for what, found in sizes.items():
        if found != [f.widths[0], f.widths[-1]]:
            raise InvalidArgument(f"{what}: inputs and outputs are {found}, but those of {target} are {f.widths[:: len(f.layers)]}")
    if seed is not None and g.seed != seed:
        return Verdict("rejected", f"{ticket}: it names source seed {g.seed}, but asked is seed {seed}")
    return judge(proof, certificate, f, g, where, epsilon, norm)
