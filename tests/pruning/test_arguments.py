"""Arguments of `prune`: spellings, each that is wrong, and claims that no ticket can meet."""

import re
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify import certify, check, prune
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.counts.base import PHI
from lottery_verify.decompose.methods import METHODS
from lottery_verify.errors import InvalidArgument, NoTicketError
from lottery_verify.hunting import oracle
from lottery_verify.networks.network import Network
from lottery_verify.pruning.plan import plan
from tests.pruning.cases import NET, SQUARE


@pytest.mark.parametrize("epsilon", ["1/10", 0.1, Fraction(1, 10), "0.1", "1e-1"])
def test_spellings_of_epsilon(epsilon):
    """Text, ratios and floats state the same number exactly; a float is the decimal that is typed.

    Catches: an epsilon rounded on its way into the ticket.
    """
    ticket = prune(NET, region=SQUARE, epsilon=epsilon, seed=1)
    assert Fraction(ticket.epsilon) == Fraction(1, 10)


@pytest.mark.parametrize("base", [1.5, Fraction(3, 2), "3/2", "1.5"])
def test_spellings_of_base(base):
    """A ticket of any spelling of the base can be read back.

    Catches a float in the header, which every reader refuses.
    """
    ticket = prune(NET, region=SQUARE, epsilon="0.5", seed=1, base=base)
    assert Fraction(ticket.base) == Fraction(3, 2)
    certificate = certify(ticket, NET, region=SQUARE, epsilon="0.5")
    assert check(certificate, ticket=ticket, target=NET, region=SQUARE, epsilon="0.5").status == "accepted"


BAD = {
    "epsilon 0 must be above 0": {"epsilon": 0},
    "epsilon -0.1 must be above 0": {"epsilon": "-0.1"},
    "epsilon nan must be a finite number": {"epsilon": float("nan")},
    "epsilon inf must be a finite number": {"epsilon": float("inf")},
    "epsilon True must be a finite number": {"epsilon": True},
    "epsilon: 'small' is not a decimal number": {"epsilon": "small"},
    "base 1.7 must lie in (1, phi]": {"base": "1.7"},
    "base 1 must lie in (1, phi]": {"base": "1"},
    "base 1.618034 must lie in (1, phi]": {"base": "1.618034"},
    "base 'gold' is neither phi nor a number": {"base": "gold"},
    "base '1/0' is neither phi nor a number": {"base": "1/0"},
    "delta 0 must be above 0 and below 1": {"delta": 0},
    "delta 1 must be above 0 and below 1": {"delta": "1"},
    "method 'magic' must be one of nearest, product, golden, subset-sum": {"method": "magic"},
    "law of method golden 'uniform' must be one of hyperbolic": {"law": "uniform"},
    "law of method nearest 'hyperbolic' must be one of uniform": {"law": "hyperbolic", "method": "nearest"},
    "norm 'l1' must be one of linf, l2": {"norm": "l1"},
    "shape 'round' must be one of shared, dedicated, free": {"shape": "round"},
    "seed -1 must be an integer from 0 to 2^64 - 1": {"seed": -1},
    "seed 18446744073709551616 must be an integer": {"seed": 2**64},
    "seed True must be an integer": {"seed": True},
    "region: 3 inputs, but network takes 2": {"region": Box.cube(0, 1, 3)},
    "neurons 0 must be 'fit', 'theorem', or a number from 1 to": {"neurons": 0},
    "neurons 'many' must be": {"neurons": "many"},
    "region: a number above 1e300 is beyond": {"region": Box.cube(0, 10**400, 2)},
    "region: a number above 1e300 is beyond the": {"region": Ball(10**400, 2)},
    "epsilon: a number above 1e300 is beyond": {"epsilon": 10**400},
    "would need an epsilon_w below 2^-1000": {"epsilon": "1e-400"},
}


@pytest.mark.parametrize("message", BAD)
def test_bad_arguments(message):
    """Each argument outside its range is named with its value and its range.

    Catches: a traceback, a silent clamp, or a search that starts on nonsense.
    """
    with pytest.raises(InvalidArgument) as caught:
        prune(NET, **{"region": SQUARE, "epsilon": "0.5", "seed": 1} | BAD[message])
    assert message in str(caught.value)


def test_weights_next_to_the_largest_float():
    """Where the plan's numbers overflow the answer is an InvalidArgument. Catches an OverflowError of the search."""
    for weight in (1e308, -(2.0**1023)):
        target = Network.from_arrays([np.array([[weight]])])
        with pytest.raises(InvalidArgument, match="would need an epsilon_w below"):
            prune(target, region=Box.cube(0, 1, 1), epsilon=1, seed=1)


def test_too_fine_for_the_law():
    """Weights so large that the law would leave float32's range are refused by name.

    Catches an infinite weight of G.
    """
    with pytest.raises(InvalidArgument, match=r"w_max 1\.0e\+60: the law would need weights of size"):
        prune(Network.from_arrays([np.full((1, 1), 1e60)]), region=Box.cube(0, 1, 1), epsilon="1e50", seed=1)


@pytest.mark.parametrize("shape", ["shared", "dedicated"])
@pytest.mark.parametrize("method", sorted(METHODS))
def test_no_ticket(method, shape):
    """A draw without a ticket is an error that names layer, output, input, half, weight and the nearest sum, which is
    what the method really reaches, and says what to change.

    Catches: a message about another link, a nearest value that is not one, a changed epsilon or seed instead of an
    error.
    """
    target = Network.from_arrays([np.array([[0.0, 0.0], [0.0, 0.6180339887]])])
    with pytest.raises(NoTicketError) as caught:
        prune(target, region=SQUARE, epsilon="1e-6", method=method, shape=shape, seed=9, neurons=5)
    text = str(caught.value)
    assert text.startswith("layer 1, output 1, input 1, half u > 0: weight 0.6180339887 is not met within ")
    assert " by 5 neurons per block; nearest sum found " in text
    advice = "holds no such ticket by this method: allow more neurons, a larger epsilon, or choose another seed"
    assert text.endswith(f". This draw of the source (seed 9) {advice}")
    nearest, off = re.search(r"found (\S+), off by (\S+)\. This", text).groups()
    assert f"{abs(float(nearest) - 0.6180339887):.6g}" == off
    chosen = METHODS[method]
    planned = plan(target, SQUARE, Fraction(1, 10**6), "linf").epsilon_w[0]
    law = chosen.law(chosen.laws[0], Fraction(0.6180339887), planned, PHI, False)
    block, size = (1 if shape == "shared" else 3), 5 * law.n_bytes
    u, v = ([oracle.weight(law, oracle.random_bytes(9, 0, k, block, 1, size), m) for m in range(5)] for k in (0, 1))
    sums = {Fraction(0)}
    for a, b in zip(u, v, strict=True):
        if a > 0:
            sums |= {s + a * b for s in sums}
    assert float(nearest) in map(float, sums)


def test_no_ticket_for_the_bias():
    """The constant 1 is called the bias. Catches an input number that does not exist."""
    target = Network.from_arrays([np.zeros((2, 2))], [np.array([0.0, 0.7])])
    with pytest.raises(NoTicketError, match=r"layer 1, output 1, the bias, half u > 0: weight 0\.7 is not met"):
        prune(target, region=SQUARE, epsilon="1e-6", seed=9, neurons=3)
