"""A layer of a ticket's source as two dense layers with masks; no more in memory at once than what is asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lottery_verify.laws.source import Source
from lottery_verify.tickets.ticket import TicketLayer

Matrix = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]
TOGETHER = 1 << 16  # entries of V that are drawn at once


@dataclass(frozen=True)
class Rows:
    """Intermediate neurons of a layer, counted through its blocks, and what they keep.

    Attributes:
        layer: of the ticket.
        index: the layer, from 0.
        source: of the ticket.
        rows: the neurons, ascending, shape (n,).
        serves: the input whose entry of U each keeps, n_inputs where it keeps none; shape (n,). Where the layer's
            neurons serve outputs, the output whose entry of V each keeps, n_out where it keeps none.
    """

    layer: TicketLayer
    index: int
    source: Source
    rows: Indices
    serves: Indices

    @classmethod
    def of(cls, layer: TicketLayer, index: int, source: Source, *, compact: bool) -> Rows:
        """All neurons of a layer, or those that keep an entry of U and one of V."""
        blocks, m = len(layer.u), layer.neurons
        if layer.serves is not None:
            serves = layer.serves.astype(np.int64)
        else:
            kept = np.unpackbits(layer.u, axis=1, count=m, bitorder="little").astype(bool)
            own = np.arange(blocks) // (layer.n_out if source.shape == "dedicated" else 1)
            serves = np.where(kept, own[:, None], layer.n_inputs).ravel()
        rows = np.arange(blocks * m)
        if compact:
            rows = np.zeros(blocks * m, dtype=bool)
            rows[kept_places(layer, source)[1]] = True
            rows = np.nonzero(rows & (serves < layer.to_serve))[0]
        return cls(layer, index, source, rows, serves[rows])

    def u_mask(self) -> Mask:
        """Shape (n, n_inputs), the column of the constant 1 last where there is a bias."""
        if self.layer.serves_outputs:
            return self._several(self.layer.n_inputs).T
        return np.equal(self.serves[:, None], np.arange(self.layer.n_inputs), dtype=bool)

    def v_mask(self) -> Mask:
        """Shape (n_out, n)."""
        if self.layer.serves_outputs:
            return np.equal(np.arange(self.layer.n_out)[:, None], self.serves, dtype=bool)
        return self._several(self.layer.n_out)

    def _several(self, n: int) -> Mask:
        """What n outputs (or inputs, where neurons serve outputs) keep of these neurons, shape (n, neurons)."""
        ends, neurons = kept_places(self.layer, self.source)
        places = np.searchsorted(self.rows, neurons)
        there = np.append(self.rows, -1)[places] == neurons
        mask = np.zeros((n, len(self.rows)), dtype=bool)
        mask[ends[there], places[there]] = True
        return mask

    def u(self) -> Matrix:
        """The source's U, kept or not, as `u_mask`."""
        layer, m = self.layer, self.layer.neurons
        u = np.empty((len(self.rows), layer.n_inputs), np.float32)  # exact: a weight has 24 bits
        for block, start, stop in self._blocks():
            columns = self.rows[start:stop] - block * m
            for b in range(layer.n_inputs):
                u[start:stop, b] = self.source.u(layer.law, self.index, block, b, m)[columns]
        return u

    def kept_u(self) -> Matrix:
        """The same with 0 where nothing is kept; what is not is not drawn, where neurons serve inputs."""
        layer, m = self.layer, self.layer.neurons
        if layer.serves_outputs:
            return np.where(self.u_mask(), self.u(), np.float32(0))
        u = np.zeros((len(self.rows), layer.n_inputs), np.float32)
        for block, start, stop in self._blocks():
            columns, serves = self.rows[start:stop] - block * m, self.serves[start:stop]
            for b in np.unique(serves[serves < layer.n_inputs]).tolist():
                here = np.nonzero(serves == b)[0]
                u[start + here, b] = self.source.u(layer.law, self.index, block, b, m)[columns[here]]
        return u

    def v(self) -> Matrix:
        """The source's V, kept or not, as `v_mask`."""
        layer, m = self.layer, self.layer.neurons
        v = np.empty((layer.n_out, len(self.rows)), np.float32)
        some = max(1, TOGETHER // m) if m else 1
        for block, start, stop in self._blocks():
            columns = self.rows[start:stop] - block * m
            for first in range(0, layer.n_out, some):
                outputs = np.arange(first, min(layer.n_out, first + some))
                v[outputs, start:stop] = self.source.v(layer.law, self.index, block, outputs, m, columns)
        return v

    def _blocks(self) -> list[tuple[int, int, int]]:
        """Each block of which there are neurons, and where they begin and end."""
        blocks = np.arange(len(self.layer.u) + 1)
        ends = np.searchsorted(self.rows, blocks * self.layer.neurons).tolist()
        return [(k, ends[k], ends[k + 1]) for k in range(len(ends) - 1) if ends[k] < ends[k + 1]]


def kept_places(layer: TicketLayer, source: Source) -> tuple[Indices, Indices]:
    """Output and neuron of each kept entry of V; input and neuron of each of U where neurons serve outputs."""
    row = np.repeat(np.arange(len(layer.counts)), layer.counts)
    if layer.serves is not None:
        return row, layer.indices.astype(np.int64)
    block = row if source.shape == "dedicated" else row // layer.n_out
    return row % layer.n_out, block * layer.neurons + layer.indices
