"""Probabilities against simulation, with fixed seeds and Hoeffding bounds that fail once in 10^9 runs of new seeds."""

from fractions import Fraction
from math import log, sqrt

import numpy as np
import pytest

from lottery_verify.counts import explicit, smallest
from lottery_verify.counts.enclosure import rational
from lottery_verify.counts.tails import smallest_draws_for_filling

RARE = 1e-9


def margin(samples: int) -> float:
    """How far a frequency may be off, except once in 10^9: Hoeffding."""
    return sqrt(log(2 / RARE) / (2 * samples))


def hyperbolic(generator: np.random.Generator, k: int, base: float, size: int | tuple[int, ...]) -> np.ndarray:
    """|weights| of the ideal hyperbolic law for k categories, w_max = 1."""
    low, high = -(3 * k / 4 + 0.5) * log(base), (k / 4 - 0.5) * log(base)
    return np.exp(generator.uniform(low, high, size))


@pytest.mark.parametrize(("k", "base"), [(1, 1.5), (4, 1.5), (9, 1.618)])
def test_hyperbolic_categories_have_their_exact_probabilities(k: int, base: float) -> None:
    """Frequencies of |uv| in each category, signs prescribed, against the closed form, which is free of the base."""
    generator, size = np.random.default_rng(20061215), 400_000
    product = hyperbolic(generator, k, base, size) * hyperbolic(generator, k, base, size)
    signs = generator.integers(0, 4, size) == 0
    for i in range(1, k + 1):
        found = np.mean(signs & (product >= base ** (-i - 1)) & (product <= base**-i))
        assert abs(found - smallest.category_probability(k, i)) < margin(size)


