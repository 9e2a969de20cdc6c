"""Certificates: sound, read back as written, accepted by the checker, undecided where nothing is proved."""

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lottery_verify import certify, check, prune
from lottery_verify.certificates.certificate import load_certificate
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.errors import InvalidArgument, MalformedFile, Undecided
from lottery_verify.hunting import oracle
from lottery_verify.networks.network import Network
from tests.pruning.cases import regions, targets

LINE = Box.cube(-1, 1, 1)


def accepted(certificate, ticket, target, region, **more):
    """Whether the checker accepts a certificate for what it states, with the bound that it states."""
    asked = {"region": region, "epsilon": certificate.epsilon, "norm": certificate.norm} | more
    verdict = check(certificate, ticket=ticket, target=target, **asked)
    return (verdict.status, verdict.proved) == ("accepted", certificate.proved)


def shift_and_back(m):
    """y = relu(x + M) − M in float64 weights."""
    return Network.from_arrays([[[1.0]], [[1.0]]], [np.array([m]), np.array([-m])])


def large_and_back(m):
    """y = M·h + h − M·h, h = relu(x + 2)."""
    weights = [[[1.0]], [[m], [1.0], [-m]], [[1.0, 1.0, 1.0]]]
    return Network.from_arrays(weights, [np.array([2.0]), None, None], [True, False, False])


UNSOUND_ELSEWHERE = {
    "1e9": (shift_and_back(1e9), 1),
    "1e17": (shift_and_back(1e17), 1),
    "2^54": (large_and_back(2.0**54), 3),
}


@pytest.mark.parametrize("norm", ["linf", "l2"])
@pytest.mark.parametrize("region", [LINE, Ball(1, 1)], ids=["box", "ball"])
@pytest.mark.parametrize("precision", [None, 0, 7, 53])
@pytest.mark.parametrize("name", UNSOUND_ELSEWHERE)
def test_sound_where_others_fail(name, precision, region, norm):
    """Against the zero network, of the same layers and of one layer, the proved ε is at least the true supremum over
    the reals (1, 1 and 3), which x = 1 attains; where intervals lose nothing it is that number itself.

    Catches: floats anywhere between the weights and the bound; a precision too low to hold the weights.
    """
    network, supremum = UNSOUND_ELSEWHERE[name]
    assert abs(oracle.run(network, oracle.layers(network), [Fraction(1)])[0]) == supremum
    zeros = [np.zeros_like(layer.weight) for layer in network.layers]
    for zero in (
        Network.from_arrays(zeros, relu=[layer.relu for layer in network.layers]),
        Network.from_arrays([[[0.0]]]),
    ):
        for f, g in ((network, zero), (zero, network)):
            certificate = certify(g, f, region=region, norm=norm, precision=precision)
            assert certificate.proved >= supremum
            assert accepted(certificate, g, f, region)
            if supremum == 1 and len(zero.layers) == 2:
                assert certificate.proved == 1
            with pytest.raises(Undecided):
                certify(
                    g, f, region=region, norm=norm, precision=precision, epsilon=Fraction(supremum) - Fraction(1, 10**9)
                )


@st.composite
def pairs(draw):
    """Two networks of the same inputs and outputs, of one architecture or of two, a region, a norm, a precision."""
    f = draw(targets(3, 3))
    if draw(st.booleans()):
        weights = [layer.weight * draw(st.sampled_from([1, 0.75, 1.25])) for layer in f.layers]
        biases = [layer.bias for layer in f.layers]
        g = Network.from_arrays(
            weights, biases, [layer.relu for layer in f.layers], shift=draw(st.sampled_from([None, f.shift]))
        )
    else:
        middle = draw(st.integers(1, 4))
        flat = draw(st.lists(st.floats(-2, 2), min_size=middle * 6, max_size=middle * 6))
        shapes = (np.resize(flat, (middle, f.widths[0])), np.resize(flat[::-1], (f.widths[-1], middle)))
        g = Network.from_arrays(shapes, [np.resize(flat[1:], middle), None])
    norm, precision = draw(st.sampled_from(["linf", "l2"])), draw(st.sampled_from([None, 0, 20, 200]))
    return f, g, draw(regions(f.widths[0])), norm, precision, draw(st.sampled_from([None, True, False]))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(pairs(), st.data())
