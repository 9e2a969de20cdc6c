"""Reads the boxes of inputs of a VNN-LIB file, versions 1 and 2."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from lottery_verify.checker.headers import MAX_WIDTH
from lottery_verify.checker.regions import MAX_REGION_BYTES, Box
from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.networks.reading import read_bytes
from lottery_verify.networks.vnnlib_forms import Expression, forms, indices, number, shortened

_WORDS = frozenset(["and", "or", "not", "=>", "<=", ">=", "<", ">", "=", "==", "!=", "+", "-", "*", "/"])
_FLIPPED = {"<=": ">=", ">=": "<=", "=": "=", "==": "=="}
_CLOSED = {"<": "<=", ">": ">="}
MAX_BOXES = 1 << 16

_Ends = dict[tuple[int, int], Fraction]


@dataclass(frozen=True)
class Specification:
    """What is read of a VNN-LIB file.

    Attributes:
        boxes: of inputs, one for each way through its choices (`or`); a claim about the file is about each of them.
        notes: what of the file is not used, or read as something wider, in sentences.
    """

    boxes: tuple[Box, ...]
    notes: tuple[str, ...]

def read_vnnlib(path: str) -> Box:
    """Reads the one box that a VNN-LIB file states for its inputs, as `read_specification`.

    Raises:
        InvalidArgument: it states several, or a lower end lies above the upper end.
        MalformedFile: as `read_specification`.
    """
    boxes = read_specification(path).boxes
    if len(boxes) > 1:
        raise InvalidArgument(
            f"{path}: its choices (or) make {len(boxes)} boxes of inputs, and one region is asked for; write a file "
            "for each of them"
        )
    return boxes[0]


def read_specification(path: str) -> Specification:
    """Reads the boxes that a VNN-LIB file states for its inputs; its decimals are exact.

    Version 1: `declare-const X_i Real` and `assert` of <=, >= and = between X_i and a number, joined by `and`, and by
    `or` between boxes; < and > are read as <= and >=, which is a wider region. Version 2: one network's
    `declare-input X Real [n, ...]` and entries `X[i, ...]`; or two networks whose inputs the file says to be equal,
    entry by entry. Constraints on outputs are NOT part of a region and are passed over. Both are noted.

    Args:
        path: the file, at most 16 MiB.
    Returns:
        the boxes, their entries in the inputs' order (row-major), and the notes.
    Raises:
        MalformedFile: a choice inside a choice, an input without a bound, an unknown name, or another form;
            with its line.
        InvalidArgument: a lower end lies above the upper end.
    """
    try:
        text = read_bytes(path, MAX_REGION_BYTES).decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedFile(f"{path}: not a VNN-LIB file: it is not text in UTF-8") from None
    reader = _Reader(path)
    for line, form in forms(text, path):
        reader.read(form, f"{path}, line {line}")
    return Specification(reader.boxes(), reader.notes())


@dataclass
class _Reader:
    """What the forms have said so far; an input is (network, place), networks counted from 0."""

    path: str
    shapes: dict[str, tuple[int, tuple[int, ...]]] = field(default_factory=dict)
    outputs: set[str] = field(default_factory=set)
    scalars: dict[str, int] = field(default_factory=dict)
    networks: int = 0
    lower: _Ends = field(default_factory=dict)
    upper: _Ends = field(default_factory=dict)
    tied: set[int] = field(default_factory=set)
    choices: list[list[tuple[_Ends, _Ends]]] = field(default_factory=list)
    choosing: bool = False
    on_outputs: bool = False
    strict: bool = False

    def read(self, form: list[Expression], where: str) -> None:
        """One outermost form."""
        match form:
            case ["vnnlib-version", str()]:
                pass
            case ["declare-const", str(name), "Real" | "real"]:
                self._declare_scalar(name, where)
            case ["declare-network", str(), *parts]:
                self._declare_network(parts, where)
            case ["assert", condition]:
                self._assume(condition, where)
            case _:
                raise MalformedFile(
                    f"{where}: {shortened(form)} is not one of declare-const, declare-network, assert"
                )

    def _declare_scalar(self, name: str, where: str) -> None:
        if name in self.scalars or name in self.outputs:
            raise MalformedFile(f"{where}: {name!r} is declared twice")
        if re.fullmatch(r"X_(0|[1-9][0-9]{0,8})", name) and not self.shapes:
            self.scalars[name] = int(name[2:])
        elif re.fullmatch(r"Y_[0-9]{1,9}", name):
            self.outputs.add(name)
        else:
            raise MalformedFile(
                f"{where}: unknown name {name[:60]!r}; inputs are X_0, X_1, … and outputs Y_0, Y_1, …"
            )

    def _declare_network(self, parts: list[Expression], where: str) -> None:
        if self.scalars or self.networks == 2:
            raise MalformedFile(f"{where}: a box is read for one network, or for two of one kind")
        inputs = 0
        for part in parts:
            match part:
                case ["declare-input" | "declare-output" as role, str(name), str(), str(shape)]:
                    if name in self.shapes or name in self.outputs:
                        raise MalformedFile(f"{where}: {name!r} is declared twice")
                    if role == "declare-output":
                        self.outputs.add(name)
                        continue
                    inputs += 1
                    self.shapes[name] = self.networks, indices(shape, name, where)
                case ["isomorphic-to" | "equal-to", str()]:
                    pass
                case _:
                    raise MalformedFile(f"{where}: {shortened(part)} is not one of declare-input, declare-output")
        if inputs != 1:
            raise MalformedFile(f"{where}: {inputs} inputs declared; a network has one, with its shape")
        self.networks += 1

    def _assume(self, condition: Expression, where: str) -> None:
        if isinstance(condition, list) and condition[:1] == ["and"]:
            for part in condition[1:]:
                self._assume(part, where)
            return
        if not self._mentions_input(condition, where):
            self.on_outputs = True
            return
        match condition:
            case [str(relation), left, right] if relation in _CLOSED:
                self.strict = True
                self._assume([_CLOSED[relation], left, right], where)
            case [str(relation), left, right] if relation in _FLIPPED:
                if (entry := self._entry(left)) is not None:
                    self._bound(entry, relation, right, condition, where)
                elif (entry := self._entry(right)) is not None:
                    self._bound(entry, _FLIPPED[relation], left, condition, where)
                else:
                    raise MalformedFile(f"{where}: {shortened(condition)} does not bound one input by a number")
            case ["or", *branches] if not self.choosing:
                self._choose(branches, where)
            case ["or", *_]:
                raise MalformedFile(f"{where}: a choice inside a choice, {shortened(condition)}, is not read")
            case _:
                raise MalformedFile(f"{where}: {shortened(condition)} is not a bound by <=, >= or = on an input")

    def _choose(self, branches: list[Expression], where: str) -> None:
        """The bounds of each branch; those of all forms together are taken later."""
        outer, self.choosing, found = (self.lower, self.upper), True, []
        for branch in branches:
            self.lower, self.upper = {}, {}
            self._assume(branch, where)
            found.append((self.lower, self.upper))
        (self.lower, self.upper), self.choosing = outer, False
        self.choices.append(found)

    def _bound(
        self, entry: tuple[int, int], relation: str, other: Expression, form: Expression, where: str
    ) -> None:
        partner = self._entry(other)
        if partner is not None:
            crosswise = partner[1] != entry[1] or partner[0] == entry[0]
            if relation not in ("=", "==") or crosswise or self.choosing:
                raise MalformedFile(
                    f"{where}: {shortened(form)} relates two inputs; a box bounds each by numbers"
                )
            self.tied.add(entry[1])
            return
        value = number(other, where)
        if relation != ">=":
            self.upper[entry] = min(value, self.upper.get(entry, value))
        if relation != "<=":
            self.lower[entry] = max(value, self.lower.get(entry, value))

    def _mentions_input(self, condition: Expression, where: str) -> bool:
        """Whether an input is in it; each name must be known."""
        if isinstance(condition, list):
            found = [self._mentions_input(part, where) for part in condition]  # each name is looked at
            return any(found)
        if self._entry(condition) is not None:
            return True
        base = condition.partition("[")[0]
        if base not in _WORDS and base not in self.outputs and not re.fullmatch(r"[+-]?[0-9].*", condition):
            raise MalformedFile(f"{where}: unknown name {condition[:60]!r}")
        return False

    def _entry(self, atom: Expression) -> tuple[int, int] | None:
        """(network, place) of an input's entry."""
        if not isinstance(atom, str):
            return None
        if atom in self.scalars:
            return 0, self.scalars[atom]
        name, _, rest = atom.partition("[")
        if name not in self.shapes or not re.fullmatch(r"\d{1,9}(,\d{1,9})*\]", rest):
            return None
        network, shape = self.shapes[name]
        indices = [int(i) for i in rest[:-1].split(",")]
        if len(indices) != len(shape) or any(i >= n for i, n in zip(indices, shape, strict=True)):
            return None
        place = 0
        for i, n in zip(indices, shape, strict=True):
            place = place * n + i
        return network, place

    def notes(self) -> tuple[str, ...]:
        """What is not used, and what is widened."""
        found = []
        if self.on_outputs:
            stated = ", and with them any epsilon that it states," if self.networks == 2 else ""
            found.append(f"the constraints on outputs in {self.path}{stated} are not used: it is read as a region")
        if self.strict:
            found.append(f"strict inequalities in {self.path} are read as <= and >=: the region holds its ends too")
        return tuple(found)

    def boxes(self) -> tuple[Box, ...]:
        """The boxes of the inputs, one for each choice of branches, once all forms are read."""
        width, names = self._inputs()
        count = math.prod(len(branches) for branches in self.choices)
        if count > MAX_BOXES or count * width > MAX_WIDTH:
            raise MalformedFile(f"{self.path}: its choices make {count} boxes of {width} inputs; too many to read")
        common = (self.lower, self.upper)
        return tuple(self._box([common, *ways], width, names) for ways in product(*self.choices))

    def _inputs(self) -> tuple[int, dict[int, str]]:
        """How many inputs there are, and their names by place."""
        names = {place: name for name, place in self.scalars.items()}
        sizes = {math.prod(shape) for _, shape in self.shapes.values()} or {len(self.scalars)}
        width = sizes.pop()
        if sizes or not width:
            raise MalformedFile(f"{self.path}: the networks' inputs differ in size, or none is declared")
        declared = set(names)
        for place in range(width):
            name = names.setdefault(place, f"X_{place}" if self.scalars else f"input {place}")
            if self.scalars and place not in declared:
                raise MalformedFile(f"{self.path}: {name} is not declared, but {len(self.scalars)} inputs are")
            if self.networks == 2 and place not in self.tied:
                raise MalformedFile(f"{self.path}: {name} of the two networks is not said to be equal")
        return width, names

    def _box(self, stated: list[tuple[_Ends, _Ends]], width: int, names: dict[int, str]) -> Box:
        """The box of the common bounds and those of one branch of each choice."""
        ends: list[list[Fraction]] = [[], []]
        for place in range(width):
            name = names[place]
            for end, best, word in ((0, max, "lower"), (1, min, "upper")):
                entries = [(bounds[end], (network, place)) for bounds in stated for network in (0, 1)]
                found = [bounds[entry] for bounds, entry in entries if entry in bounds]
                if not found:
                    raise MalformedFile(f"{self.path}: {name} has no {word} bound; a box needs both")
                ends[end].append(best(found))
        try:
            return Box(tuple(ends[0]), tuple(ends[1]))
        except InvalidArgument as error:
            raise InvalidArgument(f"{self.path}: {error}") from None
