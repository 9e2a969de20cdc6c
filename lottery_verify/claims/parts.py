"""The parts of each claim, and the Coq theorems that state each part; what no theorem states is a part of its own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One part of a claim.

    Attributes:
        name: what it says, in words.
        theorems: names of the Coq theorems that state it; empty where none does.
        reason: where none does: what stands in the way, or what stands in its place.
    """

    name: str
    theorems: tuple[str, ...] = ()
    reason: str = ""


def _proved(name: str, theorems: str) -> Part:
    return Part(name, tuple(theorems.split()))


def _open(name: str, reason: str) -> Part:
    return Part(name, (), reason)


_CONTINUOUS = _open("laws that are not finite", "the theorems are about finite laws, as the package's own laws are")
_SOFT_O = _open("the soft-O form", "the theorems have explicit constants and no asymptotic statement")
_TURNS = _open(
    "links served in turn, with ceil(16k*(N_i/2*ln(8k) + ln(l/delta))) neurons",
    "in Coq each link has a pool of its own, which takes more neurons",
)
_HALF_LINKS = _open(
    "p = ln(2)/4 without the lattice's share, and the claim's N as ceilings",
    "an integral; product_cells has ln(2)/4 less about (grid points)/(4*2^23), and the draws are stated by the "
    "inequality that N solves",
)
_ASSIGNED = _open("p = ln(2)/2 for the products of an assigned half link", "it is an integral")

