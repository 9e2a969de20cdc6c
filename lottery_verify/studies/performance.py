"""The study `performance`: Perf(Ĝ) = Perf(F)? What a proved error means for the classes of test images, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from lottery_verify.certificates.decimals import decimal_up
from lottery_verify.certificates.evaluate import evaluate
from lottery_verify.certificates.exact import exact_network
from lottery_verify.certificates.proving import prove
from lottery_verify.checker.regions import Box, Region
from lottery_verify.errors import InvalidArgument, LotteryError
from lottery_verify.pruning.pruner import prune
from lottery_verify.studies.grid import EMBEDDED, Cell, Grid
from lottery_verify.studies.images import Images, images_for
from lottery_verify.studies.overparameterization import lower_bound_bits
from lottery_verify.studies.rows import Row, made_here
from lottery_verify.studies.study import Study

NAME = "performance"
Outputs = Sequence[Fraction]


@dataclass(frozen=True, kw_only=True)
class Performance(Row):
    """What a ticket and its target do with test images; a row of performance.json. `epsilon` was asked for, in linf.

    Attributes:
        images: which test images.
        proved: the certificate's bound of |F − Ĝ| over the whole region, rounded up to a decimal.
        total: how many images.
        target_right, ticket_right: on how many F and Ĝ name the class.
        agree: on how many they name the same.
        certain: on how many F's largest output is more than 2·proved above the next: there no network within
            `proved` of F can name another class.
        lower_bound_bits, source_per_weight, kept_per_weight: as in measured.json.
    """

    images: str
    proved: Fraction
    total: int
    target_right: int
    ticket_right: int
    agree: int
    certain: int
    lower_bound_bits: float
    source_per_weight: float
    kept_per_weight: float


@dataclass(frozen=True)
class Counted:
    """How many images: F right, Ĝ right, both alike, and certain; see Performance."""

    target_right: int
    ticket_right: int
    agree: int
    certain: int


def count(pairs: Iterable[tuple[Outputs, Outputs]], classes: Sequence[int], proved: Fraction) -> Counted:
    """Counts over exact outputs of F and Ĝ; no number is rounded.

    Args:
        pairs: for each image the outputs of F and of Ĝ, at least two each.
        classes: for each image the right output.
        proved: at least |F_j − Ĝ_j| for every j, everywhere.
    Raises:
        LotteryError: outputs differ by more than `proved`: a fault of this package, and no answer of a cell.
    """
    found = [0, 0, 0, 0]
    for (f, g), right in zip(pairs, classes, strict=True):
        if max(abs(a - b) for a, b in zip(f, g, strict=True)) > proved:
            raise LotteryError(f"outputs differ by more than the proved {float(proved):.6g}")
        of_f, of_g = f.index(max(f)), g.index(max(g))
        first, second = sorted(f, reverse=True)[:2]
        for i, true in enumerate((of_f == right, of_g == right, of_f == of_g, first - second > 2 * proved)):
            found[i] += true
    return Counted(*found)


def inside(region: Region, x: Outputs) -> bool:
    """Whether the region holds a point, exactly."""
    if isinstance(region, Box):
        return all(low <= v <= high for low, v, high in zip(region.lower, x, region.upper, strict=True))
    return sum((v - c) ** 2 for v, c in zip(x, region.centre, strict=True)) <= region.radius**2


def measure(cell: Cell, command: str, images: Images | None = None) -> Performance:
    """Prunes, certifies, and evaluates F and Ĝ exactly on every image.

    Args:
        cell: what to prune, in linf.
        command: what the row says made it.
        images: inside the region; those of `images_for` when left out.
    Raises:
        NoTicketError, InvalidArgument: as `prune`, `prove`, `images_for`; an image lies outside the region.
    """
    target, region = cell.read()
    seen = images_for(target.widths[0]) if images is None else images
    if not all(inside(region, x) for x in seen.pixels):
        raise InvalidArgument(f"{cell.region}: an image of {seen.name} lies outside the region")
    ticket = prune(
        target, region=region, epsilon=cell.epsilon, method=cell.method, seed=cell.seed, law=cell.law, **cell.allowed
    )
    proved = Fraction(decimal_up(prove(ticket, target, region=region, timeout=0).proved))
    f, g = exact_network(target), exact_network(ticket)
    counted = count(((evaluate(f, x), evaluate(g, x)) for x in seen.pixels), seen.classes, proved)
    links = sum(layer.links for layer in ticket.layers)
    return Performance(
        **cell.run, **made_here(command), images=seen.name, proved=proved, total=len(seen.pixels), **vars(counted),
        lower_bound_bits=lower_bound_bits(target, ticket),
        source_per_weight=sum(layer.source_weights for layer in ticket.layers) / links,
        kept_per_weight=sum(layer.kept_u + len(layer.indices) for layer in ticket.layers) / links,
    )  # fmt: skip


def shown(rows: Sequence[Performance]) -> str:
    """The rows as Markdown."""
    lines = [
        "| target | ε asked | method, seed | ε proved | images | F right | Ĝ right | agree | provably the same class "
        "| bits per weight | source weights per weight | kept |",
        "| --- " * 12 + "|",
    ]
    for row in rows:
        lines.append(
            f"| {row.target} | {float(row.epsilon):g} | {row.how}, {row.seed} | {float(row.proved):.3g} "
            f"| {row.total} | {row.target_right} | {row.ticket_right} | {row.agree} | {row.certain} "
            f"| {row.lower_bound_bits:.1f} | {row.source_per_weight:,.1f} | {row.kept_per_weight:.1f} |"
        )
    return "\n".join(lines)


PERFORMANCE = Study(
    name=NAME,
    table=f"{NAME}.json",
    grids=(
        Grid(EMBEDDED, "box:0,1", ("1/50", "1/5"), ("golden", "subset-sum"), seeds=(17, 18, 19)),
        Grid(EMBEDDED, "box:0,1", ("1", "4"), ("golden", "subset-sum")),
        Grid(EMBEDDED, "box:0,1", ("1/50",), ("subset-sum",), shapes=("free",)),
        Grid(EMBEDDED, "box:0,1", ("1/50",), ("subset-sum",), shapes=("free",), errors="mean", loosen="5"),
    ),
    measure=lambda command: partial(measure, command=command),
    row=Performance,
    shown=shown,
)
