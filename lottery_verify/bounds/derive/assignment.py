"""free-assignment, by Hall's theorem and a union over sets of halves of inputs."""

from fractions import Fraction
from itertools import permutations, product
from math import comb

import sympy
from sympy import Integer, Rational, Symbol, exp, log

from lottery_verify.bounds.derive.filling import tail
from lottery_verify.bounds.proving import (
    both,
    cases,
    decided,
    identity,
    limit_is,
    nonnegative,
    nonnegative_from,
    positive,
)
from lottery_verify.bounds.steps import Builder, Outcome

HALF, THREE = Rational(1, 2), 3
Table = tuple[tuple[bool, ...], ...]  # for each neuron, which halves it suits


def derive_free_assignment(b: Builder) -> None:
    """Adds the steps of free-assignment."""
    _failure(b)
    _none_lost(b)
    _network(b)
    _audit(b)


def _failure(b: Builder) -> None:
    p = Symbol("p", positive=True)
    more = Symbol("t", nonnegative=True)
    b.step(
        "Signs of u from different inputs are independent, and the two halves of one input exclude each other: a "
        "neuron suits none of s halves with probability at most (1-p)^s, as 1 - 2p <= (1-p)^2.",
        r"P(\text{suits none of } s) \le (1-p)^s,\qquad 1-2p \le (1-p)^2",
        both(nonnegative((1 - p) - (1 - (p + more))), nonnegative((1 - p) ** 2 - (1 - 2 * p))),
        given=("neurons-iid", "probability>=p"),
    )
    b.step(
        "Hall's theorem (1935, cited; here with k copies of each half): an assignment exists if and only if, for every "
        "s, any s halves have at least s*k neurons that suit one of them. All tables of 3 neurons and 3 halves agree.",
        r"\exists\text{ assignment} \iff \forall S:\ |N(S)| \ge k\,|S|",
        cases(1 << THREE * THREE, _hall, "each assignment tried, against each set of halves"),
    )
    b.step(
        "Union over the sets of s halves: for each s there are C(H,s), and each has fewer than s*k neurons with "
        "probability at most P(Bin(N, 1-(1-p)^s) < s*k). (The sets' events need not be independent.) Held against the "
        "exact probability for fair signs, 3 halves and 3 or 4 neurons.",
        r"P(\text{no assignment}) \le \sum_{s=1}^{H}\binom{H}{s} P\left(\mathrm{Bin}(N,1-(1-p)^s) < sk\right)",
        cases(2, lambda i: _exactly(3 + i) <= _sum(3 + i, THREE, 1, Fraction(1, 2)), "all tables counted"),
        uses=(1, 2),
    )


