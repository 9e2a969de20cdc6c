"""The constants that Coq prints of its theorems are those that bounds, decompose and the laws compute with.

`make -C proofs audit` shows that Coq prints exactly proofs/audit/constants.expected, and that each constant is the
theorem's own (proofs/audit/constants.v); here the printed text is evaluated, by Arb, and Coq is not needed.
"""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from hypothesis import assume, given
from hypothesis import strategies as st

from lottery_verify.bounds import inputs_from_widths
from lottery_verify.bounds.hypotheses import check_hypotheses
from lottery_verify.bounds.rows import Status
from lottery_verify.checker.regions import Box
from lottery_verify.checker.source import mantissas
from lottery_verify.claims import claim
from lottery_verify.counts import explicit
from lottery_verify.counts.base import base_of, categories
from lottery_verify.counts.enclosure import rational
from lottery_verify.counts.smallest import category_probability as ideal_probability
from lottery_verify.counts.smallest import smallest_draws_for_hit
from lottery_verify.counts.tails import smallest_draws_for_filling
from lottery_verify.decompose.golden import Golden
from lottery_verify.laws.choice import category_probability, hyperbolic_law
from lottery_verify.networks.network import Network
from lottery_verify.pruning.plan import w_max
from lottery_verify.pruning.pruner import prune
from tests.proofs.coq_terms import EXPECTED, alike, ball, ceiling, printed, read_terms

COQ = printed()
BITS = 400
deltas = st.fractions(Fraction(1, 10**9), Fraction(99, 100)).filter(lambda v: v > 0)
sizes = st.integers(1, 2000)
few = st.integers(1, 200)
bases = st.sampled_from(["3/2", "1.3", "1.618", "phi"])


def enclosed(interval):
    """A package's enclosure as an Arb ball."""
    ends = [arb(str(int(m) * (-1 if s else 1))) * arb(2) ** e for s, m, e, _ in (interval.lower, interval.upper)]
    return ends[0].union(ends[1])


def gamma(base):
    """A base as a Fraction, or φ as a ball."""
    return (1 + arb(5).sqrt()) / 2 if base == "phi" else Fraction(base)


def test_every_constant_is_used():
    """Each constant that Coq prints is compared with something below, and none is missing from the print."""
    with open(__file__, encoding="utf-8") as file:
        text = file.read()
    assert [name for name in COQ if f'"{name}"' not in text] == []
    assert len(COQ) == 23


@given(bases, st.fractions(Fraction(1, 10**6), Fraction(999, 1000)), st.fractions(Fraction(1, 100), 100))
def test_categories(base, ratio, largest):
    """k = ⌈log_γ(w_max/ε_w)⌉ leaves at most ε_w by golden_decomposition_scaled, and k − 1 would not."""
    assume(largest > 0 and ratio > 0)
    allowed = largest * ratio
    k = categories(base_of(base), 1 / ratio)
    left, more = (COQ["golden_rest"](wmax=largest, gamma=gamma(base), k=count) for count in (k, k - 1))
    assert left == allowed or ball(left) < ball(allowed)
    assert ball(more) > ball(allowed)
    needed = COQ["categories_needed"](wmax=largest, ew=allowed, gamma=gamma(base))
    assert needed.contains(k) if left == allowed else ceiling(needed) == k


@given(st.integers(1, 400), st.data())
def test_category_probability(k, data):
    """1/(8k) of hyperbolic_product is what bounds use, and no ideal category has less."""
    proved = COQ["category_probability"](k=k)
    assert proved == explicit.category_probability_bound(k)
    assert ideal_probability(k, data.draw(st.integers(1, k))) >= proved


