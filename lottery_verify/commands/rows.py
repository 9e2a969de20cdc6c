"""What `certify --around` answers: verdict, rows and summary."""

from __future__ import annotations

import argparse
from fractions import Fraction
from typing import TYPE_CHECKING

from lottery_verify.commands.answers import above, below

if TYPE_CHECKING:
    from lottery_verify.neighbourhoods.around import Neighbourhoods
    from lottery_verify.neighbourhoods.rows import Row, Summary


def settled(made: Neighbourhoods, wanted: Fraction | None) -> tuple[int, str, str]:
    """Exit code, status and reason: of the claim that no row exceeds epsilon, if one was made."""
    from lottery_verify.arguments import readable

    if wanted is None:
        return 0, "done", ""
    verdicts = [row.verdict(wanted) for row in made.rows]
    counts = ", ".join(f"{verdicts.count(word)} {word}" for word in ("proved", "exceeded", "undecided"))
    reason = f"epsilon {readable(wanted)}: of {len(verdicts)} rows {counts}"
    if "exceeded" in verdicts:
        first = made.rows[verdicts.index("exceeded")]
        return 1, "rejected", f"{reason}; the first is exceeded around image {first.image}"
    return (3, "undecided", reason) if "undecided" in verdicts else (0, "accepted", reason)


def agreement(made: Neighbourhoods) -> tuple[int, str, str]:
    """Exit code, status and reason: of the claim that no row's predicted class changes."""
    words = [row.top1 for row in made.rows]
    agreed, changed, open_ = (words.count(word) for word in ("agreed", "differs", "undecided"))
    reason = f"top-1 agreement: of {len(words)} rows {agreed} agreed, {changed} differed, {open_} undecided"
    if None in words:
        return 3, "undecided", "top-1 agreement is not asked of one output, nor of outputs behind ReLU"
    if "differs" in words:
        first = made.rows[words.index("differs")]
        return 1, "rejected", f"{reason}; the first that differed is around image {first.image}"
    return (3, "undecided", reason) if "undecided" in words else (0, "accepted", reason)


def answer(
    made: Neighbourhoods, arguments: argparse.Namespace, wanted: Fraction | None, reason: str
) -> dict[str, object]:
    """All rows and their summary for a machine."""
    images = made.images
    return {
        "reason": reason or None,
        "target": made.target,
        "ticket": made.ticket,
        "images": {
            "file": images.name, "shape": list(images.shape), "type": images.kind, "scale": str(images.scale),
        },
        "clip": arguments.clip,
        "norm": made.norm,
        "epsilon": None if wanted is None else above(wanted),
        "seed": made.seed,
        "seconds": round(made.seconds, 3),
        "rows_per_minute": round(made.per_minute, 1),
        "summary": [_summary_key(summary) for summary in made.summaries],
        "rows": [_row_key(row, wanted) for row in made.rows],
    }  # fmt: skip


def _summary_key(summary: Summary) -> dict[str, object]:
    top1 = {"agreed": summary.agreed, "differs": summary.differs, "undecided": summary.undecided}
    return {
        "radius": str(summary.radius),
        "rows": summary.rows,
        "proved_exactly": summary.proved,
        "top1": top1 if any(top1.values()) else None,
        "proved": list(summary.bounds),
        "proved_by_found": list(summary.ratios),
        "quantiles": [0, 0.25, 0.5, 0.75, 1],
    }


def _row_key(row: Row, wanted: Fraction | None) -> dict[str, object]:
    change = row.change
    return {
        "image": row.image,
        "radius": str(row.radius),
        "found": below(row.found),
        "proved": None if row.proved is None else above(row.proved),
        "reason": row.reason or None,
        "epsilon": None if wanted is None else row.verdict(wanted),
        "top1": row.top1,
        "change": change and {"x": list(map(str, change.x)), "before": change.before, "after": change.after},
        "witness": list(map(str, row.witness)),
        "seconds": round(row.seconds, 4),
    }
