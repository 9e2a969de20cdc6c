"""category-filling, by the generating function of the binomial law."""

from fractions import Fraction
from math import comb

import sympy
from sympy import Symbol, exp, log

from lottery_verify.bounds.derive.golden import greedy_rest
from lottery_verify.bounds.proving import both, cases, decided, enclosed, identity, nonnegative, nonnegative_from
from lottery_verify.bounds.steps import Builder
from lottery_verify.counts.decide import ceiling
from lottery_verify.counts.enclosure import rational, whole
from lottery_verify.counts.explicit import category_filling_draws


def tail(draws: int, chance: Fraction, below: int) -> Fraction:
    """P(Bin(draws, chance) <= below), by adding up exact terms."""
    return sum(
        (comb(draws, j) * chance**j * (1 - chance) ** (draws - j) for j in range(min(below, draws) + 1)), Fraction(0)
    )


def all_hit(draws: int, categories: int) -> Fraction:
    """The probability that so many draws from equally likely categories hit each, by inclusion and exclusion."""
    return sum(
        (
            (-1) ** j * comb(categories, j) * Fraction(categories - j, categories) ** draws
            for j in range(categories + 1)
        ),
        Fraction(0),
    )


def derive_filling(b: Builder) -> None:
    """Adds the steps of category-filling."""
    p, c, x, k, delta = (Symbol(name, positive=True) for name in ("p", "c", "x", "k", "delta"))
    m, more, steps = (Symbol(name, nonnegative=True) for name in ("m", "t", "j"))
    b.step(
        "One draw multiplies 2^-N by 1/2 with probability p and by 1 otherwise; M independent draws give (1 - p/2)^M.",
        r"E\left[2^{-N}\right] = \left(\tfrac{p}{2} + 1 - p\right)^M = \left(1-\tfrac{p}{2}\right)^M",
        identity(p / 2 + (1 - p), 1 - p / 2),
        given=("draws-iid", "one-pool"),
    )
    b.step(
        "p = c + s is at least c, so each factor is at most 1 - c/2.",
        r"1-\tfrac{p}{2} \le 1-\tfrac{c}{2}",
        nonnegative((1 - c / 2) - (1 - (c + more) / 2)),
        uses=(1,),
        given=("probability>=c",),
    )
    b.step(
        "Where N <= m, 2^(m-N) = 2^j with j >= 0 is at least 1; elsewhere it is positive: P(N <= m) <= 2^m*E[2^-N].",
        r"1[N \le m] \le 2^{m-N}",
        both(nonnegative_from(2**steps - 1, steps, 0), nonnegative(2 ** (-steps))),
    )
    b.step(
        "1 - x <= exp(-x).",
        r"1 - x \le e^{-x}\quad (x \ge 0)",
        nonnegative_from(exp(-x) - 1 + x, x, 0),
    )
    draws = 2 / c * (m * log(2) + log(k / delta)) + more
    b.step(
        "With M = (2/c)(m ln 2 + ln(k/delta)) + t draws the bound 2^m*exp(-c*M/2) is (delta/k)*exp(-c*t/2) <= delta/k.",
        r"2^m e^{-cM/2} = \frac{\delta}{k}\,e^{-ct/2} \le \frac{\delta}{k}",
        both(
            identity(exp(sympy.expand_log(m * log(2) - c * draws / 2, force=True)), delta / k * exp(-c * more / 2)),
            nonnegative_from(1 - exp(-steps), steps, 0),
        ),
        uses=(2, 3, 4),
        given=("delta<1",),
    )
    b.step(
        "k categories: the failures add up to at most k*(delta/k) = delta. (They need not be independent.)",
        r"\sum_{i=1}^k P(N_i \le m) \le k\cdot\frac{\delta}{k} = \delta",
        identity(k * (delta / k), delta),
        uses=(5,),
        given=("categories-disjoint",),
    )
    b.step(
        "ln 2 < 1, so the talk's M = ceil((2/c)(m + ln(k/delta))) is enough as well.",
        r"\ln 2 < 1",
        enclosed(lambda bits: whole(2, bits).log(), lambda bits: whole(1, bits), "ln 2 < 1"),
        uses=(5, 6),
    )
    b.step(
        "'At least m' needs only P(N <= m - 1) <= 2^(m-1)*(1 - c/2)^M: half of what is used above.",
        r"2^{m-1} = \tfrac12\,2^m",
        identity(2 ** (m - 1), 2**m / 2),
        uses=(3,),
    )
    b.step(
        "For m = 1 a category is missed with probability exactly (1 - p)^M <= (1 - c)^M.",
        r"P(N = 0) = (1-p)^M \le (1-c)^M",
        nonnegative((1 - c) - (1 - (c + more))),
        uses=(2,),
    )
    b.step(
        "M is enough by the exact binomial tail, for m = 1..10 and k = 1..5 at c = 1/8, delta = 1/20.",
        r"k\,P(\mathrm{Bin}(M,c) < m) \le \delta",
        cases(50, _enough, "exact tails against delta"),
        uses=(7,),
    )
    _audit(b)


