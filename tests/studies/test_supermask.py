"""Edge-popup: exactly k weights are kept, the weights stay, and the gradient goes straight through."""

import pytest
import torch

from lottery_verify.studies.architectures import Perceptron
from lottery_verify.studies.supermask import Dense, Supermask, TopK, right, train
from lottery_verify.studies.training_sets import training_set

torch.set_num_threads(1)


def test_the_largest_scores_are_kept():
    """By hand. Catches k that is the part pruned, and ties that keep more than k."""
    scores = torch.tensor([[0.1, 0.5, 0.3], [0.3, 0.9, 0.3]])
    mask = TopK.apply(scores, 2)
    assert mask.tolist() == [[0, 1, 0], [0, 1, 0]]
    assert TopK.apply(scores, 4).sum() == 4


def test_the_gradient_goes_straight_through():
    """For y = Σ_j w_j m_j x_j the gradient of |s_j| is w_j x_j also where the mask is 0 (Ramanujan et al.).

    Catches a gradient that the mask stops, so that a pruned weight never returns.
    """
    network = Supermask(Perceptron((3, 1)), "normal", 1 / 3, seed=1)
    x = torch.tensor([[1.0, -2.0, 3.0]])
    network(x).sum().backward()
    expected = network.weights[0] * x * network.scores[0].sign()
    assert network.kept == [1]
    assert torch.allclose(network.scores[0].grad, expected)


def test_training_moves_scores_alone_and_learns():
    """Weights stay bit for bit, a mask beats its own beginning by far, and the same seed gives the same mask.

    Catches trained weights, scores that are not trained, and chance that no seed holds.
    """
    x, y, held, classes = training_set("digits")
    networks = [Supermask(Perceptron((64, 32, 10)), "constant", 0.5, seed=9) for _ in range(2)]
    before, weights = right(networks[0], held, classes), [one.clone() for one in networks[0].weights]
    for network in networks:
        train(network, x, y, steps=150, rate=0.1, seed=9)
    assert right(networks[0], held, classes) > max(300, 2 * before)
    assert all(torch.equal(a, b) for a, b in zip(weights, networks[0].weights, strict=True))
    assert all(torch.equal(a, b) for a, b in zip(networks[0].scores, networks[1].scores, strict=True))
    assert sorted(name.split(".")[0] for name, _ in networks[0].named_parameters()) == ["scores", "scores"]


def test_the_variance_is_scaled_to_what_is_kept():
    """Var w = 2/(fan-in · density): a layer's outputs have the same size at every sparsity. Catches an unscaled one."""
    for density in (1.0, 0.25):
        weight = Supermask(Perceptron((200, 100)), "normal", density, seed=2).weights[0]
        assert float(weight.square().mean()) == pytest.approx(2 / (200 * density), rel=0.05)
    trained = Dense(Perceptron((200, 100)), "normal", 2).weights[0].detach()
    assert float(trained.square().mean()) == pytest.approx(0.01, rel=0.05)
