"""What the strategies of tasks, tickets, corruptions and claims can produce, and how seldom they are refused."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings

from lottery_verify import strategies as lv
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.claims import claim_ids
from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting.properties.pipeline import pruned
from lottery_verify.pruning.plan import plan, w_max
from lottery_verify.strategies.claims import CLAIM_INPUTS
from lottery_verify.strategies.claims.counting import malach_categories_cases
from lottery_verify.strategies.claims.propagation import propagation_cases, spectral_above
from lottery_verify.strategies.kept import one_of
from lottery_verify.strategies.tickets import FINEST_W, affordable, output_size
from tests.strategies.finding import COMMON, find_any, minimal


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