PARTS: dict[str, tuple[Part, ...]] = {
    "gadget-identity": (
        _proved("the identity", "gadget_identity"),
        _proved("what a pruned link computes", "gadget_link"),
        _proved("the error of a link", "gadget_link_error"),
        _proved("one half where the input is not negative", "gadget_link_nonnegative"),
        _proved(
            "what a layer computes whose neurons serve outputs, where no kept entry of U and no input is below 0",
            "gadget_layer_nonnegative",
        ),
    ),
    "golden-decomposition": (
        _proved("the greedy rest is between 0 and base^-k", "golden_decomposition"),
        _proved("the same with weights up to w_max", "golden_decomposition_scaled"),
        _proved("every k with w_max <= epsilon_w*base^k is enough", "golden_decomposition_within"),
    ),
    "golden-threshold": (
        _proved("no choice of samples is enough above the golden ratio", "golden_threshold"),
        _proved("a base above 1 works if and only if base^2 <= base + 1", "golden_characterization"),
    ),
    "hyperbolic-product": (
        _proved("1/(8k) for a geometric grid of any fineness, windows open below", "hyperbolic_product"),
        _proved("a rounded grid, with the exact correction", "hyperbolic_grid"),
        _proved(
            "1/(8k) for every finitely additive law under which all geometric cells are equally likely",
            "hyperbolic_product_ideal",
        ),
        _open("the law with density proportional to 1/|w|", "that Lebesgue measure gives such a law is not formalised"),
        _open(
            "the package's own table of rounded values",
            "hyperbolic_grid is not applied to it; its category probabilities are counted in Python, exactly",
        ),
    ),
    "integer-law": (
        _proved("a category has at least its pairs of draws", "integer_law_fills integer_law_category"),
        _proved("how many draws a cell holds", "cell_draws"),
        _open(
            "that the table holds the magnitudes of a law with density 1/|w|",
            "the theorems are about any table of positive numbers; the package's is counted in Python, exactly",
        ),
    ),
    "category-filling": (
        _proved("finite laws, before the exponential is taken", "category_filling"),
        _proved("finite laws, with ceil((2/c)*(m + ln(k/delta))) draws", "category_filling_talk"),
        _proved("finite laws, with m*ln(2) in place of m", "category_filling_ln2"),
        _proved("finite laws, one sample of each category", "category_hit category_hit_ln"),
        _CONTINUOUS,
    ),
    "error-propagation": (
        _proved("the claim with its constant e", "error_propagation_euler"),
        _proved("the same with e - 1", "error_propagation_sharp"),
        _proved("any bound of (1 + 1/l)^l - 1 in place of e - 1", "error_propagation"),
        _proved("the closed form, which needs no side condition", "error_closed_form"),
        _proved("the error layer by layer", "error_recursion"),
        _proved("without any side condition the claim is false", "side_condition_needed"),
    ),
    "product-weight": (
        _proved("finite uniform laws: one product is near w with probability epsilon_w^2/16", "product_weight"),
        _proved(
            "finite uniform laws, |w| + epsilon_w <= omega < 1: 2/(epsilon_w*ln(1/omega))*ln(1/delta) draws, but for "
            "the lattice; epsilon_w*ln(1/omega)/4 by products no larger than |w| alone",
            "product_weight_draws product_weight_dense product_weight_inner",
        ),
        _proved(
            "finite uniform laws, |w| <= 1: 8/epsilon_w^2*ln(1/delta) draws, epsilon_w a whole number of grid steps",
            "product_weight_end_draws product_weight_end",
        ),
        _open(
            "the count with |w| <= omega, where |w| + epsilon_w may be above it",
            "it rests on the density of |u*v| being convex, of which the lattice has no counterpart here",
        ),
    ),
    "uniform-product-tail": (
        _proved(
            "uniform grids of any fineness: z*(1 - ln z) to within two grid steps",
            "uniform_product_tail uniform_product_tail_ge",
        ),
        _open("the continuous law", "the theorems are about finite laws"),
        _proved(
            "the order of the smallest golden category's probability, and that about 1/epsilon_w draws are needed",
            "uniform_category_ge uniform_category_le uniform_category_draws",
        ),
    ),
    "subset-sum": (
        _proved("any law on a grid that contains the uniform one with weight p", "subset_sum"),
        _proved("the uniform law on a grid, with the claim's counts", "subset_sum_uniform"),
        _proved("laws off the grid, as that of odd numerators, rounded to it", "subset_sum_rounded image_iid"),
        _proved("the claim's counts for every p up to 1", "subset_sum_counts"),
        _open("laws on an interval", "the theorems are about grids"),
    ),
    "malach-pruning": (
        _proved("a uniform law on a grid, each layer with the same share of delta", "malach_pruning"),
        _proved("any finite law that comes near each weight with probability c", "near_pruning"),
        _proved(
            "the pruner's windows, weights above 1, an error for each layer, delta shared out over half links",
            "malach_scaled product_weight_scaled",
        ),
        _open("the continuous uniform law, with ceil(16/epsilon_w^2*ln(2N/delta))", "it rests on an area"),
        _SOFT_O,
    ),
    "log-pruning": (
        _proved("any finite law that fills the categories, a pool for each link", "log_pruning"),
        _proved("the geometric grid, with all constants, a pool for each link", "log_pruning_hyperbolic"),
        _proved("ln(w_max/epsilon_w) as a sum of logarithms", "log_precision"),
        _TURNS,
        _SOFT_O,
        _CONTINUOUS,
    ),
    "log-pruning-malach": (
        _proved("the geometric grid under Malach's assumptions, a pool for each link", "log_pruning_malach"),
        _proved("what k is the logarithm of", "log_precision_malach"),
        _TURNS,
        _SOFT_O,
        _CONTINUOUS,
    ),
    "shared-log-pruning": (
        _proved("any finite law that fills the categories", "shared_log_pruning"),
        _proved("epsilon_w, k and the neurons computed from the target", "shared_log_pruning_explicit"),
        _proved("the geometric grid, with nothing assumed about probabilities", "shared_log_pruning_hyperbolic"),
        _proved("the error layer by layer, without a side condition", "shared_log_pruning_recursion"),
        _proved("delta shared out by half links", "shared_log_pruning_budget shared_log_pruning_shares"),
        _open(
            "biases, a shift, linf, the precision epsilon_w that the pruner takes, known signs, the package's law",
            "this theorem has none of them; pruner-ticket has all",
        ),
        _CONTINUOUS,
    ),
    "universal-ticket": (
        _proved("there is G for all F of the class, any finite law that fills the categories", "universal_ticket"),
        _proved("the geometric grid, with nothing assumed about probabilities", "universal_ticket_hyperbolic"),
        _open(
            "the conjecture itself: all F, without bounds on norms, weights and activations",
            "no source of finite size can hold it: it has finitely many masks",
        ),
        _open("biases, known signs and the pruner's own precision for every F at once", "pruner_ticket is for one F"),
        _CONTINUOUS,
    ),
    "pruner-ticket": (
        _proved("biases, shift, known signs, both errors, a budget of half links", "pruner_ticket"),
        _proved("the budget as the pruner shares it out", "pruner_ticket_shares"),
        _proved("epsilon in linf, and in the Euclidean norm", "pruner_ticket_entries pruner_ticket_norm"),
        _proved("the plan's error, layer by layer", "planned_error"),
        _proved("the greedy rule over all products of a category leaves no more", "golden_greedy"),
        _proved("the same in rounded arithmetic: what rounding can add to the error", "golden_rounded"),
        _open(
            "that float64 rounds as golden_rounded assumes",
            "IEEE 754 is not in Coq; the pruner bounds each link's error outward, and certify decides",
        ),
    ),
    "subset-sum-pruning": (
        _proved(
            "the network form of subset-sum: any finite law whose products contain a uniform one with weight p",
            "subset_sum_pruning subset_sum_links",
        ),
        _proved(
            "finite uniform laws, with nothing assumed about probabilities",
            "subset_sum_pruning_uniform product_cells",
        ),
        _HALF_LINKS,
    ),
    "free-assignment": (
        _open("the sum over sets of halves", "Hall's theorem is not in Coq; derived in bounds/, hunted exactly"),
        _open("from how many halves on no neuron is lost", "it rests on the sum; derived in bounds/, hunted exactly"),
        _open("the neurons of a layer by subset sums", "subset_sum_pruning is about fixed pools, not assigned ones"),
        _ASSIGNED,
        _open("that the pruner takes no more neurons than an assignment needs", "no pruner is in Coq; hunted"),
    ),
    "parameter-lower-bound": (
        _proved(
            "at least d^2*log2(1/(2*epsilon)) - 1 parameters, for any functions of draw and mask",
            "parameter_lower_bound parameter_lower_bound_log",
        ),
        _proved("the same for the pruned sources of definitions/network.v", "ticket_lower_bound"),
        _proved("how many matrices can lie apart", "packing_bound"),
        _proved("log2(R/(2*epsilon_w)) mask bits for a weight of a range of width R", "weight_bits weight_bits_log"),
    ),
    "relu-relaxation": (
        _proved("planes above, if and only if", "relu_relaxation_upper"),
        _proved("planes below, if and only if", "relu_relaxation_lower"),
        _proved("lines beside one ReLU", "relu_above relu_below"),
    ),
    "joint-affine-forms": (
        _proved("the forms of every layer cover both networks", "joint_affine_forms"),
        _proved("where the difference of the outputs lies", "joint_affine_difference"),
        _proved("strips from the forms", "joint_strip"),
        _proved("a ticket's layer whose inputs have both signs", "joint_kinked kinked_layer"),
    ),
    "split-coverage": (
        _proved("a tree whose leaves prove a claim proves it on the root", "split_coverage split_halves"),
        _proved("every point of the root lies in a computed leaf", "split_leaves split_leaves_prove"),
    ),
    "gated-difference": (
        _proved("a gate's share ties the difference to its input", "gated_share gated_share_relu"),
        _proved("gates of known sign need none", "gated_open gated_closed"),
        _proved("multiples of the share that may be added", "gated_multiplier_up gated_multiplier_down"),
        _proved("an output's difference is below a form that is bilinear in shares and inputs", "gated_output"),
        _proved(
            "the bound of the bilinear form by squares, and of its rounding",
            "quadratic_bound rounded_residue rounded_form rounded_rows",
        ),
        _proved("D/2 is attained", "gated_half"),
        _proved("the older bound by one spectral norm", "gated_difference gated_difference_scaled gated_relu"),
        _open("that the forms of x and d, put in, make the checker's K and c", "no model of the rule is in Coq"),
    ),
    "checker-composition": (
        _proved("the last reach holds the difference, entry by entry", "checker_composition"),
        _proved("the same in norm", "checker_composition_norm"),
        _proved("the rules' reaches are a trace that the region starts", "computed_trace region_box region_ball"),
        _proved("a model of the judge over integers, in linf", "judgement_soundness walk_layer_sound"),
        _open("the norms, the halves by sign and the files of `judge`", "the model in Coq has neither"),
    ),
}
"""Every claim id with its parts; the theorem that the claim's record names comes first."""
