"""`prove_around`: [found, proved] and top-1 agreement in the neighbourhood of each of many images.

A batch of boxes is searched and bounded at once in floats, which decides nothing but where to look and which rules of
the checker each box needs; what is said to be found or proved is computed in integers, box by box, by any executor.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy.typing as npt

from lottery_verify.arguments import Number, as_fraction, check_choice
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.proving import GAP, SECONDS
from lottery_verify.certificates.tight import PRECISION
from lottery_verify.errors import InvalidArgument
from lottery_verify.neighbourhoods.balls import balls, check_range, read_clip, read_radii
from lottery_verify.neighbourhoods.batches import Batches
from lottery_verify.neighbourhoods.images import Images, as_images, read_images
from lottery_verify.neighbourhoods.refining import Refining
from lottery_verify.neighbourhoods.rows import Row, Summary, summarised
from lottery_verify.networks.loading import as_network
from lottery_verify.networks.network import Network
from lottery_verify.tickets.opening import as_pruned
from lottery_verify.tickets.ticket import Ticket

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class Neighbourhoods:
    """What is found and proved around each image.

    Attributes:
        target, ticket: digests of the networks.
        norm: "linf" or "l2".
        seed: of the search.
        images: the points.
        rows: one for each image and radius, image by image.
        seconds: in all, by the clock.
    """

    target: str
    ticket: str
    norm: str
    seed: int
    images: Images
    rows: tuple[Row, ...]
    seconds: float

    @property
    def summaries(self) -> tuple[Summary, ...]:
        """One for each radius."""
        return summarised(self.rows)

    @property
    def per_minute(self) -> float:
        """Rows per minute."""
        return 60 * len(self.rows) / max(self.seconds, 1e-9)

    def certificate(self, row: Row) -> Proof | None:
        """What proves a row's bound, for the checker to repeat; None where nothing is proved."""
        if row.proved is None:
            return None
        epsilon = row.proved or Fraction(1, 1 << PRECISION)  # a claim's epsilon is above 0
        return Proof(
            self.target, self.ticket, row.box.describe(), self.norm, epsilon, row.proved, PRECISION, row.steps
        )


def prove_around(
    ticket: Ticket | Network | torch.nn.Module | str | os.PathLike[str],
    target: Network | torch.nn.Module | str | os.PathLike[str],
    images: Images | npt.ArrayLike | str | os.PathLike[str],
    *,
    radii: Sequence[Number],
    clip: Sequence[Number] | None = None,
    scale: Number | None = None,
    norm: str = "linf",
    top1: bool = True,
    gap: Number = GAP,
    timeout: float = SECONDS,
    seed: int = 0,
    workers: Executor | None = None,
    processes: int = 1,
    batch: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Neighbourhoods:
    """Brackets sup ‖F − Ĝ‖ in the neighbourhood of each image, and decides whether the predicted class changes there.

    The neighbourhood of an image x is the box of all inputs within the radius of x in each coordinate, cut to `clip`.
    The search multiplies matrices in floats: the same seed may lead to other witnesses on another processor, and so
    may another size of batch; what is said of each is exact.

    Args:
        ticket: a ticket, or any network of the target's widths and activations.
        target: the network F.
        images: an array of shape (images, inputs) or (images, height, width[, channels]), or a file's name: .npy, .csv
            or .pt; see `read_images`.
        radii: each above 0, in the unit of the inputs.
        clip: ends of the range that inputs lie in; none when left out.
        scale: what the stored numbers are divided by; needed for integers.
        norm: "linf" or "l2", of the outputs' difference.
        top1: whether to decide top-1 agreement too, of networks of two outputs or more.
        gap: above 1; a bound of gap times what is found is near enough.
        timeout: seconds, about, for what is not near enough or undecided when all rows have been bounded once.
        seed: of the search, from 0 to 2^64 − 1.
        workers: who computes exactly, in chunks of boxes; this process itself when left out. See `processors`.
        processes: how many of them work at once.
        batch: boxes that are searched at once; chosen by the networks' sizes when left out.
        progress: told how many rows of how many are done.
    Raises:
        InvalidArgument: an argument outside its range, or images of another width.
        MalformedFile: a file can't be read.
        UnsupportedNetwork: the networks differ in widths or activations.

    Source: joint-affine-forms, joint-back-substitution, relu-relaxation.
    """
    started = time.monotonic()
    ticket, target = as_pruned(ticket, "ticket"), as_network(target, "target").demand_undivided("a batch of boxes")
    ticket = ticket.demand_undivided("a batch of boxes") if isinstance(ticket, Network) else ticket
    given = _images(images, target.widths[0], scale)
    sizes, ends = read_radii(radii), read_clip(clip)
    check_choice("norm", norm, ("linf", "l2"))
    near = as_fraction("gap", gap, above=1)
    if not 0 <= timeout < float("inf"):
        raise InvalidArgument(f"timeout {timeout} must be a number of seconds, 0 or more")
    if type(seed) is not int or not 0 <= seed < 1 << 64:
        raise InvalidArgument(f"seed {seed!r} must be an integer from 0 to 2^64 - 1")
    if batch is not None and (type(batch) is not int or batch < 1):
        raise InvalidArgument(f"batch {batch!r} must be an integer of at least 1")
    check_range(given, ends)
    classes = top1 and target.widths[-1] > 1 and not target.layers[-1].relu
    work = Batches(ticket, target, norm=norm, classes=classes, gap=near, seed=seed, workers=workers, batch=batch)
    total = len(given) * len(sizes)
    rows: list[Row] = []
    for some in work.rows(balls(given, sizes, ends)):
        rows += some
        if progress is not None:
            progress(len(rows), total)
    Refining(work, ticket, target, workers=workers, processes=processes).refine(rows, timeout)
    seconds = time.monotonic() - started
    return Neighbourhoods(target.digest, ticket.digest, norm, seed, given, tuple(rows), seconds)


def _images(images: Images | npt.ArrayLike | str | os.PathLike[str], width: int, scale: Number | None) -> Images:
    if isinstance(images, Images):
        return images
    if isinstance(images, str | os.PathLike):
        return read_images(images, width, scale=scale)
    return as_images(images, width, scale=scale)
