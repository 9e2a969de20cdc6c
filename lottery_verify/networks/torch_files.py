"""Reads what torch.save wrote, .pt and .pth, without torch: bounded, and running no code from it."""

from __future__ import annotations

from functools import partial

from lottery_verify.checker import formats
from lottery_verify.checker.files import demand, shown
from lottery_verify.errors import InvalidArgument, MalformedFile, UnsupportedNetwork
from lottery_verify.networks.checkpoints import choose, tensors_of
from lottery_verify.networks.export_header import HEADER_KEY, SHIFT_KEY, header_text, parsed
from lottery_verify.networks.masks import apply_masks, named_masks
from lottery_verify.networks.network import Network
from lottery_verify.networks.reading import map_bytes, read_bytes
from lottery_verify.networks.state_dicts import NO_OPTIONS, Options, Tensor, network_from_tensors
from lottery_verify.networks.torch_pickle import Pickle
from lottery_verify.networks.torch_storages import Named, Storage, storage_type
from lottery_verify.networks.torch_zip import contents, read_archive, refuse_programs

_MAGIC, _PROTOCOL = 0x1950A86A20F9469CFC6C, 1001


def load(path: str, options: Options = NO_OPTIONS) -> Network:
    """Reads a state_dict of linear layers, alone or in a checkpoint.

    A state_dict states no activations: see `network_from_tensors` for what is assumed without `options`, and said.

    Args:
        path: what torch.save wrote, as zip or in its older form.
        options: activations, which state_dict, and masks in a file of their own.
    Raises:
        MalformedFile: the file can't be read, is truncated, or names code.
        UnsupportedNetwork: it holds something other than linear layers of finite floating-point weights.
    """
    tensors = state_dict(path, options)
    text = header_text(tensors, path)
    if text is None:
        return network_from_tensors(tensors, path, options.activations)
    if options != NO_OPTIONS:
        raise InvalidArgument(f"{path}: an exported ticket, which states its activations and masks; give no options")
    return _exported(tensors, text, path)


def state_dict(path: str, options: Options = NO_OPTIONS) -> dict[str, Tensor]:
    """The tensors by name that a file holds, with the masks of `options` beside them."""
    data = read_bytes(path, formats.MAX_FILE_BYTES)
    tensors = tensors_of(choose(read_value(data, path), path, options.key), path, len(data))
    if options.mask is None:
        return tensors
    kept = read_bytes(options.mask, formats.MAX_FILE_BYTES)
    masks = named_masks(read_value(kept, options.mask), options.mask, len(kept))
    return apply_masks(tensors, path, masks, options.mask)


def names(path: str, limit: int) -> set[object]:
    """The names in the outermost dict of a file of at most `limit` bytes, without its numbers; errors as in load."""
    value = read_value(map_bytes(path, limit), path)
    return set(value) if isinstance(value, dict) else set()


def _exported(tensors: dict[str, Tensor], text: str, path: str) -> Network:
    """The network of a compact export, whose header says where ReLU stands."""
    header = parsed(text, path)
    if header is None:
        raise MalformedFile(f"{path}: an exported ticket, not a network; give it where a ticket is expected")
    layers = {key: value for key, value in tensors.items() if key not in (HEADER_KEY, SHIFT_KEY)}
    words = ",".join("relu" if relu else "none" for relu in header.relu)
    network = network_from_tensors(layers, path, words)
    shift = tensors.get(SHIFT_KEY)
    return network if shift is None else network.shifted(shift)


def read_value(data: bytes | memoryview, path: str) -> object:
    """What torch.save was given: dicts, lists, tuples, numbers, text, and a StoredTensor for each tensor.

    Args:
        data: the whole file.
        path: its name, for messages.
    Raises:
        MalformedFile, UnsupportedNetwork: see load.
    """
    if data[:4] == b"PK\x03\x04":
        return _from_zip(data, path)
    if data[:1] == b"\x80":
        return _from_pickles(data, path)
    raise MalformedFile(
        f"{path}: not a whole torch file of tensors (it begins with neither a zip archive nor a pickle); save it again "
        "with torch.save"
    )


