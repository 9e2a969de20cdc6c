"""A ready suite for other people's pruners."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from lottery_verify.certificates.certificate import certify
from lottery_verify.certificates.repeat import check
from lottery_verify.checker.regions import Region
from lottery_verify.errors import NoTicketError
from lottery_verify.hunting.paths import largest_along
from lottery_verify.hunting.records import Dropping, Outcome, Property
from lottery_verify.hunting.runner import Hunt, hunt
from lottery_verify.networks.network import Network
from lottery_verify.strategies.regions import path_of, path_points, regions
from lottery_verify.strategies.sources import seeds
from lottery_verify.strategies.targets import NetworkSpec, network_specs
from lottery_verify.strategies.tickets import output_size
from lottery_verify.tickets.ticket import Ticket

PruneFunction = Callable[[Network, Region, Fraction, int], Ticket | Network]


@dataclass(frozen=True)
class PrunerCase:
    """What a pruner is asked: a target, a region, ε in the ℓ∞ norm, a seed; and points of a path (see `path_of`)."""

    target: NetworkSpec
    region: Region
    epsilon: Fraction
    seed: int
    points: tuple[tuple[int, ...], ...]


@st.composite
def pruner_cases(draw: DrawFn, *, max_width: int = 2, max_depth: int = 2, max_bits: int = 4) -> PrunerCase:
    """Targets, regions, seeds, and an ε from the output's size down to a 2^max_bits-th of it."""
    spec = draw(
        network_specs(
            max_width=max_width,
            max_depth=max_depth,
            kinds=("any", "repeated", "rank-one", "dead", "always-on", "edges"),
        )
    )
    region = draw(regions(width=spec.widths[0]))
    epsilon = output_size(spec, region) / (1 << draw(st.integers(0, max_bits)))
    return PrunerCase(spec, region, epsilon, draw(seeds()), tuple(draw(path_points(spec.widths[0], 4))))


def judge_pruner(prune_fn: PruneFunction, case: PrunerCase, *, may_refuse: bool, proves: bool) -> Outcome:
    """What `check_pruner` demands of one answer."""
    target = case.target.network()
    before = target.digest
    try:
        answer = prune_fn(target, case.region, case.epsilon, case.seed)
    except NoTicketError as error:
        return Outcome(may_refuse, 0.0, f"refused: {error}")
    if case.target.network().digest != before or Network(target.layers, target.shift).digest != before:
        return Outcome(False, 2.0, "the pruner changed its target")
    if (answer.widths[0], answer.widths[-1]) != (target.widths[0], target.widths[-1]):
        return Outcome(False, 2.0, f"the target has widths {target.widths}, the answer {answer.widths}")
    found = largest_along(target, answer, path_of(case.region, case.points), "linf")
    if found > case.epsilon:
        return Outcome(False, 2.0, f"the difference comes to {found} on the path; {case.epsilon} was asked")
    if isinstance(answer, Ticket) and answer.source.seed != case.seed:
        return Outcome(False, 2.0, f"seed {case.seed} was asked, the ticket names {answer.source.seed}")
    again = prune_fn(case.target.network(), case.region, case.epsilon, case.seed)
    if again.digest != answer.digest:
        return Outcome(False, 2.0, "the same seed gives another answer")
    made = certify(answer, target, region=case.region)
    if found > made.proved:
        return Outcome(
            False, 2.0, f"found {found}, though {made.proved} is proved: a bug of lottery_verify, please report it"
        )
    seed = case.seed if isinstance(answer, Ticket) else None
    verdict = check(
        made, ticket=answer, target=target, region=case.region, epsilon=max(made.epsilon, case.epsilon), seed=seed
    )
    if verdict.status != "accepted":
        return Outcome(False, 2.0, f"the checker says {verdict}")
    if proves and made.proved > case.epsilon:
        return Outcome(False, 2.0, f"the certificate proves only {made.proved}; {case.epsilon} was asked")
    return Outcome(True, float(found / case.epsilon), f"found {found}, proved {made.proved}, asked {case.epsilon}")


def check_pruner(
    prune_fn: PruneFunction,
    *,
    examples: int = 100,
    seed: int = 0,
    max_width: int = 2,
    max_depth: int = 2,
    max_bits: int = 4,
    may_refuse: bool = True,
    proves: bool = False,
) -> Hunt:
    """Hunts for an input on which a pruner breaks its word.

    For random targets, regions, ε and seeds the answer must have the target's inputs and outputs, lie within ε of it
    all along a path through the region (exactly, over the reals; with one input the path is the region), leave the
    target alone, be the same when asked again, and, if it is a Ticket, come from the seed that was asked and be
    accepted by the checker.

    Args:
        prune_fn: (target, region, epsilon, seed) → Ticket, or the pruned network itself.
        examples: how many tasks.
        seed: of the hunt.
        max_width, max_depth: of the targets.
        max_bits: ε is at least the output's size over 2^max_bits.
        may_refuse: whether NoTicketError is an answer.
        proves: whether the package's certificate must prove ε too (a pruner may be right and not provably so).
    Returns:
        The hunt, with examples and rate.
    Raises:
        AssertionError: a counterexample, the smallest found, as numbers that can be pasted.
    """

    def judge(case: PrunerCase, dropping: Dropping) -> Outcome:
        return judge_pruner(prune_fn, case, may_refuse=may_refuse, proves=proves)

    prop = Property(
        "pruner/answer",
        "the pruner keeps its word",
        lambda dropping: pruner_cases(max_width=max_width, max_depth=max_depth, max_bits=max_bits),
        judge,
    )
    found = hunt(prop, examples=examples, seed=seed)
    if found.status == "counterexample":
        note = found.outcome.note if found.outcome else found.error
        raise AssertionError(f"{note}\n{found.case!r}\nafter {found.examples} examples, seed {seed}")
    return found
