"""Pruning tasks that a short search can meet; tickets and certificates that the package makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, frexp

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from lottery_verify.arguments import Number
from lottery_verify.certificates.certificate import Certificate, certify
from lottery_verify.checker.regions import Box, Region
from lottery_verify.decompose.methods import METHODS
from lottery_verify.laws.source import SHAPES
from lottery_verify.networks.network import Network
from lottery_verify.pruning.plan import plan, w_max
from lottery_verify.pruning.pruner import prune
from lottery_verify.strategies.kept import integers, one_of
from lottery_verify.strategies.regions import path_of, path_points, regions
from lottery_verify.strategies.sources import seeds
from lottery_verify.strategies.targets import NetworkSpec, network_specs
from lottery_verify.tickets.ticket import Ticket

FINEST = {"nearest": 1, "product": 3, "golden": 4, "subset-sum": 3}  # epsilon is at least the output's size over 2^this
FINEST_W = {"nearest": 5, "product": 7, "golden": 9, "subset-sum": 7}  # and epsilon_w at least w_max over 2^this


@dataclass(frozen=True)
class PruneCase:
    """A target, a claim about a ticket for it, how to make the ticket, and a path along which to try it.

    `points` are what the path leads over, in steps of 1/8 from the region's centre (see `strategies.regions.path_of`).
    """

    target: NetworkSpec
    region: Region
    epsilon: Fraction
    norm: str
    method: str
    law: str
    shape: str
    base: str
    seed: int
    points: tuple[tuple[int, ...], ...]

    def network(self) -> Network:
        """The target."""
        return self.target.network()

    def prune(self, *, neurons: str = "fit", delta: Number = "0.01") -> Ticket:
        """The ticket that the package's pruner makes."""
        return prune(
            self.network(), region=self.region, epsilon=self.epsilon, method=self.method, seed=self.seed,
            shape=self.shape, law=self.law, base=self.base, norm=self.norm, neurons=neurons, delta=delta,
        )  # fmt: skip

    def path(self) -> list[tuple[Fraction, ...]]:
        """The corners of a path through the region."""
        return path_of(self.region, self.points)


def output_size(spec: NetworkSpec, region: Region) -> Fraction:
    """About the largest output over the region, as a power of two at least 2^-40, by intervals in floats; 1 for 0."""
    if isinstance(region, Box):
        reach = [max(abs(float(a)), abs(float(b))) for a, b in zip(region.lower, region.upper, strict=True)]
    else:
        reach = [abs(float(c)) + float(region.radius) for c in region.centre]
    if spec.shift is not None:
        reach = [a + abs(b) for a, b in zip(reach, spec.shift, strict=True)]
    for rows, bias in zip(spec.weights, spec.biases, strict=True):
        reach = [
            sum(abs(w) * r for w, r in zip(row, reach, strict=True)) + (0.0 if bias is None else abs(bias[a]))
            for a, row in enumerate(rows)
        ]
    size = max(reach)
    return Fraction(2) ** max(-40, frexp(size)[1]) if size else Fraction(1)


def affordable(spec: NetworkSpec, region: Region, epsilon: Fraction, norm: str, method: str) -> Fraction:
    """ε, doubled until no layer's ε_w is finer than the method reaches with a few hundred neurons.

    An output that is small because one layer's weights are tiny leaves the others a tiny ε_w. "nearest" looks for u
    near |w| and v near 1, so that its ε_w counts as it is, and not against w_max.
    """
    target, parts = spec.network(), 1 << FINEST_W[method]
    while True:
        planned = plan(target, region, epsilon, norm)
        largest = [w_max(target, i) for i in range(target.depth)]
        finest = [min(w, Fraction(1, parts)) if method == "nearest" else w / parts for w in largest]
        worst = ceil(max(least / e for least, e in zip(finest, planned.epsilon_w, strict=True)))
        if worst <= 1:
            return epsilon
        epsilon *= 1 << (worst - 1).bit_length()


@st.composite
def prune_cases(
    draw: DrawFn,
    *,
    min_width: int = 1,
    max_width: int = 2,
    max_depth: int = 2,
    methods: tuple[str, ...] = tuple(METHODS),
    max_points: int = 3,
    finer: int = 0,
) -> PruneCase:
    """Pruning tasks over all methods, their laws, both shapes, boxes and balls, both norms, three bases and any seed.

    ε is a part of the output's size, or more, that the method reaches with few neurons: a task takes milliseconds.

    Args:
        min_width, max_width, max_depth: of the target.
        methods: which of "nearest", "product", "golden" and "subset-sum".
        max_points: what the path on which the ticket is tried leads over.
        finer: halve ε so many times more; each time costs neurons.
    """
    method = draw(one_of(methods))
    if method == "nearest":  # its draws grow as 1/ε² in absolute terms
        spec = draw(
            network_specs(max_width=min(max_width, 2), max_depth=1, kinds=("any", "repeated", "rank-one", "edges"))
        )
    else:
        spec = draw(network_specs(min_width=min_width, max_width=max_width, max_depth=max_depth))
    region = draw(regions(width=spec.widths[0]))
    norm = draw(one_of(("linf", "l2")))
    epsilon = output_size(spec, region) / (1 << draw(integers(finer, FINEST[method] + finer)))
    epsilon = affordable(spec, region, epsilon, norm, method)
    return PruneCase(
        spec,
        region,
        epsilon,
        norm,
        method,
        draw(one_of(METHODS[method].laws)),
        draw(one_of(SHAPES)),
        draw(one_of(("phi", "3/2", "8/5"))),
        draw(seeds()),
        tuple(draw(path_points(spec.widths[0], max_points))),
    )


def tickets(**limits: object) -> SearchStrategy[Ticket]:
    """Tickets that the package's pruner makes of `prune_cases` (same arguments); masks may be empty."""
    return prune_cases(**limits).map(PruneCase.prune)  # type: ignore[arg-type]


def certificates(**limits: object) -> SearchStrategy[Certificate]:
    """Certificates of such tickets, each with the least ε that the steps prove."""

    def build(case: PruneCase) -> Certificate:
        return certify(case.prune(), case.network(), region=case.region, norm=case.norm)

    return prune_cases(**limits).map(build)  # type: ignore[arg-type]
