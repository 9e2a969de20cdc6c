"""The archive that torch.save writes: one reading of every byte, programs by name, nothing unpacked."""

import io
import struct
import tracemalloc
import zipfile

import pytest
import torch

from lottery_verify.errors import LotteryError, MalformedFile, UnsupportedNetwork
from lottery_verify.networks.loading import load_target
from lottery_verify.networks.torch_zip import contents, read_archive


@pytest.fixture
def saved():
    """The bytes of a small state_dict."""
    buffer = io.BytesIO()
    torch.save({"0.weight": torch.ones(3, 2)}, buffer)
    return buffer.getvalue()


def test_records_are_torchs(saved):
    """Names without the archive's folder, and their bytes. Catches an offset wrong by torch's padding."""
    records = read_archive(saved, "f")
    assert bytes(contents(records, "byteorder", "f")) == b"little"
    assert bytes(contents(records, "data/0", "f")) == struct.pack("<6f", *[1.0] * 6)


def two_directories(first, second):
    """An archive whose end record points at the first's directory, as torch follows it, while the second's stands
    where Python's zipfile looks for it."""
    end = struct.unpack_from("<4s4H2LH", first, len(first) - 22)
    size = len(second) - 22
    return first[:-22] + second[:size] + struct.pack("<4s4H2LH", *end[:5], end[5], end[6], 0)


def hostile(saved):
    """Archives that have two readings, or bytes outside their one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a/data.pkl", b"\x80\x02}.")
    plain = buffer.getvalue()
    with zipfile.ZipFile(io.BytesIO(plain), "a") as archive:
        archive.comment = b"hello"
        archive.fp.seek(0)
    doubled = io.BytesIO()
    with zipfile.ZipFile(doubled, "w") as archive:
        archive.writestr("a/data.pkl", b"\x80\x02}.")
        archive.writestr("a/DATA.pkl", b"\x80\x02}.")
    two = io.BytesIO()
    with zipfile.ZipFile(two, "w") as archive:
        archive.writestr("a/data.pkl", b"\x80\x02}.")
        archive.writestr("b/data.pkl", b"\x80\x02}.")
    name = plain.index(b"a/data.pkl")
    return {
        "bytes follow": saved + b"x",
        "bytes before": plain[:4] + plain,
        "appended archive": plain + saved,
        "two directories": two_directories(plain, plain),
        "two cases of one name": doubled.getvalue(),
        "two folders": two.getvalue(),
        "another name in the header": plain[:name] + b"b" + plain[name + 1 :],
        "comment": plain[:-2] + b"\x05\x00hello",
        "cut": saved[:-30],
        "end record alone": b"PK\x03\x04" + plain[-22:],
    }


@pytest.mark.parametrize("case", hostile(b""))
def test_two_readings_are_refused(saved, case):
    """Catches: an archive that torch and zipfile read as two different networks."""
    with pytest.raises(MalformedFile, match=r"f: not a whole torch file of tensors \(.*\); save it again"):
        read_archive(hostile(saved)[case], "f")


def test_a_damaged_record_is_refused(saved):
    """By its checksum. Catches a changed weight taken for the one that was saved."""
    at = saved.index(struct.pack("<6f", *[1.0] * 6))
    records = read_archive(saved[:at] + b"\x01" + saved[at + 1 :], "f")
    with pytest.raises(MalformedFile, match="record 'data/0' is damaged: its checksum differs"):
        contents(records, "data/0", "f")


def saved_path(folder):
    torch.save({"0.weight": torch.ones(3, 2)}, folder / "small.pt")
    return folder / "small.pt"


def test_nothing_is_unpacked(tmp_path):
    """A record of 10⁸ zeros in 10⁵ bytes is refused in little memory. Catches an unpacking before the refusal."""
    path = tmp_path / "bomb.pt"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a/data.pkl", "w") as record:
        for _ in range(10):
            record.write(bytes(10**7))
    load_target(saved_path(tmp_path))  # what is imported and cached does not count
    tracemalloc.start()
    with pytest.raises(MalformedFile, match="its entries state 100000000 bytes, more than the file's"):
        load_target(path)
    assert tracemalloc.get_traced_memory()[1] < 4 * path.stat().st_size + 10**6
    tracemalloc.stop()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_programs_are_named(tmp_path):
    """TorchScript and torch.export are refused with the lines that save their weights. Catches torch's warning."""
    network = torch.nn.Sequential(torch.nn.Linear(2, 1))
    torch.jit.save(torch.jit.script(network), tmp_path / "script.pt")
    with pytest.raises(UnsupportedNetwork, match=r"script\.pt: a TorchScript program .*torch\.jit\.load\('.*script"):
        load_target(tmp_path / "script.pt")
    for name in ("e.pt", "e.pt2"):  # the names of records that torch.export.save writes
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for record in ("models/model.json", "archive_format", "data/weights/weight_0", "byteorder"):
                archive.writestr(f"e/{record}", b"little")
    for name in ("e.pt2", "e.pt"):
        with pytest.raises(UnsupportedNetwork, match=r"a program saved by torch\.export.*torch\.export\.load\("):
            load_target(tmp_path / name)


def test_an_archive_of_something_else(tmp_path):
    """A .zip with no data.pkl is refused by the record that it lacks."""
    with zipfile.ZipFile(tmp_path / "x.pt", "w") as archive:
        archive.writestr("a/b", b"1")
    with pytest.raises(LotteryError, match=r"it has no record 'data\.pkl'"):
        load_target(tmp_path / "x.pt")
