"""The search of shape `free` where each neuron serves one output, and keeps inputs whose sum no ReLU can cut."""

from __future__ import annotations

from dataclasses import replace
from math import fsum, sqrt
from typing import NoReturn

import numpy as np

from lottery_verify.checker.source import MAX_OCTAVE, Law
from lottery_verify.decompose.method import Found, Method
from lottery_verify.decompose.nearest_sums import MOST, nearest_subsets
from lottery_verify.decompose.subset_sum import SubsetSum
from lottery_verify.errors import NoTicketError
from lottery_verify.networks.network import Array
from lottery_verify.pruning.search import Indices, LayerSearch, LayerTask
from lottery_verify.pruning.serving import Idle, Mask, Output
from lottery_verify.tickets.ticket import TicketLayer

FEW = 4  # times as many inputs as outputs: from there on neurons that serve outputs are fewer
SCALES = (0, -1, 1, -2, 2)  # laws that are tried, in powers of two beside the method's own
TRIED_OUTPUTS, TRIED_LINKS, TRIED_NEURONS = 4, 64, 1 << 12  # of a layer, for each of them, about
RESERVE = 24  # idle neurons, while outputs get their first ones
LEFT = 6  # idle neurons afterwards
MOST_AT_FIRST = 8  # times as many neurons as would be usual
LESSENED = 0.55  # of an output's squared error is left by one neuron more
BEGIN = {True: 2.0, False: 0.25}  # times its share is what an output gets neurons for at first: in the mean, and each


def serves_outputs(task: LayerTask, method: Method) -> bool:
    """Whether a layer's neurons are to serve outputs: it has few of them, no input can be below 0, and subset sums of
    products of uniforms are asked for.
    """
    sums = isinstance(method, SubsetSum) and task.law.name == "uniform" and task.limit > 0
    return sums and few_outputs(task.index, len(task.weight), task.signs)


def few_outputs(index: int, n_out: int, signs: Indices) -> bool:
    """Whether layer `index` has few outputs beside its inputs, none of which can be below 0 by their signs (see Plan).

    Neurons that serve outputs are fewer up to a third as many outputs: an output takes about 2.6 for each bit of a
    link, an input about 0.9.
    """
    return index > 0 and FEW * n_out <= len(signs) and bool((signs > 0).all())