@given(st.fractions(Fraction(1, 10**4), Fraction(1, 2)), st.integers(1, 50), few, deltas)
def test_filling_draws(c, m, k, delta):
    """The counts are the ceilings of category_filling_talk's and _ln2's, and meet category_filling's bound."""
    assume(c > 0)
    asked = {"c": c, "delta": delta, "k": k}
    stated = ceiling(COQ["filling_draws"](m=m, **asked))
    sharper = ceiling(COQ["filling_draws_ln2"](m=m, **asked))
    assert stated == explicit.category_filling_draws(c, m, k, delta)
    assert sharper == explicit.category_filling_draws_ln2(c, m, k, delta)
    if sharper < 3000:
        assert COQ["filling_failure"](c=c, k=k, m=m, draws=sharper) <= delta


@given(st.fractions(Fraction(1, 100), Fraction(1, 2)), st.integers(1, 10), deltas)
def test_exact_filling(c, k, delta):
    """The least count by the binomial tail is no more than category_hit_ln asks for m = 1, rounded up."""
    assume(c * k <= 1)
    found = smallest_draws_for_filling(c, 1, k, delta)
    assert found is not None
    assert found <= max(1, ceiling(COQ["hit_draws"](c=c, delta=delta, k=k)))


@given(st.fractions(Fraction(1, 1000), Fraction(1, 2)), st.integers(1, 10**6), deltas)
def test_draws(c, half_links, delta):
    """The pruner's draws meet category_hit's condition, exactly, and are at most category_hit_ln's."""
    assume(c > 0)
    count = smallest_draws_for_hit(c, delta / half_links)
    assert COQ["hit_failure"](c=c, k=half_links, draws=count) <= delta
    assert count <= ceiling(COQ["hit_draws"](c=c, delta=delta, k=half_links))


@given(
    st.lists(st.integers(1, 3000), min_size=2, max_size=6),
    st.fractions(Fraction(1, 10**6), 10),
    st.fractions(Fraction(1, 100), 100),
    st.data(),
)
def test_weight_error(widths, epsilon, f_max, data):
    """bounds' ε_w is error_propagation_euler's, its side condition too; error_propagation_sharp allows more."""
    assume(epsilon > 0)
    depth = len(widths) - 1
    norms = data.draw(st.lists(st.fractions(0, 5), min_size=depth, max_size=depth))
    inputs = inputs_from_widths(widths, epsilon, Fraction(1, 100), f_max=f_max, spectral_norms=norms)
    product = Fraction(1)
    for norm in norms:
        product *= max(Fraction(1), norm)
    asked = {"eps": epsilon, "Fm": f_max, "norms": product, "L": depth, "N": max(widths)}
    assert alike(enclosed(inputs.epsilon_w(BITS)), COQ["weight_error"](**asked))
    assert COQ["weight_error_sharp"](**asked) > COQ["weight_error"](**asked)
    limit = COQ["largest_error"](Fm=f_max, N=max(widths))
    states = {one.hypothesis.name: one.status for one in check_hypotheses(claim("error-propagation"), inputs)}
    met = ball(epsilon) <= limit
    assert (states["epsilon<=e*sqrt(n)*f_max"] is Status.MET) == met


@given(few, few, sizes, sizes, deltas)
def test_shared_neurons(k, depth, outputs, inputs, delta):
    """M_i of bounds is the ceiling of shared_log_pruning's for c = 1/(8k), and of shared_log_pruning_explicit's."""
    asked = {"delta": delta, "k": k, "L": depth, "outputs": outputs, "inputs": inputs}
    stated = ceiling(COQ["shared_neurons_explicit"](**asked))
    assert stated == ceiling(COQ["shared_neurons"](c=COQ["category_probability"](k=k), **asked))
    assert stated == explicit.shared_log_pruning_draws(k, depth, outputs * inputs, delta)


@given(few, few, sizes, sizes, deltas)
def test_a_pool_for_each_link(k, depth, outputs, inputs, delta):
    """bounds' pool for each link is no less than log_pruning_hyperbolic asks for (it has no 1 and no 16)."""
    least = ceiling(COQ["shared_neurons_explicit"](delta=delta, k=k, L=depth, outputs=outputs, inputs=inputs))
    assert explicit.log_pruning_pool(k, depth, outputs * inputs, delta) >= least


