"""What `certify` tries: the precision asked, spectral witnesses where they are useful, messages with both numbers."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify import certify, check, prune
from lottery_verify.certificates.certificate import spelt
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.errors import InvalidArgument, Undecided
from lottery_verify.networks.network import Network

H = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]) / 2  # orthogonal: intervals double
F, G = Network.from_arrays([H, H, H]), Network.from_arrays([H * 1.01, H, H])
BOX = Box.cube(-1, 1, 4)


def helped(certificate):
    """Whether it holds spectral witnesses."""
    return any(witness is not None for _, _, witness in certificate.layers)


@pytest.mark.parametrize("spectral", [False, True])
@pytest.mark.parametrize("precision", [0, 7, 64, 1024])
def test_precision_as_asked(precision, spectral):
    """Every bound is a multiple of 2^-precision. Catches a first step that takes another."""
    made = certify(G, F, region=BOX, precision=precision, spectral=spectral)
    assert made.precision == precision
    assert made.proved.denominator <= 1 << precision


@pytest.mark.parametrize(
    ("places", "precision"),
    [(10, 128), (50, 128), (64, 128), (65, 256), (127, 256), (129, 512), (300, 1024), (900, 1024)],
)
def test_precision_grows_for_small_differences(places, precision):
    """Left out, it is 128, and doubles while what is proved lies below 2^-(half of it), up to 1024."""
    f, g = Network.from_arrays([[[0.0]]]), Network.from_arrays([[[2.0**-places]]])
    made = certify(g, f, region=Box.cube(-1, 1, 1))
    assert made.precision == precision
    assert made.proved == Fraction(1, 1 << places)


def test_equal_networks_are_claimed_to_differ_by_a_unit():
    """Nothing is proved smaller by more places; the claim, which must be above 0, is one unit of them."""
    made = certify(F, F, region=BOX)
    assert (made.precision, made.proved, made.epsilon) == (128, 0, Fraction(1, 1 << 128))


@pytest.mark.parametrize(
    ("proved", "stated"),
    [
        (Fraction(10**400 - 1, 7), Fraction(10**400 - 1, 7)),
        (Fraction(10**400 + 1, 10**399), Fraction(11)),
        (Fraction(10**400, 7**470), Fraction(-(-(10**400) // 7**470))),
        (Fraction(10**400 - 1), Fraction(10**400 - 1)),
    ],
)
def test_numbers_that_a_claim_can_spell(proved, stated):
    """A numerator of over 400 digits is rounded up to an integer; no less than what is proved is stated."""
    assert spelt(proved, 64) == stated >= proved


@pytest.mark.parametrize("proved", [Fraction(10**400), Fraction(10**400 * 3 + 1, 3)])
def test_numbers_that_none_can(proved):
    """10^400 itself is one digit too long."""
    with pytest.raises(Undecided) as caught:
        spelt(proved, 64)
    assert str(caught.value) == "the steps prove only a bound above 10^400, which a certificate can't state"


def agreed(f, g, region, norm, **more):
    """certify's certificate, if the checker accepts it and proves the same."""
    made = certify(g, f, region=region, norm=norm, **more)
    verdict = check(made, ticket=g, target=f, region=region, epsilon=made.epsilon, norm=norm)
    assert (verdict.status, verdict.proved) == ("accepted", made.proved)
    return made


@pytest.mark.parametrize("norm", ["linf", "l2"])
@pytest.mark.parametrize("region", [BOX, Ball(1, 4)], ids=["box", "ball"])
def test_networks_of_different_depth(region, norm):
    """Their ranges are propagated apart, norms too: on a ball ‖Hx‖ + ‖HHx‖ ≤ 2·1, by Frobenius 2 + 4."""
    deeper = Network.from_arrays([H, H], None, [False, False])
    made = agreed(Network.from_arrays([H]), deeper, region, norm)
    if isinstance(region, Ball) and norm == "l2":
        assert made.proved == 6


