"""The checks that decide a step: sympy on symbols with honest assumptions, or exact arithmetic; none guesses.

Each returns an Outcome whose `holds` is None when it could not decide, which makes the step `assumed`.
"""

from collections.abc import Callable, Sequence

import sympy
from sympy import Expr, Symbol

from lottery_verify.bounds.steps import Outcome
from lottery_verify.counts.decide import Enclose, at_most


def identity(left: Expr, right: Expr) -> Outcome:
    """left = right, for all values of the symbols: the difference simplifies to 0."""
    difference = sympy.expand(sympy.simplify(sympy.expand(left - right)))
    if difference == 0:
        return Outcome(True, "sympy: the difference of the two sides simplifies to 0")
    refuted = False if difference.is_zero is False or (difference.is_number and difference.evalf(40) != 0) else None
    return Outcome(refuted, f"sympy: the difference of the two sides is {difference}")


def nonnegative(expression: Expr) -> Outcome:
    """expression >= 0 for all values of its symbols, from their assumptions, after expanding or factoring."""
    for form, name in (
        (expression, "as it stands"),
        (sympy.expand(expression), "expanded"),
        (_factored(expression), "factored"),
    ):
        if form.is_nonnegative:
            return Outcome(True, f"sympy: not negative {name}: {form}")
        if form.is_negative:
            return Outcome(False, f"sympy: negative {name}: {form}")
    return Outcome(None, f"sympy does not decide the sign of {expression}")


def positive(expression: Expr) -> Outcome:
    """expression > 0 for all values of its symbols."""
    for form, name in (
        (expression, "as it stands"),
        (sympy.expand(expression), "expanded"),
        (_factored(expression), "factored"),
    ):
        if form.is_positive:
            return Outcome(True, f"sympy: positive {name}: {form}")
        if form.is_nonpositive:
            return Outcome(False, f"sympy: not positive {name}: {form}")
    return Outcome(None, f"sympy does not decide the sign of {expression}")


def _factored(expression: Expr) -> Expr:
    return sympy.factor(sympy.together(sympy.expand(expression)))


def nonnegative_from(expression: Expr, variable: Symbol, start: Expr | int, depth: int = 3) -> Outcome:
    """expression >= 0 for all variable >= start: not negative at the start, and its derivative is not negative."""
    if depth == 0:
        return Outcome(None, f"sympy does not decide the sign of {expression}")
    at_start = nonnegative(sympy.simplify(expression.subs(variable, start)))
    if not at_start.holds:
        return at_start
    slope = sympy.simplify(sympy.diff(expression, variable))
    step = Symbol("t_", nonnegative=True)
    direct = nonnegative(sympy.simplify(slope.subs(variable, start + step)))
    rest = direct if direct.holds else nonnegative_from(slope, variable, start, depth - 1)
    return Outcome(rest.holds, f"sympy: not negative at {start}; derivative {slope}: {rest.how}")


def concave_with_ends(expression: Expr, variable: Symbol, low: Expr | int, high: Expr | int) -> Outcome:
    """expression >= 0 on [low, high]: not negative at both ends, second derivative not positive between."""
    ends = both(
        nonnegative(sympy.simplify(expression.subs(variable, low))),
        nonnegative(sympy.simplify(expression.subs(variable, high))),
    )
    second = sympy.simplify(sympy.diff(expression, variable, 2))
    bend = nonnegative(-second)
    return both(ends, Outcome(bend.holds, f"concave, its second derivative being {second}"))


def limit_is(expression: Expr, variable: Symbol, point: Expr, value: Expr, direction: str = "+") -> Outcome:
    """The limit of expression is `value`."""
    found = sympy.limit(expression, variable, point, direction)
    how = f"sympy: the limit for {variable} -> {point} is {found}"
    if found.is_infinite or value.is_infinite:
        return Outcome(bool(found == value), how)
    return Outcome(identity(sympy.simplify(found), sympy.simplify(value)).holds, how)


def integral_is(integrand: Expr, variable: Symbol, low: Expr, high: Expr, value: Expr) -> Outcome:
    """The integral of integrand from low to high is `value`."""
    found = sympy.integrate(integrand, (variable, low, high))
    same = identity(found, value)
    return Outcome(same.holds, f"sympy: the integral is {sympy.simplify(found)}")


def decided(holds: bool, how: str) -> Outcome:
    """An exact computation in integers or rationals."""
    return Outcome(holds, f"exact arithmetic: {how}")


def enclosed(left: Enclose, right: Enclose, how: str, *, strictly: bool = False) -> Outcome:
    """left <= right (or left < right) by enclosures of raised precision."""
    holds = not at_most(right, left, how) if strictly else at_most(left, right, how)
    return Outcome(holds, f"enclosures with directed rounding: {how}")


def cases(count: int, test: Callable[[int], bool], how: str) -> Outcome:
    """A test that holds for each of 0..count-1, in exact arithmetic."""
    return Outcome(all(test(i) for i in range(count)), f"exact arithmetic over {count} cases: {how}")


def both(*outcomes: Outcome) -> Outcome:
    """All of them: False where one fails, None where one is not decided."""
    found: Sequence[bool | None] = [one.holds for one in outcomes]
    holds = False if False in found else None if None in found else True
    return Outcome(holds, "; ".join(one.how for one in outcomes))
