"""The search for masks, layer by layer and block by block; all links of a block at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat
from math import fsum

import numpy as np
import numpy.typing as npt

from lottery_verify.checker.source import Law
from lottery_verify.decompose.method import Method
from lottery_verify.errors import NoTicketError
from lottery_verify.laws.source import Source
from lottery_verify.networks.network import Array
from lottery_verify.pruning.plan import CARRY
from lottery_verify.tickets.ticket import Kept, TicketLayer

Indices = npt.NDArray[np.int64]
GROWTH = 1.15  # by how much M grows while some link is not met
ENTRIES = 1 << 25  # entries of V in memory at once
LINKS = 64  # links that one worker decomposes at once; fixed, so that the ticket does not depend on the machine


@dataclass(frozen=True)
class LayerTask:
    """One target layer to be found in the source.

    Attributes:
        index: the layer, from 0.
        weight: shape (n_out, n_inputs), the bias as last column where there is one.
        bias, relu: as in the target's layer.
        signs, reach: for each input (see Plan).
        law, epsilon_w: of the layer.
        neurons: M to begin with.
        limit: M must not grow beyond it; equal to `neurons` when M is given.
        after: what an error of each of the layer's outputs adds to the network's outputs where all gates are open,
            shape (outputs, n_out); None where these are as many as the layer's, or it is the last.
    """

    index: int
    weight: Array
    bias: bool
    relu: bool
    signs: Indices
    reach: Array
    law: Law
    epsilon_w: Fraction
    neurons: int
    limit: int
    after: Array | None = None


@dataclass(frozen=True)
class Pool:
    """What half links can use of a block's first neurons.

    Attributes:
        u, columns: shape (1, n) or (L, n): the weights, and which neurons they are, in ascending order. Where each link
            has a block of its own, u is 0 in the places that its row does not need.
        v: shape (L, n).
        neurons: of how many neurons they are.
    """

    u: Array
    v: Array
    columns: Indices
    neurons: int

    def rows(self, chosen: npt.NDArray[np.bool_]) -> Pool:
        """The pool of some of the links."""
        one = len(self.u) == 1  # for all of them
        u, columns = (self.u, self.columns) if one else (self.u[chosen], self.columns[chosen])
        return Pool(u, self.v[chosen], columns, self.neurons)

    def first(self, neurons: int) -> Pool:
        """The pool of so many neurons, no more than there are."""
        u = np.where(self.columns < neurons, self.u, 0.0)
        n = int(np.count_nonzero(u, axis=1).max(initial=0))
        return Pool(u[:, :n], np.ascontiguousarray(self.v[:, :n]), self.columns[:, :n], neurons)


class LayerSearch:
    """Finds the masks of one layer; `run` gives the TicketLayer."""

    def __init__(
        self, task: LayerTask, source: Source, method: Method, workers: Executor, advance: Callable[[int], None]
    ) -> None:
        self.task, self.source, self.method, self.workers, self.advance = task, source, method, workers, advance
        self.neurons, self.aim = task.neurons, float(task.epsilon_w)
        self.ledger = Ledger(len(task.weight), float(task.epsilon_w))

    def run(self) -> TicketLayer:
        """Searches block by block. A mask found with fewer neurons stays one when M grows, so one pass is enough.

        Raises:
            NoTicketError: a link is not met with `limit` neurons.
        """
        task = self.task
        n_out, n_inputs = task.weight.shape
        dedicated = self.source.shape == "dedicated"
        kept_u: list[Indices] = []
        counts = np.zeros((n_inputs, n_out), dtype=np.uint32)
        indices: list[Kept] = []
        for b in range(n_inputs):
            mask = self._input(b)
            counts[b] = mask.sum(1)
            rows, columns = np.nonzero(mask)
            indices.append(columns.astype(np.uint16 if mask.shape[1] <= 1 << 16 else np.uint32))
            if dedicated:
                kept_u.extend(np.split(columns, np.searchsorted(rows, np.arange(1, n_out))))
            else:
                kept_u.append(np.nonzero(mask.any(0))[0])
            self.advance(n_out)
        bits = np.zeros((len(kept_u), (self.neurons + 7) // 8), dtype=np.uint8)
        for block, kept in enumerate(kept_u):
            np.bitwise_or.at(bits[block], kept >> 3, (1 << (kept & 7)).astype(np.uint8))
        return TicketLayer(
            n_inputs - task.bias, n_out, task.bias, task.relu, task.law, self.neurons, task.epsilon_w, bits,
            counts.ravel(), joined(indices),
        )  # fmt: skip

    def _input(self, b: int) -> npt.NDArray[np.bool_]:
        """Which neurons the links from input b keep, shape (n_out, M)."""
        task = self.task
        size = np.abs(task.weight[:, b])
        wanted = np.nonzero(size > float(task.epsilon_w))[0]  # the others are met by keeping nothing
        bias = task.bias and b == task.weight.shape[1] - 1
        allowance = self.ledger.allowance(task.reach[b], bias)
        errors = np.where(size > float(task.epsilon_w), 0.0, size)
        masks: list[tuple[Indices, npt.NDArray[np.bool_]]] = []
        for sign in (1, -1) if task.signs[b] == 0 else (int(task.signs[b]),):
            rows = max(1, ENTRIES // max(1, self.neurons))
            for start in range(0, len(wanted), rows):
                part = wanted[start : start + rows]
                while len(part):
                    mask, error = self._try(b, part, self._draw(b, part, sign, self.neurons))
                    met = error <= allowance[part]
                    masks.append((part[met], mask[met]))
                    errors[part[met]] = np.maximum(errors[part[met]], error[met])
                    part = part[~met]
                    if len(part):
                        self._grow(b, part, sign, allowance)
        self.ledger.spend(errors, task.reach[b], bias)
        whole = np.zeros((len(task.weight), self.neurons), dtype=bool)
        for outputs, mask in masks:
            whole[outputs, : mask.shape[1]] |= mask
        return whole

    def _grow(self, b: int, outputs: Indices, sign: int, allowance: Array) -> None:
        """Raises M to the least with which these links are met (the least, if more neurons never hurt)."""
        fails, works = self.neurons, self.neurons
        pool = self._draw(b, outputs, sign, self._ahead(works, len(outputs)))

        def met(neurons: int) -> npt.NDArray[np.bool_]:
            return self._try(b, outputs, pool.first(neurons))[1] <= allowance[outputs]

        while True:
            if works >= self.task.limit:
                self._refuse(b, int(outputs[0]), sign, works, allowance)
            works = min(self.task.limit, max(works + 1, int(works * GROWTH)))
            if works > pool.neurons:
                pool = self._draw(b, outputs, sign, self._ahead(works, len(outputs)))
            done = met(works)
            if done.all():
                break
            outputs, pool, fails = outputs[~done], pool.rows(~done), works
        while works - fails > 1:
            middle = (works + fails) // 2
            if met(middle).all():
                works = middle
            else:
                fails = middle
        self.neurons = works

    def _ahead(self, neurons: int, links: int) -> int:
        """How many neurons to draw where so many are needed now and more later: twice as many, if they fit."""
        return min(self.task.limit, max(neurons, min(2 * neurons, ENTRIES // links)))

    def _try(self, b: int, outputs: Indices, pool: Pool) -> tuple[npt.NDArray[np.bool_], Array]:
        """Masks of shape (L, neurons), and upper bounds of the L links' errors."""
        mask = np.zeros((len(outputs), pool.neurons), dtype=bool)
        if not pool.v.shape[1]:
            return mask, np.abs(self.task.weight[outputs, b])
        w, v, u = self.task.weight[outputs, b], pool.v, np.broadcast_to(pool.u, pool.v.shape)
        parts = [[a[start : start + LINKS] for start in range(0, len(w), LINKS)] for a in (w, u, v)]
        # a single part is done here: handing it to a thread would take longer
        each = self.workers.map if len(parts[0]) > 1 else map
        found = list(each(self.method.decompose, *parts, repeat(self.aim)))
        rows, places = np.nonzero(np.concatenate([f.kept for f in found]))
        mask[rows, np.broadcast_to(pool.columns, pool.v.shape)[rows, places]] = True
        return mask, np.concatenate([f.error for f in found])

    def _draw(self, b: int, outputs: Indices, sign: int, neurons: int) -> Pool:
        """The neurons whose u has the sign; where each link has its own, those without it come last, as zeros."""
        law, i, source, n_out = self.task.law, self.task.index, self.source, len(self.task.weight)
        if source.shape == "shared":
            u = source.u(law, i, b, b, neurons)
            columns = np.nonzero(u * sign > 0)[0]
            return Pool(u[None, columns], source.v(law, i, b, outputs, neurons, columns), columns[None], neurons)
        every = np.arange(neurons)
        blocks = [source.block(n_out, int(a), b) for a in outputs]
        u = np.stack([source.u(law, i, block, b, neurons) for block in blocks])
        v = np.concatenate([source.v(law, i, k, outputs[j : j + 1], neurons, every) for j, k in enumerate(blocks)])
        usable = u * sign > 0
        order = np.argsort(~usable, axis=1, kind="stable")[:, : int(usable.sum(1).max(initial=0))]
        u, v = (np.take_along_axis(a, order, 1) for a in (np.where(usable, u, 0.0), v))
        return Pool(u, v, order, neurons)

    def _refuse(self, b: int, output: int, sign: int, neurons: int, allowance: Array) -> None:
        task = self.task
        w = float(task.weight[output, b])
        pool = self._draw(b, np.array([output]), sign, neurons)
        mask, _ = self._try(b, np.array([output]), pool)
        nearest = fsum((pool.u * pool.v)[0, mask[0, np.broadcast_to(pool.columns, pool.v.shape)[0]]].tolist())
        name = "the bias" if task.bias and b == task.weight.shape[1] - 1 else f"input {b}"
        raise NoTicketError(
            f"layer {task.index + 1}, output {output}, {name}, half {'u > 0' if sign > 0 else 'u < 0'}: "
            f"weight {w!r} is not met within {allowance[output]:.6g} (epsilon_w {float(task.epsilon_w):.6g}) "
            f"by {neurons} neurons per block; nearest sum found {nearest!r}, off by {abs(nearest - w):.6g}. "
            f"This draw of the source (seed {self.source.seed}) holds no such ticket by this method: "
            "allow more neurons, a larger epsilon, or choose another seed"
        )