@pytest.mark.parametrize(
    "weight", [[[1.0, 2.0], [0.0, 1.0]], [[0.0, 3.0], [0.5, 0.25]], [[1.0, 2.0, 4.0], [0.0, 1.0, 0.5]]]
)
def test_witnesses_of_matrices_that_are_not_symmetric(weight):
    """WWᵀ is not WᵀW: the witness is of the one that the checker takes."""
    f, g = Network.from_arrays([np.array(weight)]), Network.from_arrays([np.array(weight) * 1.25])
    made = agreed(f, g, Ball(1, len(weight[0])), "l2", spectral=True)
    assert helped(made)


def test_witnesses_where_they_are_useful():
    """On a ball and for l2 they are tried; for linf on a box only where the wish is not met without them."""
    assert helped(certify(G, F, region=Ball(1, 4)))
    assert helped(certify(G, F, region=BOX, norm="l2"))
    plain, with_them = certify(G, F, region=BOX), certify(G, F, region=BOX, spectral=True)
    assert not helped(plain)
    assert helped(with_them)
    assert with_them.proved < plain.proved * Fraction(2, 3)
    assert not helped(certify(G, F, region=BOX, epsilon=plain.proved))
    between = certify(G, F, region=BOX, epsilon=with_them.proved)
    assert helped(between)
    assert (between.proved, between.epsilon) == (with_them.proved, with_them.proved)
    assert not helped(certify(G, F, region=BOX, norm="l2", spectral=False))


def test_a_witness_that_does_not_help_is_left_out():
    """Where ‖W‖₂ is the Frobenius norm already, the certificate stays small; asked for, the witness is there."""
    f, g = Network.from_arrays([[[1.0]]]), Network.from_arrays([[[1.25]]])
    assert not helped(certify(g, f, region=Ball(1, 1)))
    assert helped(certify(g, f, region=Ball(1, 1), spectral=True))


def test_what_is_not_proved_is_said_in_full():
    """What was asked, what the steps prove, and that nothing follows about the claim."""
    f, g = Network.from_arrays([[[1.0]]]), Network.from_arrays([[[1.25]]])
    with pytest.raises(Undecided) as caught:
        certify(g, f, region=Box.cube(-1, 1, 1), epsilon="1/8")
    words = "epsilon 0.125: not proved; the steps prove 0.25 (linf). The claim may still be true"
    assert str(caught.value) == words


@pytest.mark.parametrize(("stated", "useful"), [("1e-9", True), ("1e9", False), ("about a tenth", False)])
def test_a_tickets_wish(stated, useful):
    """Without epsilon, what the ticket's header says it was made for decides whether to try harder on a box."""
    ticket = prune(F, region=BOX, epsilon=1, method="subset-sum", seed=1)
    assert helped(certify(replace(ticket, epsilon=stated), F, region=BOX)) == useful
    better = certify(replace(ticket, epsilon="1e9"), F, region=BOX).proved
    assert helped(certify(replace(ticket, epsilon="1e9"), F, region=BOX, epsilon=better * Fraction(4, 5)))


@pytest.mark.parametrize(
    ("ticket", "region", "words"),
    [
        ((2, 5, 6), 2, "ticket: 6 outputs, but network gives 4"),
        ((7, 5, 4), 2, "ticket: 7 inputs, but network takes 2"),
        ((2, 5, 4), 8, "region: 8 inputs, but network takes 2"),
    ],
)
def test_sizes_that_do_not_fit(ticket, region, words):
    """Both numbers, each of the right end. Catches the first width told for the last."""
    f, g = (Network.from_arrays([np.ones((b, a)), np.ones((c, b))]) for a, b, c in ((2, 3, 4), ticket))
    with pytest.raises(InvalidArgument) as caught:
        certify(g, f, region=Box.cube(0, 1, region))
    assert str(caught.value) == words
