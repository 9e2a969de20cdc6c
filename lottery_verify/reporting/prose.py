"""Formulas in plain text (`epsilon_w <= base^-k`) as readable HTML."""

import re

from markupsafe import Markup, escape

_RULES = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"\*\*", "^"),
        (r"\bepsilon_w\b", "ε<sub>w</sub>"),
        (r"\bepsilon\b", "ε"),
        (r"\bdelta\b", "δ"),
        (r"\bphi\b", "φ"),
        (r"\beta\b", "η"),
        (r"\balpha\b", "α"),
        (r"\bomega\b", "ω"),
        (r"\bgamma\b", "γ"),
        (r"\blog_base\b", "log<sub>γ</sub>"),
        (r"\blog_γ", "log<sub>γ</sub>"),
        (r"\blog2\b", "log<sub>2</sub>"),
        (r"(?<=[(/·*])base\b|\bbase(?=[\^*)/]| [+=-] | =)", "γ"),
        (r"\bl\b(?!')", "ℓ"),
        (r"\boo\b", "∞"),
        (r"\b[Ff]_max\b", "F<sub>max</sub>"),
        (r"\bw_max\b", "w<sub>max</sub>"),
        (r"\bsqrt\((\w+)\)", r"√\1"),
        (r"\bsqrt\(", "√("),
        (r"-&gt;", "→"),
        (r"&gt;=", "≥"),
        (r"&lt;=", "≤"),
        (r"\^[({]([^(){}]*(?:\([^()]*\)[^()]*)?)[)}]", r"<sup>\1</sup>"),
        (r"\^([+-]?\w+)", r"<sup>\1</sup>"),
        (r"(?<=\b[A-Za-zε])_\(([^()]*)\)", r"<sub>\1</sub>"),
        (r"(?<=ε)_(\w)\b", r"<sub>\1</sub>"),
        (r"(?<=\b[A-Za-z])_(\w+)\b", r"<sub>\1</sub>"),
        (r"(?<=\|)_(\w)\b", r"<sub>\1</sub>"),
        (r" ?\* ?", "·"),
        (r"(?<=[\s(\[=,])-(?=[\w√])|(?<= )-(?= )|(?<=<sup>)-", "−"),
        (r"(?<=<su[bp]>)([^<]*)-([^<]*)(?=</su)", r"\1−\2"),
    )
)


def prose(text: str) -> Markup:
    """A plain statement with the letters, signs, powers and indices that it means.

    Args:
        text: plain text, formulas written as in code.
    Returns: HTML.
    """
    found = str(escape(text))
    for pattern, replacement in _RULES:
        found = pattern.sub(replacement, found)
    return Markup(found)


def sentence(text: str) -> Markup:
    """Like `prose`, beginning with a capital where the first word is a word and not a formula."""
    return prose(re.sub(r"^(?!epsilon|delta)[a-z]{3,}(?=[ ,])", lambda found: found.group(0).capitalize(), text))


def gist(how: str) -> Markup:
    """How a step was decided, equal parts said once and counted."""
    counts: dict[str, int] = {}
    for one in how.split("; "):
        counts[one] = counts.get(one, 0) + 1
    return prose("; ".join(one if count == 1 else f"{one} ({count} times)" for one, count in counts.items()))
