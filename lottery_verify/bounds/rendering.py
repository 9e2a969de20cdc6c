"""An evaluation as a table, JSON, CSV, LaTeX or HTML; integers stay integers, reals say how they were rounded."""

import csv
import html
import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from itertools import groupby

from lottery_verify.bounds.rows import DIGITS, Evaluated, Row, Size, Status
from lottery_verify.counts.decide import decimal, directed_decimal

COLUMNS = (
    "id",
    "source",
    "hypotheses",
    "epsilon_w",
    "k",
    "neurons per layer",
    "neurons",
    "neurons per target weight",
    "weights",
    "mask bits / lower bound",
)
_EXACT_DIGITS = 16
MOST_LISTED = 1_000
"""Layers that JSON lists one by one; a deeper target's equal neighbours are counted instead."""


@contextmanager
def long_integers() -> Iterator[None]:
    """Python refuses to print integers of more than 4,300 digits; exact answers may have more."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(before)


def as_json(evaluation: Evaluated) -> str:
    """The evaluation as JSON: integers as integers, reals as decimal strings with their direction under `rounded`."""
    with long_integers():
        return json.dumps(as_data(evaluation), indent=2, ensure_ascii=False)


def as_data(evaluation: Evaluated) -> dict[str, object]:
    """The evaluation as plain dictionaries, lists, strings and integers."""
    inputs = evaluation.inputs
    given: dict[str, object] = {
        "layers": _listed([{"outputs": one.outputs, "inputs": one.inputs} for one in inputs.layers]),
        "width": inputs.width,
        "depth": inputs.depth,
        "target_weights": inputs.links,
        "epsilon": str(inputs.epsilon),
        "delta": str(inputs.delta),
        "w_max": _up(inputs.w_max),
        "f_max": _up(inputs.f_max),
        "spectral_norms": _listed([_up(one) for one in inputs.spectral_norms]),
        "base": str(inputs.base),
        "input_norm": None if inputs.input_norm is None else _up(inputs.input_norm),
        "provenance": inputs.provenance,
        "rounded": {"w_max": "up", "f_max": "up", "spectral_norms": "up", "input_norm": "up"},
    }
    return {"inputs": given, "bounds": [row_data(row) for row in evaluation.rows]}


def row_data(row: Row) -> dict[str, object]:
    """One row as plain data."""
    data: dict[str, object] = {
        "id": row.claim.id,
        "source": row.claim.source.value,
        "applies": row.applies,
        "hypotheses": [
            {"name": one.hypothesis.name, "status": one.status.value, "found": one.found} for one in row.hypotheses
        ],
    }
    if not row.applies:
        return data
    data |= {"epsilon_w": row.epsilon_w_down, "k": None if row.k is None else _listed(row.k)}
    data |= _size_data(row.size)
    data |= {
        "mask_bits_lower_bound": None if row.lower_bits is None else decimal(row.lower_bits, DIGITS, upward=False),
        "mask_bits_over_lower_bound": row.bits_over_lower_bound_up,
        "exact": _size_data(row.exact) if row.exact else None,
        "forms": [{"form": one.form, "proved": one.proved} | _size_data(one) for one in row.forms],
        "costs": [
            {"replaced": one.label, "k": one.k, "neurons_total": one.neurons_total, "factor": _up(one.factor)}
            for one in row.costs
        ],
        "values": dict(row.values),
        "rounded": {
            "epsilon_w": "down",
            "neurons_per_target_weight": "up",
            "mask_bits_per_target_weight": "up",
            "mask_bits_lower_bound": "down",
            "mask_bits_over_lower_bound": "up",
            "factor": "up",
        },
    }
    return data


def _listed(values: Sequence[object]) -> list[object]:
    """One entry per layer; above MOST_LISTED layers one `{"layers": count, "each": value}` per run of equal ones."""
    if len(values) <= MOST_LISTED:
        return list(values)
    return [{"layers": len(list(run)), "each": value} for value, run in groupby(values)]


def _size_data(size: Size | None) -> dict[str, object]:
    if size is None:
        return {}
    return {
        "neurons_per_layer": _listed(size.neurons_per_layer),
        "draws_per_link": _listed(size.draws_per_link),
        "neurons_total": size.neurons_total,
        "neurons_per_target_weight": _up(size.neurons_per_target_weight),
        "weights_total": size.weights_total,
        "mask_bits_per_target_weight": _up(size.mask_bits_per_target_weight),
    }


def _up(number: Fraction) -> str:
    return directed_decimal(number.numerator, number.denominator, DIGITS, upward=True)


def _cells(row: Row, shown: Callable[[int], str]) -> list[str]:
    """One row's cells, in the order of COLUMNS."""
    names = [one.hypothesis.name for one in row.violated]
    open_names = [one.hypothesis.name for one in row.hypotheses if one.status is Status.UNKNOWN]
    state = "violated: " + ", ".join(names) if names else "met"
    if open_names and not names:
        state = "met; not checked: " + ", ".join(open_names)
    cells = [row.claim.id, row.claim.source.value, state]
    if not row.applies:
        return cells + ["-"] * (len(COLUMNS) - len(cells))
    k = "-" if row.k is None else _list([str(one) for one in row.k])
    if row.size is None:
        figures = ["-"] * 4
    else:
        size = row.size
        figures = [
            _list([shown(one) for one in size.neurons_per_layer]),
            shown(size.neurons_total),
            row.neurons_per_target_weight_up or "-",
            shown(size.weights_total),
        ]
    return [*cells, row.epsilon_w_down or "-", k, *figures, row.bits_over_lower_bound_up or "-"]


