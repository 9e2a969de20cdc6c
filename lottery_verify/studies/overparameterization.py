"""The study `overparameterization`: how much source network each method needs for a target, by pruning it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from lottery_verify.networks.network import Network
from lottery_verify.pruning.plan import w_max
from lottery_verify.pruning.pruner import prune
from lottery_verify.studies.grid import EMBEDDED, Cell, Grid
from lottery_verify.studies.rows import MEASURED, Measured, made_here
from lottery_verify.studies.study import Study
from lottery_verify.tickets.ticket import Ticket

NAME = "overparameterization"


def measure(cell: Cell, command: str) -> Measured:
    """Prunes, and counts; ratios are per target weight, averaged over the links.

    Args:
        cell: what to prune.
        command: what the row says made it.
    Returns:
        The row.
    Raises:
        NoTicketError, InvalidArgument: as `prune`.
    """
    target, region = cell.read()
    ticket = prune(
        target, region=region, epsilon=cell.epsilon, method=cell.method, seed=cell.seed, law=cell.law, norm=cell.norm,
        **cell.allowed,
    )  # fmt: skip
    links = sum(layer.links for layer in ticket.layers)
    return Measured(
        **cell.run,
        **made_here(command),
        widths=target.widths,
        norm=ticket.norm,
        region=ticket.region,
        neurons=ticket.rule,
        neurons_per_block=tuple(layer.neurons for layer in ticket.layers),
        epsilon_w=tuple(layer.epsilon_w for layer in ticket.layers),
        target_weights=links,
        lower_bound_bits=lower_bound_bits(target, ticket),
        draws_per_link=draws_per_link(ticket),
        source_per_weight=sum(layer.source_weights for layer in ticket.layers) / links,
        kept_per_weight=sum(layer.kept_u + layer.kept_v for layer in ticket.layers) / links,
    )


def draws_per_link(ticket: Ticket) -> float:
    """Neurons among whose products a link can choose, averaged over the links: those of its block or, of shape `free`,
    those that serve its input, which are the layer's divided by its inputs, or its output."""
    free = ticket.source.shape == "free"
    each = [layer.links // (layer.to_serve if free else 1) * layer.neurons for layer in ticket.layers]
    return sum(each) / sum(layer.links for layer in ticket.layers)


def lower_bound_bits(target: Network, ticket: Ticket) -> float:
    """log2(R/2ε_w), averaged over the links: the lower bound on mask bits per target weight."""
    bits = sum(
        layer.links * max(0.0, math.log2(w_max(target, i) / layer.epsilon_w)) for i, layer in enumerate(ticket.layers)
    )
    return bits / sum(layer.links for layer in ticket.layers)


def shown(rows: Sequence[Measured]) -> str:
    """The rows as Markdown; in brackets each figure is divided by the lower bound."""
    lines = [
        "| target | ε | method | log₂(R/2ε_w) | draws per link | source weights per weight | kept per weight |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        bits = row.lower_bound_bits
        figures = (row.draws_per_link, row.source_per_weight, row.kept_per_weight)
        shown = " | ".join(f"{one:,.1f} ({one / bits:,.2f}×)" if bits else f"{one:,.1f}" for one in figures)
        lines.append(f"| {row.target} | {float(row.epsilon):g} | {row.how} | {bits:.1f} | {shown} |")
    return "\n".join(lines)


OVERPARAMETERIZATION = Study(
    name=NAME,
    table=MEASURED,
    grids=(
        Grid(EMBEDDED, "box:0,1", ("1/50",), ("golden", "subset-sum", "product")),
        Grid(EMBEDDED, "box:0,1", ("4",), ("nearest", "product", "golden", "subset-sum")),
        Grid(EMBEDDED, "box:0,1", ("1/50",), ("golden", "subset-sum"), shapes=("free",)),
        Grid(EMBEDDED, "box:0,1", ("1/50",), ("subset-sum",), shapes=("free",), errors="mean", loosen="5"),
    ),
    measure=lambda command: partial(measure, command=command),
    shown=shown,
)
