"""Affine forms: centre + Σ coefficient·symbol ± slack, each symbol anywhere in [−1, 1]; integers over 2^precision."""

from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from operator import mul
from typing import NamedTuple, TypeVar

from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.files import demand
from lottery_verify.checker.rules.lanes import lanes
from lottery_verify.checker.rules.packing import WORD
from lottery_verify.checker.rules.relaxation import SLOPE, up
from lottery_verify.checker.rules.singles import Singles
from lottery_verify.errors import UnsupportedNetwork

Found = TypeVar("Found")
Ends = tuple[int, int]
WIDTHS = (128, 192, 256, 384, 512, 1024, 2048, 4096)  # bits of a lane
COARSE = 16  # a form's ends are taken over 2^(precision − 16), or coarser: what is read of a lane fits 63 bits
MOST_BITS = 1 << 31  # of the forms of one layer: a dozen such lists are there at once
SPARE = 8  # bits of a lane that the parts of a form leave free: sums of up to 32 parts stay below 2^(width − 2)


class NarrowLanes(Exception):
    """A value could leave its lane; the same is to be done again in wider ones."""


def widening(work: Callable[[int], Found]) -> Found:
    """What some work finds in lanes of a given width, the narrowest that suffice."""
    for width in WIDTHS:
        try:
            return work(width)
        except NarrowLanes:
            continue
    raise UnsupportedNetwork(f"a form has a value of over {WIDTHS[-1] - 3} bits")


class Form(NamedTuple):
    """Lane 0 of `packed` is the centre, lane k the coefficient of symbol k; what rounding took is at most `slack`."""

    packed: int
    slack: int

    def __add__(self, other: "Form") -> "Form":  # type: ignore[override]
        return Form(self.packed + other.packed, self.slack + other.slack)

    def __sub__(self, other: "Form") -> "Form":
        return Form(self.packed - other.packed, self.slack + other.slack)

    def __neg__(self) -> "Form":
        return Form(-self.packed, self.slack)


ZERO = Form(0, 0)


class Space:
    """The forms over `count − 1` symbols, in lanes of `width` bits."""

    def __init__(self, precision: int, width: int, count: int, clock: Clock = NO_LIMIT) -> None:
        self.precision, self.width, self.count, self.clock = precision, width, count, clock
        self.lanes = lanes(width, count)

    def constant(self, value: int) -> Form:
        """A number."""
        if value.bit_length() > self.width - SPARE:
            raise NarrowLanes
        return Form(value, 0)

    def symbol(self, k: int, size: int) -> Form:
        """size times symbol k, which may be a new one."""
        return Form(self.constant(size).packed << self.width * k, 0)

    def demand_memory(self, forms: int, more: int = 0) -> None:
        """So many forms, with so many symbols more, do not ask for gigabytes; UnsupportedNetwork where they do."""
        bits = forms * (self.count + more) * self.width
        demand(bits <= MOST_BITS, f"a layer's forms would take {bits} bits, over {MOST_BITS}", UnsupportedNetwork)

    def demand_room(self, forms: Iterable[Form], size: int) -> None:
        """Sums of multiples of these forms stay in their lanes; the multipliers are no more than `size` in all."""
        for form in forms:
            if form.packed:
                self.demand(form.packed, self.width - 3 - size.bit_length())

    def products(self, rows: Sequence[Sequence[int]], forms: Sequence[Form]) -> list[int]:
        """Σ row·form without the slack, for each row; `demand_room` holds for the rows and forms."""
        self.demand_memory(len(rows))
        apart = Singles([form.packed for form in forms], self.lanes)
        alive = [form.packed != 0 and not single for form, single in zip(forms, apart.chosen, strict=True)]
        packed = [form.packed for form in compress(forms, alive)]
        found = []
        for row in rows:
            self.clock.demand()
            found.append(sum(map(mul, compress(row, alive), packed)) + apart.product(row))
        return found

    def affine(self, totals: Sequence[int], slacks: Sequence[int], bias: Sequence[int], scale: int) -> list[Form]:
        """total + bias of each row, over 2^scale, where slack is how far the total may lie from what it stands for.

        The totals are sums for which `demand_room` holds. Rounding each lane down takes less than 1 from it.
        Rule: joint_affine_forms.
        """
        largest = max(map(abs, bias), default=0) << self.precision
        if scale >= self.width - SPARE or largest >> self.width - 3:
            raise NarrowLanes
        found = []
        for total, slack, offset in zip(totals, slacks, bias, strict=True):
            packed = self.lanes.floor(total + (offset << self.precision), scale)
            if scale < SPARE:  # else dividing leaves so many bits free
                self.demand(packed, self.width - SPARE)
            found.append(Form(packed, up(slack, scale) + self.count))
        return found

    def scaled(self, form: Form, slope: int) -> Form:
        """slope/2^SLOPE times a form, for a slope from 0 to 1."""
        self.demand(form.packed, self.width - 3 - SLOPE)
        return Form(self.lanes.floor(slope * form.packed, SLOPE), form.slack + self.count)

    def opened(self, form: Form, least: int, most: int, k: int) -> Form:
        """The form plus something from least to most, which is symbol k."""
        half = most - least + 1 >> 1
        return form + self.constant(least + half) + self.symbol(k, half)

    def ends(self, form: Form) -> Ends:
        """Below and above the form's values: centre ∓ the sum of the coefficients' sizes."""
        shift = COARSE
        while not self.lanes.fits(form.packed, 62 + shift):
            shift += COARSE
            if shift >= self.width - WORD:
                raise NarrowLanes
        values = self.lanes.values(form.packed, shift)
        centre = values[0]
        radius = sum(map(abs, values)) - abs(centre) + self.count
        return (centre - radius << shift) - form.slack, (centre + radius + 1 << shift) + form.slack

    def demand(self, packed: int, bits: int) -> None:
        """Raises NarrowLanes unless every value v has −2^bits ≤ v < 2^bits."""
        if bits < 0 or not self.lanes.fits(packed, bits):
            raise NarrowLanes