def _value(value: str | int, shown: Callable[[int], str]) -> str:
    return shown(value) if isinstance(value, int) else value


def _list(texts: list[str]) -> str:
    if len(texts) > 4:
        texts = [*texts[:2], "…", texts[-1]]
    return ", ".join(texts)


def _whole(number: int) -> str:
    return str(number)


def _readable(number: int) -> str:
    """The integer with separators, or, above 16 digits, rounded up to six significant digits."""
    if number < 10**_EXACT_DIGITS:
        return f"{number:,}"
    return "≤ " + directed_decimal(number, 1, 6, upward=True)


def as_table(evaluation: Evaluated) -> str:
    """The evaluation as text, one block of lines per bound: nothing is cut off, whatever the terminal's width."""
    inputs = evaluation.inputs
    sizes = _list([f"{one.inputs}→{one.outputs}" for one in inputs.layers])
    norms = _list([_up(one) for one in inputs.spectral_norms])
    lines = [
        f"target {sizes}: {inputs.links:,} weights, n = {inputs.width}, {inputs.depth} layers; figures "
        f"{inputs.provenance}",
        f"epsilon = {_short(inputs.epsilon)}, delta = {_short(inputs.delta)}, w_max = {_up(inputs.w_max)}, F_max = "
        f"{_up(inputs.f_max)}, "
        f"norms {norms}, base {inputs.base}",
    ]
    for row in evaluation.rows:
        cells = dict(zip(COLUMNS, _cells(row, _readable), strict=True))
        lines += ["", f"{cells.pop('id')}  [{cells.pop('source')}]  {row.claim.title}"]
        lines += [f"  {name:<26} {cell}" for name, cell in cells.items() if cell != "-"]
        if row.exact and row.size and row.exact.neurons_total != row.size.neurons_total:
            lines.append(f"  {'neurons, exact smallest M':<26} {_readable(row.exact.neurons_total)}")
        lines += [f"  {name:<26} {_value(value, _readable)}" for name, value in row.values]
        for form in row.forms:
            proof = "" if form.proved else " (not proved)"
            lines.append(f"  {'neurons, other form':<26} {_readable(form.neurons_total)}  {form.form}{proof}")
        if row.costs[1:]:
            lines.append("  what steps of the proof cost: fewer by this factor, so many neurons are left, with")
        for cost in row.costs[1:]:
            lines.append(f"  {'÷ ' + _factor(cost.factor):<26} {_readable(cost.neurons_total)}  {cost.label}")
    return "\n".join(lines)


def _short(number: Fraction) -> str:
    text = str(number)
    return text if len(text) <= 24 else "about " + _up(number)


def _factor(factor: Fraction) -> str:
    return directed_decimal(factor.numerator, factor.denominator, 4, upward=True)


def as_csv(evaluation: Evaluated) -> str:
    """The evaluation as comma-separated values, integers in full."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    with long_integers():
        for row in evaluation.rows:
            writer.writerow(_cells(row, _whole))
    return buffer.getvalue()


def as_latex(evaluation: Evaluated) -> str:
    """The evaluation as a LaTeX tabular."""
    head = " & ".join(_tex(name) for name in COLUMNS)
    lines = [r"\begin{tabular}{" + "l" * len(COLUMNS) + "}", head + r" \\ \hline"]
    lines += [" & ".join(_tex(cell) for cell in _cells(row, _readable)) + r" \\" for row in evaluation.rows]
    return "\n".join([*lines, r"\end{tabular}"]) + "\n"


def _tex(text: str) -> str:
    special = {
        "_": r"\_",
        "%": r"\%",
        "^": r"\^{}",
        "≤": r"$\le$",
        "<": r"$<$",
        ">": r"$>$",
        "…": r"\dots",
        "|": r"$|$",
    }
    return "".join(special.get(letter, letter) for letter in text)


def as_html(evaluation: Evaluated) -> str:
    """The evaluation as an HTML table."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in COLUMNS)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in _cells(row, _readable)) + "</tr>\n"
        for row in evaluation.rows
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"


FORMATS: dict[str, Callable[[Evaluated], str]] = {
    "table": as_table,
    "json": as_json,
    "csv": as_csv,
    "latex": as_latex,
    "html": as_html,
}
