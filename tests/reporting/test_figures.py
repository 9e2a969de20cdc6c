"""What the captions of the figures say, held against the numbers."""

import math

from lottery_verify import bounds
from lottery_verify.reporting.settings import ERROR, WIDTHS, settings


def test_all_inequalities_together_cost_less_than_1_3() -> None:
    """The caption of 'What does each inequality cost?'."""
    costs = settings()[0].evaluation["shared-log-pruning"].costs
    assert 1 < costs[0].neurons_total / costs[-1].neurons_total < 1.3


def test_slopes_against_epsilon_are_2_and_1_and_nearly_0() -> None:
    """The caption of 'How do the bounds grow as ε falls?'."""
    ends = [bounds.evaluate(WIDTHS, e, ERROR, w_max="1/28", input_norm=1, costs=False) for e in ("1e-8", "1e-9")]
    slopes = {}
    for claim_id in ends[0].ids:
        sizes = [end[claim_id].size for end in ends]
        if sizes[0] is not None and sizes[1] is not None:
            slopes[claim_id] = math.log10(sizes[1].neurons_total / sizes[0].neurons_total)
    assert round(slopes.pop("malach-pruning"), 3) == 2
    assert round(slopes.pop("product-weight"), 3) == 1
    assert 0.95 < slopes.pop("uniform-product-tail") < 1.05
    assert all(0 < one < 0.05 for one in slopes.values())


def test_phi_needs_the_fewest_neurons() -> None:
    """The caption of 'Why the golden ratio?': no base below needs fewer."""
    counts = []
    for base in ("1.1", "5/4", "3/2", "8/5", "1.618", "phi"):
        size = bounds.evaluate(WIDTHS, ERROR, ERROR, base=base, claims=["shared-log-pruning"], costs=False).rows[0].size
        assert size is not None
        counts.append(size.neurons_total)
    assert counts == sorted(counts, reverse=True)