@pytest.mark.parametrize(("outputs", "inputs", "k"), [(3, 4, 3), (1, 8, 5)])
def test_shared_log_pruning_count_is_sufficient(outputs: int, inputs: int, k: int) -> None:
    """Layers drawn with M neurons per input serve every link, both signs, all categories: failures at most delta."""
    base, delta, runs = 1.5, Fraction(1, 5), 3000
    draws = explicit.shared_log_pruning_draws(k, 1, outputs * inputs, delta)
    least = smallest.smallest_draws_for_all(k, delta / (2 * outputs * inputs))
    assert least is not None
    assert least <= draws
    rates = []
    for number in (draws, least, draws // 4):
        generator = np.random.default_rng(number)
        failed = 0
        for _ in range(runs):
            u = hyperbolic(generator, k, base, (inputs, number)) * generator.choice([-1, 1], (inputs, number))
            v = hyperbolic(generator, k, base, (outputs, inputs, number)) * generator.choice(
                [-1, 1], (outputs, inputs, number)
            )
            product, side = v * u, np.broadcast_to(u > 0, v.shape)
            failed += not all(
                np.all(np.any(side_is & (product >= base ** (-i - 1)) & (product <= base**-i), axis=2))
                for side_is in (side, ~side)
                for i in range(1, k + 1)
            )
        rates.append(failed / runs)
    assert rates[0] <= delta + margin(runs)
    assert rates[1] <= delta + margin(runs)
    assert rates[2] > delta + margin(runs)  # the experiment can fail


def test_links_served_in_turn_are_done_in_time() -> None:
    """Waits simulated as geometric variables: M = log_pruning_neurons is exceeded at most delta of the time."""
    k, links, delta, runs = 4, 30, Fraction(1, 10), 20_000
    number = explicit.log_pruning_neurons(k, 1, links, delta)
    generator = np.random.default_rng(7)
    total = np.zeros(runs, dtype=np.int64)
    for j in range(1, 2 * k + 1):
        total += generator.geometric(j / (8 * k), (runs, links)).sum(axis=1)
    assert np.mean(total > number) <= delta + margin(runs)
    talk = explicit.log_pruning_talk(k, 1, links, delta)
    assert talk < number
    assert np.mean(total > talk) > delta + margin(runs)  # the talk's count does not serve links in turn


@pytest.mark.parametrize("level", [0.01, 0.3, 0.9])
def test_uniform_products_have_their_tail(level: float) -> None:
    """The frequency of |uv| <= z against z(1 - ln z)."""
    generator, size = np.random.default_rng(3), 400_000
    product = np.abs(generator.uniform(-1, 1, size) * generator.uniform(-1, 1, size))
    low, high = explicit.uniform_tail(rational(Fraction(str(level)), 80)).ends()
    assert float(low) - margin(size) < np.mean(product <= level) < float(high) + margin(size)


@pytest.mark.parametrize(("weight", "mended"), [(0.5, False), (0.999, True)])
def test_product_weight_draws_find_the_weight(weight: float, mended: bool) -> None:
    """M draws hold a product within epsilon_w with u > 0; near 1 the mended count does, the talk's order does not."""
    small, delta, runs = Fraction(1, 20), Fraction(1, 10), 100
    if mended:
        draws = explicit.product_weight_draws_at_one(lambda bits: rational(small, bits), 1, delta)
    else:
        draws = explicit.product_weight_draws(lambda bits: rational(small, bits), Fraction(str(weight)), 1, delta)
    generator = np.random.default_rng(11)
    u, v = generator.random((2, runs, draws), dtype=np.float32) * 2 - 1
    found = np.any((u > 0) & (np.abs(u * v - weight) <= small), axis=1)
    assert np.mean(~found) <= delta + margin(runs)
    few = draws // 60
    assert np.mean(~np.any(((u > 0) & (np.abs(u * v - weight) <= small))[:, :few], axis=1)) > delta + margin(runs)


def test_malach_draws_find_both_halves() -> None:
    """One pool of M draws holds a product for u > 0 and one for u < 0, for the hardest weight 1 and an easy one."""
    small, delta, runs = Fraction(3, 10), Fraction(1, 4), 600
    draws = explicit.malach_pruning_draws(lambda bits: rational(small, bits), 2, delta)
    generator = np.random.default_rng(5)
    u, v = generator.uniform(-1, 1, (runs, draws)), generator.uniform(-1, 1, (runs, draws))
    for weight in (1.0, 0.01):
        near = np.abs(u * v - weight) <= small
        both = np.any(near & (u > 0), axis=1) & np.any(near & (u < 0), axis=1)
        assert np.mean(~both) <= delta + margin(runs)


@pytest.mark.parametrize("half_links", [False, True])
def test_subset_sums_reach_the_interval(half_links: bool) -> None:
    """N draws: sums come within 2*epsilon of every z of a grid of [-1/2, 1/2]; far fewer draws do not."""
    epsilon, delta, runs = 0.05, Fraction(1, 5), 100
    share = explicit.product_share if half_links else None
    number = explicit.subset_sum_draws(Fraction("0.05"), delta, share)
    grid = np.linspace(-0.5, 0.5, 401)

    def misses(draws: int) -> float:
        generator, missed = np.random.default_rng(draws), 0
        for _ in range(runs):
            values = generator.uniform(-1, 1, draws)
            if half_links:
                values = 2 * generator.integers(0, 2, draws) * generator.uniform(0, 1, draws) * values
            sums = np.array([0.0])
            for value in values:
                sums = np.concatenate([sums, sums + value])
                sums = np.unique(np.round(sums[np.abs(sums) <= 0.5 + 2 * epsilon], 3))
            nearest = np.min(np.abs(grid[:, None] - sums[None, :]), axis=1)
            missed += bool(np.any(nearest > 2 * epsilon))
        return missed / runs

    assert misses(number) <= delta + margin(runs)
    assert misses(3) > delta + margin(runs)


def test_category_filling_by_simulation() -> None:
    """M draws put m into each of k equally likely categories; half of the tail's exact smallest M does not."""
    k, m, delta, runs = 6, 4, Fraction(1, 10), 5000
    least = smallest_draws_for_filling(Fraction(1, k + 2), m, k, delta)
    assert least is not None
    generator = np.random.default_rng(13)

    def failures(draws: int) -> float:
        table = generator.multinomial(draws, [1 / (k + 2)] * (k + 2), runs)[:, :k]
        return float(np.mean(np.any(table < m, axis=1)))

    assert failures(least) <= delta + margin(runs)
    assert failures(explicit.category_filling_draws(Fraction(1, k + 2), m, k, delta)) <= delta + margin(runs)
    assert failures(least // 2) > delta + margin(runs)
