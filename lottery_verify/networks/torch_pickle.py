"""Interprets the pickles in torch's files: data only, by a list of allowed operations and names; runs no code."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

from lottery_verify.checker.files import shown
from lottery_verify.errors import MalformedFile
from lottery_verify.networks.torch_storages import MAX_DIMENSIONS, STORAGES, Named, Other, Storage, view
from lottery_verify.networks.torch_zip import STATE_DICT_LINES

MAX_OPERATIONS = 1 << 20
LoadStorage = Callable[[tuple[object, ...]], Storage]

_FIXED = {  # operation -> form of the argument that follows it
    0x80: "<B", 0x95: "<Q", ord("q"): "<B", ord("r"): "<I", ord("h"): "<B", ord("j"): "<I",
    ord("J"): "<i", ord("K"): "<B", ord("M"): "<H", ord("G"): ">d",
}  # fmt: skip
_SIZED = {  # operation -> form of the length that follows it, before as many bytes
    0x8A: "<B", ord("X"): "<I", 0x8C: "<B", 0x8D: "<Q", ord("T"): "<I", ord("U"): "<B",
    ord("B"): "<I", ord("C"): "<B",
}  # fmt: skip
_CONSTANTS: dict[int, object] = {ord("N"): None, 0x88: True, 0x89: False}
_TUPLES = {0x85: 1, 0x86: 2, 0x87: 3}
_DATA = {  # functions whose results are data that no network needs, and what to call it
    "torch._utils._rebuild_sparse_tensor": "a sparse tensor",
    "torch._utils._rebuild_qtensor": "a quantised tensor",
    "torch._utils._rebuild_meta_tensor_no_storage": "a tensor on device meta, which has no numbers",
    "torch._utils._rebuild_tensor_v3": "a tensor of a type other than float16, bfloat16, float32 and float64",
    "torch.serialization._get_layout": "a layout",
    "torch.device": "a device",
    "collections.Counter": "a Counter",
    "numpy.dtype": "a numpy type",
    "numpy.core.multiarray.scalar": "a numpy number",
    "numpy._core.multiarray.scalar": "a numpy number",
    "_codecs.encode": "bytes",
    "__builtin__.bytes": "bytes",
}
_BUILDERS = {
    "collections.OrderedDict",
    "torch.Size",
    "torch._utils._rebuild_tensor",
    "torch._utils._rebuild_tensor_v2",
    "torch._utils._rebuild_parameter",
}
_CONSTANT = re.compile(r"torch\.(q?u?int\d+(x\d)?|b?float\d+\w*|bool|complex\d+|per_(tensor|channel)_affine|strided)")


class _Mark:
    """Where a list of operands begins on the stack."""


class Pickle:
    """Reads one pickle after another from a file's bytes.

    Args:
        data: the bytes.
        path: the file, for messages.
        storage: what gives the storage of a persistent id.
    """

    def __init__(self, data: memoryview, path: str, storage: LoadStorage) -> None:
        self.at = 0
        self._data, self._path, self._storage = data, path, storage
        self._operations = 0
        self._stack: list[object] = []
        self._memo: dict[int, object] = {}

    def load(self) -> object:
        """The next pickle's value: dict, list, tuple, text, numbers, None, StoredTensor, Other, Named.

        Raises:
            MalformedFile: it is cut off, has an operation that torch.save does not write, too many of them, or names
            code.
        """
        self._stack, self._memo = [], {}
        try:
            while True:
                self._operations += 1
                if self._operations > MAX_OPERATIONS:
                    raise MalformedFile(f"{self._path}: more than {MAX_OPERATIONS:,} operations in its pickle")
                operation = self._data[self.at]
                self.at += 1
                if operation == ord("."):
                    (value,) = self._stack
                    return value
                self._step(operation)
        except (IndexError, KeyError, ValueError, TypeError, struct.error) as error:
            if isinstance(error, MalformedFile):
                raise
            raise self._broken("its pickle is cut off or damaged") from None

    def _step(self, operation: int) -> None:
        push, pop = self._stack.append, self._stack.pop
        if operation in _FIXED:
            self._fixed(operation)
        elif operation in _SIZED:
            self._sized(operation)
        elif operation in _CONSTANTS:
            push(_CONSTANTS[operation])
        elif operation == ord("("):
            push(_Mark)
        elif operation == ord("}"):
            push({})
        elif operation == ord("]"):
            push([])
        elif operation == ord(")"):
            push(())
        elif operation == ord("t"):
            push(tuple(self._marked()))
        elif operation in _TUPLES:
            items = [pop() for _ in range(_TUPLES[operation])]
            push(tuple(reversed(items)))
        elif operation == 0x94:
            self._memo[len(self._memo)] = self._stack[-1]
        elif operation in (ord("s"), ord("u")):
            items = self._marked() if operation == ord("u") else [pop(), pop()][::-1]
            self._fill(self._stack[-1], items)
        elif operation in (ord("a"), ord("e")):
            items = self._marked() if operation == ord("e") else [pop()]
            self._list(self._stack[-1]).extend(items)
        elif operation == ord("c"):
            push(self._named(self._line(), self._line()))
        elif operation == 0x93:
            name, module = pop(), pop()
            push(self._named(module, name))
        elif operation == ord("Q"):
            identity = pop()
            if not isinstance(identity, tuple):
                raise self._broken("a storage's description is damaged")
            push(self._storage(identity))
        elif operation == ord("R"):
            arguments, function = pop(), pop()
            push(self._call(function, arguments))
        elif operation == ord("b"):
            pop()  # the state of an OrderedDict or a number: torch's _metadata, which changes no tensor
            if not isinstance(self._stack[-1], (dict, Other)):
                raise self._broken("it sets the state of something that has none")
        else:
            raise self._broken(f"operation 0x{operation:02x} in its pickle, which torch.save does not write")

    def _fixed(self, operation: int) -> None:
        form = _FIXED[operation]
        (number,) = struct.unpack_from(form, self._data, self.at)
        self.at += struct.calcsize(form)
        if operation == 0x80 and not 2 <= number <= 5:
            raise self._broken(f"a pickle of protocol {number}")
        if operation in b"qr":
            self._memo[number] = self._stack[-1]
        elif operation in b"hj":
            self._stack.append(self._memo[number])
        elif operation in b"JKMG":
            self._stack.append(number)

    def _sized(self, operation: int) -> None:
        form = _SIZED[operation]
        (length,) = struct.unpack_from(form, self._data, self.at)
        begin = self.at + struct.calcsize(form)
        self.at = begin + length
        if self.at > len(self._data):
            raise self._broken("its pickle is cut off")
        raw = bytes(self._data[begin : self.at])
        if operation == 0x8A:
            self._stack.append(int.from_bytes(raw, "little", signed=True))
        elif operation in b"BC":
            self._stack.append(raw)
        else:
            self._stack.append(raw.decode("latin-1" if operation in b"TU" else "utf-8", "surrogatepass"))

    def _line(self) -> str:
        begin = self.at
        while self._data[self.at] != ord("\n"):
            self.at += 1
            if self.at - begin > 1000:
                raise self._broken("a name in its pickle has no end")
        self.at += 1
        return bytes(self._data[begin : self.at - 1]).decode()

    def _marked(self) -> list[object]:
        place = len(self._stack) - 1
        while self._stack[place] is not _Mark:
            place -= 1
            if place < 0:
                raise self._broken("its pickle is damaged")
        items = self._stack[place + 1 :]
        del self._stack[place:]
        return items

    def _list(self, value: object) -> list[object]:
        if not isinstance(value, list):
            raise self._broken("it appends to what is no list")
        return value

    def _fill(self, target: object, items: list[object]) -> None:
        if not isinstance(target, dict):
            raise self._broken("it sets items of what is no dict")
        for key, value in zip(items[::2], items[1::2], strict=True):
            if not isinstance(key, (str, int, float, type(None))):
                raise self._broken(f"a dict's key is a {type(key).__name__}; text or numbers are read")
            target[key] = value

    def _named(self, module: object, name: object) -> Named:
        full = f"{module}.{name}"
        if full in STORAGES or full in _DATA or full in _BUILDERS or _CONSTANT.fullmatch(full):
            return Named(full)
        quoted = full if re.fullmatch(r"[\w.]{1,200}", full, re.ASCII) else shown(full)
        load = f"model = torch.load({self._path!r}, weights_only=False); " if full.startswith("torch.nn.") else ""
        raise MalformedFile(
            f"{self._path}: names {quoted}, which is code, and no code is run; save the model's state_dict() instead, "
            f"where you trust the file: {load}{STATE_DICT_LINES}"
        )

    def _call(self, function: object, arguments: object) -> object:
        if not isinstance(function, Named) or not isinstance(arguments, tuple):
            raise self._broken("it calls what is no function")
        if function.name in _DATA:
            return Other(_DATA[function.name])
        if function.name == "collections.OrderedDict":
            made: dict[object, object] = {}
            pairs = self._list(arguments[0]) if arguments else []
            self._operations += len(pairs)  # the same list may be given many times
            for pair in pairs:
                if not isinstance(pair, (tuple, list)):
                    raise self._broken("an OrderedDict is damaged")
                self._fill(made, list(pair[:2]))
            return made
        if function.name == "torch.Size":
            (sizes,) = arguments
            if not isinstance(sizes, (tuple, list)) or len(sizes) > MAX_DIMENSIONS:
                raise self._broken("a torch.Size is damaged")
            return tuple(sizes)
        if function.name == "torch._utils._rebuild_parameter":
            return arguments[0]
        if function.name in _BUILDERS:
            if len(arguments) > 6 and arguments[6]:
                return Other("a tensor that is conjugated or negated when it is read; save tensor.resolve_neg()")
            storage, offset, shape, strides = arguments[:4]
            return view(storage, offset, shape, strides, self._path)
        raise self._broken(f"it calls {function.name}, which is no function")

    def _broken(self, reason: str) -> MalformedFile:
        return MalformedFile(
            f"{self._path}: not a whole torch file of tensors ({reason}); save it again with torch.save"
        )
