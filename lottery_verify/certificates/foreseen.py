"""What a certificate will prove of a ticket that is not made yet: that of the target with random errors of its size."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

import numpy as np

from lottery_verify.certificates.attack import attack
from lottery_verify.certificates.gated import few_gates
from lottery_verify.certificates.proving import prove
from lottery_verify.certificates.reached import Attack
from lottery_verify.checker.regions import Region
from lottery_verify.networks.network import Network
from lottery_verify.networks.reproducible import total
from lottery_verify.pruning.outputs import few_outputs
from lottery_verify.pruning.plan import Plan
from lottery_verify.pruning.pruner import after_of
from lottery_verify.pruning.search import Indices
from lottery_verify.pruning.steering import payment

LEAST_SHARE = Fraction(1, 1024)  # of the largest layer's part, below which no layer's part is taken to lie
SAMPLES, STARTS, STEPS = 2000, 8, 20  # of the search for a layer's part, which need not be the largest there is


def erring(target: Network, planned: Plan, *, only: int | None = None, steered: bool = False) -> Network:
    """The target with random errors of root mean square epsilon_w on every weight, the same for every call.

    Args:
        target: the network F.
        planned: its epsilon_w.
        only: the only layer that errs, from 0; None for all.
        steered: whether errors nearly cancel in what they add up to at the outputs, as those of `steering` do.
    """
    random = np.random.default_rng(0)
    weights, biases = [], []
    for i, (layer, epsilon_w) in enumerate(zip(target.layers, planned.epsilon_w, strict=True)):
        unit = float(epsilon_w) / 577  # integers from −999 to 999 have this root mean square
        off, off_bias = (unit * random.integers(-999, 1000, shape) for shape in (layer.weight.shape, layer.n_out))
        if only not in (None, i):
            off, off_bias = 0 * off, 0 * off_bias
        after = after_of(target, i) if steered else None
        if after is not None:
            off = np.stack([column + payment(after, total(after * column)) for column in off.T], axis=1)
        weights.append(layer.weight + off)
        biases.append(None if layer.bias is None else layer.bias + off_bias)
    return Network.from_arrays(weights, biases, [layer.relu for layer in target.layers], shift=target.shift)


def foreseen(
    target: Network, planned: Plan, *, region: Region, norm: str, timeout: float, gates: bool, steered: bool
) -> Fraction:
    """About what a certificate will prove; where gates are many, at the output that a search finds to err most.

    Args:
        target, region, norm: of the claim.
        planned: the errors.
        timeout, gates: as for `prove`.
        steered: as for `erring`.
    """
    moved = erring(target, planned, steered=steered)
    many = gates and norm == "linf" and not few_gates(target, target.widths[-2])
    only = searched(moved, target, region, norm).output if many else None
    found = prove(moved, target, region=region, norm=norm, timeout=timeout, gates=gates, samples=0, only=only)
    return found.proved


def shares(target: Network, planned: Plan, *, region: Region, norm: str, shape: str, steered: bool) -> list[Fraction]:
    """How many times its epsilon_w each layer may err beside the others so that source weights are least.

    One bit less for every link of layer i saves c_i source weights. Errors of several layers add up about as their
    squares do, so that Σ −c_i·log f_i under Σ (a_i·f_i)² = 1 is least where (a_i·f_i)² is c_i's share of all c; a_i is
    the difference that a search finds where layer i alone errs.

    Args:
        target, region, norm: of the claim.
        planned: errors of the size 1.
        shape: of the source.
        steered: as for `erring`.
    Returns:
        A factor for each layer; only their ratios mean anything.
    """
    parts = []
    for i in range(target.depth):
        moved = erring(target, planned, only=i, steered=steered)
        parts.append(searched(moved, target, region, norm).found)
    least = max(parts) * LEAST_SHARE or Fraction(1)
    costs = []
    for i, (n_out, signs) in enumerate(zip(target.widths[1:], planned.signs, strict=True)):
        costs.append(saved(n_out, signs, shape, outputs=steered and few_outputs(i, n_out, signs)))
    found = zip(parts, costs, strict=True)
    return [Fraction(sqrt(cost / sum(costs))) / max(part, least) for part, cost in found]


def searched(moved: Network, target: Network, region: Region, norm: str) -> Attack:
    """A large difference, found in seconds."""
    return attack(moved, target, region=region, norm=norm, samples=SAMPLES, starts=STARTS, steps=STEPS)


def saved(n_out: int, signs: Indices, shape: str, *, outputs: bool = False) -> int:
    """Source weights that one neuron less for each block, or for each half of an input, is: see `Ticket`.

    Where neurons serve outputs, of which half are of use to a link, three neurons less for each output.
    """
    inputs = len(signs)
    if outputs:
        return 3 * n_out * (inputs + n_out)
    blocks = {"shared": inputs, "dedicated": inputs * n_out, "free": sum(2 - abs(int(sign)) for sign in signs)}[shape]
    return blocks * (inputs + n_out)
