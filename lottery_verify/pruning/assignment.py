"""Which input each intermediate neuron of a free source serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lottery_verify.checker.source import Law
from lottery_verify.laws.source import Array, Source
from lottery_verify.pruning.search import Indices

SUITS = 1.25  # sizes of u within this factor of the wanted one suit as well as that one: different sizes sum densely


@dataclass(frozen=True)
class Need:
    """So many more neurons for one half of an input.

    Attributes:
        half: its place in the list of halves.
        input, sign: of the half: neurons with u·sign > 0 suit.
        count: how many, ≥ 0.
        size: > 0, the |u| that is wanted, or 0 for any.
    """

    half: int
    input: int
    sign: int
    count: int
    size: float


class Assignment:
    """Hands the neurons of a layer to halves of inputs, and draws more only where no assignment exists.

    Source: free-assignment, which says how many neurons that takes.
    """

    def __init__(self, source: Source, law: Law, layer: int, limit: int) -> None:
        self.source, self.law, self.layer, self.limit = source, law, layer, limit
        self.neurons = 0
        self.idle: Indices = np.zeros(0, dtype=np.int64)

    def hand_out(self, needs: Sequence[Need]) -> dict[int, Indices] | None:
        """The neurons that each half gets, in ascending order; None where `limit` neurons are too few.

        Those that want the largest u choose first, as few neurons have it. Where no idle neuron is left that suits,
        halves pass neurons on. So many more are drawn as are then missing, and each can make up for one: no fewer
        neurons would do.
        """
        given: dict[int, list[int]] = {need.half: [] for need in needs}
        ordered = sorted(needs, key=lambda need: -need.size)
        missing = sum(need.count for need in needs)
        more = missing - len(self.idle)
        while missing:
            if not self._draw(more):
                return None
            for need in ordered:
                given[need.half].extend(self._choose(need, need.count - len(given[need.half])))
            for need in ordered:
                while len(given[need.half]) < need.count and self._pass_on(need, ordered, given):
                    pass
            missing = more = sum(need.count - len(given[need.half]) for need in needs)
        return {half: np.array(sorted(found), dtype=np.int64) for half, found in given.items()}

    def _draw(self, more: int) -> bool:
        """Adds so many neurons, where they are not below 1; whether the limit allows it."""
        if more > 0:
            if self.neurons + more > self.limit:
                return False
            self.idle = np.concatenate([self.idle, np.arange(self.neurons, self.neurons + more)])
            self.neurons += more
        return True

    def _choose(self, need: Need, count: int) -> list[int]:
        """Up to so many idle neurons of the sign, nearest in size first; they are idle no more."""
        if count <= 0:
            return []
        u = self._u(need)[self.idle]
        suited = np.nonzero(u > 0)[0]
        if need.size > 0:
            off = u[suited] / need.size
            suited = suited[np.argsort(np.maximum(np.maximum(off, 1 / off), SUITS), kind="stable")]
        chosen = suited[:count]
        found: list[int] = self.idle[chosen].tolist()
        self.idle = np.delete(self.idle, chosen)
        return found

    def _pass_on(self, need: Need, needs: Sequence[Need], given: dict[int, list[int]]) -> bool:
        """Gives a half one more neuron, which another passes on for one that a third passes on, down to an idle one.

        Returns: whether there is such a chain; the shortest is taken. Where there is none, no assignment gives more.
        """
        came: dict[int, tuple[int, int]] = {need.half: (need.half, -1)}  # half: who takes its neuron, and which one
        line = [need]
        for one in line:
            u = self._u(one)
            idle = np.nonzero(u[self.idle] > 0)[0]
            if len(idle):
                half, got = one.half, int(self.idle[idle[0]])
                self.idle = np.delete(self.idle, idle[0])
                while half != need.half:
                    taker, passed = came[half]
                    given[half][given[half].index(passed)] = got
                    half, got = taker, passed
                given[half].append(got)
                return True
            for other in needs:
                passed = next((m for m in given[other.half] if u[m] > 0), -1)
                if passed >= 0 and other.half not in came:
                    came[other.half] = (one.half, passed)
                    line.append(other)
        return False

    def _u(self, need: Need) -> Array:
        """The u of all neurons drawn, from the half's input, above 0 where it has the half's sign."""
        return self.source.u(self.law, self.layer, 0, need.input, self.neurons) * need.sign
