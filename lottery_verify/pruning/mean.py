"""The search in root mean square: every link comes as near as the block allows, and M is the least that suffices."""

from __future__ import annotations

from collections.abc import Iterable
from math import frexp, fsum, sqrt

import numpy as np
import numpy.typing as npt

from lottery_verify.errors import NoTicketError
from lottery_verify.networks.network import Array
from lottery_verify.pruning.search import ENTRIES, Indices, LayerSearch
from lottery_verify.tickets.ticket import TicketLayer

AT_RISK = 24  # inputs of either risk, all of which are tried while M is sought
OTHERS = 24  # about so many of the other inputs are tried too


class MeanSearch(LayerSearch):
    """Finds masks whose links err by at most epsilon_w in root mean square over the layer, whatever one link errs by.

    A block with few neurons of the sign that its input needs, or a weight beyond what small products reach, errs more,
    and is made up for by the others; where every link has to be met, the worst of them raises M for all.
    """

    def run(self) -> TicketLayer:
        """Raises M until the layer's root mean square error is at most epsilon_w.

        Raises:
            NoTicketError: it is more with `limit` neurons.
        """
        links = self.task.weight.size
        while True:
            self.square = 0.0
            layer = super().run()
            off = sqrt(self.square / links) / float(self.task.epsilon_w)
            if off <= 1:
                return layer
            if self.neurons >= self.task.limit:
                self._refuse_layer(off)
            self.advance(-links)  # the layer is begun again
            step = max(1, frexp(off * off)[1] - 1)  # ⌊2·log₂⌋: a neuron lowers the error by less than its half bit
            self.neurons = min(self.task.limit, self.neurons + step)

    def fit(self) -> None:
        """Sets M to about the least with which the layer's error is at most epsilon_w, from a part of its inputs."""
        fails, works = 0, self.neurons  # which is to begin with
        while self.estimate(works) > 1 and works < self.task.limit:
            fails, works = works, min(self.task.limit, 2 * works)
        while works - fails > max(1, works // 32):
            middle = (works + fails) // 2
            fails, works = (fails, middle) if self.estimate(middle) <= 1 else (middle, works)
        self.neurons = works

    def estimate(self, neurons: int) -> float:
        """Mean square error over epsilon_w², with so many neurons, from the inputs at risk and some of the others.

        At risk are inputs whose block has few neurons that they can use, or whose weights are large beside them.
        """
        self.neurons = neurons
        task, weight = self.task, self.task.weight
        if weight.shape[1] <= 2 * AT_RISK + OTHERS:
            return self._mean(range(weight.shape[1]), 1.0)
        reach, usable = [], []
        for b in range(weight.shape[1]):
            u = self.source.u(task.law, task.index, self.source.block(len(weight), 0, b), b, neurons)
            halves = [np.maximum(sign * u, 0) for sign in ((1, -1) if task.signs[b] == 0 else (task.signs[b],))]
            usable.append(min(int((half > 0).sum()) for half in halves))
            reach.append(min(fsum(half.tolist()) for half in halves))
        hard = np.argsort(np.array(reach) / np.maximum(np.abs(weight).max(0), 1e-300), kind="stable")[:AT_RISK]
        few = np.argsort(np.array(usable), kind="stable")[:AT_RISK]
        risky = sorted({*hard.tolist(), *few.tolist()})
        rest = [b for b in range(weight.shape[1]) if b not in risky]
        some = rest[:: max(1, len(rest) // OTHERS)]
        return self._mean(risky, 1.0) + self._mean(some, len(rest) / len(some))

    def _mean(self, inputs: Iterable[int], share: float) -> float:
        """What these inputs add to the mean square error over epsilon_w², each counted `share` times."""
        squares = []
        for b in inputs:
            self.square = 0.0
            self._input(b)
            squares.append(self.square)
        return share * fsum(squares) / self.task.weight.size / float(self.task.epsilon_w) ** 2

    def _input(self, b: int) -> npt.NDArray[np.bool_]:
        """The nearest that the method finds for each link from input b, shape (n_out, M); adds up squared errors."""
        task = self.task
        errors: Array = np.abs(task.weight[:, b])
        wanted: Indices = np.nonzero(errors > float(task.epsilon_w))[0]
        errors = np.where(errors > float(task.epsilon_w), 0.0, errors)
        whole = np.zeros((len(task.weight), self.neurons), dtype=bool)
        for sign in (1, -1) if task.signs[b] == 0 else (int(task.signs[b]),):
            rows = max(1, ENTRIES // max(1, self.neurons))
            for start in range(0, len(wanted), rows):
                part = wanted[start : start + rows]
                mask, error = self._try(b, part, self._draw(b, part, sign, self.neurons))
                whole[part] |= mask
                errors[part] = np.maximum(errors[part], error)
        self.square += fsum((errors * errors).tolist())
        return whole

    def _refuse_layer(self, off: float) -> None:
        task = self.task
        e = float(task.epsilon_w)
        raise NoTicketError(
            f"layer {task.index + 1}: with {self.neurons} neurons per block the links err by {off * e:.6g} in root "
            f"mean square, and may by {e:.6g}; this draw of the source (seed {self.source.seed}) holds "
            "no such ticket by this method: allow more neurons, a larger epsilon, or choose another seed"
        )
