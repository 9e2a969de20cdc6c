"""Cells and grids."""

from dataclasses import fields, replace
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network
from lottery_verify.studies.grid import NOT_IN_ID, Cell, Grid, cells_of
from lottery_verify.studies.runner import ANSWERS
from tests.studies import cases

CELL = cases.cells(1)[0]
OTHER = {"epsilon": Fraction(1, 9), "seed": 9}


def test_an_id_never_changes():
    """The id of a cell is a promise: results of years ago are found by it. Catches a change of what is hashed.

    Computed apart, by sha256sum over the cell's fields as JSON with sorted keys, without file and region.
    """
    assert CELL.id == "net_golden_hyperbolic_shared_epsilon=1_10_seed=0-3ba47485733843a8"


@pytest.mark.parametrize("name", [field.name for field in fields(Cell)])
def test_an_id_is_of_all_that_matters(name):
    """Cells that differ have other ids, but where a file lies and how a region is spelt do not matter.

    Catches: two runs in one file, and a study that can't be resumed from another folder.
    """
    changed = replace(CELL, **{name: OTHER.get(name, "other")})
    assert (changed.id == CELL.id) == (name in NOT_IN_ID)


def test_an_id_is_a_file_name():
    """Whatever a target is called, the id is a plain file name. Catches a path that leaves the folder."""
    odd = replace(CELL, target="../../é x" * 60 + ".onnx")
    assert set(odd.id) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.=-")
    assert len(odd.id) < 160


@pytest.fixture
def target(tmp_path):
    """A file of a small network."""
    path = tmp_path / "f.safetensors"
    save_network(Network.from_arrays([np.array([[0.5, -0.25]])]), path)
    return str(path)


def test_a_grid_is_a_product(target):
    """Each combination is there once, a law for each method. Catches an axis that is left out."""
    grid = Grid(
        target, "box:0,1", ("0.1", 1), ("golden", "subset-sum"), shapes=("shared", "dedicated"), seeds=(1, 2, 3)
    )
    cells = cells_of("x", [grid, grid])
    assert len(cells) == len({cell.id for cell in cells}) == 2 * 2 * 2 * 3
    assert {(cell.method, cell.law) for cell in cells} == {("golden", "hyperbolic"), ("subset-sum", "uniform")}
    assert {cell.epsilon for cell in cells} == {Fraction(1, 10), Fraction(1)}
    both = replace(grid, methods=("subset-sum",), laws=("uniform", "hyperbolic")).cells("x")
    assert [cell.law for cell in both[:4]] == ["uniform", "hyperbolic"] * 2 or len(both) == 2 * 2 * 2 * 3


def test_links_that_may_err(target):
    """What `prune` is to allow is part of the cell, and of its id; a grid that allows nothing more has the ids of old.

    Catches two prunings in one result file, and an option that does not reach the pruner.
    """
    grid = Grid(target, "box:0,1", ("0.1",), ("subset-sum",), shapes=("free",))
    [plain], [loose] = grid.cells("x"), replace(grid, errors="mean", loosen="3/2").cells("x")
    assert plain.shape == "free"
    assert plain.allowed == {"shape": "free"}
    assert loose.allowed == {"shape": "free", "errors": "mean", "loosen": "3/2"}
    assert plain.id != loose.id
    for wrong in ({"errors": "all"}, {"loosen": "0"}, {"loosen": "1,2,3"}):
        with pytest.raises(InvalidArgument, match=next(iter(wrong))):
            replace(grid, **wrong).cells("x")


def test_only_by_words(target):
    """`only` keeps the cells with all its words, and shows a label where there are none."""
    grid = Grid(target, "box:0,1", ("0.1",), ("golden", "subset-sum"), seeds=(1, 11))
    assert [cell.seed for cell in cells_of("x", [grid], "seed=1 golden")] == [1]
    with pytest.raises(InvalidArgument, match=r"only 'nearest': none of 4 cells has.*f\.safetensors golden"):
        cells_of("x", [grid], "nearest")


def test_a_cell_reads_what_it_was_made_of(target, tmp_path):
    """The same network in another file is read; another network under the old name is refused.

    Catches: a resumed study whose rows are of two networks.
    """
    [cell] = Grid(target, "box:0,1", ("0.1",), ("golden",)).cells("x")
    network, region = cell.read()
    assert network.digest == cell.network
    assert region.width == 2
    save_network(Network.from_arrays([np.array([[0.5, 0.25]])]), target)
    with pytest.raises(MalformedFile, match="not the target and region that the study began with") as caught:
        cell.read()
    assert not isinstance(caught.value, ANSWERS)  # a row can still come of it, on another machine


BAD = {
    "method 'x' must be one of": {"methods": ("x",)},
    "law of method golden 'uniform' must be one of hyperbolic": {"laws": ("uniform",)},
    "shape 'x' must be one of": {"shapes": ("x",)},
    "seed -1 must be an integer": {"seeds": (-1,)},
    "epsilon 0 must be above 0": {"epsilons": ("0",)},
    "norm 'l1' must be one of": {"norm": "l1"},
}


@pytest.mark.parametrize(("words", "change"), BAD.items(), ids=BAD)
def test_a_wrong_axis_is_refused(words, change, target):
    """Each axis is checked before anything runs. Catches a study that fails at its last cell."""
    with pytest.raises(InvalidArgument, match=words):
        replace(Grid(target, "box:0,1", ("0.1",), ("golden",)), **change).cells("x")
