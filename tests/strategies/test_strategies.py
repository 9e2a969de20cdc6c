"""What the strategies can produce (`find_any`) and what they shrink to (`minimal`)."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lottery_verify import strategies as lv
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.claims import claim_ids
from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting.properties.pipeline import pruned
from lottery_verify.networks.network import Network
from lottery_verify.pruning.plan import plan, w_max
from lottery_verify.strategies.claims import CLAIM_INPUTS
from lottery_verify.strategies.claims.counting import malach_categories_cases
from lottery_verify.strategies.claims.propagation import propagation_cases, spectral_above
from lottery_verify.strategies.kept import one_of
from lottery_verify.strategies.numbers import check_range
from lottery_verify.strategies.tickets import FINEST_W, affordable, output_size

T = TypeVar("T")
COMMON = {"database": None, "deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}


def find_any(strategy: SearchStrategy[T], condition: Callable[[T], bool]) -> T:
    """Some example that meets the condition; an error where the strategy makes none."""
    return find(strategy, condition, settings=settings(max_examples=2000, phases=[Phase.generate], **COMMON))  # type: ignore[arg-type]


def minimal(strategy: SearchStrategy[T], condition: Callable[[T], bool]) -> T:
    """The smallest example that meets the condition."""
    return find(strategy, condition, settings=settings(max_examples=2000, **COMMON))  # type: ignore[arg-type]


def weights_of(network: Network) -> np.ndarray:  # type: ignore[type-arg]
    """All weights, without biases."""
    return np.concatenate([layer.weight.ravel() for layer in network.layers])


def is_rank_one(network: Network) -> bool:
    """Whether a layer of more than one row and column has rank one."""
    return any(
        min(w.shape) > 1 and w.all() and np.linalg.matrix_rank(w) == 1
        for w in (layer.weight for layer in network.layers)
    )


TARGETS: dict[str, Callable[[Network], bool]] = {
    "zero": lambda n: bool((weights_of(n) == 0).any()),
    "subnormal": lambda n: bool((np.abs(weights_of(n)) == 5e-324).any()),
    "next to 1": lambda n: bool((np.abs(weights_of(n)) == 1 - 2.0**-24).any()),
    "float64": lambda n: bool((weights_of(n).astype(np.float32) != weights_of(n)).any()),
    "repeated": lambda n: len(weights_of(n)) > 4 and len(set(weights_of(n).tolist())) == 1,
    "rank one": is_rank_one,
    "dead neuron": lambda n: any(
        la.bias is not None and (la.bias + np.abs(la.weight).sum(1) < 0).any() for la in n.layers
    ),
    "always on": lambda n: any(
        la.bias is not None and (la.bias - np.abs(la.weight).sum(1) > 0).any() for la in n.layers
    ),
    "category edge": lambda n: bool((np.abs(weights_of(n)) == ((1 + 5**0.5) / 2) ** -1).any()),
    "beside an edge": lambda n: bool((np.abs(weights_of(n)) == np.nextafter(((1 + 5**0.5) / 2) ** -1, 0)).any()),
    "huge norm": lambda n: float(np.abs(weights_of(n)).max()) >= 4096,
    "tiny": lambda n: 0 < float(np.abs(weights_of(n)).max()) <= 2.0**-12,
    "bias and none": lambda n: {layer.bias is None for layer in n.layers} == {True, False},
    "shift": lambda n: n.shift is not None and bool(n.shift.any()),
    "relu at the end": lambda n: n.layers[-1].relu,
    "no relu between": lambda n: n.depth > 1 and not n.layers[0].relu,
    "deep": lambda n: n.depth == 3,
    "wide": lambda n: max(n.widths) == 4,
    "widths differ": lambda n: len(set(n.widths)) > 2,
}


@pytest.mark.parametrize("name", TARGETS)
def test_targets_can_be(name: str) -> None:
    """Every special kind occurs."""
    find_any(lv.targets(), TARGETS[name])


def test_targets_shrink_to_one_zero() -> None:
    """One layer, one weight, 0, no bias."""
    smallest = minimal(lv.network_specs(), lambda spec: True)
    assert smallest == lv.NetworkSpec((((0.0,),),), (None,), (False,))


def test_targets_shrink_to_the_fault() -> None:
    """The smallest network with a weight above 1/2 has the one weight 1."""
    smallest = minimal(
        lv.network_specs(), lambda spec: any(v > 0.5 for rows in spec.weights for row in rows for v in row)
    )
    assert smallest.weights == (((1.0,),),)


@given(lv.targets(min_width=2, max_width=3, min_depth=2, max_depth=2, shifted=False))
def test_targets_keep_their_limits(network: Network) -> None:
    """Widths, depth and shift as asked."""
    assert all(2 <= n <= 3 for n in network.widths)
    assert network.depth == 2
    assert network.shift is None


def test_limits_out_of_order_are_named() -> None:
    """Both arguments, with their values."""
    with pytest.raises(InvalidArgument, match=r"min_width=3 must be at most max_width=2"):
        lv.targets(min_width=3, max_width=2)
    with pytest.raises(InvalidArgument, match=r"min_value=2 must be at most max_value=1"):
        lv.rationals(min_value=2, max_value=1)
    with pytest.raises(InvalidArgument, match=r"places"):
        lv.corruptions(places=("sun",))
    with pytest.raises(InvalidArgument, match=r"a=2 must be at most b=1"):
        check_range("a", 2, "b", 1)


REGIONS: dict[str, Callable[[Box | Ball], bool]] = {
    "ball around 0": lambda r: isinstance(r, Ball) and not any(r.centre),
    "ball around a point": lambda r: isinstance(r, Ball) and all(r.centre),
    "point": lambda r: isinstance(r, Box) and r.lower == r.upper,
    "unit box": lambda r: r == Box.cube(0, 1, 2),
    "one side flat": lambda r: (
        isinstance(r, Box) and [a == b for a, b in zip(r.lower, r.upper, strict=True)] == [True, False]
    ),
    "never positive": lambda r: isinstance(r, Box) and max(r.upper) <= 0 > min(r.lower),
    "thirds": lambda r: isinstance(r, Box) and any(v.denominator == 3 for v in r.lower),
}


@pytest.mark.parametrize("name", REGIONS)
def test_regions_can_be(name: str) -> None:
    """Every special kind occurs."""
    find_any(lv.regions(width=2), REGIONS[name])


@given(lv.regions(width=3).flatmap(lambda r: st.tuples(st.just(r), lv.points(r))))
def test_points_are_inside(pair: tuple[Box | Ball, tuple[Fraction, ...]]) -> None:
    """Exactly."""
    region, x = pair
    if isinstance(region, Box):
        assert all(a <= v <= b for a, v, b in zip(region.lower, x, region.upper, strict=True))
    else:
        assert sum((v - c) ** 2 for v, c in zip(x, region.centre, strict=True)) <= region.radius**2


def test_points_can_be_corners_and_poles() -> None:
    """The ends of a box and the sphere are reached."""
    box, ball = Box.cube(0, 1, 2), Ball(Fraction(3), 2)
    assert find_any(lv.points(box), lambda x: x == (1, 0)) == (1, 0)
    assert find_any(lv.points(ball), lambda x: x == (3, 0)) == (3, 0)


def test_bases_are_on_their_side_of_phi() -> None:
    """Below: 21/13 is there; above: 34/21 is there, and 2 is the smallest."""
    assert find_any(lv.bases(), lambda b: b == Fraction(21, 13))
    assert find_any(lv.bases(above_phi=True), lambda b: b == Fraction(34, 21))
    assert minimal(lv.bases(above_phi=True), lambda b: True) == 2


@given(lv.bases(), lv.bases(above_phi=True))
def test_bases_meet_their_hypothesis(below: Fraction, above: Fraction) -> None:
    """γ² ≤ γ + 1 and γ² > γ + 1."""
    assert below > 1
    assert below * below <= below + 1
    assert above * above > above + 1


@given(lv.bases().flatmap(lambda b: st.tuples(st.just(b), lv.samples_in_categories(b, 4))))
def test_samples_lie_in_their_windows(pair: tuple[Fraction, tuple[Fraction, ...]]) -> None:
    """One in each, ends included."""
    base, samples = pair
    assert all(base ** -(i + 1) <= x <= base**-i for i, x in enumerate(samples, 1))


def test_samples_shrink_to_the_bottoms() -> None:
    """And can be at the top."""
    base = Fraction(3, 2)
    assert minimal(lv.samples_in_categories(base, 2), lambda s: True) == (base**-2, base**-3)
    assert find_any(lv.samples_in_categories(base, 2), lambda s: s[0] == 1 / base)
    assert find_any(lv.samples_in_categories(base, 1, max_place=3), lambda s: s[0] > 1 / base)


def test_laws_and_sources() -> None:
    """Both laws with their extremes; both shapes; all seeds."""
    assert find_any(lv.laws(), lambda law: law.name == "uniform" and law.lower == 60)
    assert find_any(lv.laws(), lambda law: law.name == "hyperbolic" and law.upper == law.lower + 1)
    assert minimal(lv.laws(), lambda law: True).name == "uniform"
    assert find_any(lv.seeds(), lambda s: s == (1 << 64) - 1)
    assert minimal(lv.seeds(), lambda s: True) == 0
    assert {find_any(lv.source_networks(), lambda g, s=s: g.shape == s).shape for s in ("shared", "dedicated")} == {
        "shared",
        "dedicated",
    }  # type: ignore[misc]


def test_probabilities_shrink_to_a_half() -> None:
    """And stay inside (0, 1)."""
    assert minimal(lv.probabilities(), lambda p: True) == Fraction(1, 2)


@pytest.mark.parametrize("method", ["nearest", "product", "golden", "subset-sum"])
def test_prune_cases_cover_every_choice(method: str) -> None:
    """Every method with its laws, both shapes, norms and kinds of region."""
    cases = lv.prune_cases(methods=(method,))
    for condition in (
        lambda c: c.shape == "dedicated" and c.norm == "l2",
        lambda c: isinstance(c.region, Ball) and c.law == ("hyperbolic" if method == "golden" else "uniform"),
        lambda c: any(b is not None for b in c.target.biases),
    ):
        find_any(cases, condition)


def test_choices_may_be_lists() -> None:
    """As well as tuples; and equal choices of other types are other choices. Catches: a key that must be hashable."""
    assert find_any(lv.prune_cases(methods=["golden"]), lambda c: True).method == "golden"  # type: ignore[arg-type]
    assert find_any(lv.targets(kinds=["huge"]), lambda t: True).depth >= 1  # type: ignore[arg-type]
    assert [type(minimal(one_of(pair), bool)) for pair in ((0, 1), (0.0, 1.0), (False, True))] == [int, float, bool]


@pytest.mark.parametrize("method", ["nearest", "product", "golden", "subset-sum"])
def test_tasks_are_seldom_refused(method: str) -> None:
    """Fewer than one in fifty, so that "the pruner refuses" never is what a property rests on.

    Catches: a pruner that refuses everything by name, tasks beyond what a method can do.
    """
    refused = []

    @settings(**(COMMON | {"phases": (Phase.generate,)}), max_examples=100)
    @given(lv.prune_cases(methods=(method,)))
    def ask(case: lv.PruneCase) -> None:
        refused.append(pruned(case) is None)

    ask()
    assert 50 * sum(refused) < len(refused)


def reached(case: lv.PruneCase) -> bool:
    """Whether every layer's ε_w is as coarse as the method needs with a few hundred neurons, exactly."""
    target, parts = case.network(), 1 << FINEST_W[case.method]
    planned = plan(target, case.region, case.epsilon, case.norm).epsilon_w
    least = [w_max(target, i) / parts for i in range(target.depth)]
    if case.method == "nearest":
        least = [min(w_max(target, i), Fraction(1, parts)) for i in range(target.depth)]
    return all(e >= low for e, low in zip(planned, least, strict=True))


