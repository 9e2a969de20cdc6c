"""A ticket file of format 2: the same ticket as one of format 1, with masks as codes; standard library only."""

import sys
from array import array
from collections.abc import Iterator

from lottery_verify.checker import formats
from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.coding import Codes, Work
from lottery_verify.checker.files import canonical_json, demand, shown, strict_json
from lottery_verify.checker.headers import Header, parse_header
from lottery_verify.checker.masks import positions
from lottery_verify.checker.tensors import Tensors, read_tensors
from lottery_verify.errors import MalformedFile

Entry = tuple[str, list[int], bytes]


def read_expanded(path: str, clock: Clock = NO_LIMIT) -> Tensors:
    """Reads a file of ours; a ticket of format 2 becomes what the same ticket is in format 1, which has its digest."""
    tensors = read_tensors(path)
    given = strict_json(tensors.header, f"{path}: header")
    if not isinstance(given, dict) or given.get("format") != formats.CODED_FORMAT:
        return tensors
    demand(tensors.header == canonical_json(given), f"{path}: header is not spelt canonically")
    text = canonical_json(given | {"format": formats.TICKET_FORMAT})
    header = parse_header(text, path)
    demand(given["shape"] != "free", f"{path}: masks of shape free have no codes; such a ticket is written in format 1")
    codes = {name: entry for name, entry in tensors.entries.items() if name.endswith("_code")}
    size = sum(len(data) for _, _, data in codes.values())
    work = Work(size, path, clock)
    made: dict[str, Entry] = {}
    for i in range(len(header.pruned)):
        made |= expanded(codes, header, i, work)
    for name in codes:
        raise MalformedFile(f"{path}: tensor {shown(name)} is not part of the format")
    shorter = size < sum(len(data) for _, _, data in made.values())
    demand(shorter, f"{path}: its codes are not shorter than its masks; such a ticket is written in format 1")
    for name in made:
        demand(name not in tensors.entries, f"{path}: tensor {name!r} stands beside its code")
    rest = {name: entry for name, entry in tensors.entries.items() if not name.endswith("_code")}
    return Tensors(path, text, rest | made)


def expanded(codes: dict[str, Entry], header: Header, i: int, work: Work) -> dict[str, Entry]:
    """The tensors of format 1 that the codes of layer i stand for; these are taken out of `codes`."""
    pruned, n_out = header.pruned[i], header.widths[i + 1]
    columns = header.widths[i] + header.given["bias"][i]
    served = 1 if pruned.dedicated else n_out  # links that share a block
    blocks, row = columns * n_out // served, (pruned.neurons + 7) // 8
    narrow = f"layers.{i}.v_code" in codes
    u_codes, v_codes = (
        Codes(_taken(codes, name, header.path), work, f"{header.path}: {name}")
        for name in (f"layers.{i}.u_code", f"layers.{i}.{'v_code' if narrow else 'v_wide_code'}")
    )
    u = bytearray()
    for _ in range(blocks):
        u += bits(u_codes.kept(pruned.neurons), row)
    u_codes.end()
    among = (positions(u[row * block : row * (block + 1)]) for block in range(blocks))
    rows = _narrow(v_codes, among, served) if narrow else _wide(v_codes, among, served, pruned.neurons)
    if pruned.encoding == "bits":
        made = _as_bits(rows, f"layers.{i}.v", columns * n_out, row, work)
    else:
        made = _as_indices(rows, f"layers.{i}.v", pruned.neurons)
    v_codes.end()
    return made | {f"layers.{i}.u": ("U8", [blocks, row], bytes(u))}


def bits(kept: list[int], row: int) -> bytes:
    """A set as the bits of a row of bytes, the least significant of the first byte first."""
    found = bytearray(row)
    for m in kept:
        found[m >> 3] |= 1 << (m & 7)
    return bytes(found)


def _taken(codes: dict[str, Entry], name: str, path: str) -> bytes:
    kind, shape, data = codes.pop(name, ("missing", [], b""))
    demand(kind == "U8" and shape == [len(data)], f"{path}: tensor {name!r}: {kind} {shape}; expected a list of U8")
    return data


def _narrow(codes: Codes, among: Iterator[list[int]], served: int) -> Iterator[list[int]]:
    """What each link keeps of V, where that is among what its block keeps of U."""
    for usable in among:
        for _ in range(served):
            yield [usable[j] for j in codes.kept(len(usable))]


def _wide(codes: Codes, among: Iterator[list[int]], served: int, neurons: int) -> Iterator[list[int]]:
    """What each link keeps of V, where some link keeps a neuron whose entry of U is pruned."""
    narrow = True
    for usable in among:
        for _ in range(served):
            found = codes.kept(neurons)
            narrow = narrow and set(found) <= set(usable)
            yield found
    demand(not narrow, f"{codes.where}: U keeps all of these neurons, so that it must be a v_code")


def _as_bits(rows: Iterator[list[int]], name: str, links: int, row: int, work: Work) -> dict[str, Entry]:
    found = bytearray()
    for kept in rows:
        work.spend(row // 4)
        found += bits(kept, row)
    return {name: ("U8", [links, row], bytes(found))}


def _as_indices(rows: Iterator[list[int]], name: str, neurons: int) -> dict[str, Entry]:
    kind, letter = ("U16", "H") if neurons <= 1 << 16 else ("U32", "I")
    counts, indices = array("I"), array(letter)
    for kept in rows:
        counts.append(len(kept))
        indices.extend(kept)
    if sys.byteorder == "big":
        counts.byteswap()
        indices.byteswap()
    return {
        f"{name}_counts": ("U32", [len(counts)], counts.tobytes()),
        f"{name}_indices": (kind, [len(indices)], indices.tobytes()),
    }
