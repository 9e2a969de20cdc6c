"""What each inequality of shared-log-pruning costs: the bound again, with one step after another made exact."""

from collections.abc import Callable
from fractions import Fraction

from lottery_verify.bounds.inputs import Inputs
from lottery_verify.bounds.rows import Cost
from lottery_verify.counts.decide import Enclose, at_most, ceiling
from lottery_verify.counts.enclosure import Interval, euler, rational, whole
from lottery_verify.counts.explicit import category_probability_bound, shared_log_pruning_draws
from lottery_verify.counts.smallest import MOST_CATEGORIES, smallest_draws_for_all, smallest_draws_for_hit

MOST_DEPTH = 2_000


def error_after(inputs: Inputs, epsilon_w: Enclose, bits: int) -> Interval:
    """d_l from the recurrence d_i = sqrt(n_i)*n_(i-1)*epsilon_w*F_max + (norm_i + sqrt(n_i*n_(i-1))*epsilon_w)*d_(i-1).

    Args:
        inputs: sizes, norms and F_max.
        epsilon_w: error per weight.
        bits: precision.
    Returns: an enclosure of d_l, an upper bound of sup |F - ticket|.
    Source: error-propagation.
    """
    small, f_max, error = epsilon_w(bits), rational(inputs.f_max, bits), whole(0, bits)
    for layer, norm in zip(inputs.layers, inputs.spectral_norms, strict=True):
        fresh = whole(layer.outputs, bits).sqrt() * whole(layer.inputs, bits) * small * f_max
        growth = rational(norm, bits) + whole(layer.links, bits).sqrt() * small
        error = fresh + growth * error
    return error


def closed_form(inputs: Inputs, epsilon_w: Enclose, bits: int) -> Interval:
    """sqrt(n)*F_max*prod_(i>=2) max{1, norm_i}*((1 + n*epsilon_w)^l - 1), which bounds d_l without a side condition.

    Source: error-propagation, mended.
    """
    one, n = whole(1, bits), whole(inputs.width, bits)
    power = ((one + n * epsilon_w(bits)).log() * whole(inputs.depth, bits)).exp()
    return n.sqrt() * rational(inputs.f_max, bits) * inputs.growth(bits, first=1) * (power - one)


def fewest_categories(inputs: Inputs, error: Callable[[Inputs, Enclose, int], Interval], most: int) -> int:
    """The least k for which epsilon_w = w_max*base^-k keeps an error bound at most epsilon.

    Args:
        inputs: the inputs.
        error: (inputs, epsilon_w, bits) -> enclosure of the error, which grows with epsilon_w.
        most: a k that is known to do.
    Returns: k.
    """

    def enough(k: int) -> bool:
        def epsilon_w(bits: int) -> Interval:
            return rational(inputs.w_max, bits) * (-(inputs.base.log(bits) * whole(k, bits))).exp()

        return at_most(
            lambda bits: error(inputs, epsilon_w, bits),
            lambda bits: rational(inputs.epsilon, bits),
            f"the error with {k} categories",
        )

    low, high = -1, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def shared_costs(inputs: Inputs, k: int) -> tuple[Cost, ...]:
    """The cost of each inequality of shared-log-pruning, cumulative: draws first, then the error per weight.

    Args:
        inputs: the inputs, which meet the claim's hypotheses.
        k: the claim's number of categories.
    Returns: the costs, the claim itself first; empty where exact draws are out of reach (k above 5,000, or depth
        above 2,000) or where nothing needs to be drawn.
    """
    if not 0 < k <= MOST_CATEGORIES or inputs.depth > MOST_DEPTH:
        return ()
    stages = [
        ("the claim", k, _neurons(inputs, k, shared_draws)),
        ("(1 - c)^M in place of exp(-cM)", k, _neurons(inputs, k, _power_draws)),
        ("exact probabilities in place of c = 1/(8k)", k, _neurons(inputs, k, exact_shared_draws)),
    ]
    sharper = min(k, _categories_with_e_less_one(inputs))
    for label, categories in (
        ("e - 1 in place of e", sharper),
        ("(1 + n epsilon_w)^l - 1 and no norm of layer 1", min(sharper, fewest_categories(inputs, closed_form, k))),
        ("the recurrence, with each layer's own sizes and norm", fewest_categories(inputs, error_after, k)),
    ):
        stages.append((label, categories, _neurons(inputs, categories, exact_shared_draws)))
    costs, before = [], stages[0][2]
    for label, categories, neurons in stages:
        costs.append(Cost(label, categories, neurons, Fraction(before, neurons) if neurons else Fraction(1)))
        before = neurons
    return tuple(costs)


def shared_draws(inputs: Inputs, k: int, links: int) -> int:
    """The claim's draws per input neuron for a layer of that many links."""
    return shared_log_pruning_draws(k, inputs.depth, links, inputs.delta)


def exact_shared_draws(inputs: Inputs, k: int, links: int) -> int:
    """The least draws per input neuron for which the union of the exact probabilities is at most delta/l.

    Raises: ValueError when k is above 5,000.
    """
    if k == 0:
        return 0
    draws = smallest_draws_for_all(k, inputs.delta / (2 * inputs.depth * links))
    if draws is None:
        raise ValueError(f"k = {k} is above {MOST_CATEGORIES}")
    return draws


def _power_draws(inputs: Inputs, k: int, links: int) -> int:
    return smallest_draws_for_hit(category_probability_bound(k), inputs.delta / (2 * k * inputs.depth * links))


def _neurons(inputs: Inputs, k: int, draws: Callable[[Inputs, int, int], int]) -> int:
    per_links = {links: draws(inputs, k, links) for links in {layer.links for layer in inputs.layers}}
    return sum(layer.inputs * per_links[layer.links] for layer in inputs.layers)


def _categories_with_e_less_one(inputs: Inputs) -> int:
    """k for epsilon_w with e - 1 in place of e, whose side condition is n*l*epsilon_w <= 1."""

    def epsilon_w(bits: int) -> Interval:
        return inputs.epsilon_w(bits) * euler(bits) / (euler(bits) - whole(1, bits))

    side = at_most(
        lambda bits: whole(inputs.width * inputs.depth, bits) * epsilon_w(bits),
        lambda bits: whole(1, bits),
        "n*l*epsilon_w <= 1",
    )
    factor = epsilon_w if side else inputs.epsilon_w
    if at_most(lambda bits: rational(inputs.w_max, bits), factor, "w_max <= epsilon_w"):
        return 0
    return ceiling(lambda bits: (rational(inputs.w_max, bits) / factor(bits)).log() / inputs.base.log(bits), "k")
