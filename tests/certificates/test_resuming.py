"""Several boxes, killed and taken up: what was proved of the boxes before is not looked for again."""

import json
import signal
import subprocess
import sys

import pytest

from lottery_verify import Box, check, load_target, prove, save_network
from lottery_verify.certificates import tight
from lottery_verify.certificates.branching import Search
from lottery_verify.checker.unions import Boxes
from lottery_verify.errors import InvalidArgument
from tests.certificates.test_proving import pair

UNION = Boxes([Box([-1, -1], [1, 1]), Box([1, 1], [2, 2])])
ASKED = {"gap": "1.05", "timeout": 600, "samples": 100}
KILLED = """
import os, signal
from lottery_verify import load_target, prove
from lottery_verify.certificates import producers
from tests.certificates.test_resuming import ASKED, UNION

halve = producers.tighten

def dying(*pair, **asked):
    if asked["region"] == UNION.parts[1]:
        os.kill(os.getpid(), signal.SIGKILL)
    return halve(*pair, **asked)

producers.tighten = dying
prove(load_target("g.safetensors"), load_target("f.safetensors"), region=UNION, keep="c.json.partial", **ASKED)
"""


@pytest.fixture
def killed(tmp_path, monkeypatch, pytestconfig):
    """A folder with two networks, and what a search left that died by SIGKILL in the second of two boxes."""
    for name, network in zip(("f", "g"), pair(1), strict=True):
        save_network(network, tmp_path / f"{name}.safetensors")
    place = {"PYTHONPATH": str(pytestconfig.rootpath)}
    ended = subprocess.run([sys.executable, "-c", KILLED], cwd=tmp_path, env=place, timeout=300, check=False)
    assert ended.returncode == -signal.SIGKILL
    monkeypatch.chdir(tmp_path)
    return tmp_path / "c.json.partial"


def test_boxes_that_are_done_are_kept(killed, monkeypatch):
    """The first box's search goes on from its tree, the second begins afresh, the proof holds, and nothing is left.

    Catches a tree that is kept only while its own box lasts.
    """
    first, second = json.loads(killed.read_text())["boxes"]
    assert len(first["tree"]) > 1
    assert second is None
    begun, begin = [], Search.__init__

    def beginning(self, *layers, **asked):
        begun.append(None if asked["tree"] is None else [by for _, by in asked["tree"].cut()])
        begin(self, *layers, **asked)

    monkeypatch.setattr(tight.Search, "__init__", beginning)
    target, pruned = load_target("f.safetensors"), load_target("g.safetensors")
    both = prove(pruned, target, region=UNION, keep=killed, **ASKED)
    assert begun == [first["tree"], None]
    asked = {"ticket": pruned, "target": target, "region": UNION}
    assert check(both.certificate, epsilon=both.proved, **asked).status == "accepted"
    assert not killed.exists()


def test_other_boxes_are_another_claim(killed):
    """The same boxes in another order are refused before any work. Catches a tree that grows in another box."""
    other = Boxes(UNION.parts[::-1])
    target, pruned = load_target("f.safetensors"), load_target("g.safetensors")
    with pytest.raises(InvalidArgument, match=r"c\.json\.partial: the progress of a search for another claim"):
        prove(pruned, target, region=other, keep=killed, **ASKED)