def test_any_two_networks(case, data):
    """Two saved networks, hidden widths alike or not: the bound is finite, no point of the region exceeds it, the
    checker accepts it and computes the same number, spectral witnesses or not, at every precision.

    Catches: an unsound rule, a rounding inward, two implementations that part ways, a witness that the checker
    refuses.
    """
    f, g, region, norm, precision, spectral = case
    certificate = certify(g, f, region=region, norm=norm, precision=precision, spectral=spectral)
    assert accepted(certificate, g, f, region)
    parts = [(n, oracle.layers(n)) for n in (f, g)]
    for numbers in data.draw(
        st.lists(st.lists(st.integers(-8, 8), min_size=region.width, max_size=region.width), max_size=5)
    ):
        x = oracle.point(region, numbers)
        assert oracle.inside(region, x)
        values = [oracle.run(n, p, x) for n, p in parts]
        gaps = [b - a for a, b in zip(*values, strict=True)]
        assert not oracle.exceeds(gaps, certificate.proved, norm), f"at {x}: {gaps}, proved {certificate.proved}"


def test_equal_networks():
    """A network against itself is proved as near as a claim can say.

    Catches 0 as an epsilon, which no check may ask.
    """
    net = Network.from_arrays([np.eye(3) / 3, np.ones((1, 3))])
    certificate = certify(net, net, region=Ball(1, 3))
    assert certificate.proved == 0
    assert 0 < certificate.epsilon <= Fraction(1, 2**64)
    assert accepted(certificate, net, net, Ball(1, 3))


@pytest.mark.parametrize("norm", ["linf", "l2"])
def test_witness_helps_on_a_ball(norm):
    """On a ball, an orthogonal layer's spectral norm makes the bound smaller by √n, and the checker accepts the
    witness.

    Catches: witnesses that are computed and not used, or used and not written.
    """
    h = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]) / 2
    f, g = Network.from_arrays([h, h, h]), Network.from_arrays([h * 1.01, h, h])
    plain, helped = (certify(g, f, region=Ball(1, 4), norm=norm, spectral=s) for s in (False, None))
    assert helped.proved < plain.proved * Fraction(2, 3)
    assert any(w is not None for _, _, w in helped.layers)
    assert accepted(helped, g, f, Ball(1, 4))
    spoilt = json.loads(helped.to_json())
    for layer in spoilt["layers"]:
        layer["spectral"]["factor"][0][0] += "0000"
    verdict = check(FromText(json.dumps(spoilt), helped), ticket=g, target=f, region=Ball(1, 4), epsilon=1, norm=norm)
    assert verdict.status == "rejected", "a false witness did no harm"


class FromText(type(certify(shift_and_back(1.0), shift_and_back(1.0), region=LINE))):
    """A certificate that writes the text it was given."""

    def __init__(self, text, like):
        self.__dict__.update(like.__dict__, text=text)

    def to_json(self):
        return self.text


@pytest.mark.parametrize("small", [2.0**-100, 5e-324])
def test_witness_of_a_layer_with_a_small_bias(small):
    """A bias far below the weights: the witness is over a power of two that holds it, as the checker demands.

    Catches: a certificate with a witness that the checker calls malformed.
    """
    f, g = (Network.from_arrays([np.eye(2) * s], [np.array([small, 0.0])]) for s in (1.0, 1.5))
    certificate = certify(g, f, region=Ball(1, 2), spectral=True)
    assert certificate.layers[0][2] is not None
    assert accepted(certificate, g, f, Ball(1, 2))


@pytest.mark.parametrize("region", [Box.cube(-1, 1, 2), Ball(1, 2)], ids=["box", "ball"])
@pytest.mark.parametrize("size", [1e150, 1e-200])
def test_weights_at_the_ends_of_float64(size, region):
    """Weights whose squares are beyond float64 are ordinary input of the exact steps.

    Catches OverflowError, infinities.
    """
    f, g = (Network.from_arrays([np.full((2, 2), s * size), np.full((2, 2), size)]) for s in (1, -1))
    certificate = certify(g, f, region=region)
    assert accepted(certificate, g, f, region)
    corner = [Fraction(1, 2)] * 2
    gap = oracle.run(f, oracle.layers(f), corner)[0] - oracle.run(g, oracle.layers(g), corner)[0]
    assert certificate.proved >= abs(gap) > 0
    assert "certificate: sup" in str(certificate)


@pytest.mark.parametrize("size", [1e200, 1e308])
def test_a_bound_that_no_certificate_can_state(size):
    """A bound of more than 400 digits is undecided; one that only its fraction makes so long is stated rounded up.

    Catches: a certificate that the checker calls malformed.
    """
    f, g = (Network.from_arrays([np.full((2, 2), s * size), np.full((2, 2), size)]) for s in (1, -1))
    with pytest.raises(Undecided, match=r"above 10\^400"):
        certify(g, f, region=Box.cube(0, 1, 2))
    f, g = (Network.from_arrays([[[s * 1e150]], [[1e-20]]]) for s in (1, -1))
    region = Box.cube(0, "1/3", 1)
    certificate = certify(g, f, region=region, precision=1024)
    assert 0 <= certificate.epsilon - certificate.proved < 1
    assert accepted(certificate, g, f, region)


