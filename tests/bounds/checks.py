"""What must hold of the modules of `counts` and `bounds`, written so that it can be asked of mutants too.

Each check takes a loader, `load("counts.explicit")`, and raises AssertionError where the module is wrong. Expected
values come from `oracle` (THEORY.md again, python-flint, Fractions) or are written out here.
"""

# ruff: noqa: PT017  (mutants run these checks outside pytest)
from collections.abc import Callable
from fractions import Fraction
from types import ModuleType

from flint import arb, ctx

from tests.bounds import oracle

Load = Callable[[str], ModuleType]
OMEGA = Fraction(3, 4)
CASES = [
    (1, 1, 1, Fraction(1, 2)),
    (2, 1, 6, Fraction(1, 10)),
    (34, 2, 392000, Fraction(1, 100)),
    (200, 9, 77, Fraction(1, 7)),
]


def check_value_of_the_issue(load: Load) -> None:
    """widths 784,500,10, epsilon = delta = 0.01, all constants 1: epsilon_w, k and M_1 as computed by flint."""
    inputs = load("bounds.inputs").inputs_from_widths([784, 500, 10], "0.01", "0.01")
    ctx.prec = 256

    def small() -> arb:
        return oracle.epsilon_w(Fraction(1, 100), 2, 784, Fraction(1), Fraction(1))

    low, high = inputs.epsilon_w(128).ends()
    assert oracle.ball(low) <= small() <= oracle.ball(high)
    k = load("bounds.evaluation").golden_categories(inputs)
    assert k == oracle.golden_k(oracle.phi, lambda: 1 / small()) == 34
    draws = load("counts.explicit").shared_log_pruning_draws(k, 2, 784 * 500, inputs.delta)
    assert draws == oracle.shared(34, 2, 392000, Fraction(1, 100)) == 6092


def check_epsilon_w(load: Load) -> None:
    """epsilon_w contains flint's value, for norms below and above 1, F_max and depth."""
    make = load("bounds.inputs").inputs_from_widths
    for widths, norms, f_max in (
        ((3, 2), ("0.5",), 1),
        ((5, 9, 2, 1), (2, "0.1", "7/3"), "2.5"),
        ((1, 1, 1), (3, 4), 9),
    ):
        inputs = make(widths, "0.3", "0.1", spectral_norms=norms, f_max=f_max)
        growth = Fraction(1)
        for norm in norms:
            growth *= max(Fraction(1), Fraction(str(norm)))
        ctx.prec = 200
        wanted = oracle.epsilon_w(Fraction(3, 10), len(widths) - 1, max(widths), Fraction(str(f_max)), growth)
        low, high = inputs.epsilon_w(100).ends()
        assert oracle.ball(low) <= wanted <= oracle.ball(high)
        assert (high - low) * 2**90 < high


def check_log_pruning_counts(load: Load) -> None:
    """Shared, served in turn, own pools and the talk's pool, against flint."""
    counts = load("counts.explicit")
    for k, depth, links, delta in CASES:
        assert counts.shared_log_pruning_draws(k, depth, links, delta) == oracle.shared(k, depth, links, delta)
        assert counts.log_pruning_neurons(k, depth, links, delta) == oracle.in_turn(k, depth, links, delta)
        own = oracle.filling(Fraction(1, 8 * k), 1, 2 * k, delta / (depth * links))
        assert counts.log_pruning_pool(k, depth, links, delta) == own
        talk = oracle.filling(Fraction(1, 8 * k), links, 4 * k, delta / depth)
        assert counts.log_pruning_talk(k, depth, links, delta) == talk


def check_filling_counts(load: Load) -> None:
    """Both forms of category-filling against flint, and enough by the exact binomial tail."""
    counts = load("counts.explicit")
    for c, m, k, delta in ((Fraction(1, 8), 1, 1, Fraction(1, 2)), (Fraction(1, 5), 4, 3, Fraction(1, 20))):
        derived = counts.category_filling_draws(c, m, k, delta)
        sharper = counts.category_filling_draws_ln2(c, m, k, delta)
        assert derived == oracle.filling(c, m, k, delta)
        assert sharper == oracle.filling_ln2(c, m, k, delta)
        assert k * oracle.binomial_tail(sharper, c, m - 1) <= delta