def _none_lost(b: Builder) -> None:
    k, s, n, h = (Symbol(name, positive=True, integer=True) for name in ("k", "s", "N", "H"))
    r, d, t = (Symbol(name, nonnegative=True) for name in ("r", "d", "t"))
    q, delta = Symbol("q", positive=True), Symbol("delta", positive=True)
    b.step(
        "The bad event of s = H - r halves is that at least j = N - s*k + 1 neurons suit none of them; with "
        "N = k*H + t that is j = k*r + t + 1. It has probability at most C(N,j)*(1-p)^(s*j).",
        r"P \le \binom{N}{j}(1-p)^{sj},\quad j = N - sk + 1 = kr + t + 1",
        both(identity((k * (s + r) + t) - s * k + 1, k * r + t + 1), cases(8, _tail_by_subsets, "exact tails, N = 8")),
        uses=(3,),
    )
    b.step(
        "s >= H/2: C(N,j) <= N^j, C(H,s) = C(H,r) <= H^r <= H^j and (1-p)^s <= q^H for q = sqrt(1-p). With "
        "x = N*H*(1-p)^(H/2) <= 1 the term is at most x^j <= x^(r+1).",
        r"\binom{H}{r}\binom{N}{j}(1-p)^{sj} \le \left(N H (1-p)^{H/2}\right)^{j} \le x^{r+1}",
        both(
            identity((n * h * q**h) ** r, n**r * h**r * q ** (h * r)),
            nonnegative(2 * (h / 2 + d) - h),
            nonnegative(sympy.expand((1 + t) * r + d + 1 - (r + 1))),
        ),
        uses=(4,),
    )
    b.step(
        "s < H/2 (H = 2s + d): j >= N/2, C(N,j) = C(N, s*k - 1) <= N^(s*k), C(H,s) <= H^s, and N >= k*H: the term is "
        "at most (H*N^k*(1-p)^(N/2))^s <= (x^k)^s <= x^s.",
        r"\binom{H}{s}\binom{N}{sk-1}(1-p)^{sj} \le \left(H N^k (1-p)^{N/2}\right)^{s} \le x^{s}",
        both(
            positive(sympy.expand((k * (2 * s + d) + t) - s * k + 1 - (k * (2 * s + d) + t) / 2)),
            identity((n * q**h) ** k, n**k * q ** (h * k)),
        ),
        uses=(4,),
    )
    b.step(
        "Both geometric series: x/(1-x) + x/(1-x) <= 4x for x = 1/(2+t) <= 1/2, which is at most delta where "
        "4*N*H*(1-p)^(H/2) <= delta. So N = k*H neurons are enough, and not one of them is lost.",
        r"\frac{x}{1-x} + \frac{x}{1-x} \le 4x \le \delta",
        both(
            nonnegative(sympy.factor(2 / (2 + t) - (1 / (2 + t)) / (1 - 1 / (2 + t)))),
            identity(4 * (delta / 4), delta),
        ),
        uses=(5, 6),
        given=("delta<1",),
    )
    _few_halves(b)


def _few_halves(b: Builder) -> None:
    n, k, h, root, spread, c = (Symbol(name, positive=True) for name in ("N", "k", "H", "y", "L", "c"))
    part = Symbol("lambda", nonnegative=True)
    s, p = Symbol("s", real=True), Symbol("p", positive=True)
    q, delta = Symbol("q", positive=True), Symbol("delta", positive=True)
    margin = n * (1 - exp(-p * s)) - s * k
    b.step(
        "f(s) = N*(1-(1-p)^s) - s*k, by which what s halves may expect exceeds what they want, is concave in s, so "
        "f(s) >= min(f(1), f(H)) for 1 <= s <= H ((1-p)^s = exp(-p' s)).",
        r"f(s) = N(1-(1-p)^s) - sk,\quad f'' < 0,\quad f(s) \ge \min\{f(1), f(H)\}",
        both(positive(-sympy.diff(margin, s, 2)), identity(part * q + (1 - part) * q, q)),
        uses=(3,),
    )
    b.step(
        "Hoeffding's inequality (1963, cited): P(Bin(N,x) <= N*x - m) <= exp(-2m^2/N). The C(H,s) add up to less than "
        "2^H, so that m^2 >= N*L, L = (H*ln 2 + ln(1/delta))/2, is enough. Held against exact tails: N = 8, x = 1/2.",
        r"2^H e^{-2m^2/N} \le \delta \iff m \ge \sqrt{NL},\quad L = \tfrac12\left(H\ln2+\ln\tfrac1\delta\right)",
        both(
            identity(exp(sympy.expand_log(h * log(2) - 2 * (h * log(2) + log(1 / delta)) / 2, force=True)), delta),
            cases(5, _hoeffding, "exact tails, e < 2719/1000"),
        ),
        uses=(8,),
        given=("delta<1",),
    )
    least = (sympy.sqrt(spread) + sympy.sqrt(spread + 4 * c * k)) / (2 * c)
    b.step(
        "c*N - n*k >= sqrt(N*L), for (n, c) = (1, p) and (H, 1-(1-p)^H), is quadratic in sqrt(N) = y: N is at least "
        "the square of the positive root. So many neurons are always enough.",
        r"N \ge \left(\frac{\sqrt L+\sqrt{L+4cnk}}{2c}\right)^2",
        both(
            identity(c * least**2 - sympy.sqrt(spread) * least - k, Integer(0)),
            nonnegative(sympy.diff(c * root**2 - sympy.sqrt(spread) * root, root).subs(root, least + part)),
        ),
        uses=(9,),
    )


