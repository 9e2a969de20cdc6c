"""Judges whether a certificate proves the claim that is asked; standard library only."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from operator import mul
from typing import Any

from lottery_verify.checker import formats
from lottery_verify.checker.certificate import Parsed, parse
from lottery_verify.checker.files import count, demand, fields, hexadecimal, read_bounded, shown
from lottery_verify.checker.graph import Affine, Network, Row
from lottery_verify.checker.headers import MAX_SEED
from lottery_verify.checker.networks import NetworkFile, open_file, weights
from lottery_verify.checker.numbers import near, told
from lottery_verify.checker.propagation import propagate, root
from lottery_verify.checker.regions import Region, brief, parse_region
from lottery_verify.errors import InvalidArgument, printable


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
        return printable(f"{self.status}: {self.reason}")


def spectral_bound(layer: Affine, witness: Any, where: str) -> tuple[int, int] | None:
    """(s, t) with ‖W‖₂ ≤ s/2^t: ‖W‖₂² ≤ square + ‖square·I − WWᵀ − RRᵀ‖_∞, R the witness' lower triangular factor."""
    if witness is None:
        return None
    given = fields(witness, {"scale", "square", "factor"}, where)
    t = count(given["scale"], layer.scale, 8192, f"{where}: scale")
    square = hexadecimal(given["square"], where)
    side = min(len(layer.rows), layer.width)
    factor = given["factor"]
    lengths = [len(row) if isinstance(row, list) else 0 for row in factor] if isinstance(factor, list) else []
    demand(lengths == list(range(1, side + 1)), f"{where}: factor: expected {side} rows of 1, 2, … numbers")
    r = [[hexadecimal(v, where) for v in row] for row in factor]
    sums = [0] * side
    entry = wide_gram(layer, t) if side == len(layer.rows) else tall_gram(layer, t)
    for i in range(side):
        for j in range(i + 1):
            residual = abs((square if i == j else 0) - entry(i, j) - sum(map(mul, r[i], r[j])))
            sums[i] += residual
            sums[j] += residual if i != j else 0
    return root(max(0, square + max(sums))), t


def wide_gram(layer: Affine, t: int) -> Callable[[int, int], int]:
    """The entries of WWᵀ over 4^t."""
    rows = [dense(row, layer.width) for row in layer.rows]
    shifts = [t - row.scale for row in layer.rows]
    return lambda i, j: sum(map(mul, rows[i], rows[j])) << shifts[i] + shifts[j]


def tall_gram(layer: Affine, t: int) -> Callable[[int, int], int]:
    """The entries of WᵀW over 4^t, summed over the rows of one scale after the other."""
    parts = []
    for scale in {row.scale for row in layer.rows}:
        columns = list(zip(*(dense(row, layer.width) for row in layer.rows if row.scale == scale), strict=True))
        parts.append((columns, 2 * (t - scale)))
    return lambda i, j: sum(sum(map(mul, columns[i], columns[j])) << shift for columns, shift in parts)


def dense(row: Row, width: int) -> list[int]:
    """All of a row's weights, those that are 0 included."""
    found = [0] * width
    for b, weight in zip(row.columns, row.positive, strict=True):
        found[b] = weight
    return found


