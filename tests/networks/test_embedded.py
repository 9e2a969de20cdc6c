"""The target that ships with the package."""

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
