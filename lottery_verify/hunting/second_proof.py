"""The judgement of a certificate of format 2 a second time, from what the ordinary loaders read, in Fractions.

Its bounds are its own. They are near the checker's, but may be a little smaller or larger; what binds both is that no
difference that is reached lies above them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from typing import Any

from mpmath.libmp import to_rational

from lottery_verify.certificates.certificate import witness_of
from lottery_verify.certificates.exact import exact_network
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.reals import Real
from lottery_verify.certificates.rules import Rules
from lottery_verify.checker.regions import Box, Region
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.hunting import cells
from lottery_verify.hunting.centred import first_layer
from lottery_verify.hunting.oracle import ZERO, Layer, layers, power, run, shifted, size_of
from lottery_verify.hunting.second_bounds import Joint
from lottery_verify.hunting.second_gain import largest_gain
from lottery_verify.hunting.second_gated import NONE, gated
from lottery_verify.hunting.second_polygon import Ends
from lottery_verify.hunting.second_splits import branched
from lottery_verify.hunting.second_steps import demand, leaves, numbers, only, planes, sides
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket

MOST_POINTS = 64  # of a region of many inputs
Pair = tuple[Sequence[Layer], Sequence[Layer]]
Bound = tuple[list[Ends], Fraction]  # each output's ends; the square of the norm


def status_of(proof: Proof, f: Network, g: Ticket | Network, region: Region, epsilon: Fraction) -> str:
    """What the steps make of a claim about these networks and this region: accepted, rejected or undecided.

    Raises:
        MalformedFile: a step is not of its rule's form.
        UnsupportedNetwork: a rule does not apply to these networks or this region.
    """
    ends, square = bound(proof, f, g, region)
    if proof.output is not None:
        ends = [ends[proof.output]]
    follows = max(max(-low, high) for low, high in ends) if proof.norm == "linf" else square
    if power(proof.epsilon, proof.norm) < max(follows, reached(f, g, region, proof.norm, proof.output)):
        return "rejected"
    return "accepted" if proof.epsilon <= epsilon else "undecided"


def reached(f: Network, g: Ticket | Network, region: Region, norm: str, output: int | None = None) -> Fraction:
    """A difference that is reached, of all outputs or of one: the supremum over a box of one or two inputs.

    For l2 its square.
    """
    if isinstance(region, Box) and region.width <= cells.MOST_INPUTS:
        if output is None:
            return cells.supremum(f, g, region, norm)
        low, high = cells.ranges(f, g, region)[output]
        return max(-low, high)
    parts = layers(f), layers(g)
    found = ZERO
    for x in _points(region):
        gaps = [b - a for a, b in zip(run(f, parts[0], x), run(g, parts[1], x), strict=True)]
        found = max(found, size_of(gaps if output is None else [gaps[output]], norm))
    return found


def _points(region: Region) -> Iterator[Sequence[Fraction]]:
    if isinstance(region, Box):
        yield from islice(product(*zip(region.lower, region.upper, strict=True)), MOST_POINTS)
    else:
        for k in range(region.width):
            yield [c + region.radius * (j == k) for j, c in enumerate(region.centre)]


def bound(proof: Proof, f: Network, g: Ticket | Network, region: Region) -> Bound:
    """The least that the steps give: each output's ends, and the norm's square."""
    found: Bound | None = None
    centred = False
    for step in proof.steps:
        rule, given = step["rule"], {key: value for key, value in step.items() if key != "rule"}
        if rule == "ball":
            only(given)
            first_layer(Rules(proof.precision), exact_network(f), exact_network(g), region)
            centred = True
            continue
        if rule == "layers":
            one = _layers(given, f, g, region, proof.precision, centred)
        else:
            one = _boxed(rule, given, f, g, region)
        if found is None:
            found = one
        else:
            ends = [(max(a, c), min(b, d)) for (a, b), (c, d) in zip(found[0], one[0], strict=True)]
            found = ends, min(found[1], one[1])
    demand(found is not None, "no steps")
    ends, square = found or ([], ZERO)
    return ends, min(square, _square(ends))


def _square(ends: Sequence[Ends]) -> Fraction:
    return sum((max(-low, high) ** 2 for low, high in ends), ZERO)


def _boxed(rule: object, given: Mapping[str, Any], f: Network, g: Ticket | Network, region: Region) -> Bound:
    """Ends over the whole box, over the leaves of a tree, or with the gates' shares."""
    parts = layers(f), layers(g)
    shapes = [[(len(layer.bias), layer.relu) for layer in one] for one in parts]
    if not isinstance(region, Box) or shapes[0] != shapes[1]:
        raise UnsupportedNetwork("certificate: rules about boxes take a box, and two networks of the same layers")
    low, high = (shifted(f, end) for end in (region.lower, region.upper))
    moved = [b - a for a, b in zip(low, shifted(g, region.lower), strict=True)]
    box = list(zip(low, high, strict=True))
    if rule == "boxes":
        (tree,) = only(given, "tree")
        bounds = [Joint(*parts, leaf, moved, {}).ends for leaf in leaves(tree, box)]
        ends = [(min(a for a, _ in column), max(b for _, b in column)) for column in zip(*bounds, strict=True)]
        return ends, max(map(_square, bounds))
    if rule == "branches":
        if any(moved) or parts[0][-1].relu:
            raise UnsupportedNetwork("certificate: the rule branches is about one shift, and no gates at the outputs")
        ends = branched(*parts, box, given)
        return ends, _square(ends)
    together = rule == "gated" and "scale" in given
    scale, hints = only(given, "scale", "hints") if together else (None, *only(given, "hints"))
    if rule == "whole":
        if any(moved):
            raise UnsupportedNetwork("certificate: networks of different shifts are not led back together")
        ends = Joint(*parts, box, moved, planes(hints, [size for size, _ in shapes[0]])).ends
    else:
        ends = _gated(parts, box, moved, hints, scale)
    return ends, _square(ends)


