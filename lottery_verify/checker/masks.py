"""A ticket's layers: the kept weights, drawn again from the seed, and their products; standard library only."""

import struct
from collections.abc import Iterator

from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.files import demand
from lottery_verify.checker.graph import Affine, Row
from lottery_verify.checker.headers import Header, Pruned
from lottery_verify.checker.source import INPUT, OUTPUT, Law, stream
from lottery_verify.checker.tensors import Tensors

MAX_RANDOM_BYTES = 1 << 38  # to be drawn from the seed of one file
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
        n_bytes = law.n_bytes * (kept[-1] + 1) if kept else 0
        self.drawn += n_bytes
        demand(self.drawn <= MAX_RANDOM_BYTES, f"{self.path}: it draws over {MAX_RANDOM_BYTES} bytes")
        self.clock.demand()
        data = stream(self.seed, i, matrix, block, other, n_bytes)
        if len(kept) <= AT_ONCE:
            return law.numerators(data, kept)
        found = []
        for start in range(0, len(kept), AT_ONCE):
            self.clock.demand()
            found += law.numerators(data, kept[start : start + AT_ONCE])
        return found


def effective_layer(tensors: Tensors, header: Header, i: int, draws: Draws) -> Affine:
    """Sums the products of the kept weights of layer i; the bias is one more input, constantly 1."""
    pruned = header.pruned[i]
    n_in, n_out = header.widths[i : i + 2]
    columns = n_in + header.given["bias"][i]
    u_masks = bit_masks(tensors, f"layers.{i}.u", columns * n_out if pruned.dedicated else columns, pruned.neurons)
    read = bit_masks if pruned.encoding == "bits" else index_masks
    v_masks = read(tensors, f"layers.{i}.v", columns * n_out, pruned.neurons)
    scale = max(0, -2 * pruned.law.exponent)
    rows = [Row(scale, [], [], [], 0) for _ in range(n_out)]
    biases = [0] * n_out
    for b in range(columns):
        u: dict[int, int] = {}
        for a, row in enumerate(rows):
            block = b * n_out + a if pruned.dedicated else b
            if a == 0 or pruned.dedicated:
                kept = next(u_masks)
                u = dict(zip(kept, draws.numerators(pruned.law, i, INPUT, block, b, kept), strict=True))
            positive, negative = _link(pruned, draws, (i, block, a), u, next(v_masks))
            if b == n_in:
                biases[a] = positive
            elif positive or negative:
                row.columns.append(b)
                row.positive.append(positive)
                row.negative.append(negative)
    finished = [Row(scale, r.columns, r.positive, r.negative, bias) for r, bias in zip(rows, biases, strict=True)]
    return Affine(n_in, finished)


def _link(pruned: Pruned, draws: Draws, place: tuple[int, int, int], u: dict[int, int], v: list[int]) -> list[int]:
    """Σ u·v over the kept neurons of one link with u > 0, and with u < 0. Rule: checker_dyadic_sum."""
    i, block, a = place
    kept = [m for m in v if m in u]
    sums = [0, 0]
    for m, weight in zip(kept, draws.numerators(pruned.law, i, OUTPUT, block, a, kept), strict=True):
        sums[u[m] < 0] += u[m] * weight
    return [one << max(0, 2 * pruned.law.exponent) for one in sums]


def bit_masks(tensors: Tensors, name: str, n: int, neurons: int) -> Iterator[list[int]]:
    """The set bits of each of n rows, the least significant of the first byte first; none beyond `neurons`."""
    size = (neurons + 7) // 8
    bits = tensors.take(name, ("U8",), [n, size])[1]
    for j in range(n):
        found = positions(bits[j * size : (j + 1) * size])
        demand(not found or found[-1] < neurons, f"{tensors.path}: {name}, row {j}: a neuron beyond the {neurons}")
        yield found


def positions(row: bytes | bytearray) -> list[int]:
    """The set bits of a row of bytes, ascending."""
    return [8 * k + e for k, byte in enumerate(row) if byte for e in range(8) if byte >> e & 1]


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
