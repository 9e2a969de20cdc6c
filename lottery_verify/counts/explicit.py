"""The explicit bounds, each as an exact integer: the one place where their constants stand.

Every count is the ceiling of a real number that is enclosed as finely as it takes (`decide.ceiling`).
"""

from fractions import Fraction

from lottery_verify.counts.decide import START_BITS, Enclose, at_most, ceiling
from lottery_verify.counts.enclosure import Interval, rational, whole


def category_filling_draws(c: Fraction, wanted: int, categories: int, delta: Fraction) -> int:
    """ceil((2/c)*(m + ln(k/delta))): draws that put `wanted` into each of `categories` of probability >= c.

    Source: category-filling, as the talk states it.
    """
    return ceiling(
        lambda bits: rational(2 / c, bits) * (whole(wanted, bits) + rational(categories / delta, bits).log()),
        "(2/c)(m + ln(k/delta))",
    )


def category_filling_draws_ln2(c: Fraction, wanted: int, categories: int, delta: Fraction) -> int:
    """ceil((2/c)*(m*ln 2 + ln(k/delta))): the sharper form that the generating-function proof gives.

    Source: category-filling.
    """

    def value(bits: int) -> Interval:
        samples = whole(wanted, bits) * whole(2, bits).log()
        return rational(2 / c, bits) * (samples + rational(categories / delta, bits).log())

    return ceiling(value, "(2/c)(m ln 2 + ln(k/delta))")


def category_probability_bound(k: int) -> Fraction:
    """c = 1/(8k): the least probability of a golden category with prescribed signs.

    Source: hyperbolic-product.
    """
    return Fraction(1, 8 * k)


def shared_log_pruning_draws(k: int, depth: int, links: int, delta: Fraction) -> int:
    """ceil(8k*ln(2k*l*n_i*n_(i-1)/delta)) intermediate neurons per input neuron.

    Source: shared-log-pruning.
    """
    if k == 0:
        return 0
    return ceiling(
        lambda bits: whole(8 * k, bits) * rational(2 * k * depth * links / delta, bits).log(),
        "8k ln(2k l n_i n_(i-1)/delta)",
    )


def universal_ticket_draws(k: int, depth: int, links: int, delta: Fraction) -> int:
    """ceil(8k*ln(4k*l*n_i*n_(i-1)/delta)) intermediate neurons per input neuron, for every target of the class at once.

    Source: universal-ticket: each category with both signs of both weights, 4k events a link in place of 2k.
    """
    if k == 0:
        return 0
    return ceiling(
        lambda bits: whole(8 * k, bits) * rational(4 * k * depth * links / delta, bits).log(),
        "8k ln(4k l n_i n_(i-1)/delta)",
    )


def log_pruning_neurons(k: int, depth: int, links: int, delta: Fraction) -> int:
    """ceil(16k*(N_i/2*ln(8k) + ln(l/delta))) neurons for a layer of N_i links that are served in turn.

    Source: log-pruning, mended.
    """
    if k == 0:
        return 0

    def value(bits: int) -> Interval:
        waiting = rational(Fraction(links, 2), bits) * whole(8 * k, bits).log()
        return whole(16 * k, bits) * (waiting + rational(depth / delta, bits).log())

    return ceiling(value, "16k(N_i/2 ln(8k) + ln(l/delta))")


def log_pruning_pool(k: int, depth: int, links: int, delta: Fraction) -> int:
    """ceil(16k*(1 + ln(2k*l*N_i/delta))) neurons for each link, if each link has a pool of its own.

    Source: log-pruning by category-filling, used only where it is literally true: 2k categories, one sample each.
    """
    if k == 0:
        return 0
    return category_filling_draws(category_probability_bound(k), 1, 2 * k, delta / (depth * links))


def log_pruning_talk(k: int, depth: int, links: int, delta: Fraction) -> int:
    """ceil(16k*(N_i + ln(4k*l/delta))) neurons for a layer, as the talk has it: one pool for all links, not proved.

    Source: log-pruning as stated; four sign patterns times k categories.
    """
    if k == 0:
        return 0
    return category_filling_draws(category_probability_bound(k), links, 4 * k, delta / depth)


def malach_pruning_draws(epsilon_w: Enclose, half_links: int, delta: Fraction) -> int:
    """ceil(16/epsilon_w^2*ln(2N/delta)) draws for one link; both halves find what they need in them.

    Source: malach-pruning.
    """

    def value(bits: int) -> Interval:
        small = epsilon_w(bits)
        return whole(16, bits) / (small * small) * rational(2 * half_links / delta, bits).log()

    return ceiling(value, "16/epsilon_w^2 ln(2N/delta)")


def product_weight_draws(epsilon_w: Enclose, largest: Fraction, half_links: int, delta: Fraction) -> int:
    """ceil(2/(epsilon_w*ln(1/omega))*ln(N/delta)) draws for a link of weight at most omega < 1, uniform law.

    Source: product-weight, with the union over N half links.
    """

    def value(bits: int) -> Interval:
        rate = epsilon_w(bits) * rational(1 / largest, bits).log()
        return whole(2, bits) / rate * rational(half_links / delta, bits).log()

    return ceiling(value, "2/(epsilon_w ln(1/omega)) ln(N/delta)")


