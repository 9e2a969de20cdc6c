"""Rows: what applies, what it says, how it moves with its inputs, and that wrong input is refused by name."""

import re
import time
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lottery_verify import bounds
from lottery_verify.bounds.evaluation import DEFAULT_CLAIMS
from lottery_verify.claims import claim_ids
from lottery_verify.counts.tails import smallest_draws_for_filling
from lottery_verify.errors import InvalidArgument

SIZED = [one for one in DEFAULT_CLAIMS if one != "parameter-lower-bound"]
MALACH = {"w_max": "1/100", "f_max": 1, "input_norm": 1}  # n <= 10^4


@st.composite
def arguments(draw: st.DrawFn) -> dict[str, object]:
    """Inputs to which every theorem applies: small widths, Malach's assumptions, epsilon below 1."""
    return {
        "widths": draw(st.lists(st.integers(1, 40), min_size=2, max_size=4)),
        "epsilon": draw(st.fractions("1/1000000", "9/10")),
        "delta": draw(st.fractions("1/1000000", "9/10")),
        "base": draw(st.sampled_from(["phi", "3/2", "1.2"])),
        "w_max": draw(st.fractions("1/1000", "1/10")),
    }


def totals(**given_arguments: object) -> dict[str, int]:
    """Each bound's neurons in all."""
    made = bounds.evaluate(**{"f_max": 1, "input_norm": 1, **given_arguments}, claims=SIZED, costs=False)  # type: ignore[arg-type]
    return {row.claim.id: row.size.neurons_total for row in made.rows if row.size is not None}


def grown(name: str, values: dict[str, object], factor: Fraction) -> dict[str, object]:
    """The same inputs, one of them made harder."""
    if name in ("epsilon", "delta"):
        return {**values, name: values[name] / factor}  # type: ignore[operator]
    if name == "w_max":
        return {**values, name: values[name] * min(factor, 1 / (10 * values[name]))}  # type: ignore[operator]
    if name == "width":
        return {**values, "widths": [width + 1 for width in values["widths"]]}  # type: ignore[attr-defined]
    return {**values, "widths": [*values["widths"], 1]}  # type: ignore[misc]


@pytest.mark.parametrize("name", ["epsilon", "delta", "width", "depth", "w_max"])
@settings(max_examples=40, derandomize=True)
@given(values=arguments(), factor=st.fractions(1, 50))
def test_harder_inputs_never_need_fewer_neurons(name: str, values: dict[str, object], factor: Fraction) -> None:
    """Every bound's total grows with 1/epsilon, 1/delta, n, l and w_max, where it applies on both sides.

    One exception, found by this test: for uniform products the last category, [w_max*base^-k-1, w_max*base^-k], widens
    with w_max until k jumps, so uniform-product-tail is a sawtooth in w_max.
    """
    easy, hard = totals(**values), totals(**grown(name, values, factor))
    exceptions = {"uniform-product-tail"} if name == "w_max" else set()
    for claim_id in (easy.keys() & hard.keys()) - exceptions:
        assert easy[claim_id] <= hard[claim_id], claim_id


@settings(max_examples=40, derandomize=True)
@given(values=arguments(), more=st.fractions(1, 20), norms=st.booleans())
def test_larger_activations_and_norms_never_need_fewer_neurons(
    values: dict[str, object], more: Fraction, norms: bool
) -> None:
    """Every bound that allows it grows with F_max and with the spectral norms."""
    depth = len(values["widths"]) - 1  # type: ignore[arg-type]
    harder = {"spectral_norms": [more] * depth} if norms else {"f_max": more}
    easy, hard = totals(**values), totals(**values, **harder)
    for claim_id in easy.keys() & hard.keys():
        assert easy[claim_id] <= hard[claim_id], claim_id
    assert "shared-log-pruning" in hard


@settings(max_examples=15, derandomize=True)
@given(values=arguments())
def test_exact_counts_are_at_most_the_derived_ones(values: dict[str, object]) -> None:
    """The exact smallest M never exceeds the derived M, and costs only ever save."""
    made = bounds.evaluate(**values, f_max=1, input_norm=1)  # type: ignore[arg-type]
    for row in made.rows:
        if row.exact is not None and row.size is not None:
            pairs = zip(row.exact.neurons_per_layer, row.size.neurons_per_layer, strict=True)
            assert all(exact <= derived for exact, derived in pairs), row.claim.id
        counts = [one.neurons_total for one in row.costs]
        assert counts == sorted(counts, reverse=True)
        if row.costs:
            assert row.size is not None
            assert row.costs[0].neurons_total == row.size.neurons_total


