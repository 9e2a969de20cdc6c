"""The pickle interpreter: hostile pickles cost nothing, and no name outside the list is followed."""

import os
import pickle
import tracemalloc
import zipfile

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.errors import MalformedFile
from lottery_verify.networks import torch_pickle
from lottery_verify.networks.loading import load_target
from lottery_verify.networks.torch_pickle import Pickle
from lottery_verify.tickets.opening import open_network


def load(data):
    return Pickle(memoryview(data), "f", lambda identity: pytest.fail("no storage here")).load()


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text() | st.integers(), inner) | st.tuples(inner)
    ),
)


@given(PLAIN, st.sampled_from([2, 3, 4, 5]))
def test_plain_values_are_pickles_own(value, protocol):
    """What pickle.dumps writes of plain data is read as pickle.loads does. Catches a wrong operand or memo."""
    data = pickle.dumps(value, protocol)
    if not (protocol == 2 and (b"_codecs" in data or b"__builtin__" in data)):  # protocol 2 writes bytes as a call
        assert load(data) == value


HOSTILE = {
    "allocates by a call": (b"\x80\x02c__builtin__\nbytearray\n\x8a\x05\x00\x945w\x00\x85R.", "names __builtin__.byte"),
    "large memo index": (b"\x80\x02}r\xff\xff\xff\x7f.", ""),
    "length beyond the file": (b"\x80\x02X\xff\xff\xff\x7fabc.", "cut off"),
    "length of eight bytes": (b"\x80\x04\x8d" + b"\xff" * 8 + b"abc.", "cut off"),
    "bytearray8": (b"\x80\x05\x96" + b"\xff" * 8 + b".", "operation 0x96"),
    "integer in text": (b"I" + b"9" * 10**6 + b"\n.", "operation 0x49"),
    "doubling tuples as a key": (b"}" + b")" + b"q\x01h\x01\x86" * 60 + b"Ns.", "a dict's key is a tuple"),
    "no end": (b"]" * 1001, "more than 1,000 operations"),
    "no mark": (b"]t.", "damaged"),
    "nothing on the stack": (b".", "damaged"),
    "two values": (b"]].", "damaged"),
    "state of a list": (b"]}b.", "it sets the state"),
    "call of text": (b"X\x01\x00\x00\x00a)R.", "it calls what is no function"),
    "reduces a storage": (b"ctorch\nFloatStorage\n)R.", "it calls torch.FloatStorage"),
    "name with no end": (b"c" + b"a" * 5000, "a name in its pickle has no end"),
    "name with control characters": (b"cos\x1b[2J\nsystem\n.", r"names 'os\\x1b\[2J.system', which is code"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_pickles_cost_nothing(monkeypatch, case):
    """Each is refused by name in memory that the file's size bounds.

    Catches: an allocation by a stated size; a memo as long as its largest index; a hash of 2⁶⁰ steps.
    """
    data, message = HOSTILE[case]
    monkeypatch.setattr(torch_pickle, "MAX_OPERATIONS", 1000)
    tracemalloc.start()
    try:
        if message:
            with pytest.raises(MalformedFile, match=message):
                load(data)
        else:
            assert load(data) == {}
        assert tracemalloc.get_traced_memory()[1] < 10**6 + 200 * len(data)
    finally:
        tracemalloc.stop()


def ordered_dicts(n):
    """n calls of OrderedDict on the same list of n pairs."""
    pairs = b"](" + b"X\x01\x00\x00\x00aN\x86" * n + b"e"
    return b"(ccollections\nOrderedDict\nq\x00" + pairs + b"\x85q\x01" + b"h\x00h\x01R" * n + b"t."


def test_repeated_work_is_counted(monkeypatch):
    """A list that is used many times counts each time. Catches work that grows as the square of the file."""
    assert len(load(ordered_dicts(10))) == 12
    monkeypatch.setattr(torch_pickle, "MAX_OPERATIONS", 10_000)
    with pytest.raises(MalformedFile, match="operations in its pickle"):
        load(ordered_dicts(500))


CODE = ["os.system", "builtins.eval", "torch.load", "torch.hub.load", "torch._utils._import_dotted_name", "numpy.load"]


@pytest.mark.parametrize("name", CODE)
def test_no_name_is_followed(name):
    """Names outside the list are refused before anything is made of them, by both operations that give names."""
    module, _, function = name.rpartition(".")
    texts = b"".join(b"\x8c" + bytes([len(text)]) + text.encode() for text in (module, function))
    for data in (f"c{module}\n{function}\n.".encode(), texts + b"\x93."):
        with pytest.raises(MalformedFile, match=f"names {name}, which is code, and no code is run"):
            load(data)


def archive(path, pickled, **records):
    with zipfile.ZipFile(path, "w") as file:
        for name, data in {"data.pkl": pickled, **records}.items():
            file.writestr(f"a/{name}", data)


def tensor(offset, shape, strides, count=4, cls="FloatStorage"):
    """The pickle of {"0.weight": a tensor} over a storage of `count` numbers."""

    def number(n):
        return b"\x8a\x09" + n.to_bytes(9, "little", signed=True)

    def numbers(values):
        return b"(" + b"".join(map(number, values)) + b"t"

    storage = b"(X\x07\x00\x00\x00storagectorch\n" + cls.encode() + b"\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpu"
    return (
        b"\x80\x02}X\x08\x00\x00\x000.weightctorch._utils\n_rebuild_tensor_v2\n("
        + storage + number(count) + b"tQ" + number(offset) + numbers(shape) + numbers(strides) + b"\x89NtRs."
    )  # fmt: skip


OUTSIDE = {
    "offset": (1, (2, 2), (2, 1)),
    "stride": (0, (2, 2), (3, 1)),
    "negative stride": (0, (2, 2), (-2, 1)),
    "negative offset": (-1, (2, 2), (2, 1)),
    "negative size": (0, (-2, -2), (2, 1)),
    "overflow": (0, (2, 2), (2**63, 1)),
    "offset of nothing": (9, (0,), (1,)),
    "huge and empty": (0, (0, 2**62, 2**62), (1, 1, 1)),
    "more strides": (0, (2, 2), (2, 1, 1)),
    "many dimensions": (0, (1,) * 65, (1,) * 65),
    "repeated": (0, (2, 4), (0, 1)),
}


@pytest.mark.parametrize("case", OUTSIDE)
def test_a_tensor_stays_in_its_storage(tmp_path, case):
    """Catches a view of memory that is not the file's."""
    archive(tmp_path / "t.pt", tensor(0, (2, 2), (2, 1)), **{"data/0": bytes(16)})
    assert load_target(tmp_path / "t.pt").widths == (2, 2)
    archive(tmp_path / "t.pt", tensor(*OUTSIDE[case]), **{"data/0": bytes(16)})
    with pytest.raises(MalformedFile, match=r"a tensor"):
        load_target(tmp_path / "t.pt")
    archive(tmp_path / "t.pt", tensor(0, (2, 2), (2, 1)), **{"data/0": bytes(12)})
    with pytest.raises(MalformedFile, match="a storage of 4 numbers of type float32 has 12 bytes"):
        load_target(tmp_path / "t.pt")


def test_shared_numbers_are_bounded(tmp_path):
    """A thousand tensors over one storage are refused before they are made dense. Catches memory without bound."""
    base = torch.zeros(1000, 1000)
    torch.save({f"{i}.weight": base for i in range(0, 1000, 2)}, tmp_path / "s.pt")
    with pytest.raises(MalformedFile, match="its tensors share numbers, and state over"):
        load_target(tmp_path / "s.pt")


def test_a_pipe_does_not_wait(tmp_path):
    """show, certify and check open a .pt by open_network. Catches a read of a pipe before any guard."""
    os.mkfifo(tmp_path / "p.pt")
    with pytest.raises(MalformedFile, match=r"p\.pt: not an ordinary file"):
        open_network(tmp_path / "p.pt")
