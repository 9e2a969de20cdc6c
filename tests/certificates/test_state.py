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


def test_each_box_of_several_has_its_own_tree(tmp_path):
    """What was written of a box is read back as that box's, by a later state too; a box not begun has none.

    Catches one place for all, in which the last box writes over those before it.
    """
    trees = [Tree(), Tree()]
    for k, tree in enumerate(trees):
        tree.value[0] = 1.0 + k
        tree.value[tree.halve(0, k)[0]] = 0.25 + k
    state = State(tmp_path / "s", CLAIM, 3)
    for state.at, tree in enumerate(trees):
        state.finish(tree, None)
    again = State(tmp_path / "s", CLAIM, 3)
    for again.at, tree in enumerate(trees):
        begun = again.read(2)
        assert [by for _, by in begun.tree.cut()] == [by for _, by in tree.cut()]
        again.write(begun.tree, None)  # what is read of one box does not forget the others
    again.at = 2
    assert again.read(2) is None


def test_one_box_that_is_done_keeps_nothing(tmp_path):
    """Its certificate is written at once. Catches a file that is left beside it."""
    tree = Tree()
    tree.value[0] = 1.0
    State(tmp_path / "s", CLAIM).finish(tree, None)
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(
    ("boxes", "stated", "message"),
    [
        (3, [None, None], "boxes: expected 3 trees or nulls"),
        (1, {}, "boxes: expected 1 trees or nulls"),
        (2, [None, {"tree": [0]}], "missing key 'values'"),
        (2, [None, 0], "expected an object, found int"),
        (2, [{"tree": [3, 0, 0], "values": ["0x1p0"] * 3, "witness": None}, None], "no integer from 0 to 2"),
    ],
)
def test_damaged_boxes(tmp_path, boxes, stated, message):
    """Each box's tree is looked at, also those that are not worked on."""
    path = tmp_path / "s"
    path.write_text(json.dumps({"format": "lottery_verify.search/1", "claim": CLAIM, "boxes": stated}))
    with pytest.raises(MalformedFile, match=message):
        State(path, CLAIM, boxes).read(2)


def test_several_boxes_and_one_are_told_apart(kept):
    """The file of a search over one box is none of a union. Catches a tree that is taken for the first box's."""
    with pytest.raises(MalformedFile, match=r"unknown key 'tree'|missing key 'boxes'|unknown key"):
        State(kept[0], CLAIM, 1).read(2)
