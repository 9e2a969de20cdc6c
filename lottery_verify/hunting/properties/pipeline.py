"""The whole pipeline: the users' pruner, certify, the checker, export and attack against an exact oracle."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import torch

from lottery_verify.certificates.attack import attack
from lottery_verify.certificates.certificate import certify
from lottery_verify.checker.source import INPUT, OUTPUT, stream
from lottery_verify.decompose.methods import METHODS
from lottery_verify.errors import BeyondSource, NoTicketError, TooManyNeurons
from lottery_verify.hunting.checked import verdict_on, write
from lottery_verify.hunting.oracle import ZERO, inside, layers, power, run, shifted
from lottery_verify.hunting.paths import largest_along
from lottery_verify.hunting.records import Dropping, Outcome, Property
from lottery_verify.strategies.tickets import PruneCase, prune_cases
from lottery_verify.tickets.export import state_dict
from lottery_verify.tickets.files import load_ticket
from lottery_verify.tickets.ticket import Ticket

REFUSED = Outcome(True, 0.0, "the pruner refuses, by name")
UNIT, TINY = 2.0**-53, 5e-324  # of float64: half a unit in the last place of 1, and the least number
RARE = Fraction(1, 1 << 60)


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
    except BeyondSource:
        pass
    return None


def judge_sandwich(case: PruneCase, dropping: Dropping) -> Outcome:
    """found ≤ proved ≤ ε, and the checker accepts."""
    ticket = pruned(case)
    if ticket is None:
        return REFUSED
    target = case.network()
    certificate = certify(ticket, target, region=case.region, norm=case.norm)
    found, proved = largest_along(target, ticket, case.path(), case.norm), certificate.proved
    if found > power(proved, case.norm):
        return Outcome(False, 2.0, f"found {found}, proved only {power(proved, case.norm)} (l2: squares)")
    if proved > case.epsilon:
        return Outcome(False, 2.0, f"the certificate proves {proved}, the pruner was asked for {case.epsilon}")
    verdict = verdict_on(
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
    here = largest_along(target, ticket, [tried.witness], case.norm)
    if power(tried.found, case.norm) > here or not inside(case.region, tried.witness):
        return Outcome(
            False, 2.0, f"attack reports {tried.found} at {tried.witness}, where the difference is {here} (l2: squares)"
        )
    return Outcome.compare(tried.found, proved, "what the attack finds, against what is proved")


def judge_export(case: PruneCase, dropping: Dropping) -> Outcome:
    """The exported state_dict is the ticket's effective network: exactly, and in torch's forward up to rounding."""
    ticket = pruned(case)
    if ticket is None:
        return REFUSED
    state = state_dict(ticket)
    parts = layers(ticket)
    for x in case.path():
        values = shifted(ticket, x)
        floats = torch.tensor([float(v) for v in values], dtype=torch.float64)
        position, error = 0, floats.abs() * UNIT + TINY
        for layer in ticket.layers:
            middle = [max(z, ZERO) for z in _dense(state, position, values)]
            outputs = _dense(state, position + 2, middle)
            values = [max(z, ZERO) for z in outputs] if layer.relu else outputs
            hidden, error = _torch_dense(state, position, floats, error)
            floats, error = _torch_dense(state, position + 2, hidden.relu(), error)
            floats = floats.relu() if layer.relu else floats
            position += 4 if layer.relu else 3
        if values != (right := run(ticket, parts, x)):
            return Outcome(False, 2.0, f"at {x} the export computes {values}, the ticket {right}")
        for found, most, value in zip(floats.tolist(), error.tolist(), values, strict=True):
            if abs(Fraction(found) - value) > Fraction(most):
                return Outcome(False, 2.0, f"at {x} torch computes {found} from the export, the ticket {value}")
    return Outcome(True, 0.5, "the same numbers")


def _masked(state: dict[str, torch.Tensor], position: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Weight and bias of a layer of the state_dict, masks applied."""
    weight = state[f"{position}.weight_orig"] * state[f"{position}.weight_mask"]
    name = f"{position}.bias_orig"
    return weight, state[name] * state[f"{position}.bias_mask"] if name in state else torch.zeros(len(weight))


