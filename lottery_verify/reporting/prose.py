"""Formulas in plain text (`epsilon_w <= base^-k`) as readable HTML."""

import re

from markupsafe import Markup, escape

_RULES = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        (r"\*\*", "^"),
        (r"\|\|(\w+)\|\|(?:_2\b)?", r"‖\1‖₂"),
        (r"\bnorm of (W_i)(?=\))", r"‖\1‖₂"),
        (r"\bw([+-])(?=[*|,.)\s])", r"w<sup>\1</sup>"),
        (r"/-ln\(([^()]*)\)", r"/(-ln(\1))"),
        (r"\b([a-z])_(?![\w({])", r"\1"),  # sympy's own name for a variable
        (r"\bO~\(", "Õ("),
        (r"\bsum_(\w)\b", r"Σ<sub>\1</sub>"),
        (r"\bepsilon_w\b", "ε<sub>w</sub>"),
        (r"\bepsilon\b", "ε"),
        (r"\bdelta\b", "δ"),
        (r"\bphi\b", "φ"),
        (r"\beta\b", "η"),
        (r"\btau\b", "τ"),
        (r"\brelu\(", "ReLU("),
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
        (r"(?<=[\w|>)])(≤|≥|&lt;|&gt;)(?=[\w|(√])", r" \1 "),
        (r"(?<=\d)-(?=\|)", "−"),
        (r"\^[({]([^(){}]*(?:\([^()]*\)[^()]*)?)[)}]", r"<sup>\1</sup>"),
        (r"\^([+-]?\w+)", r"<sup>\1</sup>"),
        (r"(?<=\b[A-Za-zε])_[({]([^(){}]*)[)}]", r"<sub>\1</sub>"),
        (r"(?<=ε)_(\w)\b", r"<sub>\1</sub>"),
        (r"(?<=\b[A-Za-z])_(\w+?)(?=\b|‖)", r"<sub>\1</sub>"),
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
    found = str(escape(_ceilings(text)))
    for pattern, replacement in _RULES:
        found = pattern.sub(replacement, found)
    return Markup(found)


def _ceilings(text: str) -> str:
    """`ceil(…)` as ⌈…⌉, brackets within brackets included."""
    before, mark, rest = text.partition("ceil(")
    depth = 1
    for place, letter in enumerate(rest):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return f"{before}⌈{_ceilings(rest[:place])}⌉{_ceilings(rest[place + 1 :])}"
    return before + mark + rest


def status(text: str) -> Markup:
    """Like `prose`, names of theorems and files as code."""
    return Markup(re.sub(r"\b(?:[a-z]+/)?[a-z]{2,}(?:_[a-z]+)+(?:\.v)?\b", r"<code>\g<0></code>", str(prose(text))))


def sentence(text: str) -> Markup:
    """Like `prose`, beginning with a capital where the first word is a word and not a formula."""
    return prose(re.sub(r"^(?!epsilon|delta)[a-z]{3,}(?=[ ,])", lambda found: found.group(0).capitalize(), text))


def gist(how: str) -> Markup:
    """How a step was decided, equal parts said once and counted."""
    counts: dict[str, int] = {}
    written = re.sub(r"(?<=is )E(?=;|$)", "e", re.sub(r"\blog\(", "ln(", how))  # sympy's names
    for one in written.split("; "):
        counts[one] = counts.get(one, 0) + 1
    return prose("; ".join(one if count == 1 else f"{one} ({count} times)" for one, count in counts.items()))
