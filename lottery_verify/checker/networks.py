"""Reads a network or a ticket file into layers of exact integers over a power of two; standard library only."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from lottery_verify.checker import formats
from lottery_verify.checker.files import count, demand, fields, read_tensors, shown, strict_json
from lottery_verify.checker.source import INPUT, OUTPUT, Law, stream
from lottery_verify.errors import MalformedFile

MAX_WIDTH, MAX_DEPTH, MAX_NEURONS = 1 << 24, 1 << 12, 1 << 24
MAX_WEIGHTS, MAX_RANDOM_BYTES = 1 << 25, 1 << 38  # per file: target weights, and bytes to be drawn from its seed
NETWORK_KEYS = {"format", "widths", "relu", "bias", "shift"}
TICKET_KEYS = NETWORK_KEYS | {"seed", "shape", "layers", "version", "method", "base", "rule", "delta", "norm"}
TICKET_KEYS |= {"epsilon", "region", "target"}
LAYER_KEYS = {"law", "neurons", "encoding", "epsilon_w", "kept_u", "kept_v"}

@dataclass(frozen=True)
class Affine:
    """y ↦ P·max(y, 0) + N·min(y, 0) + b, then ReLU if `relu`; rows of pairs from P and N, integers over 2^scale."""
    scale: int
    rows: list[list[tuple[int, int]]]
    bias: list[int]
    relu: bool

@dataclass(frozen=True)
class Network:
    """Layers of widths n_0, …, n_ℓ, and the shift that is subtracted from the input; a ticket has a seed."""
    digest: str
    seed: int | None
    widths: list[int]
    shift: list[Fraction]
    layers: list[Affine]

def read_network(path: str) -> Network:
    """Reads a canonical network file or a ticket file; MalformedFile names file, place and reason."""
    return _Reader(path).network()

def dyadics(kind: str, data: bytes, where: str) -> list[tuple[int, int]]:
    """(numerator, exponent of 2) of each IEEE number, by its bits; NaN and infinity are refused."""
    size, fraction, offset, top = (4, 23, 150, 0xFF) if kind == "F32" else (8, 52, 1075, 0x7FF)
    found = []
    for position, bits in enumerate(struct.unpack(f"<{len(data) // size}{'I' if size == 4 else 'Q'}", data)):
        exponent, value = (bits >> fraction) & top, bits & ((1 << fraction) - 1)
        demand(exponent < top, f"{where}: entry {position} is NaN or infinite")
        value += (exponent > 0) << fraction
        found.append((-value if bits >> (8 * size - 1) else value, max(exponent, 1) - offset))
    return found

class _Reader:
    """One file while it is read; its header is checked first."""
    def __init__(self, path: str) -> None:
        self.path, self.tensors, self.random_bytes, where = path, read_tensors(path), 0, f"{path}: header"
        self.header = header = strict_json(self.tensors.header, where)
        known = {formats.NETWORK_FORMAT: NETWORK_KEYS, formats.TICKET_FORMAT: TICKET_KEYS}
        stated = shown(header.get("format") if isinstance(header, dict) else None)[1:-1]
        demand(stated in known, f"{path}: format {stated}; this version reads {' and '.join(known)}")
        fields(header, known[stated], where)
        demand(isinstance(header["widths"], list), f"{where}: widths: expected a list")
        self.widths = [count(n, 1, MAX_WIDTH, f"{where}: widths") for n in header["widths"]]
        depth, size = len(self.widths) - 1, sum((n + 1) * m for n, m in pairwise(self.widths))
        demand(1 <= depth <= MAX_DEPTH and size <= MAX_WEIGHTS, f"{where}: widths: {depth} layers, {size} weights")
        for key in ("relu", "bias", "layers"):
            proper = key not in header or (isinstance(header[key], list) and len(header[key]) == depth)
            demand(proper, f"{where}: {key}: expected a list of {depth}, one for each layer")
        flags = (*header["relu"], *header["bias"], header["shift"])
        demand({type(flag) for flag in flags} == {bool}, f"{where}: relu, bias or shift: expected true or false")

    def network(self) -> Network:
        """Reads every tensor, and refuses one that is not part of the format."""
        seed = count(self.header["seed"], 0, (1 << 64) - 1, f"{self.path}: seed") if "seed" in self.header else None
        kind, read = ("network", self.plain_layer) if seed is None else ("ticket", self.pruned_layer)
        digest = formats.digest(kind, self.tensors.header, {k: v[2] for k, v in self.tensors.entries.items()})
        layers = [read(i, *self.widths[i : i + 2]) for i in range(len(self.widths) - 1)]
        scale, shift = self.numbers(("shift", self.widths[:1])) if self.header["shift"] else (0, [0] * self.widths[0])
        for name in self.tensors.entries:
            raise MalformedFile(f"{self.path}: tensor {shown(name)} is not part of the format")
        return Network(digest, seed, self.widths, [Fraction(value, 1 << scale) for value in shift], layers)

    def numbers(self, *wanted: tuple[str, list[int]]) -> tuple[int, list[int]]:
        """(scale, all entries of the tensors of these names and shapes as integers over 2^scale)."""
        found = []
        for name, shape in wanted:
            found += dyadics(*self.tensors.take(name, ("F32", "F64"), shape), f"{self.path}: {name}")
        scale = max([0, *(-power for value, power in found if value)])
        return scale, [value << (power + scale) if value else 0 for value, power in found]

    def plain_layer(self, i: int, n_in: int, n_out: int) -> Affine:
        """A layer whose weights the file holds."""
        wanted = (f"layers.{i}.weight", [n_out, n_in]), (f"layers.{i}.bias", [n_out])
        scale, flat = self.numbers(*wanted[: 1 + self.header["bias"][i]])
        rows = [[(w, w) for w in flat[a * n_in : (a + 1) * n_in]] for a in range(n_out)]
        return Affine(scale, rows, flat[n_in * n_out :] or [0] * n_out, self.header["relu"][i])

    def pruned_layer(self, i: int, n_in: int, n_out: int) -> Affine:
        """Sums the products of the kept weights, drawn from the seed; the bias is one more input, constantly 1."""
        header, where, columns = self.header, f"{self.path}: layer {i + 1}", n_in + self.header["bias"][i]
        entry, dedicated = fields(header["layers"][i], LAYER_KEYS, where), header["shape"] == "dedicated"
        demand(dedicated or header["shape"] == "shared", f"{where}: shape {shown(header['shape'])} is unknown")
        try:
            law = Law(**fields(entry["law"], {"name", "lower", "upper"}, f"{where}: law"))
        except ValueError as error:
            raise MalformedFile(f"{where}: {error}") from None
        demand(entry["encoding"] in ("bits", "indices"), f"{where}: encoding {shown(entry['encoding'])} is unknown")
        neurons, up = count(entry["neurons"], 0, MAX_NEURONS, f"{where}: neurons"), max(0, 2 * law.exponent)
        blocks = self.masks(f"layers.{i}.u", columns * n_out if dedicated else columns, neurons)
        links = (self.masks if entry["encoding"] == "bits" else self.indices)(f"layers.{i}.v", columns * n_out, neurons)
        rows: list[list[tuple[int, int]]] = [[] for _ in range(n_out)]
        for b in range(columns):
            for a, row in enumerate(rows):
                block = b * n_out + a if dedicated else b
                if a == 0 or dedicated:
                    kept = next(blocks)
                    u = dict(zip(kept, self.draw(law, i, INPUT, block, b, kept), strict=True))
                kept, sums = [m for m in next(links) if m in u], [0, 0]
                for m, v in zip(kept, self.draw(law, i, OUTPUT, block, a, kept), strict=True):
                    sums[u[m] < 0] += u[m] * v << up  # rule: checker_dyadic_sum
                row.append((sums[0], sums[1]))
        bias = [row.pop()[0] if columns > n_in else 0 for row in rows]
        return Affine(max(0, -2 * law.exponent), rows, bias, header["relu"][i])

    def draw(self, law: Law, i: int, matrix: int, block: int, other: int, kept: list[int]) -> list[int]:
        """The numerators of the source's weights at the kept neurons of a block."""
        n_bytes = law.n_bytes * (kept[-1] + 1) if kept else 0
        self.random_bytes += n_bytes
        demand(self.random_bytes <= MAX_RANDOM_BYTES, f"{self.path}: it draws over {MAX_RANDOM_BYTES} bytes")
        return law.numerators(stream(self.header["seed"], i, matrix, block, other, n_bytes), kept)

    def masks(self, name: str, n: int, neurons: int) -> Iterator[list[int]]:
        """The set bits of each of n rows, the least significant of the first byte first; none beyond `neurons`."""
        size = (neurons + 7) // 8
        bits = self.tensors.take(name, ("U8",), [n, size])[1]
        for j in range(n):
            row = enumerate(bits[j * size : (j + 1) * size])
            found = [8 * k + e for k, byte in row if byte for e in range(8) if byte >> e & 1]
            demand(not found or found[-1] < neurons, f"{self.path}: {name}, row {j}: a neuron beyond the {neurons}")
            yield found

    def indices(self, name: str, n: int, neurons: int) -> Iterator[list[int]]:
        """The same, where the file holds the positions of the set bits, and how many there are in each row."""
        counts = struct.unpack(f"<{n}I", self.tensors.take(f"{name}_counts", ("U32",), [n])[1])
        kind, data = self.tensors.take(f"{name}_indices", ("U16", "U32"), [sum(counts)])
        letter, size, end = ("H", 2, 0) if kind == "U16" else ("I", 4, 0)
        for kept in counts:
            found = [*struct.unpack_from(f"<{kept}{letter}", data, end), neurons]
            end += size * kept
            demand(found == sorted(set(found)), f"{self.path}: {name}: kept neurons are not in order below {neurons}")
            yield found[:-1]
