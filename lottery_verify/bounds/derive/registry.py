"""Which function derives which claim."""

from collections.abc import Callable
from functools import cache

from lottery_verify.bounds.derive.assignment import derive_free_assignment
from lottery_verify.bounds.derive.certificates import (
    derive_composition,
    derive_gated,
    derive_joint,
    derive_relaxation,
    derive_split,
)
from lottery_verify.bounds.derive.filling import derive_filling
from lottery_verify.bounds.derive.gadget import derive_gadget
from lottery_verify.bounds.derive.golden import derive_golden, derive_threshold
from lottery_verify.bounds.derive.hyperbolic import derive_hyperbolic
from lottery_verify.bounds.derive.logarithmic import derive_log_pruning, derive_log_pruning_malach
from lottery_verify.bounds.derive.polynomial import derive_lower_bound, derive_malach
from lottery_verify.bounds.derive.products import derive_product_weight, derive_uniform_tail
from lottery_verify.bounds.derive.propagation import derive_propagation
from lottery_verify.bounds.derive.shared import derive_shared
from lottery_verify.bounds.derive.subset import derive_subset_sum, derive_subset_sum_pruning
from lottery_verify.bounds.derive.universal import derive_integer_law, derive_pruner, derive_universal
from lottery_verify.bounds.steps import Builder, Derivation
from lottery_verify.claims import claim, claim_ids

_DERIVE: dict[str, Callable[[Builder], None]] = {
    "gadget-identity": derive_gadget,
    "golden-decomposition": derive_golden,
    "golden-threshold": derive_threshold,
    "hyperbolic-product": derive_hyperbolic,
    "integer-law": derive_integer_law,
    "category-filling": derive_filling,
    "error-propagation": derive_propagation,
    "product-weight": derive_product_weight,
    "uniform-product-tail": derive_uniform_tail,
    "subset-sum": derive_subset_sum,
    "relu-relaxation": derive_relaxation,
    "joint-affine-forms": derive_joint,
    "split-coverage": derive_split,
    "gated-difference": derive_gated,
    "checker-composition": derive_composition,
    "malach-pruning": derive_malach,
    "log-pruning": derive_log_pruning,
    "log-pruning-malach": derive_log_pruning_malach,
    "shared-log-pruning": derive_shared,
    "universal-ticket": derive_universal,
    "pruner-ticket": derive_pruner,
    "subset-sum-pruning": derive_subset_sum_pruning,
    "free-assignment": derive_free_assignment,
    "parameter-lower-bound": derive_lower_bound,
}


@cache
def derivation(claim_id: str) -> Derivation:
    """Derives a claim and checks every step.

    Args:
        claim_id: e.g. `golden-decomposition`.
    Returns: the derivation; `proved` says whether every step holds, `assumed` lists the steps that are not decided.
    Raises: InvalidArgument when there is no such claim.
    """
    builder = Builder(claim(claim_id).id)
    _DERIVE[claim_id](builder)
    return builder.build()


def derivations() -> tuple[Derivation, ...]:
    """The derivations of all claims, in the claims' order."""
    return tuple(derivation(claim_id) for claim_id in claim_ids())
