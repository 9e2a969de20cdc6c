"""What a step `gated` proposes for each output's ends, from strict JSON; a hint can be bad, but not wrong."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from lottery_verify.checker.files import count, demand, fields, shown
from lottery_verify.checker.rules.bilinear import Last

MOST_PLACES = 256
MOST_BITS = 64  # of a hint


class Side(NamedTuple):
    """Hints for one end of an output, over 2^places; q and p are for twice the difference.

    ν, lean: one for each neuron whose gate is free; lean counts between −ν and ν, where ν is above 0.
    q: one for each symbol. p: one more than ν, the first for the constant.
    """

    places: int
    nu: Sequence[int]
    lean: Sequence[int]
    q: Sequence[int]
    p: Sequence[int]


class Hints(NamedTuple):
    """Hints for one output's two ends; an end without them stays as it was."""

    output: int
    upper: Side | None
    lower: Side | None


def parse(given: Any, gates: Last, outputs: int, where: str) -> list[Hints]:
    """Hints from strict JSON: [{"output": j, "upper": side or null, "lower": side or null}, …], outputs in order.

    A side is {"places": n, "nu": […], "lean": […], "q": […], "p": […]}: one ν and one lean for each free gate, one q
    for each symbol, one p more than ν; integers of at most 64 bits, in decimal.
    """
    demand(isinstance(given, list), f"{where}: expected a list of outputs")
    found: list[Hints] = []
    for entry in given:
        fields(entry, {"output", "upper", "lower"}, where)
        output = count(entry["output"], found[-1].output + 1 if found else 0, outputs - 1, f"{where}: output")
        place = f"{where}: output {output}"
        found.append(Hints(output, *(side(entry[end], gates, f"{place}: {end}") for end in ("upper", "lower"))))
    return found


def side(given: Any, gates: Last, where: str) -> Side | None:
    """The hints for one end, or None for null."""
    if given is None:
        return None
    fields(given, {"places", "nu", "lean", "q", "p"}, where)
    expected = {
        "nu": len(gates.free),
        "lean": len(gates.free),
        "q": len(gates.x[0].coefficients),
        "p": len(gates.free) + 1,
    }
    for key, size in expected.items():
        entries = given[key]
        demand(isinstance(entries, list) and len(entries) == size, f"{where}: {key}: expected {size} integers")
        for value in entries:
            proper = type(value) is int and value.bit_length() <= MOST_BITS
            demand(proper, f"{where}: {key}: {shown(value)} is not an integer of at most {MOST_BITS} bits")
    places = count(given["places"], 0, MOST_PLACES, f"{where}: places")
    return Side(places, given["nu"], given["lean"], given["q"], given["p"])
