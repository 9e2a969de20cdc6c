"""Neurons that are chosen by their weights on both sides."""

import math

import numpy as np
import pytest

from lottery_verify.checker.source import INPUT, OUTPUT, Law, stream
from lottery_verify.laws.source import Source
from lottery_verify.pruning.stock import Need, Stock, expected_square, misfit

LAW = Law("uniform", -1, 0)
OUTPUTS = np.arange(6)


def stock(neurons, limit=1000):
    made = Stock(Source(4, "free"), LAW, 0, 6, limit)
    assert made.draw(neurons // 2)
    assert made.draw(neurons - neurons // 2)
    return made


def drawn(matrix, other, neurons):
    """Weights by the stream's own bytes."""
    data = stream(4, 0, matrix, 0, other, 3 * neurons)
    return [v * 2.0**LAW.exponent for v in LAW.numerators(data, [*range(neurons)])]


def choose(made, input_, sign, w, count, held=0):
    need = Need(0, count, count, 0.0)
    found, u = made.choose(input_, sign, OUTPUTS, w, np.zeros((held, 6)), 0.2, need)
    np.testing.assert_array_equal(u, made.u(input_, found))
    return found


@pytest.mark.parametrize("turns", [(), (1, 1, 2, 9)])
def test_weights_are_the_sources(turns):
    """U and V of neurons that were drawn in several turns are the source's, whether the streams were read so far before
    or are not. Catches a later turn read from the start, or from the end of the one before."""
    made = stock(40 - sum(turns))
    assert all(made.draw(more) for more in turns)
    assert made.neurons == 40
    some = np.array([3, 19, 20, *range(26, 40)])
    np.testing.assert_array_equal(made.u(5, some), np.array(drawn(INPUT, 5, 40))[some])
    for a in range(6):
        np.testing.assert_array_equal(made.v(some, np.array([a]))[:, 0], np.array(drawn(OUTPUT, a, 40))[some])


@pytest.mark.parametrize("sign", [1, -1])
def test_each_serves_once_and_has_the_sign(sign):
    """What is handed out has the sign and is idle no more. Catches a sign that is not looked at."""
    made = stock(60)
    u = np.array(drawn(INPUT, 2, 60))
    first, second = (choose(made, 2, sign, np.full(6, 0.1), 7).tolist() for _ in range(2))
    assert len(first) == len(second) == 7
    assert all(u[m] * sign > 0 for m in first + second)
    assert sorted(first + second + made.idle.tolist()) == list(range(60))


def test_chosen_by_what_the_outputs_need():
    """Of neurons whose u is alike, those whose products point to the weights are chosen: their sums reach further.

    Catches a choice by u alone.
    """
    w = np.array([0.5, -0.5, 0.5, -0.5, 0.5, -0.5])

    def reach(found, u, v):
        return np.minimum(np.maximum(v * u[:, None] * np.sign(w), 0).sum(0), abs(w)).sum()

    chosen = stock(400)
    found = choose(chosen, 1, 1, w, 8)
    u = chosen.u(1, np.arange(400))
    plain = np.nonzero(u > 0)[0][np.argsort(abs(u[u > 0] - 0.2))[:8]]
    v = chosen.v(np.arange(400), OUTPUTS)
    assert reach(found, u[found], v[found]) > 1.25 * reach(plain, u[plain], v[plain])


def test_no_more_than_the_limit():
    """The limit is not passed; what is left of it is drawn. Catches a limit off by one."""
    made = stock(8, limit=9)
    assert made.draw(5)
    assert made.neurons == 9
    assert not made.draw(1)


def test_enough_ends_the_choice():
    """No more neurons are taken than bring the expected square down. Catches a sum that is not compared."""
    made = stock(200)
    need = Need(0, 3, 30, expected_square(0.04, 6))
    found, _ = made.choose(0, 1, OUTPUTS, np.full(6, 0.05), np.zeros((0, 6)), 0.2, need)
    assert 3 <= len(found) < 12


def test_misfit():
    """It is near square·exp(off²/square) where sums are many, grows with `off`, and faster where products are few."""
    square = np.full(50, 0.3)
    off = np.linspace(0, 1, 50)
    many, few = misfit(off, square, 10**6), misfit(off, square, 12)
    np.testing.assert_allclose(many, square * np.exp(off * off / square), rtol=0.2)
    assert (np.diff(many) > 0).all()
    assert (few[1:] > many[1:]).all()


def test_misfit_far_out():
    """One weight far out changes nothing for the others: where powers are cut off, those below stay as they were.

    Catches a largest value that is taken for all.
    """
    near, square = np.array([0.1, 0.2]), np.full(3, 0.3)
    np.testing.assert_array_equal(misfit(np.append(near, 50.0), square, 12)[:2], misfit(near, square[:2], 12))
    assert misfit(np.array([1e3]), np.array([1e-3]), 12)[0] == 1e-3 * 1e60


def test_expected_square_of_normal_sums():
    """For 2^n sums of normal law, and a weight in their middle, the mean square of the nearest one's distance.

    Independent: distances of 2^n normal numbers from 0, drawn 4,000 times.
    """
    random = np.random.default_rng(0)
    nearest = np.abs(random.normal(0, 0.5, (4000, 64))).min(1)
    assert math.isclose(float((nearest**2).mean()), expected_square(0.25, 6), rel_tol=0.15)
