"""The study of trained masks: its grid, its rows, and a small version held within statistical limits."""

from dataclasses import replace
from fractions import Fraction

import pytest

from lottery_verify.cli import main
from lottery_verify.errors import InvalidArgument, LotteryError
from lottery_verify.studies import training_sets
from lottery_verify.studies.effects import compared, effect
from lottery_verify.studies.grid import cells_of
from lottery_verify.studies.supermasks import CONVOLUTIONS, LAWS, SUPERMASKS, MaskGrid, measure, shown

HALF = Fraction(1, 2)


def test_its_grid():
    """Every law with every data set, width, sparsity and seed, once, beside one trained network each."""
    cells = cells_of("supermasks", SUPERMASKS.grids)
    main_grid = 5 * 3 * 3 * (7 * 3 + 1)
    convolutional = [cell for grid in CONVOLUTIONS for cell in grid.cells("supermasks")]
    assert len(convolutional) == (5 * 2 + 6) * (7 * 2 + 1)
    assert min(one.seed for one in convolutional) == 201
    assert len({one.id for one in cells}) == len(cells) == main_grid + 2 * 2 * (7 * 3 + 1) + len(convolutional)
    assert "epsilon" not in cells[0].label
    assert {one.law for one in cells} == set(LAWS)


@pytest.mark.parametrize(
    ("axes", "words"),
    [({"sets": ("cifar",)}, "cifar"), ({"laws": ("cauchy",)}, "cauchy"), ({"widths": (0,)}, "width"),
     ({"sparsities": (Fraction(1),)}, "sparsity"), ({"rates": (Fraction(0),)}, "rate"),
     ({"network": "recurrent"}, "recurrent")],
)  # fmt: skip
def test_a_wrong_axis_is_named(axes, words):
    """Each is refused before anything runs."""
    with pytest.raises(InvalidArgument, match=words):
        MaskGrid(**axes).cells("supermasks")


def test_missing_images_are_said(tmp_path, monkeypatch):
    """Without Debian's package its cells have no result, are named, and are run another time. Catches a silent skip."""
    monkeypatch.setattr(training_sets, "FASHION", tmp_path / "none")
    training_sets.training_set.cache_clear()
    [cell] = MaskGrid(sets=("fashion-mnist",), laws=(), widths=(32,), seeds=(1,)).cells("supermasks")
    with pytest.raises(LotteryError, match=r"skipped: .*dataset-fashion-mnist brings it") as caught:
        measure(cell, "made")
    assert type(caught.value) is LotteryError
    training_sets.training_set.cache_clear()


@pytest.mark.timeout(280)
def test_the_small_version():
    """Six pairs of masks on the digits: the constant law is better than hyperbolic-4096, by more than 5 points.

    The limit is the lower end of a bootstrap interval of 99 %, whatever torch rounds. Catches laws that are swapped in
    the layer, and a mask that does not train.
    """
    grid = MaskGrid(("digits",), ("constant", "hyperbolic-4096"), (32, 64), (HALF,), seeds=(1, 2, 3), steps=250)
    rows = [measure(cell, "made") for cell in grid.cells("supermasks")]
    masks = [row for row in rows if row.method == "edge-popup"]
    found = effect(masks, "constant", "hyperbolic-4096", 0.99)
    assert found.pairs == 6
    assert found.low > 5
    for row in masks:
        assert row.kept == sum(round(n / 2) for n in (64 * row.width, row.width**2, 10 * row.width))
    trained = [row for row in rows if row.method == "trained"]
    assert min(row.accuracy for row in trained) > 90
    assert "| digits | 32 | 0.5 | 0.1 | edge-popup |" in shown(rows)


@pytest.mark.timeout(280)
def test_the_small_convolutional_version():
    """Six pairs of masks on the digits: the constant law is better than hyperbolic-4096, beyond a bootstrap interval of
    99 %, and training the same networks' weights beats chance by far. Catches laws that are swapped in the kernels, a
    network that is not the one that the cell names.
    """
    grid = MaskGrid(
        ("digits",), ("constant", "hyperbolic-4096"), (8, 16), (HALF,), seeds=(1, 2, 3), steps=150,
        network="convolutional",
    )  # fmt: skip
    rows = [measure(cell, "made") for cell in grid.cells("supermasks")]
    masks = [row for row in rows if row.method == "edge-popup"]
    found = effect(masks, "constant", "hyperbolic-4096", 0.99)
    assert found.pairs == 6
    assert found.low > 0
    for row in masks:
        assert row.kept == sum(round(n / 2) for n in (9 * row.width, 9 * row.width**2, 40 * row.width))
    assert min(row.accuracy for row in rows if row.method == "trained") > 70
    assert "| digits | 8 channels | 0.5 | 0.1 | edge-popup |" in shown(rows)
    assert compared(rows) == []
    assert compared(rows, "convolutional") == masks


def test_rows_are_the_same_again():
    """One cell twice gives one row. Catches chance outside the cell's seed."""
    cell = MaskGrid(("digits",), ("normal",), (32,), (HALF,), seeds=(4,), steps=30).cells("supermasks")[1]
    assert measure(cell, "made") == measure(cell, "made")
    one, other = measure(cell, "made"), measure(replace(cell, seed=5), "made")
    assert (one.train_right, one.test_right) != (other.train_right, other.test_right)


def test_the_command(tmp_path, capsys):
    """The study runs from the shell, one cell of it. Catches a study that is in no list."""
    words = "digits width=32 sparsity=1/2 rate=1/10 seed=101 uniform"
    assert main(["study", "supermasks", "-o", str(tmp_path), "--only", words]) == 0
    assert "| digits | 32 | 0.5 | 0.1 | edge-popup |" in capsys.readouterr().out
