"""Reads a network or a ticket file into layers of exact integers over a power of two; standard library only."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lottery_verify.checker import formats
from lottery_verify.checker.files import Tensors, count, fields, read_tensors, strict_json
from lottery_verify.checker.source import INPUT, OUTPUT, Law, stream
from lottery_verify.errors import MalformedFile

MAX_WIDTH, MAX_DEPTH, MAX_NEURONS = 1 << 24, 1 << 12, 1 << 24
NETWORK_KEYS = {"format", "widths", "relu", "bias", "shift"}
TICKET_KEYS = NETWORK_KEYS | {"seed", "shape", "layers", "version", "method", "base", "delta", "rule", "epsilon", "norm"}
TICKET_KEYS |= {"region", "target"}
LAYER_KEYS = {"law", "neurons", "encoding", "epsilon_w", "kept_u", "kept_v"}


@dataclass(frozen=True)
class Affine:
    """y ↦ P·max(y, 0) + N·min(y, 0) + b, then ReLU if `relu`; every entry is an integer over 2^scale.

    In a plain network P and N are the same matrix; in a ticket they are its effective weights W⁺ and W⁻.
    """

    scale: int
    positive: list[list[int]]
    negative: list[list[int]]
    bias: list[int]
    relu: bool


@dataclass(frozen=True)
class Network:
    """Layers, and the shift that is subtracted from the input: integers over 2^shift_scale."""

    digest: str
    seed: int | None
    shift_scale: int
    shift: list[int]
    layers: list[Affine]

    @property
    def widths(self) -> list[int]:
        """n_0, …, n_ℓ."""
        return [len(self.shift), *(len(layer.positive) for layer in self.layers)]


def read_network(path: str) -> Network:
    """Reads a canonical network file or a ticket file; MalformedFile names file, place and reason."""
    tensors = read_tensors(path)
    header = strict_json(tensors.header, f"{path}: header")
    stated = header.get("format") if isinstance(header, dict) else None
    if stated not in (formats.NETWORK_FORMAT, formats.TICKET_FORMAT):
        known = f"{formats.NETWORK_FORMAT} and {formats.TICKET_FORMAT}"
        raise MalformedFile(f"{path}: format {str(stated)[:60]!r}; this version reads {known}")
    ticket = stated == formats.TICKET_FORMAT
    fields(header, TICKET_KEYS if ticket else NETWORK_KEYS, f"{path}: header")
    widths, names = _architecture(header, f"{path}: header"), set()
    read = _ticket_layer if ticket else _plain_layer
    layers = [read(tensors, header, i, *widths[i : i + 2], names) for i in range(len(widths) - 1)]
    shift_scale, shift = 0, [0] * widths[0]
    if header["shift"]:
        names.add("shift")
        shift_scale, shift = _common(_dyadics(*tensors.take("shift", ("F32", "F64"), widths[:1]), f"{path}: shift"))
    for name in set(tensors.entries) - names:
        raise MalformedFile(f"{path}: tensor {name[:60]!r} is not part of the format")
    seed = count(header["seed"], 0, (1 << 64) - 1, f"{path}: seed") if ticket else None
    return Network(tensors.digest("ticket" if ticket else "network"), seed, shift_scale, shift, layers)


def _architecture(header: dict[str, Any], where: str) -> list[int]:
    widths = header["widths"]
    if not isinstance(widths, list) or not 2 <= len(widths) <= MAX_DEPTH:
        raise MalformedFile(f"{where}: widths: expected a list of 2 to {MAX_DEPTH} integers")
    for key in ("relu", "bias"):
        flags = header[key]
        if not isinstance(flags, list) or len(flags) != len(widths) - 1 or not all(isinstance(f, bool) for f in flags):
            raise MalformedFile(f"{where}: {key}: expected {len(widths) - 1} truth values")
    if not isinstance(header["shift"], bool):
        raise MalformedFile(f"{where}: shift: expected true or false")
    return [count(n, 1, MAX_WIDTH, f"{where}: widths") for n in widths]


def _dyadics(kind: str, data: bytes, where: str) -> list[tuple[int, int]]:
    """(numerator, exponent) of each IEEE number, by its bits."""
    size, fraction, offset, top = (4, 23, 150, 0xFF) if kind == "F32" else (8, 52, 1075, 0x7FF)
    found = []
    for position, bits in enumerate(struct.unpack(f"<{len(data) // size}{'I' if size == 4 else 'Q'}", data)):
        exponent, value = (bits >> fraction) & top, bits & ((1 << fraction) - 1)
        if exponent == top:
            raise MalformedFile(f"{where}: entry {position} is NaN or infinite")
        value += (exponent > 0) << fraction
        found.append((-value if bits >> (8 * size - 1) else value, max(exponent, 1) - offset))
    return found


def _common(numbers: list[tuple[int, int]]) -> tuple[int, list[int]]:
    """(scale, the same numbers as integers over 2^scale)."""
    scale = max([0, *(-power for value, power in numbers if value)])
    return scale, [value << (power + scale) if value else 0 for value, power in numbers]


def _plain_layer(tensors: Tensors, header: dict[str, Any], i: int, n_in: int, n_out: int, names: set[str]) -> Affine:
    numbers = []
    for name, shape in ((f"layers.{i}.weight", [n_out, n_in]), (f"layers.{i}.bias", [n_out]))[: 1 + header["bias"][i]]:
        numbers += _dyadics(*tensors.take(name, ("F32", "F64"), shape), f"{tensors.path}: {name}")
        names.add(name)
    scale, flat = _common(numbers)
    rows = [flat[a * n_in : (a + 1) * n_in] for a in range(n_out)]
    return Affine(scale, rows, rows, flat[n_in * n_out :] or [0] * n_out, header["relu"][i])


def _ticket_layer(tensors: Tensors, header: dict[str, Any], i: int, n_in: int, n_out: int, names: set[str]) -> Affine:
    """Regenerates the kept weights from the seed and sums their products; the bias is one more input, constantly 1."""
    where, biased = f"{tensors.path}: layer {i + 1}", header["bias"][i]
    if header["shape"] not in ("shared", "dedicated") or not isinstance(header["layers"], list):
        raise MalformedFile(f"{tensors.path}: header: shape or layers: expected shared or dedicated, and a list")
    if len(header["layers"]) != len(header["widths"]) - 1:
        raise MalformedFile(f"{tensors.path}: header: layers: expected {len(header['widths']) - 1} of them")
    entry = fields(header["layers"][i], LAYER_KEYS, where)
    given = fields(entry["law"], {"name", "lower", "upper"}, f"{where}: law")
    ends = [count(given[key], -(1 << 24), 1 << 24, f"{where}: law") for key in ("lower", "upper")]
    try:
        law = Law(str(given["name"]), *ends)
    except ValueError as error:
        raise MalformedFile(f"{where}: {error}") from None
    seed = count(header["seed"], 0, (1 << 64) - 1, f"{tensors.path}: seed")
    neurons = count(entry["neurons"], 0, MAX_NEURONS, f"{where}: neurons")
    dedicated, columns, row = header["shape"] == "dedicated", n_in + biased, (neurons + 7) // 8
    u_bits = tensors.take(f"layers.{i}.u", ("U8",), [columns * n_out if dedicated else columns, row])[1]
    names.add(f"layers.{i}.u")
    kept_v = _kept(tensors, i, entry["encoding"], columns * n_out, neurons, names)
    numerator, size, scale = law.numerators(), law.n_bytes, max(0, -2 * law.exponent)
    halves = [[[0] * columns for _ in range(n_out)] for _ in range(2)]
    for b in range(columns):
        for a in range(n_out):
            block = b * n_out + a if dedicated else b
            if a == 0 or dedicated:
                inside = stream(seed, i, INPUT, block, b, size * neurons)
                kept_u = set(_positions(u_bits[block * row : block * row + row], neurons, f"{where}, block {block}"))
                u = {m: numerator(inside, m) for m in kept_u}
            kept = [m for m in kept_v(b * n_out + a) if m in u]
            if kept:
                outside = stream(seed, i, OUTPUT, block, a, size * (kept[-1] + 1))
                sums = [0, 0]
                for m in kept:  # rule: checker_dyadic_sum
                    sums[u[m] < 0] += u[m] * numerator(outside, m)
                for half, value in zip(halves, sums, strict=True):
                    half[a][b] = value << (2 * law.exponent + scale)
    bias = [r[n_in] if biased else 0 for r in halves[0]]
    positive, negative = ([r[:n_in] for r in half] for half in halves)
    return Affine(scale, positive, negative, bias, header["relu"][i])


def _positions(row: bytes, neurons: int, where: str) -> list[int]:
    """The set bits of one mask row, least significant bit of the first byte first; none at or beyond `neurons`."""
    word, found = int.from_bytes(row, "little"), []
    if word >> neurons:
        raise MalformedFile(f"{where}: the mask keeps a neuron beyond the {neurons} that there are")
    while word:
        found.append((word & -word).bit_length() - 1)
        word &= word - 1
    return found


def _kept(
    tensors: Tensors, i: int, encoding: object, n: int, neurons: int, names: set[str]
) -> Callable[[int], list[int]]:
    """The function that gives, for each of n links, the positions that the mask on V keeps, in order."""
    where, row = f"{tensors.path}: layer {i + 1}", (neurons + 7) // 8
    if encoding == "bits":
        names.add(f"layers.{i}.v")
        bits = tensors.take(f"layers.{i}.v", ("U8",), [n, row])[1]
        return lambda link: _positions(bits[link * row : link * row + row], neurons, f"{where}, link {link}")
    if encoding != "indices":
        raise MalformedFile(f"{where}: encoding {str(encoding)[:40]!r} is neither bits nor indices")
    names.update((f"layers.{i}.v_counts", f"layers.{i}.v_indices"))
    ends = [0]
    for kept in struct.unpack(f"<{n}I", tensors.take(f"layers.{i}.v_counts", ("U32",), [n])[1]):
        ends.append(ends[-1] + kept)
    kind, data = tensors.take(f"layers.{i}.v_indices", ("U16", "U32"), [ends[-1]])
    indices = struct.unpack(f"<{ends[-1]}{kind.replace('U16', 'H').replace('U32', 'I')}", data)

    def of_link(link: int) -> list[int]:
        found = list(indices[ends[link] : ends[link + 1]])
        if any(m >= after for m, after in zip(found, [*found[1:], neurons], strict=False)):
            raise MalformedFile(f"{where}, link {link}: kept neurons are not in order below {neurons}")
        return found

    return of_link
