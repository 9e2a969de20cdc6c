# ruff: noqa: E501 (one mutant is one line)
"""Wrong rules of back-substitution: each change of the text must state a bound that some point of the region breaks."""

import random
import sys
import types
from fractions import Fraction
from pathlib import Path

import pytest

import lottery_verify
from tests.checker.pairs import SCALE, largest_along_line, random_pair

RULES = Path(lottery_verify.__file__).parent / "checker" / "rules"
PRECISION = 8  # and slopes over 2^3: so coarse that a rounding in the wrong direction shows
MODULES = ("polygon", "hints", "matrices", "descent", "backward")
MUTANTS = [
    ("the intercept is rounded inward", "descent", "constant += plane[2]", "constant += plane[2] + 1024"),
    ("the intercept is forgotten", "descent", "constant += plane[2]", "pass"),
    ("corners at x = 0 forgotten", "polygon", "for x in (lx, ux, 0) for d in (ld, ud)", "for x in (lx, ux) for d in (ld, ud)"),
    ("corners at y = 0 forgotten", "polygon", "for y in (ly, uy, 0) for d in (ld, ud)", "for y in (ly, uy) for d in (ld, ud)"),
    ("corners of d forgotten", "polygon", "for x in (lx, ux, 0) for d in (ld, ud)", "for x in (lx, ux, 0) for d in (ld,)"),
    ("the largest gap for the least", "polygon", "return min(u * f", "return max(u * f"),
    ("a coefficient's sign is ignored", "descent", "(low if w > 0 else high)", "low"),
    ("rounding an input down is free", "descent", "constant += self.rounded(i)", "pass"),
    ("rounding e down is free", "descent", " + sum(min(low, 0) for low, _ in self.e[i])", ""),
    ("sums are rounded up", "matrices", "[entry >> scale for entry", "[entry + 255 >> scale for entry"),
    ("the bias is forgotten", "descent", "constant += offset << self.precision >> layer.scale", "pass"),
    ("the bias is rounded up", "descent", "offset << self.precision >> layer.scale", "-(-offset << self.precision >> layer.scale) + 8"),
    ("Ĝ − F's weights are left out", "descent", "[(a, ready.f), (b, ready.gap)]", "[(a, ready.f)]"),
    ("e is left out", "descent", "floors([(b, ready.g)], layer.scale)", "[0] * len(self.f[i])"),
    ("Ĝ's weights are taken for F's", "descent", "Rows(layer.f), Rows(layer.g)", "Rows(layer.g), Rows(layer.g)"),
    ("y is x", "backward", '"y": (UNIT, UNIT)', '"y": (UNIT, 0)'),
    ("the upper end keeps its sign", "backward", "min(known[1], -found[1])", "min(known[1], found[1])"),
    ("ends of x narrowed by d's wrong end", "polygon", "max(x[0], y[0] - d[1])", "max(x[0], y[0] - d[0])"),
    ("ends of d narrowed by x's wrong end", "polygon", "max(d[0], y[0] - x[1])", "max(d[0], y[0] - x[0])"),
    ("an open gate is closed", "polygon", "return self.x[0] < 0 < self.x[1] or self.y[0] < 0 < self.y[1]", "return self.x[0] < 0 < self.x[1]"),
    ("a closed gate is open", "descent", "v[j] * (known.y[0] >= 0)", "v[j]"),
    ("x ≥ 0 taken for granted", "descent", "(u[j] - v[j]) * (known.x[0] >= 0)", "(u[j] - v[j])"),
    ("x ≥ 0 half alone", "polygon", "if lx <= x <= ux and", "if max(lx, 0) <= x <= ux and"),
    ("intervals rounded inward", "backward", "up(middle + width, layer.scale + 1)", "(middle + width >> layer.scale + 1) - 1"),
    ("half of the width", "backward", "middle - width >> layer.scale + 1", "middle - width // 2 >> layer.scale + 1"),
    ("sign-dependent weights left out", "descent", "if layer.kinks:\n", "if False:\n"),
    ("the slope of a sign-dependent weight on f alone", "descent", "            v[b] += slope\n", ""),
]


