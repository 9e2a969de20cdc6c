"""What each claim points at: theorems of proofs/, functions of this package, further tests; names as text only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """Where a claim is proved in Coq, run in Python and tested.

    Attributes:
        theorems: names of Coq theorems in proofs/audit/assumptions.expected, the one that states the claim first.
        code: dotted names of the functions and classes that rest on the claim.
        tests: tests besides hunting's properties, as `tests/…py::test_name`.
        gap: what of the claim no Coq theorem states, and why; empty when nothing.
        stated: whether the theorems state the claim's own explicit form, and not another one.
    """

    theorems: tuple[str, ...]
    code: tuple[str, ...]
    tests: tuple[str, ...] = ()
    gap: str = ""
    stated: bool = True


_COUNTS = "lottery_verify.bounds.counts"
_FINITE = "laws that are not finite (the package's are finite)"

LINKS: dict[str, Link] = {
    "gadget-identity": Link(
        ("gadget_identity", "gadget_link", "gadget_link_error", "gadget_link_nonnegative"),
        ("lottery_verify.checker.rules.rows.kinked", "lottery_verify.pruning.search.LayerSearch"),
        ("tests/pruning/test_pruner.py::test_nonnegative_inputs_skip_a_half",),
    ),
    "golden-decomposition": Link(
        ("golden_decomposition", "golden_decomposition_scaled", "golden_decomposition_within"),
        ("lottery_verify.decompose.golden.Golden.decompose", "lottery_verify.laws.choice.category_count"),
        (
            "tests/decompose/test_golden.py::test_golden_decomposition",
            "tests/proofs/test_constants.py::test_categories",
        ),
    ),
    "golden-threshold": Link(
        ("golden_threshold", "golden_characterization"),
        ("lottery_verify.laws.choice.base_value", "lottery_verify.bounds.base.base_of"),
        ("tests/decompose/test_golden.py::test_golden_threshold",),
    ),
    "hyperbolic-product": Link(
        ("hyperbolic_product", "hyperbolic_grid", "hyperbolic_product_ideal"),
        (
            f"{_COUNTS}.category_probability_bound",
            "lottery_verify.bounds.exact.category_probability",
            "lottery_verify.laws.choice.category_probability",
            "lottery_verify.laws.choice.hyperbolic_law",
        ),
        (
            "tests/laws/test_choice.py::test_category_probability_by_counting",
            "tests/proofs/test_constants.py::test_category_probability",
        ),
        "that Lebesgue measure is a law of the kind hyperbolic_product_ideal speaks of; "
        "the package's own table of values: its category probabilities are counted in Python, exactly",
    ),
    "category-filling": Link(
        ("category_filling", "category_hit", "category_filling_talk", "category_filling_ln2", "category_hit_ln"),
        (
            f"{_COUNTS}.category_filling_draws",
            f"{_COUNTS}.category_filling_draws_ln2",
            "lottery_verify.bounds.tails.smallest_draws_for_filling",
            "lottery_verify.decompose.single.draws",
        ),
        ("tests/decompose/test_single.py::test_draws", "tests/proofs/test_constants.py::test_filling_draws"),
        _FINITE,
    ),
    "error-propagation": Link(
        (
            "error_propagation_euler",
            "error_propagation_sharp",
            "error_propagation",
            "error_closed_form",
            "error_recursion",
            "side_condition_needed",
        ),
        ("lottery_verify.bounds.inputs.Inputs.epsilon_w", "lottery_verify.bounds.hypotheses.check_hypotheses"),
        (
            "tests/bounds/test_derive.py::test_side_condition_counterexample_by_running_the_networks",
            "tests/proofs/test_constants.py::test_weight_error",
        ),
    ),
    "product-weight": Link(
        ("product_weight",),
        (
            f"{_COUNTS}.product_weight_draws",
            f"{_COUNTS}.product_weight_draws_at_one",
            "lottery_verify.decompose.single.Product",
        ),
        ("tests/decompose/test_single.py::test_theorems_probability",),
        "the counts 2/(epsilon_w ln(1/omega)) and 8/epsilon_w^2 rest on the density of |uv|, an integral; "
        "Coq has epsilon_w^2/16 for every |w| <= 1",
        stated=False,
    ),
    "uniform-product-tail": Link(
        ("uniform_product_tail", "uniform_product_tail_ge"),
        (f"{_COUNTS}.uniform_tail", f"{_COUNTS}.uniform_golden_draws"),
        (
            "tests/bounds/test_monte_carlo.py::test_uniform_products_have_their_tail",
            "tests/proofs/test_constants.py::test_product_tail",
        ),
        "the continuous law itself: Coq has every uniform grid, above and below, with an error of one grid step",
    ),
    "subset-sum": Link(
        ("subset_sum", "subset_sum_uniform"),
        (
            f"{_COUNTS}.subset_sum_draws",
            "lottery_verify.decompose.subset_sum.SubsetSum",
            "lottery_verify.decompose.subset_sum.theorem_draws",
        ),
        (
            "tests/decompose/test_subset_sum.py::test_theorem_draws",
            "tests/proofs/test_constants.py::test_subset_sum_draws",
            "tests/proofs/test_constants.py::test_subset_sum_rates",
        ),
        "p = ln(2)/4 for half links is an integral; Coq has any law on a grid that holds the uniform one with weight p",
    ),
    "malach-pruning": Link(
        ("malach_pruning", "near_pruning"),
        (f"{_COUNTS}.malach_pruning_draws", "lottery_verify.decompose.single.Nearest"),
        (
            "tests/bounds/test_monte_carlo.py::test_malach_draws_find_both_halves",
            "tests/proofs/test_constants.py::test_malach_draws",
        ),
        f"{_FINITE}; the same share of delta for every half link: Coq gives each layer the same",
    ),
    "log-pruning": Link(
        ("log_pruning", "log_pruning_hyperbolic", "log_precision"),
        (f"{_COUNTS}.log_pruning_neurons", f"{_COUNTS}.log_pruning_pool", f"{_COUNTS}.log_pruning_talk"),
        ("tests/proofs/test_constants.py::test_a_pool_for_each_link",),
        "links served in turn, with 16k(N_i/2 ln(8k) + ln(l/delta)): Coq has a pool for each link; "
        f"the talk's one pool for all links is not proved anywhere; {_FINITE}",
        stated=False,
    ),
    "log-pruning-malach": Link(
        ("log_pruning_malach", "log_precision_malach"),
        ("lottery_verify.bounds.theorems.log_pruning_row",),
        ("tests/bounds/test_evaluation.py::test_the_corollary_is_the_general_bound_under_malachs_assumptions",),
        f"links served in turn, as for log-pruning; {_FINITE}",
        stated=False,
    ),
    "shared-log-pruning": Link(
        (
            "shared_log_pruning",
            "shared_log_pruning_explicit",
            "shared_log_pruning_hyperbolic",
            "shared_log_pruning_recursion",
            "shared_log_pruning_budget",
            "shared_log_pruning_shares",
        ),
        (
            f"{_COUNTS}.shared_log_pruning_draws",
            "lottery_verify.decompose.golden.Golden.neurons",
            "lottery_verify.pruning.pruner.prune",
        ),
        (
            "tests/pruning/test_pruner.py::test_theorem",
            "tests/proofs/test_constants.py::test_shared_neurons",
            "tests/proofs/test_constants.py::test_the_pruners_neurons",
        ),
        f"inputs of known sign: the pruner then draws for one half of a link only, Coq asks for both; {_FINITE}",
    ),
    "subset-sum-pruning": Link(
        (),
        (f"{_COUNTS}.subset_sum_pruning_draws", "lottery_verify.decompose.subset_sum.SubsetSum.neurons"),
        ("tests/proofs/test_constants.py::test_subset_sum_draws",),
        "the network form of subset-sum: facts/hit_network.v lets a link ask for single neurons, "
        "here it asks for a subset of its pool; and p = ln(2)/4 is an integral",
    ),
    "parameter-lower-bound": Link(
        ("parameter_lower_bound", "parameter_lower_bound_log", "ticket_lower_bound", "packing_bound"),
        (f"{_COUNTS}.dense_parameters", f"{_COUNTS}.bits_per_weight"),
        ("tests/proofs/test_constants.py::test_least_parameters",),
    ),
}
"""Every claim id with what it points at."""
