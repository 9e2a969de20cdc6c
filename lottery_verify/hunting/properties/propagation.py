"""error-propagation and what rests on it: one target, one ticket at the full ε_w, one input, all in Fractions."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt, prod, sqrt

from lottery_verify.bounds.inputs import inputs_from_widths
from lottery_verify.counts.enclosure import fraction_of
from lottery_verify.hunting.records import Drop, Dropping, Outcome, Property
from lottery_verify.strategies.claims.propagation import (
    E_BELOW,
    Matrix,
    PropagationCase,
    activations,
    apply,
    propagation_cases,
    subset_propagation_cases,
    unit_propagation_cases,
)

ZERO, ONE = Fraction(0), Fraction(1)
BITS = 64


def allowed_epsilon_w(case: PropagationCase, dropping: Dropping) -> Fraction:
    """The ε_w that the claim allows, rounded down; with a constant forgotten, that much larger, still rounded down."""
    inputs = inputs_from_widths(case.widths, case.epsilon, Fraction(1, 2), f_max=case.f_max, spectral_norms=case.norms)
    allowed = fraction_of(inputs.epsilon_w(BITS).lower)
    n = inputs.width
    growth = prod(case.norms, start=ONE)
    factors = {
        "e": E_BELOW,
        "n^(3/2)": Fraction(isqrt(n * n * n << 40), 1 << 20),
        "n^(3/2)->n": Fraction(isqrt(n << 40), 1 << 20),
        "depth": Fraction(inputs.depth),
        "f_max": case.f_max,
        "max(1,norm)": prod((max(ONE, s) for s in case.norms), start=ONE) / growth if growth else ONE,
        "epsilon_w-small": Fraction(4),
    }
    for name in sorted(dropping & factors.keys()):
        allowed *= factors[name]
    return allowed


def moved(weights: Matrix, errors: Matrix, size: Fraction) -> Matrix:
    """W + size·E."""
    return tuple(tuple(v + size * e for v, e in zip(a, b, strict=True)) for a, b in zip(weights, errors, strict=True))


def compare(case: PropagationCase, sizes: list[Fraction]) -> Outcome:
    """‖F(x) − Ĝ(x)‖₂ ≤ ε, by squares."""
    values = list(case.x)
    for w, plus, minus, size in zip(case.weights, case.plus, case.minus, sizes, strict=True):
        values = [case.slope * max(z, ZERO) for z in apply(moved(w, plus, size), moved(w, minus, size), values)]
    right = activations(case.weights, case.x, case.slope)[-1]
    square = sum(((a - b) ** 2 for a, b in zip(values, right, strict=True)), ZERO)
    ratio = square / case.epsilon**2
    error = sqrt(min(square, Fraction(10**300)))
    asked = f"epsilon = {case.epsilon} (about {float(case.epsilon):.9g})"
    note = f"epsilon_w about {float(sizes[0]):.6g}: the error is about {error:.9g}, {asked}"
    return Outcome(ratio <= 1, float(min(ratio, Fraction(10**6))), note)


def judge_error(case: PropagationCase, dropping: Dropping) -> Outcome:
    """With every entry off by errors·ε_w, the output is off by at most ε."""
    return compare(case, [allowed_epsilon_w(case, dropping)] * len(case.weights))


def judge_subset_error(case: PropagationCase, dropping: Dropping) -> Outcome:
    """With ε_w = ε/(2ℓ·n_i·n_{i-1}) in layer i, the output is off by at most ε."""
    depth = len(case.weights)
    return compare(case, [case.epsilon / (2 * depth * len(w) * len(w[0])) for w in case.weights])


SIDE = Drop("epsilon<=e*sqrt(n)*f_max", "ε up to 64·F_max")

PROPERTIES = (
    Property(
        "error-propagation/error",
        "with every entry of both halves off by up to ε_w the ticket is within ε of the target",
        propagation_cases,
        judge_error,
        (
            Drop("entries-within-epsilon_w", "entries off by up to 4·ε_w"),
            Drop("activation-1-lipschitz", "4·max(z, 0) as activation"),
            Drop("spectral-norms", "norms stated as at most 1 where they are larger"),
            Drop("activations<=f_max", "F_max stated as at most 1, or 1/8, where activations are larger"),
            SIDE,
            Drop("epsilon_w-small", "ε_w four times as large"),
            Drop("e", "e forgotten"),
            Drop("n^(3/2)", "n^(3/2) forgotten"),
            Drop("n^(3/2)->n", "n in place of n^(3/2)"),
            Drop("depth", "ℓ forgotten"),
            Drop("f_max", "F_max forgotten"),
            Drop("max(1,norm)", "the norm in place of max{1, norm}"),
        ),
    ),
    Property(
        "malach-pruning/error",
        "under Malach's assumptions ε_w = ε/(eℓn^(3/2)) keeps the output within ε",
        unit_propagation_cases,
        judge_error,
        (
            Drop("spectral-norms<=1", "spectral norms up to 8"),
            Drop("input-norm<=1", "inputs up to 4 in each coordinate"),
            SIDE,
        ),
    ),
    Property(
        "log-pruning/error", "the ε_w of log-pruning keeps the output within ε", propagation_cases, judge_error, (SIDE,)
    ),
    Property(
        "log-pruning-malach/error",
        "under Malach's assumptions the ε_w of log-pruning keeps the output within ε",
        unit_propagation_cases,
        judge_error,
        (
            Drop("spectral-norms<=1", "spectral norms up to 8"),
            Drop("input-norm<=1", "inputs up to 4 in each coordinate"),
            SIDE,
        ),
    ),
    Property(
        "shared-log-pruning/error",
        "the ε_w of shared-log-pruning keeps the output within ε",
        propagation_cases,
        judge_error,
        (SIDE,),
    ),
    Property(
        "universal-ticket/error",
        "the ε_w of universal-ticket keeps the output of each target within ε",
        propagation_cases,
        judge_error,
        (SIDE,),
    ),
    Property(
        "subset-sum-pruning/error",
        "ε_w = ε/(2ℓ·n_i·n_{i-1}) keeps the output within ε",
        subset_propagation_cases,
        judge_subset_error,
        (
            Drop("spectral-norms<=1", "spectral norms up to 8"),
            Drop("input-norm<=1", "inputs up to 4 in each coordinate"),
            Drop("epsilon<=2", "ε up to 64"),
        ),
    ),
)
