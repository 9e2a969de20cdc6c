"""One function per theorem: its row with the figures filled in."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from lottery_verify.bounds.costs import exact_shared_draws, shared_costs
from lottery_verify.bounds.inputs import Inputs, LayerSize
from lottery_verify.bounds.rows import DIGITS, Row, Size, size_of
from lottery_verify.counts import explicit
from lottery_verify.counts.assignment import assigned_draws, enough_neurons, smallest_neurons
from lottery_verify.counts.decide import Enclose, ceiling, decimal
from lottery_verify.counts.enclosure import Interval, rational, whole
from lottery_verify.counts.smallest import MOST_CATEGORIES, smallest_draws_for_all, smallest_draws_for_hit

Draws = Callable[[LayerSize], int]


def malach_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """malach-pruning: one pool per link serves both halves."""
    if k == 0:
        return _nothing(row, inputs)
    half_links = 2 * inputs.links
    draws = explicit.malach_pruning_draws(inputs.epsilon_w, half_links, inputs.delta)
    square = _square_of(inputs, 16)
    exact = smallest_draws_for_hit(square, inputs.delta / half_links) if exactly else None
    return replace(
        row,
        epsilon_w=inputs.epsilon_w,
        size=_per_link(inputs, lambda layer: draws),
        exact=None if exact is None else _per_link(inputs, lambda layer: exact),
    )


def product_weight_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """product-weight for every link, with the union over the half links, and its form for weights near 1."""
    if k == 0:
        return _nothing(row, inputs)
    half_links = 2 * inputs.links
    draws = explicit.product_weight_draws(inputs.epsilon_w, inputs.w_max, half_links, inputs.delta)
    mended = explicit.product_weight_draws_at_one(inputs.epsilon_w, half_links, inputs.delta)
    exact = None
    if exactly:
        exact = smallest_draws_for_hit(lambda bits: product_window(inputs, bits), inputs.delta / half_links)
    return replace(
        row,
        epsilon_w=inputs.epsilon_w,
        size=_per_link(inputs, lambda layer: draws),
        exact=None if exact is None else _per_link(inputs, lambda layer: exact),
        forms=(_per_link(inputs, lambda layer: mended, "for every |w| <= 1"),),
    )


def product_window(inputs: Inputs, bits: int) -> Interval:
    """The exact probability that uv lies within epsilon_w of w_max and u has the right sign, for uniform u and v."""
    w, small = rational(inputs.w_max, bits), inputs.epsilon_w(bits)
    return (explicit.uniform_tail(w + small) - explicit.uniform_tail(w - small)) / whole(4, bits)


def uniform_tail_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """uniform-product-tail: a shared golden decomposition of uniform products."""
    if k == 0:
        return _nothing(row, inputs)

    def probability(bits: int) -> Interval:
        return smallest_uniform_category(inputs, k, bits)

    draws = _by_size(
        inputs, lambda one: explicit.uniform_golden_draws(probability, k, inputs.depth, one.links, inputs.delta)
    )

    def least(layer: LayerSize) -> int:
        return smallest_draws_for_hit(probability, inputs.delta / (2 * k * inputs.depth * layer.links))

    exact = _by_size(inputs, least if exactly else lambda layer: 0)
    return replace(
        row,
        epsilon_w=inputs.epsilon_w,
        k=(k,) * inputs.depth,
        size=_shared(inputs, draws),
        exact=_shared(inputs, exact) if exactly else None,
        values=(("smallest category's probability (down)", decimal(probability, DIGITS, upward=False)),),
    )


def smallest_uniform_category(inputs: Inputs, k: int, bits: int) -> Interval:
    """The least probability, signs prescribed, of the categories 1..k for uniform products: that of category 1 or k.

    z(1 - ln z) - (z/b)(1 - ln(z/b)) rises and then falls with z, so its least value is at an end.
    """
    ends = []
    for i in (1, k):
        top = rational(inputs.w_max, bits) * (-(inputs.base.log(bits) * whole(i, bits))).exp()
        bottom = top / inputs.base.enclose(bits)
        ends.append((explicit.uniform_tail(top) - explicit.uniform_tail(bottom)) / whole(4, bits))
    lower = min(ends, key=lambda one: one.ends()[0])
    upper = min(ends, key=lambda one: one.ends()[1])
    return Interval(lower.lower, upper.upper, bits)


def log_pruning_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """log-pruning: links of a layer served in turn, and beside it pools of their own and the talk's shared pool."""
    neurons = _by_size(inputs, lambda one: explicit.log_pruning_neurons(k, inputs.depth, one.links, inputs.delta))
    own = _by_size(inputs, lambda one: explicit.log_pruning_pool(k, inputs.depth, one.links, inputs.delta))
    talk = _by_size(inputs, lambda one: explicit.log_pruning_talk(k, inputs.depth, one.links, inputs.delta))
    forms = [_per_link(inputs, own, "a pool for each link")]
    if exactly and 0 < k <= MOST_CATEGORIES:
        hit = _by_size(inputs, lambda one: _least_for_link(inputs, k, one))
        forms.append(_per_link(inputs, hit, "a pool for each link, exact smallest"))
    per_layer = [talk(layer) for layer in inputs.layers]
    forms.append(size_of(inputs, per_layer, per_layer, "the talk: one pool for all links of a layer", proved=False))
    per_layer = [neurons(layer) for layer in inputs.layers]
    return replace(
        row,
        epsilon_w=inputs.epsilon_w,
        k=(k,) * inputs.depth,
        size=size_of(inputs, per_layer, per_layer),
        forms=tuple(forms),
    )