def _enough(number: int) -> bool:
    m, k, c, delta = number % 10 + 1, number // 10 + 1, Fraction(1, 8), Fraction(1, 20)
    return k * tail(category_filling_draws(c, m, k, delta), c, m - 1) <= delta


def _audit(b: Builder) -> None:
    window = (Fraction(4, 9), Fraction(2, 3))
    first, second = Fraction(1) * Fraction(1, 2), Fraction(1) * Fraction(1, 8)
    filled = window[0] <= first <= window[1] and not window[0] <= second <= window[1]
    rest = greedy_rest(Fraction(1), [])
    b.without(
        "one-pool",
        "One neuron with U = (1/2, 1/8), V = 1, base 3/2, k = 1: for input 1 its product 1/2 fills the category "
        "[4/9, 2/3]; for input 2 its product is 1/8, outside. A pool that is full for link 1 is empty for link 2.",
        r"v u_1 = \tfrac12 \in \left[\tfrac49,\tfrac23\right],\quad v u_2 = \tfrac18 \notin "
        r"\left[\tfrac49,\tfrac23\right]",
        decided(filled and rest > Fraction(2, 3), "4/9 <= 1/2 <= 2/3 and 1/8 < 4/9; link 2 keeps a rest of 1 > 2/3"),
        [("base", "3/2"), ("k", 1), ("u_1", "1/2"), ("u_2", "1/8"), ("v", 1), ("w of link 2", 1), ("rest", rest)],
        "one pool per link (m = 1), or links served in turn (log-pruning), or first weights shared and a union bound "
        "over links (shared-log-pruning)",
    )
    c, m, delta = Fraction(1, 2), 10, Fraction(1, 1000)
    few = ceiling(lambda bits: rational(1 / c, bits) * (whole(m, bits) + rational(1 / delta, bits).log()), "M")
    found = tail(few, c, m - 1)
    b.without(
        "2/c",
        f"With 1/c in place of 2/c: M = {few} draws at c = 1/2, m = 10, k = 1 fail with probability above 1/1000.",
        rf"P(\mathrm{{Bin}}({few},\tfrac12) \le 9) > \tfrac{{1}}{{1000}}",
        decided(found > delta, f"the tail is {found.numerator}/2^{few} (reduced)"),
        [("c", c), ("m", m), ("k", 1), ("delta", delta), ("M", few), ("failure", found)],
    )
    categories, half = 100, Fraction(1, 2)
    few = ceiling(lambda bits: whole(2 * categories, bits) * (whole(1, bits) + rational(1 / half, bits).log()), "M")
    chance = all_hit(few, categories)
    b.without(
        "union-over-k",
        f"Without ln k: {few} draws hit all of 100 equally likely categories with probability below 1/2.",
        rf"P(\text{{all 100 hit by }}{few}) < \tfrac12",
        decided(chance < half, "inclusion and exclusion over 100 categories"),
        [("c", "1/100"), ("m", 1), ("k", categories), ("delta", half), ("M", few)],
    )
