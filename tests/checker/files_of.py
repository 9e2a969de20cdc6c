"""What the checker reads of a network or ticket in memory, through a file."""

import tempfile
from pathlib import Path

from lottery_verify.checker.networks import read_network


def as_read(network):
    """The checker's own graph of a network or ticket."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.safetensors")
        path.write_bytes(network.canonical())
        return read_network(str(path))
