"""The lemmas under the rules of format 2, each on integers: lines around gates, planes below them, squares above."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis.strategies import SearchStrategy

from lottery_verify.checker.rules import bilinear, boxes
from lottery_verify.checker.rules.forms import Form, Space
from lottery_verify.checker.rules.polygon import Gates, Slopes, least
from lottery_verify.checker.rules.quadratic import most
from lottery_verify.checker.rules.relaxation import SLOPE, chord, coupled, strip
from lottery_verify.checker.rules.sizes import Sizes
from lottery_verify.checker.rules.substitution import taken, total
from lottery_verify.hunting.records import Dropping, Outcome, Property
from lottery_verify.strategies.relaxations import (
    FormCase,
    GateCase,
    RoundingCase,
    form_cases,
    gate_cases,
    rounding_cases,
)

UNIT = 1 << SLOPE


def judge_lines(case: GateCase, dropping: Dropping) -> Outcome:
    """The chord lies above max(z, 0), the strips around e, and ν·|x| below its chord, at every place there is."""
    x_ends, _, d_ends = case.ends()
    e = max(case.y, 0) - max(case.x, 0)
    d = case.y - case.x
    sides = []
    if x_ends[0] < 0 < x_ends[1]:
        slope, height = chord(*x_ends)
        for z in range(x_ends[0], x_ends[1] + 1):
            above = Fraction(slope * z, UNIT)
            sides.append((above, Fraction(max(z, 0)), above + height, f"max({z}, 0)"))
    slope, low, high = coupled(*d_ends)
    middle = Fraction(slope * d, UNIT)
    sides.append((middle + low, Fraction(e), middle + high, "e"))
    (below, offset), (above_slope, above_offset) = strip(*d_ends)
    sides.append((Fraction(below * d, UNIT) + offset, Fraction(e), Fraction(above_slope * d, UNIT) + above_offset, "e"))
    weight = case.around[4]
    lean, height = bilinear.chord(weight, *x_ends)
    for z in range(x_ends[0], x_ends[1] + 1):
        sides.append((Fraction(weight * abs(z)), Fraction(weight * abs(z)), Fraction(lean * z + height), f"|{z}|"))
    for a, value, b, what in sides:
        if not a <= value <= b:
            return Outcome(False, 2.0, f"{what}, which is {value}, is to lie in [{a}, {b}]; ends {case.ends()}")
    return Outcome(True, 0.5, f"ends {case.ends()}")


def judge_polygon(case: GateCase, dropping: Dropping) -> Outcome:
    """No point of the polygon lies outside of what is made of it, or below a plane less its least gap."""
    known = Gates(*case.ends()).tightened()
    u, v, a, b = case.plane
    corners = known.corners()
    lowest = least(corners, u, v, a, b)
    chosen = Slopes(known).choose(u << SLOPE, v << SLOPE)
    (f_low, f_high), (e_low, e_high) = known.made()
    x_ends, y_ends, d_ends = case.ends()
    for x, y in product(range(x_ends[0], x_ends[1] + 1), range(y_ends[0], y_ends[1] + 1)):
        if not d_ends[0] <= y - x <= d_ends[1]:
            continue
        f, d = max(x, 0), y - x
        e = max(y, 0) - f
        inside = known.x[0] <= x <= known.x[1] and known.y[0] <= y <= known.y[1] and known.d[0] <= d <= known.d[1]
        if not inside or not f_low <= f <= f_high or not e_low <= e <= e_high:
            return Outcome(False, 2.0, f"x = {x}, y = {y} is forgotten; ends {case.ends()}, {known}")
        value = u * f + v * e
        if value - a * x - b * d < lowest or (value << SLOPE) - chosen[0] * x - chosen[1] * d < chosen[2]:
            return Outcome(
                False, 2.0, f"x = {x}, y = {y} lies below a plane; ends {case.ends()}, {case.plane}, {chosen}"
            )
    return Outcome(True, 0.5, f"ends {case.ends()}")


def judge_squares(case: FormCase, dropping: Dropping) -> Outcome:
    """The bound by squares is no less than the form's largest value, which is at signs for s and then for t."""
    shares = len(case.column)
    values = []
    for signs in product((1, -1), repeat=shares):
        z = (1, *signs)
        columns = (sum(s * row[b] for s, row in zip(z, case.matrix, strict=True)) for b in range(len(case.q)))
        values.append(sum(map(abs, columns)) + sum(c * s for c, s in zip(case.column, signs, strict=True)))
    largest = max(values)
    found = most(case.matrix, case.column, case.q, case.p)
    closeness = min(max(largest / found, 0.0), 2.0) if found > 0 else 1.0
    return Outcome(found >= largest, closeness, f"the form takes {largest}, and is to be at most {found}")


