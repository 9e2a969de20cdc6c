"""Judges whether a certificate proves the claim that is asked; standard library only."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from operator import mul
from typing import Any

from lottery_verify.checker import formats
from lottery_verify.checker.files import count, demand, fields, hexadecimal, read_bounded, shown, strict_json
from lottery_verify.checker.networks import Affine, Network, read_network
from lottery_verify.checker.propagation import propagate, root
from lottery_verify.checker.regions import Region, parse_number, parse_region
from lottery_verify.errors import InvalidArgument


@dataclass(frozen=True)
class Verdict:
    """What the checker says of a claim: accepted, rejected or undecided, why, and the bound that the steps prove."""
    status: str
    reason: str
    proved: Fraction | None = None

    @property
    def exit_code(self) -> int:
        """0 accepted, 1 rejected, 3 undecided."""
        return {"accepted": 0, "rejected": 1, "undecided": 3}[self.status]

    def __str__(self) -> str:
        return f"{self.status}: {self.reason}"

def near(value: Fraction, upward: bool) -> str:
    """Nine places of a number, for a message."""
    n = ceil(value * 10**9) if upward else floor(value * 10**9)
    return f"{'-' if n < 0 else ''}{abs(n) // 10**9}.{abs(n) % 10**9:09d}"

def spectral_bound(layer: Affine, witness: Any, where: str) -> tuple[int, int] | None:
    """(s, t) with ‖W‖₂ ≤ s/2^t: ‖W‖₂² ≤ square + ‖square·I − WWᵀ − RRᵀ‖_∞, R the witness' lower triangular factor."""
    if witness is None:
        return None
    given = fields(witness, {"scale", "square", "factor"}, where)
    t, square = count(given["scale"], layer.scale, 8192, f"{where}: scale"), hexadecimal(given["square"], where)
    rows = [[w for w, _ in row] for row in layer.rows]
    rows = rows if len(rows) <= len(rows[0]) else [list(column) for column in zip(*rows, strict=True)]
    factor, sums = given["factor"], [0] * len(rows)
    lengths = [len(row) if isinstance(row, list) else 0 for row in factor] if isinstance(factor, list) else []
    demand(lengths == list(range(1, len(rows) + 1)), f"{where}: factor: expected {len(rows)} rows of 1, 2, … numbers")
    r = [[hexadecimal(v, where) for v in row] for row in factor]
    for i, row in enumerate(rows):
        for j in range(i + 1):
            gram = sum(map(mul, row, rows[j])) << 2 * (t - layer.scale)
            residual = abs((square if i == j else 0) - gram - sum(map(mul, r[i], r[j])))
            sums[i] += residual
            sums[j] += residual if i != j else 0
    return root(max(0, square + max(sums))), t

def judge(text: str, where: str, f: Network, g: Network, region: Region, epsilon: Fraction, norm: str) -> Verdict:
    """Judges a certificate's text about target f and ticket g; MalformedFile where it is not of the format."""
    certificate = fields(strict_json(text, where), {"format", "semantics", "claim", "precision", "layers"}, where)
    claim = fields(certificate["claim"], {"target", "ticket", "region", "norm", "epsilon"}, f"{where}: claim")
    for key, known in (("format", formats.CERTIFICATE_FORMAT), ("semantics", formats.SEMANTICS)):
        demand(certificate[key] == known, f"{where}: {key} {shown(certificate[key])}; this version reads {known!r}")
    asked = {"target": f.digest, "ticket": g.digest, "region": region.describe(), "norm": norm}
    for key, value in asked.items():
        if claim[key] != value:
            return Verdict("rejected", f"{where}: it is about {key} {shown(claim[key])}, but asked is {shown(value)}")
    stated = parse_number(claim["epsilon"] if isinstance(claim["epsilon"], str) else "", f"{where}: epsilon")
    precision = count(certificate["precision"], 0, formats.MAX_PRECISION, f"{where}: precision")
    layers, depth, unit = certificate["layers"], len(f.layers), 1 << precision
    demand(isinstance(layers, list) and len(layers) in (1, depth), f"{where}: layers: expected 1 or {depth} of them")
    claims: list[tuple[str, Fraction]] = []
    spectral: list[tuple[int, int] | None] = [None] * depth
    for i, entry in enumerate(layers):
        fields(entry, {"difference", "norm", "spectral"}, place := f"{where}: layer {i + 1}")
        claims += [(f"{place}: {k}", Fraction(hexadecimal(entry[k], place), unit)) for k in ("difference", "norm")]
        spectral[i] = spectral_bound(f.layers[i], entry["spectral"], f"{place}: spectral")
    reaches = propagate(f, g, region, precision, spectral)
    demand(len(reaches) == len(layers), f"{where}: layers: {len(layers)} bounds; these networks have {len(reaches)}")
    found = [Fraction(bound, unit) for reach in reaches for bound in (reach.largest, reach.norm)]
    proved = found[-2 if norm == "linf" else -1]
    for (what, bound), follows in zip([*claims, (f"{where}: epsilon", stated)], [*found, proved], strict=True):
        if bound < follows:
            return Verdict("rejected", f"{what} {near(bound, False)} claimed, {near(follows, True)} follows", proved)
    if stated > epsilon:
        return Verdict("undecided", f"{where}: it proves {stated}, which does not settle the {epsilon} asked", proved)
    return Verdict("accepted", f"sup ‖F − Ĝ‖ ≤ {epsilon} ({norm}) over the whole region", proved)

def check(
    certificate: str, *, ticket: str, target: str, region: Region | str, epsilon: Fraction,
    norm: str = "linf", seed: int | None = None,
) -> Verdict:  # fmt: skip
    """Judges from files the claim that a ticket, of the source of this seed if any, is within epsilon of a target."""
    if epsilon <= 0 or norm not in ("linf", "l2"):
        raise InvalidArgument(f"epsilon {epsilon} must be above 0, and norm {norm!r} linf or l2")
    text = read_bounded(certificate, formats.MAX_CERTIFICATE_BYTES).decode("utf-8", "replace")
    f, g = read_network(target), read_network(ticket)
    demand(f.seed is None, f"target: {target} is a ticket; a target is a plain network", InvalidArgument)
    inputs, own = parse_region(region, f.widths[0]) if isinstance(region, str) else region, f.widths[:: len(f.layers)]
    for what, found in (("region", [inputs.width, own[1]]), (f"ticket: {ticket}", g.widths[:: len(g.layers)])):
        problem = f"{what}: inputs and outputs are {found}, but those of {target} are {own}"
        demand(found == own, problem, InvalidArgument)
    if seed is not None and g.seed != seed:
        return Verdict("rejected", f"{ticket}: it names source seed {g.seed}, but asked is seed {seed}")
    return judge(text, certificate, f, g, inputs, epsilon, norm)
