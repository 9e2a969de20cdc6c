"""Numbers and bounds as a user states them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker import lines
from lottery_verify.checker.regions import Ball, Box, parse_number, parse_region
from lottery_verify.errors import InvalidArgument, MalformedFile


@given(st.fractions())
def test_ratio(value):
    """A ratio is read as itself."""
    assert parse_number(f" {value.numerator}/{value.denominator} ", "x") == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=5))
def test_decimal(value):
    """A decimal is read exactly, not as a float."""
    assert parse_number(f"{value:f}", "x") == Fraction(value)


BAD = ["1e1000", "1e-9999", "1/0", "", "nan", "inf", "٣", "1_0", "0x1", "1e999999999", "1" * 401, ".5", "1//2"]


@pytest.mark.parametrize("text", BAD)
def test_refused(text):
    """What is no bounded number in ASCII digits is refused. Catches 10^999999999 computed, other digits, nan."""
    with pytest.raises(InvalidArgument, match=r"x: .* is not a decimal number or a ratio of integers"):
        parse_number(text, "x")


def test_file_of_bounds(tmp_path):
    """Comments, commas and blank lines; the wrong count is named with its line."""
    (tmp_path / "b").write_text("# ends\r\n0, 1/3\r\n\n-1e-1 2 # two\n")
    box = parse_region(str(tmp_path / "b"), 2)
    assert (box.lower, box.upper) == ((0, Fraction(-1, 10)), (Fraction(1, 3), 2))
    (tmp_path / "b").write_text("0 1\n0 1 2\n")
    with pytest.raises(InvalidArgument, match="line 2: 3 numbers"):
        parse_region(str(tmp_path / "b"), 2)
    (tmp_path / "b").write_text("0 1\n")
    with pytest.raises(InvalidArgument, match="bounds for 1 inputs, but the network takes 2"):
        parse_region(str(tmp_path / "b"), 2)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Box((0,), (1, 2)), "region: 1 lower and 2 upper ends"),
        (lambda: Box((), ()), "region: 0 lower and 0 upper ends"),
        (lambda: Box((0, "1/2"), (1, "1/3")), "region: input 1: lower end 1/2 is above upper end 1/3"),
        (lambda: Ball(0, 2), "region: a ball of radius 0; expected one above 0"),
        (lambda: Ball(Fraction(-1, 2), 2), "region: a ball of radius -1/2; expected one above 0"),
        (lambda: Ball(1, 0), "region: a ball in 0 inputs; expected 1 to "),
        (lambda: Ball(1, 10**12), "region: a ball in 1000000000000 inputs; expected 1 to "),
        (lambda: Ball(1, "3"), "region: a ball in '3' inputs; expected 1 to "),
        (lambda: Box.cube(0, 1, 2.5), "region: a box of float inputs; expected 1 to "),
        (lambda: Box.cube(0, 1, True), "region: a box of True inputs; expected 1 to "),
        (lambda: Ball(1, 2, (1, 2, 3)), "region: a centre of 3 numbers for a ball in 2 inputs"),
        (lambda: parse_region("ball:1@nowhere", 1), "region: 'nowhere' is no file of numbers"),
        (lambda: parse_region("ball:1@", 1), "region: '' is no file of numbers"),
        (lambda: parse_region("box:0", 1), "region: 'box:0' is neither box:LOWER,UPPER nor ball:RADIUS nor a file"),
        (lambda: parse_region("box:0,1,2", 1), "region: 'box:0,1,2' is neither box:LOWER,UPPER nor ball:RADIUS nor"),
        (lambda: parse_region("cube:0,1", 1), "region: 'cube:0,1' is neither box:LOWER,UPPER nor ball:RADIUS nor"),
        (lambda: parse_region("box:0,x", 1), "region: 'box:0,x': 'x' is not a decimal number"),
        (lambda: parse_region("ball:1:2", 1), "region: 'ball:1:2': '1:2' is not a decimal number"),
        (lambda: parse_number("9" * 500, "epsilon"), "epsilon: '" + "9" * 60 + "' is not a decimal number or a ratio"),
    ],
)  # fmt: skip
def test_what_is_no_region(make, words):
    """An empty box, ends out of order, a ball of no size, and words that name no region are refused, and named."""
    with pytest.raises(InvalidArgument) as caught:
        make()
    assert str(caught.value).startswith(words)


def test_ends_are_exact():
    """Integers, text and floats become the rationals they stand for; a box of one point and the least ball exist."""
    box = Box((0, "1/3"), (0.5, "1/3"))
    assert (box.lower, box.upper) == ((Fraction(0), Fraction(1, 3)), (Fraction(1, 2), Fraction(1, 3)))
    assert all(type(end) is Fraction for end in (*box.lower, *box.upper, Ball(2, 1).radius))
    assert parse_region("ball:1/8", 3) == Ball(Fraction(1, 8), 3)
    assert parse_region("box:-1,0.5", 2) == Box((-1, -1), (Fraction(1, 2), Fraction(1, 2)))


class Entry:
    """As an array's entry, of a library that the checker does not know."""

    def __init__(self, value):
        self.value = value

    def item(self):
        return self.value


