"""The report's text files from their templates: Markdown, LaTeX and the page."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from lottery_verify import __version__
from lottery_verify.reporting import content, mathematics, prose, tables
from lottery_verify.reporting.answers import Answer
from lottery_verify.reporting.latex import tex
from lottery_verify.reporting.plotting import Picture
from lottery_verify.reporting.reality import DRAWS_PER_LINK, Comparison
from lottery_verify.reporting.settings import settings
from lottery_verify.traceability import HEADINGS, cells, rows

COMMAND = "lottery-verify report -o reports/"
SCOPE = (
    "Exact arithmetic, enclosures with directed rounding or sympy decide the scalar core of each step: the identity, "
    "inequality, integral, limit or count that the step states. The rule of inference that leads from "
    "step to step (the "
    "union bound, Markov's inequality, independence, induction over layers) is named in words and is not "
    "checked there. "
    "The theorems that a claim has in proofs/ are checked by Coq with all their inferences; they speak of "
    "finite laws. Which parts of a claim they state, and which parts no theorem states, is said with each "
    "claim, and proofs/README.md says how each theorem differs from its claim."
)
SCRIPTS = ("enclosure.js", "format.js", "counts.js", "plot.js", "calculator.js")


@dataclass(frozen=True)
class Report:
    """What the templates need besides the claims and the evaluations."""

    pictures: tuple[Picture, ...]
    comparisons: tuple[Comparison, ...]
    answers: tuple[Answer, ...] = ()


def as_markdown(report: Report) -> str:
    """bounds.md."""
    return _tidy(_environment(autoescape=False).get_template("bounds.md.j2").render(_context(report)))


def as_tex(report: Report) -> str:
    """bounds.tex."""
    environment = _environment(autoescape=False, brackets=("<%", "%>", "<<", ">>", "<#", "#>"))
    environment.filters["tex"] = tex
    return _tidy(environment.get_template("bounds.tex.j2").render(_context(report)))


def as_html(report: Report) -> str:
    """index.html, with style, scripts and figures inside."""
    environment = _environment(autoescape=True)
    filters: dict[str, Callable[..., object]] = {
        "mathml": mathematics.mathml,
        "prose": prose.prose,
        "sentence": prose.sentence,
        "status": prose.status,
        "gist": prose.gist,
        "number": content.number,
        "anchor": content.anchor,
        "short": content.short,
        "data": lambda data: "data:image/svg+xml;base64," + base64.b64encode(data).decode(),
    }
    environment.filters.update(filters)
    inlined = {
        "style": Markup(_asset("style.css")),
        "script": Markup("\n".join(_asset(name).replace('"use strict";\n', "") for name in SCRIPTS)),
    }
    return _tidy(environment.get_template("index.html.j2").render(_context(report) | inlined))


def _asset(name: str) -> str:
    return (resources.files("lottery_verify.reporting") / "assets" / name).read_text(encoding="utf-8")


def _context(report: Report) -> dict[str, object]:
    all_accounts, traced = content.accounts(), rows()
    return {
        "command": COMMAND,
        "version": __version__,
        "scope": SCOPE,
        "draws_per_link": DRAWS_PER_LINK,
        "settings": settings(),
        "lines": tables.lines,
        "whole": tables.whole,
        "accounts": all_accounts,
        "headings": HEADINGS,
        "traced": {row.id: cells(row) for row in traced},
        "extent": {row.id: row.extent for row in traced},
        "rules": [cells(row) for row in traced if row.kind == "rule"],
        "totals": content.totals(all_accounts),
        "sources": content.SOURCES,
        "pictures": report.pictures,
        "comparisons": report.comparisons,
        "answers": report.answers,
        "measured_commands": sorted({(one.ticket.command, one.ticket.version) for one in report.comparisons}),
    }


def _environment(autoescape: bool, brackets: tuple[str, str, str, str, str, str] | None = None) -> Environment:
    block, end_block, variable, end_variable, comment, end_comment = brackets or ("{%", "%}", "{{", "}}", "{#", "#}")
    return Environment(
        block_start_string=block,
        block_end_string=end_block,
        variable_start_string=variable,
        variable_end_string=end_variable,
        comment_start_string=comment,
        comment_end_string=end_comment,
        loader=PackageLoader("lottery_verify.reporting"),
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=brackets is not None or autoescape,
        lstrip_blocks=brackets is not None or autoescape,
    )


def _tidy(text: str) -> str:
    """No blanks at the ends of lines, no more than one empty line, one line end at the end."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"
