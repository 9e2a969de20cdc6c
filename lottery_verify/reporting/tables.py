"""The evaluations as rows of text: for bounds.csv, bounds.md, bounds.tex and the page."""

import csv
import io
from dataclasses import dataclass

from lottery_verify.bounds import Row
from lottery_verify.counts.decide import directed_decimal
from lottery_verify.reporting.settings import Setting, settings

CSV_COLUMNS = (
    "setting",
    "id",
    "source",
    "form",
    "proved",
    "applies",
    "violated",
    "epsilon_w_down",
    "k",
    "neurons_per_layer",
    "neurons_total",
    "neurons_per_target_weight_up",
    "weights_total",
    "mask_bits_over_lower_bound_up",
)


@dataclass(frozen=True)
class Line:
    """One bound in one setting, as text; a line that has no size has a note in its place."""

    claim_id: str
    sized: bool
    note: str
    epsilon_w: str
    k: str
    per_weight: str
    neurons: str
    exact: str
    weights: str
    bits_ratio: str


def lines(setting: Setting) -> tuple[Line, ...]:
    """A setting's rows for people: integers in full up to 15 digits, else rounded up to four."""
    return tuple(_line(row) for row in setting.evaluation.rows)


def _line(row: Row) -> Line:
    note = "; ".join(f"{name}: {power(str(value))}" for name, value in row.values) if row.size is None else ""
    if row.violated:
        note = "does not apply: needs " + ", ".join(one.hypothesis.name for one in row.violated)
    size, exact = row.size, row.exact
    return Line(
        row.claim.id,
        row.size is not None,
        note,
        _digits(row.epsilon_w_down, 5),
        str(row.k[0]) if row.k else "–",
        "–" if size is None else _up(size.neurons_total, size.links, 6),
        "–" if size is None else whole(size.neurons_total),
        "–" if exact is None else whole(exact.neurons_total),
        "–" if size is None else whole(size.weights_total),
        _mask_bits(row),
    )


def _mask_bits(row: Row) -> str:
    if row.size is None or row.lower_bits is None:
        return "–"
    low, _ = row.lower_bits(128).ends()
    if low <= 0:
        return "–"
    quotient = row.size.mask_bits_per_target_weight / low
    return _up(quotient.numerator, quotient.denominator, 5)


def whole(number: int) -> str:
    """The integer with narrow separators, or rounded up to four digits where it has more than 15."""
    if number < 10**15:
        return f"{number:,}".replace(",", "\u202f")
    return "≤ " + _up(number, 1, 4)


def _up(above: int, below: int, digits: int) -> str:
    return power(directed_decimal(above, below, digits, upward=True))


def power(text: str) -> str:
    """A decimal string for people: 4.3e16 becomes 4.3·10¹⁶, and 539104 gets a narrow space."""
    mantissa, _, exponent = text.partition("e")
    integer, point, rest = mantissa.partition(".")
    mantissa = f"{int(integer):,}".replace(",", "\u202f") + point + rest
    raised = exponent.translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa}·10{raised}" if exponent else mantissa


def _digits(text: str | None, digits: int) -> str:
    if text is None:
        return "–"
    mantissa, mark, exponent = text.partition("e")
    return power(mantissa[: digits + 1] + mark + exponent)  # cut off, so rounded down


def as_csv() -> str:
    """Every bound, and every other form of it, in every setting: integers in full."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for setting in settings():
        for row in setting.evaluation.rows:
            writer.writerows(_csv_rows(setting, row))
    return buffer.getvalue()


def _csv_rows(setting: Setting, row: Row) -> list[list[object]]:
    head: list[object] = [setting.id, row.claim.id, row.claim.source.value]
    if not row.applies:
        violated = "; ".join(one.hypothesis.name for one in row.violated)
        return [[*head, "", "", "no", violated, *[""] * 7]]
    k = " ".join(str(one) for one in row.k) if row.k else ""
    if row.size is None:
        return [[*head, "", "yes", "yes", "", row.epsilon_w_down, k, *[""] * 5]]
    sizes = [("the claim", row.size)]
    if row.exact is not None:
        sizes.append(("exact smallest M", row.exact))
    sizes += [(form.form, form) for form in row.forms]
    found = []
    for form, size in sizes:
        per_weight = directed_decimal(size.neurons_total, size.links, 12, upward=True)
        ratio = row.bits_over_lower_bound_up if size is row.size else ""
        figures = [" ".join(str(one) for one in size.neurons_per_layer), size.neurons_total, per_weight]
        proved = "yes" if size.proved else "no"
        found.append([*head, form, proved, "yes", "", row.epsilon_w_down, k, *figures, size.weights_total, ratio or ""])
    return found
