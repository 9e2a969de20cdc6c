"""The certificate's rules and the checker: sound for any two networks, twice the same, and not to be cheated."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

import numpy as np

from lottery_verify.certificates.certificate import Certificate, certify, load_certificate
from lottery_verify.checker.source import INPUT, stream
from lottery_verify.errors import LotteryError
from lottery_verify.hunting.checked import check_files, verdict_on, write
from lottery_verify.hunting.oracle import power
from lottery_verify.hunting.paths import largest_along
from lottery_verify.hunting.properties.pipeline import REFUSED, pruned
from lottery_verify.hunting.records import Dropping, Outcome, Property
from lottery_verify.hunting.second import judge
from lottery_verify.laws.source import Source, weights
from lottery_verify.strategies.corruptions import Corruption, corrupt_bytes, corrupt_certificate
from lottery_verify.strategies.masks import MaskCase, mask_cases
from lottery_verify.strategies.pairs import CorruptCase, PairCase, corrupt_cases, pair_cases
from lottery_verify.strategies.streams import StreamCase, stream_cases
from lottery_verify.tickets.files import load_ticket
from lottery_verify.tickets.ticket import Ticket

T = TypeVar("T")


def judge_sound(case: PairCase, dropping: Dropping) -> Outcome:
    """No difference is above what is proved, both implementations agree, and no smaller claim is accepted."""
    f, g = case.target.network(), case.pruned.network()
    made = certify(g, f, region=case.region, norm=case.norm, precision=case.precision, spectral=case.spectral)
    found = largest_along(f, g, case.path(), case.norm)
    if found > power(made.proved, case.norm):
        return Outcome(
            False,
            2.0,
            f"on the path the difference is {found}, proved is {power(made.proved, case.norm)} (l2: squares)",
        )
    verdict = verdict_on(made, ticket=g, target=f, region=case.region, epsilon=made.epsilon, norm=case.norm)
    if verdict.status != "accepted" or verdict.proved != made.proved:
        return Outcome(
            False, 2.0, f"certify proves {made.proved}; the checker says {verdict} and proves {verdict.proved}"
        )
    half = verdict_on(made, ticket=g, target=f, region=case.region, epsilon=made.epsilon / 2, norm=case.norm)
    if half.status == "accepted":
        return Outcome(False, 2.0, f"a certificate of {made.epsilon} is accepted for {made.epsilon / 2}")
    if tightened := tighter(made, case.probe):
        lower = verdict_on(tightened, ticket=g, target=f, region=case.region, epsilon=made.epsilon, norm=case.norm)
        if lower.status == "accepted":
            return Outcome(False, 2.0, f"a bound of layer {case.probe // 2 + 1} that is one unit lower is accepted")
    ratio = float(found / power(made.proved, case.norm)) if made.proved else 0.0
    return Outcome(True, ratio, f"found {found} of {made.proved} proved")


def tighter(certificate: Certificate, probe: int) -> Certificate | None:
    """The certificate with one bound of one layer lower by one unit; None where that bound is 0."""
    place, which = divmod(probe % (2 * len(certificate.layers)), 2)
    difference, norm, witness = certificate.layers[place]
    if (difference, norm)[which] == 0:
        return None
    lower = (difference - (which == 0), norm - (which == 1), witness)
    return replace(certificate, layers=(*certificate.layers[:place], lower, *certificate.layers[place + 1 :]))


def corrupted_ticket(ticket: Ticket, corruption: Corruption) -> bytes:
    """The ticket's file after the corruption."""
    layer = ticket.layers[corruption.where % len(ticket.layers)]
    if corruption.place == "mask-bit" and layer.neurons and layer.serves is not None:
        serves, m = layer.serves.copy(), corruption.where % layer.neurons
        serves[m] = (serves[m] + 1) % (layer.to_serve + 1)
        layers = tuple(layer.assigned(serves) if one is layer else one for one in ticket.layers)
        return replace(ticket, layers=layers).canonical()
    if corruption.place == "mask-bit" and layer.neurons:
        bits = layer.u.copy()
        m = corruption.where % (len(bits) * layer.neurons)
        bits[m // layer.neurons, m % layer.neurons // 8] ^= np.uint8(1 << (m % layer.neurons % 8))
        layers = tuple(replace(layer, u=bits) if one is layer else one for one in ticket.layers)
        return replace(ticket, layers=layers).canonical()
    if corruption.place == "seed" and corruption.signed:
        return replace(
            ticket, source=Source((ticket.source.seed + corruption.by) % (1 << 64), ticket.source.shape)
        ).canonical()
    if corruption.place in ("ticket-bit", "ticket-cut"):
        return corrupt_bytes(ticket.canonical(), corruption)
    return ticket.canonical()


def _read(load: Callable[[str], T], name: str, data: bytes) -> T | None:
    """What an ordinary reader makes of a file, None where it refuses it."""
    try:
        return load(write(name, data))
    except LotteryError:
        return None


def judge_corruption(case: CorruptCase, dropping: Dropping) -> Outcome:
    """What is accepted of corrupted files is true all along a path, and accepted by the second implementation too."""
    ticket = pruned(case.task)
    if ticket is None:
        return REFUSED
    task, change = case.task, case.corruption
    target = task.network()
    made = certify(ticket, target, region=task.region, norm=task.norm)
    text = made.to_json()
    if change.place in ("certificate-byte", "bound", "epsilon", "witness"):
        text = corrupt_certificate(text, change)
    blob = corrupted_ticket(ticket, change)
    epsilon, seed = made.epsilon, task.seed
    if change.place == "seed" and not change.signed:  # nothing is corrupted, but another seed is asked
        seed = (seed + change.by) % (1 << 64)
    if change.place == "epsilon":
        epsilon = made.epsilon * Fraction(256 - change.by, 256)
    changed = _read(load_ticket, "ticket.safetensors", blob)
    if change.signed and changed is not None and not change.place.startswith("certificate"):
        whole = json.loads(text)
        whole["claim"]["ticket"] = changed.digest
        text = json.dumps(whole)
    try:
        verdict = check_files(
            text.encode(), blob, target.canonical(), region=task.region, epsilon=epsilon, norm=task.norm, seed=seed
        )
    except LotteryError as error:
        return Outcome(True, 0.5, f"refused: {error}")
    if verdict.status != "accepted":
        return Outcome(True, 0.5, f"{verdict}")
    certificate = _read(load_certificate, "certificate", text.encode())
    if changed is None or certificate is None:
        return Outcome(False, 2.0, f"the checker accepts a file that cannot be read ({change.place})")
    if changed.source.seed != seed:
        return Outcome(False, 2.0, f"accepted for seed {seed}, though the ticket names {changed.source.seed}")
    if not isinstance(certificate, Certificate):
        return Outcome(False, 2.0, "a certificate of format 1 is read as one of format 2")
    second = judge(certificate, target, changed, task.region, epsilon, task.norm)
    if second != "accepted":
        return Outcome(False, 2.0, f"the checker accepts what the second implementation finds {second}")
    found = largest_along(target, changed, task.path(), task.norm)
    return Outcome.compare(found, power(epsilon, task.norm), "difference of a corrupted, accepted ticket")


def judge_masks(case: MaskCase, dropping: Dropping) -> Outcome:
    """Whatever the masks are, certify and the checker sum the same weights, and the truth is below what they prove."""
    target, ticket = case.target.network(), case.ticket()
    made = certify(ticket, target, region=case.region, norm=case.norm)
    verdict = verdict_on(
        made, ticket=ticket, target=target, region=case.region, epsilon=made.epsilon, norm=case.norm,
        seed=case.source.seed,
    )  # fmt: skip
    if verdict.status != "accepted" or verdict.proved != made.proved:
        return Outcome(
            False, 2.0, f"certify proves {made.proved}; the checker says {verdict} and proves {verdict.proved}"
        )
    coded = load_ticket(write("ticket", ticket.coded()))
    if coded.canonical() != ticket.canonical():
        return Outcome(False, 2.0, "the file with masks as codes is read as another ticket")
    found = largest_along(target, ticket, case.path(), case.norm)
    return Outcome.compare(found, power(made.proved, case.norm), "the difference on the path (l2: squares)")


def judge_stream(case: StreamCase, dropping: Dropping) -> Outcome:
    """numpy's weights are the checker's, one by one, and every one is exact in float32."""
    data = stream(case.source.seed, case.layer, INPUT, case.block, 0, case.neurons * case.law.n_bytes)
    right = [n * Fraction(2) ** case.law.exponent for n in case.law.numerators(data, list(range(case.neurons)))]
    found = weights(case.law, data)
    exact = [Fraction(v) for v in found.tolist()] == right and np.array_equal(
        found.astype(np.float32).astype(np.float64), found
    )
    u = case.source.u(case.law, case.layer, case.block, 0, case.neurons)
    if not np.array_equal(u, found):
        return Outcome(False, 2.0, "Source.u is not the stream's weights")
    low, high = case.law.lower, case.law.upper
    if case.law.name == "uniform":
        inside = all(abs(v) < Fraction(2) ** low for v in right)
    else:  # a cell's middle lies within the cell's ends, rounded to 24 bits
        inside = all(Fraction(2) ** (low // 65536) <= abs(v) <= Fraction(2) ** (-(-high // 65536)) for v in right)
    return Outcome(
        exact and inside and all(right),
        0.5,
        f"{case.neurons} weights: {found.tolist()[:3]}… against {[float(v) for v in right[:3]]}…",
    )


def _pairs(dropping: Dropping) -> object:
    return pair_cases()


def _corrupt(dropping: Dropping) -> object:
    return corrupt_cases()


def _masks(dropping: Dropping) -> object:
    return mask_cases()


def _streams(dropping: Dropping) -> object:
    return stream_cases()


PROPERTIES = (
    Property(
        "checker/sound",
        "for any two networks no difference is above what is proved, and both implementations prove the same",
        _pairs,  # type: ignore[arg-type]
        judge_sound,
        slow=2,
    ),
    Property(
        "checker/corruption",
        "a corrupted ticket or certificate is never accepted for a claim that is false, or by one implementation alone",
        _corrupt,  # type: ignore[arg-type]
        judge_corruption,
        slow=4,
    ),
    Property(
        "checker/masks",
        "certify and the checker read the same weights from any masks over any source, plain or coded, and what they "
        "prove holds",
        _masks,  # type: ignore[arg-type]
        judge_masks,
        slow=2,
    ),
    Property("source/stream", "numpy's weights are the checker's, bit for bit", _streams, judge_stream),  # type: ignore[arg-type]
)
