"""The search where each neuron of a layer serves one input, the one that suits it."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import frexp, fsum, ldexp, sqrt
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from lottery_verify.checker.source import OUTPUT, stream
from lottery_verify.decompose.subset_sum import SubsetSum
from lottery_verify.errors import NoTicketError
from lottery_verify.laws.source import weights
from lottery_verify.networks.network import Array
from lottery_verify.pruning.assignment import Assignment, Need
from lottery_verify.pruning.search import ENTRIES, Indices, LayerSearch, Pool
from lottery_verify.tickets.ticket import TicketLayer

FINER = 2.0**-2  # of epsilon_w, aimed at where errors are met in the mean: each link comes as near as it can
GAIN = 0.75  # of a half's squared error is expected to go with one more neuron, as subset sums double in number


@dataclass
class Half:
    """One half of an input, which is all of it where its sign is known.

    Attributes:
        input, sign: neurons with u·sign > 0 serve it.
        outputs: the links that a neuron can help, |w| > epsilon_w; shape (L,).
        neurons, u: what serves it, ascending, and their weights from the input, shape (n,).
        kept: shape (L, n).
        errors: at least |w − Σ kept|, shape (L,).
        rest: the sum of the other links' squared errors.
    """

    input: int
    sign: int
    outputs: Indices
    errors: Array
    rest: float
    neurons: Indices = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    u: Array = field(default_factory=lambda: np.zeros(0))
    kept: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))

    @property
    def square(self) -> float:
        """The sum of its links' squared errors."""
        return fsum([*(self.errors * self.errors).tolist(), self.rest])

    def add(self, neurons: Indices, u: Array) -> Indices:
        """Lets more neurons serve it; returns the places of what serves it now, among the old and then the new ones."""
        every = np.concatenate([self.neurons, neurons])
        order = np.argsort(every, kind="stable")
        self.neurons, self.u = every[order], np.concatenate([self.u, u])[order]
        return order


