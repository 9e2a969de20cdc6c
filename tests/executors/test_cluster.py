"""Addresses of schedulers."""


import pytest

from lottery_verify.cli import main
from lottery_verify.errors import InvalidArgument
from lottery_verify.executors import cluster as room
from lottery_verify.executors.cluster import cluster


@pytest.mark.parametrize("address", ["", "localhost", "127.0.0.1:8786", "file:///etc/passwd", "tcp://a b:1", "tcp://h"])
def test_no_address(address, tmp_path, capsys):
    """What is no address of a scheduler is refused by name before anything runs or is made."""
    assert main(["study", "overparameterization", "-o", str(tmp_path / "out"), "--scheduler", address]) == 2
    assert f"scheduler {address!r} is not tcp://HOST:PORT or tls://HOST:PORT" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_nobody_there(monkeypatch):
    """A port where no scheduler listens is named, in bounded time. Catches a connection that waits for ever."""
    monkeypatch.setattr(room, "ANSWERS_WITHIN", 1)
    with pytest.raises(InvalidArgument, match=r"scheduler 'tcp://127\.0\.0\.1:9': none answers"):
        cluster("tcp://127.0.0.1:9").__enter__()
