"""Target + source → ticket."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.progress import Progress

from lottery_verify.arguments import Number, as_fraction, check_choice
from lottery_verify.checker.headers import MAX_WEIGHTS
from lottery_verify.checker.masks import MAX_RANDOM_BYTES
from lottery_verify.checker.regions import Region
from lottery_verify.checker.source import Law
from lottery_verify.counts.base import PHI, base_of
from lottery_verify.decompose.method import Method
from lottery_verify.decompose.methods import METHODS
from lottery_verify.decompose.subset_sum import SubsetSum
from lottery_verify.errors import InvalidArgument, TooManyNeurons
from lottery_verify.laws.choice import uniform_law
from lottery_verify.laws.source import Source
from lottery_verify.networks.loading import as_network
from lottery_verify.networks.network import Array, Network
from lottery_verify.networks.regions import as_region
from lottery_verify.networks.reproducible import product
from lottery_verify.pruning.dense import DenseSearch
from lottery_verify.pruning.free import FreeMeanSearch, FreeSearch
from lottery_verify.pruning.mean import MeanSearch
from lottery_verify.pruning.outputs import EachOutputSearch, OutputSearch, serves_outputs
from lottery_verify.pruning.plan import plan, w_max
from lottery_verify.pruning.search import LayerSearch, LayerTask
from lottery_verify.tickets.ticket import Ticket

if TYPE_CHECKING:
    import torch

FIRST_NEURONS = 8
FEW_OUTPUTS = 8  # a layer has so many times as many outputs as the network, so that its errors can cancel there
MOST_NEURONS = 1 << 20
OTHER_REACHES = (Fraction(2), Fraction(1, 8))  # of laws that are tried where links may err


def prune(
    target: Network | torch.nn.Module | str | os.PathLike[str],
    *,
    region: Region | str | os.PathLike[str],
    epsilon: Number,
    method: str = "golden",
    seed: int,
    shape: str = "shared",
    law: str | None = None,
    base: str = "phi",
    norm: str = "linf",
    neurons: str | int = "fit",
    delta: Number = "0.01",
    errors: str = "each",
    loosen: Number | Sequence[Number] = 1,
    progress: bool = False,
) -> Ticket:
    """Finds a ticket for the target in the random source of this seed.

    Every link is met within an epsilon_w that makes the certificate prove epsilon; the source's weights are never
    changed, and neither the seed nor epsilon ever is. With `errors` "mean" or another `loosen` than 1, only a
    certificate tells whether epsilon is met: see `certificates.smallest`.

    Args:
        target: the network F: a Network, a torch module, or a file's name.
        region: a Box or Ball of as many inputs as the target takes, text such as "box:0,1", or a file's name.
        epsilon: > 0; a Fraction, an integer, or decimal text ("0.01").
        method: "nearest", "product", "golden" or "subset-sum".
        seed: of the source, 0 ≤ seed < 2^64.
        shape: "shared" (a block of neurons per input), "dedicated" (a block per link) or "free" (each neuron serves the
            input that it suits or, by subset-sum behind a ReLU, one output where a layer has four times as many inputs
            as outputs; `neurons` are then those of the layer in all).
        law: "uniform" or "hyperbolic"; the method's own when left out.
        base: γ of golden decomposition, "phi" or a rational in (1, φ] as text.
        norm: "linf" or "l2", of the output's difference.
        neurons: "fit" (the fewest per block that work for this seed), "theorem" (as many as make failure rarer than
            delta), or a number.
        delta: in (0, 1), for "theorem".
        errors: "each" (every link within the layer's epsilon_w) or "mean" (their root mean square; not by "theorem").
        loosen: > 0, how many times the epsilon_w to allow that layer-by-layer rules ask for; of all layers, or of each.
        progress: whether to show a bar on the terminal's error stream.
    Returns:
        The ticket.
    Raises:
        InvalidArgument: an argument outside its range.
        NoTicketError: a link is not met by this draw.

    Source: gadget-identity for the link; the method's claim for its products; shared-log-pruning for the whole.
    """
    target = as_network(target, "target").demand_undivided("pruning")
    region = as_region(region, target.widths[0])
    chosen = METHODS[check_choice("method", method, METHODS)]
    wanted, chance = as_fraction("epsilon", epsilon, above=0), as_fraction("delta", delta, above=0, below=1)
    check_choice("norm", norm, ("linf", "l2"))
    check_choice("errors", errors, ("each", "mean"))
    if errors == "mean" and neurons == "theorem":
        raise InvalidArgument("errors 'mean': no theorem counts neurons for it; use neurons='fit' or a number")
    if shape == "free" and neurons == "theorem":
        raise InvalidArgument("shape 'free': prune counts no neurons for it by theorem; use neurons='fit' or a number")
    factors = loosened_by(loosen, target.depth)
    kind = chosen.laws[0] if law is None else check_choice(f"law of method {method}", law, chosen.laws)
    gamma = base_of(base)
    if region.width != target.widths[0]:
        raise InvalidArgument(f"region: {region.width} inputs, but {target.name} takes {target.widths[0]}")
    if not (neurons in ("fit", "theorem") or (isinstance(neurons, int) and 0 < neurons <= MOST_NEURONS)):
        raise InvalidArgument(f"neurons {neurons!r} must be 'fit', 'theorem', or a number from 1 to {MOST_NEURONS}")
    source = Source(seed, shape)
    links = sum((n + 1) * m for n, m in pairwise(target.widths))
    if links > MAX_WEIGHTS:
        raise InvalidArgument(
            f"target: {target.name} has about {links:,} weights; the checker reads at most {MAX_WEIGHTS:,}"
        )
    most_neurons = min(MOST_NEURONS, MAX_RANDOM_BYTES // (2 * 4 * links))  # what the checker would draw again
    planned = plan(target, region, wanted, norm).loosened(factors)
    half_links = sum(
        layer.n_out * int((2 - np.abs(signs)).sum()) for layer, signs in zip(target.layers, planned.signs, strict=True)
    )
    layers = []
    console = Console(stderr=True)
    bar = Progress(console=console, transient=True, disable=not (progress and console.is_terminal))
    with bar, _workers() as workers:
        for i, (layer, epsilon_w) in enumerate(zip(target.layers, planned.epsilon_w, strict=True)):
            most = w_max(target, i)
            weight = layer.weight if layer.bias is None else np.column_stack([layer.weight, layer.bias])
            if epsilon_w >= most:  # the empty mask meets every link
                drawn, count, limit, weight = Law("uniform", 0, 0), 0, 0, np.zeros_like(weight)
            else:
                drawn = chosen.law(kind, most, epsilon_w, gamma, neurons == "theorem")
                if neurons == "theorem":
                    count = limit = chosen.neurons(drawn, most, epsilon_w, gamma, half_links, chance)
                elif neurons == "fit":
                    count, limit = min(FIRST_NEURONS, most_neurons), most_neurons
                else:
                    count = limit = int(neurons)
                if count > most_neurons:
                    raise TooManyNeurons(
                        f"method {method}: layer {i + 1} needs {count:,} neurons per block by theorem; "
                        f"the most is {most_neurons:,}. "
                        "Choose another method, a larger epsilon, or neurons='fit'"
                    )
            shown = bar.add_task(f"layer {i + 1} of {target.depth}", total=weight.size)
            task = LayerTask(
                i,
                weight,
                layer.bias is not None,
                layer.relu,
                planned.signs[i],
                planned.reach[i],
                drawn,
                epsilon_w,
                count,
                limit,
                after_of(target, i) if shape == "free" else None,
            )
            advance = partial(bar.advance, shown)
            if shape == "free":
                layers.append(free_search(errors, task, chosen)(task, source, chosen, workers, advance).run())
            elif errors == "mean":
                layers.append(nearest(task, laws_of(method, drawn, most), source, chosen, workers, advance).run())
            else:
                layers.append(LayerSearch(task, source, chosen, workers, advance).run())
    rule = f"{neurons}, in the mean" if errors == "mean" else str(neurons)
    return Ticket(
        source=source, layers=tuple(layers), shift=target.shift, method=method,
        base=(str(gamma) if gamma == PHI else str(base)) if drawn_is_golden(method, kind) else None, rule=rule,
        delta=str(chance) if neurons == "theorem" else None, epsilon=str(wanted), norm=norm, region=region.describe(),
        target=target.digest,
    )  # fmt: skip


def free_search(errors: str, task: LayerTask, method: Method) -> type[FreeSearch | OutputSearch]:
    """The search of shape `free`: neurons serve the side with fewer of them; the dense one is for sums of products of
    uniforms.
    """
    if serves_outputs(task, method):
        return EachOutputSearch if errors == "each" else OutputSearch
    if errors == "each":
        return FreeSearch
    return DenseSearch if isinstance(method, SubsetSum) and task.law.name == "uniform" else FreeMeanSearch


def laws_of(method: str, drawn: Law, most: Fraction) -> list[Law]:
    """The laws that are tried for a layer whose largest weight may err: with smaller products sums are denser."""
    if method != "subset-sum" or drawn.name != "uniform" or not most:
        return [drawn]
    return [drawn, *(uniform_law(most, reach) for reach in OTHER_REACHES)]


def nearest(
    task: LayerTask, laws: list[Law], source: Source, method: Method, workers: Executor, advance: Callable[[int], None]
) -> MeanSearch:
    """The search in root mean square, by the law that takes the fewest neurons as far as some inputs tell."""
    if isinstance(method, SubsetSum):
        method = SubsetSum(step=4, turns=1)  # a link that is hard to meet may err: the others make up for it
    searches = [MeanSearch(replace(task, law=law), source, method, workers, advance) for law in laws]
    if task.neurons == task.limit:
        return searches[0]
    best, *others = searches
    best.fit()
    for other in others:
        if best.neurons > 1 and other.estimate(best.neurons - 1) <= 1:
            other.fit()
            best = other
    return best


def _workers() -> Executor:
    """A thread for each processor: the work is split by links."""
    return ThreadPoolExecutor(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())


def after_of(target: Network, i: int) -> Array | None:
    """The product of the weights behind layer i; None where the network has too many outputs for errors to cancel."""
    if i == target.depth - 1 or FEW_OUTPUTS * target.widths[-1] > target.widths[i + 1]:
        return None
    found = target.layers[-1].weight
    for layer in target.layers[-2:i:-1]:
        found = product(found, layer.weight)
    return found


def loosened_by(loosen: Number | Sequence[Number], depth: int) -> tuple[Fraction, ...]:
    """A factor for each layer, from one for all, from one for each, or from text of either ("16" or "16,9/2")."""
    if isinstance(loosen, str) and "," in loosen:
        loosen = loosen.split(",", depth)
    if isinstance(loosen, str) or not isinstance(loosen, Sequence):
        return (as_fraction("loosen", loosen, above=0),) * depth
    if len(loosen) != depth:
        raise InvalidArgument(f"loosen: {len(loosen)} factors for {depth} layers; give one for all, or one for each")
    return tuple(as_fraction("loosen", factor, above=0) for factor in loosen)


def drawn_is_golden(method: str, kind: str) -> bool:
    """Whether the base γ had a part in the ticket."""
    return method == "golden" or kind == "hyperbolic"