@pytest.mark.parametrize("end", [float("nan"), float("-inf"), None, 1j, "1/0", [1], Entry(float("inf"))])
def test_ends_that_are_no_numbers(end):
    """Named with their place. Catches a TypeError or OverflowError of Fraction, and 1/0 computed."""
    with pytest.raises(InvalidArgument, match=r"region: upper ends: input 1: "):
        Box([0, 0], [1, end])
    with pytest.raises(InvalidArgument, match=r"region: radius: "):
        Ball(end, 1)
    with pytest.raises(InvalidArgument, match=r"region: centre: input 0: "):
        Ball(1, 1, [end])


def test_any_sequence_of_numbers():
    """Lists, and entries of arrays. Catches ends that must be tuples of Fractions."""
    assert Box([0, Entry(0.5)], iter(("1/2", 1))) == Box((0, "1/2"), (0.5, 1))
    with pytest.raises(InvalidArgument, match="region: lower ends: expected one for each input"):
        Box(0, 1)
    with pytest.raises(InvalidArgument, match="a box of 1000000000000 inputs"):
        Box.cube(0, 1, 10**12)


def test_description():
    """What a certificate stores: ends that are the same for all inputs once, others one by one."""
    assert Box.cube(0, "1/2", 3).describe() == {"kind": "box", "width": 3, "lower": ["0"], "upper": ["1/2"]}
    assert Box((0, 0), (1, 2)).describe() == {"kind": "box", "width": 2, "lower": ["0", "0"], "upper": ["1", "2"]}
    assert Box((0, 1), (2, 2)).describe() == {"kind": "box", "width": 2, "lower": ["0", "1"], "upper": ["2", "2"]}
    assert Ball("2/4", 5).describe() == {"kind": "ball", "width": 5, "radius": "1/2"}


def test_a_centre_of_zeros_is_no_new_region():
    """Balls around 0 keep the spelling that format 1 has always had, however the centre is given; others state it."""
    assert Ball(1, 2, (0, "0")) == Ball(1, 2)
    assert Ball(1, 2, (0, "0")).describe() == Ball(1, 2).describe()
    stated = {"kind": "ball", "width": 2, "radius": "1/2", "centre": ["1/3", "-2"]}
    assert Ball("0.5", 2, ("1/3", -2)).describe() == stated


def test_ball_around_the_point_of_a_file(tmp_path):
    """One number a line, decimals and ratios exact. Catches a centre that is dropped, rounded, or read as bounds."""
    (tmp_path / "c").write_text("# a picture\n0.1\n\n-1/3 # second\n1e-2\n")
    found = parse_region(f"ball:1/8@{tmp_path / 'c'}", 3)
    assert found == Ball(Fraction(1, 8), 3, (Fraction(1, 10), Fraction(-1, 3), Fraction(1, 100)))


def test_a_centre_for_other_inputs_is_refused(tmp_path):
    """Two numbers in a line, and too few lines. Catches bounds taken for a centre, and a centre filled up with 0."""
    (tmp_path / "c").write_text("0 1\n")
    with pytest.raises(InvalidArgument, match=r"line 1: 2 numbers; expected its coordinate"):
        parse_region(f"ball:1@{tmp_path / 'c'}", 1)
    (tmp_path / "c").write_text("0\n")
    with pytest.raises(InvalidArgument, match="numbers for 1 inputs, but the network takes 2"):
        parse_region(f"ball:1@{tmp_path / 'c'}", 2)


def test_lines_are_named(tmp_path):
    """A number that is none, and bytes that are no UTF-8, are refused with file and line."""
    (tmp_path / "b").write_bytes(b"0 1\n0 one\n")
    with pytest.raises(InvalidArgument, match=r"^region: .*b, line 2: 'one' is not a decimal number"):
        parse_region(str(tmp_path / "b"), 2)
    (tmp_path / "b").write_bytes(b"0 1\n0 \xff\n")
    with pytest.raises(InvalidArgument, match=r"line 2: '�' is not a decimal number"):
        parse_region(str(tmp_path / "b"), 2)
    (tmp_path / "b").write_bytes(b"0 1 # \xff: what follows is no matter # 5 6\n")
    assert parse_region(str(tmp_path / "b"), 1) == Box((0,), (1,))


def test_a_file_of_bounds_is_bounded(tmp_path, monkeypatch):
    """As many bytes as allowed are read, and one more is refused."""
    (tmp_path / "b").write_text("0 1")
    monkeypatch.setattr(lines, "MAX_REGION_BYTES", 3)
    assert parse_region(str(tmp_path / "b"), 1) == Box((0,), (1,))
    monkeypatch.setattr(lines, "MAX_REGION_BYTES", 2)
    with pytest.raises(MalformedFile, match="3 bytes; expected 1 to 2"):
        parse_region(str(tmp_path / "b"), 1)
