"""Ctrl-C as a wish: told to every block that it strikes in, and to each box of a union."""

import os
import signal
from fractions import Fraction

import pytest

from lottery_verify.certificates.certificate import certify
from lottery_verify.certificates.deadline import Deadline
from lottery_verify.certificates.interrupts import interruptible
from lottery_verify.certificates.proving import Proved, over_each
from lottery_verify.certificates.repeat import check
from lottery_verify.checker.regions import Box
from lottery_verify.checker.unions import Boxes
from lottery_verify.networks.network import Network

# f(x) = relu(x) and g(x) = 2·relu(x): over [a, b] with a ≥ 0 the largest difference is b.
F, G = (Network.from_arrays([[[1.0]], [[size]]]) for size in (1.0, 2.0))
THREE = Boxes([Box((0,), (1,)), Box((2,), (3,)), Box((4,), (5,))])


@pytest.fixture(autouse=True)
def heard():
    """As in a terminal: a background job of a shell ignores SIGINT."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press():
    """What Ctrl-C does to this process."""
    os.kill(os.getpid(), signal.SIGINT)


def test_the_block_around_is_told():
    """One Ctrl-C is the wish of both blocks, and nothing is left of either. Catches an outer block that goes on."""
    before = signal.getsignal(signal.SIGINT)
    with interruptible() as outer:
        with interruptible() as inner:
            assert not inner()
            assert not outer()
            press()
            assert inner()
            assert outer()
            with pytest.raises(KeyboardInterrupt):  # pressed again, it does what it did before both
                press()
        assert signal.getsignal(signal.SIGINT) is before
    assert signal.getsignal(signal.SIGINT) is before


def test_without_a_press_nothing_is_changed():
    """The handlers are put back in order. Catches an inner block that leaves the outer one deaf."""
    before = signal.getsignal(signal.SIGINT)
    with interruptible() as outer:
        with interruptible() as inner:
            pass
        press()
        assert outer()
        assert not inner()
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_ends_the_halving_of_every_box():
    """Pressed during the second of three boxes: that one ends, the third is not halved, and the certificate holds.

    Catches a wish that only the box at hand hears, so that one Ctrl-C is needed for each box.
    """
    times = []

    def over(box, deadline, layers_alone):
        times.append(layers_alone)
        with interruptible():
            if len(times) == 2:
                press()
        return Proved(None, certify(G, F, region=box))

    both = over_each(THREE, over, Deadline.after(90), False, None)
    assert times == [False, False, True]
    verdict = check(both.certificate, ticket=G, target=F, region=THREE, epsilon=Fraction(5))
    assert (verdict.status, verdict.proved) == ("accepted", 5)
