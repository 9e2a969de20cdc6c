"""Sums over one row: ranges entry by entry, and ℓ₂ norms; standard library only."""

from collections.abc import Callable, Iterable, Sequence
from operator import mul

from lottery_verify.checker.graph import Affine, Row
from lottery_verify.checker.reach import Ends, Reach, root, up

Range = Callable[[int, int, int, int], Ends]  # of one term, from its two weights and the ends of its input, t


def kinked(p: int, n: int, low: int, high: int) -> Ends:
    """The range of p·max(t, 0) + n·min(t, 0) for low ≤ t ≤ high. Rule: checker_kink, gadget_link."""
    at_low = (p if low >= 0 else n) * low
    at_high = (p if high >= 0 else n) * high
    if low < 0 < high:
        return min(at_low, at_high, 0), max(at_low, at_high, 0)
    return min(at_low, at_high), max(at_low, at_high)


def sloped(p: int, n: int, low: int, high: int) -> Ends:
    """The range of that function's increments for steps from low to high. Rule: checker_sloped."""
    ends = (p * low, p * high) if p == n else (p * low, p * high, n * low, n * high)
    return min(ends), max(ends)


def square(row: Row) -> int:
    """The square of the ℓ₂ norm of max(|P|, |N|), over 4^scale. Rule: checker_row."""
    if row.positive is row.negative:
        return sum(map(mul, row.positive, row.positive))
    return sum(max(p * p, n * n) for p, n in zip(row.positive, row.negative, strict=True))


def frobenius(rows: Iterable[Row], precision: int) -> int:
    """An upper bound of the Frobenius norm of max(|P|, |N|). Rule: checker_frobenius."""
    total = scale = 0  # the sum of squares so far, over 4^scale
    for row in rows:
        finer = max(0, row.scale - scale)
        scale += finer
        total = (total << 2 * finer) + (square(row) << 2 * (scale - row.scale))
    return root(total, scale, precision)


def bias_norm(rows: Iterable[Row], precision: int) -> int:
    """An upper bound of the ℓ₂ norm of the biases."""
    return frobenius((Row(row.scale, [0], [row.bias], [row.bias], 0) for row in rows), precision)


def interval(row: Row, x: Reach, term: Range) -> Ends:
    """The range of one row's sum without its bias, over 2^(scale + precision). Rule: checker_range."""
    ends = [x.ends[b] for b in row.columns]
    if row.positive is row.negative:  # so that a term is weight·t
        pairs = zip(row.positive, ends, strict=True)
        terms = [(w * low, w * high) if w >= 0 else (w * high, w * low) for w, (low, high) in pairs]
    else:
        terms = [term(p, n, *one) for p, n, one in zip(row.positive, row.negative, ends, strict=True)]
    return sum([low for low, _ in terms]), sum([high for _, high in terms])


def around(offset: Row, parts: Sequence[tuple[Row, Reach, Range]], precision: int) -> Ends:
    """The range of the offset's bias plus some rows over its scale, each with its input and the range of a term.

    Both by intervals and by the norms of row and input; whichever is tighter. Rule: checker_affine, checker_row_value.
    """
    least = most = centre = offset.bias << precision
    radius = 0
    for row, x, term in parts:
        low, high = interval(row, x, term)
        least += low
        most += high
        radius += up(root(square(row), row.scale, precision) * x.norm, precision)
    lower = max(least >> offset.scale, (centre >> offset.scale) - radius)
    upper = min(up(most, offset.scale), up(centre, offset.scale) + radius)
    return lower, upper


def demand_width(operation: Affine, *entering: Reach) -> None:
    """What enters an operation fits it; a sum cut to the shorter of the two would bound nothing."""
    for x in entering:
        if len(x.ends) != operation.width:
            raise ValueError(f"a layer of {operation.width} inputs, but {len(x.ends)} enter it")
