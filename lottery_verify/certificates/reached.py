"""A difference that is reached at a point, exactly: what a search for a certificate's other side comes by.

Loads no torch, so that a question that needs no ascent is answered without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isqrt

from lottery_verify.certificates.decimals import decimal_down
from lottery_verify.certificates.evaluate import evaluate_all
from lottery_verify.certificates.exact import ExactNetwork, exact_network
from lottery_verify.checker.regions import Box, Region
from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.network import Array, Network
from lottery_verify.tickets.ticket import Ticket


@dataclass(frozen=True)
class Attack:
    """The largest difference found.

    Attributes:
        found: ‖F(x) − Ĝ(x)‖ at the witness; exact for linf, for l2 rounded down to 2^-64.
        witness: x, exact, inside the region.
        output: the output that differs most there.
        samples: how many points were tried before ascent; 0 where another search came by the point.
        seed: of the search.
        outputs: the largest difference found at each output, exact; empty where only one was meant.
    """

    found: Fraction
    witness: tuple[Fraction, ...]
    output: int
    samples: int
    seed: int
    outputs: tuple[Fraction, ...] = ()

    def __str__(self) -> str:
        how = f"{self.samples:,} samples and ascent, seed {self.seed}" if self.samples else "while boxes were bounded"
        return f"found: a difference of {decimal_down(self.found)} at output {self.output} ({how})"


def at_point(
    ticket: Ticket | Network, target: Network, point: Array, *, region: Region, norm: str, only: int | None = None
) -> Attack:
    """What is reached at a point, shape (inputs,), that another search came by; exact, as of an attack."""
    (found,) = reached(exact_network(target), exact_network(ticket), [inside(point, region)], norm, 0, 0, only)
    return found


def higher(one: Attack | None, other: Attack) -> Attack:
    """The larger of two differences found, with the larger at each output."""
    if one is None:
        return other
    best = max(one, other, key=lambda tried: tried.found)
    return replace(best, outputs=tuple(map(max, zip(one.outputs, other.outputs, strict=True))))


def demand_output(only: int | None, norm: str, target: Network) -> None:
    """Refuses an output that the target has not, and l2 of a single one."""
    outputs = target.widths[-1]
    if only is not None and (type(only) is not int or not 0 <= only < outputs):
        raise InvalidArgument(f"only {only!r}: the outputs are 0 to {outputs - 1}")
    if only is not None and norm != "linf":
        raise InvalidArgument("norm: of a single output there is one only; leave l2 out")


def reached(
    f: ExactNetwork,
    g: ExactNetwork,
    witnesses: Sequence[tuple[Fraction, ...]],
    norm: str,
    samples: int,
    seed: int,
    only: int | None,
) -> list[Attack]:
    """What is reached at points inside the region, exactly."""
    values = evaluate_all(f, witnesses), evaluate_all(g, witnesses)
    return [
        _of(witness, [abs(b - a) for a, b in zip(*both, strict=True)], norm, samples, seed, only)
        for witness, *both in zip(witnesses, *values, strict=True)
    ]


def _of(
    witness: tuple[Fraction, ...], gaps: list[Fraction], norm: str, samples: int, seed: int, only: int | None
) -> Attack:
    """What these differences at a point amount to."""
    output = max(range(len(gaps)), key=gaps.__getitem__) if only is None else only
    found = gaps[output]
    if norm == "l2":
        square = sum(gap * gap for gap in gaps)
        found = Fraction(isqrt(int(square * (1 << 128))), 1 << 64)
    return Attack(found, witness, output, samples, seed, tuple(gaps) if only is None else ())


def inside(point: Array, region: Region) -> tuple[Fraction, ...]:
    """The float point as exact numbers, moved into the region where rounding left it outside."""
    x = [Fraction(v) for v in point.tolist()]
    if isinstance(region, Box):
        return tuple(min(max(v, low), high) for v, low, high in zip(x, region.lower, region.upper, strict=True))
    away = [v - c for v, c in zip(x, region.centre, strict=True)]
    square = sum((v * v for v in away), Fraction(0))
    if square > region.radius**2:
        factor = Fraction(isqrt(int(region.radius**2 * (1 << 128) / square)), 1 << 64)  # factor²·square ≤ radius²
        away = [v * factor for v in away]
    return tuple(c + v for v, c in zip(away, region.centre, strict=True))