@given(lv.prune_cases())
def test_prune_cases_can_be_met(case: lv.PruneCase) -> None:
    """Also where one layer's weights are so tiny that the output is, and the others' ε_w would be."""
    assert reached(case)


@pytest.mark.parametrize(
    ("spec", "region"),
    [
        (
            lv.NetworkSpec((((4096.0,), (0.0,)), ((0.0, 4096.0),)), (None, None), (True, False)),
            Ball(Fraction(1), 1),
        ),
        (lv.NetworkSpec((((1.0,),), ((1.0,),)), ((5e-324,), None), (True, False)), Box((0,), (0,))),
        (lv.NetworkSpec((((5e-324,), (1.0,)), ((1.0, 0.0),)), (None, None), (True, False)), Ball(Fraction(1), 1)),
    ],
)
def test_outputs_that_are_small_by_cancelling_are_not_asked_for(spec: lv.NetworkSpec, region: Box | Ball) -> None:
    """Found by the deep profile: an ε of the output's size asked `product` for ε_w = 5·10⁻¹³ of a weight 1."""
    epsilon = affordable(spec, region, output_size(spec, region), "linf", "product")
    case = lv.PruneCase(spec, region, epsilon, "linf", "product", "uniform", "shared", "phi", 0, ((0,),))
    assert reached(case)
    assert max(layer.neurons for layer in case.prune().layers) < 1 << 12


