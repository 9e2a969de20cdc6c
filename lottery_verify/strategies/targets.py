"""Targets: small ReLU networks with the weights, biases and shapes where pruners and certificates go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import nextafter, sqrt

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from lottery_verify.networks.network import Network
from lottery_verify.strategies.kept import integer_lists, integers, one_of
from lottery_verify.strategies.numbers import check_range, special_floats

Rows = tuple[tuple[float, ...], ...]
PHI = (1 + sqrt(5)) / 2
KINDS = ("any", "repeated", "rank-one", "dead", "always-on", "edges", "huge", "tiny")


@dataclass(frozen=True)
class NetworkSpec:
    """A network in plain numbers: what a failing example shows, and can be pasted.

    Attributes:
        weights: for each layer its rows.
        biases: for each layer its bias, or None.
        relu: for each layer whether ReLU follows.
        shift: subtracted from the input, or None.
    """

    weights: tuple[Rows, ...]
    biases: tuple[tuple[float, ...] | None, ...]
    relu: tuple[bool, ...]
    shift: tuple[float, ...] | None = None

    @property
    def widths(self) -> tuple[int, ...]:
        """n_0, …, n_ℓ."""
        return (len(self.weights[0][0]), *(len(rows) for rows in self.weights))

    def network(self) -> Network:
        """The network itself."""
        return Network.from_arrays(
            [np.array(rows) for rows in self.weights],
            [None if bias is None else np.array(bias) for bias in self.biases],
            self.relu,
            shift=None if self.shift is None else np.array(self.shift),
        )


def _edges(w_max: float) -> list[float]:
    """±w_max·φ^-i and the float next to it on either side."""
    middles = [w_max * PHI**-i for i in range(5)]
    return [s * v for m in middles for v in (m, nextafter(m, 0), nextafter(m, 9)) for s in (1, -1)]


@cache
def _lists(kind: str, width: int, size: int) -> SearchStrategy[list[float]]:
    """Lists of so many weights; kept, as building a strategy takes longer than drawing from it."""
    return st.lists(_numbers(kind, width), min_size=size, max_size=size)


@cache
def _numbers(kind: str, width: int) -> SearchStrategy[float]:
    if kind == "edges":
        return st.sampled_from(_edges(1.0))
    if kind in ("huge", "tiny"):
        scale = 2.0 ** (12 if kind == "huge" else -12)
        return st.sampled_from([scale, 0.0, -scale, 0.75 * scale])
    return special_floats(width=width)


@cache
def _network_specs(
    min_width: int, max_width: int, min_depth: int, max_depth: int, kinds: tuple[str, ...], shifted: bool
) -> SearchStrategy[NetworkSpec]:
    return _drawn_specs(min_width, max_width, min_depth, max_depth, kinds, shifted)


@st.composite
def _drawn_specs(
    draw: DrawFn, min_width: int, max_width: int, min_depth: int, max_depth: int, kinds: tuple[str, ...], shifted: bool
) -> NetworkSpec:
    depth = draw(integers(min_depth, max_depth))
    widths = draw(integer_lists(min_width, max_width, depth + 1))
    kind, width = draw(one_of(kinds)), draw(one_of((64, 32)))
    few = draw(_lists("any", width, 2)) if kind == "repeated" else []

    def numbers(size: int) -> tuple[float, ...]:
        if few:
            return tuple(few[i] for i in draw(integer_lists(0, 1, size)))
        return tuple(draw(_lists(kind, width, size)))

    weights: list[Rows] = []
    biases: list[tuple[float, ...] | None] = []
    for n_in, n_out in pairwise(widths):
        if kind == "rank-one":
            left, right = numbers(n_out), numbers(n_in)
            rows = tuple(tuple(float(np.float32(a * b)) for b in right) for a in left)
        else:
            rows = tuple(numbers(n_in) for _ in range(n_out))
        if kind in ("dead", "always-on"):
            bias: tuple[float, ...] | None = ((-8.0 if kind == "dead" else 8.0),) * n_out
        else:
            bias = numbers(n_out) if draw(st.booleans()) else None
        weights.append(rows)
        biases.append(bias)
    relu = (True,) * (depth - 1) + (False,)
    if draw(integers(0, 3)) == 3:
        relu = tuple(draw(st.booleans()) for _ in range(depth))
    shift = None
    if shifted and draw(integers(0, 3)) == 3:
        shift = tuple(
            draw(st.lists(special_floats(min_value=-1, max_value=1, width=32), min_size=widths[0], max_size=widths[0]))
        )
    return NetworkSpec(tuple(weights), tuple(biases), relu, shift)


def network_specs(
    *,
    min_width: int = 1,
    max_width: int = 4,
    min_depth: int = 1,
    max_depth: int = 3,
    kinds: tuple[str, ...] = KINDS,
    shifted: bool = True,
) -> SearchStrategy[NetworkSpec]:
    """Networks in plain numbers; see `targets`, which has the same arguments."""
    check_range("min_width", min_width, "max_width", max_width)
    check_range("min_depth", min_depth, "max_depth", max_depth)
    return _network_specs(min_width, max_width, min_depth, max_depth, tuple(kinds), shifted)


def targets(
    *,
    min_width: int = 1,
    max_width: int = 4,
    min_depth: int = 1,
    max_depth: int = 3,
    kinds: tuple[str, ...] = KINDS,
    shifted: bool = True,
) -> SearchStrategy[Network]:
    """ReLU networks, float32 or float64, with or without biases and a shift of the input; they shrink to one weight 0.

    They can have weights 0, ±1, subnormal, 2^-130 and next to 1; one or two repeated values; layers of rank one; dead
    and always-on neurons; weights at and next to category edges φ^-i; huge and tiny norms; a ReLU at the end or none
    between.

    Args:
        min_width, max_width: of each layer, inputs and outputs too.
        min_depth, max_depth: layers.
        kinds: which of "any", "repeated", "rank-one", "dead", "always-on", "edges", "huge", "tiny".
        shifted: whether an input shift may occur.
    """
    return network_specs(
        min_width=min_width, max_width=max_width, min_depth=min_depth, max_depth=max_depth, kinds=kinds, shifted=shifted
    ).map(NetworkSpec.network)
