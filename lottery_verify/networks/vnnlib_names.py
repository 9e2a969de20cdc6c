"""The names that a VNN-LIB file declares: inputs and outputs of one network or two, version 1 and 2."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from lottery_verify.errors import MalformedFile
from lottery_verify.networks.vnnlib_forms import Expression, indices, shortened

INPUT, OUTPUT = "input", "output"
_WORDS = frozenset(["and", "or", "not", "=>", "<=", ">=", "<", ">", "=", "==", "!=", "+", "-", "*", "/"])

Entry = tuple[int, int]
"""(network, place): an entry of a network's input or output, both counted from 0, row-major."""


@dataclass(frozen=True)
class Tensor:
    """An input or an output as version 2 declares it: its name, its element type and its shape."""

    name: str
    kind: str
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many entries it has."""
        return math.prod(self.shape)


@dataclass(frozen=True)
class Declared:
    """A network as version 2 declares it.

    Attributes:
        name: of the network.
        relation: ("isomorphic-to" or "equal-to", another network's name), if it has one.
        inputs, outputs: in the file's order.
    """

    name: str
    relation: tuple[str, str] | None
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]


@dataclass
class Names:
    """What has been declared so far."""

    networks: list[Declared] = field(default_factory=list)
    scalars: dict[str, tuple[str, int]] = field(default_factory=dict)
    tensors: dict[str, tuple[str, int, Tensor]] = field(default_factory=dict)

    def declare_scalar(self, name: str, where: str) -> None:
        """`declare-const` of version 1."""
        if name in self.scalars:
            raise MalformedFile(f"{where}: {name!r} is declared twice")
        if re.fullmatch(r"[XY]_(0|[1-9][0-9]{0,8})", name) and not self.networks:
            self.scalars[name] = (INPUT if name[0] == "X" else OUTPUT, int(name[2:]))
        else:
            raise MalformedFile(f"{where}: unknown name {name[:60]!r}; inputs are X_0, X_1, … and outputs Y_0, Y_1, …")

    def declare_network(self, name: str, parts: list[Expression], where: str) -> None:
        """`declare-network` of version 2."""
        if self.scalars or len(self.networks) == 2:
            raise MalformedFile(f"{where}: a box is read for one network, or for two of one kind")
        known = {one.name for one in self.networks}
        if name in known or name in self.tensors:
            raise MalformedFile(f"{where}: {name!r} is declared twice")
        relation = None
        for part in parts:
            match part:
                case ["declare-input" | "declare-output" as role, str(tensor), str(kind), str(shape)]:
                    if tensor in self.tensors or tensor in known or tensor == name:
                        raise MalformedFile(f"{where}: {tensor!r} is declared twice")
                    declared = Tensor(tensor, kind, indices(shape, tensor, where))
                    self.tensors[tensor] = (role.removeprefix("declare-"), len(self.networks), declared)
                case ["isomorphic-to" | "equal-to" as word, str(other)] if relation is None and other in known:
                    relation = (word, other)
                case ["isomorphic-to" | "equal-to", _]:
                    raise MalformedFile(
                        f"{where}: {shortened(part)} is a second relation, or names no network declared before it"
                    )
                case _:
                    raise MalformedFile(f"{where}: {shortened(part)} is not one of declare-input, declare-output")
        own = [(role, one) for role, network, one in self.tensors.values() if network == len(self.networks)]
        inputs, outputs = (tuple(one for role, one in own if role == wanted) for wanted in (INPUT, OUTPUT))
        if len(inputs) != 1:
            raise MalformedFile(f"{where}: {len(inputs)} inputs declared; a network has one, with its shape")
        self.networks.append(Declared(name, relation, inputs, outputs))

    def entry(self, role: str, atom: Expression) -> Entry | None:
        """The entry that an atom names, if it is one of an input's (or an output's)."""
        if not isinstance(atom, str):
            return None
        if atom in self.scalars:
            found, place = self.scalars[atom]
            return (0, place) if found == role else None
        name, _, rest = atom.partition("[")
        if name not in self.tensors or not re.fullmatch(r"\d{1,9}(,\d{1,9})*\]", rest):
            return None
        found, network, tensor = self.tensors[name]
        given = [int(i) for i in rest[:-1].split(",")]
        if found != role or len(given) != len(tensor.shape) or any(map(int.__ge__, given, tensor.shape)):
            return None
        place = 0
        for i, n in zip(given, tensor.shape, strict=True):
            place = place * n + i
        return network, place

    def mentions(self, role: str, condition: Expression, where: str) -> bool:
        """Whether an input (or an output) is in a condition, each name of which must be known."""
        if isinstance(condition, list):
            found = [self.mentions(role, part, where) for part in condition]  # each name is looked at
            return any(found)
        if self.entry(INPUT, condition) is not None:
            return role == INPUT
        if self.entry(OUTPUT, condition) is not None:
            return role == OUTPUT
        if condition not in _WORDS and not re.fullmatch(r"[+-]?[0-9].*", condition):
            raise MalformedFile(f"{where}: unknown name {condition[:60]!r}")
        return False
