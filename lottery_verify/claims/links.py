"""What each claim points at: functions of this package and further tests; names as text only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """Where a claim is run in Python and tested.

    Attributes:
        code: dotted names of the functions and classes that rest on the claim.
        tests: tests besides hunting's properties, as `tests/…py::test_name`.
    """

    code: tuple[str, ...]
    tests: tuple[str, ...] = ()


_COUNTS = "lottery_verify.counts.explicit"
_RULES = "lottery_verify.checker.rules"

LINKS: dict[str, Link] = {
    "gadget-identity": Link(
        (
            "lottery_verify.checker.rules.rows.kinked",
            "lottery_verify.checker.sided.sided_layer",
            "lottery_verify.pruning.search.LayerSearch",
        ),
        (
            "tests/pruning/test_pruner.py::test_nonnegative_inputs_skip_a_half",
            "tests/checker/test_sided.py::test_it_is_the_relu_network",
        ),
    ),
    "golden-decomposition": Link(
        ("lottery_verify.decompose.golden.Golden.decompose", "lottery_verify.counts.base.categories"),
        (
            "tests/decompose/test_golden.py::test_golden_decomposition",
            "tests/proofs/test_constants.py::test_categories",
        ),
    ),
    "golden-threshold": Link(
        ("lottery_verify.counts.base.base_of",),
        ("tests/decompose/test_golden.py::test_golden_threshold",),
    ),
    "hyperbolic-product": Link(
        (
            f"{_COUNTS}.category_probability_bound",
            "lottery_verify.counts.smallest.category_probability",
            "lottery_verify.laws.choice.category_probability",
            "lottery_verify.laws.choice.hyperbolic_law",
        ),
        (
            "tests/laws/test_choice.py::test_category_probability_by_counting",
            "tests/proofs/test_constants.py::test_category_probability",
        ),
    ),
    "integer-law": Link(
        ("lottery_verify.laws.choice.category_probability", "lottery_verify.checker.source.Law"),
        ("tests/proofs/test_constants.py::test_the_packages_law_counted",),
    ),
    "category-filling": Link(
        (
            f"{_COUNTS}.category_filling_draws",
            f"{_COUNTS}.category_filling_draws_ln2",
            "lottery_verify.counts.tails.smallest_draws_for_filling",
            "lottery_verify.counts.smallest.smallest_draws_for_hit",
        ),
        ("tests/counts/test_smallest.py::test_draws_for_a_hit", "tests/proofs/test_constants.py::test_filling_draws"),
    ),
    "error-propagation": Link(
        ("lottery_verify.bounds.inputs.Inputs.epsilon_w", "lottery_verify.bounds.hypotheses.check_hypotheses"),
        (
            "tests/bounds/test_derive.py::test_side_condition_counterexample_by_running_the_networks",
            "tests/proofs/test_constants.py::test_weight_error",
        ),
    ),
    "product-weight": Link(
        (
            f"{_COUNTS}.product_weight_draws",
            f"{_COUNTS}.product_weight_draws_at_one",
            "lottery_verify.decompose.single.Product",
        ),
        ("tests/decompose/test_single.py::test_theorems_probability",),
    ),
    "uniform-product-tail": Link(
        (f"{_COUNTS}.uniform_tail", f"{_COUNTS}.uniform_golden_draws"),
        (
            "tests/bounds/test_monte_carlo.py::test_uniform_products_have_their_tail",
            "tests/proofs/test_constants.py::test_product_tail",
        ),
    ),
    "subset-sum": Link(
        (
            f"{_COUNTS}.subset_sum_draws",
            "lottery_verify.decompose.subset_sum.SubsetSum",
        ),
        (
            "tests/counts/test_explicit.py::test_subset_sum_draws",
            "tests/proofs/test_constants.py::test_subset_sum_draws",
            "tests/proofs/test_constants.py::test_subset_sum_rates",
        ),
    ),
    "malach-pruning": Link(
        (f"{_COUNTS}.malach_pruning_draws", "lottery_verify.decompose.single.Nearest"),
        (
            "tests/proofs/test_windows.py::test_nearest_draws_as_often_as_is_proved_to_be_enough",
            "tests/bounds/test_monte_carlo.py::test_malach_draws_find_both_halves",
            "tests/proofs/test_constants.py::test_malach_draws",
        ),
    ),
    "log-pruning": Link(
        (f"{_COUNTS}.log_pruning_neurons", f"{_COUNTS}.log_pruning_pool", f"{_COUNTS}.log_pruning_talk"),
        ("tests/proofs/test_constants.py::test_a_pool_for_each_link",),
    ),
    "log-pruning-malach": Link(
        ("lottery_verify.bounds.theorems.log_pruning_row",),
        ("tests/bounds/test_evaluation.py::test_the_corollary_is_the_general_bound_under_malachs_assumptions",),
    ),
    "shared-log-pruning": Link(
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
    ),
    "universal-ticket": Link(
        (f"{_COUNTS}.universal_ticket_draws", "lottery_verify.bounds.theorems.universal_row"),
        (
            "tests/proofs/test_constants.py::test_universal_neurons",
            "tests/bounds/test_evaluation.py::test_the_quantifiers_cost_two_in_the_logarithm",
        ),
    ),
    "pruner-ticket": Link(
        (
            "lottery_verify.pruning.pruner.prune",
            "lottery_verify.pruning.plan.plan",
            "lottery_verify.decompose.golden.Golden.neurons",
        ),
        ("tests/pruning/test_pruner.py::test_theorem", "tests/proofs/test_constants.py::test_the_pruners_neurons"),
    ),
    "subset-sum-pruning": Link(
        (f"{_COUNTS}.subset_sum_pruning_draws", "lottery_verify.decompose.subset_sum.SubsetSum.neurons"),
        ("tests/proofs/test_constants.py::test_subset_sum_draws",),
    ),
    "free-assignment": Link(
        (
            "lottery_verify.counts.assignment.smallest_neurons",
            "lottery_verify.counts.assignment.enough_neurons",
            "lottery_verify.bounds.theorems.free_row",
            "lottery_verify.pruning.assignment.Assignment",
            "lottery_verify.checker.assigned.assigned_layer",
        ),
        (
            "tests/counts/test_assignment.py::test_the_sum_is_the_unions",
            "tests/pruning/test_free.py::test_each_neuron_serves_one_half_of_its_sign",
            "tests/checker/test_assigned.py::test_a_neuron_serves_an_input_that_is_there",
        ),
    ),
    "parameter-lower-bound": Link(
        (f"{_COUNTS}.dense_parameters", f"{_COUNTS}.bits_per_weight"),
        ("tests/proofs/test_constants.py::test_least_parameters",),
    ),
    "relu-relaxation": Link(
        (f"{_RULES}.polygon.Gates.corners", f"{_RULES}.polygon.least", f"{_RULES}.backward.apply"),
        ("tests/checker/test_backward.py::test_a_chosen_plane_lies_below_the_gates",),
    ),
    "joint-affine-forms": Link(
        (f"{_RULES}.joint.difference", f"{_RULES}.forms.Space"),
        ("tests/checker/rules/test_boxes.py::test_sound_over_the_whole_region",),
    ),
    "split-coverage": Link(
        (f"{_RULES}.boxes.leaves", f"{_RULES}.boxes.together"),
        ("tests/checker/rules/test_boxes.py::test_leaves_make_up_the_region",),
    ),
    "gated-difference": Link(
        (
            f"{_RULES}.bilinear.shares",
            f"{_RULES}.quadratic.most",
            f"{_RULES}.ends.shared_bound",
            f"{_RULES}.gated.apply",
        ),
        (
            "tests/checker/test_gated.py::test_no_hint_makes_an_end_wrong",
            "tests/checker/test_quadratic.py::test_no_corner_exceeds_the_bound",
            "tests/checker/rules/test_ends.py::test_no_hint_makes_an_end_wrong",
        ),
    ),
    "checker-composition": Link(
        ("lottery_verify.checker.judge.walk", "lottery_verify.checker.judge.judge"),
        ("tests/certificates/test_certificate.py::test_sound_where_others_fail",),
    ),
}
"""Every claim id with what it points at; its theorems are in `claims/parts.py`."""