def _least_for_link(inputs: Inputs, k: int, layer: LayerSize) -> int:
    draws = smallest_draws_for_all(k, inputs.delta / (2 * inputs.depth * layer.links))
    return 0 if draws is None else draws


def universal_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """universal-ticket: the source that serves every target of the class, and its exact smallest count."""
    draws = _by_size(inputs, lambda one: explicit.universal_ticket_draws(k, inputs.depth, one.links, inputs.delta))
    exact = None
    if exactly and k <= MOST_CATEGORIES:
        # twice the events of shared-log-pruning, as if there were twice as many links
        exact = _shared(inputs, _by_size(inputs, lambda one: exact_shared_draws(inputs, k, 2 * one.links)))
    return replace(row, epsilon_w=inputs.epsilon_w, k=(k,) * inputs.depth, size=_shared(inputs, draws), exact=exact)


def shared_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """shared-log-pruning, its exact smallest count, and the cost of each inequality."""
    draws = _by_size(inputs, lambda one: explicit.shared_log_pruning_draws(k, inputs.depth, one.links, inputs.delta))
    exact = None
    if exactly and k <= MOST_CATEGORIES:
        exact = _shared(inputs, _by_size(inputs, lambda one: exact_shared_draws(inputs, k, one.links)))
    return replace(
        row,
        epsilon_w=inputs.epsilon_w,
        k=(k,) * inputs.depth,
        size=_shared(inputs, draws),
        exact=exact,
        costs=shared_costs(inputs, k) if exactly else (),
    )


def subset_sum_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """subset-sum-pruning: separate pools for the two halves of each link, first weights shared by the outputs."""

    def per_half(layer: LayerSize) -> int:
        halves = 2 * inputs.depth * layer.links
        return explicit.subset_sum_pruning_draws(inputs.epsilon / halves, inputs.w_max, inputs.delta / halves)

    once = _by_size(inputs, per_half)
    least = inputs.epsilon / (2 * inputs.depth * max(layer.links for layer in inputs.layers))
    return replace(
        row,
        epsilon_w=lambda bits: rational(least, bits),
        size=_shared(inputs, lambda layer: 2 * once(layer)),
        forms=(_shared(inputs, once, "the same draws for both halves"),),
        lower_bits=explicit.bits_per_weight(inputs.w_max, lambda bits: rational(least, bits)),
    )


def free_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """free-assignment: a quota for each half of each input; never more than a block for each input."""
    least = inputs.epsilon / (2 * inputs.depth * max(layer.links for layer in inputs.layers))
    known = [2] + [1] * (inputs.depth - 1)
    return replace(
        row,
        epsilon_w=lambda bits: rational(least, bits),
        size=_assigned(inputs, known, enough_neurons),
        exact=_assigned(inputs, known, smallest_neurons) if exactly else None,
        forms=(_assigned(inputs, [1] * inputs.depth, enough_neurons, "every input of one known sign"),),
        lower_bits=explicit.bits_per_weight(inputs.w_max, lambda bits: rational(least, bits)),
    )