def product_weight_draws_at_one(epsilon_w: Enclose, half_links: int, delta: Fraction) -> int:
    """ceil(8/epsilon_w^2*ln(N/delta)) draws for a link of any weight of at most 1, uniform law.

    Source: product-weight, mended for |w| -> 1.
    """

    def value(bits: int) -> Interval:
        small = epsilon_w(bits)
        return whole(8, bits) / (small * small) * rational(half_links / delta, bits).log()

    return ceiling(value, "8/epsilon_w^2 ln(N/delta)")


def uniform_tail(level: Interval) -> Interval:
    """P(|uv| <= z) = z*(1 - ln z) for u, v uniform on [-1, 1].

    Source: uniform-product-tail.
    """
    return level * (whole(1, level.precision) - level.log())


def uniform_golden_draws(probability: Enclose, k: int, depth: int, links: int, delta: Fraction) -> int:
    """ceil((1/c)*ln(2k*l*n_i*n_(i-1)/delta)), c the smallest golden category's probability with signs.

    Source: uniform-product-tail, in the place of hyperbolic-product in shared-log-pruning.
    """
    if k == 0:
        return 0
    return ceiling(
        lambda bits: rational(2 * k * depth * links / delta, bits).log() / probability(bits),
        "(1/c) ln(2k l n_i n_(i-1)/delta)",
    )


def subset_sum_draws(epsilon: Fraction, delta: Fraction, share: Enclose | None = None) -> int:
    """ceil(ln(1/(2 eps delta))/-ln(1 - p/8)) + ceil(ln(1/(eps delta))/-ln(1 - p/4)) draws.

    Args:
        epsilon: precision, in (0, 1/2]; every |z| <= 1/2 is reached within 2*epsilon.
        delta: failure probability, in (0, 1).
        share: the weight p of the uniform law in the law that is drawn from; 1 when left out.
    Returns: N.
    Source: subset-sum.
    """
    if share is None:
        grow = whole_power(Fraction(8, 7), 1 / (2 * epsilon * delta))
        return grow + whole_power(Fraction(4, 3), 1 / (epsilon * delta))
    weight = share
    first = ceiling(
        lambda bits: rational(1 / (2 * epsilon * delta), bits).log() / -(weight(bits) / whole(8, bits)).log_of_rest(),
        "ln(1/(2 eps delta))/-ln(1 - p/8)",
    )
    second = ceiling(
        lambda bits: rational(1 / (epsilon * delta), bits).log() / -(weight(bits) / whole(4, bits)).log_of_rest(),
        "ln(1/(eps delta))/-ln(1 - p/4)",
    )
    return first + second


def whole_power(base: Fraction, number: Fraction) -> int:
    """The ceiling of log_base(number), base > 1, exact also where number is a power of base: no precision decides that.

    Args:
        base: above 1.
        number: above 0.
    Returns: the least integer t with base^t >= number.
    """
    quotient = rational(number, START_BITS).log() / rational(base, START_BITS).log()
    low, high = quotient.ends()
    near = round((low + high) / 2)
    if base**near == number:
        return near
    return ceiling(lambda bits: rational(number, bits).log() / rational(base, bits).log(), "the ceiling of a logarithm")


def product_share(bits: int) -> Interval:
    """p = ln(2)/4: the weight of U[-1/2, 1/2] in half 0, half the product of U[0, 1] and U[-1, 1].

    Source: subset-sum.
    """
    return whole(2, bits).log() / whole(4, bits)


def subset_sum_pruning_draws(epsilon_w: Fraction, w_max: Fraction, half_delta: Fraction) -> int:
    """N for one half of a link: products of U[-B, B], B = 2*sqrt(w_max), reach any |w| <= w_max within epsilon_w.

    Source: subset-sum-pruning: the sum is 2*w_max times a subset sum, so subset-sum's precision is epsilon_w/(4 w_max).
    """
    if epsilon_w >= w_max:
        return 0
    return subset_sum_draws(epsilon_w / (4 * w_max), half_delta, product_share)


def bits_per_weight(w_max: Fraction, epsilon_w: Enclose) -> Enclose:
    """log2(R/(2 epsilon_w)) with R = 2*w_max: mask bits that any method needs per target weight, at least 0.

    Source: parameter-lower-bound.
    """

    def value(bits: int) -> Interval:
        return (rational(w_max, bits) / epsilon_w(bits)).log() / whole(2, bits).log()

    if w_max == 0 or at_most(lambda bits: rational(w_max, bits), epsilon_w, "w_max <= epsilon_w"):
        return lambda bits: whole(0, bits)
    return value


def dense_parameters(size: int, epsilon: Fraction) -> int:
    """max(0, ceil(d^2*log2(1/(2 epsilon)) - 1)): what a random network needs for every d x d matrix of norm at most 1.

    Source: parameter-lower-bound.
    """
    if 2 * epsilon >= 1:
        return 0

    def value(bits: int) -> Interval:
        return whole(size * size, bits) * rational(1 / (2 * epsilon), bits).log() / whole(2, bits).log()

    level, power = 1 / (2 * epsilon), (1 / (2 * epsilon)).numerator.bit_length() - 1
    if level == 1 << power:
        return size * size * power - 1
    return ceiling(value, "d^2 log2(1/(2 epsilon))") - 1
