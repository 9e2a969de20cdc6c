"""The last gates in floats, for searches."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lottery_verify.checker.rules.bilinear import Last

Array = npt.NDArray[np.float64]
LEAST = 1e-150  # keeps a division by a norm finite


class FloatGates(NamedTuple):
    """The last gates in floats: coefficients, centres, whichever gates are free, their ends of x, and D."""

    x: Array
    d: Array
    x_centre: Array
    d_centre: Array
    opened: list[int]
    free: list[int]
    low: Array
    high: Array
    far: Array


def in_floats(gates: Last, precision: int) -> FloatGates:
    """Each integer rounded once."""
    unit = 1 << precision

    def array(rows: list[Any]) -> Array:
        return np.array([[v / unit for v in row] for row in rows])

    x, d = (array([form.coefficients for form in forms]) for forms in (gates.x, gates.d))
    x_centre, d_centre = array([[v.centre for v in gates.x], [v.centre for v in gates.d]])
    known = [gates.ranges[k] for k in gates.free]
    low, high, far = array([[v.x[0] for v in known], [v.x[1] for v in known], [max(-v.d[0], v.d[1], 0) for v in known]])
    return FloatGates(x, d, x_centre, d_centre, gates.opened, gates.free, low, high, far)


def slopes(gates: FloatGates) -> tuple[Array, Array]:
    """(slope, height) with |x| ≤ slope·x + height for each free gate."""
    low, high = gates.low, gates.high
    slope = np.clip((high + low) / np.maximum(high - low, LEAST), -1, 1)
    slope = np.where(low >= 0, 1.0, np.where(high <= 0, -1.0, slope))
    return slope, np.maximum(np.abs(low) - slope * low, np.abs(high) - slope * high)