def load(monkeypatch: pytest.MonkeyPatch, module: str = "", old: str = "", new: str = "") -> types.ModuleType:
    """The rule with coarse slopes, and one piece of one module's text changed."""
    loaded = types.ModuleType("")
    for name in MODULES:
        text = (RULES / f"{name}.py").read_text(encoding="utf-8")
        if name == module:
            assert text.count(old) == 1, f"{name}: {old!r} occurs {text.count(old)} times"
            text = text.replace(old, new)
        text = text.replace("COEFFICIENT = 40", "COEFFICIENT = 3")
        for other in MODULES:
            text = text.replace(f"lottery_verify.checker.rules.{other} import", f"coarse_{other} import")
        loaded = types.ModuleType(f"coarse_{name}")
        monkeypatch.setitem(sys.modules, loaded.__name__, loaded)
        exec(compile(text, name, "exec"), loaded.__dict__)
    return loaded


def broken(rule: types.ModuleType) -> bool:
    """Whether some difference lies outside the bounds of some small pair, or some gap below the least."""
    polygon = sys.modules["coarse_polygon"]
    return any(misjudged(polygon, seed) for seed in range(400)) or any(outside(rule, seed) for seed in range(240))


def misjudged(polygon: types.ModuleType, seed: int) -> bool:
    """Whether the least gap at the corners is above that at some integer point of a polygon."""
    generator = random.Random(seed)
    x, y = generator.randint(-6, 6), generator.randint(-6, 6)
    ends = ((z - generator.randint(0, 6), z + generator.randint(0, 6)) for z in (x, y, y - x))
    known = polygon.Gates(*ends).tightened()
    if not (known.x[0] <= x <= known.x[1] and known.y[0] <= y <= known.y[1] and known.d[0] <= y - x <= known.d[1]):
        return True
    u, v, a, b = (generator.randint(-9, 9) for _ in range(4))
    points = [(p, q) for p in range(known.x[0], known.x[1] + 1) for q in range(known.y[0], known.y[1] + 1)]
    inside = [(p, q) for p, q in points if known.d[0] <= q - p <= known.d[1]]
    gaps = [u * max(p, 0) + v * (max(q, 0) - max(p, 0)) - a * p - b * (q - p) for p, q in inside]
    return bool(min(gaps) < polygon.least(known.corners(), u, v, a, b))


def outside(rule: types.ModuleType, seed: int) -> bool:
    """Whether the exact ends of a difference over one input lie outside the stated bounds."""
    generator = random.Random(seed)
    kinks = generator.choice((None, 0, 1))
    widths = (1, *(generator.randint(1, 4) for _ in range(generator.randint(1, 3))), 1)
    pair = random_pair(generator, widths, near=generator.choice((1, 20, 200)), kinks=kinks)
    low = generator.randint(-256, 128)
    high = low + generator.choice((1, 4, 30, 256))
    shift = PRECISION - SCALE
    ends = largest_along_line(pair, Fraction(low, 256), Fraction(high, 256))
    found = rule.apply(pair, [low << shift], [high << shift], PRECISION, {})
    return any(
        least < Fraction(a, 1 << PRECISION) or most > Fraction(b, 1 << PRECISION)
        for (least, most), (a, b) in zip(ends, found, strict=True)
    )


def test_the_rule_itself_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """With coarse slopes the right rule is sound too, so what the mutants break is theirs."""
    assert not broken(load(monkeypatch))


@pytest.mark.parametrize(("module", "old", "new"), [m[1:] for m in MUTANTS], ids=[m[0] for m in MUTANTS])
def test_a_wrong_rule_is_caught(monkeypatch: pytest.MonkeyPatch, module: str, old: str, new: str) -> None:
    """The changed rule states a bound that a point breaks."""
    assert broken(load(monkeypatch, module, old, new))
