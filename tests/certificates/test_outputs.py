"""Claims about single outputs: what is found and proved of each brackets the truth, and the checker agrees."""

from fractions import Fraction

import pytest

from lottery_verify import Box, Network, attack, certify, check, prove
from lottery_verify.certificates.certificate import load_certificate
from lottery_verify.certificates.outputs import at_output
from lottery_verify.errors import InvalidArgument

REGION = Box([-1, -1], [1, 1])
HIDDEN = [[1.0, 0.0], [-1.0, 0.0]]
F = Network.from_arrays([HIDDEN, [[1.0, 1.0], [1.0, -1.0], [0.0, 0.0]]], [None, [0.0, 0.0, 0.5]], [True, False])
G = Network.from_arrays([HIDDEN, [[1.0, 1.0], [1.0, -1.0], [0.0, 0.0]]], [None, [0.25, 0.0, 0.375]], [True, False])
TRUTH = (Fraction(1, 4), Fraction(0), Fraction(1, 8))  # of the difference at each output, everywhere


@pytest.mark.parametrize("timeout", [0, 5])
def test_each_bound_holds(timeout):
    """Every output's [found, proved] holds the truth, by layers and by halving. Catches outputs in another order."""
    both = prove(G, F, region=REGION, timeout=timeout, samples=200)
    assert both.found.outputs == TRUTH
    assert all(proved >= true for proved, true in zip(both.certificate.outputs, TRUTH, strict=True))


@pytest.mark.parametrize("only", [0, 1, 2])
@pytest.mark.parametrize("timeout", [0, 5])
def test_one_output_alone(only, timeout, tmp_path):
    """Its bracket holds the truth, and the checker accepts the certificate for this output and for no other.
    Catches the largest output's bound, or a certificate that is about all."""
    both = prove(G, F, region=REGION, timeout=timeout, samples=200, only=only)
    assert both.found.found == TRUTH[only] <= both.proved
    path = tmp_path / "only.json"
    both.certificate.save(path)
    assert load_certificate(path).output == only
    asked = {"ticket": G, "target": F, "region": REGION, "epsilon": both.certificate.epsilon}
    assert check(path, only=only, **asked).status == "accepted"
    assert check(path, only=(only + 1) % 3, **asked).status == "rejected"
    assert check(path, **asked).status == "rejected"


def test_what_layers_prove_of_an_output():
    """A certificate of format 1 gives one of format 2 with the same integers. Catches another rounding of the two."""
    made = certify(G, F, region=REGION)
    for output in range(3):
        proof = at_output(made, output, 2)
        verdict = check(proof, ticket=G, target=F, region=REGION, epsilon=1, only=output)
        assert verdict.proved == made.outputs[output]


@pytest.mark.parametrize("only", [-1, 3, True, "0"])
def test_no_such_output(only):
    """Each way in which there is no such output is refused by name."""
    for run in (attack, prove):
        with pytest.raises(InvalidArgument, match=r"only .*: the outputs are 0 to 2"):
            run(G, F, region=REGION, only=only)


def test_l2_of_one_output():
    """Of a single output both norms are one; l2 is refused. Catches a certificate whose norm says nothing."""
    with pytest.raises(InvalidArgument, match="leave l2 out"):
        prove(G, F, region=REGION, norm="l2", only=0)
