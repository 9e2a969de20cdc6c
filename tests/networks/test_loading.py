"""What load_target refuses before it looks inside a file, whatever the format."""

import os
import subprocess
import sys

import numpy as np
import pytest

from lottery_verify.checker import formats
from lottery_verify.errors import MalformedFile, UnsupportedNetwork
from lottery_verify.networks.loading import READERS, load_target
from lottery_verify.networks.network import Network


@pytest.mark.parametrize("suffix", READERS)
def test_missing_empty_and_odd_files(tmp_path, suffix):
    """Each is refused with its name and reason.

    Catches a raw OSError, and a read of a pipe that never ends.
    """
    path = tmp_path / f"net{suffix}"
    with pytest.raises(MalformedFile, match=f"net{suffix}: no such file"):
        load_target(path)
    path.touch()
    with pytest.raises(MalformedFile, match=f"net{suffix}: the file is empty"):
        load_target(path)
    path.write_bytes(b"hello world " * 20)
    with pytest.raises((MalformedFile, UnsupportedNetwork), match=f"net{suffix}: "):
        load_target(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(MalformedFile, match=f"net{suffix}: "):
        load_target(path)
    path.rmdir()
    os.mkfifo(path)
    with pytest.raises(MalformedFile, match=f"net{suffix}: not an ordinary file"):
        load_target(path)


@pytest.mark.parametrize("suffix", READERS)
def test_oversized_file_is_not_read(tmp_path, suffix):
    """A sparse file above the limit. Catches a loader that reads first and asks later."""
    path = tmp_path / f"net{suffix}"
    with open(path, "wb") as file:
        file.truncate(formats.MAX_FILE_BYTES + 1)
    with pytest.raises(MalformedFile, match=f"{formats.MAX_FILE_BYTES + 1} bytes, but at most"):
        load_target(path)


def test_device_is_not_read(tmp_path):
    """/dev/zero has size 0 and no end. Catches a bound by the stated size alone."""
    (tmp_path / "zero.onnx").symlink_to("/dev/zero")
    with pytest.raises(MalformedFile, match="not an ordinary file"):
        load_target(tmp_path / "zero.onnx")


def test_unknown_suffix():
    """Catches a guess at the format."""
    with pytest.raises(
        UnsupportedNetwork, match=r"suffix '\.h5' is not one of \.pt, \.pth, \.safetensors, \.onnx"
    ):
        load_target("net.h5")


def test_a_safetensors_file_needs_neither_torch_nor_onnx(tmp_path):
    """Catches an import that makes a small command slow."""
    path = tmp_path / "net.SafeTensors"
    path.write_bytes(Network.from_arrays([np.ones((1, 2))]).canonical())
    code = (
        "import sys; from lottery_verify.networks import load_target; "
        "print(load_target(sys.argv[1]).widths); "
        "print({'torch', 'onnx'} & set(sys.modules))"
    )
    run = [sys.executable, "-c", code, str(path)]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == "(2, 1)\nset()\n"
