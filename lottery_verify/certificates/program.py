"""A linear program over all gates of two networks together: the largest difference that their polygons allow.

Each open gate is a mean of its polygon's corners, pieces and all, so that f = max(x, 0) and e = max(y, 0) − f are as
near as a linear program can have them. A sign that is given takes away the corners on the other side. The dual of x
and d at a gate are slopes of the plane that the checker's rule takes there. Source: relu-relaxation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array

from lottery_verify.certificates.joint import FloatLayer
from lottery_verify.checker.rules.part import Signs, Split
from lottery_verify.checker.rules.polygon import Gates

Array = npt.NDArray[np.float64]
Slopes = dict[tuple[int, int], tuple[float, float]]  # (layer, neuron) → on x and on d
EMPTY = -float("inf")
PENALTY, DEARER, ROUNDS = 10.0, 16.0, 4  # of a corner on the wrong side, where a part has no inputs
TIE = 1e-3
SCALE = 1e3  # of differences beside pre-activations, in the objective


class Gate(NamedTuple):
    """An open gate: its first column and row, its polygon's corners (x, y), and the size of d."""

    column: int
    row: int
    corners: Array
    size: float

    def losses(self, solution: Array, u: float, v: float) -> Iterator[tuple[str, float]]:
        """How much the mean of corners has more of u·f + v·e than its own x and y, for each part that takes both signs.

        What is the part's own share decides between two that lose the same.
        """
        shares = solution[self.column : self.column + len(self.corners)]
        over = (shares @ np.maximum(self.corners, 0) - np.maximum(shares @ self.corners, 0)) * (u - v, v)
        for axis, part in enumerate("xy"):
            if self.corners[:, axis].min() < 0 < self.corners[:, axis].max():
                yield part, max(float(over.sum()), 0.0) + TIE * abs(float(over[axis]))


class Solved(NamedTuple):
    """The program's value, its solution, and the slopes of the planes that prove it."""

    value: float
    solution: Array
    slopes: Slopes


