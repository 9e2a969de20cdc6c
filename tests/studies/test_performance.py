"""Perf(Ĝ) = Perf(F): counted exactly."""

from fractions import Fraction

import numpy as np
import pytest

from lottery_verify.checker.regions import Ball, Box
from lottery_verify.errors import InvalidArgument, LotteryError
from lottery_verify.networks.embedded import embedded_target
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network
from lottery_verify.studies.grid import EMBEDDED, Grid
from lottery_verify.studies.images import Images, images_for
from lottery_verify.studies.performance import Counted, count, inside, measure

HALF = Fraction(1, 2)


def test_counted_by_hand():
    """Four images, worked out by hand: a margin of exactly 2·proved is not certain, one above by 10^-40 is.

    Catches: ≥ for >, floats that can't tell the two apart, a count of Ĝ's margins, a tie given to the later output.
    """
    tiny = Fraction(1, 10**40)
    pairs = [
        ((Fraction(2), Fraction(1)), (Fraction(3, 2), Fraction(3, 2))),  # margin 1 = 2·proved: Ĝ ties, and says 0
        ((Fraction(2) + tiny, Fraction(1)), (Fraction(3, 2) + tiny, Fraction(3, 2))),
        ((Fraction(0), Fraction(1, 4)), (HALF, Fraction(0))),
        ((Fraction(0), Fraction(9)), (Fraction(0), Fraction(9))),
    ]
    assert count(pairs, (0, 0, 1, 0), HALF) == Counted(target_right=3, ticket_right=2, agree=3, certain=2)


def test_a_false_certificate_is_a_fault():
    """Outputs further apart than what was proved are refused, and not as an answer of the cell. Catches a count on."""
    with pytest.raises(LotteryError, match=r"differ by more than the proved 0\.5") as caught:
        count([((HALF, HALF), (HALF, Fraction(11, 10)))], (0,), HALF)
    assert type(caught.value) is LotteryError


def test_the_embedded_network_is_as_right_as_its_docstring_says():
    """97.33 % of the held-out digits, by torch's floats on the images of the study: 438 of 450.

    Catches: training images among the test images, pixels on another scale.
    """
    images = images_for(64)
    assert len(images.pixels) == len(images.classes) == 450
    x = np.array(images.pixels, dtype=np.float64)
    for layer in embedded_target().layers:
        x = x @ layer.weight.T + layer.bias
        x = np.maximum(x, 0) if layer.relu else x
    assert (x.argmax(1) == images.classes).sum() == 438
    with pytest.raises(InvalidArgument, match="64 and of 784 inputs, and none of 3"):
        images_for(3)


def test_a_row_is_what_theory_says(tmp_path):
    """F(x) = (x, −x) on [0, 1]: images k/16 have margins k/8, so with e proved just those with k > 16e are certain.

    Catches: a count with another bound than the one in the row. F and Ĝ agree wherever the class is certain.
    """
    path = tmp_path / "f.safetensors"
    save_network(Network.from_arrays([np.array([[1.0], [-1.0]])]), path)
    [cell] = Grid(str(path), "box:0,1", ("1/4",), ("golden",)).cells("performance")
    images = Images("sixteenths", tuple((Fraction(k, 16),) for k in range(17)), (0,) * 17)
    row = measure(cell, "made", images)
    assert 0 < row.proved <= Fraction(1, 4)
    assert row.certain == sum(k > 16 * row.proved for k in range(17)) > 0
    assert row.target_right == row.total == 17
    assert row.agree == row.ticket_right >= row.certain


def test_an_image_outside_the_region(tmp_path):
    """A certificate says nothing of it: the cell is refused. Catches certainty that nobody proved."""
    [cell] = Grid(EMBEDDED, "box:0,1/2", ("4",), ("golden",)).cells("performance")
    with pytest.raises(InvalidArgument, match="lies outside the region"):
        measure(cell, "made", Images("one", ((Fraction(3, 4),) * 64,), (0,)))
    assert inside(Ball(5, 2), (Fraction(3), Fraction(4)))
    assert not inside(Ball(5, 2), (Fraction(3), Fraction(4) + Fraction(1, 10**30)))
    assert inside(Box((Fraction(0),), (HALF,)), (HALF,))
