"""Bounds of single outputs: of a certificate's difference, and of two networks cut to one output."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lottery_verify.certificates.certificate import Certificate, spelt
from lottery_verify.certificates.proof import Proof
from lottery_verify.checker.reach import Reach
from lottery_verify.checker.rules.paired import PairLayer


def at_output(made: Certificate | Proof, output: int, depth: int) -> Proof:
    """The proof of a bound at one output by the steps of a certificate just made, which knows every output's.

    Args:
        made: by `certify` or `prove`.
        output: from 0.
        depth: how many layers the target has.

    Source: per-output.
    """
    if isinstance(made, Proof) and made.output == output:
        return made
    proved = made.outputs[output]
    steps = made.steps if isinstance(made, Proof) else (layers_step(made, depth),)
    names = made.target, made.ticket, made.region
    stated = spelt(proved, made.precision)
    return Proof(*names, "linf", stated, proved, made.precision, steps, made.assumed, output)


def layers_step(made: Certificate, depth: int) -> dict[str, object]:
    """The step of format 2 that stands for all that a certificate of format 1 does."""
    witnesses = [None if witness is None else witness.describe() for _, _, witness in made.layers]
    return {"rule": "layers", "spectral": witnesses if len(witnesses) == depth else [None] * depth}


def bounds(reach: Reach, precision: int) -> tuple[Fraction, ...]:
    """The largest difference of each output."""
    return tuple(Fraction(max(-low, high), 1 << precision) for low, high in reach.ends)


def cut(layers: Sequence[PairLayer], only: int | None) -> list[PairLayer]:
    """Two networks with one output left; all of them for None.

    What is bounded of that output is the same integer: the forms before it are, and all kinks stay.
    """
    if only is None:
        return list(layers)
    last = layers[-1]
    f, g, gap, kink = ([rows[only]] for rows in (last.f, last.g, last.gap, last.kink))
    bias, gap_bias = [last.bias[only]], [last.gap_bias[only]]
    return [*layers[:-1], last._replace(f=f, g=g, gap=gap, kink=kink, bias=bias, gap_bias=gap_bias)]
