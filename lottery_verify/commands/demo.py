"""`lottery-verify demo`: the main job on the embedded network, and two refusals."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lottery_verify.networks.network import Network
    from lottery_verify.tickets.ticket import Ticket

from lottery_verify.commands.parsers import describe

EPSILON, SEED = "0.02", 17
FILES = (
    "target.safetensors", "ticket.safetensors", "cert.json", "tampered.safetensors", "forged.json", "question.vnnlib",
)  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `demo`."""
    describe(
        parser,
        "Prunes, certifies and checks a digits network that comes with the package, and shows that a changed ticket is "
        "refused: for its digest, and for its bounds where the digest was made again.",
        ["lottery-verify demo --folder demo-output"],
        {0: "the ticket is accepted and the changed one rejected, as they should be", 1: "they are not: a fault"},
    )
    parser.add_argument(
        "--folder",
        default="demo-output",
        help="where to put the target, the tickets and the certificates (default: demo-output)",
    )
    parser.add_argument("--force", action="store_true", help="overwrite the files of an earlier demo in the folder")
    parser.add_argument(
        "--method",
        choices=("golden", "subset-sum"),
        default="golden",
        help="the pruner's method, see `lottery-verify prune --help` (default: golden)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Prunes, certifies, checks; then prunes one link too many, and shows two refusals.

    The changed ticket is refused first for its digest, which is not the one that the certificate names, and then, when
    the certificate is made to name it, for what the checker computes from the ticket's weights.

    Returns:
        0 when the ticket is accepted and both attempts with the changed one are rejected, the second after the
        checker computed its bound; else 1.
    """
    from lottery_verify.certificates.attack import attack
    from lottery_verify.certificates.certificate import certify
    from lottery_verify.certificates.decimals import decimal_down, decimal_up
    from lottery_verify.checker.judge import check
    from lottery_verify.checker.regions import Box, parse_number
    from lottery_verify.networks.embedded import embedded_target
    from lottery_verify.networks.outputs import check_output
    from lottery_verify.networks.saving import atomic_write, save_network
    from lottery_verify.networks.vnnlib_writing import specification_text
    from lottery_verify.pruning.pruner import prune
    from lottery_verify.tickets.files import load_ticket

    folder = Path(arguments.folder)
    folder.mkdir(parents=True, exist_ok=True)
    files = (str(folder / name) for name in FILES)
    target_file, ticket_file, certificate_file, tampered_file, forged_file, question_file = files
    for name in FILES:
        check_output(folder / name, force=arguments.force)
    target = embedded_target()
    region, claim = Box.cube(0, 1, target.widths[0]), f"--target {target_file} --region box:0,1 --epsilon {EPSILON}"
    verdicts = []

    def step(title: str, command: str, work: Callable[[], str]) -> None:
        print(f"\n{title}\n$ lottery-verify {command}")
        start = time.perf_counter()
        print(f"{work()}\n(This took {time.perf_counter() - start:.1f} seconds.)")

    def pruned() -> str:
        save_network(target, target_file)
        ticket = prune(target, region=region, epsilon=EPSILON, method=arguments.method, seed=SEED, progress=True)
        ticket.save(ticket_file)
        return str(ticket)

    def certified() -> str:
        ticket = load_ticket(ticket_file)
        made, tried = certify(ticket, target, region=region, epsilon=EPSILON), attack(ticket, target, region=region)
        made.save(certificate_file)
        question = specification_text(region, target.widths[-1], parse_number(EPSILON, "epsilon"))
        atomic_write(question_file, question.encode())
        return f"{made}\n{tried}\n[found, proved] = [{decimal_down(tried.found)}, {decimal_up(made.proved)}]"

    def checked(certificate: str, ticket: str) -> str:
        epsilon = parse_number(EPSILON, "epsilon")
        verdict = check(certificate, ticket=ticket, target=target_file, region=region, epsilon=epsilon)
        verdicts.append((verdict.status, verdict.proved is not None))
        return f"{verdict}\nThe exit code is {verdict.exit_code}."

    def tampered() -> str:
        without_a_link(load_ticket(ticket_file), target).save(tampered_file)
        return checked(certificate_file, tampered_file)

    def forged() -> str:
        text = json.loads(Path(certificate_file).read_text(encoding="utf-8"))
        text["claim"]["ticket"] = load_ticket(tampered_file).digest
        atomic_write(forged_file, json.dumps(text, indent=1).encode())
        return checked(forged_file, tampered_file)

    print(
        f"The target is a {'-'.join(map(str, target.widths))} ReLU network with {target.n_weights:,} weights, trained "
        f"on scikit-learn's digits.\nThe claim is that a pruned random network differs from it by at most {EPSILON} in "
        "every output, for all inputs in [0, 1]."
    )
    how = f"--region box:0,1 --epsilon {EPSILON} --method {arguments.method} --seed {SEED}"
    step("1. Prune the target out of a random network.", f"prune {target_file} {how} -o {ticket_file}", pruned)
    step(
        "2. Certify the ticket on the whole region, and search for the largest difference.",
        f"certify {ticket_file} {claim} -o {certificate_file}",
        certified,
    )
    step(
        "3. Let the independent checker repeat the certificate.",
        f"check {certificate_file} --ticket {ticket_file} {claim}",
        lambda: checked(certificate_file, ticket_file),
    )
    step(
        "4. Prune one link too many, that of the largest weight. The ticket's digest is no longer the one that the "
        "certificate names.",
        f"check {certificate_file} --ticket {tampered_file} {claim}",
        tampered,
    )
    step(
        "5. Make the certificate name the changed ticket's digest. Now the checker computes the bounds, and they do "
        "not hold.",
        f"check {forged_file} --ticket {tampered_file} {claim}",
        forged,
    )
    as_wanted = verdicts == [("accepted", True), ("rejected", False), ("rejected", True)]
    print(
        "\nThe ticket was accepted. The changed one was rejected for its digest and, with its digest made again, for "
        "its bounds."
        if as_wanted
        else f"\nThe verdicts are not the expected ones: {', '.join(status for status, _ in verdicts)}."
    )
    return 0 if as_wanted else 1


def without_a_link(ticket: Ticket, target: Network) -> Ticket:
    """A ticket that keeps nothing of the link for the largest weight of the target's first layer.

    Args:
        ticket: of this target.
        target: with a weight above 0 in size in its first layer.
    Returns:
        the changed ticket, all else as it was.
    """
    import numpy as np

    layer = ticket.layers[0]
    output, source = divmod(int(abs(target.layers[0].weight).argmax()), layer.n_in)
    link = source * layer.n_out + output
    counts = layer.counts.copy()
    counts[link] = 0
    indices = np.delete(layer.indices, slice(layer.ends[link], layer.ends[link + 1]))
    return replace(ticket, layers=(replace(layer, counts=counts, indices=indices), *ticket.layers[1:]))