def test_tickets_and_certificates() -> None:
    """Tickets that keep something and that keep nothing; a certificate of a difference that is not 0."""
    quick = {"methods": ("product",), "max_depth": 1}
    assert find_any(lv.tickets(**quick), lambda t: len(t.layers[0].indices) > 0)
    assert find_any(lv.tickets(**quick), lambda t: len(t.layers[0].indices) == 0)
    assert find_any(lv.certificates(**quick), lambda c: c.proved > 0)


def test_output_size() -> None:
    """Of a network with one weight 3 on [-1, 1]: 4; of the zero network: 1."""
    spec = lv.NetworkSpec((((3.0,),),), (None,), (False,))
    assert output_size(spec, Box.cube(-1, 1, 1)) == 4
    assert output_size(lv.NetworkSpec((((0.0,),),), (None,), (False,)), Box.cube(-1, 1, 1)) == 1


@pytest.mark.parametrize(
    "place", ["ticket-bit", "ticket-cut", "certificate-byte", "mask-bit", "bound", "epsilon", "witness", "seed"]
)
def test_corruptions_occur(place: str) -> None:
    """Each place, signed and not."""
    assert find_any(lv.corruptions(), lambda c: c.place == place and c.signed)


def test_every_claim_has_inputs() -> None:
    """`claim_inputs` knows all claims, and refuses unknown names."""
    assert set(CLAIM_INPUTS) == set(claim_ids())
    with pytest.raises(InvalidArgument, match="there is none with id 'sun'"):
        lv.claim_inputs("sun")
    with pytest.raises(InvalidArgument, match="has none named 'sun'"):
        lv.claim_inputs("golden-decomposition", dropping=["sun"])


