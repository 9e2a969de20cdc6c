"""One subset sum at a time: ours against solvers of integer programs, on the same weights and products.

Run: python benchmarks/subset_sums.py [--links n]. It uses highspy, ortools and gurobipy where they are installed;
gurobipy's own licence suffices for this size. Weights are uniform on [−1/2, 1/2] and the 22 products of each are v·u
with u and v uniform on [−1, 1], numpy's default_rng(0). A solver stops at the first subset whose sum is within the
tolerance, and its model is made within its time. Ours are the searches of `prune`, all weights at once, as there: that
of blocks, and that of free assignment, the nearest sum, which is given ten products and four more where they do not
come within the tolerance. Every sum is added up again with fsum.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from math import fsum
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from lottery_verify.decompose.nearest_sums import nearest_subsets
from lottery_verify.decompose.subset_sum import SubsetSum

PRODUCTS, UNIT = 22, 2.0**40  # UNIT: CP-SAT takes integers; 22 roundings to 2^-41 are far below 10^-4
FIRST, MORE = 10, 4  # products that the nearest sum is given at first, and then besides
Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Solver = Callable[[float, list[float], float], list[bool]]


def gurobi(w: float, products: list[float], tolerance: float) -> list[bool]:
    """Gurobi on one thread."""
    import gurobipy

    with gurobipy.Model(env=gurobi_environment()) as model:
        model.Params.FeasibilityTol = model.Params.IntFeasTol = 1e-9
        x = model.addVars(len(products), vtype="B")
        total = gurobipy.quicksum(p * x[j] for j, p in enumerate(products))
        model.addConstr(total <= w + tolerance - 1e-8)
        model.addConstr(total >= w - tolerance + 1e-8)
        model.optimize()
        return [model.SolCount > 0 and x[j].X > 0.5 for j in range(len(products))]


@cache
def gurobi_environment() -> Any:
    """Gurobi's environment, made once, so that its start is not counted for each weight."""
    import gurobipy

    return gurobipy.Env(params={"OutputFlag": 0, "Threads": 1})


def highs(w: float, products: list[float], tolerance: float) -> list[bool]:
    """HiGHS on one thread."""
    import highspy

    model = highspy.Highs()
    model.silent()
    model.setOptionValue("threads", 1)
    x = [model.addBinary() for _ in products]
    total = sum(p * one for p, one in zip(products, x, strict=True))
    model.addConstr(total <= w + tolerance - 1e-6)
    model.addConstr(total >= w - tolerance + 1e-6)
    model.run()
    return [value > 0.5 for value in model.getSolution().col_value] or [False] * len(products)


def cp_sat(w: float, products: list[float], tolerance: float) -> list[bool]:
    """CP-SAT of OR-Tools with one worker."""
    from ortools.sat.python import cp_model

    model, solver = cp_model.CpModel(), cp_model.CpSolver()
    solver.parameters.num_workers = 1
    x = [model.new_bool_var(str(j)) for j in range(len(products))]
    total = sum(round(p * UNIT) * one for p, one in zip(products, x, strict=True))
    slack = tolerance - 1e-9
    model.add_linear_constraint(total, round((w - slack) * UNIT), round((w + slack) * UNIT))
    found = solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return [found and bool(solver.value(one)) for one in x]


SOLVERS: dict[str, tuple[str, Solver]] = {
    "gurobipy": ("gurobipy", gurobi), "HiGHS": ("highspy", highs), "CP-SAT": ("ortools", cp_sat),
}  # fmt: skip


def blocks(w: Array, u: Array, v: Array, tolerance: float) -> Mask:
    """The search of blocks, among windows of products in order of value."""
    return SubsetSum().decompose(w, u, v, tolerance).kept


def nearest(w: Array, u: Array, v: Array, tolerance: float) -> Mask:
    """The search of free assignment: the nearest of all sums of the first products, of more where that is too far."""
    products, open_ = u * v, np.arange(len(w))
    kept = np.zeros(products.shape, dtype=bool)
    for n in range(FIRST, PRODUCTS + 1, MORE):
        kept[open_, :n] = nearest_subsets(w[open_], products[open_, :n])
        open_ = open_[np.abs(np.where(kept, products, 0.0).sum(1) - w)[open_] > tolerance]
    return kept


OURS: dict[str, Callable[[Array, Array, Array, float], Mask]] = {"blocks": blocks, "nearest": nearest}


def main() -> None:
    """Prints, for each tolerance, the milliseconds per weight and how many sums are over it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=192, help="weights (default: 192)")
    links = parser.parse_args().links
    generator = np.random.default_rng(0)
    w = generator.uniform(-0.5, 0.5, links)
    u, v = generator.uniform(-1, 1, (2, links, PRODUCTS))
    products = (u * v).tolist()
    for tolerance in (1e-2, 1e-4):
        print(f"tolerance {tolerance}")
        best = {name: timed(name, search, w, u, v, tolerance) for name, search in OURS.items()}
        for name, (package, solve) in SOLVERS.items():
            if find_spec(package) is None:
                print(f"  {name}: not installed")
                continue
            times, kept = [], []
            for target, row in zip(w.tolist(), products, strict=True):
                begun = time.perf_counter()
                kept.append(solve(target, row, tolerance))
                times.append(1e3 * (time.perf_counter() - begun))
            spent = sum(times) / links
            ratios = ", ".join(f"{spent / ours:.0f} times {ours_name}" for ours_name, ours in best.items())
            wrong = over(w, products, kept, tolerance)
            print(f"  {name}: {spent:.2f} ms (median {median(times):.2f}), over it {wrong}; {ratios}")


def timed(name: str, search: Callable[..., Mask], w: Array, u: Array, v: Array, tolerance: float) -> float:
    """The median milliseconds per weight of one of our searches, printed."""
    spent = []
    for repeat in range(6):  # the first warms up
        begun = time.perf_counter()
        kept = search(w, u, v, tolerance)
        spent += [1e3 * (time.perf_counter() - begun) / len(w)] * (repeat > 0)
    wrong = over(w, (u * v).tolist(), kept.tolist(), tolerance)
    print(f"  {name}: {median(spent):.4f} ms, over it {wrong} of {len(w)}")
    return median(spent)


def over(w: Array, products: list[list[float]], kept: list[list[bool]], tolerance: float) -> int:
    """How many sums are further from their weight than the tolerance."""
    pairs = zip(products, kept, strict=True)
    sums = [fsum(p for p, one in zip(row, chosen, strict=True) if one) for row, chosen in pairs]
    return sum(abs(total - target) > tolerance for total, target in zip(sums, w.tolist(), strict=True))


if __name__ == "__main__":
    main()
