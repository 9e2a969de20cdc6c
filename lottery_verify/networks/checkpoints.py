"""Which of a checkpoint's dicts is the state_dict, and its tensors by name."""

from __future__ import annotations

from collections.abc import Iterator

from lottery_verify.checker.files import shown
from lottery_verify.errors import InvalidArgument, MalformedFile, UnsupportedNetwork
from lottery_verify.networks.state_dicts import Tensor
from lottery_verify.networks.torch_storages import Named, Other, StoredTensor, as_array

MAX_DEPTH = 4
MOST_TIMES_FILE = 4  # tensors may share numbers; beyond this many times the file's bytes they are no weights
_NO_MODELS = ("optim", "sched", "scaler")
_QUANTISED = "_packed_params"


def choose(value: object, path: str, key: str | None) -> dict[object, object]:
    """The state_dict in what a file holds.

    Args:
        value: from `torch_files.read_value`.
        path: the file, for messages.
        key: where it is, as "model.state_dict"; when left out, there must be one dict with tensors only, in which
            those of optimizers, schedulers and scalers do not count.
    Raises:
        InvalidArgument: `key` leads nowhere.
        UnsupportedNetwork: none or several; the message lists them.
    """
    if key is not None:
        return _at(value, path, key)
    if not isinstance(value, dict):
        raise UnsupportedNetwork(f"{path}: holds a {described(value)}; expected a state_dict: tensors by name")
    if not value:
        raise MalformedFile(f"{path}: no tensors in it")
    found = list(_candidates(value, "", 0, set()))
    if not found:
        entry = next(iter(value.items()))
        raise UnsupportedNetwork(
            f"{path}: no dict of tensors in it: {shown(entry[0])} is a {described(entry[1])}; a state_dict holds "
            "tensors by name"
        )
    if len(found) > 1:
        names = ", ".join(shown(name) if name else "the file itself" for name, _ in found[:8])
        raise UnsupportedNetwork(
            f"{path}: {len(found)} dicts hold tensors: {names}{', …' if len(found) > 8 else ''}; say which is the "
            "state_dict with --key (key= in Python)"
        )
    return found[0][1]


def tensors_of(state: dict[object, object], path: str, size: int) -> dict[str, Tensor]:
    """A state_dict's tensors as arrays.

    Args:
        state: tensors by name.
        path: the file, for messages.
        size: bytes of the file, which bounds the tensors.
    Raises:
        MalformedFile: together they state more than the file can hold.
        UnsupportedNetwork: some entry is no tensor, or one of no numbers.
    """
    tensors: dict[str, Tensor] = {}
    total = 0
    for key in state:
        if isinstance(key, str) and _QUANTISED in key:
            raise UnsupportedNetwork(
                f"{path}: {shown(key)} belongs to a quantised layer (int8); quantised networks are not read: save the "
                "network before quantisation, or its dequantised weights"
            )
    for key, tensor in state.items():
        if isinstance(key, str) and isinstance(tensor, Other):
            raise UnsupportedNetwork(
                f"{path}: {shown(key)} is {tensor.what}; convert it to a dense float32 or float64 tensor first"
            )
        if not isinstance(key, str) or not isinstance(tensor, StoredTensor):
            raise UnsupportedNetwork(
                f"{path}: {shown(key)} is a {described(tensor)}; a state_dict holds tensors by name"
            )
        total += tensor.nbytes
        if total > MOST_TIMES_FILE * size:
            raise MalformedFile(
                f"{path}: its tensors share numbers, and state over {total} bytes where the file has {size}; save "
                "clones of them"
            )
        tensors[key] = as_array(tensor, f"{path}: {shown(key)}")
    return tensors


def described(value: object) -> str:
    """A value's kind in a word or two."""
    if isinstance(value, StoredTensor):
        return "Tensor"
    if isinstance(value, Other):
        return value.what.removeprefix("a ")
    return value.name if isinstance(value, Named) else type(value).__name__


def _candidates(
    value: dict[object, object], name: str, depth: int, seen: set[int]
) -> Iterator[tuple[str, dict[object, object]]]:
    """The dicts that hold tensors, with their names; each dict once, however often the file mentions it."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if any(_is_weight(key, v) for key, v in value.items()):
        yield name, value
    if depth < MAX_DEPTH:
        for key, inner in value.items():
            if isinstance(inner, dict) and isinstance(key, str) and not any(w in key.lower() for w in _NO_MODELS):
                yield from _candidates(inner, f"{name}.{key}" if name else key, depth + 1, seen)


def _is_weight(key: object, value: object) -> bool:
    """Whether an entry makes its dict one of tensors; a single number beside a state_dict (a loss, say) does not."""
    if isinstance(value, StoredTensor):
        return bool(value.shape)
    return (isinstance(value, Other) and "tensor" in value.what) or (isinstance(key, str) and _QUANTISED in key)


def _at(value: object, path: str, key: str) -> dict[object, object]:
    rest, current = key, value
    while rest:
        if not isinstance(current, dict):
            break
        name = next((name for name in _heads(rest) if name in current), None)
        if name is None:
            there = ", ".join(shown(k) for k in list(current)[:8])
            raise InvalidArgument(f"{path}: key {shown(key)}: no {shown(rest)} there; there are {there}")
        current, rest = current[name], rest[len(name) + 1 :]
    if not isinstance(current, dict):
        raise InvalidArgument(f"{path}: key {shown(key)} leads to a {described(current)}; expected a dict of tensors")
    return current


def _heads(text: str) -> Iterator[str]:
    """`text`, and what stands before each of its points, longest first."""
    while text:
        yield text
        text = text.rpartition(".")[0]
