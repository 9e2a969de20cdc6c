"""gadget-identity: a link's neurons evaluated one by one against w⁺·max(x, 0) + w⁻·min(x, 0)."""

from __future__ import annotations

from fractions import Fraction

from lottery_verify.hunting.records import Drop, Dropping, Outcome, Property
from lottery_verify.strategies.claims.gadget import GadgetCase, gadget_cases

ZERO = Fraction(0)


def judge_gadget(case: GadgetCase, dropping: Dropping) -> Outcome:
    """The link errs by at most max(|w⁺ − w|, |w⁻ − w|)·|x|; with one half, by that half's error."""
    one_half = "both-halves" in dropping
    neurons = [(u, v) for u, v in zip(case.u, case.v, strict=True) if u > 0 or not one_half]
    computed = sum((v * max(u * case.x, ZERO) for u, v in neurons), ZERO)
    plus = sum((v * u for u, v in neurons if u > 0), ZERO)
    minus = plus if one_half else sum((v * u for u, v in neurons if u < 0), ZERO)
    stated = plus * max(case.x, ZERO) + minus * min(case.x, ZERO)
    if computed != stated and not one_half:
        return Outcome(False, 2.0, f"the neurons give {computed}, w⁺max(x,0) + w⁻min(x,0) is {stated}")
    allowed = max(abs(plus - case.w), abs(minus - case.w)) * abs(case.x)
    return Outcome.compare(abs(computed - case.w * case.x), allowed, "error of the link")


PROPERTIES = (
    Property(
        "gadget-identity/link",
        "a link's neurons compute w⁺·max(x,0) + w⁻·min(x,0), within max(|w⁺ − w|, |w⁻ − w|)·|x| of w·x",
        gadget_cases,
        judge_gadget,
        (Drop("both-halves", "only neurons with u > 0 are kept, whatever the sign of x"),),
    ),
)
