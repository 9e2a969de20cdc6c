"""The whole pipeline: the users' pruner, certify, the checker, export and attack against an exact oracle."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import torch

from lottery_verify.certificates.attack import attack
from lottery_verify.certificates.certificate import certify
from lottery_verify.checker.regions import Box
from lottery_verify.checker.source import INPUT, OUTPUT, stream
from lottery_verify.errors import InvalidArgument, NoTicketError
from lottery_verify.hunting.checked import check
from lottery_verify.hunting.oracle import largest_gap, layers_of, power, run
from lottery_verify.hunting.records import Dropping, Outcome, Property
from lottery_verify.networks.export import state_dict
from lottery_verify.networks.ticket import Ticket
from lottery_verify.strategies.tickets import PruneCase, prune_cases

REFUSED = Outcome(True, 0.0, "the pruner refuses, by name")
ZERO = Fraction(0)


def pruned(case: PruneCase) -> Ticket | None:
    """The ticket, or None where the pruner refuses as it may: a law out of range, or Malach's search in vain.

    The other methods have 2^20 neurons per block, and need a few thousand (see `strategies.tickets.affordable`): that
    they all fail is out of the question.
    """
    try:
        return case.prune()
    except NoTicketError:
        if case.method != "nearest":
            raise
    except InvalidArgument as error:
        if "the source's weights lie within" not in str(error):
            raise
    return None


def judge_sandwich(case: PruneCase, dropping: Dropping) -> Outcome:
    """found ≤ proved ≤ ε, and the checker accepts."""
    ticket = pruned(case)
    if ticket is None:
        return REFUSED
    target = case.network()
    certificate = certify(ticket, target, region=case.region, norm=case.norm)
    found, proved = largest_gap(target, ticket, case.inputs(), case.norm), certificate.proved
    if found > power(proved, case.norm):
        return Outcome(False, 2.0, f"found {found}, proved only {power(proved, case.norm)} (l2: squares)")
    if proved > case.epsilon:
        return Outcome(False, 2.0, f"the certificate proves {proved}, the pruner was asked for {case.epsilon}")
    verdict = check(
        certificate,
        ticket=ticket,
        target=target,
        region=case.region,
        epsilon=case.epsilon,
        norm=case.norm,
        seed=case.seed,
    )
    if verdict.status != "accepted" or verdict.proved != proved:
        return Outcome(False, 2.0, f"certify proves {proved}; the checker says {verdict} and proves {verdict.proved}")
    ratio = float(found / power(proved, case.norm)) if proved else 0.0
    return Outcome(True, ratio, f"found {found} ≤ proved {proved} ≤ {case.epsilon}")


def judge_budget(case: PruneCase, dropping: Dropping) -> Outcome:
    """The certificate proves what the pruner was asked for, also where a row has many links."""
    ticket = pruned(case)
    if ticket is None:
        return REFUSED
    proved = certify(ticket, case.network(), region=case.region, norm=case.norm).proved
    return Outcome.compare(proved, case.epsilon, "what the certificate proves")


def judge_attack(case: PruneCase, dropping: Dropping) -> Outcome:
    """What the attack finds is really there, inside the region, and below what is proved."""
    ticket = pruned(case)
    if ticket is None:
        return REFUSED
    target = case.network()
    tried = attack(
        ticket, target, region=case.region, norm=case.norm, seed=case.seed & 0xFFFF, samples=32, starts=1, steps=4
    )
    proved = certify(ticket, target, region=case.region, norm=case.norm).proved
    here = largest_gap(target, ticket, [tried.witness], case.norm)
    if power(tried.found, case.norm) > here or not _inside(case, tried.witness):
        return Outcome(
            False, 2.0, f"attack reports {tried.found} at {tried.witness}, where the difference is {here} (l2: squares)"
        )
    return Outcome.compare(tried.found, proved, "what the attack finds, against what is proved")


def _inside(case: PruneCase, x: tuple[Fraction, ...]) -> bool:
    region = case.region
    if isinstance(region, Box):
        return all(a <= v <= b for a, v, b in zip(region.lower, x, region.upper, strict=True))
    return sum((v * v for v in x), ZERO) <= region.radius**2


def judge_export(case: PruneCase, dropping: Dropping) -> Outcome:
    """The exported state_dict, evaluated neuron by neuron, is the ticket's effective network."""
    ticket = pruned(case)
    if ticket is None:
        return REFUSED
    state = state_dict(ticket)
    parts = layers_of(ticket)
    for x in case.inputs():
        right = run(parts, ticket.shift, x)
        shifted = (
            list(x)
            if ticket.shift is None
            else [v - Fraction(s) for v, s in zip(x, ticket.shift.tolist(), strict=True)]
        )
        position, values = 0, shifted
        for layer in ticket.layers:
            middle = [max(z, ZERO) for z in _dense(state, position, values)]
            outputs = _dense(state, position + 2, middle)
            values = [max(z, ZERO) for z in outputs] if layer.relu else outputs
            position += 4 if layer.relu else 3
        if values != right:
            return Outcome(False, 2.0, f"at {x} the export computes {values}, the ticket {right}")
    return Outcome(True, 0.5, "the same numbers")


