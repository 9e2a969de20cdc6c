"""Two chains of the same shape as one list of layers, each over one power of two; what the joint rules work on."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from lottery_verify.checker.files import demand
from lottery_verify.checker.graph import Affine, Relu, Row
from lottery_verify.checker.rules.known import Pair
from lottery_verify.checker.rules.sizes import Sizes
from lottery_verify.errors import UnsupportedNetwork

Matrix = list[list[int]]


class Matrices(NamedTuple):
    """One layer of both networks, integers over 2^scale.

    The target's is f(x) = W·x + b. The ticket's is ĝ(y) = N·y + (P − N)·max(y, 0) + b + Δb, where P and N differ for
    the inputs in `kinks` only.

    Attributes:
        f, g, gap: W, N, and N − W, rows of all weights.
        bias, gap_bias: b and Δb.
        kinks, kink: the inputs of the ticket whose weight depends on their sign, and their columns of P − N.
        size: no row of W, N, N − W and P − N together has more than it in all.
        relu: whether max(·, 0) follows.
    """

    scale: int
    f: Matrix
    g: Matrix
    gap: Matrix
    bias: list[int]
    gap_bias: list[int]
    kinks: list[int]
    kink: Matrix
    size: int
    relu: bool


class PairLayer(Matrices):
    """One layer of both networks, and the sizes of its weights, which are packed once."""

    @cached_property
    def f_sizes(self) -> Sizes:
        """Of W."""
        return Sizes(self.f)

    @cached_property
    def gap_sizes(self) -> Sizes:
        """Of N − W, N and P − N, side by side."""
        return Sizes([[*gap, *g, *kink] for gap, g, kink in zip(self.gap, self.g, self.kink, strict=True)])


def paired(networks: Pair, signs: Sequence[int]) -> list[PairLayer]:
    """The layers of two chains of the same widths and activations; UnsupportedNetwork where they are not.

    Args:
        networks: the target and the ticket.
        signs: of each input of the ticket, less its shift: 1 where it is ≥ 0 in the whole region, −1 where ≤ 0, else 0.
    """
    f, g = networks.target, networks.ticket
    problem = "joint rules compare two chains of the same widths, with ReLU after the same layers"
    demand(networks.alike, problem, UnsupportedNetwork)
    found = []
    for k in f.affine:
        p, q = f.nodes[k - 1].operation, g.nodes[k - 1].operation
        relu = k < len(f.nodes) and isinstance(f.nodes[k].operation, Relu)
        if isinstance(p, Affine) and isinstance(q, Affine):
            found.append(layer(p, q, signs, relu))
        signs = [int(relu)] * len(found[-1].bias)
    return found


def layer(p: Affine, q: Affine, signs: Sequence[int], relu: bool) -> PairLayer:
    """One layer of both; an input of known sign meets one matrix only."""
    scale = max(p.scale, q.scale)
    f, g, gap, bias, gap_bias = [], [], [], [], []
    kinks: dict[int, list[int]] = {}
    for a, (row_f, row_g) in enumerate(zip(p.rows, q.rows, strict=True)):
        weights_f, _ = weights(row_f, scale, signs, p.width)
        weights_g, kinked = weights(row_g, scale, signs, q.width)
        f.append(weights_f)
        g.append(weights_g)
        gap.append([n - w for w, n in zip(weights_f, weights_g, strict=True)])
        bias.append(row_f.bias << scale - row_f.scale)
        gap_bias.append((row_g.bias << scale - row_g.scale) - bias[-1])
        for b, weight in kinked.items():
            kinks.setdefault(b, [0] * len(q.rows))[a] = weight
    kink = [[column[a] for column in kinks.values()] for a in range(len(f))]
    size = max(sum(map(abs, (*f[a], *g[a], *gap[a], *kink[a]))) for a in range(len(f)))
    return PairLayer(scale, f, g, gap, bias, gap_bias, list(kinks), kink, size, relu)


def weights(row: Row, scale: int, signs: Sequence[int], width: int) -> tuple[list[int], dict[int, int]]:
    """N of one row, and P − N for the inputs of no known sign where it is not 0; P itself stands for N where x ≥ 0."""
    found, kinked = [0] * width, {}
    for b, positive, negative in zip(row.columns, row.positive, row.negative, strict=True):
        found[b] = (positive if signs[b] > 0 else negative) << scale - row.scale
        if signs[b] == 0 and positive != negative:
            kinked[b] = positive - negative << scale - row.scale
    return found, kinked
