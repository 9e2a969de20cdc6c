"""Spectral witnesses: whatever a certificate says of a norm, the bound that the checker takes from it holds."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from lottery_verify.checker.networks import read_network
from lottery_verify.checker.rules.spectral import spectral_bound
from lottery_verify.hunting.checked import write
from lottery_verify.hunting.records import Dropping, Outcome, Property
from lottery_verify.networks.network import Network
from lottery_verify.strategies.witnesses import WitnessCase, witness_cases


def semidefinite(matrix: list[list[Fraction]]) -> bool:
    """Whether a symmetric matrix has no negative eigenvalue, by elimination without rounding."""
    rows = [list(row) for row in matrix]
    while rows:
        pivot, first = rows[0][0], rows[0][1:]
        if pivot < 0 or (pivot == 0 and any(first)):
            return False
        rest = [row[1:] for row in rows[1:]]
        if pivot:
            rest = [
                [v - a * b / pivot for v, b in zip(row, first, strict=True)] for row, a in zip(rest, first, strict=True)
            ]
        rows = rest
    return True


def judge_witness(case: WitnessCase, dropping: Dropping) -> Outcome:
    """s²·I − WWᵀ is positive semidefinite for the bound s that the checker computes."""
    rows = [list(row) for row in case.rows]
    network = Network.from_arrays([np.array(rows, dtype=np.float64)])
    layer = read_network(write("network", network.canonical())).layers[0]
    said = {
        "scale": layer.scale + case.scale,
        "square": hex(case.square << 2 * layer.scale),
        "factor": [[hex(v << layer.scale) for v in row] for row in case.factor],
    }
    bound = spectral_bound(layer, said, "witness")
    s = Fraction(bound[0], 1 << bound[1])
    gram = [
        [(s * s if i == j else Fraction(0)) - sum(a * b for a, b in zip(p, q, strict=True)) for j, q in enumerate(rows)]
        for i, p in enumerate(rows)
    ]
    return Outcome(semidefinite(gram), 0.5, f"the bound is {s}")


def _cases(dropping: Dropping) -> object:
    return witness_cases()


PROPERTIES = (
    Property(
        "checker/witness",
        "whatever a spectral witness says, the bound that the checker takes from it is at least the norm",
        _cases,  # type: ignore[arg-type]
        judge_witness,
    ),
)
