"""Where a vector can lie, in integers over 2^precision that are rounded outward; standard library only."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor, isqrt
from operator import mul
from typing import Self

from lottery_verify.checker.files import demand
from lottery_verify.checker.regions import Box, Region
from lottery_verify.errors import UnsupportedNetwork

MAX_BITS = 1 << 13  # of a bound: the most that a certificate can state
Ends = tuple[int, int]


def up(n: int, bits: int) -> int:
    """⌈n / 2^bits⌉. Rule: checker_round_up."""
    return -(-n >> bits)


def root(square: int, scale: int = 0, precision: int = 0) -> int:
    """An upper bound over 2^precision of √square, where `square` is over 2^(2·scale). Rule: checker_root."""
    n = up(square << 2 * precision, 2 * scale)
    return isqrt(n - 1) + 1 if n > 0 else 0


class Reach:
    """Where a vector v can lie; every number is an integer over 2^precision. Rule: checker_corner.

    Attributes:
        ends: (low, high) for each entry.
        largest: |entry| ≤ largest for all of them.
        norm: ‖v‖₂ ≤ norm, that of the farthest corner or a known one, whichever is less.
    """

    def __init__(self, ends: list[Ends], norm: int | None = None) -> None:
        sizes = [max(-low, high) for low, high in ends]
        corner = root(sum(map(mul, sizes, sizes)))
        demand(corner.bit_length() <= MAX_BITS, f"a bound has over {MAX_BITS} bits", UnsupportedNetwork)
        self.ends = ends
        self.largest = max(sizes)
        self.norm = corner if norm is None else min(norm, corner)

    def relu(self) -> "Reach":
        """The reach of max(v, 0). Rule: checker_relu_range, checker_relu_norm."""
        return Reach([(max(low, 0), max(high, 0)) for low, high in self.ends], self.norm)

    def minus(self, x: Self) -> "Reach":
        """The reach of v − x from the two alone. Rule: checker_apart."""
        ends = [(low - high_x, high - low_x) for (low, high), (low_x, high_x) in zip(self.ends, x.ends, strict=True)]
        return Reach(ends, self.norm + x.norm)

    def meet(self, x: Self) -> "Reach":
        """The reach of a vector that lies in both."""
        pairs = zip(self.ends, x.ends, strict=True)
        ends = [(max(low, low_x), min(high, high_x)) for (low, high), (low_x, high_x) in pairs]
        return Reach(ends, min(self.norm, x.norm))


def outward(ends: Iterable[tuple[Fraction, Fraction]], precision: int) -> Reach:
    """The reach of exact ends, rounded outward. Rule: checker_round_down, checker_round_up."""
    return Reach([(floor(low * 2**precision), ceil(high * 2**precision)) for low, high in ends])


def inputs(region: Region, shift: Sequence[Fraction], precision: int) -> Reach:
    """The reach of x − shift over the region; of a ball by that of x − centre. Rule: checker_ball."""
    if isinstance(region, Box):
        moved = zip(region.lower, region.upper, shift, strict=True)
        return outward([(low - s, high - s) for low, high, s in moved], precision)
    offset = [c - s for c, s in zip(region.centre, shift, strict=True)]
    ends = outward([(o - region.radius, o + region.radius) for o in offset], precision).ends
    moved_by = root(ceil(sum(o * o for o in offset) * 4**precision))
    return Reach(ends, ceil(region.radius * 2**precision) + moved_by)