class Program:
    """The program of a box, for one end of an output at a time."""

    def __init__(
        self, floats: Sequence[FloatLayer], box: tuple[Array, Array], gates: Sequence[Sequence[Gates]], unit: int
    ):
        """Args:
        floats: the layers of both networks, the last without gates.
        box: its ends.
        gates: of each layer but the last, integers over `unit`.
        """
        self.floats, self.known = floats, gates
        self.gates: dict[tuple[int, int], Gate] = {}
        self.removed: set[int] = set()
        open_ = (g for some, layer in zip(gates, floats, strict=False) if layer.relu for g in some if g.open)
        count = len(box[0]) + sum(len(one.corners()) for one in open_)
        f, e, f_fixed, e_fixed = np.eye(len(box[0]), count), np.zeros((len(box[0]), count)), *np.zeros((2, len(box[0])))
        rows: list[Array] = []
        right: list[float] = []
        column = len(box[0])
        for i, (layer, some) in enumerate(zip(floats[:-1], gates, strict=True)):
            x, x_fixed = layer.f @ f, layer.f @ f_fixed + layer.bias
            d, d_fixed = layer.gap @ f + layer.g @ e, layer.gap @ f_fixed + layer.g @ e_fixed + layer.gap_bias
            f, f_fixed, e, e_fixed = x.copy(), x_fixed.copy(), d.copy(), d_fixed.copy()
            for j, known in enumerate(some if layer.relu else ()):
                if not known.open:
                    on_x, on_y = known.x[0] >= 0, known.y[0] >= 0
                    f[j], f_fixed[j] = on_x * x[j], on_x * x_fixed[j]
                    e[j], e_fixed[j] = on_y * (x[j] + d[j]) - f[j], on_y * (x_fixed[j] + d_fixed[j]) - f_fixed[j]
                    continue
                corners = np.array([(p / unit, (p + q) / unit) for _, _, p, q in known.corners()])
                size = (max(-known.d[0], known.d[1]) or unit) / unit
                self.gates[i, j] = Gate(column, len(rows), corners, size)
                own = slice(column, column + len(corners))
                mean = np.zeros(count)
                mean[own] = 1
                x[j, own], d[j, own] = -corners[:, 0], corners[:, 0] - corners[:, 1]
                rows += [mean, -x[j], -d[j] / size]
                right += [1.0, x_fixed[j], d_fixed[j] / size]
                positive = np.maximum(corners, 0)
                f[j] = e[j] = f_fixed[j] = e_fixed[j] = 0
                f[j, own], e[j, own] = positive[:, 0], positive[:, 1] - positive[:, 0]
                column += len(corners)
        self.made = f, e, f_fixed, e_fixed
        low, high = (np.append(side, [v] * (count - len(side))) for side, v in zip(box, (0.0, 1.0), strict=True))
        self.solver = solver(np.array(rows).reshape(-1, count), np.array(right), low, high)

    def aim(self, output: int, sign: int) -> None:
        """Takes sign·(ĝ − f) of an output for the objective."""
        f, e, f_fixed, e_fixed = self.made
        last = self.floats[-1]
        u, v = self.aimed = sign * last.gap[output], sign * last.g[output]
        self.fixed = float(u @ f_fixed + v @ e_fixed + sign * last.gap_bias[output])
        self.objective = SCALE * (u @ f + v @ e)
        self._cost(self.objective)

    def solve(self, signs: Signs) -> Solved | None:
        """The largest value at these signs, EMPTY where no input seems to have them; None where the solver gives up."""
        removed = {column for column, _ in self._beyond(signs)}
        changed = np.array(sorted(removed ^ self.removed), dtype=np.int32)
        if len(changed):
            ends = np.array([float(column not in removed) for column in changed])
            self.solver.changeColsBounds(len(changed), changed, np.zeros(len(changed)), ends)
        self.removed = removed
        self.solver.run()
        status, wanted = self.solver.getModelStatus(), highspy.HighsModelStatus
        if status not in (wanted.kOptimal, wanted.kInfeasible):
            self.solver.clearSolver()
            self.solver.run()
            status = self.solver.getModelStatus()
        found = self.solver.getSolution()
        if status == wanted.kInfeasible:
            return Solved(EMPTY, np.array(found.col_value), {})
        if status != wanted.kOptimal:
            return None
        value = self.solver.getInfo().objective_function_value / SCALE + self.fixed
        dual = np.array(found.row_dual) / SCALE
        slopes = {place: (float(dual[g.row + 1]), float(dual[g.row + 2] / g.size)) for place, g in self.gates.items()}
        return Solved(value, np.array(found.col_value), slopes)

    def refuted(self, signs: Signs, enough: float) -> Solved | None:
        """The same where there is no such input: corners beyond the signs cost so much that the value is enough."""
        beyond = self._beyond(signs)
        price = PENALTY * float(np.abs(self.objective).max()) / max((far for _, far in beyond), default=1.0)
        for _ in range(ROUNDS):
            cost = self.objective.copy()
            for column, far in beyond:
                cost[column] -= price * far
            self._cost(cost)
            found = self.solve({})
            if found is not None and found.value <= enough:
                break
            price *= DEARER
        self._cost(self.objective)
        return found

    def losses(self, solved: Solved, signs: Signs) -> dict[Split, float]:
        """How much each sign that is open takes from the value, by the weights of f and e that its slopes lead back."""
        found: dict[Split, float] = {}
        u, v = self.aimed
        for i in reversed(range(len(self.known))):
            on_x, on_y = (np.array([getattr(gates, part)[0] >= 0 for gates in self.known[i]]) for part in "xy")
            a, b = ((u - v) * on_x + v * on_y, v * on_y) if self.floats[i].relu else (u, v)
            for j in range(len(u)):
                gate = self.gates.get((i, j))
                if gate is not None:
                    found.update(((i, j, part), loss) for part, loss in gate.losses(solved.solution, u[j], v[j]))
                    a[j], b[j] = solved.slopes[i, j]
            u, v = a @ self.floats[i].f + b @ self.floats[i].gap, b @ self.floats[i].g
        return {split: loss for split, loss in found.items() if split not in signs}

    def _beyond(self, signs: Signs) -> list[tuple[int, float]]:
        """The columns of corners on the other side of 0, and how far."""
        found = []
        for (i, j, part), at_least in signs.items():
            gate = self.gates.get((i, j))
            values = np.zeros(0) if gate is None else gate.corners[:, "xy".index(part)] * (1 if at_least else -1)
            found += [(gate.column + k, -value) for k, value in enumerate(values.tolist()) if gate and value < 0]
        return found

    def _cost(self, cost: Array) -> None:
        self.solver.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)


def solver(rows: Array, right: Array, low: Array, high: Array) -> highspy.Highs:
    """HiGHS, silent and in one thread, on rows·t = right with low ≤ t ≤ high, to be made as large as can be."""
    made, lp, matrix = highspy.Highs(), highspy.HighsLp(), csc_array(rows)
    made.silent()
    made.setOptionValue("threads", 1)
    lp.num_row_, lp.num_col_ = rows.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.zeros(len(low)), low, high
    lp.row_lower_ = lp.row_upper_ = right
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    lp.sense_ = highspy.ObjSense.kMaximize
    made.passModel(lp)
    return made
