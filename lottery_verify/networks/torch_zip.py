"""The zip archive in which torch.save writes: its records, where every byte of the file belongs to one reading."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from lottery_verify.checker.files import demand, shown
from lottery_verify.errors import MalformedFile, UnsupportedNetwork

_END, _LOCATOR, _WIDE_END = struct.Struct("<4s4H2LH"), struct.Struct("<4sLQL"), struct.Struct("<4sQ2H2L4Q")
_ENTRY, _LOCAL = struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s5H3L2H")
_STORED, _DESCRIBED, _ENCRYPTED = 0, 8, 1
_NARROW, _WIDE = 0xFFFF, 0xFFFFFFFF
MAX_RECORDS = 1 << 16
STATE_DICT_LINES = 'torch.save(model.state_dict(), "weights.pt")'


@dataclass(frozen=True)
class Record:
    """One file of the archive.

    Attributes:
        method: 0 where it is stored as it is.
        checksum: CRC-32 of its contents.
        size: bytes that it unpacks to.
        data: the bytes in the archive.
    """

    method: int
    checksum: int
    size: int
    data: memoryview


def read_archive(data: bytes | memoryview, path: str) -> dict[str, Record]:
    """Lists the records of a torch file by their names without the archive's own folder.

    The records must fill the file from its first byte to the central directory, and the end record must be its last
    bytes, so that every reader of zip sees the same records.

    Args:
        data: the whole file.
        path: its name, for messages.
    Raises:
        MalformedFile: it is cut off, has bytes outside its records, a second directory, or a doubled name.
    """
    try:
        return _records(memoryview(data), path)
    except (struct.error, UnicodeDecodeError):
        raise _broken(path, "its directory is cut off or damaged") from None


def contents(records: dict[str, Record], name: str, path: str) -> memoryview:
    """A record's bytes; MalformedFile if it is missing, compressed, or not what its checksum says."""
    demand(name in records, f"{path}: not a whole torch file: it has no record {shown(name)}; save it again")
    record = records[name]
    if record.method != _STORED or record.size != len(record.data):
        raise MalformedFile(
            f"{path}: record {shown(name)} is compressed ({record.size} bytes in {len(record.data)}), which torch.save "
            "never does; nothing was read"
        )
    if zlib.crc32(record.data) != record.checksum:
        raise MalformedFile(
            f"{path}: record {shown(name)} is damaged: its checksum differs; copy the file again, or save it again "
            "with torch.serialization.set_crc32_options(True)"
        )
    return record.data


def refuse_programs(records: dict[str, Record], path: str) -> None:
    """Raises UnsupportedNetwork for a TorchScript or torch.export archive, which hold programs."""
    what = None
    if "constants.pkl" in records or any(name.startswith("code/") for name in records):
        what = "a TorchScript program (torch.jit.save)"
        lines = f'model = torch.jit.load({{file!r}}); {STATE_DICT_LINES}'
    elif "archive_format" in records or any(name.startswith("models/") for name in records):
        what = "a program saved by torch.export"
        lines = 'program = torch.export.load({file!r}); torch.save(program.state_dict, "weights.pt")'
    if what:
        raise UnsupportedNetwork(
            f"{path}: {what}; programs are not read. Save its weights: {lines.format(file=path)} and read those with "
            "--activations, or export the model to .onnx"
        )


def _records(data: memoryview, path: str) -> dict[str, Record]:
    start, size, count = _directory(data, path)
    found: dict[str, Record] = {}
    folder, at, expected = None, start, 0
    seen: set[str] = set()
    for _ in range(count):
        signature, _v, _n, flags, method, _t, _d, checksum, packed, unpacked, *rest = _ENTRY.unpack_from(data, at)
        name_size, extra_size, comment_size, _disk, _i, _e, offset = rest
        raw = bytes(data[at + _ENTRY.size : at + _ENTRY.size + name_size])
        extra = data[at + _ENTRY.size + name_size : at + _ENTRY.size + name_size + extra_size]
        unpacked, packed, offset = _widened(extra, unpacked, packed, offset, path)
        at += _ENTRY.size + name_size + extra_size + comment_size
        name = raw.decode()
        if signature != b"PK\x01\x02" or flags & _ENCRYPTED or at > start + size or offset < expected:
            raise _broken(path, "its directory is damaged")
        gap = offset - expected
        begin = _local(data, offset, raw, flags, method, path)
        if gap or begin + packed > start:
            raise _broken(path, f"bytes {expected} to {offset} belong to no record")
        following = begin + packed
        expected = following + _descriptor(data, following, flags, checksum, packed, unpacked, path)
        top, slash, inner = name.partition("/")
        folder = top if folder is None else folder
        if not slash or top != folder or inner.casefold() in seen:
            raise _broken(path, f"record {shown(name)} is doubled, or outside the folder {shown(folder)}")
        seen.add(inner.casefold())
        found[inner] = Record(method, checksum, unpacked, data[begin:following])
    if at != start + size or expected != start:
        raise _broken(path, f"its records end at byte {expected} and its directory begins at {start}")
    return found