@settings(max_examples=15, derandomize=True)
@given(values=arguments())
def test_the_corollary_is_the_general_bound_under_malachs_assumptions(values: dict[str, object]) -> None:
    """log-pruning-malach gives log-pruning's numbers wherever it applies."""
    made = bounds.evaluate(**values, f_max=1, input_norm=1, claims=["log-pruning", "log-pruning-malach"], costs=False)  # type: ignore[arg-type]
    if made["log-pruning-malach"].applies:
        assert made["log-pruning-malach"].size == made["log-pruning"].size


def test_corollary_and_malach_apply_under_malachs_assumptions() -> None:
    """The consistency test above is not empty; one figure more and neither applies."""
    made = bounds.evaluate([9, 9, 9], "0.1", "0.1", **MALACH)  # type: ignore[arg-type]
    assert made["log-pruning-malach"].applies
    assert made["malach-pruning"].applies
    for change in ({"w_max": "0.34"}, {"spectral_norms": ["1", "1.0000001"]}, {"input_norm": "1.01"}):
        other = bounds.evaluate([9, 9, 9], "0.1", "0.1", **{**MALACH, **change})  # type: ignore[arg-type]
        assert not other["malach-pruning"].applies
        assert not other["log-pruning-malach"].applies
        assert other["malach-pruning"].size is None


def test_uniform_products_are_a_sawtooth_in_w_max() -> None:
    """The exception above, with its numbers: twice the w_max needs fewer draws, the last category being wider."""
    small = totals(widths=[1, 1], epsilon="1e-6", delta="1e-6", w_max="1/1000")["uniform-product-tail"]
    large = totals(widths=[1, 1], epsilon="1e-6", delta="1e-6", w_max="2/1000")["uniform-product-tail"]
    assert large < small


def test_side_condition_is_decided_exactly() -> None:
    """epsilon = e*sqrt(n)*F_max is the border: 2.71 passes and 2.72 does not for n = 1, on all that rest on it."""
    for epsilon, applies in (("2.71828", True), ("2.71829", False)):
        made = bounds.evaluate(
            [1, 1], epsilon, "0.1", w_max="0.5", claims=["shared-log-pruning", "uniform-product-tail"]
        )
        assert [row.applies for row in made.rows] == [applies] * 2
        if not applies:
            assert [one.hypothesis.name for one in made.rows[0].violated] == ["epsilon<=e*sqrt(n)*f_max"]


def test_product_weight_needs_room_below_one() -> None:
    """|w| = 1 is refused, and so is a window that reaches beyond 1."""
    assert not bounds.evaluate([2, 2], "0.1", "0.1", w_max=1)["product-weight"].applies
    assert not bounds.evaluate([2, 2], "0.1", "0.1", w_max="0.9999")["product-weight"].applies
    assert bounds.evaluate([2, 2], "0.1", "0.1", w_max="0.9")["product-weight"].applies


def test_nothing_is_needed_where_zero_is_near_enough() -> None:
    """w_max <= epsilon_w: k = 0 and not one neuron."""
    for w_max in (0, "1e-9"):
        made = bounds.evaluate([4, 3], "0.5", "0.1", w_max=w_max, input_norm=1)
        for row in made.rows:
            if row.size is not None:
                assert row.size.neurons_total == 0, row.claim.id


def test_sizes_add_up() -> None:
    """Neurons per layer, weights and quotients of shared-log-pruning, by hand from M."""
    row = bounds.evaluate([784, 500, 10], "0.01", "0.01")["shared-log-pruning"]
    assert row.size is not None
    first, second = row.size.draws_per_link
    assert (first, second) == (6092, 4906)
    assert row.k == (34, 34)
    assert row.size.neurons_per_layer == (784 * first, 500 * second)
    assert row.size.weights_total == 784 * first * (784 + 500) + 500 * second * (500 + 10)
    assert row.size.neurons_per_target_weight == Fraction(784 * first + 500 * second, 397_000)
    assert row.epsilon_w_down == "8.37917823367e-8"


def test_a_talks_pool_is_marked_as_not_proved() -> None:
    """The form that rests on a pool shared between links is shown, but not as proved; all others are."""
    row = bounds.evaluate([5, 4], "0.1", "0.1")["log-pruning"]
    assert row.size is not None
    assert row.size.proved
    assert [one.proved for one in row.forms] == [True, True, False]
    assert row.forms[2].neurons_total < row.size.neurons_total


