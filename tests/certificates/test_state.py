"""What a search keeps is read back whole; another claim's, and what is no such file, is refused by name."""

import json

import pytest

from lottery_verify.certificates.state import State, partial_of
from lottery_verify.certificates.tree import INFINITE, Tree
from lottery_verify.errors import InvalidArgument, MalformedFile

CLAIM = {"target": "network:sha256:ab", "ticket": "network:sha256:cd", "region": {"kind": "box"}, "norm": "linf"}


@pytest.fixture
def kept(tmp_path):
    """A file of a tree of three leaves, and the tree."""
    tree = Tree()
    tree.value[0] = INFINITE
    lower, _ = tree.halve(0, 1)
    tree.halve(lower, 0)
    tree.value[lower] = 0.1
    State(tmp_path / "s.partial", CLAIM).write(tree, (0.25, -1e-300))
    return tmp_path / "s.partial", tree


def test_read_back(kept):
    """Splits, values and witness come back to the last bit, infinite values too."""
    path, tree = kept
    begun = State(path, CLAIM).read(2)
    assert [by for _, by in begun.tree.cut()] == [2, 1, 0, 0, 0]
    assert [begun.tree.value[n] for n, _ in begun.tree.cut()] == [tree.value[n] for n, _ in tree.cut()]
    assert begun.witness == (0.25, -1e-300)


def test_nothing_kept(tmp_path):
    """No file is no progress; removing none is no error."""
    state = State(tmp_path / "none.partial", CLAIM)
    assert state.read(2) is None
    state.remove()


@pytest.mark.parametrize("key", list(CLAIM))
def test_another_claim_is_refused(kept, key):
    """Target, ticket, region and norm all count. Catches a tree of one search that grows in another."""
    with pytest.raises(InvalidArgument, match=r"s\.partial: the progress of a search for another claim"):
        State(kept[0], {**CLAIM, key: "other"}).read(2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "lottery_verify.search/9"}, "is not lottery_verify.search/1"),
        ({"tree": [2, 1, 0, 0]}, "boxes open"),
        ({"tree": [0, 0, 0, 0, 0]}, "belongs to no box"),
        ({"tree": [3, 1, 0, 0, 0]}, "no integer from 0 to 2"),
        ({"values": ["0x1p0"] * 4}, "values: expected 5 numbers"),
        ({"values": ["nan"] * 5}, "values: a number that is none"),
        ({"values": ["many"] * 5}, "values: expected numbers in hexadecimal"),
        ({"values": ["0x1p99999"] * 5}, "values: expected numbers in hexadecimal"),
        ({"values": [1] * 5}, "values: expected numbers in hexadecimal"),
        ({"witness": ["0x1p0"]}, "witness: expected 2 numbers"),
        ({"witness": ["inf", "0x1p0"]}, "witness: expected finite numbers"),
        ({"more": 1}, "unknown key 'more'"),
    ],
)
def test_damaged(kept, change, message):
    """Each way in which the file can be wrong has its own message."""
    path, _ = kept
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(MalformedFile, match=message):
        State(path, CLAIM).read(2)


def test_no_json(kept):
    """Half a file, as no atomic write leaves one, is malformed."""
    path, _ = kept
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(MalformedFile, match=r"s\.partial"):
        State(path, CLAIM).read(2)


def test_beside_the_output(tmp_path):
    """A device, which nothing can stand beside, has no such file."""
    assert partial_of(tmp_path / "c.json") == tmp_path / "c.json.partial"
    assert partial_of("/dev/null") is None