def check_uniform_counts(load: Load) -> None:
    """malach-pruning, product-weight and its mended form, against flint."""
    counts, enclosure = load("counts.explicit"), load("counts.enclosure")
    for epsilon, half_links, delta in (
        (Fraction(1, 7), 1, Fraction(1, 2)),
        (Fraction(1, 10**9), 10**6, Fraction(1, 99)),
    ):

        def small(bits: int, value: Fraction = epsilon) -> object:
            return enclosure.rational(value, bits)

        wanted = oracle.malach(lambda value=epsilon: oracle.ball(value), half_links, delta)
        assert counts.malach_pruning_draws(small, half_links, delta) == wanted
        near = oracle.ceiling(
            lambda value=epsilon, share=half_links / delta: (
                2 / (oracle.ball(value) * oracle.ball(1 / OMEGA).log()) * oracle.ball(share).log()
            )
        )
        assert counts.product_weight_draws(small, OMEGA, half_links, delta) == near
        square = oracle.ceiling(
            lambda value=epsilon, share=half_links / delta: 8 / oracle.ball(value) ** 2 * oracle.ball(share).log()
        )
        assert counts.product_weight_draws_at_one(small, half_links, delta) == square


def check_subset_sum_counts(load: Load) -> None:
    """8/7 and 4/3 for p = 1; 1 - ln(2)/32 and 1 - ln(2)/16 for half links; the scaling by 4*w_max."""
    counts = load("counts.explicit")
    for epsilon, delta in ((Fraction(1, 2), Fraction(1, 2)), (Fraction(1, 1000), Fraction(1, 10**9))):
        wanted = oracle.subset_sum(epsilon, delta, lambda: arb(8) / 7, lambda: arb(4) / 3)
        assert counts.subset_sum_draws(epsilon, delta) == wanted
        half = oracle.subset_sum(
            epsilon, delta, lambda: 1 / (1 - arb(2).log() / 32), lambda: 1 / (1 - arb(2).log() / 16)
        )
        assert counts.subset_sum_draws(epsilon, delta, counts.product_share) == half
        assert counts.subset_sum_pruning_draws(4 * 3 * epsilon, Fraction(13), delta) == oracle.subset_sum(
            12 * epsilon / 52, delta, lambda: 1 / (1 - arb(2).log() / 32), lambda: 1 / (1 - arb(2).log() / 16)
        )


def check_lower_bound(load: Load) -> None:
    """d^2*log2(1/(2 epsilon)) - 1, exact at powers of two; bits per weight log2(w_max/epsilon_w)."""
    counts, enclosure = load("counts.explicit"), load("counts.enclosure")
    assert counts.dense_parameters(3, Fraction(1, 16)) == 9 * 3 - 1
    assert (
        counts.dense_parameters(10, Fraction(1, 100)) == oracle.ceiling(lambda: 100 * arb(50).log() / arb(2).log()) - 1
    )
    bits = counts.bits_per_weight(Fraction(2), lambda precision: enclosure.rational(Fraction(1, 512), precision))
    low, high = bits(100).ends()
    assert low <= 10 <= high
    assert high - low < Fraction(1, 2**80)


def check_category_probabilities(load: Load) -> None:
    """The exact probability of each category, and the bound 1/(8k) below all of them but not twice of it."""
    exact, counts = load("counts.smallest"), load("counts.explicit")
    for k in (1, 2, 3, 4, 7, 20, 33):
        chances = [exact.category_probability(k, i) for i in range(1, k + 1)]
        assert chances == [oracle.triangle_mass(k, i) / 4 for i in range(1, k + 1)]
        assert counts.category_probability_bound(k) <= min(chances)
    assert 2 * counts.category_probability_bound(33) > exact.category_probability(33, 1)


