"""Reads a network or a ticket file into a graph of exact integers over powers of two; standard library only."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from lottery_verify.checker.assigned import assigned_layer
from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.coded import read_expanded
from lottery_verify.checker.compact import row_of
from lottery_verify.checker.files import demand, shown
from lottery_verify.checker.graph import Affine, Graph, Row, chain
from lottery_verify.checker.headers import Header, parse_header
from lottery_verify.checker.masks import Draws, effective_layer
from lottery_verify.checker.sided import sided_layer
from lottery_verify.checker.tensors import SIZES, Tensors
from lottery_verify.checker.unions import AnyRegion
from lottery_verify.errors import InvalidArgument, MalformedFile, UnsupportedNetwork

Dyadic = tuple[int, int]  # (numerator, exponent of 2)


@dataclass(frozen=True)
class NetworkFile:
    """A network or ticket file whose header is read and whose weights are not: enough to compare it with a claim."""

    header: Header
    tensors: Tensors
    digest: str

    @property
    def size(self) -> int:
        """Bytes of its tensors."""
        return sum(len(data) for _, _, data in self.tensors.entries.values())


def open_file(path: str, clock: Clock = NO_LIMIT) -> NetworkFile:
    """Reads a canonical network file or a ticket file up to its weights; MalformedFile names place and reason."""
    tensors = read_expanded(path, clock)
    header = parse_header(tensors.header, path)
    return NetworkFile(header, tensors, tensors.digest(header.kind))


def read_network(path: str) -> Graph:
    """Reads a file whole."""
    return weights(open_file(path))


def weights(file: NetworkFile, clock: Clock = NO_LIMIT) -> Graph:
    """Reads every tensor, and refuses one that is not part of the format."""
    header = file.header
    tensors = Tensors(header.path, file.tensors.header, dict(file.tensors.entries))
    depth = len(header.widths) - 1
    if header.seed is None:
        layers = [plain_layer(tensors, header, i, clock) for i in range(depth)]
    else:
        draws = Draws(header.path, header.seed, clock)
        layers = [ticket_layer(tensors, header, i, draws) for i in range(depth)]
    shift = [Fraction(0)] * header.widths[0]
    if header.given["shift"]:
        (found,) = rows(tensors, "shift", header.widths[:1], narrowest=header.seed is None)
        shift = [value * Fraction(2) ** power for value, power in found]
    for name in tensors.entries:
        raise MalformedFile(f"{header.path}: tensor {shown(name)} is not part of the format")
    return chain(file.digest, header.seed, shift, layers, header.relu, header.divisor)


def ticket_layer(tensors: Tensors, header: Header, i: int, draws: Draws) -> Affine:
    """A layer of a ticket, its kept weights drawn from the seed and summed up."""
    pruned = header.pruned[i]
    read = sided_layer if pruned.serves_outputs else assigned_layer if pruned.shape == "free" else effective_layer
    return read(tensors, header, i, draws)


def plain_layer(tensors: Tensors, header: Header, i: int, clock: Clock) -> Affine:
    """A layer whose weights the file holds, read row by row."""
    n_in, n_out = header.widths[i : i + 2]
    bias = [(0, 0)] * n_out
    matrix = rows(tensors, f"layers.{i}.weight", [n_out, n_in])
    if header.given["bias"][i]:
        (bias,) = rows(tensors, f"layers.{i}.bias", [n_out])
    found = []
    for entries, constant in zip(matrix, bias, strict=True):
        clock.demand()
        found.append(plain_row(entries, constant))
    return Affine(n_in, found)


def plain_row(entries: list[Dyadic], bias: Dyadic) -> Row:
    """The row of these weights, over the least power of two that holds them all."""
    scale = -min([0, *[power for value, power in (*entries, bias) if value]])
    *weight, constant = [value << power + scale if value else 0 for value, power in (*entries, bias)]
    return row_of(scale, weight, weight, constant)


def rows(tensors: Tensors, name: str, shape: list[int], narrowest: bool = True) -> Iterator[list[Dyadic]]:
    """The rows of a tensor of floats, F64 only where F32 does not hold every entry (or else F64, as in tickets)."""
    where = f"{tensors.path}: {name}"
    kind, data = tensors.take(name, ("F32", "F64") if narrowest else ("F64",), shape)
    size = shape[-1] * SIZES[kind]
    narrow = narrowest and kind == "F64"
    for first in range(0, len(data), size):
        found = dyadics(kind, data[first : first + size], where, first // SIZES[kind])
        narrow = narrow and all(fits_float32(value, power) for value, power in found)
        yield found
    demand(not narrow, f"{where}: F64, but F32 holds every entry, and equal weights have one digest; store it as F32")


def fits_float32(value: int, power: int) -> bool:
    """Whether value·2^power is a float32."""
    if not value:
        return True
    lowest = (value & -value).bit_length() - 1
    significant = abs(value).bit_length() - lowest
    return significant <= 24 and power + lowest >= -149 and power + abs(value).bit_length() <= 128


def dyadics(kind: str, data: bytes, where: str, first: int = 0) -> list[Dyadic]:
    """(numerator, exponent of 2) of each IEEE number, by its bits; NaN, infinity and −0 are refused by position."""
    size, fraction, offset, top = (4, 23, 150, 0xFF) if kind == "F32" else (8, 52, 1075, 0x7FF)
    sign, hidden = 1 << 8 * size - 1, 1 << fraction
    numbers = struct.unpack(f"<{len(data) // size}{'I' if size == 4 else 'Q'}", data)
    exponents = [bits >> fraction & top for bits in numbers]
    if top in exponents:
        raise MalformedFile(f"{where}: entry {first + exponents.index(top)} is NaN or infinite")
    if sign in numbers:
        told = "is -0; equal weights have one digest; store 0"
        raise MalformedFile(f"{where}: entry {first + numbers.index(sign)} {told}")
    values = [bits & hidden - 1 | (hidden if e else 0) for bits, e in zip(numbers, exponents, strict=True)]
    signed = [-value if bits & sign else value for bits, value in zip(numbers, values, strict=True)]
    return [(value, (e or 1) - offset) for value, e in zip(signed, exponents, strict=True)]


def demand_sizes(f: NetworkFile, g: NetworkFile, region: AnyRegion) -> None:
    """Inputs and outputs fit, and what the ticket's widths mean is bounded by the target's size or by its file's.

    The rules compare what the last layers give, so both must divide it by the same number.
    """
    own, other = f.header.widths, g.header.widths
    wanted = [own[0], own[-1]]
    for what, found in (("region", [region.width, own[-1]]), (f"ticket: {g.header.path}", [other[0], other[-1]])):
        problem = f"{what}: inputs and outputs are {found}, but those of {f.header.path} are {wanted}"
        demand(found == wanted, problem, InvalidArgument)
    divisors = f.header.divisor, g.header.divisor
    told = f"{f.header.path} divides its outputs by {divisors[0]}, {g.header.path} by {divisors[1]}; "
    demand(divisors[0] == divisors[1], told + "only networks of the same averages are compared", UnsupportedNetwork)
    problem = f"{g.header.path}: its widths mean {g.header.weights} weights, but it holds {g.size} bytes"
    demand(g.header.weights <= 2 * max(f.header.weights, g.size), problem)
