"""Judges whether a certificate proves the claim that is asked: compares them, then walks its steps."""

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from lottery_verify.checker import formats
from lottery_verify.checker.certificate import Parsed, parse, steps
from lottery_verify.checker.claim import SUP, Claim, asked, differing
from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.files import demand, read_bounded, shown
from lottery_verify.checker.headers import MAX_SEED
from lottery_verify.checker.networks import NetworkFile, demand_sizes, open_file, weights
from lottery_verify.checker.numbers import told
from lottery_verify.checker.proof import steps as stated_steps
from lottery_verify.checker.regions import Region, brief
from lottery_verify.checker.rules.known import Known, Pair, Step
from lottery_verify.checker.rules.table import RULES
from lottery_verify.checker.settling import settled
from lottery_verify.checker.unions import AnyRegion, parse_any, parts_of
from lottery_verify.checker.verdict import Verdict as Verdict
from lottery_verify.checker.verdict import worst
from lottery_verify.errors import InvalidArgument, UnsupportedNetwork

MAX_COST = 1 << 43  # multiplications of one certificate, each by so many words of 64 bits as its integers may have


def check(
    certificate: str,
    *,
    ticket: str,
    target: str,
    region: AnyRegion | str,
    epsilon: Fraction | None = None,
    norm: str = "linf",
    seed: int | None = None,
    max_seconds: int | None = None,
    claim: str = SUP,
    only: int | None = None,
    margin: Fraction | None = None,
) -> Verdict:
    """Judges from files a claim about a ticket, of the source of this seed if any, and its target.

    The claim sup: they are within epsilon, at all outputs or at the only one named; top1: where the target is sure of
    its class by the margin, 0 when left out, the ticket's is the same. Claims and headers are compared before any
    weight is read.
    """
    wanted = asked(claim, epsilon, norm, only, margin)
    if seed is not None:
        demand(0 <= seed <= MAX_SEED, f"seed: {told(Fraction(seed), True)} must be from 0 to 2^64 - 1", InvalidArgument)
    clock = Clock.of(max_seconds)
    text = read_bounded(certificate, formats.MAX_CERTIFICATE_BYTES).decode("utf-8", "replace")
    f, g = open_file(target, clock), open_file(ticket, clock)
    demand(f.header.seed is None, f"target: {target} is a ticket; a target is a plain network", InvalidArgument)
    inputs = parse_any(region, f.header.widths[0]) if isinstance(region, str) else region
    demand_sizes(f, g, inputs)
    outputs = f.header.widths[-1]
    demand(only is None or only < outputs, f"only {only}: the outputs are 0 to {outputs - 1}", InvalidArgument)
    given = parse(text, certificate)
    about = {"target": f.digest, "ticket": g.digest, "region": inputs.describe()}
    whole = wanted.described(about)
    rejected = partial(Verdict, "rejected", claim=whole, assumed=given.assumed)
    if seed is not None and g.header.seed != seed:
        return rejected(f"{ticket}: it names source seed {g.header.seed}, but asked is seed {seed}")
    for key, value in about.items():
        if given.claim[key] != value:
            return rejected(f"{certificate}: it is about {mismatch(key, given.claim[key], value)}")
    other = differing(given.meant, wanted)
    if other is not None:
        return rejected(f"{certificate}: it is about {other}")
    alike = f.header.widths == g.header.widths and f.header.relu == g.header.relu
    stated, boxes = given.parts or (given,), parts_of(inputs)
    problem = f"{certificate}: it proves {len(stated)} parts, but its claim is about {len(boxes)} regions"
    demand(len(stated) == len(boxes), problem)
    for one in stated:
        if one.entries is None:
            told_apart = f"{one.where}: format 1 is about networks whose outputs are not divided"
            demand(f.header.divisor == 1, told_apart, UnsupportedNetwork)
            demand_layers(one, f, alike)
    networks = Pair(weights(f, clock), weights(g, clock))
    verdicts = []
    for one, box in zip(stated, boxes, strict=True):
        if one.entries is None:
            proof = steps(one, networks, alike)
        else:
            proof = stated_steps(one.entries, networks, alike, one.where)
        verdicts.append(judge(one, proof, networks, box, wanted, clock, MAX_COST // len(boxes)))
    return replace(worst(verdicts), claim=whole, assumed=given.assumed)


def mismatch(key: str, stated: Any, asked: Any) -> str:
    """Two claims that differ, in words."""
    if key != "region":
        return f"{key} {shown(stated)}, but asked is {shown(asked)}"
    elsewhere = ", which differs elsewhere" if brief(stated) == brief(asked) else ""
    return f"region {brief(stated)}, but asked is {brief(asked)}{elsewhere}"


def demand_layers(given: Parsed, f: NetworkFile, alike: bool) -> None:
    """The certificate has a bound for each layer where the networks are alike, and else for the output alone."""
    depth = len(f.header.widths) - 1
    layers = len(given.layers)
    demand(layers in (1, depth), f"{given.where}: layers: expected 1 or {depth} of them")
    bounds = depth if alike else 1
    demand(layers == bounds, f"{given.where}: layers: {layers} bounds; these networks have {bounds}")


def judge(
    given: Parsed,
    proof: list[Step],
    networks: Pair,
    region: Region,
    wanted: Claim,
    clock: Clock = NO_LIMIT,
    most: int = MAX_COST,
) -> Verdict:
    """Walks the steps of a certificate that is about this claim, and holds what it states against what follows."""
    cost = sum(RULES[step.name].cost(step, networks) for step in proof) * words(given.precision, networks)
    if cost > most:
        problem = f"its steps may take {cost} multiplications of words of 64 bits; at most {most} are"
        return Verdict("undecided", f"{given.where}: {problem}")
    known = walk(proof, networks, region, Known(given.precision, clock))
    return settled(given.where, given.meant, wanted, known, networks.target)


def words(precision: int, networks: Pair) -> int:
    """How many words of 64 bits a value over 2^precision takes up times a weight over the scale of the finest row."""
    rows = [row for side in (networks.target, networks.ticket) for layer in side.layers for row in layer.rows]
    largest = [max(map(abs, (*row.positive, *row.negative, row.bias))).bit_length() - row.scale for row in rows]
    return max(1, -(-(precision + max(largest) + max(row.scale for row in rows)) // 64))


def walk(proof: list[Step], networks: Pair, region: Region, known: Known) -> Known:
    """All that the steps prove, one after the other. Rule: checker_layers, checker_boxes, checker_network."""
    for step in proof:
        known.clock.demand()
        known = RULES[step.name].apply(step, networks, region, known)
    return known