@settings(max_examples=40, derandomize=True)
@given(values=arguments())
def test_the_quantifiers_cost_two_in_the_logarithm(values: dict[str, object]) -> None:
    """One source for every target needs, for each input, 8k ln 2 neurons more than one target does, to the ceiling.

    Catches: 2k left in place of 4k, and a factor outside of the logarithm.
    """
    made = bounds.evaluate(**{"f_max": 1, **values}, claims=["universal-ticket", "shared-log-pruning"])  # type: ignore[arg-type]
    universal, shared = made.rows
    assert universal.applies == shared.applies
    if universal.size is None or shared.size is None or universal.k is None:
        return
    k = universal.k[0]
    for more, fewer in zip(universal.size.draws_per_link, shared.size.draws_per_link, strict=True):
        assert 554 * k // 100 - 1 <= more - fewer <= 555 * k // 100 + 1
    if universal.exact is not None and shared.exact is not None:
        assert shared.exact.neurons_total <= universal.exact.neurons_total <= universal.size.neurons_total


def test_every_claim_has_a_row() -> None:
    """All claims can be asked for."""
    made = bounds.evaluate([5, 4, 3], "0.1", "0.1", w_max="0.1", input_norm=1, claims=claim_ids())
    assert made.ids == claim_ids()
    assert all(row.applies for row in made.rows if row.claim.id != "golden-threshold")


@pytest.mark.parametrize(
    ("widths", "options", "claims_left"),
    [
        ([10**9] * 10_001, {"w_max": "1e-6"}, 8),
        ([10**9] * 3, {"w_max": "0.5", "spectral_norms": [10**300, 10**300]}, 5),
        ([10**9, 1], {"base": "1.000001", "w_max": "0.5"}, 5),
    ],
)
def test_extreme_inputs_are_answered_in_seconds(
    widths: list[int], options: dict[str, object], claims_left: int
) -> None:
    """epsilon = delta = 10^-300, widths of 10^9, 10^4 layers: exact integers, no overflow, under 20 s."""
    start = time.process_time()
    made = bounds.evaluate(widths, "1e-300", "1e-300", **options)  # type: ignore[arg-type]
    texts = [bounds.FORMATS[name](made) for name in bounds.FORMATS]
    assert time.process_time() - start < 20
    assert sum(row.applies for row in made.rows) >= claims_left
    for row in made.rows:
        if row.size is not None:
            assert row.size.neurons_total > 10**9
    assert not any(re.search(r"\b(nan|inf|infinity)\b", text.lower()) for text in texts)


BAD = [
    ({"widths": []}, "widths"),
    ({"widths": [784]}, "widths: 784"),
    ({"widths": [784, 0]}, "widths.*0"),
    ({"widths": [784, -3]}, "widths.*-3"),
    ({"widths": [3, 2.5]}, "widths.*2.5"),
    ({"epsilon": 0}, "epsilon 0 must be"),
    ({"epsilon": "-1e-9"}, "epsilon"),
    ({"epsilon": "small"}, "epsilon.*'small'"),
    ({"epsilon": float("nan")}, "epsilon nan must be"),
    ({"epsilon": float("inf")}, "epsilon inf must be"),
    ({"epsilon": None}, "epsilon None must be"),
    ({"delta": 1}, "delta 1 must be"),
    ({"delta": 0}, "delta 0 must be"),
    ({"delta": "1/0"}, "delta"),
    ({"base": 1}, "base 1 must lie in"),
    ({"base": "1.6181"}, "base"),
    ({"base": "2"}, "base 2 must lie in"),
    ({"base": "golden"}, "base.*'golden'"),
    ({"w_max": -1}, "w_max -1 must be"),
    ({"f_max": 0}, "f_max 0 must be"),
    ({"spectral_norms": [1]}, "spectral_norms: 1 for 2"),
    ({"spectral_norms": [1, 1, 1]}, "spectral_norms: 3 for 2"),
    ({"spectral_norms": [1, -1]}, r"spectral_norms\[1\] -1 must be at least 0"),
    ({"input_norm": -1}, "input_norm -1 must be"),
    ({"claims": ["log-prunning"]}, "claim.*'log-prunning'"),
]


@pytest.mark.parametrize(("change", "message"), BAD, ids=[str(one[0]) for one in BAD])
def test_bad_input_names_the_argument_and_its_value(change: dict[str, object], message: str) -> None:
    """InvalidArgument, with the name and the value, and no number."""
    with pytest.raises(InvalidArgument, match=message):
        bounds.evaluate(**{"widths": [4, 3, 2], "epsilon": "0.1", "delta": "0.1", **change})  # type: ignore[arg-type]


def test_a_float_means_its_shortest_decimal() -> None:
    """0.01 is one hundredth, not the double next to it."""
    assert bounds.evaluate([2, 2], 0.01, 0.01).inputs.epsilon == Fraction(1, 100)


def test_exact_filling_has_a_limit_that_it_admits() -> None:
    """Beyond ten million wanted samples the exact count is None, not a guess."""
    assert smallest_draws_for_filling(Fraction(1, 8), 10**9, 1, Fraction(1, 2)) is None
