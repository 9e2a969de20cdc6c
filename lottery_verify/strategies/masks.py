"""Tickets of arbitrary masks, made by no pruner: what a checker must read, whoever wrote the file."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from lottery_verify.checker.regions import Region
from lottery_verify.checker.source import Law
from lottery_verify.laws.source import SHAPES, Source
from lottery_verify.strategies.regions import path_of, path_points, regions
from lottery_verify.strategies.sources import laws, seeds
from lottery_verify.strategies.targets import NetworkSpec, network_specs
from lottery_verify.tickets.ticket import Ticket, TicketLayer

Masks = tuple[int, ...]
MOST_NEURONS = 12


@dataclass(frozen=True)
class MaskCase:
    """A target, and for each of its layers a law and masks over a random source.

    Attributes:
        target: the network that the ticket is compared with; widths, biases, ReLUs and shift are the ticket's too.
        source: seed and shape.
        laws: of each layer.
        neurons: M of each layer, per block.
        u: for each layer the mask of each block's entries of U, as an integer whose bit m keeps neuron m; of shape
            `free` the input that each neuron serves, and the number of inputs for none.
        v: for each layer the mask of each link's entries of V, alike; of shape `free` of each output's.
        region, norm: of the claim.
        points: what a path through the region leads over, in steps of 1/8 (see `strategies.regions.path_of`).
        sided: of which layers of shape `free` the neurons serve outputs: `u` then says which, and `v` has the masks of
            each input's entries of U.
    """

    target: NetworkSpec
    source: Source
    laws: tuple[Law, ...]
    neurons: tuple[int, ...]
    u: tuple[Masks, ...]
    v: tuple[Masks, ...]
    region: Region
    norm: str
    points: tuple[tuple[int, ...], ...]
    sided: tuple[int, ...] = ()

    def path(self) -> list[tuple[Fraction, ...]]:
        """The corners of a path through the region."""
        return path_of(self.region, self.points)

    def ticket(self) -> Ticket:
        """The ticket of these masks."""
        spec = self.target
        layers = []
        for i, (n_in, n_out) in enumerate(pairwise(spec.widths)):
            m, size = self.neurons[i], (self.neurons[i] + 7) // 8
            rows = [[j for j in range(m) if mask >> j & 1] for mask in self.v[i]]
            free = self.source.shape == "free"
            bits = [] if free else [list(mask.to_bytes(size, "little")) for mask in self.u[i]]
            layer = TicketLayer(
                n_in, n_out, spec.biases[i] is not None, spec.relu[i], self.laws[i], m, Fraction(1),
                np.array(bits, np.uint8).reshape(len(bits), size),
                np.array([len(row) for row in rows], np.uint32),
                np.array([j for row in rows for j in row], np.uint32), serves_outputs=i in self.sided,
            )  # fmt: skip
            layers.append(layer.assigned(np.array(self.u[i], np.uint32)) if free else layer)
        shift = None if spec.shift is None else np.array(spec.shift)
        return Ticket(
            self.source, tuple(layers), shift, "hand", None, "none", None, "1", self.norm, self.region.describe(),
            "network:none",
        )  # fmt: skip


@st.composite
def mask_cases(draw: DrawFn, *, max_width: int = 2, max_depth: int = 2) -> MaskCase:
    """Masks over a source of any law, any shape and up to 12 neurons per block, beside a target of the same widths.

    They can keep a neuron in V that U does not keep, and the other way round, nothing at all, and everything; they
    shrink to one layer of no neurons.

    Args:
        max_width, max_depth: of the target.
    """
    spec = draw(network_specs(max_width=max_width, max_depth=max_depth))
    source = Source(draw(seeds()), draw(st.sampled_from(SHAPES)))
    drawn, neurons, u, v, sided = [], [], [], [], []
    for i, (n_in, n_out) in enumerate(pairwise(spec.widths)):
        columns = n_in + (spec.biases[i] is not None)
        m = draw(st.integers(0, MOST_NEURONS))
        masks = st.sampled_from([(1 << m) - 1, 0]) | st.integers(0, (1 << m) - 1)
        blocks = columns * n_out if source.shape == "dedicated" else columns
        rows = columns * n_out
        drawn.append(draw(laws(max_octave=20)))
        neurons.append(m)
        of_u, of_v = masks, [masks] * rows
        if source.shape == "free":
            blocks, of_u, of_v = m, st.integers(0, columns), [masks] * n_out
        if source.shape == "free" and i > 0 and spec.relu[i - 1] and draw(st.booleans()):
            sided.append(i)
            above = [source.u(drawn[i], i, 0, b, m) > 0 for b in range(columns)]
            of_u, of_v = st.integers(0, n_out), [masks.map(partial(_only, one.tolist())) for one in above]
        u.append(tuple(draw(st.lists(of_u, min_size=blocks, max_size=blocks))))
        v.append(tuple(draw(st.tuples(*of_v))))
    width = spec.widths[0]
    return MaskCase(
        spec, source, tuple(drawn), tuple(neurons), tuple(u), tuple(v), draw(regions(width=width)),
        draw(st.sampled_from(["linf", "l2"])), tuple(draw(path_points(width, 3))),
        tuple(sided),
    )  # fmt: skip


def _only(above: list[bool], mask: int) -> int:
    """The mask with nothing kept but what is above 0."""
    return sum(1 << m for m, one in enumerate(above) if one and mask >> m & 1)


def masked_tickets(*, max_width: int = 2, max_depth: int = 2) -> SearchStrategy[Ticket]:
    """Tickets of arbitrary masks; see `mask_cases`, which has the same arguments."""
    return mask_cases(max_width=max_width, max_depth=max_depth).map(MaskCase.ticket)
