"""Free assignment: each intermediate neuron serves the input that it suits."""

from fractions import Fraction

import numpy as np
import pytest

from lottery_verify import certify, check, prune
from lottery_verify.checker.networks import read_network
from lottery_verify.checker.regions import Box
from lottery_verify.checker.source import INPUT, Law, stream
from lottery_verify.counts.assignment import none_is_lost
from lottery_verify.decompose.methods import METHODS
from lottery_verify.errors import InvalidArgument, NoTicketError
from lottery_verify.hunting import oracle
from lottery_verify.laws.source import Source
from lottery_verify.networks.network import Network
from lottery_verify.pruning.assignment import Assignment, Need
from tests.pruning.cases import EPSILONS, NET, SQUARE

UNIFORM = Law("uniform", 0, 0)
WIDE = Network.from_arrays([np.random.default_rng(1).normal(0, 0.1, (4, 60))], [None], [False])
CUBE = Box.cube(0, 1, 60)


def signs(seed, inputs, neurons):
    """The sign of u from each input to each neuron of layer 1, by the stream's own bytes."""
    return [
        [1 if v > 0 else -1 for v in UNIFORM.numerators(stream(seed, 0, INPUT, 0, b, 3 * neurons), [*range(neurons)])]
        for b in range(inputs)
    ]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("size", [0.0, 0.5])
def test_each_neuron_serves_one_half_of_its_sign(seed, size):
    """Every half gets what it needs, no neuron serves two, and each has the sign.

    Catches a neuron that stays idle after it was handed out, and a sign that is not looked at.
    """
    assignment = Assignment(Source(seed, "free"), UNIFORM, 0, 1000)
    needs = [Need(2 * b + (s < 0), b, s, 3 + b % 3, size) for b in range(8) for s in (1, -1)]
    given = assignment.hand_out(needs)
    table = signs(seed, 8, assignment.neurons)
    assert [len(given[need.half]) for need in needs] == [need.count for need in needs]
    for need in needs:
        assert all(table[need.input][m] == need.sign for m in given[need.half])
    handed = [m for found in given.values() for m in found.tolist()]
    assert len(set(handed)) == len(handed)
    assert sorted([*handed, *assignment.idle.tolist()]) == list(range(assignment.neurons))


def test_no_neuron_is_lost():
    """200 halves that need 5 each take 1,000 neurons, as free-assignment says; blocks would take twice as many.

    Catches neurons bound to an input beforehand, and halves that do not pass neurons on.
    """
    assignment = Assignment(Source(3, "free"), UNIFORM, 0, 5000)
    assert assignment.hand_out([Need(b, b, 1, 5, 0.5) for b in range(200)]) is not None
    assert none_is_lost(200, 5, Fraction(1, 2), Fraction(1, 10**20))
    assert assignment.neurons == 1000


def test_the_limit_holds():
    """Needs beyond the limit are not met. Catches a limit that is passed by one draw."""
    assert Assignment(Source(3, "free"), UNIFORM, 0, 9).hand_out([Need(0, 0, 1, 10, 0.0)]) is None


@pytest.mark.parametrize("method", sorted(set(METHODS) - {"nearest"}))
@pytest.mark.parametrize("errors", ["each", "mean"])
@pytest.mark.parametrize("low", [0, -1])
def test_a_ticket_is_accepted(method, errors, low, tmp_path):
    """The second implementation and the checker read the same sums, each link is met as asked where x may have either
    sign too, and a certificate's ticket is accepted.

    Catches V of another neuron, one half alone, and a neuron whose u has the wrong sign.
    """
    region = Box.cube(low, 1, 2)
    ticket = prune(
        NET, region=region, epsilon=EPSILONS[method], seed=3, method=method, shape="free", errors=errors
    )
    path = str(tmp_path / "ticket.safetensors")
    ticket.save(path)
    read = read_network(path)
    for i, (layer, wanted) in enumerate(zip(read.layers, NET.layers, strict=True)):
        plus, minus = oracle.effective(ticket, i)
        for a, row in enumerate(layer.rows):
            unit = 1 << row.scale
            assert [Fraction(v, unit) for v in row.positive] == [plus[a][b] for b in row.columns]
            assert [Fraction(v, unit) for v in row.negative] == [minus[a][b] for b in row.columns]
            if errors == "each":
                e = ticket.layers[i].epsilon_w
                halves = [plus[a], minus[a]] if low < 0 and i == 0 else [plus[a]]
                off = [abs(h[b] - Fraction(w)) for h in halves for b, w in enumerate(wanted.weight[a].tolist())]
                assert max(off) <= e * (1 + Fraction(1, 2**40))
    epsilon = certify(ticket, NET, region=region).proved
    assert check(certify(ticket, NET, region=region), ticket=ticket, target=NET, region=region, epsilon=epsilon)


def test_fewer_neurons_than_blocks():
    """With inputs of one sign a layer takes less than half of the source weights that blocks take."""

    def weights(shape, errors):
        made = prune(WIDE, region=CUBE, epsilon="0.1", seed=5, method="subset-sum", shape=shape, errors=errors)
        return made.layers[0].source_weights

    assert 2 * weights("free", "mean") < weights("shared", "mean")
    assert 2 * weights("free", "each") < weights("shared", "each")


def test_the_same_bytes(monkeypatch):
    """The same seed gives the same ticket on one processor and on seven; another seed another one."""

    def made(seed, processors):
        monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(processors)))
        return prune(WIDE, region=CUBE, epsilon="0.1", seed=seed, method="subset-sum", shape="free").canonical()

    assert made(3, 1) == made(3, 7)
    assert made(3, 1) != made(4, 1)


def test_inputs_of_no_weight_get_no_neurons():
    """An input whose weights are all 0 is served by no neuron. Catches a quota for every input."""
    weight = np.array([[0.0, 0.5, 0.0], [0.0, -0.25, 0.0]])
    target, region = Network.from_arrays([weight]), Box.cube(0, 1, 3)
    ticket = prune(target, region=region, epsilon="0.01", seed=1, method="subset-sum", shape="free")
    assert set(ticket.layers[0].serves.tolist()) <= {1, 3}


def test_a_given_number_of_neurons():
    """It is the layer's, all of it; too few are refused by layer, output, input and half; a theorem's count by name."""
    options = {"region": SQUARE, "epsilon": "0.05", "seed": 1, "method": "subset-sum", "shape": "free"}
    fit = prune(NET, **options)
    given = prune(NET, **options, neurons=max(layer.neurons for layer in fit.layers) + 5)
    assert {layer.neurons for layer in given.layers} == {max(layer.neurons for layer in fit.layers) + 5}
    with pytest.raises(NoTicketError, match=r"layer 1: with 3 neurons in all not every link is met; the worst is "):
        prune(NET, **options, neurons=3)
    with pytest.raises(InvalidArgument, match="shape 'free': prune counts no neurons for it by theorem"):
        prune(NET, **options, neurons="theorem")
