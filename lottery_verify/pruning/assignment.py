"""Which input each intermediate neuron of a free source serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lottery_verify.checker.source import Law
from lottery_verify.laws.source import Source
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
    """Hands the neurons of a layer to halves of inputs, and draws more where none is left that suits.

    A neuron is lost only where it suits none of the halves that still need one, and the last neuron of each half is
    handed out after all others. So hardly one is lost; how many may be is measured (docs/small.md) and not proved.
    """

    def __init__(self, source: Source, law: Law, layer: int, limit: int) -> None:
        self.source, self.law, self.layer, self.limit = source, law, layer, limit
        self.neurons = 0
        self.idle: Indices = np.zeros(0, dtype=np.int64)

    def hand_out(self, needs: Sequence[Need]) -> dict[int, Indices] | None:
        """The neurons that each half gets, in ascending order; None where `limit` neurons are too few.

        Those that want the largest u choose first, as few neurons have it.
        """
        given: dict[int, list[int]] = {need.half: [] for need in needs}
        ordered = sorted(needs, key=lambda need: -need.size)
        last = [min(1, need.count) for need in ordered]
        missing = sum(need.count for need in ordered)
        while missing:
            if not self._draw(missing - len(self.idle)):
                return None
            for spare in (last, [0] * len(last)):
                for need, kept in zip(ordered, spare, strict=True):
                    given[need.half].extend(self._choose(need, need.count - kept - len(given[need.half])))
            left = sum(need.count - len(given[need.half]) for need in ordered)
            if left == missing and not self._draw(left):  # none of the idle ones suits
                return None
            missing = left
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
        u = self.source.u(self.law, self.layer, 0, need.input, self.neurons)[self.idle] * need.sign
        suited = np.nonzero(u > 0)[0]
        if need.size > 0:
            off = u[suited] / need.size
            suited = suited[np.argsort(np.maximum(np.maximum(off, 1 / off), SUITS), kind="stable")]
        chosen = suited[:count]
        found: list[int] = self.idle[chosen].tolist()
        self.idle = np.delete(self.idle, chosen)
        return found
