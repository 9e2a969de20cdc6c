"""Derivations: every step proved, none assumed, every gap of the talk shown with its counterexample."""

import pytest
import sympy
from sympy import Symbol, sin

from lottery_verify import bounds
from lottery_verify.bounds import proving
from lottery_verify.bounds.steps import Builder, Outcome, Verdict
from lottery_verify.claims import claim, claim_ids
from lottery_verify.errors import InvalidArgument

X, Y = Symbol("x", positive=True), Symbol("y", real=True)


@pytest.mark.parametrize("claim_id", claim_ids())
def test_every_step_is_proved(claim_id: str) -> None:
    """No step fails, none is assumed; steps rest on earlier steps and on the claim's own premises only."""
    derived = bounds.derivation(claim_id)
    assert {one.verdict for one in derived.steps} == {Verdict.PROVED}
    assert derived.assumed == ()
    assert len(derived.proof) >= 4
    for place, step in enumerate(derived.steps):
        assert step.id == f"{claim_id}/{place + 1}"
        assert step.statement
        assert step.latex
        assert step.how


@pytest.mark.parametrize("claim_id", claim_ids())
def test_every_hypothesis_is_used_or_audited(claim_id: str) -> None:
    """A hypothesis that no step uses and no counterexample needs would be idle; the named ones are the talk's own."""
    derived = bounds.derivation(claim_id)
    used = {name for step in derived.steps for name in step.hypotheses}
    dropped = {step.counterexample.drops for step in derived.audit if step.counterexample}
    idle = set(derived.claim.hypothesis_names) - used - dropped
    assert idle <= {"nonzeros<=n"}  # Malach's sparsity, which no form here needs


@pytest.mark.parametrize("claim_id", claim_ids())
def test_every_premise_is_cited(claim_id: str) -> None:
    """Each claim that the record names as a premise is used by a step, and derivations cite no later claim."""
    derived = bounds.derivation(claim_id)
    cited = {one for step in derived.steps for one in step.premises if "/" not in one}
    assert set(claim(claim_id).premises) <= cited


GAPS = [
    ("category-filling", "one-pool"),
    ("error-propagation", "epsilon<=e*sqrt(n)*f_max"),
    ("error-propagation", "max(1,norm)"),
    ("error-propagation", "n^(3/2)"),
    ("product-weight", "|w|<1"),
    ("golden-decomposition", "base<=phi"),
    ("golden-decomposition", "sample<=window-top"),
    ("hyperbolic-product", "c"),
    ("log-pruning", "ln(8k)/2"),
    ("shared-log-pruning", "union"),
    ("gadget-identity", "both-halves"),
]


@pytest.mark.parametrize(("claim_id", "drops"), GAPS)
def test_gaps_have_counterexamples(claim_id: str, drops: str) -> None:
    """The talk's gaps, and the hypotheses that hunts drop, each with exact numbers and a mended statement."""
    steps = [
        one for one in bounds.derivation(claim_id).audit if one.counterexample and one.counterexample.drops == drops
    ]
    assert len(steps) == 1
    example = steps[0].counterexample
    assert example is not None
    assert example.numbers
    assert example.mended


def test_side_condition_counterexample_by_running_the_networks() -> None:
    """relu(relu(x)) against relu(5*relu(5*x)) at x = 1, as the step says."""
    dropped = {
        one.counterexample.drops: one for one in bounds.derivation("error-propagation").audit if one.counterexample
    }
    step = dropped["epsilon<=e*sqrt(n)*f_max"]
    assert step.counterexample is not None
    numbers = dict(step.counterexample.numbers)
    weight = 1 + int(numbers["epsilon_w"])
    ticket, target = max(0, weight * max(0, weight * 1)), 1
    assert ticket - target == int(numbers["error"]) > int(numbers["epsilon"])
    assert int(numbers["epsilon_w"]) <= int(numbers["epsilon"]) / (2.718281828459046 * 2)


def test_an_unknown_claim_has_no_derivation() -> None:
    """The error names what was asked for."""
    with pytest.raises(InvalidArgument, match="'nonsense'"):
        bounds.derivation("nonsense")


def test_wrong_and_undecided_checks_are_told_apart() -> None:
    """False is False, what sympy cannot decide is None, and neither passes."""
    assert proving.identity(X + 1, X + 2).holds is False
    assert proving.identity((X + 1) ** 2, X**2 + 2 * X + 1).holds is True
    assert proving.identity(sympy.Function("f")(X), X).holds is None
    assert proving.nonnegative(-X).holds is False
    assert proving.nonnegative(Y).holds is None
    assert proving.nonnegative(X - 1).holds is None
    assert proving.positive(X * X + X).holds is True
    assert proving.nonnegative_from(sympy.exp(X) - 1 - X, X, 0).holds is True
    assert proving.nonnegative_from(X - X**2, X, 0).holds is not True
    assert proving.nonnegative_from(sin(X), X, 0).holds is None
    assert proving.limit_is(1 / X, X, sympy.oo, sympy.Integer(1)).holds is False
    assert proving.limit_is(X, X, sympy.oo, sympy.oo).holds is True
    assert proving.integral_is(X, X, sympy.Integer(0), sympy.Integer(2), sympy.Integer(3)).holds is False
    assert proving.concave_with_ends(Y - Y**2, Y, 0, 1).holds is True
    assert proving.concave_with_ends(Y**2 - Y, Y, 0, 1).holds is not True
    assert proving.both(Outcome(True, "a"), Outcome(None, "b")).holds is None
    assert proving.both(Outcome(None, "a"), Outcome(False, "b")).holds is False


def test_a_step_that_is_not_decided_is_counted_as_assumed() -> None:
    """The builder records the verdict as it is."""
    builder = Builder("golden-threshold")
    builder.step("x >= 0", "x", proving.nonnegative(Y))
    builder.step("1 = 2", "x", proving.identity(sympy.Integer(1), sympy.Integer(2)))
    built = builder.build()
    assert [one.verdict for one in built.steps] == [Verdict.ASSUMED, Verdict.FAILED]
    assert not built.proved
    assert len(built.assumed) == 1


def test_steps_may_only_use_what_is_there() -> None:
    """Later steps, unknown hypotheses and unknown constants are refused when the step is written."""
    builder = Builder("golden-threshold")
    fine = Outcome(True, "said so")
    with pytest.raises(KeyError):
        builder.step("a", "a", fine, uses=(1,))
    with pytest.raises(InvalidArgument):
        builder.step("a", "a", fine, given=("nothing",))
    with pytest.raises(KeyError):
        builder.without("nothing", "a", "a", fine, [])


def test_derivations_show_themselves_in_notebooks() -> None:
    """LaTeX is delimited and balanced, HTML is escaped and has every step."""
    for derived in bounds.derivations():
        latex, page = derived._repr_latex_(), derived._repr_html_()
        assert latex.startswith("$")
        assert latex.count("{") == latex.count("}")
        assert latex.count(r"\left") == latex.count(r"\right")
        assert page.count("<li") == len(derived.steps)
        for step in derived.steps:
            assert step._repr_latex_().startswith("$")
            assert step.latex.count("{") == step.latex.count("}")
        assert str(derived).count("[proved]") == len(derived.steps)
