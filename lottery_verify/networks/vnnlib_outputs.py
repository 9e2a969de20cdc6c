"""What a VNN-LIB file of two networks says of their outputs: that no output differs by more than an epsilon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from lottery_verify.arguments import readable
from lottery_verify.errors import MalformedFile
from lottery_verify.networks.vnnlib_forms import Expression, number, shortened
from lottery_verify.networks.vnnlib_names import OUTPUT, Entry, Names

_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
Condition = tuple[Expression, str]
"""A condition on outputs, and its place in the file."""


@dataclass(frozen=True)
class Equivalence:
    """The claim |f_j − g_j| ≤ epsilon for every output j, for which a VNN-LIB file asks a counterexample.

    Attributes:
        epsilon: exact, 0 or more.
        attained: whether a difference of epsilon itself is a counterexample (the file compares by >= and <=); the claim
            is then |f_j − g_j| < epsilon.
        doubt: why the file's own words are not this question, in a sentence; empty where they are.
    """

    epsilon: Fraction
    attained: bool
    doubt: str


@dataclass(frozen=True)
class _Side:
    """d > end, or d >= end, or d < end, or d <= end, for the difference d = g_j − f_j of one output."""

    output: int
    relation: str
    end: Fraction


def equivalence(conditions: list[Condition], names: Names, path: str) -> Equivalence:
    """Reads the conditions on outputs of two networks, all of which a counterexample meets.

    Args:
        conditions: as the file asserts them, each without inputs.
        names: of a file of two networks, each with one output of as many entries.
        path: the file, for messages.
    Raises:
        MalformedFile: they ask something else.
    """
    sizes = [[one.size for one in network.outputs] for network in names.networks]
    if len(sizes) != 2 or sizes[0] != sizes[1] or len(sizes[0]) != 1:
        raise MalformedFile(
            f"{path}: outputs are compared for two networks with one output of the same shape each; here "
            f"{len(sizes)} networks declare outputs of {sizes} entries"
        )
    if not conditions:
        raise MalformedFile(f"{path}: it states no condition on outputs, so no epsilon")
    where = conditions[0][1]
    joined = [part for condition, _ in conditions for part in _parts("and", condition)]
    if len(joined) == 1:
        sides = [_side(part, names, where) for part in _parts("or", joined[0])]
        epsilon = _ends(sides, "<", ">", sizes[0][0], where)
        return Equivalence(epsilon, sides[0].relation.endswith("="), "")
    sides = [_side(part, names, place) for condition, place in conditions for part in _parts("and", condition)]
    strict = not any(side.relation.endswith("=") for side in sides)
    if all(side.relation[0] == ("<" if side.end >= 0 else ">") for side in sides):
        epsilon = _ends(sides, ">", "<", sizes[0][0], where)
        doubt = (
            f"{path} states that every output differs by at most {readable(epsilon)}: the property itself, where "
            "VNN-LIB asks for its negation (the outputs joined by or)"
        )
        return Equivalence(epsilon, strict, doubt)
    epsilon = _ends(sides, "<", ">", sizes[0][0], where)
    doubt = (
        f"{path} joins the two sides of an output's difference by and, which no outputs meet: by its own words it is "
        "unsat whatever the networks are"
    )
    return Equivalence(epsilon, not strict, doubt)


def _parts(word: str, condition: Expression) -> Iterator[Expression]:
    """What a condition joins by `and`, or by `or`; either of a single condition is that condition."""
    match condition:
        case ["and" | "or" as joint, *parts] if joint == word or len(parts) == 1:
            for part in parts:
                yield from _parts(word, part)
        case _:
            yield condition


def _ends(sides: list[_Side], below: str, above: str, outputs: int, where: str) -> Fraction:
    """The epsilon of sides that leave out, or hold, the same middle of every output's difference."""
    found = {(side.output, side.relation[0]): side.end for side in sides}
    every = {(j, relation) for j in range(outputs) for relation in (below, above)}
    missing = sorted(every - set(found))
    if missing:
        raise MalformedFile(
            f"{where}: nothing is said of output {missing[0][0]} on the side {missing[0][1]}; "
            "an epsilon is read where both sides of every output's difference have the same one"
        )
    epsilon = abs(found[0, above])
    strict = {side.relation for side in sides}
    if not epsilon:
        raise MalformedFile(f"{where}: its epsilon is 0; a claim's is above 0")
    fits = all(found[j, r] == (epsilon if r == above else -epsilon) for j, r in every)
    if not fits or len(sides) != len(every) or len(strict) != 2 or len({len(r) for r in strict}) != 1:
        raise MalformedFile(
            f"{where}: the sides of the outputs' differences have different ends, or come twice; an epsilon is read "
            "where all are the same"
        )
    return epsilon


def _side(condition: Expression, names: Names, where: str) -> _Side:
    """One comparison, as one of the difference of an output."""
    match condition:
        case [str(relation), left, right] if relation in _TURNED:
            terms, constant = _linear(["-", left, right], names, where)
        case _:
            raise MalformedFile(f"{where}: {shortened(condition)} does not compare the outputs of the two networks")
    output = min((j for _, j in terms), default=0)
    factor = terms.get((1, output), Fraction(0))
    if not factor or terms != {(0, output): -factor, (1, output): factor}:
        raise MalformedFile(
            f"{where}: {shortened(condition)} is no bound on the difference of one output of the two networks"
        )
    return _Side(output, relation if factor > 0 else _TURNED[relation], -constant / factor)


def _linear(expression: Expression, names: Names, where: str) -> tuple[dict[Entry, Fraction], Fraction]:
    """An expression as a sum of outputs times numbers, and a number."""
    entry = names.entry(OUTPUT, expression)
    if entry is not None:
        return {entry: Fraction(1)}, Fraction(0)
    match expression:
        case ["-", one]:
            return _scaled(_linear(one, names, where), Fraction(-1))
        case ["+" | "-" as sign, first, *others] if others:
            terms, constant = _linear(first, names, where)
            for other in others:
                more, by = _scaled(_linear(other, names, where), Fraction(1 if sign == "+" else -1))
                terms = {k: terms.get(k, Fraction(0)) + more.get(k, Fraction(0)) for k in {**terms, **more}}
                constant += by
            return {k: v for k, v in terms.items() if v}, constant
        case ["*", first, second]:
            parts = [_linear(one, names, where) for one in (first, second)]
            for (unknowns, factor), times in (parts, parts[::-1]):
                if not unknowns:
                    return _scaled(times, factor)
            raise MalformedFile(f"{where}: {shortened(expression)} multiplies outputs, which is not read")
    return {}, number(expression, where)


def _scaled(sum_: tuple[dict[Entry, Fraction], Fraction], by: Fraction) -> tuple[dict[Entry, Fraction], Fraction]:
    return {k: v * by for k, v in sum_[0].items() if by}, sum_[1] * by