def _dense(state: dict[str, torch.Tensor], position: int, x: list[Fraction]) -> list[Fraction]:
    """A masked layer of the state_dict over the reals."""
    weight, bias = (part.tolist() for part in _masked(state, position))
    return [
        sum((Fraction(w) * v for w, v in zip(row, x, strict=True) if w), Fraction(b))
        for row, b in zip(weight, bias, strict=True)
    ]


def _torch_dense(
    state: dict[str, torch.Tensor], position: int, x: torch.Tensor, error: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """torch's own layer in float64, and at most how far off it is where its input is off by `error`.

    A sum of n products is off by at most n units of what its terms come to; four times that covers the bound's own
    rounding.
    """
    weight, bias = (part.double() for part in _masked(state, position))
    terms = weight.abs() @ (x.abs() + error) + bias.abs()
    slack = weight.abs() @ error * (1 + 2.0**-40) + (terms * UNIT + TINY) * 4 * (len(x) + 2)
    return torch.nn.functional.linear(x, weight, bias), slack


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
            if layer.serves_outputs:
                serving = state[f"{position + 2}.weight_mask"].numpy()
                if (serving.sum(0) > 1).any() or (u[kept.astype(bool)] <= 0).any():
                    return Outcome(False, 2.0, f"layer {i + 1}: a neuron keeps two entries of V, or one of U below 0")
            elif case.shape == "free":
                if (kept.sum(1) > 1).any():
                    return Outcome(False, 2.0, f"layer {i + 1}: a neuron keeps two entries of U")
            elif m and kept[block * m : (block + 1) * m].sum(0)[np.arange(layer.n_inputs) != own].any():
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
    again, read = case.prune(), load_ticket(write("ticket.safetensors", ticket.canonical()))
    if (ticket.canonical(), ticket.digest) != (again.canonical(), again.digest):
        return Outcome(False, 2.0, "two runs of the pruner give two tickets")
    same = (ticket.canonical(), ticket.digest) == (read.canonical(), read.digest)
    return Outcome(same, 0.5, "the same bytes" if same else "the ticket is read back as another one")


def judge_theorem(case: PruneCase, dropping: Dropping) -> Outcome:
    """With as many neurons as the theorem asks for at δ = 2^-60 the pruner finds a ticket, and it proves ε."""
    target = case.network()
    try:
        ticket = case.prune(neurons="theorem", delta=RARE)
    except (BeyondSource, TooManyNeurons):
        return REFUSED
    except NoTicketError as error:
        return Outcome(False, 2.0, f"an event of probability at most 2^-60: {error}")
    return Outcome.compare(
        certify(ticket, target, region=case.region, norm=case.norm).proved,
        case.epsilon,
        f"{max(layer.neurons for layer in ticket.layers)} neurons per block: what the certificate proves",
    )


def _cases(dropping: Dropping) -> object:
    return prune_cases()


def _wide(dropping: Dropping) -> object:
    return prune_cases(min_width=3, max_width=6, max_depth=1, methods=("product",), finer=2)


def _by_theorem(dropping: Dropping) -> object:
    """Each method with the law of its theorem."""
    cases = prune_cases(max_depth=1, methods=("product", "golden", "subset-sum"))
    return cases.map(lambda case: replace(case, law=METHODS[case.method].laws[0]))


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
    Property(
        "pipeline/repeat",
        "the same seed gives the same bytes, and they are read back as the same ticket",
        _cheap,  # type: ignore[arg-type]
        judge_repeat,
        slow=8,
    ),
    Property(
        "pipeline/theorem",
        "with the neurons that the theorem asks for the users' pruner finds every link",
        _by_theorem,  # type: ignore[arg-type]
        judge_theorem,
        evidence="δ = 2^-60 per example",
        slow=8,
    ),
)