def _from_zip(data: bytes | memoryview, path: str) -> object:
    records = read_archive(data, path)
    refuse_programs(records, path)
    total = sum(record.size for record in records.values())
    if total > len(data):
        raise MalformedFile(
            f"{path}: its entries state {total} bytes, more than the file's {len(data)}; nothing was read"
        )
    if "byteorder" in records and bytes(contents(records, "byteorder", path)) != b"little":
        raise UnsupportedNetwork(f"{path}: its numbers are not in little-endian order; save it on another machine")
    storages: dict[str, Storage] = {}
    reader = Pickle(contents(records, "data.pkl", path), path, partial(_storage, storages, path))
    value = reader.load()
    for key, storage in storages.items():
        storage.data = contents(records, f"data/{key}", path)
        _fits(storage, len(storage.data), path)
    return value


def _from_pickles(data: bytes | memoryview, path: str) -> object:
    """The form before torch 1.6: five pickles, then each storage's numbers after their count."""
    storages: dict[str, Storage] = {}
    view = memoryview(data)
    reader = Pickle(view, path, partial(_storage, storages, path))
    if reader.load() != _MAGIC or reader.load() != _PROTOCOL:
        raise MalformedFile(f"{path}: a pickle, but none of torch.save's; save it again with torch.save")
    system, value, keys = reader.load(), reader.load(), reader.load()
    if not isinstance(system, dict) or system.get("little_endian") is not True:
        raise UnsupportedNetwork(f"{path}: its numbers are not in little-endian order; save it on another machine")
    if not isinstance(keys, list) or len(keys) != len(storages) or {*map(str, keys)} != set(storages):
        raise MalformedFile(f"{path}: its list of storages is not that of its tensors; save it again with torch.save")
    at = reader.at
    for key in map(str, keys):
        storage = storages[key]
        begin, at = at + 8, at + 8 + storage.count * storage.itemsize
        demand(at <= len(data), f"{path}: cut off inside storage {shown(key)}; save it again with torch.save")
        stated = int.from_bytes(data[begin - 8 : begin], "little")
        demand(stated == storage.count, f"{path}: storage {shown(key)} has {stated} numbers, not {storage.count}")
        storage.data = view[begin:at]
    demand(at == len(data), f"{path}: {len(data) - at} bytes follow the last storage; save it again with torch.save")
    return value


def _storage(storages: dict[str, Storage], path: str, identity: tuple[object, ...]) -> Storage:
    """The storage that a pickle names by ("storage", class, key, device, count) and, before torch 1.6, a view."""
    damaged = f"{path}: a storage's description is damaged; save it again with torch.save"
    demand(len(identity) in (5, 6) and identity[0] == "storage", damaged)
    cls, key, device, count = identity[1:5]
    if not isinstance(cls, Named) or not isinstance(key, str) or type(count) is not int or count < 0:
        raise MalformedFile(damaged)
    if device == "meta":
        raise UnsupportedNetwork(f"{path}: a tensor is on device meta and has no numbers; save the weights themselves")
    if identity[5:] not in ((), (None,)):
        raise UnsupportedNetwork(f"{path}: a storage is a view of another; load it and save it again with torch.save")
    made = Storage(*storage_type(cls.name, path), count)
    found = storages.setdefault(key, made)
    demand(found.kind == made.kind and found.count == count, f"{path}: storage {shown(key)} is described in two ways")
    return found


def _fits(storage: Storage, size: int, path: str) -> None:
    demand(
        size == storage.count * storage.itemsize,
        f"{path}: a storage of {storage.count} numbers of type {storage.kind} has {size} bytes; save it again with "
        "torch.save",
    )
