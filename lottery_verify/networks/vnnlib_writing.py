"""Writes the question whether two networks differ as a VNN-LIB 2 file, for this tool and for others."""

from __future__ import annotations

from fractions import Fraction

from lottery_verify.checker.regions import Box
from lottery_verify.networks.regions import spell


def specification_text(box: Box, outputs: int, epsilon: Fraction) -> str:
    """Spells the question: is there an input of the box at which an output of g differs from f's by more than epsilon?

    Args:
        box: of the inputs.
        outputs: how many outputs each network has.
        epsilon: above 0, in the unit of the outputs.
    Returns:
        the file's text: networks f and g, inputs X_f and X_g, outputs Y_f and Y_g; unsat means that no output differs
        by more.
    """
    lines = ["(vnnlib-version <2.0>)"]
    for name in ("f", "g"):
        tensors = f"(declare-input X_{name} real [{box.width}]) (declare-output Y_{name} real [{outputs}])"
        lines.append(f"(declare-network {name} {tensors})")
    for i, (low, high) in enumerate(zip(box.lower, box.upper, strict=True)):
        lines.append(f"(assert (and (>= X_f[{i}] {spell(low)}) (<= X_f[{i}] {spell(high)})))")
        lines.append(f"(assert (== X_f[{i}] X_g[{i}]))")
    end = spell(epsilon)
    sides = [f"(> Y_g[{j}] (+ Y_f[{j}] {end})) (< Y_g[{j}] (- Y_f[{j}] {end}))" for j in range(outputs)]
    return "\n".join([*lines, "(assert (or", *sides, "))", ""])
