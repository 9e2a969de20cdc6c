"""Which claim a command is about: its options, what of them belongs together, and the table of single outputs."""

from __future__ import annotations

import argparse
from fractions import Fraction
from typing import TYPE_CHECKING

from lottery_verify.checker.__main__ import add_claim_options as add_claim_options
from lottery_verify.checker.claim import TOP1
from lottery_verify.commands.answers import above, below
from lottery_verify.errors import InvalidArgument

if TYPE_CHECKING:
    from lottery_verify.certificates.proving import Proved


def refuse_misfits(arguments: argparse.Namespace) -> bool:
    """Whether top-1 agreement is meant; InvalidArgument where options of one claim stand beside another."""
    if arguments.claim == TOP1:
        for name, given in (("epsilon", arguments.epsilon), ("only", arguments.only)):
            if given is not None:
                raise InvalidArgument(f"--{name} belongs to --claim sup; top-1 agreement has a --margin")
        if arguments.spec is not None:
            raise InvalidArgument("--spec states a claim of its own; --claim top1 takes a --region")
        if arguments.norm != "linf":
            raise InvalidArgument("--norm belongs to --claim sup; top-1 agreement has none")
        return True
    if arguments.only is not None and arguments.spec is not None:
        raise InvalidArgument("--only: --spec is about every output")
    if arguments.margin is not None:
        raise InvalidArgument("--margin belongs to --claim top1")
    return False


def output_lines(both: Proved) -> list[str]:
    """[found, proved] of each output, in lines; none where a single one is meant."""
    from lottery_verify.certificates.decimals import decimal_down, decimal_up

    found, proved = _each(both)
    pairs = zip(found, proved, strict=True)
    return [f"  output {j}: [{decimal_down(low)}, {decimal_up(high)}]" for j, (low, high) in enumerate(pairs)]


def output_keys(both: Proved) -> list[dict[str, object]] | None:
    """The same as a member of an answer."""
    found, proved = _each(both)
    pairs = zip(found, proved, strict=True)
    return [{"found": below(low), "proved": above(high)} for low, high in pairs] if proved else None


def _each(both: Proved) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]]:
    proved = both.certificate.outputs
    found = both.found.outputs if both.found is not None else ()
    return found or (Fraction(0),) * len(proved), proved
