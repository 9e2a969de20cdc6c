"""Top-1 agreement: that no input of a region changes the predicted class, proved, or an input that changes it."""

from __future__ import annotations

import os
import time
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import torch

from lottery_verify.arguments import Number, as_fraction
from lottery_verify.certificates.disagreement import Disagreement, Hunter
from lottery_verify.certificates.divisors import common_divisor
from lottery_verify.certificates.halving import Halving
from lottery_verify.certificates.joint import FloatLayer
from lottery_verify.certificates.proof import AgreementProof
from lottery_verify.certificates.question import FEW_MOVING
from lottery_verify.certificates.splitting import split
from lottery_verify.certificates.tight import PRECISION, in_floats, read_pair
from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules import boxes, top1
from lottery_verify.checker.rules.paired import PairLayer, paired
from lottery_verify.errors import InvalidArgument, UnsupportedNetwork
from lottery_verify.networks.loading import as_network
from lottery_verify.networks.network import Network
from lottery_verify.networks.regions import as_region
from lottery_verify.tickets.opening import as_pruned
from lottery_verify.tickets.ticket import Ticket

if TYPE_CHECKING:
    from torch.nn import Module

SECONDS = 100
SAMPLES = 2000
SHARE = 0.75  # of the time that is left, for splitting by signs, before boxes of many inputs are halved


@dataclass(frozen=True)
class Agreement:
    """What is known of top-1 agreement over a region.

    Attributes:
        status: "agreed" (proved), "differs" (at the witness) or "undecided".
        certificate: of the agreement; None elsewhere.
        witness: an input at which the predicted class changes; None elsewhere.
        boxes: how many boxes, and parts of boxes, were bounded.
        seconds: that it took.
    """

    status: str
    certificate: AgreementProof | None
    witness: Disagreement | None
    boxes: int
    seconds: float


class Top1:
    """Two networks and a margin, to be compared over many regions."""

    def __init__(
        self,
        ticket: Ticket | Network | Module | str | os.PathLike[str],
        target: Network | Module | str | os.PathLike[str],
        *,
        margin: Number = 0,
    ) -> None:
        """Reads both networks once.

        Args:
            ticket: a ticket, or any network of the target's widths and activations.
            target: the network F, whose predicted class is to stay.
            margin: only inputs count at which F's largest output is so much above each other one; 0 or more, exact.
        Raises:
            InvalidArgument: margin is below 0, or the networks are of other inputs or outputs.
            UnsupportedNetwork: they have one output only, or differ in widths, activations or shift.
        """
        self.ticket, self.target = as_pruned(ticket, "ticket"), as_network(target, "target")
        self.margin = as_fraction("margin", margin, at_least=0)
        self.sums_margin = self.margin * common_divisor(self.ticket, self.target)  # of what the last layers give
        self.hunter = Hunter(self.ticket, self.target, self.margin)
        self.pair = read_pair(self.target, self.ticket)
        if self.pair.target.shift != self.pair.ticket.shift:
            raise UnsupportedNetwork("the two networks shift their inputs by different amounts")
        self.shift = np.array([float(v) for v in self.pair.target.shift])
        self._layers: tuple[list[int], list[PairLayer], list[FloatLayer]] | None = None
        self.layers([1] * self.target.widths[0])

    def layers(self, signs: list[int]) -> tuple[list[PairLayer], list[FloatLayer]]:
        """The layers for inputs of these signs, in integers and in floats."""
        if self._layers is None or self._layers[0] != signs:
            exact = top1.comparable(paired(self.pair, signs))
            self._layers = signs, exact, [in_floats(layer) for layer in exact]
        return self._layers[1:]

    def prove(
        self,
        region: Region | str | os.PathLike[str],
        *,
        timeout: float = SECONDS,
        seed: int = 0,
        samples: int = SAMPLES,
        workers: Executor | None = None,
    ) -> Agreement:
        """Decides agreement over a region, if it can: by bounds of boxes or parts of it, and a search for a witness.

        Args:
            region: a box.
            timeout: seconds, about, that it may take.
            seed: of the search.
            samples: its random points; 0 leaves it out.
            workers: who repeats the leaves exactly; this process itself when left out.
        Raises:
            UnsupportedNetwork: the region is no box.

        Source: top1-agreement, split-coverage, joint-affine-forms, joint-back-substitution.
        """
        region = as_region(region, self.target.widths[0])
        if not 0 <= timeout < float("inf"):
            raise InvalidArgument(f"timeout {timeout} must be a number of seconds, 0 or more")
        started = time.monotonic()
        corners = boxes.corners(self.pair, region)
        layers, floats = self.layers(boxes.signs(*corners, [Fraction(0)] * region.width))
        search = Halving(layers, floats, corners, self.sums_margin, workers)
        witness = None
        if search.open and samples:
            witness = self.hunter.search(region, seed=seed, samples=samples).witness
        tree, parts = None, 0
        if witness is None and search.open and len(search.moving) > FEW_MOVING:
            left = timeout - (time.monotonic() - started)
            ends = boxes.rounded(*corners, [Fraction(0)] * region.width, PRECISION)[:2]
            made = split(layers, *ends, PRECISION, self.sums_margin, seconds=left * SHARE, workers=workers)
            tree, parts = made.tree, made.parts
        open_ = tree is None and bool(search.open)
        while witness is None and open_ and not search.stuck and time.monotonic() - started < timeout:
            points = search.halve()
            open_ = bool(search.open)
            witness = self.hunter.first(torch.from_numpy(points + self.shift), region)
        seconds, looked = time.monotonic() - started, search.boxes + parts
        if witness is not None:
            return Agreement("differs", None, witness, looked, seconds)
        if open_:
            return Agreement("undecided", None, None, looked, seconds)
        step = {"rule": "top1", "tree": search.splits()} if tree is None else {"rule": "splits", "tree": tree}
        steps = ({**step, "margin": str(self.sums_margin)},)
        names = self.target.digest, self.ticket.digest, region.describe()
        return Agreement("agreed", AgreementProof(*names, self.margin, PRECISION, steps), None, looked, seconds)


def prove_top1(
    ticket: Ticket | Network | Module | str | os.PathLike[str],
    target: Network | Module | str | os.PathLike[str],
    *,
    region: Region | str | os.PathLike[str],
    margin: Number = 0,
    timeout: float = SECONDS,
    seed: int = 0,
    samples: int = SAMPLES,
    workers: Executor | None = None,
) -> Agreement:
    """Decides whether an input of a region changes the predicted class, where that can be decided in time.

    F is sure of class j at x where F_j(x) is above each other F_k(x), and by the margin at least. The networks agree if
    Ĝ_j(x) is above each other Ĝ_k(x) at every such x of the region: a tie of Ĝ is a change, and of an x where F itself
    ties nothing is claimed.

    Args:
        ticket: a ticket, or any network of the target's widths and activations; an object or a file's name.
        target: the network F, likewise.
        region: a box.
        margin: 0 or more, exact.
        timeout: seconds, about, that it may take.
        seed: of the search for a witness.
        samples: its random points; 0 leaves it out.
        workers: who repeats the leaves exactly; see `processors`.
    Raises:
        InvalidArgument: an argument outside its range.
        UnsupportedNetwork: the networks can't be compared, or the region is no box.

    Source: top1-agreement.
    """
    prepared = Top1(ticket, target, margin=margin)
    return prepared.prove(region, timeout=timeout, seed=seed, samples=samples, workers=workers)
