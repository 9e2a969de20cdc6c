"""Neighbourhoods batch by batch: searched and bounded in floats, then decided exactly while the next is searched."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from fractions import Fraction
from functools import partial
from itertools import chain, groupby, islice
from typing import NamedTuple

import torch
from torch import Tensor

from lottery_verify.certificates.joint import FloatLayer
from lottery_verify.certificates.tensors import TensorLayer, in_tensors
from lottery_verify.certificates.tight import PRECISION, in_floats, read_pair
from lottery_verify.checker.rules import boxes
from lottery_verify.checker.rules.boxes import Corner
from lottery_verify.checker.rules.paired import paired
from lottery_verify.errors import InvalidArgument
from lottery_verify.neighbourhoods.balls import Ball
from lottery_verify.neighbourhoods.bounds import rules_needed
from lottery_verify.neighbourhoods.deciding import STEPS, Answer, Pairing, Point, Question, decided_all
from lottery_verify.neighbourhoods.rows import AGREED, DIFFERS, UNDECIDED, Change, Row
from lottery_verify.neighbourhoods.search import Search
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket

MOST_BOXES = 256
ENTRIES = 1 << 21  # boxes × the square of the widest layer behind the inputs, in one batch
CHUNK, WEIGHTS = 16, 1 << 17  # boxes that one task decides, and boxes × weights


class Shared(NamedTuple):
    """A pair of networks for boxes whose inputs have the same signs: exact, and in floats."""

    exact: Pairing
    floats: list[FloatLayer]
    tensors: list[TensorLayer]
    moved: Tensor


class Started(NamedTuple):
    """A batch whose boxes are being decided."""

    some: list[Ball]
    questions: list[Question]
    answers: Callable[[], list[Answer]]
    share: float


class Batches:
    """Two networks, and how rows are made of neighbourhoods."""

    def __init__(
        self,
        ticket: Ticket | Network,
        target: Network,
        *,
        norm: str,
        classes: bool,
        gap: Fraction,
        seed: int,
        workers: Executor | None,
        batch: int | None,
    ) -> None:
        """Arguments as of `prove_around`; `classes`: whether to decide top-1 agreement."""
        self.networks = read_pair(target, ticket)
        self.norm, self.classes, self.gap, self.seed, self.workers = norm, classes, gap, seed, workers
        f, g = self.networks.target, self.networks.ticket
        self.shift = f.shift
        if len(f.shift) != len(g.shift):
            raise InvalidArgument(f"ticket of {len(g.shift)} inputs, target of {len(f.shift)}: they do not fit")
        self.signed = any(row.positive != row.negative for layer in (*f.layers, *g.layers) for row in layer.rows)
        widest = max(target.widths[1:])
        self.batch = batch or max(1, min(MOST_BOXES, ENTRIES // widest**2))
        self.chunk = max(1, min(CHUNK, WEIGHTS // target.n_weights))
        self._shared: dict[tuple[int, ...], Shared] = {}

    def rows(self, neighbourhoods: Iterable[Ball]) -> Iterator[list[Row]]:
        """The rows of each batch, in order."""
        waiting: list[Started] = []
        stream = iter(neighbourhoods)
        while some := list(islice(stream, self.batch)):
            both = [(ball, self.corners(ball)) for ball in some]
            for signs, group in groupby(both, lambda one: self.signs(*one[1])):
                waiting.append(self.started(signs, list(group)))
                if len(waiting) > 1:
                    yield self.finished(waiting.pop(0))
        for one in waiting:
            yield self.finished(one)

    def corners(self, ball: Ball) -> tuple[Corner, Corner]:
        """The box's ends less the target's shift."""
        return boxes.corners(self.networks, ball.box)

    def shared(self, signs: tuple[int, ...]) -> Shared:
        """The pair for inputs of these signs."""
        if signs not in self._shared:
            shifts = zip(self.networks.target.shift, self.networks.ticket.shift, strict=True)
            moved = [s - t for s, t in shifts]
            layers = paired(self.networks, signs)
            exact, floats = Pairing(layers, moved, PRECISION), [in_floats(layer) for layer in layers]
            apart = torch.tensor([float(v) for v in moved], dtype=torch.float64)
            self._shared = {signs: Shared(exact, floats, [in_tensors(layer) for layer in floats], apart)}
        return self._shared[signs]

    def signs(self, low: Corner, high: Corner) -> tuple[int, ...]:
        """The signs of Ĝ's inputs over a box; they matter to a ticket, whose weights depend on them."""
        if not self.signed:
            return (0,) * len(self.shift)
        found = []
        for a, b, s, t in zip(low, high, self.networks.target.shift, self.networks.ticket.shift, strict=True):
            found.append(1 if a + s >= t else -1 if b + s <= t else 0)
        return tuple(found)

    def started(self, signs: tuple[int, ...], both: Sequence[tuple[Ball, tuple[Corner, Corner]]]) -> Started:
        """Searches a batch in floats, and has its boxes decided."""
        start = time.process_time()
        some, corners = [ball for ball, _ in both], [ends for _, ends in both]
        shared = self.shared(signs)
        low, high = (torch.tensor([[float(v) for v in c[k]] for c in corners], dtype=torch.float64) for k in (0, 1))
        search = Search(shared.tensors, low, high, shared.moved, self.norm, [self.seed_of(ball) for ball in some])
        search.run()
        tops = [int(top) if self.classes else None for top in search.top]
        for i in torch.nonzero(search.changed)[:, 0].tolist():
            tops[i] = None
        rules = rules_needed(
            shared.floats,
            low.numpy(),
            high.numpy(),
            norm=self.norm,
            goal=float(self.gap) * search.largest.value.numpy(),
            tops=tops,
            shifted=any(shared.exact.moved),
        )
        questions = []
        for i, (c, needed) in enumerate(zip(corners, rules, strict=True)):
            points = [search.largest.point[i]] + ([search.change[i]] if self.classes and search.changed[i] else [])
            inside = tuple(exactly(point, *c) for point in points)
            top = int(search.top[i]) if self.classes else None
            questions.append(Question(*c, inside, needed, top))
        answers = self.asked(shared.exact, questions)
        return Started(some, questions, answers, (time.process_time() - start) / len(some))

    def asked(self, pairing: Pairing, questions: Sequence[Question]) -> Callable[[], list[Answer]]:
        """Has questions decided, in chunks; what is returned waits for the answers."""
        decide = partial(decided_all, pairing, self.norm)
        chunks = [questions[k : k + self.chunk] for k in range(0, len(questions), self.chunk)]
        if self.workers is None:
            return lambda: decide(questions)
        futures: list[Future[list[Answer]]] = [self.workers.submit(decide, chunk) for chunk in chunks]
        return lambda: list(chain.from_iterable(future.result() for future in futures))

    def finished(self, one: Started) -> list[Row]:
        """The rows of a batch."""
        parts = zip(one.some, one.questions, one.answers(), strict=True)
        return [self.row(ball, question, answer, one.share) for ball, question, answer in parts]

    def row(self, ball: Ball, question: Question, answer: Answer, share: float) -> Row:
        """What an answer says of a neighbourhood."""
        best = max(answer.points, key=lambda point: point.gap(self.norm))
        change = self.change(answer.points)
        top1 = None
        if self.classes:
            top1 = DIFFERS if change is not None else AGREED if answer.agreed else UNDECIDED
        return Row(
            image=ball.image,
            radius=ball.radius,
            box=ball.box,
            found=best.gap(self.norm),
            witness=self.unshifted(best.x),
            proved=answer.proved,
            steps=() if answer.proved is None else tuple(STEPS[rule] for rule in question.rules),
            reason=answer.reason,
            top1=top1,
            change=change,
            seconds=answer.seconds + share,
        )

    def change(self, points: Sequence[Point]) -> Change | None:
        """The first point at which the predicted classes differ."""
        for point in points:
            if self.classes and point.change is not None:
                return Change(self.unshifted(point.x), *point.change)
        return None

    def unshifted(self, x: Corner) -> tuple[Fraction, ...]:
        """The network's input, from that less the shift."""
        return tuple(v + s for v, s in zip(x, self.shift, strict=True))

    def seed_of(self, ball: Ball) -> int:
        """A neighbourhood's own seed, whatever batch it is in."""
        text = f"{self.seed} {ball.image} {ball.radius}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7], "big")


def exactly(point: Tensor, low: Corner, high: Corner) -> Corner:
    """A point in floats as exact numbers: an end of the box where it is one in floats, and never outside."""
    parts = zip(point.tolist(), low, high, strict=True)
    return tuple(a if v <= float(a) else b if v >= float(b) else min(max(Fraction(v), a), b) for v, a, b in parts)