@pytest.mark.parametrize("claim_id", CLAIM_INPUTS)
def test_claim_inputs_print_as_they_are(claim_id: str) -> None:
    """A smallest example exists, and its text builds it again."""
    smallest = minimal(lv.claim_inputs(claim_id), lambda case: True)
    assert eval(repr(smallest), {type(smallest).__name__: type(smallest), "Fraction": Fraction}) == smallest


def test_dropping_changes_what_is_made() -> None:
    """Without γ ≤ φ only bases above φ are made."""
    case = find_any(lv.claim_inputs("golden-decomposition", dropping=["base<=phi"]), lambda c: True)
    assert case.base**2 > case.base + 1


@given(propagation_cases())
def test_propagation_cases_meet_the_hypotheses(case: object) -> None:
    """Norms and F_max as stated, errors at most ε_w, ε within the side condition (e ≥ 2.718)."""
    from lottery_verify.strategies.claims.propagation import PropagationCase, activations

    assert isinstance(case, PropagationCase)
    assert all(spectral_above(w) <= s for w, s in zip(case.weights, case.norms, strict=True))
    values = activations(case.weights, case.x, case.slope)
    assert all(abs(v) <= case.f_max for row in values[:-1] for v in row)
    assert all(abs(e) <= 1 for half in (case.plus, case.minus) for w in half for row in w for e in row)
    assert case.epsilon**2 <= Fraction(27182818284590453, 10**16) ** 2 * max(case.widths) * case.f_max**2
    assert all(len(w[0]) == a and len(w) == b for w, (a, b) in zip(case.weights, pairwise(case.widths), strict=True))


def test_categories_come_next_to_edges() -> None:
    """w_max/ε_w = γ^k, and a hair off it."""
    find_any(lv.claim_inputs("log-pruning-malach"), lambda c: c.epsilon_w == c.base**-3)
    find_any(malach_categories_cases(), lambda c: c.epsilon_w.denominator > 1 << 200)