def check_smallest_draws(load: Load) -> None:
    """The exact smallest M against counting up with Fractions, ties included."""
    exact, tails = load("counts.smallest"), load("counts.tails")
    assert exact.smallest_draws_for_hit(Fraction(1, 2), Fraction(1, 4)) == 2
    assert exact.smallest_draws_for_hit(Fraction(1, 3), Fraction(4, 9)) == 2
    for chance, target in ((Fraction(3, 16), Fraction(1, 100)), (Fraction(1, 50), Fraction(1, 3))):
        wanted = oracle.least(lambda draws, p=chance, t=target: (1 - p) ** draws <= t)
        assert exact.smallest_draws_for_hit(chance, target) == wanted
    for k, target in ((1, Fraction(1, 9)), (2, Fraction(1, 50)), (5, Fraction(1, 1000)), (6, Fraction(1, 3))):
        masses = [oracle.triangle_mass(k, i) / 4 for i in range(1, k + 1)]
        wanted = oracle.least(lambda draws, ps=masses, t=target: sum((1 - p) ** draws for p in ps) <= t)
        assert exact.smallest_draws_for_all(k, target) == wanted
    for c, m, k, delta in ((Fraction(1, 8), 3, 4, Fraction(1, 20)), (Fraction(1, 3), 12, 2, Fraction(9, 10))):
        wanted = oracle.least(lambda draws, c=c, m=m, k=k, d=delta: k * oracle.binomial_tail(draws, c, m - 1) <= d, m)
        assert tails.smallest_draws_for_filling(c, m, k, delta) == wanted


def check_categories_by_powers(load: Load) -> None:
    """k is the least with base^k >= ratio, by exact powers; exact powers are their own logarithm."""
    base = load("counts.base")
    for text in ("3/2", "1.25", "1.618"):
        value = Fraction(text)
        for ratio in (
            Fraction(1, 2),
            Fraction(1),
            Fraction(3, 2),
            Fraction(10),
            Fraction(10**9, 7),
            value**5,
            value**5 + 1,
        ):
            wanted = oracle.least(lambda k, g=value, r=ratio: g**k >= r)
            assert base.categories(base.base_of(text), ratio) == wanted, (text, ratio)
    # phi^k = (L_k + F_k sqrt 5)/2 lies between F_(k+1) and F_(k+1) + F_k
    assert base.categories(base.PHI, Fraction(10**6)) == oracle.golden_k(oracle.phi, lambda: arb(10**6)) == 29


def check_base_is_at_most_phi(load: Load) -> None:
    """F_40/F_39 is below phi and accepted, F_41/F_40 is above phi and refused: a difference of 10^-16."""
    a, b = 0, 1
    for _ in range(39):
        a, b = b, a + b
    convergents = [Fraction(b, a), Fraction(a + b, b)]
    below, above = min(convergents), max(convergents)
    assert below**2 - below < 1 < above**2 - above
    assert load("counts.base").base_of(below).value == below
    try:
        load("counts.base").base_of(above)
    except ValueError as error:
        assert f"{above} must lie in (1, phi]" in str(error)
    else:
        raise AssertionError(f"{above} is above phi")


def check_enclosures(load: Load) -> None:
    """Each operation contains flint's value and is narrow."""
    enclosure = load("counts.enclosure")
    for number in (Fraction(1, 3), Fraction(7), Fraction(10**30, 7), Fraction(1, 10**40)):
        x, other = enclosure.rational(number, 80), enclosure.rational(Fraction(5, 7), 80)
        ctx.prec = 300
        wanted = {
            "log": (x.log(), oracle.ball(number).log()),
            "sqrt": (x.sqrt(), oracle.ball(number).sqrt()),
            "exp": ((other * other).exp(), oracle.ball(Fraction(25, 49)).exp()),
            "sum": (x + other, oracle.ball(number + Fraction(5, 7))),
            "difference": (x - other, oracle.ball(number - Fraction(5, 7))),
            "product": (x * -other, oracle.ball(number * Fraction(-5, 7))),
            "quotient": (x / other, oracle.ball(number * Fraction(7, 5))),
        }
        for name, (found, value) in wanted.items():
            low, high = found.ends()
            assert low < high, name
            assert oracle.ball(low) <= value <= oracle.ball(high), (name, number)
            assert oracle.ball(high - low) < abs(value) * arb(2) ** -70, name


