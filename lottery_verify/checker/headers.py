"""Our own header of a network or ticket file: strict, and read before any weight; standard library only."""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from lottery_verify.checker import formats
from lottery_verify.checker.files import canonical_json, count, demand, fields, shown, strict_json
from lottery_verify.checker.numbers import parse_number
from lottery_verify.checker.source import Law
from lottery_verify.errors import MalformedFile

MAX_WIDTH, MAX_DEPTH, MAX_NEURONS = 1 << 24, 1 << 12, 1 << 24
MAX_WEIGHTS = 1 << 25  # target weights of one file
MAX_SEED = (1 << 64) - 1
MAX_DIVISOR = (1 << 62) - 1
NETWORK_KEYS = {"format", "widths", "relu", "bias", "shift"}
LAYER_KEYS = {"law", "neurons", "encoding", "epsilon_w", "kept_u", "kept_v"}
MADE_KEYS = {"version", "method", "base", "rule", "delta", "norm", "epsilon", "region", "target"}
TICKET_KEYS = NETWORK_KEYS | MADE_KEYS | {"seed", "shape", "layers"}
KEYS = {
    formats.NETWORK_FORMAT: NETWORK_KEYS,
    formats.DIVIDED_FORMAT: NETWORK_KEYS | {"divisor"},
    formats.TICKET_FORMAT: TICKET_KEYS,
    formats.SIDED_FORMAT: TICKET_KEYS,
}


@dataclass(frozen=True)
class Pruned:
    """What a ticket's header says of one layer: the law of its weights, neurons per block, how its mask is held,
    within which error its links were met (which no rule relies on), and whether each neuron serves one output.
    """

    where: str
    law: Law
    neurons: int
    encoding: str
    shape: str
    epsilon_w: Fraction
    serves_outputs: bool = False

    @property
    def dedicated(self) -> bool:
        """Whether each link has a block of its own."""
        return self.shape == "dedicated"


@dataclass(frozen=True)
class Header:
    """What a file says of itself: widths n_0, …, n_ℓ, and if it is a ticket its seed and how each layer is pruned.

    Attributes:
        divisor: the outputs are what the last layer gives, divided by this odd number.
    """

    path: str
    given: dict[str, Any]
    widths: list[int]
    seed: int | None
    pruned: list[Pruned]
    divisor: int = 1

    @property
    def kind(self) -> str:
        """What its digest begins with."""
        return "network" if self.seed is None else "ticket"

    @property
    def relu(self) -> list[bool]:
        """For each layer, whether ReLU follows."""
        return list(self.given["relu"])

    @property
    def weights(self) -> int:
        """How many target weights there can be, biases included."""
        return sum((n + 1) * m for n, m in pairwise(self.widths))


def parse_header(text: str, path: str) -> Header:
    """Reads the header of a canonical network file or a ticket file; MalformedFile names file, place and reason."""
    where = f"{path}: header"
    given = strict_json(text, where)
    stated = given.get("format") if isinstance(given, dict) else None
    known = isinstance(stated, str) and stated in KEYS
    found = "not stated" if stated is None else shown(stated)
    demand(known, f"{path}: format {found}; this version reads {', '.join(sorted((*KEYS, formats.CODED_FORMAT)))}")
    fields(given, KEYS[str(stated)], where)
    demand(isinstance(given["widths"], list), f"{where}: widths: expected a list")
    widths = [count(n, 1, MAX_WIDTH, f"{where}: widths") for n in given["widths"]]
    seed = count(given["seed"], 0, MAX_SEED, f"{path}: seed") if "seed" in given else None
    divisor = count(given["divisor"], 3, MAX_DIVISOR, f"{where}: divisor") if "divisor" in given else 1
    demand(divisor % 2 == 1, f"{where}: divisor {divisor} is even; a power of two belongs into the weights")
    header = Header(path, given, widths, seed, [], divisor)
    depth = len(widths) - 1
    fits = 1 <= depth <= MAX_DEPTH and header.weights <= MAX_WEIGHTS
    demand(fits, f"{where}: widths: {depth} layers, {header.weights} weights")
    for key in ("relu", "bias", "layers"):
        proper = key not in given or (isinstance(given[key], list) and len(given[key]) == depth)
        demand(proper, f"{where}: {key}: expected a list of {depth}, one for each layer")
    flags = (*given["relu"], *given["bias"], given["shift"])
    demand({type(flag) for flag in flags} == {bool}, f"{where}: relu, bias or shift: expected true or false")
    spelling = "is not spelt canonically (keys sorted, no spaces, ASCII), so its digest would not be the content's"
    demand(text == canonical_json(given), f"{where} {spelling}")
    if seed is None:
        return header
    for key in sorted(MADE_KEYS - {"region"}):
        proper = isinstance(given[key], str) or (given[key] is None and key in ("base", "delta"))
        demand(proper, f"{where}: {key}: expected text, found {shown(given[key])}")
    shape = given["shape"]
    demand(shape in ("shared", "dedicated", "free"), f"{where}: shape {shown(shape)} is unknown")
    sided = stated == formats.SIDED_FORMAT
    demand(shape == "free" or not sided, f"{where}: shape {shape} in {stated}, whose shape is free")
    pruned = [_pruned(entry, shape, sided, f"{path}: layer {i + 1}") for i, entry in enumerate(given["layers"])]
    _demand_sides(header, pruned, sided)
    return replace(header, pruned=pruned)


def _demand_sides(header: Header, pruned: list[Pruned], sided: bool) -> None:
    """Neurons that serve outputs stand behind ReLU alone; some layer has them, as one ticket has one spelling."""
    for i, layer in enumerate(pruned):
        behind = i > 0 and header.relu[i - 1]
        problem = "its neurons serve outputs, which takes inputs that cannot be below 0, and no ReLU stands before it"
        demand(behind or not layer.serves_outputs, f"{layer.where}: {problem}")
    some = any(layer.serves_outputs for layer in pruned)
    problem = f"in no layer neurons serve outputs; such a ticket is written in {formats.TICKET_FORMAT}"
    demand(some or not sided, f"{header.path}: header: {problem}")


def _pruned(entry: Any, shape: str, sided: bool, where: str) -> Pruned:
    """What a ticket's header says of one layer."""
    fields(entry, LAYER_KEYS | {"serves"} if sided else LAYER_KEYS, where)
    serves = entry.get("serves", "inputs")
    demand(serves in ("inputs", "outputs"), f"{where}: serves {shown(serves)}; neurons serve inputs or outputs")
    try:
        law = Law(**fields(entry["law"], {"name", "lower", "upper"}, f"{where}: law"))
    except ValueError as error:
        raise MalformedFile(f"{where}: {error}") from None
    encoding = entry["encoding"]
    demand(encoding in ("bits", "indices"), f"{where}: encoding {shown(encoding)} is unknown")
    neurons = count(entry["neurons"], 0, MAX_NEURONS, f"{where}: neurons")
    met = entry["epsilon_w"]
    demand(isinstance(met, str), f"{where}: epsilon_w: expected a number as text, found {shown(met)}")
    epsilon_w = parse_number(met, f"{where}: epsilon_w")
    return Pruned(where, law, neurons, encoding, shape, epsilon_w, serves == "outputs")
