"""The answer of VNN-COMP: unsat, sat with a counterexample, or unknown; nothing else on standard output."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from lottery_verify.certificates.evaluate import evaluate
from lottery_verify.certificates.exact import exact_network
from lottery_verify.certificates.points import spelt
from lottery_verify.checker.regions import Box
from lottery_verify.checker.unions import AnyRegion
from lottery_verify.networks.regions import part_with

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
        lines; the inputs are exact decimals, of float32 where that still shows the difference; outputs have 17 digits.
    """
    pair = [exact_network(network) for network in (target, ticket)]
    for x in nearby(point, region):
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


def nearby(point: Point, region: AnyRegion) -> Iterator[Point]:
    """Points of the same box that other tools read as they are: of float32, of float64, and the point itself.

    Where an input's range holds no such number, its lower end stands for it.
    """
    box = part_with(region, point)
    if isinstance(box, Box):
        for kind in (np.float32, np.float64):
            ends = zip(point, box.lower, box.upper, strict=True)
            yield tuple(_between(kind(float(v)), low, high) for v, low, high in ends)
    yield point


def _between(near: np.float32 | np.float64, low: Fraction, high: Fraction) -> Fraction:
    """The number as a short decimal that reads back as it, or one next to it, in a range."""
    for one in (near, np.nextafter(near, -math.inf), np.nextafter(near, math.inf)):
        value = Fraction(np.format_float_positional(one, unique=True))
        if low <= min(value, Fraction(float(one))) and max(value, Fraction(float(one))) <= high:
            return value
    return low


def rounded(value: Fraction) -> str:
    """A decimal of 17 digits."""
    near = Context(DIGITS).divide(Decimal(value.numerator), Decimal(value.denominator))
    return f"{near:f}" if -DIGITS < near.adjusted() < DIGITS else str(near)


def say(verdict: str, lines: Sequence[str]) -> None:
    """The verdict's own line first, then the counterexample's."""
    print("\n".join([VERDICTS[verdict], *lines]))