def check(
    certificate: str, *, ticket: str, target: str, region: Region | str, epsilon: Fraction,
    norm: str = "linf", seed: int | None = None,
) -> Verdict:  # fmt: skip
    """Judges from files the claim that a ticket, of the source of this seed if any, is within epsilon of a target.

    Claims and headers are compared before any weight is read.
    """
    if epsilon <= 0 or norm not in ("linf", "l2"):
        raise InvalidArgument(f"epsilon {epsilon} must be above 0, and norm {norm!r} linf or l2")
    if seed is not None:
        demand(0 <= seed <= MAX_SEED, f"seed: {told(Fraction(seed), True)} must be from 0 to 2^64 - 1", InvalidArgument)
    text = read_bounded(certificate, formats.MAX_CERTIFICATE_BYTES).decode("utf-8", "replace")
    f, g = open_file(target), open_file(ticket)
    demand(f.header.seed is None, f"target: {target} is a ticket; a target is a plain network", InvalidArgument)
    own, other = f.header.widths, g.header.widths
    inputs = parse_region(region, own[0]) if isinstance(region, str) else region
    for what, found in (("region", [inputs.width, own[-1]]), (f"ticket: {ticket}", [other[0], other[-1]])):
        problem = f"{what}: inputs and outputs are {found}, but those of {target} are {[own[0], own[-1]]}"
        demand(found == [own[0], own[-1]], problem, InvalidArgument)
    given = parse(text, certificate)
    if seed is not None and g.header.seed != seed:
        reason = f"{ticket}: it names source seed {g.header.seed}, but asked is seed {seed}"
        return Verdict("rejected", reason)
    asked = {"target": f.digest, "ticket": g.digest, "region": inputs.describe(), "norm": norm}
    for key, value in asked.items():
        if given.claim[key] != value:
            return Verdict("rejected", f"{certificate}: it is about {apart(key, given.claim[key], value)}")
    demand_fit(given, certificate, f, g)
    return judge(given, certificate, weights(f), weights(g), inputs, epsilon, norm)


def apart(key: str, stated: Any, asked: Any) -> str:
    """Two claims that differ, in words."""
    if key != "region":
        return f"{key} {shown(stated)}, but asked is {shown(asked)}"
    told_apart = brief(stated) != brief(asked)
    return f"region {brief(stated)}, but asked is {brief(asked)}" + ("" if told_apart else ", which differs elsewhere")


def alike(f: NetworkFile, g: NetworkFile) -> bool:
    """Whether two networks have the same widths and activations, so that they can be compared layer by layer."""
    return f.header.widths == g.header.widths and f.header.relu == g.header.relu


def demand_fit(given: Parsed, where: str, f: NetworkFile, g: NetworkFile) -> None:
    """The certificate has a bound for each layer that is compared, and reading the ticket is no more than it holds."""
    depth = len(f.header.widths) - 1
    layers = len(given.layers)
    demand(layers in (1, depth), f"{where}: layers: expected 1 or {depth} of them")
    bounds = depth if alike(f, g) else 1
    demand(layers == bounds, f"{where}: layers: {layers} bounds; these networks have {bounds}")
    problem = f"{g.header.path}: its widths mean {g.header.weights} weights, but it holds {g.size} bytes"
    demand(g.header.weights <= max(2 * f.header.weights, 2 * g.size), problem)


def judge(given: Parsed, where: str, f: Network, g: Network, region: Region, epsilon: Fraction, norm: str) -> Verdict:
    """Judges what a certificate, which is about this claim, states of target f and ticket g."""
    unit = 1 << given.precision
    claims: list[tuple[str, Fraction]] = []
    for one in given.layers:
        claims += [(f"{one.where}: difference", Fraction(one.difference, unit))]
        claims += [(f"{one.where}: norm", Fraction(one.norm, unit))]
    witnesses = [one.spectral for one in given.layers] + [None] * (len(f.layers) - len(given.layers))
    places = [f"{where}: layer {i + 1}: spectral" for i in range(len(f.layers))]
    spectral = [spectral_bound(*one) for one in zip(f.layers, witnesses, places, strict=True)]
    reaches = propagate(f, g, region, given.precision, spectral)
    found = [Fraction(bound, unit) for reach in reaches for bound in (reach.largest, reach.norm)]
    proved = found[-2 if norm == "linf" else -1]
    for (what, bound), follows in zip([*claims, (f"{where}: epsilon", given.epsilon)], [*found, proved], strict=True):
        if bound < follows:
            return Verdict("rejected", f"{what} {near(bound, False)} claimed, {near(follows, True)} follows", proved)
    if given.epsilon > epsilon:
        settled = f"it proves {told(given.epsilon, True)}, which does not settle the {told(epsilon, False)} asked"
        return Verdict("undecided", f"{where}: {settled}", proved)
    return Verdict("accepted", f"sup ‖F − Ĝ‖ ≤ {epsilon} ({norm}) over the whole region", proved)