def _gated(parts: Pair, box: Sequence[Ends], moved: Sequence[Fraction], hints: Any, scale: Any) -> list[Ends]:
    """The ends of each output, those that have hints with the gates' shares too."""
    f, g = parts
    if len(f) < 2 or not f[-2].relu or f[-1].relu:
        raise UnsupportedNetwork("certificate: the rule gated is about gates before the outputs")
    joint = Joint(f, g, box, moved, {})
    neurons = [neuron for neuron, _ in joint.known[0]]
    ends = list(joint.ends)
    if scale is not None:
        symbols = sum(low < high for low, high in box)
        demand(len(f) > 2 or len(scale) == symbols, f"scale: expected {symbols} integers")
        demand(all(v > 0 for v in numbers(scale)), "scale: expected integers above 0")
    for (output, sign), side in sides(hints, len(ends), scale is not None).items():
        low, high = ends[output]
        for one in (side, NONE):
            most = gated(f, g, box, moved, neurons, output, sign, one)
            if most is not None:
                low, high = (low, min(high, most)) if sign > 0 else (max(low, -most), high)
        ends[output] = low, high
    return ends


def _layers(
    given: Mapping[str, Any], f: Network, g: Ticket | Network, region: Region, precision: int, centred: bool
) -> Bound:
    """The rules of format 1 at every layer, as `judge` has them; `centred`: with the rule `ball` before them."""
    (witnesses,) = only(given, "spectral")
    demand(isinstance(witnesses, list) and len(witnesses) == f.depth, "spectral: expected one for each layer")
    target = exact_network(f)
    known: list[tuple[int, int] | None] = []
    for layer, witness in zip(target.layers, witnesses, strict=True):
        read = witness_of(witness, "certificate: spectral")
        known.append(None if read is None else largest_gain(layer, read))
    rules, ticket = Rules(precision), exact_network(g)
    first = first_layer(rules, target, ticket, region) if centred else None
    reach = rules.propagate(target, ticket, region, known, first)[-1]
    q = f.divisor
    ends = [(_fraction(low) / q, _fraction(high) / q) for low, high in zip(reach.low, reach.high, strict=True)]
    return ends, (_fraction(reach.norm) / q) ** 2


def _fraction(value: Real) -> Fraction:
    return Fraction(*map(int, to_rational(value)))