def _dense(state: dict[str, torch.Tensor], position: int, x: list[Fraction]) -> list[Fraction]:
    """A masked layer of the state_dict over the reals."""
    weight = (state[f"{position}.weight_orig"] * state[f"{position}.weight_mask"]).tolist()
    name = f"{position}.bias_orig"
    bias = (state[name] * state[f"{position}.bias_mask"]).tolist() if name in state else [0.0] * len(weight)
    return [
        sum((Fraction(w) * v for w, v in zip(row, x, strict=True) if w), Fraction(b))
        for row, b in zip(weight, bias, strict=True)
    ]


def judge_subnetwork(case: PruneCase, dropping: Dropping) -> Outcome:
    """Every weight of the export is the source's, bit for bit, and the masks keep nothing outside the blocks."""
    ticket = pruned(case)
    if ticket is None:
        return REFUSED
    if ticket.source.seed != case.seed or ticket.source.shape != case.shape:
        return Outcome(False, 2.0, f"asked for seed {case.seed}, {case.shape}; the ticket names {ticket.source}")
    state, position = state_dict(ticket), 0
    for i, layer in enumerate(ticket.layers):
        m, every, unit = layer.neurons, list(range(layer.neurons)), 2.0**layer.law.exponent
        u = np.column_stack(
            [state[f"{position}.weight_orig"], *([state[f"{position}.bias_orig"]] if layer.bias else [])]
        )
        v = state[f"{position + 2}.weight_orig"].numpy()
        masks = [state[f"{position}.weight_mask"], *([state[f"{position}.bias_mask"][:, None]] if layer.bias else [])]
        kept = np.column_stack([mask.numpy() for mask in masks])
        for block in range(len(layer.u)):
            own = block if case.shape == "shared" else block // layer.n_out
            if m and kept[block * m : (block + 1) * m].sum(0)[np.arange(layer.n_inputs) != own].any():
                return Outcome(False, 2.0, f"layer {i + 1}, block {block}: an entry of U outside the block is kept")
            for b in range(layer.n_inputs):
                data = stream(case.seed, i, INPUT, block, b, m * layer.law.n_bytes)
                if [n * unit for n in layer.law.numerators(data, every)] != u[block * m : (block + 1) * m, b].tolist():
                    return Outcome(False, 2.0, f"layer {i + 1}, block {block}, input {b}: U is not the source's")
            for a in range(layer.n_out):
                data = stream(case.seed, i, OUTPUT, block, a, m * layer.law.n_bytes)
                if [n * unit for n in layer.law.numerators(data, every)] != v[a, block * m : (block + 1) * m].tolist():
                    return Outcome(False, 2.0, f"layer {i + 1}, block {block}, output {a}: V is not the source's")
        position += 4 if layer.relu else 3
    return Outcome(True, 0.5, "every weight is the source's")


def judge_repeat(case: PruneCase, dropping: Dropping) -> Outcome:
    """Pruning twice gives the same bytes, and a saved ticket is read back as itself."""
    ticket = pruned(case)
    if ticket is None:
        return REFUSED
    again = case.prune()
    same = ticket.canonical() == again.canonical() and ticket.digest == again.digest
    return Outcome(same, 0.5, "the same bytes" if same else "two runs of the pruner give two tickets")


def _cases(dropping: Dropping) -> object:
    return prune_cases()


def _wide(dropping: Dropping) -> object:
    return prune_cases(min_width=3, max_width=6, max_depth=1, methods=("product",), finer=2)


def _cheap(dropping: Dropping) -> object:
    return prune_cases(max_depth=1, methods=("product", "golden", "subset-sum"))


PROPERTIES = (
    Property(
        "pipeline/sandwich",
        "random target → prune → certify → check: found ≤ proved ≤ ε, and the checker accepts and proves the same",
        _cases,  # type: ignore[arg-type]
        judge_sandwich,
        slow=4,
    ),
    Property(
        "pipeline/budget",
        "the certificate proves what the pruner was asked for, in rows of 3 to 6 links",
        _wide,  # type: ignore[arg-type]
        judge_budget,
        slow=4,
    ),
    Property(
        "pipeline/attack",
        "what the attack finds is there, inside the region, and below what is proved",
        _cases,  # type: ignore[arg-type]
        judge_attack,
        slow=8,
    ),
    Property(
        "pipeline/export",
        "the exported state_dict computes the ticket's effective weights, exactly",
        _cases,  # type: ignore[arg-type]
        judge_export,
        slow=4,
    ),
    Property(
        "pipeline/subnetwork",
        "a ticket is a sub-network of its source: every weight bit for bit, nothing kept outside the blocks",
        _cheap,  # type: ignore[arg-type]
        judge_subnetwork,
        slow=4,
    ),
    Property("pipeline/repeat", "the same seed gives the same bytes", _cheap, judge_repeat, slow=8),  # type: ignore[arg-type]
)
