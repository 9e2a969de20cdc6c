"""Masks as codes: the same ticket comes back, in fewer bytes."""

import json
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import load, save

from lottery_verify import cli, load_ticket, prune
from lottery_verify.checker.networks import open_file
from lottery_verify.checker.regions import Box
from lottery_verify.checker.source import Law
from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.networks.network import Network
from tests.corpus.parts import ticket

UNIFORM = Law("uniform", 0, 0)
TARGET = Network.from_arrays([np.linspace(-1, 1, 60).reshape(10, 6), np.linspace(1, -1, 30).reshape(3, 10)])


@pytest.mark.parametrize("shape", ["shared", "dedicated"])
@pytest.mark.parametrize("method", ["golden", "subset-sum"])
def test_what_prune_makes(shape, method, tmp_path):
    """Both readers find the same ticket and its digest. Catches a neuron or a link that comes out elsewhere."""
    made = prune(TARGET, region=Box.cube(0, 1, 6), epsilon="0.1", seed=1, shape=shape, method=method)
    made.save(tmp_path / "t.safetensors", masks="coded")
    assert (tmp_path / "t.safetensors").stat().st_size < len(made.canonical())
    assert b"lottery_verify.ticket/2" in (tmp_path / "t.safetensors").read_bytes()
    read = load_ticket(tmp_path / "t.safetensors")
    assert (read.canonical(), read.coded()) == (made.canonical(), made.coded())
    assert open_file(str(tmp_path / "t.safetensors")).digest == made.digest


@pytest.mark.parametrize(("neurons", "kept"), [(300, 0.01), (70_000, 0.001), (33, 0.5), (32, 1.0), (64, 0.0)])
def test_hand_made_masks(neurons, kept, tmp_path):
    """Bits and indices of 16 and 32 bits, over several integers, with pieces of every kind; U keeps all, or a half."""
    made = ticket(3, "shared", UNIFORM, (5, 60), (True,), (False,), neurons, kept, (0.5, 0, 1, 2, 3))
    half = np.full_like(made.layers[0].u, 0x55)
    for u in (made.layers[0].u, half if neurons % 8 == 0 else made.layers[0].u):
        one = replace(made, layers=(replace(made.layers[0], u=u),))
        (tmp_path / "t").write_bytes(one.coded())
        assert load_ticket(tmp_path / "t").canonical() == one.canonical()


def test_sizes_near_the_count_of_sets(tmp_path):
    """Random halves of 24 neurons take log2 of how many there are, and less than a bit more.

    Catches a code that is read right and wastes bits: 24 bits for each set is what a mask alone takes.
    """
    made = ticket(5, "shared", UNIFORM, (40, 250), (False,), (False,), 24, 0.2)
    bits = 8 * (len(made.coded()) - len(made.header)) / made.weights
    entropy = -24 * (0.2 * np.log2(0.2) + 0.8 * np.log2(0.8))
    assert entropy - 0.1 < bits < entropy + 0.6


def test_too_regular_masks_stay_plain():
    """Where hardly a bit is left, a reader would have much to do for few bytes. Catches a file that no reader reads."""
    made = ticket(5, "shared", UNIFORM, (40, 2500), (False,), (False,), 9, 0.0)
    assert made.coded() == made.canonical()
    assert ticket(5, "shared", UNIFORM, (1, 1), (False,), (False,), 1, 1.0).coded() == ticket(
        5, "shared", UNIFORM, (1, 1), (False,), (False,), 1, 1.0
    ).canonical()


def test_free_assignment_stays_plain(tmp_path):
    """Shape free has no codes: it is written in format 1, and a file that says otherwise is refused by both readers."""
    made = prune(TARGET, region=Box.cube(0, 1, 6), epsilon="0.1", seed=1, shape="free", method="subset-sum")
    assert made.coded() == made.canonical()
    said = json.loads(made.header) | {"format": "lottery_verify.ticket/2"}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    (tmp_path / "t").write_bytes(save(load(made.canonical()), metadata={"lottery_verify": text}))
    for read in (load_ticket, lambda path: open_file(str(path))):
        with pytest.raises(MalformedFile, match="masks of shape free have no codes"):
            read(tmp_path / "t")


def test_other_words(tmp_path):
    """`masks` is plain or coded, and nothing is written for another word."""
    made = ticket(5, "shared", UNIFORM, (1, 1), (False,), (False,), 1, 1.0)
    with pytest.raises(InvalidArgument, match="masks 'code' must be one of plain, coded"):
        made.save(tmp_path / "t", masks="code")
    assert not (tmp_path / "t").exists()


def test_convert(tmp_path, capsys):
    """There and back by the command: the same bytes, the same digest; a network has no masks."""
    plain, small, back = (str(tmp_path / f"{name}.safetensors") for name in ("plain", "small", "back"))
    made = prune(TARGET, region=Box.cube(0, 1, 6), epsilon="0.1", seed=1)
    made.save(plain)
    assert cli.main(["convert", plain, "-o", small, "--masks", "coded"]) == 0
    assert made.digest in capsys.readouterr().out
    assert cli.main(["convert", small, "-o", back, "--masks", "plain", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "done"
    assert (tmp_path / "back.safetensors").read_bytes() == (tmp_path / "plain.safetensors").read_bytes()
    (tmp_path / "net.safetensors").write_bytes(TARGET.canonical())
    for source in (str(tmp_path / "net.safetensors"), "embedded:digits"):
        assert cli.main(["convert", source, "-o", str(tmp_path / "x.safetensors"), "--masks", "coded"]) == 2
        assert "a network; --masks is about a ticket" in capsys.readouterr().err
    assert not (tmp_path / "x.safetensors").exists()
