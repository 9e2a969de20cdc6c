"""Whether a claim follows from what the steps of a certificate have proved; standard library only."""

from fractions import Fraction

from lottery_verify.checker.claim import TOP1, Claim
from lottery_verify.checker.graph import Graph
from lottery_verify.checker.numbers import near, told
from lottery_verify.checker.rules.known import Compared, Known
from lottery_verify.checker.verdict import Verdict


def settled(where: str, stated: Claim, wanted: Claim, known: Known, target: Graph) -> Verdict:
    """Whether the claim that is wanted follows.

    Args:
        where: the certificate, for messages.
        stated: by the certificate; but for the amount it is what is wanted.
        wanted: by who asks.
        known: what the steps prove of what the last layers give, which the networks divide.
        target: the one network; the other has the same divisor.
    """
    if known.doubt is not None:
        return Verdict("rejected", known.doubt)
    undivided = known.agreed if wanted.kind == TOP1 else bound(known, wanted, target.output)
    amount = "margin" if wanted.kind == TOP1 else "epsilon"
    if undivided is None:
        return Verdict("rejected", f"{where}: its steps do not prove agreement")
    proved = undivided * Fraction(1, target.divisor)
    for one in (*known.compared, Compared(f"{where}: {amount}", stated.amount, proved)):
        if one.stated < one.follows:
            told_apart = f"{near(one.stated, False)} claimed, {near(one.follows, True)} follows"
            return Verdict("rejected", f"{one.what} {told_apart}", proved)
    if stated.amount > wanted.amount:
        proves = f"it proves {told(stated.amount, True)}, which does not settle the {told(wanted.amount, False)} asked"
        return Verdict("undecided", f"{where}: {proves}", proved)
    return Verdict("accepted", f"{wanted} over the whole region", proved)


def bound(known: Known, wanted: Claim, output: int) -> Fraction:
    """The bound of the last layers' difference that is meant: of every output, of their norm, or of the only one."""
    reach = known.difference[output]
    unit = 1 << known.precision
    if wanted.output is not None:
        low, high = reach.ends[wanted.output]
        return Fraction(max(-low, high), unit)
    return Fraction(reach.largest if wanted.norm == "linf" else reach.norm, unit)
