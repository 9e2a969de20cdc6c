"""The bound of ‖W‖₂ by a certificate's witness a second time, on mpmath values."""

from __future__ import annotations

from mpmath.libmp import (
    from_man_exp,
    fzero,
    mpf_abs,
    mpf_add,
    mpf_le,
    mpf_lt,
    mpf_mul,
    mpf_shift,
    mpf_sub,
    mpf_sum,
    sqrtrem,
)

from lottery_verify.certificates.exact import ExactLayer
from lottery_verify.certificates.reals import Real
from lottery_verify.certificates.spectral import Witness
from lottery_verify.errors import MalformedFile


def largest_gain(layer: ExactLayer, witness: Witness) -> tuple[int, int]:
    """(s, t) with ‖W‖₂ ≤ s/2^t; ‖W‖₂² is at most square + the largest row sum of |WWᵀ + RRᵀ − square·I|.

    Raises:
        MalformedFile: R is not lower triangular of the right size.
    """
    w, r = layer.positive.reals(), [[from_man_exp(v, -witness.scale) for v in row] for row in witness.factor]
    if len(w) > len(w[0]):
        w = [list(column) for column in zip(*w, strict=True)]
    if [len(row) for row in r] != list(range(1, len(w) + 1)):
        raise MalformedFile(f"certificate: a factor of {len(r)} rows for {len(w)}")
    square, worst = from_man_exp(witness.square, -2 * witness.scale), None
    for i in range(len(w)):
        total: Real = fzero
        for j in range(len(w)):
            entry = mpf_add(_dot(w[i], w[j]), _dot(r[i], r[j]))
            total = mpf_add(total, mpf_abs(mpf_sub(entry, square) if i == j else entry))
        if worst is None or mpf_lt(worst, total):
            worst = total
    bound = mpf_shift(mpf_add(square, worst), 2 * witness.scale)
    if mpf_le(bound, fzero):
        return 0, witness.scale
    if bound[2] < 0:
        raise MalformedFile(f"certificate: a witness over 2^{witness.scale} cannot hold the layer's weights")
    side, rest = sqrtrem(int(bound[1]) << bound[2])
    return int(side) + (rest > 0), witness.scale


def _dot(a: list[Real], b: list[Real]) -> Real:
    return mpf_sum([mpf_mul(v, w) for v, w in zip(a, b, strict=False)])
