"""Plain text as LaTeX text."""

import re

_TEX = {
    "\\": r"\textbackslash{}",
    "_": r"\_",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "$": r"\$",
    "^": r"\^{}",
    "{": r"\{",
    "}": r"\}",
    "|": r"$|$",
    "<": r"$<$",
    ">": r"$>$",
    "–": "--",
    "≤": r"$\le$",
    "≥": r"$\ge$",
    "·": r"$\cdot$",
    "√": r"$\surd$",
    "ε": r"$\varepsilon$",
    "δ": r"$\delta$",
    "γ": r"$\gamma$",
    "φ": r"$\varphi$",
    "‖": r"$\|$",
    "₂": "$_2$",
    "\u202f": r"\,",
}
_RAISED = re.compile("10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_SYMBOLS = re.compile(r"\b(w|F)_max\b|‖W_i‖₂|‖x‖₂|\bepsilon_w\b|ε_w|\|w\||\bsqrt\((\w)\)")
_SYMBOLS_TEX = {
    "w_max": r"$w_{\max}$",
    "F_max": r"$F_{\max}$",
    "‖W_i‖₂": r"$\|W_i\|_2$",
    "‖x‖₂": r"$\|x\|_2$",
    "epsilon_w": r"$\varepsilon_w$",
    "ε_w": r"$\varepsilon_w$",
    "|w|": "$|w|$",
}


def tex(text: str) -> str:
    """Plain text as LaTeX text: letters, signs and powers of ten as formulas."""
    kept: list[str] = []

    def keep(formula: str) -> str:
        kept.append(formula)
        return f"\0{len(kept) - 1}\0"

    found = _RAISED.sub(lambda one: keep(f"$10^{{{one.group(1).translate(_PLAIN)}}}$"), text)
    found = _SYMBOLS.sub(lambda one: keep(_SYMBOLS_TEX.get(one.group(0)) or rf"$\sqrt{{{one.group(2)}}}$"), found)
    found = found.replace("<=", "≤").replace(">=", "≥")
    parts = found.split("\0")
    return "".join(kept[int(part)] if i % 2 else "".join(_TEX.get(c, c) for c in part) for i, part in enumerate(parts))