def test_without_epsilon_the_least():
    """Without epsilon the certificate states what it proves; that very number can be asked, and the least below it
    cannot.

    Catches: a padded epsilon; a comparison < where ≤ is meant.
    """
    f, g = shift_and_back(1.0), Network.from_arrays([[[0.5]], [[1.0]]], [np.array([1.0]), np.array([-1.0])])
    certificate = certify(g, f, region=LINE)
    assert certificate.epsilon == certificate.proved == Fraction(1, 2)
    assert certify(g, f, region=LINE, epsilon=Fraction(1, 2)) == certificate
    below = certificate.epsilon - Fraction(1, 10**30)
    with pytest.raises(Undecided, match=r"not proved; the steps prove 0\.5 .*The claim may still be true"):
        certify(g, f, region=LINE, epsilon=below)
    with pytest.raises(InvalidArgument, match="is less than the steps prove"):
        certificate.claiming(below)
    assert check(certificate, ticket=g, target=f, region=LINE, epsilon=below).status == "undecided"


def test_round_trip(tmp_path):
    """A certificate read back writes the same bytes, prints the same and is accepted from its file, with witnesses too.

    Catches: a field lost on the way, a number that is rounded.
    """
    f, g = (Network.from_arrays([np.eye(3) * s, np.ones((2, 3))], [np.array([0.1, 0, -1]), None]) for s in (1.0, 0.9))
    for region, norm in ((Box.cube(0, "1/3", 3), "linf"), (Ball("2/7", 3), "l2")):
        certificate = certify(g, f, region=region, norm=norm, spectral=norm == "l2", epsilon=5)
        certificate.save(tmp_path / "c.json")
        read = load_certificate(tmp_path / "c.json")
        assert read.to_json() == certificate.to_json() == (tmp_path / "c.json").read_text()
        assert (str(read), read.proved, read.epsilon) == (str(certificate), certificate.proved, 5)
        assert check(tmp_path / "c.json", ticket=g, target=f, region=region, epsilon=5, norm=norm).status == "accepted"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"claim": 3}, "claim: expected an object"),
        ({"precision": -1}, "precision"),
        ({"precision": 1.5}, "1.5"),
        ({"layers": []}, "layers: expected at least one"),
        ({"format": "lottery_verify.certificate/2"}, "certificate/2"),
        ({"layers": [{"difference": "12", "norm": "0x1", "spectral": None}]}, "hexadecimal"),
        ({"extra": 1}, "unknown key 'extra'"),
    ],
)
def test_malformed(change, words, tmp_path):
    """A file that is no certificate is refused with its name and the place. Catches a traceback, or a default taken."""
    net = shift_and_back(1.0)
    text = certify(net, net, region=LINE).to_json()
    (tmp_path / "c.json").write_text(json.dumps(json.loads(text) | change))
    with pytest.raises(MalformedFile, match=r"c\.json") as caught:
        load_certificate(tmp_path / "c.json")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"region": Box.cube(0, 1, 2)}, "region: 2 inputs, but network takes 1"),
        ({"norm": "l1"}, "norm 'l1' must be one of linf, l2"),
        ({"epsilon": 0}, "epsilon 0 must be above 0"),
        ({"epsilon": "-1"}, "epsilon -1 must be above 0"),
        ({"precision": 1025}, "precision 1025 must be from 0 to 1024"),
        ({"ticket": Network.from_arrays([np.ones((1, 2))])}, "ticket: 2 inputs, but network takes 1"),
        ({"ticket": Network.from_arrays([np.ones((3, 1))])}, "ticket: 3 outputs, but network gives 1"),
    ],
)
def test_bad_arguments(more, words):
    """What does not fit is named before any work. Catches zip over the shorter of two lists."""
    net = shift_and_back(1.0)
    asked = {"ticket": net, "region": LINE} | more
    with pytest.raises(InvalidArgument) as caught:
        certify(asked.pop("ticket"), net, **asked)
    assert words in str(caught.value)


def test_ticket_that_states_a_foreign_epsilon():
    """A ticket's own words about epsilon are no part of the proof. Catches a crash, or trust, in its header."""
    net = Network.from_arrays([[[0.5]]])
    ticket = prune(net, region=LINE, epsilon="0.1", seed=1)
    for stated in ("about a tenth", "1e-9", "-1"):
        odd = replace(ticket, epsilon=stated)
        certificate = certify(odd, net, region=LINE)
        assert accepted(certificate, odd, net, LINE, seed=1)
        assert certificate.proved <= Fraction(1, 10)
