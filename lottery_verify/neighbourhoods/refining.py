"""What a second look finds of neighbourhoods that are not yet bracketed as near as asked, or undecided."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

import torch

from lottery_verify.certificates.agreement import Top1
from lottery_verify.certificates.deadline import Deadline
from lottery_verify.certificates.gated import few_gates, gate, gates_last
from lottery_verify.certificates.producers import GATE_STEPS, SLOPE_STEPS
from lottery_verify.certificates.question import MOST_MOVING, moving
from lottery_verify.certificates.smoothed import smoothed_ascent
from lottery_verify.certificates.tight import met, tighten, whole
from lottery_verify.errors import Undecided, UnsupportedNetwork
from lottery_verify.neighbourhoods.balls import Ball
from lottery_verify.neighbourhoods.batches import Batches, Shared, exactly
from lottery_verify.neighbourhoods.deciding import point_at
from lottery_verify.neighbourhoods.rows import UNDECIDED, Change, Row
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket

ENTRIES = 1 << 21  # boxes × outputs × the widest layer, in one batch of climbs
LEAST = Fraction(1, 1 << 32)  # below it, rounding is most of a bound
MOST_SHARE = 10  # seconds for one box


class Refining:
    """Rows of two networks, improved until the time is over, in their order."""

    def __init__(
        self, work: Batches, ticket: Ticket | Network, target: Network, *, workers: Executor | None, processes: int
    ) -> None:
        """Arguments as of `prove_around`; `work` made the rows."""
        self.work, self.ticket, self.target = work, ticket, target
        self.workers, self.processes = workers, processes
        self.classes: Top1 | None = None
        self.climbed = max(1, ENTRIES // (2 * target.widths[-1] * max(target.widths)))

    def refine(self, rows: list[Row], seconds: float) -> None:
        """Improves rows in place, for about so many seconds."""
        until = time.monotonic() + seconds
        wanted = [i for i, row in enumerate(rows) if self.far(row)]
        for k in range(0, len(wanted), self.climbed):
            if time.monotonic() >= until:
                return
            some = wanted[k : k + self.climbed]
            for i, row in zip(some, self.searched([rows[i] for i in some]), strict=True):
                rows[i] = row
        few = [i for i, row in enumerate(rows) if moving(row.box) <= MOST_MOVING]
        steps = [(i, self.agreed) for i in few if rows[i].top1 == UNDECIDED]
        steps += [(i, self.halved) for i in few if self.far(rows[i])]
        steps += [(i, self.sloped) for i, row in enumerate(rows) if i not in set(few) and self.far(row)]
        for done, (i, improved) in enumerate(steps):
            left = until - time.monotonic()
            if left <= 0:
                return
            rows[i] = improved(rows[i], min(MOST_SHARE, left / (len(steps) - done)))

    def far(self, row: Row) -> bool:
        """Whether what is proved is further from what is found than asked."""
        return row.proved is not None and row.proved > max(self.work.gap * row.found, LEAST)

    def searched(self, rows: Sequence[Row]) -> list[Row]:
        """With larger differences, where ascent through ever sharper gates finds some."""
        start = time.process_time()
        found = []
        for group, shared in self.groups(rows):
            corners = [self.work.corners(self.ball(row)) for row in group]
            low, high = (torch.tensor([[float(v) for v in c[k]] for c in corners], dtype=torch.float64) for k in (0, 1))
            seeds = [self.work.seed_of(self.ball(row)) for row in group]
            if any(layer.kinks for layer in shared.floats) or any(shared.exact.moved):
                found += group
                continue
            value, where = smoothed_ascent(shared.tensors, low, high, starts=1, seeds=seeds)
            for row, c, size, point in zip(group, corners, value, where, strict=True):
                if self.work.norm == "linf" and float(size.max()) <= float(row.found):
                    found.append(row)
                    continue
                largest = point[size.topk(min(2, len(size))).indices]
                tried = [point_at(shared.exact, exactly(one, *c)) for one in largest]
                best = max(tried, key=lambda one: one.gap(self.work.norm))
                if best.gap(self.work.norm) > row.found:
                    row = replace(row, found=best.gap(self.work.norm), witness=self.work.unshifted(best.x))
                found.append(row)
        share = (time.process_time() - start) / len(rows)
        return [replace(row, seconds=row.seconds + share) for row in found]

    def groups(self, rows: Sequence[Row]) -> Iterator[tuple[list[Row], Shared]]:
        """Rows side by side whose inputs have the same signs."""
        for signs, some in groupby(rows, lambda row: self.work.signs(*self.work.corners(self.ball(row)))):
            yield list(some), self.work.shared(signs)

    def agreed(self, row: Row, seconds: float) -> Row:
        """With what halving the box decides of the predicted class."""
        start = time.process_time()
        if self.classes is None:
            self.classes = Top1(self.ticket, self.target)
        seed = self.work.seed_of(self.ball(row))
        decided = self.classes.prove(row.box, timeout=seconds, seed=seed, workers=self.workers)
        found = decided.witness
        change = None if found is None else Change(found.x, found.before, found.after)
        spent = row.seconds + time.process_time() - start
        return replace(row, top1=decided.status, change=change, seconds=spent)

    def halved(self, row: Row, seconds: float) -> Row:
        """With a bound by branch and bound over the box, where that is less."""
        start = time.process_time()
        halved = tighten(
            self.ticket, self.target, region=row.box, norm=self.work.norm, gap=float(self.work.gap), epsilon=None,
            found=row.found, deadline=Deadline.after(seconds), workers=self.workers, processes=self.processes,
        )  # fmt: skip
        if halved.witness is not None:
            low, high = row.box.lower, row.box.upper
            shift = self.work.shift
            x = exactly(torch.tensor(halved.witness, dtype=torch.float64), low, high)
            shared = self.work.shared(self.work.signs(*self.work.corners(self.ball(row))))
            point = point_at(shared.exact, tuple(v - s for v, s in zip(x, shift, strict=True)))
            if point.gap(self.work.norm) > row.found:
                row = replace(row, found=point.gap(self.work.norm), witness=x)
        if row.proved is not None and halved.proof is not None and halved.proof.epsilon < row.proved:
            row = replace(row, proved=halved.proof.epsilon, steps=halved.proof.steps)
        return replace(row, seconds=row.seconds + time.process_time() - start)

    def sloped(self, row: Row, seconds: float) -> Row:
        """With slopes of its own for each output, and the last gates bounded together, where that is less."""
        start, near = time.process_time(), self.work.gap * row.found
        deadline, norm = Deadline.after(seconds), self.work.norm
        with suppress(UnsupportedNetwork, Undecided):  # what is proved stands
            proof, opened = whole(
                self.ticket, self.target, region=row.box, norm=norm, enough=near, steps=SLOPE_STEPS, deadline=deadline
            )
            if proof.epsilon > near and gates_last(self.target) and few_gates(self.target, opened):
                with suppress(Undecided):
                    one = gate(self.ticket, self.target, region=row.box, norm=norm, steps=GATE_STEPS, deadline=deadline)
                    proof = met(proof, one)
            if row.proved is not None and proof.epsilon < row.proved:
                row = replace(row, proved=proof.epsilon, steps=proof.steps)
        return replace(row, seconds=row.seconds + time.process_time() - start)

    def ball(self, row: Row) -> Ball:
        """The row's neighbourhood."""
        return Ball(row.image, row.radius, row.box)
