"""Free assignment behind a ReLU where a layer has few outputs: each intermediate neuron serves one of them."""

from fractions import Fraction

import numpy as np
import pytest

from lottery_verify import certify, check, prune
from lottery_verify.checker.networks import read_network
from lottery_verify.checker.regions import Box
from lottery_verify.checker.source import INPUT, OUTPUT, Law, stream
from lottery_verify.errors import NoTicketError
from lottery_verify.hunting import oracle
from lottery_verify.laws.source import Source
from lottery_verify.networks.network import Network
from lottery_verify.pruning import outputs, pruner
from lottery_verify.pruning.dense import DenseSearch
from lottery_verify.pruning.free import FreeSearch
from lottery_verify.pruning.serving import Idle, Output
from tests.pruning.test_mean import exact_mean_square

HIDDEN, OUTPUTS = 60, 3
FIRST = np.random.default_rng(1).normal(0, 0.3, (HIDDEN, 2))
LAST = np.random.default_rng(2).normal(0, 0.1, (OUTPUTS, HIDDEN))
FAR = np.where(np.random.default_rng(3).random(LAST.shape) < 0.02, 10 * LAST, LAST)
BIAS = np.random.default_rng(4).normal(0, 0.1, OUTPUTS)
SIGNED = Box.cube(-1, 1, 2)


def made(last=LAST, relu=True, **options):
    """A ticket of a network whose last layer has few outputs."""
    target = Network.from_arrays([FIRST, last], [None, BIAS if len(last) == OUTPUTS else None], [relu, False])
    given = {"region": SIGNED, "epsilon": "0.05", "seed": 5, "method": "subset-sum", "shape": "free"}
    return target, prune(target, **{**given, **options})


@pytest.mark.parametrize("errors", ["each", "mean"])
@pytest.mark.parametrize("last", [LAST, FAR], ids=["normal", "far"])
def test_a_ticket_is_accepted(errors, last, tmp_path):
    """Its last layer's neurons serve outputs, their links are met as asked by the checker's own reading, which is the
    second implementation's, and a certificate is accepted on a region of both signs.

    Catches V of another output, an error that is not measured, and links that nobody searched.
    """
    target, ticket = made(last, errors=errors)
    path = str(tmp_path / "ticket.safetensors")
    ticket.save(path)
    layer, e = ticket.layers[1], ticket.layers[1].epsilon_w
    assert [one.serves_outputs for one in ticket.layers] == [False, True]
    read = read_network(path).layers[1]
    plus, _ = oracle.effective(ticket, 1)
    for a, row in enumerate(read.rows):
        assert [Fraction(v, 1 << row.scale) for v in row.positive] == [plus[a][b] for b in row.columns]
    wanted = np.column_stack([last, BIAS])
    off = [abs(plus[a][b] - Fraction(float(w))) for (a, b), w in np.ndenumerate(wanted)]
    if errors == "each":
        assert max(off) <= e * (1 + Fraction(1, 2**40))
    else:
        assert exact_mean_square(read, target.layers[1], halves=1) <= e**2
        assert max(off) <= float(e) * wanted.shape[1] ** 0.5
    assert layer.kept_v == np.count_nonzero(layer.serves < OUTPUTS) <= layer.neurons
    proof = certify(ticket, target, region=SIGNED)
    assert check(proof, ticket=ticket, target=target, region=SIGNED, epsilon=proof.proved)


def test_who_errs_most_gets_more(monkeypatch, tmp_path):
    """From far too few neurons on, outputs of 800 links get more until the mean square error is at most epsilon_w's
    square, and about as large: no more are given than have to be.

    Catches another budget, which a good guess of the first neurons hides, or the few links that are far off.
    """
    monkeypatch.setattr(outputs, "BEGIN", {True: 2.0**12, False: 2.0**12})
    chance = np.random.default_rng(6)
    target = Network.from_arrays([chance.normal(0, 0.1, (800, 1)), chance.normal(0, 0.1, (OUTPUTS, 800))])
    region = Box.cube(0, 1, 1)
    ticket = prune(target, region=region, epsilon="0.5", seed=5, method="subset-sum", shape="free", errors="mean")
    ticket.save(tmp_path / "ticket.safetensors")
    read = read_network(str(tmp_path / "ticket.safetensors"))
    found = exact_mean_square(read.layers[1], target.layers[1], halves=1) / ticket.layers[1].epsilon_w ** 2
    assert Fraction(1, 4) < found <= 1


@pytest.mark.parametrize("errors", ["each", "mean"])
def test_fewer_neurons_than_by_inputs(errors, monkeypatch):
    """Three outputs take a quarter at most of the neurons that 61 inputs take. Catches neurons for every input."""
    few = made(errors=errors)[1].layers[1].neurons
    monkeypatch.setattr(pruner, "free_search", lambda *_: DenseSearch if errors == "mean" else FreeSearch)
    assert few < made(errors=errors)[1].layers[1].neurons / 4


