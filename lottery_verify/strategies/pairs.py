"""Two networks to be compared, for the certificate's rules alone; and corrupted tasks."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from lottery_verify.checker.regions import Region
from lottery_verify.strategies.corruptions import Corruption, corruptions
from lottery_verify.strategies.numbers import special_floats
from lottery_verify.strategies.regions import path_of, path_points, regions
from lottery_verify.strategies.targets import NetworkSpec, Rows, network_specs
from lottery_verify.strategies.tickets import PruneCase, prune_cases


@dataclass(frozen=True)
class PairCase:
    """Two networks of the same inputs and outputs, a region, the certificate's precision, which bound to probe."""

    target: NetworkSpec
    pruned: NetworkSpec
    region: Region
    norm: str
    precision: int | None
    spectral: bool
    probe: int
    points: tuple[tuple[int, ...], ...]

    def path(self) -> list[tuple[Fraction, ...]]:
        """The corners of a path through the region."""
        return path_of(self.region, self.points)


@dataclass(frozen=True)
class CorruptCase:
    """A pruning task whose ticket or certificate is corrupted before the check."""

    task: PruneCase
    corruption: Corruption


@st.composite
def near_specs(draw: DrawFn, spec: NetworkSpec) -> NetworkSpec:
    """The same architecture, one weight in some layers moved or set to 0, sometimes a bias added."""
    weights: list[Rows] = []
    for rows in spec.weights:
        changed = [list(row) for row in rows]
        a, b = draw(st.integers(0, len(rows) - 1)), draw(st.integers(0, len(rows[0]) - 1))
        changed[a][b] = draw(st.just(0.0) | st.just(-changed[a][b]) | special_floats() | st.just(changed[a][b] * 1.25))
        weights.append(tuple(map(tuple, changed)))
    biases = tuple(
        draw(st.sampled_from([bias, (0.5,) * len(rows)])) for bias, rows in zip(spec.biases, spec.weights, strict=True)
    )
    return NetworkSpec(tuple(weights), biases, spec.relu, spec.shift)


@st.composite
def pair_cases(draw: DrawFn, *, max_width: int = 3, max_depth: int = 3) -> PairCase:
    """Pairs that differ in few weights, or in all (other depths, activations, shifts); precisions from 0 bits up."""
    target = draw(network_specs(max_width=max_width, max_depth=max_depth))
    if draw(st.integers(0, 3)) < 3:
        pruned = draw(near_specs(target))
    else:
        other = draw(network_specs(max_width=max_width, max_depth=max_depth))
        first = tuple(((row * target.widths[0])[: target.widths[0]]) for row in other.weights[0])
        weights = [first, *other.weights[1:]]
        last = (weights[-1] * target.widths[-1])[: target.widths[-1]]
        bias = other.biases[-1]
        biases = (*other.biases[:-1], None if bias is None else (bias * target.widths[-1])[: target.widths[-1]])
        pruned = NetworkSpec((*weights[:-1], last), biases, other.relu, None)
    region = draw(regions(width=target.widths[0]))
    return PairCase(
        target,
        pruned,
        region,
        draw(st.sampled_from(["linf", "l2"])),
        draw(st.sampled_from([None, 0, 1, 3, 8, 20])),
        draw(st.booleans()),
        draw(st.integers(0, 5)),
        tuple(draw(path_points(target.widths[0], 4))),
    )


@st.composite
def corrupt_cases(draw: DrawFn) -> CorruptCase:
    """Pruning tasks with one corruption."""
    task = draw(prune_cases(methods=("product", "golden", "subset-sum")))
    return CorruptCase(task, draw(corruptions()))
