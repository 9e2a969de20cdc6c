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


class SharedSide(NamedTuple):
    """Hints for one end where all ends share the scales of the symbols: `size` is g and `shift` f of `ends`.

    ν and lean are over 2^places, p in units that g and f make; nothing is stated of the symbols.
    """

    places: int
    nu: Sequence[int]
    lean: Sequence[int]
    size: int
    shift: int
    p: Sequence[int]


class Hints(NamedTuple):
    """Hints for one output's two ends; an end without them stays as it was."""

    output: int
    upper: Side | SharedSide | None
    lower: Side | SharedSide | None


def parse(given: Any, gates: Last, outputs: int, where: str, shared: bool = False) -> list[Hints]:
    """Hints from strict JSON: [{"output": j, "upper": side or null, "lower": side or null}, …], outputs in order.

    A side is {"places": n, "nu": […], "lean": […], "q": […], "p": […]}: one ν and one lean for each free gate, one q
    for each symbol, one p more than ν; integers of at most 64 bits, in decimal. Where all ends share the scales of the
    symbols it has {"size": g, "shift": f} in place of q.
    """
    demand(isinstance(given, list), f"{where}: expected a list of outputs")
    found: list[Hints] = []
    for entry in given:
        fields(entry, {"output", "upper", "lower"}, where)
        output = count(entry["output"], found[-1].output + 1 if found else 0, outputs - 1, f"{where}: output")
        place, read = f"{where}: output {output}", shared_side if shared else side
        found.append(Hints(output, *(read(entry[end], gates, f"{place}: {end}") for end in ("upper", "lower"))))
    return found


def side(given: Any, gates: Last, where: str) -> Side | None:
    """The hints for one end, or None for null."""
    if given is None:
        return None
    fields(given, {"places", "nu", "lean", "q", "p"}, where)
    integers(given["q"], len(gates.x[0].coefficients), f"{where}: q")
    return Side(*multiples(given, gates, where), given["q"], given["p"])


def shared_side(given: Any, gates: Last, where: str) -> SharedSide | None:
    """The hints for one end that shares the symbols' scales, or None for null."""
    if given is None:
        return None
    fields(given, {"places", "nu", "lean", "size", "shift", "p"}, where)
    size = count(given["size"], 1, 1 << MOST_BITS, f"{where}: size")
    shift = count(given["shift"], 0, MOST_PLACES, f"{where}: shift")
    return SharedSide(*multiples(given, gates, where), size, shift, given["p"])


def multiples(given: dict[str, Any], gates: Last, where: str) -> tuple[int, Sequence[int], Sequence[int]]:
    """What both kinds state of places, ν and lean; p is looked at as well."""
    for key, more in (("nu", 0), ("lean", 0), ("p", 1)):
        integers(given[key], len(gates.free) + more, f"{where}: {key}")
    return count(given["places"], 0, MOST_PLACES, f"{where}: places"), given["nu"], given["lean"]


def scales(given: Any, gates: Last, where: str) -> Sequence[int]:
    """The scale of each symbol, from 1 up."""
    place = f"{where}: scale"
    integers(given, len(gates.x[0].coefficients), place, least=1)
    demand(bool(given and gates.free), f"{place}: there is no free gate or no symbol, so that nothing is shared")
    return list(given)


def integers(given: Any, size: int, where: str, least: int | None = None) -> None:
    """Demands a list of so many integers of at most 64 bits."""
    demand(isinstance(given, list) and len(given) == size, f"{where}: expected {size} integers")
    for value in given:
        proper = type(value) is int and value.bit_length() <= MOST_BITS
        demand(proper, f"{where}: {shown(value)} is not an integer of at most {MOST_BITS} bits")
        demand(least is None or value >= least, f"{where}: {value} is below {least}")


def shifted(value: int, places: int) -> int:
    """⌊value·2^places⌋."""
    return value << places if places >= 0 else value >> -places