def _assigned(
    inputs: Inputs, halves: list[int], count: Callable[[int, int, Fraction, Fraction], int], form: str = ""
) -> Size:
    """The neurons of each layer, `halves` of each of its inputs being served, or as many as blocks take."""
    neurons, draws = [], []
    for layer, each in zip(inputs.layers, halves, strict=True):
        links = 2 * inputs.depth * layer.links
        epsilon_w = inputs.epsilon / links
        block = explicit.subset_sum_pruning_draws(epsilon_w, inputs.w_max, inputs.delta / links)
        quota = assigned_draws(epsilon_w, inputs.w_max, inputs.delta / (2 * links))
        assigned = count(each * layer.inputs, quota, Fraction(1, 2), inputs.delta / (2 * inputs.depth))
        neurons.append(min(assigned, layer.inputs * block))
        draws.append(each * quota)
    return size_of(inputs, neurons, draws, form)


def lower_bound_row(row: Row, inputs: Inputs, k: int, exactly: bool) -> Row:
    """parameter-lower-bound: ceil(N*log2(w_max/epsilon_w) + log2(1 - delta)) mask bits for N weights."""
    each = row.lower_bits
    if each is None or inputs.w_max == 0 or k == 0:
        return row

    def total(bits: int) -> Interval:
        return whole(inputs.links, bits) * each(bits) + rational(1 - inputs.delta, bits).log() / whole(2, bits).log()

    values: list[tuple[str, str | int]] = [
        ("mask bits per target weight, at least", decimal(each, DIGITS, upward=False)),
        ("mask bits in all, at least", max(0, ceiling(total, "N log2(w_max/epsilon_w) + log2(1 - delta)"))),
    ]
    layer = inputs.layers[0]
    if inputs.depth == 1 and not inputs.biases:
        size = min(layer.outputs, layer.inputs)
        values.append(("parameters for every d x d matrix, at least", explicit.dense_parameters(size, inputs.epsilon)))
    return replace(row, epsilon_w=inputs.epsilon_w, values=tuple(values))


def _square_of(inputs: Inputs, divisor: int) -> Enclose:
    def value(bits: int) -> Interval:
        small = inputs.epsilon_w(bits)
        return small * small / whole(divisor, bits)

    return value


def _nothing(row: Row, inputs: Inputs) -> Row:
    """No neuron is needed: 0 is within epsilon_w of every weight."""
    zeros = size_of(inputs, [0] * inputs.depth, [0] * inputs.depth)
    return replace(row, epsilon_w=inputs.epsilon_w, size=zeros, exact=zeros)


def _by_size(inputs: Inputs, draws: Draws) -> Draws:
    """The same function, computed once for each number of links."""
    known = {one.links: draws(one) for one in {layer.links: layer for layer in inputs.layers}.values()}
    return lambda layer: known[layer.links]


def _per_link(inputs: Inputs, draws: Draws, form: str = "") -> Size:
    each = [draws(layer) for layer in inputs.layers]
    return size_of(inputs, [layer.links * one for layer, one in zip(inputs.layers, each, strict=True)], each, form)


def _shared(inputs: Inputs, draws: Draws, form: str = "") -> Size:
    each = [draws(layer) for layer in inputs.layers]
    return size_of(inputs, [layer.inputs * one for layer, one in zip(inputs.layers, each, strict=True)], each, form)


THEOREM_ROWS: dict[str, Callable[[Row, Inputs, int, bool], Row]] = {
    "malach-pruning": malach_row,
    "product-weight": product_weight_row,
    "uniform-product-tail": uniform_tail_row,
    "log-pruning-malach": log_pruning_row,
    "log-pruning": log_pruning_row,
    "universal-ticket": universal_row,
    "shared-log-pruning": shared_row,
    "subset-sum-pruning": subset_sum_row,
    "free-assignment": free_row,
    "parameter-lower-bound": lower_bound_row,
}