def joined(parts: list[Kept]) -> Kept:
    """All numbers in order; each of the parts is given up as soon as it is taken over."""
    whole = np.empty(sum(map(len, parts)), dtype=max((part.dtype for part in parts), default=np.dtype(np.uint16)))
    start = 0
    parts.reverse()
    while parts:
        part = parts.pop()
        whole[start : start + len(part)] = part
        start += len(part)
    return whole


class Ledger:
    """What each row may still spend: a link may take epsilon_w and what earlier links of its row left, see Plan."""

    def __init__(self, rows: int, epsilon_w: float) -> None:
        self.epsilon_w = epsilon_w
        self.granted, self.links = 0.0, 0
        self.linear, self.square = np.zeros(rows), np.zeros(rows)

    def allowance(self, reach: float, bias: bool) -> Array:
        """The largest error that each row's next link may have; the bias may have epsilon_w and no more."""
        e = self.epsilon_w
        if bias:
            return np.full_like(self.linear, e)
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):  # an input that hardly moves binds nothing
            linear = np.nan_to_num((self.granted + e * reach - self.linear) / reach, nan=np.inf, posinf=np.inf)
        square = np.sqrt(np.maximum(0.0, e * e * (self.links + 1) - self.square))
        return np.clip(np.minimum(linear, square) * (1 - 2.0**-30), e, CARRY * e)

    def spend(self, errors: Array, reach: float, bias: bool) -> None:
        """Books the errors of one input's links."""
        if not bias:
            self.granted += self.epsilon_w * reach
            self.links += 1
            self.linear += errors * reach
            self.square += errors * errors
