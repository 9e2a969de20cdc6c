"""A file is written whole or not at all."""

import errno
import os
import stat
import subprocess
import sys

import numpy as np
import pytest

from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.loading import load_target
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import atomic_write, save_network


def test_bytes_and_functions_are_written(tmp_path):
    """New and old files hold exactly the data. Catches an append and a lost flush."""
    path = tmp_path / "a"
    atomic_write(path, b"longer than the next")
    atomic_write(path, lambda file: file.write(b"next"))
    assert path.read_bytes() == b"next"
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt, RuntimeError, OSError(errno.ENOSPC, "No space left on device")]
)
def test_interruption_leaves_the_old_file(tmp_path, error):
    """Half of the data, then an interruption.

    Catches a truncated old file and a temporary file left behind.
    """
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def half(file):
        file.write(b"half")
        file.flush()
        raise error

    with pytest.raises(error if isinstance(error, type) else OSError) as caught:
        atomic_write(path, half)
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]
    if isinstance(error, OSError):
        assert str(caught.value) == (
            "[Errno 28] No space left on device; nothing was written, and the old file, if any, is "
            "unchanged: "
            f"{str(path)!r}"
        )


def test_full_disk(tmp_path):
    """The operating system itself refuses the bytes. Catches a write whose failure is not noticed."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); "
        "from lottery_verify.networks.saving import atomic_write; atomic_write(sys.argv[1], bytes(5000))"
    )
    run = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True)
    assert run.returncode == 1
    assert "the old file, if any, is unchanged" in run.stderr
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_mode_and_links_are_kept(tmp_path):
    """Catches a private file in place of a shared one, and a link replaced by a file."""
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)
    atomic_write(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    fresh = tmp_path / "fresh"
    atomic_write(fresh, b"")
    (tmp_path / "plain").write_bytes(b"")
    assert fresh.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_devices_are_not_replaced(tmp_path):
    """-o /dev/null must not put a file in its place. Catches a rename over a device."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    atomic_write(pipe, b"through")
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_missing_folder_is_named(tmp_path):
    """Catches a message about a temporary name that the user never wrote."""
    with pytest.raises(FileNotFoundError, match=r"nothing was written.*none/a'$"):
        atomic_write(tmp_path / "none" / "a", b"")


def test_save_network(tmp_path):
    """What is saved is the canonical file; another suffix is refused.

    Catches safetensors under an .onnx name.
    """
    network = Network.from_arrays([np.array([[0.1, 2]])], [[1.0]], [True], shift=[3.0, 4.0])
    save_network(network, tmp_path / "n.safetensors")
    assert (tmp_path / "n.safetensors").read_bytes() == network.canonical()
    assert load_target(tmp_path / "n.safetensors").digest == network.digest
    with pytest.raises(
        InvalidArgument, match=r"n\.onnx: a network's canonical file is written as \.safetensors"
    ):
        save_network(network, tmp_path / "n.onnx")
    assert os.listdir(tmp_path) == ["n.safetensors"]
