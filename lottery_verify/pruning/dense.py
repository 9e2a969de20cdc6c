"""The search of shape `free` by subset sums in root mean square: each input gets neurons with which sums are dense."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from math import fsum, sqrt

import numpy as np

from lottery_verify.decompose.method import Found
from lottery_verify.decompose.nearest_sums import MOST, Mask, nearest_of_several
from lottery_verify.networks.network import Array
from lottery_verify.networks.reproducible import total
from lottery_verify.pruning.free import GAIN, FreeMeanSearch, Half
from lottery_verify.pruning.steering import Links, steered
from lottery_verify.pruning.stock import Need, Stock, expected_square, misfit
from lottery_verify.tickets.ticket import TicketLayer

SPREADS = tuple(2.0 ** (j / 4) for j in range(13))  # of sums, in root mean squares of an input's weights
USUAL = 15  # neurons of an input
CHOSEN = 8  # of an input's neurons are chosen by their weights to the outputs, too
MORE = 8  # neurons more than the least one input gets at first, at most
RESERVE = 64  # one neuron of so many stays idle, so that the last inputs have a choice too
ONE = Need(0, 1, 1, 0.0)
TOGETHER = 8  # inputs whose sums are searched together
BEGIN = 2.75  # times its share of the squared error is what an input gets neurons for at first; the worst get more


class DenseSearch(FreeMeanSearch):
    """Gives inputs about as many neurons as the errors ask for, finds every link's nearest sum, and gives more neurons
    where errors are largest.

    Source: free-assignment for the neurons; subset-sum for the products of one link.
    """

    def run(self) -> TicketLayer:
        """Searches until the links err by at most epsilon_w in root mean square.

        Raises:
            NoTicketError: they err by more with `limit` neurons.
        """
        task = self.task
        halves = self._halves()
        self.stock = Stock(self.source, task.law, task.index, len(task.weight), task.limit)
        self.spreads = [self._spread(half) for half in halves]
        self._begin(halves)
        while any(wanted := self._more(halves)):
            if sum(wanted) > len(self.stock.idle):
                self.stock.draw(sum(wanted) - len(self.stock.idle))
            worst = sorted((i for i, count in enumerate(wanted) if count), key=lambda i: -halves[i].errors.max())
            given = self._search(halves[i] for i in worst if self._give(halves[i], self.spreads[i], ONE))
            if not given and not self.stock.draw(len(self.stock.idle) + 1):  # none of the idle ones suits
                if fsum(half.square for half in halves) <= self._budget():
                    break
                self._refuse_halves(halves)
        return self._layer(halves, self.stock.neurons if task.neurons < task.limit else task.limit)

    def _begin(self, halves: list[Half]) -> None:
        """Gives each half as many neurons as its errors are expected to ask for; who wants a small u chooses first."""
        share = BEGIN * self._budget() / len(halves)
        least = [self._least(half, spread, share) for half, spread in zip(halves, self.spreads, strict=True)]
        self.stock.draw(sum(least))
        reserve = max(8, self.stock.neurons // RESERVE)
        order = [i for i in np.argsort(self.spreads, kind="stable").tolist() if least[i]]

        def given() -> Iterator[Half]:
            for i in order:
                if len(self.stock.idle) < reserve:
                    self.stock.draw(reserve)
                n = least[i]
                self._give(halves[i], self.spreads[i], Need(max(0, n - CHOSEN), n, n + MORE, share))
                yield halves[i]

        self._search(given())

    def _least(self, half: Half, spread: float, share: float) -> int:
        """How many neurons it takes at least, if no weight were far out."""
        n = 0
        if len(half.outputs) and half.square > share:
            while expected_square(spread * spread * len(half.outputs), n) > share:
                n += 1
        return n

    def _budget(self) -> float:
        """What the squared errors may sum up to."""
        return float(self.task.epsilon_w) ** 2 * self.task.weight.size

    def _weights(self, half: Half) -> Array:
        return np.asarray(self.task.weight[half.outputs, half.input])

    def _spread(self, half: Half) -> float:
        """The root mean square of subset sums with which the links err least; 0 where there are no links."""
        w = self._weights(half)
        if not len(w):
            return 0.0
        square = fsum((w * w).tolist()) / len(w)
        squares = [square * spread * spread for spread in SPREADS]
        errors = [fsum(row) for row in misfit(w, np.array(squares)[:, None], USUAL).tolist()]
        return sqrt(squares[int(np.argmin(errors))])

    def _more(self, halves: list[Half]) -> list[int]:
        """One more neuron for those of the halves that err most, and for each with a link far off.

        That is one whose error alone exceeds what the others' spectral norm hides: the fourth root of m·n of the root
        mean square of an m × n matrix of random errors.
        """
        far = float(self.task.epsilon_w) * sqrt(sqrt(self.task.weight.size))
        wanted = [int(bool((half.errors > far).any())) for half in halves]
        squares, budget = [half.square for half in halves], self._budget()
        usual, left = BEGIN * budget / len(halves), fsum(squares)
        for i in sorted(range(len(halves)), key=lambda i: -squares[i]):
            if left <= budget:
                break
            if len(halves[i].outputs):
                wanted[i] = 1
                left -= max(GAIN * squares[i], squares[i] - usual)  # a few links far off are met by one neuron more
        return wanted

    def _give(self, half: Half, spread: float, need: Need) -> bool:
        """Gives a half more neurons, as many as are needed or suit; whether there are any."""
        size = spread * sqrt(12 / (len(half.neurons) + need.likely)) / 2.0**self.task.law.lower
        held = self.stock.v(half.neurons, half.outputs) * half.u[:, None]
        more, u = self.stock.choose(half.input, half.sign, half.outputs, self._weights(half), held, size, need)
        half.add(more, u)
        return len(more) > 0

    def _search(self, given: Iterator[Half]) -> int:
        """Finds every link's sum anew, of some halves while the next ones get their neurons; how many halves."""
        count, started = 0, []
        while some := list(islice(given, TOGETHER)):
            started.append(self.workers.submit(self._nearest, some))
            count += len(some)
        for one in started:
            one.result()
        return count

    def _nearest(self, halves: list[Half]) -> None:
        """Finds the nearest sum of each link anew."""
        products = [self._products(half) for half in halves]
        few = [i for i, half in enumerate(halves) if len(half.neurons) <= MOST]
        subsets = dict(zip(few, self._subsets([(halves[i], products[i]) for i in few]), strict=True))
        for i, half in enumerate(halves):
            w = self._weights(half)
            if i in subsets:
                found = Found.of(w, products[i], subsets[i])
            else:
                v = products[i] / half.u  # exact: a product of two weights of 24 bits
                found = self.method.decompose(w, half.u[None], v, self.aim)
            half.kept, half.errors = found.kept, found.error

    def _products(self, half: Half) -> Array:
        """Of each link and each neuron, shape (L, n)."""
        return np.ascontiguousarray((self.stock.v(half.neurons, half.outputs) * half.u[:, None]).T)

    def _subsets(self, several: list[tuple[Half, Array]]) -> list[Mask]:
        """The nearest subsets of halves' links, where it is known what errors add up to with a view to that."""
        after = self.task.after
        if after is None:
            return nearest_of_several([(self._weights(half), products) for half, products in several])
        found = []
        for half, products in several:
            others = np.ones(len(self.task.weight), dtype=bool)
            others[half.outputs] = False  # these keep nothing
            owed = total(after[:, others] * -self.task.weight[others, half.input])
            epsilon_w = float(self.task.epsilon_w)
            found.append(Links(self._weights(half), products, after[:, half.outputs], owed, epsilon_w))
        return steered(found)