class FreeSearch(LayerSearch):
    """Finds the masks of one layer of shape `free`; halves that err most get the next neurons.

    Source: free-assignment for the neurons; the method's claim for the products of one link.
    """

    mean = False  # whether links are met in root mean square, or each

    def run(self) -> TicketLayer:
        """Hands out neurons, searches, and hands out more until the links are met.

        Raises:
            NoTicketError: they are not with `limit` neurons.
        """
        task, source = self.task, self.source
        if self.mean:
            self.aim *= FINER
        assignment = Assignment(source, task.law, task.index, task.limit)
        halves = self._halves()
        wanted = [self._first(half) for half in halves]
        while any(wanted):
            needs = [
                Need(i, half.input, half.sign, count, self._size(half))
                for i, (half, count) in enumerate(zip(halves, wanted, strict=True))
            ]
            given = assignment.hand_out(needs)
            if given is None:
                self._refuse_halves(halves)
            self._read_v(assignment.neurons)
            for i, count in enumerate(wanted):
                if count:
                    self._improve(halves[i], given[i])
            wanted = self._more(halves)
        return self._layer(halves, assignment.neurons if task.neurons < task.limit else task.limit)

    def _halves(self) -> list[Half]:
        task, e = self.task, float(self.task.epsilon_w)
        found = []
        for b in range(task.weight.shape[1]):
            size = np.abs(task.weight[:, b])
            outputs, small = np.nonzero(size > e)[0], size[size <= e]
            for sign in (1, -1) if task.signs[b] == 0 else (int(task.signs[b]),):
                rest = fsum((small * small).tolist())
                kept = np.zeros((len(outputs), 0), dtype=bool)
                found.append(Half(b, sign, outputs, size[outputs], rest, kept=kept))
        return found

    def _first(self, half: Half) -> int:
        """How many neurons to begin with: about the bits of a link of usual size, so that more are wanted later."""
        if not len(half.outputs):
            return 0
        usual = sqrt(half.square / len(self.task.weight)) / float(self.task.epsilon_w)
        return max(1, frexp(usual)[1] - 1) if usual >= 1 else int(not self.mean)

    def _size(self, half: Half) -> float:
        """The |u| whose products reach the largest weight; any where the method takes products of all sizes."""
        if not isinstance(self.method, SubsetSum) or self.task.law.name != "uniform" or not len(half.outputs):
            return 0.0
        largest = float(np.abs(self.task.weight[half.outputs, half.input]).max())
        return ldexp(largest, -self.task.law.lower)

    def _more(self, halves: list[Half]) -> list[int]:
        """How many more neurons each half needs."""
        e = float(self.task.epsilon_w)
        if not self.mean:
            return [int((half.errors > e).any()) for half in halves]
        squares, budget = [half.square for half in halves], e * e * self.task.weight.size
        total, wanted = fsum(squares), [0] * len(halves)
        share = budget / len(halves)
        for i in sorted(range(len(halves)), key=lambda i: -squares[i]):
            if total <= budget:
                break
            if len(halves[i].outputs):
                wanted[i] = max(1, (frexp(squares[i] / share)[1] - 1) // 4)  # of two bits each, half at once
                total -= GAIN * squares[i]
        return wanted

    def _read_v(self, neurons: int) -> None:
        """Draws V for so many neurons: for each output a stream's bytes."""
        self.neurons, task = neurons, self.task
        size = neurons * task.law.n_bytes
        self.v = b"".join(stream(self.source.seed, task.index, OUTPUT, 0, a, size) for a in range(len(task.weight)))

    def _improve(self, half: Half, more: Indices) -> None:
        """Adds neurons to a half, and keeps what then comes nearer."""
        task = self.task
        half.kept = np.pad(half.kept, ((0, 0), (0, len(more))))
        u = self.source.u(task.law, task.index, 0, half.input, self.neurons)
        half.kept = half.kept[:, half.add(more, u[more])]
        unmet = np.arange(len(half.outputs)) if self.mean else np.nonzero(half.errors > float(task.epsilon_w))[0]
        n = len(half.neurons)
        rows = max(1, ENTRIES // n)
        for start in range(0, len(unmet), rows):
            part = unmet[start : start + rows]
            outputs = half.outputs[part]
            index = (outputs[:, None] * self.neurons + half.neurons).ravel()
            pool = Pool(half.u[None], weights(task.law, self.v, index).reshape(len(outputs), n), np.arange(n)[None], n)
            mask, error = self._try(half.input, outputs, pool)
            nearer = error < half.errors[part]
            half.kept[part[nearer]] = mask[nearer]
            half.errors[part[nearer]] = error[nearer]

    def _layer(self, halves: list[Half], neurons: int) -> TicketLayer:
        task = self.task
        n_out, n_inputs = task.weight.shape
        v = np.zeros((n_out, neurons), dtype=bool)
        serves = np.full(neurons, n_inputs, dtype=np.uint32)
        for half in halves:
            rows, places = np.nonzero(half.kept)
            v[half.outputs[rows], half.neurons[places]] = True
            serves[half.neurons[half.kept.any(0)]] = half.input
        self.advance(task.weight.size)
        none = np.zeros((0, 0), dtype=np.uint8)
        layer = TicketLayer(
            n_inputs - task.bias, n_out, task.bias, task.relu, task.law, neurons, task.epsilon_w, none,
            v.sum(1).astype(np.uint32), np.nonzero(v)[1].astype(np.uint32),
        )  # fmt: skip
        return layer.assigned(serves)

    def _refuse_halves(self, halves: list[Half]) -> NoReturn:
        task = self.task
        worst = max((half for half in halves if len(half.outputs)), key=lambda half: float(half.errors.max()))
        place = int(np.argmax(worst.errors))
        name = "the bias" if task.bias and worst.input == task.weight.shape[1] - 1 else f"input {worst.input}"
        raise NoTicketError(
            f"layer {task.index + 1}: with {task.limit} neurons in all not every link is met; the worst is output "
            f"{int(worst.outputs[place])}, {name}, half {'u > 0' if worst.sign > 0 else 'u < 0'}, off by "
            f"{float(worst.errors[place]):.6g} (epsilon_w {float(task.epsilon_w):.6g}). "
            f"This draw of the source (seed {self.source.seed}) holds no such ticket by this method: "
            "allow more neurons, a larger epsilon, or choose another seed"
        )


class FreeMeanSearch(FreeSearch):
    """The same, where the links err by at most epsilon_w in root mean square over the layer."""

    mean = True
