"""`check_pruner`, tried on the package's own pruner and on pruners that are wrong on purpose."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify import Network, Ticket, prune
from lottery_verify.checker.regions import Region
from lottery_verify.errors import NoTicketError
from lottery_verify.hunting import check_pruner

Answer = Ticket | Network


def ours(target: Network, region: Region, epsilon: Fraction, seed: int) -> Answer:
    """The package's pruner."""
    return prune(target, region=region, epsilon=epsilon, seed=seed, method="subset-sum")


def careless(target: Network, region: Region, epsilon: Fraction, seed: int) -> Answer:
    """Aims at sixteen times the error."""
    return prune(target, region=region, epsilon=16 * epsilon, seed=seed, method="product")


def biasless(target: Network, region: Region, epsilon: Fraction, seed: int) -> Answer:
    """Forgets the biases."""
    return Network(tuple(replace(layer, bias=None) for layer in target.layers), target.shift)


def rounding(target: Network, region: Region, epsilon: Fraction, seed: int) -> Answer:
    """Rounds weights to float16."""
    weights = [layer.weight.astype(np.float16) for layer in target.layers]
    biases = [None if layer.bias is None else layer.bias.astype(np.float16) for layer in target.layers]
    return Network.from_arrays(weights, biases, [layer.relu for layer in target.layers], shift=target.shift)


def of_its_own_seed(target: Network, region: Region, epsilon: Fraction, seed: int) -> Answer:
    """Changes the seed in silence."""
    return ours(target, region, epsilon, 5)


def moody(target: Network, region: Region, epsilon: Fraction, seed: int, calls: list[int] = []) -> Answer:  # noqa: B006
    """Another answer each time."""
    calls.append(1)
    return (
        Network(target.layers, None if target.shift is None else target.shift + 2.0**-40 * len(calls))
        if target.shift is not None
        else (
            Network.from_arrays(
                [layer.weight + 2.0**-50 * len(calls) for layer in target.layers],
                [layer.bias for layer in target.layers],
                [layer.relu for layer in target.layers],
            )
        )
    )


def shy(target: Network, region: Region, epsilon: Fraction, seed: int) -> Answer:
    """Always refuses."""
    raise NoTicketError("not today")


def test_a_right_pruner_passes() -> None:
    """Ours keeps its word, and its certificates prove it."""
    assert check_pruner(ours, examples=15, proves=True, may_refuse=False, max_bits=2).examples >= 15


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (careless, r"was asked"),
        (biasless, r"the difference comes to .* was asked"),
        (of_its_own_seed, r"the ticket names 5"),
        (moody, r"the same seed gives another answer|was asked"),
    ],
)
def test_a_wrong_pruner_is_caught(wrong: Callable[..., Answer], words: str) -> None:
    """The message holds the smallest case, as numbers that can be pasted."""
    with pytest.raises(AssertionError, match=words) as caught:
        check_pruner(wrong, examples=300)
    assert "PrunerCase(target=NetworkSpec(" in str(caught.value)


def test_the_forgotten_bias_is_shown_as_small_as_can_be() -> None:
    """Weights 0 and a bias, ReLU or not."""
    with pytest.raises(AssertionError, match=r"weights=\(\(\(0\.0,\),\),.*biases=\(\(-?\d\.\d,\),"):
        check_pruner(biasless, examples=300)


def test_refusal_is_an_answer_only_if_you_say_so() -> None:
    """`may_refuse`."""
    check_pruner(shy, examples=5)
    with pytest.raises(AssertionError, match="not today"):
        check_pruner(shy, examples=5, may_refuse=False)


def test_coarse_rounding_is_within_epsilon() -> None:
    """float16 weights are within a sixteenth of the output's size: a pruner that returns a network passes as well."""
    check_pruner(rounding, examples=30)
