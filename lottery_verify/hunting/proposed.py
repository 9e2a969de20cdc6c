"""What a certificate of format 2 could propose about a case: halves, slopes, trees of signs, multiples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any

from lottery_verify.checker.networks import read_network
from lottery_verify.checker.rules import boxes
from lottery_verify.checker.rules.bilinear import Last, last
from lottery_verify.checker.rules.joint import behind
from lottery_verify.checker.rules.known import Pair
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.hunting.checked import write
from lottery_verify.strategies.proofs import ProofCase

Given = dict[str, Any]
DEEPEST = 4  # signs that a part has


def read_pair(case: ProofCase) -> Pair:
    """Both networks as the checker reads them."""
    f, g = case.networks()
    target, ticket = (read_network(write(name, one.canonical())) for name, one in (("target", f), ("ticket", g)))
    return Pair(target, ticket)


def last_gates(case: ProofCase) -> tuple[list[PairLayer], Last]:
    """The pair's layers, and the gates before the outputs.

    Raises:
        UnsupportedNetwork: there are none.
    """
    networks = read_pair(case)
    layers, moved = boxes.problem(networks, case.box)
    if len(layers) < 2 or not layers[-2].relu or layers[-1].relu:
        raise UnsupportedNetwork("no gates before the outputs")
    corners = boxes.rounded(*boxes.corners(networks, case.box), moved, case.precision)
    return layers, last(behind(layers, *corners, case.precision))


def slopes(case: ProofCase) -> list[Given]:
    """Hints for both ends of every part of every neuron of the last two layers."""
    numbers, widths, found = cycle(case.numbers), case.target.widths[1:], []
    for layer in range(max(0, len(widths) - 2), len(widths)):
        for neuron in range(widths[layer]):
            for part in "xyd":
                for upper in (False, True):
                    planes = [[[k, next(numbers), next(numbers)] for k in range(n)] for n in widths[:layer]]
                    found.append({"layer": layer, "part": part, "neuron": neuron, "upper": upper, "planes": planes})
    return found


def branches(case: ProofCase) -> Given:
    """For both ends of every output a tree of signs, with slopes for each part."""
    numbers, widths = cycle(case.numbers), case.target.widths[1:]
    gates = [(i, j, part) for i, n in enumerate(widths) if case.target.relu[i] for j in range(n) for part in "xy"]
    found = []
    for output in range(widths[-1]):
        for upper in (False, True):
            asked = [gates[next(numbers) % len(gates)] for _ in case.tree[:DEEPEST]] if gates else []
            tree = signed_tree([list(gate) for gate in dict.fromkeys(asked)], numbers)
            planes = [
                [[[k, next(numbers), next(numbers)] for k in range(n) if next(numbers) % 2] for n in widths[:-1]]
                for node in tree
                if node == 0
            ]
            found.append({"output": output, "upper": upper, "tree": tree, "planes": planes})
    hints = [one for one in slopes(case) if one["layer"] < len(widths) - 1]
    return {"rule": "branches", "hints": hints, "ends": found}


def signed_tree(asked: Sequence[list[Any]], numbers: Iterator[int]) -> list[Any]:
    """A tree that asks for some signs, one after the other, on both sides or on one."""
    if not asked:
        return [0]
    first, *rest = asked
    sides = [signed_tree(rest if next(numbers) % 3 else [], numbers) for _ in range(2)]
    return [first, *sides[0], *sides[1]]


def multiples(case: ProofCase) -> list[Given]:
    """Hints for both ends of every output, as many as the gates that are free."""
    layers, gates = last_gates(case)
    numbers, free = cycle(case.numbers), len(gates.free)

    def one() -> Given:
        sizes = {"nu": free, "lean": free, "q": len(gates.x[0].coefficients), "p": free + 1}
        return {"places": 40, **{key: [next(numbers) for _ in range(n)] for key, n in sizes.items()}}

    return [{"output": j, "upper": one(), "lower": one()} for j in range(len(layers[-1].bias))]


def scaled_multiples(case: ProofCase) -> Given:
    """Scales of the symbols, and hints for both ends of every output that shares them; nothing where none is free."""
    gates = last_gates(case)[1]
    if not gates.free or not gates.x[0].coefficients:
        return {}
    numbers, hints = cycle(case.numbers), multiples(case)
    for hint in hints:
        for end in ("upper", "lower"):
            del hint[end]["q"]
            hint[end] |= {"size": 1 + abs(next(numbers)), "shift": abs(next(numbers)) % 40}
    return {"scale": [1 + abs(next(numbers)) % 1000 for _ in gates.x[0].coefficients], "hints": hints}


def step_of(case: ProofCase, rule: str) -> Given:
    """A step of this rule about the case; ends share scales where the case's first number is odd."""
    if rule == "boxes":
        return {"rule": rule, "tree": list(case.tree)}
    if rule == "branches":
        return branches(case)
    if rule == "gated" and case.numbers[0] % 2 and (together := scaled_multiples(case)):
        return {"rule": rule, **together}
    return {"rule": rule, "hints": slopes(case) if rule == "whole" else multiples(case)}
