"""Free assignment where an input's neurons are chosen so that subset sums are dense."""

import numpy as np
import pytest

from lottery_verify import prune
from lottery_verify.checker.networks import read_network
from lottery_verify.checker.regions import Box
from lottery_verify.errors import NoTicketError
from lottery_verify.networks.network import Network
from lottery_verify.pruning import pruner
from lottery_verify.pruning.free import FreeMeanSearch
from tests.pruning.test_mean import exact_mean_square

OUTPUTS, INPUTS = 40, 60
PLAIN = np.random.default_rng(1).normal(0, 0.1, (OUTPUTS, INPUTS))
OUTLIERS = np.where(np.random.default_rng(2).random(PLAIN.shape) < 0.01, 10 * PLAIN, PLAIN)
CUBE = Box.cube(0, 1, INPUTS)


def made(weight, **options):
    given = {"region": CUBE, "epsilon": "0.01", "seed": 5, "method": "subset-sum", "shape": "free", "errors": "mean"}
    return prune(Network.from_arrays([weight], [None], [False]), **{**given, **options})


@pytest.mark.parametrize("weight", [PLAIN, OUTLIERS], ids=["normal", "outliers"])
def test_fewer_neurons_than_by_size_alone(weight, monkeypatch):
    """Neurons chosen by both of their weights are fewer by a twentieth at least than those chosen by u alone."""
    chosen = made(weight).layers[0].neurons
    monkeypatch.setattr(pruner, "free_search", lambda *_: FreeMeanSearch)
    assert chosen < 0.95 * made(weight).layers[0].neurons


@pytest.mark.parametrize("weight", [PLAIN, OUTLIERS], ids=["normal", "outliers"])
def test_met_in_the_mean_and_none_far_off(weight, tmp_path):
    """By the checker's own reading, the root mean square error is at most epsilon_w, and no link errs by more than
    the fourth root of the links times it: from there on one link alone adds to the error matrix' spectral norm.

    Catches a budget of the mean alone, which one link may spend.
    """
    target, ticket = Network.from_arrays([weight], [None], [False]), made(weight)
    path = str(tmp_path / "ticket.safetensors")
    ticket.save(path)
    (layer,) = read_network(path).layers
    e = ticket.layers[0].epsilon_w
    assert exact_mean_square(layer, target.layers[0], halves=1) <= e**2
    for row, wanted in zip(layer.rows, weight.tolist(), strict=True):
        found = dict(zip(row.columns, row.positive, strict=True))
        assert max(abs(found.get(b, 0) / 2**row.scale - w) for b, w in enumerate(wanted)) <= weight.size**0.25 * e


def test_the_same_bytes(monkeypatch):
    """The same seed gives the same ticket on one processor and on seven; another seed another one."""

    def ticket(seed, processors):
        monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(processors)))
        return made(PLAIN, seed=seed).canonical()

    assert ticket(5, 1) == ticket(5, 7)
    assert ticket(5, 1) != ticket(6, 1)


def test_more_products_than_one_search_takes():
    """An epsilon so small that inputs need more products than are searched exactly is met all the same."""
    ticket = made(PLAIN[:2, :4], region=Box.cube(0, 1, 4), epsilon="1e-9")
    assert ticket.layers[0].neurons > 4 * 28


def test_a_given_number_of_neurons():
    """It is the layer's, all of it; too few are refused."""
    fit = made(PLAIN).layers[0].neurons
    assert made(PLAIN, neurons=fit + 200).layers[0].neurons == fit + 200
    with pytest.raises(NoTicketError, match="layer 1: with 300 neurons in all"):
        made(PLAIN, neurons=300)


def test_inputs_without_links_take_no_neurons():
    """Sixty inputs more, all of whose weights are 0, ask for hardly a neuron. Catches neurons for every input."""
    wide = np.hstack([PLAIN, np.zeros_like(PLAIN)])
    neurons = made(wide, region=Box.cube(0, 1, 2 * INPUTS)).layers[0].neurons
    assert neurons < 1.1 * made(PLAIN).layers[0].neurons


@pytest.mark.parametrize("signs", ["one", "both"])
def test_errors_cancel_at_the_outputs(signs, monkeypatch, tmp_path):
    """What the first layer's errors add to three outputs, all gates open, is half at most of what it is without aim.

    Links too small to be searched owe their weights, and no others do. Catches a debt of links that are searched as
    well, and a search that is not told of the layers behind.
    """
    region = CUBE if signs == "one" else Box.cube(-1, 1, INPUTS)
    behind = np.random.default_rng(4).normal(0, 0.1, (3, OUTPUTS))
    target = Network.from_arrays([PLAIN, behind], [None, None])
    options = {"epsilon": "0.02", "seed": 5, "method": "subset-sum", "shape": "free", "errors": "mean"}

    def owed():
        path = str(tmp_path / "ticket.safetensors")
        prune(target, region=region, **options).save(path)
        errors = -PLAIN
        for a, row in enumerate(read_network(path).layers[0].rows):
            errors[a, list(row.columns)] += [v / 2**row.scale for v in row.positive]
        return float(np.linalg.norm(behind @ errors))

    aimed = owed()
    monkeypatch.setattr(pruner, "after_of", lambda *_: None)
    assert aimed < owed() / 2
