"""Regions from what a user writes."""

import os
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.regions import Ball, Box, parse_region
from lottery_verify.checker.unions import Boxes
from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.networks.regions import bounds_text, load_any, load_region

VNNLIB = "(declare-const X_0 Real)(assert (<= X_0 0.1))(assert (>= X_0 0))"


def test_each_form(tmp_path):
    """Catches a form that is read as another."""
    (tmp_path / "b.txt").write_text("0 1\n-0.5, 1/3 # second\n")
    (tmp_path / "r.vnnlib").write_text(VNNLIB)
    expected = Box((Fraction(0), Fraction(-1, 2)), (Fraction(1), Fraction(1, 3)))
    assert load_region("box:0,0.1", 2) == Box.cube(0, "0.1", 2)
    assert load_region("ball:2", 3) == Ball(Fraction(2), 3)
    assert load_region(tmp_path / "b.txt", 2) == expected
    assert load_region(str(tmp_path / "r.vnnlib"), 1) == Box.cube(0, "1/10", 1)
    assert load_region(expected, 2) is expected


@pytest.mark.parametrize("name", ["r.vnnlib", "b.txt", None])
def test_wrong_width_is_refused(tmp_path, name):
    """Catches a region applied to the first inputs only."""
    (tmp_path / "r.vnnlib").write_text(VNNLIB)
    (tmp_path / "b.txt").write_text("0 1\n")
    with pytest.raises(InvalidArgument, match=r"for 1 inputs, but the network takes 2"):
        load_region(Ball(Fraction(1), 1) if name is None else tmp_path / name, 2)


def test_pipes_and_huge_files_are_not_read(tmp_path):
    """Catches a wait for a pipe's other end and a gigabyte of digits."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(MalformedFile, match="not an ordinary file"):
        load_region(tmp_path / "pipe", 2)
    with open(tmp_path / "huge.txt", "wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(MalformedFile, match="1073741824 bytes, but at most"):
        load_region(tmp_path / "huge.txt", 2)
    with pytest.raises(MalformedFile, match="no such file"):
        load_region(tmp_path / "none.vnnlib", 2)
    with pytest.raises(InvalidArgument, match="neither box:LOWER,UPPER nor ball:RADIUS nor a file"):
        load_region("cube:0,1", 2)


@given(st.lists(st.tuples(st.fractions(), st.fractions()), min_size=1, max_size=5))
def test_bounds_text_is_exact(tmp_path_factory, pairs):
    """The checker reads back the very box. Catches a decimal that was rounded and a lost sign."""
    box = Box(tuple(min(p) for p in pairs), tuple(max(p) for p in pairs))
    path = tmp_path_factory.getbasetemp() / "bounds.txt"
    path.write_text(bounds_text(box))
    assert parse_region(str(path), len(pairs)) == box


def test_bounds_text_reads_well():
    """Catches ratios in place of decimals."""
    text = bounds_text(
        Box(
            (Fraction("-0.45"), Fraction(0), Fraction(1, 3)),
            (Fraction("0.679857769"), Fraction(2), Fraction(1)),
        )
    )
    assert text == "# lower and upper end of each input\n-0.45 0.679857769\n0 2\n1/3 1\n"


def test_ends_that_can_not_be_written():
    """Catches a bounds file that the checker then refuses."""
    with pytest.raises(InvalidArgument, match="input 0"):
        bounds_text(Box((Fraction(0),), (Fraction(1, 10**500),)))


def test_several_boxes_are_no_single_region(tmp_path):
    """Where one region is wanted a file of two is refused; elsewhere they are a union. Catches the first of them."""
    path = tmp_path / "r.vnnlib"
    path.write_text(
        "(declare-const X_0 Real)(assert (>= X_0 0))(assert (<= X_0 1))(assert (or (<= X_0 0.1) (>= X_0 0.9)))"
    )
    with pytest.raises(InvalidArgument, match="it is 2 boxes"):
        load_region(path, 1)
    assert load_any(path, 1) == Boxes((Box((0,), ("0.1",)), Box(("0.9",), (1,))))