def judge_rounding(case: RoundingCase, dropping: Dropping) -> Outcome:
    """What rounding takes from a form is within what the form is said to lack, wherever the symbols are."""
    space = Space(4, 128, 3)
    forms = [Form(space.lanes.pack(numbers), lack) for *numbers, lack in case.forms]
    scale, slope = 1 << case.scale, Fraction(case.slope, UNIT)
    slacks = Sizes([case.row]).times([form.slack for form in forms])
    (summed,) = space.affine(space.products([case.row], forms), slacks, [0], case.scale)
    scaled = space.scaled(forms[0], case.slope)
    gap = taken(space, forms[0], total([(case.row[1], forms[1])]), case.scale)
    opened = space.opened(forms[0], -1, case.step, 2)
    low, high, (moved,) = boxes.rounded((case.place,), (case.place,), [case.place], 0)
    if not (low[0] <= case.place <= high[0] and moved[0] <= case.place <= moved[1]):
        return Outcome(False, 2.0, f"{case.place} is not between {low[0]} and {high[0]}, {moved}")
    for signs in product((1, -1), repeat=2):
        x, y = (centre + a * signs[0] + b * signs[1] for centre, a, b, _ in case.forms)
        (_, _, _, off_x), (_, _, _, off_y) = case.forms
        v, w = case.row
        for name, form, exact, lack in (
            ("sum", summed, Fraction(v * x + w * y, scale), Fraction(abs(v) * off_x + abs(w) * off_y, scale)),
            ("multiple", scaled, slope * x, Fraction(off_x) * slope),
            ("gap", gap, x - Fraction(w * y, scale), off_x + Fraction(abs(w) * off_y, scale)),
        ):
            centre, *coefficients = space.lanes.unpack(form.packed)
            value = centre + sum(c * s for c, s in zip(coefficients, signs, strict=True))
            if abs(value - exact) + lack > form.slack:
                return Outcome(False, 2.0, f"{name}: {exact} ± {lack} is not in {value} ± {form.slack}")
    centre, _, reach = space.lanes.unpack(opened.packed)
    own, _, old, _ = case.forms[0]
    if not centre - own - (reach - old) <= -1 <= case.step <= centre - own + (reach - old):
        return Outcome(False, 2.0, f"a symbol from -1 to {case.step} is {centre - own} ± {reach - old}")
    return Outcome(True, 0.5, "within")


def _gates(dropping: Dropping) -> SearchStrategy[GateCase]:
    return gate_cases()


def _forms(dropping: Dropping) -> SearchStrategy[FormCase]:
    return form_cases()


def _roundings(dropping: Dropping) -> SearchStrategy[RoundingCase]:
    return rounding_cases()


PROPERTIES = (
    Property("checker/rounding", "what a form lacks covers all that rounding takes", _roundings, judge_rounding),
    Property("checker/lines", "every line that a rule draws around a gate has it on its side", _gates, judge_lines),
    Property(
        "checker/polygon", "a plane less its least gap at the corners lies below both gates", _gates, judge_polygon
    ),
    Property(
        "checker/squares", "a bilinear form is at most its bound by squares, whatever the hints", _forms, judge_squares
    ),
)
