"""Perf(Ĝ) = Perf(F)? From the rows of the study `performance`."""

from __future__ import annotations

from collections.abc import Sequence

from lottery_verify.reporting import verdicts
from lottery_verify.reporting.answers import Answer
from lottery_verify.reporting.plotting import figure, house_style, picture
from lottery_verify.studies import performance
from lottery_verify.studies.performance import Performance

COLOUR = {"golden": "#00735a", "subset-sum": "#0072b2"}


def answer(rows: Sequence[Performance], question: str) -> Answer:
    """The verdict, what agrees and what is certain in a figure, and every ticket."""
    targets = sorted({row.target for row in rows})
    with house_style():
        made = figure(5.8, 1.2 + 1.9 * len(targets))
        panels = made.subplots(len(targets), 1, sharex=True, squeeze=False)[:, 0]
        for axes, target in zip(panels, targets, strict=True):
            axes.set_xscale("log")
            for method in sorted({row.method for row in rows}):
                chosen = [row for row in rows if (row.target, row.method) == (target, method)]
                x, name = [float(row.proved) for row in chosen], axes is panels[0]
                own = {"linestyle": "", "color": COLOUR.get(method, "#222222")}
                axes.plot(x, [100 * row.certain / row.total for row in chosen], **own, marker="s", markersize=9,
                          markerfacecolor="white", label=f"{method}: provably the same class" if name else None)
                axes.plot(x, [100 * row.agree / row.total for row in chosen], **own, marker="o", markersize=4,
                          zorder=3, label=f"{method}: F and Ĝ agree" if name else None)  # fmt: skip
            axes.set_title(target)
            axes.set_xlim(1e-3, 1)
            axes.set_ylim(-5, 105)
        panels[-1].set_xlabel(r"proved $\varepsilon$")
        made.supylabel("% of the test images", fontsize=11.5)
        made.legend(loc="outside lower center", ncols=2, frameon=False)
        shown = picture(
            "question-performance", question,
            "Each point is one ticket. An image's class provably cannot change where the margin of F's largest output "
            "is more than 2ε, ε the bound that the certificate proves over the whole region; counted in exact "
            "arithmetic. Certificates are by the rules that go layer by layer; a ticket that meets its weights in "
            "the mean asks more of a certificate, and docs/small.md has one below the ε that was asked for. The MNIST "
            "networks may have been trained on some of their images.",
            made,
        )  # fmt: skip
    said = []
    finest = [min((row for row in rows if row.target == target), key=lambda row: row.proved) for target in targets]
    for least in finest:
        said.append(
            f"{least.target} at ε = {float(least.proved):.3g}: F is right on {least.target_right} of {least.total} "
            f"images and Ĝ on {least.ticket_right}, and on {least.certain} the class provably cannot change"
        )
    alike = sum(row.agree == row.total for row in rows)
    sentence = (
        f"In each: {'; '.join(said)}. F and Ĝ agree on every image in {alike} of "
        f"{len(rows)} tickets."
    )
    agree, certain, total = (sum(getattr(row, name) for row in finest) for name in ("agree", "certain", "total"))
    gist = (
        f"At the smallest error proved for each network, F and Ĝ name the same class on {agree:,} of {total:,} test "
        f"images, and on {certain:,} the class provably cannot change."
    )
    return Answer("performance", verdicts.performance(rows), gist, sentence, shown, performance.shown(rows), rows)
