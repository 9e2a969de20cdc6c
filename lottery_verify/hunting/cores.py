"""The checker's integer cores as small properties, which a solver can follow path by path (CrossHair)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lottery_verify.checker.reach import Reach, up
from lottery_verify.checker.rules import difference
from lottery_verify.checker.rules.rows import kinked, sloped
from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting.runner import Violated
from lottery_verify.hunting.symbolic import has_crosshair

SIZE = 1 << 20  # of the integers; a fault at one of them is out of reach for random search


@dataclass(frozen=True)
class Core:
    """A statement about a few integers.

    Attributes:
        name: the checker's function.
        numbers: how many integers it is about, each within ±SIZE.
        holds: whether it is true of them.
    """

    name: str
    numbers: int
    holds: Callable[..., bool]


def kinked_holds(p: int, n: int, low: int, high: int, t: int) -> bool:
    """p·max(t, 0) + n·min(t, 0) lies within the range that is given for [low, high]."""
    if not low <= t <= high:
        return True
    least, most = kinked(p, n, low, high)
    return least <= (p if t > 0 else n) * t <= most


def sloped_holds(p: int, n: int, low: int, high: int, x: int, step: int) -> bool:
    """So do the increments, for a step within [low, high] from any x."""
    if not low <= step <= high:
        return True
    least, most = sloped(p, n, low, high)
    before, after = ((p if v > 0 else n) * v for v in (x, x + step))
    return least <= after - before <= most


def relu_difference_holds(f: int, g: int, slack: int, f_slack: int, g_slack: int) -> bool:
    """max(g, 0) − max(f, 0) lies within the reach that is computed from ranges around f, g and g − f."""
    slack, f_slack, g_slack = abs(slack), abs(f_slack), abs(g_slack)
    d = Reach([(g - f - slack, g - f + slack)], 0)
    near = difference.relu(d, Reach([(f - f_slack, f + f_slack)], 0), Reach([(g - g_slack, g + g_slack)], 0))
    low, high = near.ends[0]
    return low <= max(g, 0) - max(f, 0) <= high


def up_holds(n: int, bits: int) -> bool:
    """n/2^bits, rounded up: the least integer at or above it."""
    places = bits % 8
    found = up(n, places)
    return found << places >= n > (found - 1) << places


CORES = (
    Core("kinked", 5, kinked_holds),
    Core("sloped", 6, sloped_holds),
    Core("difference.relu", 5, relu_difference_holds),
    Core("up", 2, up_holds),
)


def symbolic_hunt(core: Core, *, examples: int = 50, backend: str = "crosshair") -> tuple[int, ...] | None:
    """Looks for integers of which a core's statement is false.

    Args:
        core: one of CORES, or one of your own.
        examples: paths to try.
        backend: "crosshair", or "hypothesis" to see what random search makes of it.
    Returns:
        The integers, judged once more as plain ones; or None.
    Raises:
        InvalidArgument: the backend is not installed.
    """
    if backend == "crosshair" and not has_crosshair():
        raise InvalidArgument("backend 'crosshair': install hypothesis-crosshair")
    found: list[tuple[int, ...]] = []

    @settings(
        backend=backend, max_examples=examples, database=None, deadline=None, phases=(Phase.generate,),
        derandomize=backend == "hypothesis", suppress_health_check=list(HealthCheck), print_blob=False,
    )  # fmt: skip
    @given(st.tuples(*[st.integers(-SIZE, SIZE)] * core.numbers))
    def run(numbers: tuple[int, ...]) -> None:
        if not core.holds(*numbers):
            found.append(numbers)
            raise Violated(core.name)

    with suppress(Violated):
        run()
    plain = [numbers for numbers in reversed(found) if all(type(n) is int for n in numbers)]
    return next((numbers for numbers in plain if not core.holds(*numbers)), None)