def check_directed_decimals(load: Load) -> None:
    """Decimals are on the side that they claim, within one unit of their last digit."""
    decimal = load("counts.decide").directed_decimal
    for above, below in ((1, 3), (2, 3), (-1, 3), (99999999, 1), (1, 7 * 10**40), (10**30 + 1, 1), (5, 2), (0, 4)):
        number = Fraction(above, below)
        low, high = Fraction(decimal(above, below, 6, False)), Fraction(decimal(above, below, 6, True))
        assert low <= number <= high
        assert high - low <= abs(number) * Fraction(1, 10**5)
        if low == high:
            assert low == number


def check_ceilings(load: Load) -> None:
    """A ceiling is that of the number, not of an end of its enclosure; what no precision decides is an error."""
    decide, enclosure = load("counts.decide"), load("counts.enclosure")
    for number, wanted in (
        (7 + Fraction(1, 2**300), 8),
        (7 - Fraction(1, 2**300), 7),
        (Fraction(7), 7),
        (Fraction(-1, 2), 0),
    ):
        assert decide.ceiling(lambda bits, x=number: enclosure.rational(x, bits), "x") == wanted
    root = lambda bits: enclosure.whole(2, bits).sqrt()  # noqa: E731
    try:
        decide.ceiling(lambda bits: root(bits) * root(bits), "sqrt(2)^2")
    except ArithmeticError as error:
        assert "sqrt(2)^2" in str(error)
    else:
        raise AssertionError("sqrt(2)^2 is 2, but no enclosure shows it")


def check_binomial_tails(load: Load) -> None:
    """Tails and factorials contain the exact values, also where the sum is cut off early."""
    tails = load("counts.tails")
    for draws, chance, below in (
        (200, Fraction(1, 4), 30),
        (5000, Fraction(1, 9), 510),
        (3, Fraction(1, 2), 3),
        (40, Fraction(1, 2), 35),
    ):
        wanted = oracle.binomial_tail(draws, chance, below)
        for bits in (20, 90):
            low, high = tails.binomial_tail(draws, chance, below, bits).ends()
            assert low <= wanted <= high, (draws, bits)
            assert bits == 20 or high - low <= wanted / 2**60
    for number in (0, 1, 2, 30, 700, 5000):
        ctx.prec = 400
        low, high = tails.log_factorial(number, 150).ends()
        value = arb(1) if number < 2 else arb.fac_ui(number)
        assert oracle.ball(low).exp() <= value * (1 + arb(2) ** -350)
        assert value <= oracle.ball(high).exp() * (1 + arb(2) ** -350)
        assert high - low < Fraction(1, 2**120)


def check_error_forms(load: Load) -> None:
    """The recurrence is at most the closed form, and both at most epsilon at error-propagation's epsilon_w."""
    costs, make = load("bounds.costs"), load("bounds.inputs").inputs_from_widths
    for widths, norms, f_max in (((4, 3, 2), (2, 3), 1), ((1, 1, 1, 1), (1, 1, 1), 2), ((9, 2), ("0.1",), 1)):
        inputs = make(widths, "0.7", "0.1", spectral_norms=norms, f_max=f_max)
        exact, closed = (
            costs.error_after(inputs, inputs.epsilon_w, 100),
            costs.closed_form(inputs, inputs.epsilon_w, 100),
        )
        assert exact.ends()[0] <= closed.ends()[1]
        assert closed.ends()[1] <= inputs.epsilon
        error, growth = Fraction(0), inputs.epsilon_w(200).ends()[0]
        for after, before, norm in zip(widths[1:], widths, norms, strict=False):
            root, both = Fraction(int(10**9 * after**0.5), 10**9), Fraction(int(10**9 * (after * before) ** 0.5), 10**9)
            error = root * before * growth * f_max + (Fraction(str(norm)) + both * growth) * error
        assert abs(error / exact.ends()[0] - 1) < Fraction(1, 10**6)


ALL = [value for name, value in sorted(globals().items()) if name.startswith("check_")]
