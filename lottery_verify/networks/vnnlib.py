"""Reads VNN-LIB files, versions 1 and 2: the boxes of inputs, and what a file of two networks says of outputs."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from lottery_verify.checker.headers import MAX_WIDTH
from lottery_verify.checker.regions import MAX_REGION_BYTES, Box
from lottery_verify.checker.unions import Boxes
from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.networks.reading import read_bytes
from lottery_verify.networks.vnnlib_forms import Expression, forms, number, shortened
from lottery_verify.networks.vnnlib_names import INPUT, Declared, Entry, Names
from lottery_verify.networks.vnnlib_outputs import Condition, Equivalence, equivalence

_FLIPPED = {"<=": ">=", ">=": "<=", "=": "=", "==": "=="}
_CLOSED = {"<": "<=", ">": ">="}
MAX_BOXES = 1 << 16

_Ends = dict[Entry, Fraction]


@dataclass(frozen=True)
class Specification:
    """What is read of a VNN-LIB file.

    Attributes:
        path: the file.
        boxes: of inputs, one for each way through its choices (`or`); a claim about the file is about each of them.
        notes: what of its inputs is read as something wider, in sentences.
        names: what it declares.
        conditions: on outputs alone, as it asserts them.
        mixed: where it speaks of inputs and outputs in one choice; empty where it doesn't.
    """

    path: str
    boxes: tuple[Box, ...]
    notes: tuple[str, ...]
    names: Names
    conditions: tuple[Condition, ...]
    mixed: str

    @property
    def networks(self) -> tuple[Declared, ...]:
        """The networks that version 2 declares."""
        return tuple(self.names.networks)

    @property
    def region(self) -> Box | Boxes:
        """Its box, or the union of its boxes.

        Raises:
            InvalidArgument: there are more boxes than a union may have.
        """
        distinct = tuple(dict.fromkeys(self.boxes))
        return distinct[0] if len(distinct) == 1 else Boxes(distinct)

    def equivalence(self) -> Equivalence:
        """What it says of the outputs of two networks.

        Raises:
            MalformedFile: something else than that no output differs by more than an epsilon.
        """
        if self.mixed:
            raise MalformedFile(f"{self.mixed}: inputs and outputs in one choice are not read")
        return equivalence(list(self.conditions), self.names, self.path)

    def unused(self) -> tuple[str, ...]:
        """What is not used where the file is read as a region, in sentences."""
        if not (self.conditions or self.mixed):
            return ()
        stated = ", and with them any epsilon that it states," if len(self.networks) == 2 else ""
        return (f"the constraints on outputs in {self.path}{stated} are not used: it is read as a region",)


def read_specification(path: str) -> Specification:
    """Reads what a VNN-LIB file states of its inputs, its decimals exact, and keeps what it states of outputs.

    Version 1: `declare-const X_i Real` and `assert` of <=, >= and = between X_i and a number, joined by `and`, and by
    `or` between boxes; < and > are read as <= and >=, which is a wider region, and is noted. Version 2: one network's
    `declare-input X Real [n, ...]` and entries `X[i, ...]`; or two networks whose inputs the file says to be equal,
    entry by entry.

    Args:
        path: the file, at most 16 MiB.
    Returns:
        the boxes, their entries in the inputs' order (row-major), and the rest.
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
    boxes = reader.boxes()
    strict = f"strict inequalities in {path} are read as <= and >=: the region holds its ends too"
    notes = (strict,) if reader.strict else ()
    return Specification(path, boxes, notes, reader.names, tuple(reader.conditions), reader.mixed)


@dataclass
class _Reader:
    """What the forms have said so far."""

    path: str
    names: Names = field(default_factory=Names)
    lower: _Ends = field(default_factory=dict)
    upper: _Ends = field(default_factory=dict)
    tied: set[int] = field(default_factory=set)
    choices: list[list[tuple[_Ends, _Ends]]] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    choosing: bool = False
    mixed: str = ""
    strict: bool = False

    def read(self, form: list[Expression], where: str) -> None:
        """One outermost form."""
        match form:
            case ["vnnlib-version", str(version)]:
                if not re.fullmatch(r"<?[12]\.[0-9]+>?", version):
                    raise MalformedFile(f"{where}: version {shortened(version)}; versions 1 and 2 are read")
            case ["declare-const", str(name), "Real" | "real"]:
                self.names.declare_scalar(name, where)
            case ["declare-network", str(name), *parts]:
                self.names.declare_network(name, parts, where)
            case ["assert", condition]:
                self._assume(condition, where)
            case _:
                raise MalformedFile(f"{where}: {shortened(form)} is not one of declare-const, declare-network, assert")

    def _assume(self, condition: Expression, where: str) -> None:
        if isinstance(condition, list) and condition[:1] == ["and"]:
            for part in condition[1:]:
                self._assume(part, where)
            return
        if not self.names.mentions(INPUT, condition, where):
            if self.choosing:
                self.mixed = where
            else:
                self.conditions.append((condition, where))
            return
        match condition:
            case [str(relation), left, right] if relation in _CLOSED:
                self.strict = True
                self._assume([_CLOSED[relation], left, right], where)
            case [str(relation), left, right] if relation in _FLIPPED:
                if (entry := self.names.entry(INPUT, left)) is not None:
                    self._bound(entry, relation, right, condition, where)
                elif (entry := self.names.entry(INPUT, right)) is not None:
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

    def _bound(self, entry: Entry, relation: str, other: Expression, form: Expression, where: str) -> None:
        partner = self.names.entry(INPUT, other)
        if partner is not None:
            crosswise = partner[1] != entry[1] or partner[0] == entry[0]
            if relation not in ("=", "==") or crosswise or self.choosing:
                raise MalformedFile(f"{where}: {shortened(form)} relates two inputs; a box bounds each by numbers")
            self.tied.add(entry[1])
            return
        value = number(other, where)
        if relation != ">=":
            self.upper[entry] = min(value, self.upper.get(entry, value))
        if relation != "<=":
            self.lower[entry] = max(value, self.lower.get(entry, value))

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
        names = {place: name for name, (role, place) in self.names.scalars.items() if role == INPUT}
        scalars = len(names)
        sizes = {network.inputs[0].size for network in self.names.networks} or {scalars}
        width = sizes.pop()
        if sizes or not width:
            raise MalformedFile(f"{self.path}: the networks' inputs differ in size, or none is declared")
        declared = set(names)
        for place in range(width):
            name = names.setdefault(place, f"X_{place}" if scalars else f"input {place}")
            if scalars and place not in declared:
                raise MalformedFile(f"{self.path}: {name} is not declared, but {scalars} inputs are")
            if len(self.names.networks) == 2 and place not in self.tied:
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
