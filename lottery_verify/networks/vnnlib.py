"""Reads the input box of a VNN-LIB file, versions 1 and 2."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from lottery_verify.checker.headers import MAX_WIDTH
from lottery_verify.checker.regions import MAX_REGION_BYTES, Box, parse_number
from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.networks.reading import read_bytes

MAX_NESTING = 64
_TOKEN = re.compile(r"[ \t\r\n]+|;[^\n]*|[()]|[^\s();\[\]]*\[[^\[\]();]*\]|[^\s();\[\]]+")
_WORDS = frozenset(["and", "or", "not", "=>", "<=", ">=", "<", ">", "=", "==", "!=", "+", "-", "*", "/"])
_FLIPPED = {"<=": ">=", ">=": "<=", "=": "=", "==": "=="}

Expression = str | list["Expression"]


def read_vnnlib(path: str) -> Box:
    """Reads the box that a VNN-LIB file states for its inputs; its decimals are exact.

    Version 1: `declare-const X_i Real` and `assert` of <=, >= and = between X_i and a number, joined by
    `and`. Version 2: one network's `declare-input X Real [n, ...]` and entries `X[i, ...]`; or two networks
    whose inputs the file says to be equal, entry by entry. Constraints on outputs alone are NOT part of a
    region and are passed over.

    Args:
        path: the file, at most 16 MiB.
    Returns:
        the box, its entries in the inputs' order (row-major).
    Raises:
        MalformedFile: a choice between inputs, an input without a bound, an unknown name, or another form;
            with its line.
        InvalidArgument: a lower end lies above the upper end.
    """
    try:
        text = read_bytes(path, MAX_REGION_BYTES).decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedFile(f"{path}: not a VNN-LIB file: it is not text in UTF-8") from None
    reader = _Reader(path)
    for line, form in _forms(text, path):
        reader.read(form, f"{path}, line {line}")
    return reader.box()


def _forms(text: str, path: str) -> Iterator[tuple[int, list[Expression]]]:
    """Each outermost form with the line on which it begins."""
    line, position, start = 1, 0, 1
    stack: list[list[Expression]] = []
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise MalformedFile(
                f"{path}, line {line}: {text[position : position + 20]!r} is not a VNN-LIB token"
            )
        token, position = match[0], match.end()
        if token == "(":
            if not stack:
                start = line
            if len(stack) == MAX_NESTING:
                raise MalformedFile(
                    f"{path}, line {line}: nested more than {MAX_NESTING} deep; nothing was read"
                )
            stack.append([])
        elif token == ")":
            if not stack:
                raise MalformedFile(f"{path}, line {line}: a ) without its (")
            form = stack.pop()
            if stack:
                stack[-1].append(form)
            else:
                yield start, form
        elif token[0] not in " \t\r\n;":
            if not stack:
                raise MalformedFile(f"{path}, line {line}: {token[:60]!r} stands outside all parentheses")
            stack[-1].append(re.sub(r"\s", "", token) if "[" in token else token)
        line += token.count("\n")
    if stack:
        raise MalformedFile(
            f"{path}, line {start}: the form that begins here does not end; the file is truncated"
        )


@dataclass
class _Reader:
    """What the forms have said so far; an input is (network, place), networks counted from 0."""

    path: str
    shapes: dict[str, tuple[int, tuple[int, ...]]] = field(default_factory=dict)
    outputs: set[str] = field(default_factory=set)
    scalars: dict[str, int] = field(default_factory=dict)
    networks: int = 0
    lower: dict[tuple[int, int], Fraction] = field(default_factory=dict)
    upper: dict[tuple[int, int], Fraction] = field(default_factory=dict)
    tied: set[int] = field(default_factory=set)

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
                    f"{where}: {_show(form)} is not one of declare-const, declare-network, assert"
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
                    self.shapes[name] = self.networks, _indices(shape, name, where)
                case ["isomorphic-to" | "equal-to", str()]:
                    pass
                case _:
                    raise MalformedFile(f"{where}: {_show(part)} is not one of declare-input, declare-output")
        if inputs != 1:
            raise MalformedFile(f"{where}: {inputs} inputs declared; a network has one, with its shape")
        self.networks += 1

    def _assume(self, condition: Expression, where: str) -> None:
        if isinstance(condition, list) and condition[:1] == ["and"]:
            for part in condition[1:]:
                self._assume(part, where)
            return
        if not self._mentions_input(condition, where):
            return
        match condition:
            case [str(relation), left, right] if relation in _FLIPPED:
                if (entry := self._entry(left)) is not None:
                    self._bound(entry, relation, right, condition, where)
                elif (entry := self._entry(right)) is not None:
                    self._bound(entry, _FLIPPED[relation], left, condition, where)
                else:
                    raise MalformedFile(f"{where}: {_show(condition)} does not bound one input by a number")
            case ["or", *_]:
                raise MalformedFile(
                    f"{where}: a choice between inputs, {_show(condition)}, is not one box; split the file"
                )
            case _:
                raise MalformedFile(f"{where}: {_show(condition)} is not a bound by <=, >= or = on an input")

    def _bound(
        self, entry: tuple[int, int], relation: str, other: Expression, form: Expression, where: str
    ) -> None:
        partner = self._entry(other)
        if partner is not None:
            if relation not in ("=", "==") or partner[1] != entry[1] or partner[0] == entry[0]:
                raise MalformedFile(
                    f"{where}: {_show(form)} relates two inputs; a box bounds each by numbers"
                )
            self.tied.add(entry[1])
            return
        value = _number(other, where)
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

    def box(self) -> Box:
        """The box of the inputs, once all forms are read."""
        names = {place: name for name, place in self.scalars.items()}
        sizes = {math.prod(shape) for _, shape in self.shapes.values()} or {len(self.scalars)}
        width = sizes.pop()
        if sizes or not width:
            raise MalformedFile(f"{self.path}: the networks' inputs differ in size, or none is declared")
        ends: list[list[Fraction]] = [[], []]
        for place in range(width):
            name = names.get(place, f"X_{place}" if self.scalars else f"input {place}")
            if self.scalars and place not in names:
                raise MalformedFile(f"{self.path}: {name} is not declared, but {len(names)} inputs are")
            if self.networks == 2 and place not in self.tied:
                raise MalformedFile(f"{self.path}: {name} of the two networks is not said to be equal")
            for end, bounds, best, word in ((0, self.lower, max, "lower"), (1, self.upper, min, "upper")):
                found = [bounds[network, place] for network in (0, 1) if (network, place) in bounds]
                if not found:
                    raise MalformedFile(f"{self.path}: {name} has no {word} bound; a box needs both")
                ends[end].append(best(found))
        try:
            return Box(tuple(ends[0]), tuple(ends[1]))
        except InvalidArgument as error:
            raise InvalidArgument(f"{self.path}: {error}") from None


def _indices(text: str, name: str, where: str) -> tuple[int, ...]:
    if not re.fullmatch(r"\[\d{1,9}(,\d{1,9}){0,7}\]", text):
        raise MalformedFile(f"{where}: {name!r} has shape {text[:60]!r}; expected [n, …]")
    shape = tuple(int(n) for n in text[1:-1].split(","))
    if not 0 < math.prod(shape) <= MAX_WIDTH:
        raise MalformedFile(
            f"{where}: {name!r} has shape {list(shape)}: {math.prod(shape)} inputs, above {MAX_WIDTH}"
        )
    return shape


def _number(expression: Expression, where: str) -> Fraction:
    match expression:
        case ["-", str(text)]:
            return -_number(text, where)
        case str(text):
            try:
                return parse_number(text, where)
            except InvalidArgument as error:
                raise MalformedFile(str(error)) from None
    raise MalformedFile(f"{where}: {_show(expression)} is not a number")


def _show(expression: Expression) -> str:
    """The beginning of an expression, for messages."""
    if isinstance(expression, str):
        return expression[:60]
    text = " ".join(_show(part) for part in expression[:4])
    return f"({text[:60]}{' …' if len(expression) > 4 or len(text) > 60 else ''})"