def _network(b: Builder) -> None:
    s, part = (Symbol(name, nonnegative=True) for name in ("s", "c"))
    z, ell, links, delta = (Symbol(name, positive=True) for name in ("z", "l", "n", "delta"))
    b.step(
        "The law is symmetric, so |u| is independent of u's sign; V is independent of U. An assignment by signs alone "
        "leaves |u| and V as they were: the k products of an assigned half are i.i.d.",
        r"P(|u| \le c,\ u > 0) = \tfrac12 P(|u| \le c)",
        identity(part * HALF, part - part * HALF),
        given=("neurons-iid", "signs-only"),
    )
    b.step(
        "For u ~ U[0, 1], v ~ U[-1, 1] the density of uv on |z| <= 1/2 is -ln(z)/2 >= ln(2)/2 (z = 1/(2(1 + s))): it "
        "contains U[-1/2, 1/2] with weight p = ln(2)/2, where a block's neuron of either sign has ln(2)/4.",
        r"\tfrac12(-\ln z) \ge \tfrac{\ln2}{2}",
        both(
            identity(sympy.diff(z * (1 - log(z)), z), -log(z)),
            identity(sympy.expand_log(-log(1 / (2 * (1 + s))), force=True), log(2) + log(1 + s)),
            nonnegative_from(log(1 + s), s, 0),
        ),
        uses=("subset-sum",),
        given=("law=uniform[-2*sqrt(w_max),2*sqrt(w_max)]",),
    )
    x = Symbol("x", real=True)
    b.step(
        "What comes out of a ReLU is at least 0, so that behind the first layer H = n_(i-1): one half of each input.",
        r"\sigma(x) \ge 0\ \Rightarrow\ w\sigma(x) = w^+\sigma(x)",
        nonnegative(sympy.Max(x, 0)),
        uses=("gadget-identity",),
        given=("relu-between",),
    )
    b.step(
        "Failures: each layer's assignment delta/(2l), each of its half links, at most 2*n, delta/(4*l*n): delta in "
        "all. What meets every half link is within epsilon, as in subset-sum-pruning.",
        r"\ell\left(\frac{\delta}{2\ell} + 2n\cdot\frac{\delta}{4\ell n}\right) = \delta",
        identity(ell * (delta / (2 * ell) + 2 * links * (delta / (4 * ell * links))), delta),
        uses=(7, 10, 11, 12, 13, "subset-sum-pruning"),
        given=("spectral-norms<=1", "input-norm<=1", "epsilon<=2", "delta<1"),
    )
    before, each = (Symbol(name, positive=True, integer=True) for name in ("n", "M"))
    b.step(
        "A ticket of blocks of M neurons is one of free assignment: of n*M neurons, M serve each of n inputs. So "
        "blocks never take fewer.",
        r"\sum_{b=1}^{n} M = nM",
        identity(sympy.Sum(each, (Symbol("b"), 1, before)).doit(), before * each),
    )
    b.step(
        "What it gains: as epsilon -> 0 a block takes 2.03 times the draws of an assigned half (68.2 and 33.6 for each "
        "power of e). Where an input has one known sign that is saved, where both are needed nothing is.",
        r"\lim_{\varepsilon\to0} \frac{N(p=\frac{\ln2}{4})}{N(p=\frac{\ln2}{2})} = "
        r"\frac{r(\frac{\ln2}{4})}{r(\frac{\ln2}{2})},\quad r(p) = \frac{1}{-\ln(1-p/8)}+\frac{1}{-\ln(1-p/4)}",
        both(
            _gain(),
            decided(bool(Rational(203, 100) < _rate(log(2) / 4) / _rate(log(2) / 2) < Rational(204, 100)), "to 1 %"),
        ),
        uses=(12,),
    )


