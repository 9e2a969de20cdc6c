"""Every bound as a derivation that can be read, and as a number that can be trusted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lottery_verify.arguments import Number
from lottery_verify.bounds.evaluation import DEFAULT_CLAIMS, Evaluation, evaluate_inputs
from lottery_verify.bounds.inputs import Inputs, LayerSize, inputs_from_widths
from lottery_verify.bounds.rendering import FORMATS
from lottery_verify.bounds.rows import Cost, HypothesisCheck, Row, Size, Status
from lottery_verify.counts.base import PHI, Base

if TYPE_CHECKING:
    from lottery_verify.bounds.derive import derivation, derivations

__all__ = [
    "DEFAULT_CLAIMS",
    "FORMATS",
    "PHI",
    "Base",
    "Cost",
    "Evaluation",
    "HypothesisCheck",
    "Inputs",
    "LayerSize",
    "Row",
    "Size",
    "Status",
    "derivation",
    "derivations",
    "evaluate",
    "evaluate_inputs",
    "inputs_from_widths",
]


if not TYPE_CHECKING:  # a type checker must not take a misspelt name for an object

    def __getattr__(name: str) -> object:
        """Loads the derivations, and with them sympy, only when they are asked for."""
        if name in ("derivation", "derivations"):
            from lottery_verify.bounds.derive import registry

            return getattr(registry, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def evaluate(
    widths: Sequence[int],
    epsilon: Number,
    delta: Number,
    *,
    w_max: Number = 1,
    f_max: Number = 1,
    spectral_norms: Sequence[Number] | None = None,
    base: Number | Base = PHI,
    input_norm: Number | None = None,
    claims: Sequence[str] | None = None,
    costs: bool = True,
) -> Evaluation:
    """Evaluates the bounds for a target of these widths.

    Args:
        widths: neurons per layer, inputs first: n_0, ..., n_l; at least two.
        epsilon: allowed sup error, above 0.
        delta: allowed failure probability, in (0, 1).
        w_max: bound of the weights, at least 0.
        f_max: bound of the activations before the last layer, above 0.
        spectral_norms: one bound per layer, at least 0; all 1 when left out.
        base: "phi" or a rational in (1, phi].
        input_norm: bound of the inputs' Euclidean norm, at least 0, if known.
        claims: claim ids; all that give the size of a source network when left out.
        costs: whether to compute the exact smallest counts and what each inequality costs.
    Returns: the evaluation.
    Raises: InvalidArgument naming the argument and its value; Undecided when no precision decides a ceiling.
    """
    inputs = inputs_from_widths(
        widths,
        epsilon,
        delta,
        w_max=w_max,
        f_max=f_max,
        spectral_norms=spectral_norms,
        base=base,
        input_norm=input_norm,
    )
    return evaluate_inputs(inputs, claims, costs=costs)
