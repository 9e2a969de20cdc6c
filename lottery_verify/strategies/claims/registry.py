"""`claim_inputs`: the strategy of a claim's inputs, with hypotheses dropped by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hypothesis.strategies import SearchStrategy

from lottery_verify.claims import claim
from lottery_verify.strategies.claims import assigning, certificates, counting, gadget, golden, laws, propagation, sums

Inputs = Callable[[frozenset[str]], SearchStrategy[Any]]

CLAIM_INPUTS: dict[str, Inputs] = {
    "gadget-identity": gadget.gadget_cases,
    "golden-decomposition": golden.golden_cases,
    "golden-threshold": golden.threshold_cases,
    "hyperbolic-product": laws.hyperbolic_cases,
    "integer-law": certificates.law_cases,
    "category-filling": laws.filling_cases,
    "error-propagation": propagation.propagation_cases,
    "product-weight": laws.product_cases,
    "uniform-product-tail": laws.tail_cases,
    "subset-sum": sums.subset_cases,
    "relu-relaxation": certificates.plane_cases,
    "joint-affine-forms": certificates.pair_of_layers_cases,
    "split-coverage": certificates.tree_cases,
    "gated-difference": certificates.gate_cases,
    "checker-composition": certificates.pair_of_layers_cases,
    "malach-pruning": counting.malach_cases,
    "log-pruning": counting.turns_cases,
    "log-pruning-malach": counting.malach_categories_cases,
    "shared-log-pruning": counting.shared_cases,
    "universal-ticket": counting.universal_cases,
    "pruner-ticket": counting.budget_cases,
    "subset-sum-pruning": sums.pool_cases,
    "free-assignment": assigning.served_cases,
    "parameter-lower-bound": sums.cover_cases,
}


def claim_inputs(claim_id: str, *, dropping: Iterable[str] = ()) -> SearchStrategy[Any]:
    """Inputs that meet a claim's hypotheses, all but those that are dropped.

    Args:
        claim_id: e.g. "golden-decomposition".
        dropping: names of hypotheses, as in the claim's record; a hypothesis that only another part of the claim needs
            (see `lottery_verify.hunting.properties_of`) changes nothing here.
    Returns:
        frozen dataclasses of plain numbers, which print as text that can be pasted.
    Raises:
        InvalidArgument: no such claim or hypothesis.
    """
    record = claim(claim_id)
    names = frozenset(dropping)
    for name in sorted(names):
        record.hypothesis(name)
    return CLAIM_INPUTS[claim_id](names)
