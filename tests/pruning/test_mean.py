"""Links met in root mean square."""

from fractions import Fraction

import numpy as np
import pytest

from lottery_verify import prune
from lottery_verify.checker.networks import read_network
from lottery_verify.checker.regions import Box
from lottery_verify.errors import InvalidArgument, NoTicketError
from lottery_verify.networks.network import Network
from lottery_verify.pruning import pruner
from lottery_verify.pruning.mean import MeanSearch
from tests.pruning.cases import EPSILONS, NET, SQUARE


def mean_squares(ticket, target, path):
    """Exact, by the checker's own reading of the ticket: each layer's mean of the squared error of the worse half.

    Behind a ReLU there is one half alone, since its output is at least 0.
    """
    ticket.save(path)
    for i, (layer, wanted) in enumerate(zip(read_network(path).layers, target.layers, strict=True)):
        yield exact_mean_square(layer, wanted, halves=2 if i == 0 else 1)


def exact_mean_square(layer, wanted, halves):
    """Of a layer in the checker's integers against one in floats."""
    total, count = Fraction(0), 0
    for a, row in enumerate(layer.rows):
        unit = 1 << row.scale
        found = {b: (p, n) for b, p, n in zip(row.columns, row.positive, row.negative, strict=True)}
        for b, w in enumerate(wanted.weight[a].tolist()):
            total += max((Fraction(v, unit) - Fraction(w)) ** 2 for v in found.get(b, (0, 0))[:halves])
            count += 1
        if wanted.bias is not None:
            total += (Fraction(row.bias, unit) - Fraction(float(wanted.bias[a]))) ** 2
            count += 1
    return total / count


@pytest.mark.parametrize("method", ["product", "golden", "subset-sum"])
@pytest.mark.parametrize("shape", ["shared", "dedicated", "free"])
def test_mean_square(method, shape, tmp_path):
    """The kept products, summed exactly, err by at most epsilon_w in root mean square, in every layer.

    Catches squares of one half left out, inputs counted twice, and a layer that is begun again with the sum kept.
    """
    ticket = prune(
        NET, region=SQUARE, epsilon=EPSILONS[method], seed=3, method=method, shape=shape, errors="mean", loosen="3/2"
    )
    found = list(mean_squares(ticket, NET, str(tmp_path / "ticket.safetensors")))
    assert len(found) == len(ticket.layers)
    assert all(square <= layer.epsilon_w**2 for square, layer in zip(found, ticket.layers, strict=True))


def test_unlucky_blocks_do_not_hold_the_others_up():
    """In the mean fewer neurons do: of 120 blocks the one with the fewest usable neurons need not meet its links.

    Catches a search that raises M until the last link is met.
    """
    weight = np.random.default_rng(1).normal(0, 0.1, (4, 120))
    target, region = Network.from_arrays([weight], [None], [False]), Box.cube(0, 1, 120)

    def neurons(**options):
        return prune(target, region=region, epsilon="0.1", seed=5, method="subset-sum", **options).layers[0].neurons

    assert neurons(errors="mean") < neurons()


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_what_keeps_nothing_errs_by_its_weight(seed, tmp_path):
    """Half of the weights are just below epsilon_w, so that nothing is kept for them: the others must err by less.

    Catches links that keep nothing and count as met exactly.
    """
    weight, region = np.random.default_rng(2).normal(0, 0.1, (10, 40)), Box.cube(0, 1, 40)

    def made(target):
        return prune(target, region=region, epsilon="0.05", seed=seed, method="subset-sum", errors="mean")

    e = float(made(Network.from_arrays([weight], [None], [False])).layers[0].epsilon_w)
    weight[:, ::2] = 0.97 * e * np.sign(weight[:, ::2])
    target = Network.from_arrays([weight], [None], [False])
    ticket = made(target)
    ticket.save(path := str(tmp_path / "ticket.safetensors"))
    (layer,) = read_network(path).layers
    assert float(ticket.layers[0].epsilon_w) == e
    assert Fraction(4, 10) * Fraction(e) ** 2 < exact_mean_square(layer, target.layers[0], halves=1) <= Fraction(e) ** 2


def test_a_layer_is_begun_again(monkeypatch, tmp_path):
    """From three neurons too few, more are taken until the links are met in the mean, and no more than a few.

    Catches a mean that is held against epsilon_w unrooted, and a sum that is kept when the layer is begun again.
    """
    weight = np.random.default_rng(1).normal(0, 0.1, (4, 20))
    target, region = Network.from_arrays([weight], [None], [False]), Box.cube(0, 1, 20)
    options = {"epsilon": "0.02", "seed": 5, "method": "subset-sum", "errors": "mean"}
    fit = prune(target, region=region, **options).layers[0].neurons
    monkeypatch.setattr(MeanSearch, "fit", lambda self: setattr(self, "neurons", fit - 3))
    monkeypatch.setattr(pruner, "MOST_NEURONS", fit + 9)
    ticket = prune(target, region=region, **options)
    ticket.save(path := str(tmp_path / "ticket.safetensors"))
    (layer,) = read_network(path).layers
    assert fit - 3 < ticket.layers[0].neurons < fit + 9
    assert exact_mean_square(layer, target.layers[0], halves=1) <= ticket.layers[0].epsilon_w ** 2


@pytest.mark.parametrize("factor", ["1/3", "5"])
def test_loosen(factor):
    """Every epsilon_w is the plan's times the factor, exactly."""
    one, other = (prune(NET, region=SQUARE, epsilon="0.05", seed=1, loosen=f, method="subset-sum") for f in (1, factor))
    assert [Fraction(factor) * a.epsilon_w for a in one.layers] == [b.epsilon_w for b in other.layers]


@pytest.mark.parametrize("factors", ["3,1/2", (3, Fraction(1, 2))])
def test_loosen_each_layer(factors):
    """Each layer's epsilon_w is the plan's times its own factor. Catches the first factor taken for all."""
    one = prune(NET, region=SQUARE, epsilon="0.05", seed=1, method="subset-sum")
    other = prune(NET, region=SQUARE, epsilon="0.05", seed=1, method="subset-sum", loosen=factors)
    assert len(one.layers) == 2
    assert [3 * one.layers[0].epsilon_w, one.layers[1].epsilon_w / 2] == [b.epsilon_w for b in other.layers]


def test_too_few_neurons():
    """A given number of neurons that does not suffice is refused, by layer."""
    with pytest.raises(NoTicketError, match=r"layer 1: with 2 neurons per block the links err by .* in root "):
        prune(NET, region=SQUARE, epsilon="0.001", seed=1, method="subset-sum", errors="mean", neurons=2)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"loosen": 0}, "loosen 0 must be above 0"),
        ({"loosen": "1,0"}, "loosen 0 must be above 0"),
        ({"loosen": "1,1,1"}, "loosen: 3 factors for 2 layers; give one for all, or one for each"),
        ({"loosen": [1]}, "loosen: 1 factors for 2 layers"),
        ({"errors": "some"}, "errors 'some' must be one of each, mean"),
        ({"errors": "mean", "neurons": "theorem"}, "errors 'mean': no theorem counts neurons for it"),
    ],
)
def test_arguments(options, message):
    """Each argument that is wrong is refused by name."""
    with pytest.raises(InvalidArgument, match=message):
        prune(NET, region=SQUARE, epsilon="0.1", seed=1, **options)
