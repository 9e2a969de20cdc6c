"""`prove` and `certify` asked for an epsilon over few inputs: halving alone decides, and nothing is loaded in vain."""

import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify import Box, check, prove, save_network
from lottery_verify.hunting.paths import largest_along
from lottery_verify.networks.network import Network

LINE = Box([-1], [1])


def pair(seed):
    """Two networks of one input and one output, and the supremum of their difference, exactly."""
    generator = np.random.default_rng(seed)
    shapes = [(5, 1), (4, 5), (1, 4)]
    weights = [generator.uniform(-1, 1, shape) for shape in shapes]
    biases = [generator.uniform(-0.5, 0.5, rows) for rows, _ in shapes]
    moved = [w + generator.uniform(-0.05, 0.05, w.shape) for w in weights]
    target, pruned = (Network.from_arrays(w, biases, [True, True, False]) for w in (weights, moved))
    return target, pruned, largest_along(target, pruned, [[Fraction(-1)], [Fraction(1)]], "linf")


@pytest.mark.parametrize("seed", range(4))
def test_an_epsilon_nearer_than_the_gap_is_proved(seed):
    """1.01 times the supremum is proved although gap is 1.05: catches a search that ends at the gap, undecided."""
    target, pruned, truth = pair(seed)
    epsilon = truth * Fraction(101, 100)
    both = prove(pruned, target, region=LINE, epsilon=epsilon, timeout=60)
    assert truth <= both.proved <= epsilon
    assert check(both.certificate, ticket=pruned, target=target, region=LINE, epsilon=epsilon).status == "accepted"


@pytest.mark.parametrize("seed", range(4))
def test_an_epsilon_below_the_truth_is_exceeded(seed):
    """Nine tenths of the supremum is exceeded at a point of the region, and the bound that is left is still sound."""
    target, pruned, truth = pair(seed)
    epsilon = truth * Fraction(9, 10)
    both = prove(pruned, target, region=LINE, epsilon=epsilon, timeout=60)
    assert epsilon < both.found.found <= truth <= both.proved
    assert -1 <= both.found.witness[0] <= 1


def test_without_time_the_attack_and_the_layers_answer():
    """Where halving may take no time the rest is tried as ever: something is found, and the layers' bound holds."""
    target, pruned, truth = pair(5)
    both = prove(pruned, target, region=LINE, epsilon=truth * 100, timeout=0)
    assert 0 < both.found.found <= truth <= both.proved


def test_a_small_question_loads_no_torch(tmp_path):
    """`certify --epsilon` of two small networks answers without torch, whose loading takes longer than the question."""
    target, pruned, truth = pair(1)
    save_network(target, tmp_path / "f.safetensors")
    save_network(pruned, tmp_path / "g.safetensors")
    asked = ["certify", "g.safetensors", "--target", "f.safetensors", "--region", "box:-1,1", "--epsilon", "1000"]
    script = (
        "import sys; from lottery_verify import cli; code = cli.main(sys.argv[1:]); "
        "sys.exit(code or ('torch' in sys.modules and 9))"
    )
    done = subprocess.run([sys.executable, "-c", script, *asked], cwd=tmp_path, capture_output=True, text=True)
    assert truth < 1000
    assert (done.returncode, done.stderr) == (0, "")