@pytest.mark.parametrize(("relu", "half_links"), [(False, 12), (True, 10)])
@pytest.mark.parametrize("base", ["3/2", "phi"])
@pytest.mark.parametrize("epsilon", ["1/4", "1/100"])
def test_the_pruners_neurons(epsilon, base, relu, half_links):
    """The golden pruner's M by theorem meets shared_log_pruning_shares, exactly, and is at most its logarithmic form.

    Behind a ReLU no input is negative: the pruner counts one half of each of the two links there, Coq would count both.
    """
    weights = [np.array([[0.5, -1.0], [0.25, 0.75]]), np.array([[1.0, -0.5]])]
    target = Network.from_arrays(weights, relu=[relu, False])
    delta = Fraction(1, 100)
    made = prune(target, region=Box.cube(-1, 1, 2), epsilon=epsilon, seed=1, base=base, neurons="theorem", delta=delta)
    for i, layer in enumerate(made.layers):
        largest = w_max(target, i)
        k = categories(base_of(base), largest / layer.epsilon_w)
        c = category_probability(layer.law, largest, k, base_of(base))
        assert c >= COQ["category_probability"](k=k)
        assert layer.neurons == Golden().neurons(layer.law, largest, layer.epsilon_w, base_of(base), half_links, delta)
        assert COQ["shared_failure"](c=c, half_links=half_links, k=k, draws=layer.neurons) <= delta
        assert layer.neurons <= ceiling(COQ["hit_draws"](c=c, delta=delta, k=half_links * k))


@pytest.mark.parametrize("k", [1, 2, 5, 17, 40])
@pytest.mark.parametrize("base", ["3/2", "phi"])
def test_the_packages_law_has_the_proved_probability(k, base):
    """The finite law that the pruner draws from has at least the 1/(8k) that hyperbolic_product proves for the grid."""
    law = hyperbolic_law(Fraction(1), k, base_of(base))
    assert category_probability(law, Fraction(1), k, base_of(base)) >= COQ["category_probability"](k=k)


@given(few, few, sizes, sizes, deltas)
def test_universal_neurons(k, depth, outputs, inputs, delta):
    """bounds' M_i for every target at once is the ceiling of universal_ticket's, 4k in place of 2k."""
    asked = {"delta": delta, "k": k, "L": depth, "outputs": outputs, "inputs": inputs}
    assert ceiling(COQ["universal_count"](**asked)) == explicit.universal_ticket_draws(
        k, depth, outputs * inputs, delta
    )