def test_who_serves_inputs():
    """Where inputs can have either sign, outputs are many, or another method is asked for, neurons serve inputs.

    Catches a ticket whose ReLUs cut its sums.
    """
    many = np.random.default_rng(2).normal(0, 0.1, (20, HIDDEN))
    positive = Network.from_arrays([LAST], [None], [False])
    kept = prune(positive, region=Box.cube(0, 1, HIDDEN), epsilon="0.05", seed=5, method="subset-sum", shape="free")
    for ticket in (made(relu=False)[1], made(many)[1], made(method="golden", epsilon="1")[1], kept):
        assert not any(layer.serves_outputs for layer in ticket.layers)


def test_the_same_bytes(monkeypatch):
    """The same seed gives the same ticket on one processor and on seven; another seed another one."""

    def ticket(seed, processors):
        monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(processors)))
        return made(seed=seed, errors="mean")[1].canonical()

    assert ticket(5, 1) == ticket(5, 7)
    assert ticket(5, 1) != ticket(6, 1)


def test_more_products_than_one_search_takes():
    """An epsilon so small that links need more products than are searched exactly is met all the same."""
    _, ticket = made(LAST[:1, :8].repeat(8, 1)[:, :HIDDEN], epsilon="1e-8")
    assert ticket.layers[1].serves_outputs
    assert int(ticket.layers[1].counts.max()) > 14
    assert ticket.layers[1].neurons > 56


def test_a_given_number_of_neurons():
    """It is the layer's, all of it; too few are refused by layer, output and input."""
    fit = max(layer.neurons for layer in made()[1].layers)
    assert {layer.neurons for layer in made(neurons=fit + 50)[1].layers} == {fit + 50}
    with pytest.raises(NoTicketError, match=r"layer 2: with \d+ neurons in all, each for one output, .* output \d, "):
        made(neurons=made()[1].layers[0].neurons + 2)


def test_outputs_without_links_take_no_neurons():
    """An output whose weights are all 0 is served by none. Catches a quota for each output."""
    last = LAST.copy()
    last[1] = 0
    ticket = prune(
        Network.from_arrays([FIRST, last]), region=SIGNED, epsilon="0.05", seed=5, method="subset-sum", shape="free"
    )
    assert 1 not in ticket.layers[1].serves.tolist()
    assert {0, 2} < set(ticket.layers[1].serves.tolist())


@pytest.mark.parametrize("errors", ["each", "mean"])
def test_links_that_need_nothing_are_not_paid_for(errors):
    """Sixty small weights, each met by nothing, do not raise the number of neurons that two large ones take.

    Catches errors of small links beside what only large ones may err, which no number of neurons makes less.
    """
    small = np.zeros((2, HIDDEN))
    small[:, :2] = 0.3, -0.2
    alone = made(small, errors=errors)[1].layers[1]
    small[:, 2:] = float(alone.epsilon_w) * 0.9
    both = made(small, errors=errors)[1].layers[1]
    assert both.neurons < 2 * alone.neurons


def drawn(law, matrix, other, neurons):
    """Weights of layer 2 by the stream's own bytes."""
    data = stream(4, 1, matrix, 0, other, neurons * law.n_bytes)
    return np.array(law.numerators(data, [*range(neurons)])) * 2.0**law.exponent


def test_neurons_are_drawn_once_and_handed_out_once():
    """U and V of neurons that were drawn in several turns are the source's; none is handed out twice; what an output
    holds are its products where u is above 0.

    Catches a later turn read from the start, and a product of a neuron that its ReLU cuts.
    """
    law = Law("uniform", -1, 0)
    idle, both = Idle(Source(4, "free"), law, 1, (5, 2), 50), [Output.of(np.full(5, w), 0.0) for w in (0.2, -0.1)]
    for turn in range(20):
        idle.keep(3 + turn)
        a = turn % 2
        assert idle.choose(a, both[a], 0, 0.01, np.ones(5, dtype=bool))
    handed = both[0].neurons + both[1].neurons
    assert sorted(handed + idle.idle) == list(range(idle.neurons))
    u = np.array([drawn(law, INPUT, b, 50) for b in range(5)])
    for a, output in enumerate(both):
        v = drawn(law, OUTPUT, a, 50)
        np.testing.assert_array_equal(output.products, np.maximum(u[:, output.neurons].T, 0) * v[output.neurons, None])
    idle.keep(500)
    assert idle.neurons == 50


def test_the_neuron_that_reaches_a_far_weight_is_chosen():
    """Of 32 idle neurons one is chosen that adds to the only weight far out, and of w's sign. Catches a choice by
    numbers of usable entries alone."""
    law = Law("uniform", 0, 0)
    idle, output = Idle(Source(4, "free"), law, 1, (5, 1), 100), Output.of(np.array([0.0, 0, 3, 0, 0]), -1.0)
    idle.keep(32)
    assert idle.choose(0, output, 0, 0.01, np.ones(5, dtype=bool))
    assert output.products[0, 2] == max(np.maximum(drawn(law, INPUT, 2, 32), 0) * drawn(law, OUTPUT, 0, 32))
