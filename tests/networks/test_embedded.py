"""The networks that ship with the package."""

import numpy as np
import pytest

from lottery_verify.checker.networks import read_network
from lottery_verify.networks.embedded import embedded_path, embedded_target


def test_embedded_target_is_small_and_canonical():
    """Catches a file that the checker can't read by itself, and one that grew."""
    network = embedded_target()
    assert network.widths == (64, 32, 10)
    assert network.n_weights == 2410
    assert embedded_path().read_bytes() == network.canonical()
    assert embedded_path().stat().st_size <= 20_000
    assert read_network(str(embedded_path())).digest == network.digest
    assert all(np.array_equal(layer.weight, layer.weight.astype(np.float32)) for layer in network.layers)


def test_norms_meet_malach_pruning():
    """Both spectral norms are at most 1, with a margin far above rounding.

    Catches weights trained without the bound.
    """
    for layer in embedded_target().layers:
        assert np.linalg.eigvalsh(layer.weight @ layer.weight.T).max() < 1 - 1e-4


def test_accuracy_on_held_out_digits():
    """At least 95 % of the images that training never saw.

    Catches a file of other weights, or a lost bias.
    """
    datasets = pytest.importorskip("sklearn.datasets")
    selection = pytest.importorskip("sklearn.model_selection")
    data = datasets.load_digits()
    _, images, _, labels = selection.train_test_split(
        data.data / 16, data.target, test_size=0.25, random_state=17, stratify=data.target
    )
    y = images
    for layer in embedded_target().layers:
        y = y @ layer.weight.T + layer.bias
        y = np.maximum(y, 0) if layer.relu else y
    assert (y.argmax(1) == labels).mean() >= 0.95


def test_the_pruned_controller_is_the_controller_without_its_smallest_weights():
    """A tenth of each layer's weights, rounded, is 0; the others and the biases are the controller's.

    Catches: a pair of which one was trained again.
    """
    whole, pruned = embedded_target("controller"), embedded_target("controller-pruned")
    for f, g in zip(whole.layers, pruned.layers, strict=True):
        kept = g.weight != 0
        assert np.count_nonzero(~kept) == round(0.1 * kept.size)
        assert np.array_equal(g.weight[kept], f.weight[kept])
        assert np.abs(f.weight[~kept]).max() <= np.abs(f.weight[kept]).min()
        assert np.array_equal(f.bias, g.bias)


def test_the_controller_pushes_towards_the_fall():
    """The pole's angle and the force have the same sign where all else is at rest, and at rest there is no force.

    Catches: a sign lost in the export, units that are not those of the docstring.
    """
    force = []
    for angle in (-0.5, 0.0, 0.5):
        y = np.array([0.0, 0.0, angle, 0.0])
        for layer in embedded_target("controller").layers:
            y = y @ layer.weight.T + layer.bias
            y = np.maximum(y, 0) if layer.relu else y
        force.append(float(y[0]))
    assert force[0] < -0.1 < 0.1 < force[2]
    assert abs(force[1]) < 0.02
