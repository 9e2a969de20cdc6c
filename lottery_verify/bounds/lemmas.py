"""One function per lemma: the figures that it contributes to the bounds."""

from collections.abc import Callable
from dataclasses import replace

from lottery_verify.bounds.inputs import Inputs
from lottery_verify.bounds.rows import DIGITS, Row
from lottery_verify.counts import explicit
from lottery_verify.counts.base import PHI
from lottery_verify.counts.decide import decimal
from lottery_verify.counts.smallest import category_probability, smallest_draws_for_hit
from lottery_verify.counts.tails import smallest_draws_for_filling


def gadget_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """gadget-identity: two halves per link."""
    return replace(row, values=(("half links", 2 * inputs.links),))


def golden_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """golden-decomposition: the number of categories."""
    return replace(row, epsilon_w=inputs.epsilon_w, k=(k,) * inputs.depth)


def threshold_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """golden-threshold: the largest base, enclosed from below."""
    return replace(row, values=(("largest base (down)", decimal(PHI.enclose, DIGITS, upward=False)),))


def hyperbolic_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """hyperbolic-product: the bound 1/(8k) and the exact probabilities of the rarest and commonest category."""
    if k == 0:
        return replace(row, k=(0,) * inputs.depth)
    chances = [category_probability(k, 1), category_probability(k, (k + 1) // 2)]
    return replace(
        row,
        k=(k,) * inputs.depth,
        values=(
            ("c", str(explicit.category_probability_bound(k))),
            ("exact, rarest", str(min(chances))),
            ("exact, commonest", str(max(chances))),
        ),
    )


def filling_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """category-filling for the pool of one link: 2k categories, one sample each, the link's share of delta."""
    if k == 0:
        return replace(row, k=(0,) * inputs.depth)
    c, links = explicit.category_probability_bound(k), max(layer.links for layer in inputs.layers)
    share = inputs.delta / (inputs.depth * links)
    exact = smallest_draws_for_filling(c, 1, 2 * k, share) if exactly else None
    values: list[tuple[str, str | int]] = [
        ("M, as the talk has it", explicit.category_filling_draws(c, 1, 2 * k, share)),
        ("M with m ln 2", explicit.category_filling_draws_ln2(c, 1, 2 * k, share)),
    ]
    if exact is not None:
        values.append(("M from the binomial tail", exact))
    return replace(row, k=(k,) * inputs.depth, values=tuple(values))


def propagation_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """error-propagation: the error that each weight may have."""
    return replace(row, epsilon_w=inputs.epsilon_w)


def subset_sum_lemma_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """subset-sum: draws for one z of [-1/2, 1/2] at precision epsilon, from U[-1, 1] and from half links."""
    return replace(
        row,
        values=(
            ("N, p = 1", explicit.subset_sum_draws(inputs.epsilon, inputs.delta)),
            ("N, p = ln(2)/4", explicit.subset_sum_draws(inputs.epsilon, inputs.delta, explicit.product_share)),
        ),
    )


def pruner_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """pruner-ticket at c = 1/(8k), both halves of each link counted; `prune` takes its law's own c and fewer halves."""
    if k == 0:
        return replace(row, k=(0,) * inputs.depth)
    c, half_links = explicit.category_probability_bound(k), 2 * inputs.links
    draws = smallest_draws_for_hit(c, inputs.delta / (half_links * k))
    return replace(row, k=(k,) * inputs.depth, values=(("neurons per input neuron, c = 1/(8k)", draws),))


def plain_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """A claim about one certificate or one law: sizes alone give it no figure."""
    return row


LEMMA_ROWS: dict[str, Callable[[Row, Inputs, int, bool], Row]] = {
    "gadget-identity": gadget_row,
    "golden-decomposition": golden_row,
    "golden-threshold": threshold_row,
    "hyperbolic-product": hyperbolic_row,
    "category-filling": filling_row,
    "error-propagation": propagation_row,
    "subset-sum": subset_sum_lemma_row,
    "pruner-ticket": pruner_row,
    **dict.fromkeys(
        (
            "integer-law",
            "relu-relaxation",
            "joint-affine-forms",
            "split-coverage",
            "gated-difference",
            "checker-composition",
        ),
        plain_row,
    ),
}
