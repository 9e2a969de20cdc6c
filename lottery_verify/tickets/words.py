"""A ticket in words: its source, what it was made for, and what its layers keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lottery_verify.checker.source import Law

if TYPE_CHECKING:
    from lottery_verify.tickets.ticket import Ticket


def described(ticket: Ticket) -> list[str]:
    """The lines that `str` of a ticket has."""
    figures = ticket.figures()
    free = ticket.source.shape == "free"
    shape, each = ("free assignment", "") if free else (f"{ticket.source.shape} blocks", " per block")
    lines = [
        f"ticket {ticket.digest}",
        f"  source    seed {ticket.source.seed}, {shape}, "
        + "; ".join(f"layer {i + 1}: {describe_law(layer.law)}" for i, layer in enumerate(ticket.layers)),
        f"  target    {'-'.join(map(str, ticket.widths))}, {ticket.target}",
        f"  method    {ticket.method}" + (f", base {ticket.base}" if ticket.base else "")
        + f"; neurons by {ticket.rule}" + (f", delta {ticket.delta}" if ticket.delta else ""),
        f"  made for  epsilon {ticket.epsilon} ({ticket.norm}) on {describe_region(ticket.region)}",
    ]  # fmt: skip
    for i, layer in enumerate(ticket.layers):
        served = ", each for one output" if layer.serves_outputs else each
        lines.append(
            f"  layer {i + 1}   {layer.links:,} links, {layer.neurons:,} neurons{served}, "
            f"epsilon_w {float(layer.epsilon_w):.3e}, kept {layer.kept_u:,} of U and {layer.kept_v:,} of V"
        )
    lines.append(
        f"  in all    {figures['kept weights']:,} kept of {figures['source weights']:,} source weights for "
        f"{figures['target weights']:,} target weights"
    )
    return lines


def describe_law(law: Law) -> str:
    """The law in words."""
    if law.name == "uniform":
        return f"uniform on [-2^{law.lower}, 2^{law.lower}]"
    return f"hyperbolic on [2^{law.lower / 65536:.3f}, 2^{law.upper / 65536:.3f}]"


def describe_region(region: dict[str, object]) -> str:
    """The region in words."""
    if region.get("kind") == "ball":
        return f"the l2 ball of radius {region.get('radius')} around {'a point' if 'centre' in region else 0}"
    lower, upper = region.get("lower"), region.get("upper")
    if isinstance(lower, list) and isinstance(upper, list) and len(lower) == 1:
        return f"[{lower[0]}, {upper[0]}]^{region.get('width')}"
    return f"a box of {region.get('width')} inputs"
