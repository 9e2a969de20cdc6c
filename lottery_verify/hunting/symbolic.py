"""Attack by symbolic execution: CrossHair solves for an input where two small networks differ by more than a bound."""

from __future__ import annotations

import importlib.util
from contextlib import suppress
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lottery_verify.checker.regions import Box
from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting.paths import largest_along
from lottery_verify.strategies.targets import NetworkSpec


class Exceeded(AssertionError):
    """The networks differ by more than the bound."""


def has_crosshair() -> bool:
    """Whether Hypothesis' CrossHair backend is installed."""
    return importlib.util.find_spec("hypothesis_crosshair_provider") is not None


def evaluate(spec: NetworkSpec, x: list[Any]) -> list[Any]:
    """The network in plain Python arithmetic, one comparison for each ReLU, so that a solver can follow it."""
    values = x if spec.shift is None else [v - s for v, s in zip(x, spec.shift, strict=True)]
    for rows, bias, relu in zip(spec.weights, spec.biases, spec.relu, strict=True):
        sums = []
        for a, row in enumerate(rows):
            total: Any = 0.0 if bias is None else bias[a]
            for w, v in zip(row, values, strict=True):
                if w != 0:
                    total = total + w * v
            sums.append((total if total > 0 else 0.0) if relu else total)
        values = sums
    return values


def symbolic_attack(
    target: NetworkSpec,
    pruned: NetworkSpec,
    region: Box,
    bound: Fraction,
    *,
    examples: int = 50,
    backend: str = "crosshair",
) -> tuple[Fraction, ...] | None:
    """Looks for an input of a box where the two networks differ by more than a bound, in the ℓ∞ norm.

    Args:
        target, pruned: small networks in plain numbers.
        region: a box.
        bound: what the difference is claimed to stay within.
        examples: paths to try.
        backend: "crosshair", or "hypothesis" to see what random search makes of it.
    Returns:
        The input, exact, its difference confirmed over the reals; or None.
    Raises:
        InvalidArgument: the backend is not installed.
    """
    if backend == "crosshair" and not has_crosshair():
        raise InvalidArgument("backend 'crosshair': install hypothesis-crosshair")
    found: list[tuple[float, ...]] = []
    limit = float(bound)
    ends = zip(region.lower, region.upper, strict=True)
    inputs = st.tuples(*(st.floats(float(a), float(b)) for a, b in ends))

    @settings(
        backend=backend,
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        derandomize=backend == "hypothesis",
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(inputs)
    def run(x: tuple[float, ...]) -> None:
        pairs = zip(evaluate(target, list(x)), evaluate(pruned, list(x)), strict=True)
        for left, right in pairs:
            if left - right > limit or right - left > limit:
                found.append(x)
                raise Exceeded

    with suppress(Exceeded):
        run()
    f, g = target.network(), pruned.network()
    concrete = [
        values for values in reversed(found) if all(type(v) is float for v in values)
    ]  # the last run is replayed
    for x in (tuple(map(Fraction, values)) for values in concrete):
        inside = all(a <= v <= b for a, v, b in zip(region.lower, x, region.upper, strict=True))
        if inside and largest_along(f, g, [x], "linf") > bound:
            return x
    return None
