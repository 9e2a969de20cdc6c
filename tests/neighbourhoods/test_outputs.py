"""The margins beside the outputs' differences, against an evaluation in Fractions of its own."""

import random
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify.certificates.tight import in_floats
from lottery_verify.neighbourhoods.bounds import float_margins
from lottery_verify.neighbourhoods.outputs import evaluated, margins
from tests.checker.pairs import SCALE, gap_at, random_pair


def target_of(pair, point):  # type: ignore[no-untyped-def]
    """F's outputs: −(0 − F) of the pair (F, 0)."""
    alone = [
        y._replace(g=[[0] * len(row) for row in y.g], kink=[[0] * len(row) for row in y.kink],
                   gap_bias=[-b for b in y.bias])
        for y in pair
    ]  # fmt: skip
    return [-v for v in gap_at(alone, point)]


@pytest.mark.parametrize("seed", range(12))
def test_margins_are_differences_of_outputs(seed: int) -> None:
    """Behind the outputs' differences: F_j − F_k, then Ĝ_j − Ĝ_k, k ≠ j, also where weights depend on signs."""
    generator = random.Random(seed)
    pair = random_pair(generator, (3, 4, 3), near=40, kinks=(None, 0, 1)[seed % 3])
    top = seed % 3
    wide = [pair[0], margins(pair[1], top)]
    for layer in wide:
        assert layer.gap == [[b - a for a, b in zip(f, g, strict=True)] for f, g in zip(layer.f, layer.g, strict=True)]
    for _ in range(5):
        point = [Fraction(generator.randint(-256, 256), 256) for _ in range(3)]
        gaps, f = gap_at(pair, point), target_of(pair, point)
        g = [a + b for a, b in zip(f, gaps, strict=True)]
        others = [k for k in range(3) if k != top]
        assert gap_at(wide, point) == [*gaps, *(f[top] - f[k] for k in others), *(g[top] - g[k] for k in others)]
        assert evaluated(pair, point, [Fraction(0)] * 3) == (f, g)


@pytest.mark.parametrize("top", range(3))
def test_the_floats_are_the_integers(top: int) -> None:
    """All fields of the layer, whose entries floats hold exactly."""
    layer = random_pair(random.Random(top), (3, 4, 3), near=40, kinks=1)[1]
    floats, exact = float_margins(in_floats(layer), top), in_floats(margins(layer, top))
    for name in ("f", "g", "gap", "bias", "gap_bias", "kink"):
        assert np.array_equal(getattr(floats, name), getattr(exact, name))
    assert layer.scale == SCALE


def test_moved_inputs_are_the_other_networks() -> None:
    """Ĝ is evaluated at point + moved."""
    pair = random_pair(random.Random(3), (2, 2), near=0)
    point, moved = [Fraction(1, 3), Fraction(1, 5)], [Fraction(1, 7), Fraction(0)]
    f, _ = evaluated(pair, [a + b for a, b in zip(point, moved, strict=True)], [Fraction(0)] * 2)
    assert evaluated(pair, point, moved)[1] == f


def test_a_worker_loads_no_torch() -> None:
    """A process that decides boxes begins at once: it loads the checker, and neither numpy nor torch."""
    script = (
        "import sys, lottery_verify.neighbourhoods.deciding; "
        "print([name for name in ('torch', 'numpy', 'mpmath') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