def _directory(data: memoryview, path: str) -> tuple[int, int, int]:
    """Where the central directory begins, its bytes and its entries, by the end record in the file's last bytes."""
    end = len(data) - _END.size
    if end < 0 or bytes(data[end : end + 4]) != b"PK\x05\x06":
        raise _broken(path, "it does not end with a zip archive's end record: it is cut off, or bytes follow")
    _s, disk, first, here, count, size, start, comment = _END.unpack_from(data, end)
    stop = end
    if end >= _LOCATOR.size and bytes(data[end - _LOCATOR.size : end][:4]) == b"PK\x06\x07":
        stop = end - _LOCATOR.size - _WIDE_END.size
        _s, disk64, place, _disks = _LOCATOR.unpack_from(data, end - _LOCATOR.size)
        if stop < 0 or place != stop or disk64:
            raise _broken(path, "it has two end records that differ")
        wide, length, _v, _n, disk2, first2, here2, count2, size2, start2 = _WIDE_END.unpack_from(data, stop)
        same = (
            count in (count2, _NARROW) and size in (size2, _WIDE) and start in (start2, _WIDE) and not (disk2 or first2)
        )
        if wide != b"PK\x06\x06" or length != _WIDE_END.size - 12 or here2 != count2 or not same:
            raise _broken(path, "it has two end records that differ")
        here = here2 if here == _NARROW else here
        count, size, start = count2, size2, start2
    if comment or disk or first or here != count or start + size != stop or count > MAX_RECORDS:
        raise _broken(path, "its end record does not point at the directory before it")
    return start, size, count


def _widened(extra: memoryview, unpacked: int, packed: int, offset: int, path: str) -> tuple[int, int, int]:
    """Sizes and offset, taken from the zip64 field where the narrow ones are full."""
    values = [unpacked, packed, offset]
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<2H", extra)
        if kind == 1:
            numbers = list(struct.unpack_from(f"<{length // 8}Q", extra, 4))
            for i, value in enumerate(values):
                if value == _WIDE:
                    if not numbers:
                        raise _broken(path, "its directory is damaged")
                    values[i] = numbers.pop(0)
            break
        extra = extra[4 + length :]
    return values[0], values[1], values[2]


def _local(data: memoryview, offset: int, name: bytes, flags: int, method: int, path: str) -> int:
    """Where a record's bytes begin, after the header before them, which must agree with the directory."""
    fields = _LOCAL.unpack_from(data, offset)
    name_size, extra_size = int(fields[-2]), int(fields[-1])
    begin = offset + _LOCAL.size + name_size
    stated = bytes(data[offset + _LOCAL.size : begin])
    if fields[0] != b"PK\x03\x04" or fields[2] != flags or fields[3] != method or stated != name:
        raise _broken(path, f"record {shown(name.decode())} differs between its header and the directory")
    return begin + extra_size


def _descriptor(data: memoryview, at: int, flags: int, checksum: int, packed: int, unpacked: int, path: str) -> int:
    """The length of the descriptor that may follow a record's bytes, which must agree with the directory."""
    if not flags & _DESCRIBED:
        return 0
    for form in (struct.Struct("<4sL2L"), struct.Struct("<4sL2Q")):
        if len(data) >= at + form.size and form.unpack_from(data, at) == (b"PK\x07\x08", checksum, packed, unpacked):
            return form.size
    raise _broken(path, f"the bytes at {at} do not repeat their record's size and checksum")


def _broken(path: str, reason: str) -> MalformedFile:
    return MalformedFile(f"{path}: not a whole torch file of tensors ({reason}); save it again with torch.save")
