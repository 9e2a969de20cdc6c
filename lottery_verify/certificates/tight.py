"""Tight certificates: branch and bound by joint affine forms in floats, and the checker's own rule at every leaf."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from lottery_verify.certificates.anytime import LATE, LEAST_LATE, Anytime, Progress
from lottery_verify.certificates.branching import Search
from lottery_verify.certificates.certificate import spelt
from lottery_verify.certificates.deadline import NEVER, Deadline
from lottery_verify.certificates.interrupts import interruptible
from lottery_verify.certificates.joint import FloatLayer
from lottery_verify.certificates.outputs import bounds, cut
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.relaxed import Array
from lottery_verify.certificates.settling import Settled
from lottery_verify.certificates.state import State
from lottery_verify.checker.networks import open_file, weights
from lottery_verify.checker.reach import Reach
from lottery_verify.checker.regions import Region
from lottery_verify.checker.rules import boxes
from lottery_verify.checker.rules.backward import Walk
from lottery_verify.checker.rules.known import Pair
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.errors import Undecided, UnsupportedNetwork
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import atomic_write
from lottery_verify.tickets.ticket import Ticket

PRECISION = 64


@dataclass(frozen=True)
class Tightened:
    """A proof, and the point with the largest difference that the search came by, in floats, before the shift.

    Attributes:
        proof: None where there was no time for any, and where epsilon turned out to be exceeded before there was one.
        witness: None where no difference was met that is larger than the one known before.
    """

    proof: Proof | None
    witness: tuple[float, ...] | None


class Whole(NamedTuple):
    """A proof by the rule `whole`, and how many gates before the outputs it leaves open."""

    proof: Proof
    opened: int


def tighten(
    ticket: Ticket | Network,
    target: Network,
    *,
    region: Region,
    norm: str,
    gap: float,
    epsilon: Fraction | None,
    found: Fraction,
    deadline: Deadline,
    workers: Executor | None = None,
    processes: int = 1,
    progress: Callable[[Progress], None] | None = None,
    state: State | None = None,
    only: int | None = None,
) -> Tightened:
    """Proves a bound of sup ‖F − Ĝ‖ over a box that is near the largest difference found.

    The search halves boxes in floats; leaves that it closes are bounded exactly at once, and opened again where that
    gives more than the goal. Ctrl-C ends it as the time does: with a proof of the best bound so far.

    Args:
        ticket, target: two networks of the same widths and activations.
        region: a box.
        norm: "linf" or "l2".
        gap: above 1; without epsilon the search stops when what is proved is at most gap·found.
        epsilon: it stops when epsilon is proved, or exceeded.
        found: a difference that is reached.
        deadline: when the search ends; the exact bounds that are missing then take a twentieth of its time at most.
        workers: who bounds the leaves exactly; this process itself when left out.
        processes: how many of the workers work at once.
        progress: told from time to time.
        state: where the search is kept while it lasts, and taken up from.
        only: the only output that is meant, from 0; None for all.
    Raises:
        UnsupportedNetwork: the region is no box, or the networks differ in widths or activations.
        InvalidArgument, MalformedFile: what is kept is of another claim, or damaged.

    Source: split-coverage, joint-affine-forms, relu-relaxation.
    """
    networks = read_pair(target, ticket)
    whole_layers, moved = boxes.problem(networks, region)
    layers = cut(whole_layers, only)
    corners = boxes.corners(networks, region)
    low, high = (np.array([float(v) for v in side]) for side in corners)
    if any(moved):
        raise UnsupportedNetwork("the two networks shift their inputs by different amounts")
    shift = np.zeros_like(low) if target.shift is None else target.shift
    wanted = None if epsilon is None else float(epsilon)
    begun = None if state is None else state.read(len(low))
    search = Search(
        [in_floats(layer) for layer in layers],
        low,
        high,
        norm=norm,
        goal=lambda known: gap * known if wanted is None else wanted,
        found=float(found),
        tree=None if begun is None else begun.tree,
        deadline=deadline,
    )
    if begun is not None and begun.witness is not None:
        search.meet(np.clip(np.array(begun.witness) - shift, low, high)[None])

    def witness() -> tuple[float, ...] | None:
        return None if search.witness is None else tuple((search.witness + shift).tolist())

    def keep() -> None:
        if state is not None and state.due():
            state.write(search.tree, witness())

    late = deadline.later(max(LATE * deadline.left, LEAST_LATE))
    settled = Settled(layers, moved, PRECISION, workers, max(1, processes), late)
    work = Anytime(search, settled, corners, norm=norm, epsilon=wanted, deadline=deadline, progress=progress, keep=keep)
    with interruptible() as interrupted, threadpool_limits(1, "blas"), ThreadPoolExecutor(max(1, processes)) as threads:
        work.run(threads, max(1, processes), interrupted)
        made = work.proved(hurried=interrupted())
    if state is not None:
        state.finish(search.tree, witness())
    if made is None:
        return Tightened(None, witness())
    tree, reach = made
    step = {"rule": "boxes", "tree": tree}
    return Tightened(stated(target, ticket, region, norm, reach, step, only), witness())


def whole(
    ticket: Ticket | Network,
    target: Network,
    *,
    region: Region,
    norm: str,
    only: int | None = None,
    enough: Fraction = Fraction(0),
    steps: int = 0,
    deadline: Deadline = NEVER,
) -> Whole:
    """Proves a bound of sup ‖F − Ĝ‖ over a box by back-substitution, without halving it: for many inputs that move.

    Args:
        ticket, target, region, norm, only: as in `tighten`.
        enough: an output's end that is no farther from 0 gets no slopes of its own; in linf.
        steps: of the ascent of these slopes; with 0 all are as the checker chooses them.
        deadline: when the ascent ends; slopes that the checker could not try by then are left out.
    Raises:
        Undecided: there was no time for a bound.
        UnsupportedNetwork: the region is no box, or the networks differ in widths, activations or shift.

    Source: joint-back-substitution, relu-relaxation.
    """
    networks = read_pair(target, ticket)
    whole_layers, moved = boxes.problem(networks, region)
    layers = cut(whole_layers, only)
    if any(moved):
        raise UnsupportedNetwork("the two networks shift their inputs by different amounts")
    low, high, _ = boxes.rounded(*boxes.corners(networks, region), moved, PRECISION)
    walk = Walk(layers, low, high, PRECISION, {}, deadline.clock)
    for layer in layers[:-1]:
        walk.through(layer)
    ends = walk.outputs(layers[-1])
    hints: list[dict[str, object]] = []
    if steps:
        from lottery_verify.certificates.sloped import sloped  # with torch, whose loading outlasts a small question

        near = int(enough * (1 << PRECISION)) if norm == "linf" else 0
        floats = [in_floats(layer) for layer in layers]
        with suppress(Undecided):  # the ends stand as they are
            ends, hints = sloped(layers, floats, walk, ends, enough=near, steps=steps, deadline=deadline)
        hints = hints if only is None else [{**hint, "neuron": only} for hint in hints]
    step = {"rule": "whole", "hints": hints}
    opened = sum(gates.open for gates in walk.gates[-1]) if walk.gates else 0
    return Whole(stated(target, ticket, region, norm, Reach(ends), step, only), opened)


def met(one: Proof, other: Proof) -> Proof:
    """What two proofs about the same show together: in linf, at each output, the smaller bound counts."""
    outputs = tuple(map(min, zip(one.outputs, other.outputs, strict=True)))
    best = min(one, other, key=lambda proof: proof.epsilon)
    if one.norm != "linf" or one.output is not None or outputs == best.outputs:
        return best
    proved, steps = max(outputs), (*one.steps, *other.steps)
    return replace(one, epsilon=spelt(proved, one.precision), proved=proved, steps=steps, outputs=outputs)


def stated(
    target: Network,
    ticket: Ticket | Network,
    region: Region,
    norm: str,
    reach: Reach,
    step: Mapping[str, object],
    only: int | None,
) -> Proof:
    """The proof of what a step proves, which is all that `reach` knows."""
    proved = Fraction(reach.largest if norm == "linf" else reach.norm, 1 << PRECISION)
    names = target.digest, ticket.digest, region.describe()
    each = bounds(reach, PRECISION) if only is None else ()
    return Proof(*names, norm, spelt(proved, PRECISION), proved, PRECISION, (step,), output=only, outputs=each)


@lru_cache(maxsize=1)  # the rules that are tried one after the other read the same pair
def read_pair(target: Network, ticket: Ticket | Network) -> Pair:
    """Both networks as the checker reads them, from their canonical bytes."""
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for name, network in (("target", target), ("ticket", ticket)):
            path = str(Path(folder) / f"{name}.safetensors")
            atomic_write(path, network.canonical())
            found.append(weights(open_file(path)))
    return Pair(*found)


def in_floats(layer: PairLayer) -> FloatLayer:
    """A layer of exact integers, each rounded once."""
    unit = 1 << layer.scale

    def array(rows: Sequence[Sequence[int]]) -> Array:
        return np.array([[entry / unit for entry in row] for row in rows])

    bias, gap_bias = array([layer.bias, layer.gap_bias])
    kink = array(layer.kink).reshape(len(layer.bias), len(layer.kinks))
    f, g, gap = array(layer.f), array(layer.g), array(layer.gap)
    return FloatLayer(f, g, gap, bias, gap_bias, tuple(layer.kinks), kink, layer.relu)