def pairs_of_draws(law, k, base):
    """How many pairs of 31-bit draws have a product in each window (γ^{-j-1}, γ^{-j}], as proofs/ counts them."""
    width, points = law.upper - law.lower, 1 << 31
    first = [-(-c * points // width) for c in range(width + 1)]  # integer_law.v: first, and draws_of below
    sizes = [mantissas()[c & 0xFFFF] << ((c >> 16) - (law.lower >> 16)) for c in range(law.lower, law.upper)]
    unit = Fraction(2) ** (2 * law.exponent)
    before, values = np.array(first), np.array(sizes)
    draws_of = np.diff(before)
    for j in range(1, k + 1):
        low, high = (int(Fraction(base) ** -i / unit) for i in (j + 1, j))  # products are integers of this unit
        begin, end = (before[np.searchsorted(values, edge // values, side="right")] for edge in (low, high))
        yield sum(int(one) for one in draws_of * (end - begin))


@pytest.mark.parametrize(("k", "base"), [(1, "3/2"), (2, "3/2"), (3, "1.3")])
def test_the_packages_law_counted(k, base):
    """The pruner's category probability is that of integer_law_fills, but for pairs within 2^-40 of a window's edge."""
    read = base_of(base)
    law = hyperbolic_law(Fraction(1), k, read)
    counted = COQ["integer_probability"](pairs=min(pairs_of_draws(law, k, base)), points=1 << 31)
    assert counted * (1 - Fraction(1, 1 << 20)) <= category_probability(law, Fraction(1), k, read) <= counted


@given(st.integers(1, 50), st.integers(1, 200), few, few, sizes, deltas)
def test_malach_draws(steps, more, depth, outputs, inputs, delta):
    """bounds' 16/ε_w² is malach_pruning's square where ε_w/2 is a number of grid steps, and so is the logarithm."""
    points = 2 * steps + more
    e = Fraction(2 * steps, points)
    asked = {"steps": steps, "points": points, "L": depth, "outputs": outputs, "inputs": inputs}
    least = ceiling(COQ["malach_draws"](delta=delta, **asked))

    assert explicit.malach_pruning_draws(lambda bits: rational(e, bits), depth * outputs * inputs, delta) == least
    assert COQ["near_probability"](steps=steps, points=points) == e**2 / 16


@given(st.fractions(Fraction(1, 10**6), Fraction(1, 2)), deltas)
def test_subset_sum_draws(epsilon, delta):
    """The count N is the sum of subset_sum_uniform's two ceilings."""
    assume(epsilon > 0 and 2 * epsilon * delta < 1)
    grow, fill = (ceiling(COQ[name](eps=epsilon, delta=delta)) for name in ("subset_grow", "subset_fill"))
    assert explicit.subset_sum_draws(epsilon, delta) == grow + fill


@given(st.integers(1, 20), st.integers(3, 10**4), deltas, st.sampled_from([Fraction(1, p) for p in (1, 2, 6)]))
def test_subset_sum_rates(steps, more, delta, share):
    """With bounds' N for weight p, subset_sum's two terms come to at most δ: the rates are 1 − p/8 and 1 − p/4."""
    points = 2 * steps + more
    epsilon = Fraction(steps, points)
    grow = ceiling((1 / ball(2 * epsilon * delta)).log() / -(1 - ball(share / 8)).log())
    fill = ceiling((1 / ball(epsilon * delta)).log() / -(1 - ball(share / 4)).log())
    assert explicit.subset_sum_draws(epsilon, delta, lambda bits: rational(share, bits)) == grow + fill
    if grow + fill < 2000:
        assert COQ["subset_failure"](share=share, points=points, steps=steps, grow=grow, fill=fill) <= delta


@given(st.fractions(Fraction(1, 10**6), 1))
def test_product_tail(level):
    """bounds' tail is uniform_product_tail's z(1 − ln z)."""
    assume(level > 0)
    assert alike(enclosed(explicit.uniform_tail(rational(level, BITS))), COQ["product_tail"](z=level))


@given(st.integers(1, 2000), st.fractions(Fraction(1, 10**6), Fraction(1, 2)), st.integers(2, 20))
def test_least_parameters(size, epsilon, power):
    """bounds' P is the ceiling of parameter_lower_bound_log's, at powers of two exactly d²·log₂ − 1."""
    assume(0 < epsilon < Fraction(1, 2) and (1 / (2 * epsilon)).denominator > 1)
    least = COQ["least_parameters"](eps=epsilon, d=size)
    assert explicit.dense_parameters(size, epsilon) == max(0, ceiling(least))
    exact = explicit.dense_parameters(size, Fraction(1, 2**power))
    assert COQ["least_parameters"](eps=Fraction(1, 2**power), d=size).contains(exact)
    assert exact == size * size * (power - 1) - 1


def test_a_changed_constant_is_seen():
    """The comparison above fails for a Coq that would print 4 in place of 8, or one layer in place of all."""
    text = EXPECTED.read_text(encoding="utf-8")
    asked = {"delta": Fraction(1, 100), "k": 10, "L": 3, "outputs": 5, "inputs": 7}
    ours = explicit.shared_log_pruning_draws(10, 3, 35, Fraction(1, 100))
    for old, new in (("8 * k%:R * ln", "4 * k%:R * ln"), ("2 * k * L * outputs", "2 * k * outputs")):
        changed = read_terms(text.replace(old, new))["shared_neurons_explicit"]
        assert ceiling(changed(**asked)) != ours
    assert ceiling(COQ["shared_neurons_explicit"](**asked)) == ours
