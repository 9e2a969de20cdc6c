"""A ticket's layers: the kept weights, drawn again from the seed, and their products; standard library only."""

import struct
from collections.abc import Iterator
from itertools import compress, count
from operator import mul

from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.compact import row_of, zeros
from lottery_verify.checker.files import demand
from lottery_verify.checker.graph import Affine
from lottery_verify.checker.headers import Header, Pruned
from lottery_verify.checker.source import INPUT, OUTPUT, Law, stream
from lottery_verify.checker.tensors import Tensors

MAX_RANDOM_BYTES = 1 << 38  # to be drawn from the seed of one file
DIGITS = bytes.maketrans(b"01", b"\0\1")
AT_ONCE = 1 << 16  # weights, between two looks at the clock


class Draws:
    """The source's weights by their address; counts the bytes that it draws, and ends where they are too many."""

    def __init__(self, path: str, seed: int, clock: Clock = NO_LIMIT) -> None:
        self.path = path
        self.seed = seed
        self.clock = clock
        self.drawn = 0

    def numerators(self, law: Law, i: int, matrix: int, block: int, other: int, kept: list[int]) -> list[int]:
        """The numerators of the weights at the kept neurons of a block."""
        neurons = kept[-1] + 1 if kept else 0
        return self.read(law, self.stream(law, i, matrix, block, other, neurons), kept)

    def stream(self, law: Law, i: int, matrix: int, block: int, other: int, neurons: int) -> bytes:
        """The random bytes of the weights of a block's first neurons."""
        n_bytes = law.n_bytes * neurons
        self.drawn += n_bytes
        demand(self.drawn <= MAX_RANDOM_BYTES, f"{self.path}: it draws over {MAX_RANDOM_BYTES} bytes")
        self.clock.demand()
        return stream(self.seed, i, matrix, block, other, n_bytes)

    def read(self, law: Law, data: bytes, kept: list[int]) -> list[int]:
        """The numerators that these bytes stand for, at the kept neurons."""
        if len(kept) <= AT_ONCE:
            return law.numerators(data, kept)
        found = []
        for start in range(0, len(kept), AT_ONCE):
            self.clock.demand()
            part = kept[start : start + AT_ONCE]
            piece = data[law.n_bytes * part[0] : law.n_bytes * (part[-1] + 1)]
            found += law.numerators(piece, [m - part[0] for m in part])
        return found


def effective_layer(tensors: Tensors, header: Header, i: int, draws: Draws) -> Affine:
    """Sums the products of the kept weights of layer i; the bias is one more input, constantly 1."""
    pruned = header.pruned[i]
    n_in, n_out = header.widths[i : i + 2]
    columns = n_in + header.given["bias"][i]
    u_masks = bit_masks(tensors, f"layers.{i}.u", columns * n_out if pruned.dedicated else columns, pruned.neurons)
    read = bit_masks if pruned.encoding == "bits" else index_masks
    v_masks = read(tensors, f"layers.{i}.v", columns * n_out, pruned.neurons)
    up = max(0, 2 * pruned.law.exponent)
    bits = 2 * pruned.law.bits + pruned.neurons.bit_length() + up
    positive, negative = ([zeros(columns, bits) for _ in range(n_out)] for _ in "+-")
    for b in range(columns):
        u: list[int] = []
        for a in range(n_out):
            block = b * n_out + a if pruned.dedicated else b
            if a == 0 or pruned.dedicated:
                kept, u = next(u_masks), [0] * pruned.neurons
                for m, weight in zip(kept, draws.numerators(pruned.law, i, INPUT, block, b, kept), strict=True):
                    u[m] = weight
            both, below = _link(pruned, draws, (i, block, a), u, next(v_masks))
            positive[a][b], negative[a][b] = both - below << up, below << up
    rows = []
    for p, n in zip(positive, negative, strict=True):
        constants = (p.pop(), n.pop()) if columns > n_in else (0, 0)
        rows.append(row_of(max(0, -2 * pruned.law.exponent), p, n, constants[0]))
    return Affine(n_in, rows)


def _link(pruned: Pruned, draws: Draws, place: tuple[int, int, int], u: list[int], v: list[int]) -> tuple[int, int]:
    """Σ u·v over the kept neurons of one link, and over those with u < 0. Rule: checker_dyadic_sum."""
    i, block, a = place
    kept = [m for m in v if u[m]]
    factors = [u[m] for m in kept]
    products = list(map(mul, factors, draws.numerators(pruned.law, i, OUTPUT, block, a, kept)))
    return sum(products), sum([product for weight, product in zip(factors, products, strict=True) if weight < 0])


def bit_masks(tensors: Tensors, name: str, n: int, neurons: int) -> Iterator[list[int]]:
    """The set bits of each of n rows, the least significant of the first byte first; none beyond `neurons`."""
    return (where_set(row) for row in bit_rows(tensors, name, n, neurons))


def bit_rows(tensors: Tensors, name: str, n: int, neurons: int) -> Iterator[bytes]:
    """The same, as a byte for each neuron, 1 if it is set; those after the last that is may be left out."""
    size = (neurons + 7) // 8
    bits = tensors.take(name, ("U8",), [n, size])[1]
    for j in range(n):
        found = digits(bits[j * size : (j + 1) * size])
        demand(len(found) <= neurons, f"{tensors.path}: {name}, row {j}: a neuron beyond the {neurons}")
        yield found


def digits(row: bytes | bytearray) -> bytes:
    """A byte for each bit of a row of bytes, 1 or 0, up to the last that is set."""
    number = int.from_bytes(row, "little")
    return f"{number:b}"[::-1].encode().translate(DIGITS) if number else b""


def where_set(chosen: bytes) -> list[int]:
    """The places of the bytes that are not 0, ascending."""
    return list(compress(count(), chosen))


def positions(row: bytes | bytearray) -> list[int]:
    """The set bits of a row of bytes, ascending."""
    return where_set(digits(row))


def index_masks(tensors: Tensors, name: str, n: int, neurons: int) -> Iterator[list[int]]:
    """The same, where the file holds the positions of the set bits, and how many there are in each row."""
    counts = struct.unpack(f"<{n}I", tensors.take(f"{name}_counts", ("U32",), [n])[1])
    kind, data = tensors.take(f"{name}_indices", ("U16", "U32"), [sum(counts)])
    letter, size = ("H", 2) if kind == "U16" else ("I", 4)
    end = 0
    for kept in counts:
        found = [*struct.unpack_from(f"<{kept}{letter}", data, end), neurons]
        end += size * kept
        ordered = found == sorted(set(found))
        demand(ordered, f"{tensors.path}: {name}: kept neurons are not in order below {neurons}")
        yield found[:-1]


def index_rows(tensors: Tensors, name: str, n: int, neurons: int) -> Iterator[bytes]:
    """The same, as a byte for each neuron up to the last that is kept."""
    for kept in index_masks(tensors, name, n, neurons):
        found = bytearray(kept[-1] + 1 if kept else 0)
        for m in kept:
            found[m] = 1
        yield bytes(found)