def _audit(b: Builder) -> None:
    quarter = Fraction(1, 4)
    b.without(
        "none-lost",
        "One half of one input, k = 1: N = k*H = 1 neuron has the wrong sign with probability 1/2.",
        r"P(\mathrm{Bin}(1,\tfrac12) < 1) = \tfrac12 > \tfrac14",
        decided(tail(1, Fraction(1, 2), 0) > quarter, "the exact tail"),
        [("H", 1), ("k", 1), ("N", 1), ("delta", quarter), ("failure", "1/2")],
    )
    b.without(
        "neurons-iid",
        "1,000 copies of one neuron: all suit a half or none does, so it is left without with probability 1/2.",
        r"P(\text{all } u_m < 0) = \tfrac12 > \tfrac14",
        decided(Fraction(1, 2) > quarter, "one fair sign"),
        [("H", 1), ("k", 1), ("N", 1000), ("delta", quarter), ("failure", "1/2")],
    )
    b.without(
        "probability>=p",
        "Where u is never positive no neuron suits the half u > 0, however many there are.",
        r"P(\mathrm{Bin}(N, 0) < 1) = 1",
        decided(tail(1000, Fraction(0), 0) == 1, "no neuron suits"),
        [("H", 1), ("k", 1), ("N", 1000), ("P(u > 0)", 0), ("failure", 1)],
    )
    least, most = Fraction(1, 64), 16
    b.without(
        "signs-only",
        "An assignment that prefers the smallest sizes may give a half 16 neurons with u <= 1/64 out of many: no sum "
        "of products then exceeds 1/4, and w = 1/2 is not met within 1/8.",
        r"\left|\sum_m v_m u_m\right| \le 16\cdot\tfrac1{64} = \tfrac14 < \tfrac12 - \tfrac18",
        decided(most * least < Fraction(1, 2) - Fraction(1, 8), "16/64 < 3/8"),
        [("k", most), ("u at most", least), ("w", "1/2"), ("epsilon_w", "1/8")],
        "sizes may be preferred where the subset sums found are looked at, as prune does; the count is not proved then",
    )


def _hall(code: int) -> bool:
    table = _table(code, THREE, THREE)
    found = any(all(table[m][half] for half, m in enumerate(order)) for order in permutations(range(THREE)))
    return found == all(
        sum(any(row[half] for half in range(THREE) if chosen[half]) for row in table) >= sum(chosen)
        for chosen in product((0, 1), repeat=THREE)
    )


def _table(code: int, neurons: int, halves: int) -> Table:
    return tuple(tuple(bool(code >> m * halves + half & 1) for half in range(halves)) for m in range(neurons))


def _exactly(neurons: int) -> Fraction:
    """P(no assignment) for fair signs, 3 halves and k = 1, by counting tables."""
    bad = 0
    for code in range(1 << neurons * THREE):
        table = _table(code, neurons, THREE)
        orders = permutations(range(neurons), THREE)
        bad += not any(all(table[m][half] for half, m in enumerate(order)) for order in orders)
    return Fraction(bad, 1 << neurons * THREE)


def _sum(neurons: int, halves: int, quota: int, chance: Fraction) -> Fraction:
    parts = (
        comb(halves, s) * tail(neurons, 1 - (1 - chance) ** s, s * quota - 1) for s in range(1, halves + 1)
    )
    return sum(parts, Fraction(0))


def _tail_by_subsets(number: int) -> bool:
    """P(Bin(8, x) >= j) <= C(8, j) x^j for j = 1..8 and x = 1/3."""
    j, x = number + 1, Fraction(1, 3)
    return 1 - tail(8, x, j - 1) <= comb(8, j) * x**j


def _hoeffding(number: int) -> bool:
    """P(Bin(8, 1/2) <= 4 - m) <= exp(-m^2/4) for m = 0..4: both sides to the power 4, and e < 2719/1000."""
    return tail(8, Fraction(1, 2), 4 - number) ** 4 * Fraction(2719, 1000) ** (number**2) <= 1


def _rate(p: sympy.Expr) -> sympy.Expr:
    return -1 / log(1 - p / 8) - 1 / log(1 - p / 4)


def _gain() -> Outcome:
    big = Symbol("T", positive=True)
    block, free = _rate(log(2) / 4), _rate(log(2) / 2)
    return limit_is((big * block + Integer(2)) / (big * free - Integer(2)), big, sympy.oo, block / free)
