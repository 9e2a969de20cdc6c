"""The answer of VNN-COMP: unsat, sat with a counterexample, or unknown; nothing else on standard output."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from lottery_verify.checker.regions import Box
from lottery_verify.checker.unions import AnyRegion

if TYPE_CHECKING:
    from lottery_verify.networks.network import Network
    from lottery_verify.networks.vnnlib import Specification
    from lottery_verify.tickets.ticket import Ticket

Point = tuple[Fraction, ...]
VERDICTS = {"accepted": "unsat", "rejected": "sat", "undecided": "unknown"}
DIGITS = 17  # of an output; inputs are exact


def counterexample(
    specification: Specification,
    target: Network,
    ticket: Ticket | Network,
    point: Point,
    *,
    region: AnyRegion,
    epsilon: Fraction,
    attained: bool,
) -> list[str]:
    """A counterexample as VNN-LIB 2 spells one: for each declared tensor its name, type and shape, and its entries.

    Args:
        specification: declares the networks, target first.
        target, ticket: the networks.
        point: of the region, where an output differs too much.
        region: the inputs.
        epsilon: exact.
        attained: whether a difference of epsilon itself is too much.
    Returns:
        lines; the inputs are exact decimals, as short ones as still show the difference; outputs have 17 digits.
    """
    from lottery_verify.certificates.evaluate import evaluate
    from lottery_verify.certificates.exact import exact_network
    from lottery_verify.certificates.points import spelt

    pair = [exact_network(network) for network in (target, ticket)]
    for x in (shortened(point, region), point):
        values = [evaluate(network, x) for network in pair]
        found = max(abs(b - a) for a, b in zip(*values, strict=True))
        if found > epsilon or (attained and found == epsilon):
            break
    lines = []
    for declared, outputs in zip(specification.networks, values, strict=True):
        for tensor, entries in ((declared.inputs[0], map(spelt, x)), (declared.outputs[0], map(rounded, outputs))):
            shape = ",".join(map(str, tensor.shape))
            lines += [f"{tensor.name} {tensor.kind} [{shape}]", *entries]
    return lines


def shortened(point: Point, region: AnyRegion) -> Point:
    """A point near this one in the same box, of decimals of at most 17 digits or the box's own ends."""
    from lottery_verify.networks.regions import part_with

    box = part_with(region, point)
    if not isinstance(box, Box):
        return point
    ends = zip(point, box.lower, box.upper, strict=True)
    return tuple(min(max(Fraction(repr(float(v))), low), high) for v, low, high in ends)


def rounded(value: Fraction) -> str:
    """A decimal of 17 digits."""
    near = Context(DIGITS).divide(Decimal(value.numerator), Decimal(value.denominator))
    return f"{near:f}" if -DIGITS < near.adjusted() < DIGITS else str(near)


def say(verdict: str, lines: Sequence[str]) -> None:
    """The verdict's own line first, then the counterexample's."""
    print("\n".join([VERDICTS[verdict], *lines]))
