"""What is found and proved around each image, and a summary of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, nextafter
from statistics import quantiles

from lottery_verify.certificates.decimals import decimal_down, decimal_up
from lottery_verify.checker.regions import Box

AGREED, DIFFERS, UNDECIDED = "agreed", "differs", "undecided"
QUARTERS = 4


@dataclass(frozen=True)
class Change:
    """An input at which the predicted classes differ, exact.

    Attributes:
        x: inside the neighbourhood.
        before: F's one largest output there, from 0.
        after: an output of Ĝ that is at least as large there as its output `before`, from 0.
    """

    x: tuple[Fraction, ...]
    before: int
    after: int


@dataclass(frozen=True)
class Row:
    """One image and one radius.

    Attributes:
        image: which, from 0.
        radius: exact.
        box: the neighbourhood.
        found: ‖F(x) − Ĝ(x)‖ at `witness`; exact for linf, for l2 rounded down to 2^-64.
        witness: an input of the neighbourhood, exact.
        proved: a bound over the whole neighbourhood, exact; None where nothing is proved.
        steps: by which the checker proves it, as in a certificate; empty where nothing is proved.
        reason: why nothing is proved, or empty.
        top1: "agreed": no input changes the predicted class; "differs": one does; "undecided"; None: not asked.
        change: where the classes differ.
        seconds: spent on this row, on one core; a batch's time is shared out evenly.
    """

    image: int
    radius: Fraction
    box: Box
    found: Fraction
    witness: tuple[Fraction, ...]
    proved: Fraction | None
    steps: tuple[Mapping[str, object], ...]
    reason: str
    top1: str | None
    change: Change | None
    seconds: float

    @property
    def ratio(self) -> Fraction | None:
        """proved ÷ found, at least 1; None where nothing is proved, or nothing was found above 0."""
        return None if self.proved is None or not self.found else self.proved / self.found

    def verdict(self, epsilon: Fraction) -> str:
        """"proved" where the difference is at most epsilon, "exceeded" where an input shows that it is not, or
        "undecided"."""
        if self.found > epsilon:
            return "exceeded"
        return "proved" if self.proved is not None and self.proved <= epsilon else "undecided"

    def __str__(self) -> str:
        proved = f"not proved: {self.reason}" if self.proved is None else decimal_up(self.proved)
        ends = f"[{decimal_down(self.found)}, {proved}]"
        top1 = "" if self.top1 is None else f", top-1 {self.top1}"
        if self.change is not None:
            top1 += f" (class {self.change.before} becomes {self.change.after})"
        return f"image {self.image}, radius {decimal_down(self.radius)}: {ends}{top1}, {self.seconds:.3f} s"


@dataclass(frozen=True)
class Summary:
    """Of all rows of one radius.

    Attributes:
        radius: exact.
        rows: how many.
        proved: of how many a bound is proved exactly.
        agreed, differs, undecided: how many, as to the predicted class; all 0 where that was not asked.
        bounds, ratios: least, quartiles and largest of proved and of proved ÷ found, in floats rounded up; empty
            where there are none.
    """

    radius: Fraction
    rows: int
    proved: int
    agreed: int
    differs: int
    undecided: int
    bounds: tuple[float, ...]
    ratios: tuple[float, ...]

    def __str__(self) -> str:
        text = [f"radius {decimal_down(self.radius)}: {self.rows} images, {self.proved} proved exactly"]
        if self.agreed or self.differs or self.undecided:
            text.append(f"  top-1: {self.agreed} agreed, {self.differs} differed, {self.undecided} undecided")
        for name, values in (("proved", self.bounds), ("proved ÷ found", self.ratios)):
            if values:
                numbers = ", ".join(decimal_up(Fraction(v)) for v in values)
                text.append(f"  {name}: least, quartiles and largest {numbers}")
        return "\n".join(text)


def summarised(rows: Sequence[Row]) -> tuple[Summary, ...]:
    """A summary for each radius, in the order of the rows."""
    radii = dict.fromkeys(row.radius for row in rows)
    return tuple(_summary([row for row in rows if row.radius == radius]) for radius in radii)


def _summary(rows: Sequence[Row]) -> Summary:
    bounds = [_float_up(row.proved) for row in rows if row.proved is not None]
    ratios = [_float_up(row.ratio) for row in rows if row.ratio is not None]
    agreed, differs, undecided = ([row.top1 for row in rows].count(word) for word in (AGREED, DIFFERS, UNDECIDED))
    classes = agreed, differs, undecided
    return Summary(rows[0].radius, len(rows), len(bounds), *classes, _quartiles(bounds), _quartiles(ratios))


def _float_up(value: Fraction | float) -> float:
    """The least float that is not below it, or the one above that."""
    near = float(value)
    return near if near >= value else nextafter(near, inf)


def _quartiles(values: Sequence[float]) -> tuple[float, ...]:
    """Least, quartiles, largest."""
    if len(values) < 2:
        return tuple(values)
    return (min(values), *quantiles(values, n=QUARTERS, method="inclusive"), max(values))
