"""Bounds of the rule `whole` with slopes of its own for each output, and the hints that state them.

The checker's own walk goes through the layers, in integers. From where it says that the last gates lie, each output's
row is led back in floats, and its slopes climb; then the checker's rule bounds the row again by these. A slope can't
make a bound wrong, and a hint that does not improve one is left out. Source: joint-back-substitution, relu-relaxation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch

from lottery_verify.certificates.backward import PARTS, Backward, Rows
from lottery_verify.certificates.deadline import NEVER, Deadline
from lottery_verify.certificates.joint import FloatLayer
from lottery_verify.certificates.polygon import Gates
from lottery_verify.certificates.tensors import in_tensors
from lottery_verify.checker.rules.backward import Walk
from lottery_verify.checker.rules.hints import COEFFICIENT, MAX_SLOPE_BITS, Place, Planes
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.checker.rules.polygon import Ends

UNIT = 1 << COEFFICIENT
MOST = 2.0 ** (MAX_SLOPE_BITS - COEFFICIENT)  # of a slope that can be stated
End = tuple[int, bool]  # an output, and whether its upper end is meant


def sloped(
    layers: Sequence[PairLayer],
    floats: Sequence[FloatLayer],
    walk: Walk,
    ends: Sequence[Ends],
    *,
    enough: int,
    steps: int,
    deadline: Deadline = NEVER,
) -> tuple[list[Ends], list[dict[str, object]]]:
    """The ends of the outputs' differences, those that are too far met with better ones, and the hints for these.

    Args:
        layers: of both networks.
        floats: the same, each number rounded once.
        walk: through all layers but the last.
        ends: of the outputs, by slopes as the checker chooses them; integers over 2^precision, as `walk` has.
        enough: ends no farther than that from 0 stay as they are; likewise.
        steps: of the ascent.
        deadline: when the ascent ends; `walk` ends by a clock of its own.
    """
    *_, last = layers
    both = [(j, upper, far) for j, (low, high) in enumerate(ends) for upper, far in ((False, -low), (True, high))]
    wanted = [(j, upper) for j, upper, far in both if far > enough]
    if last.relu or not wanted:
        return list(ends), []
    places = [Place(len(walk.gates), "d", j, upper) for j, upper in wanted]
    proposed = climbed(floats, walk, places, steps, deadline)
    walk.hints = proposed
    tried = walk.outputs(last)
    walk.hints = {}
    found, stated = list(ends), []
    for (j, upper), (place, planes) in zip(wanted, proposed.items(), strict=True):
        (low, high), (below, above) = found[j], tried[j]
        if above < high if upper else below > low:
            found[j] = (low, above) if upper else (below, high)
            stated.append(hint(place, planes))
    return found, stated


def climbed(
    floats: Sequence[FloatLayer], walk: Walk, wanted: Sequence[Place], steps: int, deadline: Deadline = NEVER
) -> dict[Place, Planes]:
    """Slopes for some ends of the layer after the walk, by ascent, for all gates that are open; in the same order."""
    unit, layer = 1 << walk.precision, len(walk.gates)

    def both(ends: Sequence[Ends]) -> tuple[torch.Tensor, torch.Tensor]:
        low, high = torch.tensor([[a / unit, b / unit] for a, b in ends], dtype=torch.float64).T
        return low[None], high[None]

    known = [Gates(*(both(part) for part in zip(*gates, strict=True))) for gates in walk.gates]
    pair = [in_tensors(one) for one in floats[: layer + 1]]
    back = Backward(pair, *both(walk.f[0]), known=known, deadline=deadline)
    on_x, on_d = torch.zeros(2, 1, len(wanted), len(pair[-1].bias), dtype=torch.float64)
    for k, place in enumerate(wanted):
        a, b = PARTS[place.part]
        on_x[0, k, place.neuron], on_d[0, k, place.neuron] = (-a, -b) if place.upper else (a, b)
    rows = Rows.of(pair[-1], on_x, on_d)
    _, moved = back.ascended(rows, steps)
    trail: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}
    with torch.no_grad():
        back.lowest(rows, moved, trail)
    opened = {i: known[i].open.tolist() for i in trail}
    return {
        place: {i: stated_slopes(opened[i], a[0, k], b[0, k]) for i, (a, b) in trail.items()}
        for k, place in enumerate(wanted)
    }


def led(
    layers: Sequence[PairLayer],
    floats: Sequence[FloatLayer],
    walk: Walk,
    *,
    steps: int,
    most: int,
    deadline: Deadline = NEVER,
) -> list[dict[str, object]] | None:
    """Leads a walk through all layers but the last, with slopes that climb for each end of what is open there.

    Args:
        layers, floats, deadline: as in `sloped`.
        walk: at the first layer.
        steps: of the ascent.
        most: gates that may be open.
    Returns:
        The hints by which the checker's walk goes the same way; None where more gates are open.
    """
    stated, count = [], 0
    for i, layer in enumerate(layers[:-1]):
        if layer.relu:
            opened = [j for j, gates in enumerate(walk.ranges(layer)) if gates.open]
            count += len(opened)
            if count > most:
                return None
            wanted = [Place(i, part, j, upper) for j in opened for part in "xdy" for upper in (False, True) if i]
            walk.hints = climbed(floats, walk, wanted, steps, deadline) if wanted else {}
            stated += [hint(place, planes) for place, planes in walk.hints.items()]
        walk.through(layer)
    walk.hints = {}
    return stated


def stated_slopes(neurons: Sequence[int], on_x: torch.Tensor, on_d: torch.Tensor) -> dict[int, tuple[int, int]]:
    """Slopes of some neurons as integers over 2^COEFFICIENT, where they are numbers that can be stated."""
    both = {j: (float(on_x[j]), float(on_d[j])) for j in neurons}
    return {j: (round(a * UNIT), round(b * UNIT)) for j, (a, b) in both.items() if abs(a) < MOST and abs(b) < MOST}


def hint(place: Place, planes: Mapping[int, Mapping[int, tuple[int, int]]]) -> dict[str, object]:
    """A hint as a certificate has it."""
    rows = [[[j, *slopes] for j, slopes in sorted(planes.get(i, {}).items())] for i in range(place.layer)]
    return {**place._asdict(), "planes": rows}