class OutputSearch(LayerSearch):
    """Gives outputs neurons until each link, or their root mean square, errs by at most epsilon_w.

    Of a neuron that serves output a, each link from an input b with u > 0 may use the product v·u: no choice binds
    another, so that each link is a subset sum.

    Source: subset-sum for the products of one link.
    """

    mean = True  # whether links are met in root mean square, or each

    def run(self) -> TicketLayer:
        """Searches for the layer's masks.

        Raises:
            NoTicketError: links are not met with `limit` neurons.
        """
        self.task = task = replace(self.task, law=self._densest())
        self.idle = self._idle(task.law, task.limit)
        if task.neurons == task.limit:
            self.idle.keep(task.limit)
        outputs = [Output.of(weight, float(task.epsilon_w)) for weight in task.weight]
        self._begin(outputs)
        while wanted := self._more(outputs):
            self.idle.keep(max(len(wanted), LEFT))
            given = [a for a in wanted if self._give(a, outputs[a], 0)]
            if not given:
                self._refuse_outputs(outputs)
            list(self.workers.map(self._nearest, (outputs[a] for a in given)))
        return self._layer(outputs)

    def _idle(self, law: Law, limit: int) -> Idle:
        n_out, n_inputs = self.task.weight.shape
        return Idle(self.source, law, self.task.index, (n_inputs, n_out), limit)

    def _densest(self) -> Law:
        """The law, of those next to the task's own, by which some outputs, with some of their links, are expected to
        ask for the fewest neurons: of large products sums lie thin, and of small ones they do not reach large weights.
        """
        task = self.task
        tried = range(0, len(task.weight), -(-len(task.weight) // TRIED_OUTPUTS))
        step = -(-task.weight.shape[1] // TRIED_LINKS)
        best, fewest = task.law, 1 << 62
        for law in (Law("uniform", task.law.lower + s, 0) for s in SCALES if abs(task.law.lower + s) <= MAX_OCTAVE):
            self.idle = self._idle(law, TRIED_NEURONS)
            outputs = []
            for a in range(len(task.weight)):
                few = np.zeros(task.weight.shape[1])
                if a in tried:
                    some = np.argsort(-np.abs(task.weight[a]), kind="stable")[::step]
                    few[some] = task.weight[a, some]
                outputs.append(Output.of(few, float(task.epsilon_w)))
            self._choose(outputs, law, task.weight.shape[1] // step, fewest)
            count = sum(len(output.neurons) for output in outputs)
            if count < fewest:
                best, fewest = law, count
        return best

    def _begin(self, outputs: list[Output]) -> None:
        """Gives each output as many neurons as its errors are expected to ask for, in turn, and searches its links."""
        self._choose(outputs, self.task.law, self.task.weight.shape[1], self.task.limit)
        list(self.workers.map(self._nearest, outputs))

    def _choose(self, outputs: list[Output], law: Law, links: int, most: int) -> None:
        """Gives outputs of so many links neurons in turn, `most` in all at most."""
        unit = 2.0 ** (2 * law.lower)
        self.later = unit * unit / 72  # (v·u)²/4 of products of uniforms, of which half are usable
        share = [self._share(output, links) for output in outputs]
        self.likely = 0
        for output, enough in zip(outputs, share, strict=True):
            square, neurons = output.square, 0
            while square > enough:
                square, neurons = square * LESSENED, neurons + 1
            self.likely = max(self.likely, neurons)
        open_ = [a for a, output in enumerate(outputs) if len(output.links)]
        while open_:
            expected = {a: outputs[a].expected(self._to_come(outputs[a]), self.later) for a in open_}
            few = [a for a in open_ if len(outputs[a].neurons) < MOST_AT_FIRST * self.likely]
            open_ = sorted((a for a in few if expected[a] > share[a]), key=lambda a: (-expected[a], a))
            for a in open_:
                self.idle.keep(RESERVE)
                if most <= 0 or not self._give(a, outputs[a], self._to_come(outputs[a])):
                    return
                most -= 1

    def _share(self, output: Output, links: int) -> float:
        """What the squared errors of an output's links may be expected to sum up to at first, the small ones' too."""
        unit = BEGIN[self.mean] * float(self.task.epsilon_w) ** 2
        return unit * links if self.mean else unit * len(output.links) + output.rest

    def _to_come(self, output: Output) -> int:
        return max(0, self.likely - len(output.neurons) - 1)

    def _give(self, a: int, output: Output, ahead: int) -> bool:
        which = np.ones(len(output.links), dtype=bool)
        if not self.mean and not ahead and output.kept.any():
            which = output.errors > float(self.task.epsilon_w)
        return self.idle.choose(a, output, ahead, self.later, which)

    def _more(self, outputs: list[Output]) -> list[int]:
        """The outputs that get one more neuron, those that err most first."""
        e, shape = float(self.task.epsilon_w), self.task.weight.shape
        squares = [output.square for output in outputs]
        order = sorted((a for a, output in enumerate(outputs) if len(output.links)), key=lambda a: (-squares[a], a))
        if not self.mean:
            return [a for a in order if (outputs[a].errors > e).any()]
        far = e * sqrt(shape[1])  # what the other errors of an output hide: their norm
        wanted, left = [], fsum(squares) - e * e * shape[0] * shape[1]
        for a in order:
            if left > 0 or (outputs[a].errors > far).any():
                wanted.append(a)
                left -= (1 - LESSENED) * squares[a]
        return wanted

    def _nearest(self, output: Output) -> None:
        """Finds the nearest sum of each link that may use a new neuron, or of those that are not met yet."""
        again = output.usable[output.searched :].any(0)
        output.searched = len(output.neurons)
        if not self.mean:
            again &= output.errors > float(self.task.epsilon_w)
        count = output.usable.sum(0)
        for n in np.unique(count[again]).tolist():
            links = np.nonzero(again & (count == n))[0]
            places = np.argsort(~output.usable[:, links], axis=0, kind="stable")[:n]  # of the usable ones, (n, L)
            products = np.ascontiguousarray(np.take_along_axis(output.products[:, links], places, 0).T)
            kept, error = self._sums(output.weight[links], products)
            nearer = error < output.errors[links]
            output.kept[:, links[nearer]] = False
            rows, columns = np.nonzero(kept[nearer])
            output.kept[places[:, nearer][columns, rows], links[nearer][rows]] = True
            output.errors[links[nearer]] = error[nearer]

    def _sums(self, w: Array, products: Array) -> tuple[Mask, Array]:
        """Which products each link keeps, shape (L, n), and at least its error."""
        if products.shape[1] <= MOST:
            found = Found.of(w, products, nearest_subsets(w, products))
        else:
            found = self.method.decompose(w, np.ones((1, products.shape[1])), products, self.aim)
        return found.kept, found.error

    def _layer(self, outputs: list[Output]) -> TicketLayer:
        task, neurons = self.task, self.idle.neurons
        n_out, n_inputs = task.weight.shape
        if task.neurons < task.limit:
            neurons = max((m for output in outputs for m in output.neurons), default=-1) + 1
        serves = np.full(neurons, n_out, dtype=np.uint32)
        u = np.zeros((n_inputs, neurons), dtype=bool)
        for a, output in enumerate(outputs):
            own = np.array(output.neurons, dtype=np.int64)
            rows, places = np.nonzero(output.kept)
            u[output.links[places], own[rows]] = True
            serves[own[output.kept.any(1)]] = a
        self.advance(task.weight.size)
        layer = TicketLayer(
            n_inputs - task.bias, n_out, task.bias, task.relu, task.law, neurons, task.epsilon_w,
            np.zeros((0, 0), dtype=np.uint8), u.sum(1).astype(np.uint32), np.nonzero(u)[1].astype(np.uint32),
            serves_outputs=True,
        )  # fmt: skip
        return layer.assigned(serves)

    def _refuse_outputs(self, outputs: list[Output]) -> NoReturn:
        task = self.task
        a = max((a for a, one in enumerate(outputs) if len(one.links)), key=lambda a: float(outputs[a].errors.max()))
        worst = outputs[a]
        place = int(np.argmax(worst.errors))
        b = int(worst.links[place])
        name = "the bias" if task.bias and b == task.weight.shape[1] - 1 else f"input {b}"
        raise NoTicketError(
            f"layer {task.index + 1}: with {task.limit} neurons in all, each for one output, not every link is met; "
            f"the worst is output {a}, {name}, off by {float(worst.errors[place]):.6g} "
            f"(epsilon_w {float(task.epsilon_w):.6g}). "
            f"This draw of the source (seed {self.source.seed}) holds no such ticket by this method: "
            "allow more neurons, a larger epsilon, or choose another seed"
        )


class EachOutputSearch(OutputSearch):
    """The same, where each link errs by at most epsilon_w."""

    mean = False

