"""`lottery-verify demo`: the main job on the embedded network, and a refusal."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

EPSILON, SEED = "0.02", 17


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of `demo`."""
    parser.add_argument(
        "--folder", default="demo-output", help="where to put the target, the tickets and the certificate"
    )
    parser.add_argument("--method", choices=("golden", "subset-sum"), default="golden")


def run(arguments: argparse.Namespace) -> int:
    """Prunes, certifies, checks; flips one bit of the mask, and shows that the checker refuses it.

    Returns:
        0 when the ticket is accepted and the tampered one is rejected.
    """
    from lottery_verify.certificates.attack import attack
    from lottery_verify.certificates.certificate import certify, decimal_up
    from lottery_verify.checker.judge import check
    from lottery_verify.checker.regions import Box, parse_number
    from lottery_verify.networks.embedded import embedded_target
    from lottery_verify.networks.saving import atomic_write, save_network
    from lottery_verify.pruning.pruner import prune
    from lottery_verify.tickets.files import load_ticket

    folder = Path(arguments.folder)
    folder.mkdir(parents=True, exist_ok=True)
    target_file, ticket_file, certificate_file, tampered_file = (
        str(folder / name) for name in ("target.safetensors", "ticket.safetensors", "cert.json", "tampered.safetensors")
    )
    target = embedded_target()
    region, claim = Box.cube(0, 1, target.widths[0]), f"--target {target_file} --region box:0,1 --epsilon {EPSILON}"
    statuses = []

    def step(title: str, command: str, work: Callable[[], str]) -> None:
        print(f"\n{title}\n$ lottery-verify {command}")
        start = time.perf_counter()
        print(f"{work()}\n({time.perf_counter() - start:.1f} s)")

    def pruned() -> str:
        save_network(target, target_file)
        ticket = prune(target, region=region, epsilon=EPSILON, method=arguments.method, seed=SEED, progress=True)
        ticket.save(ticket_file)
        return str(ticket)

    def certified() -> str:
        ticket = load_ticket(ticket_file)
        made, tried = certify(ticket, target, region=region, epsilon=EPSILON), attack(ticket, target, region=region)
        made.save(certificate_file)
        return f"{made}\n{tried}\n[found, proved] = [{float(tried.found):.4g}, {decimal_up(made.proved)}]"

    def checked(name: str) -> str:
        epsilon = parse_number(EPSILON, "epsilon")
        verdict = check(certificate_file, ticket=name, target=target_file, region=region, epsilon=epsilon)
        statuses.append(verdict.status)
        return f"{verdict}\nexit code {verdict.exit_code}"

    def tampered() -> str:
        atomic_write(tampered_file, _flipped(Path(ticket_file).read_bytes()))
        return checked(tampered_file)

    print(
        f"target: {'-'.join(map(str, target.widths))}, trained on scikit-learn's digits, {target.n_weights:,} weights"
    )
    how = f"--region box:0,1 --epsilon {EPSILON} --method {arguments.method} --seed {SEED}"
    step("1. Prune it out of a random network.", f"prune {target_file} {how} -o {ticket_file}", pruned)
    step(
        "2. Certify the ticket on the whole region.", f"certify {ticket_file} {claim} -o {certificate_file}", certified
    )
    judge = f"check {certificate_file} --ticket"
    step("3. Let the independent checker repeat it.", f"{judge} {ticket_file} {claim}", lambda: checked(ticket_file))
    step("4. Flip one bit of the ticket's mask.", f"{judge} {tampered_file} {claim}", tampered)
    return 0 if statuses == ["accepted", "rejected"] else 1


def _flipped(ticket: bytes) -> bytes:
    """The ticket's bytes with the first bit of its mask on the first layer's U toggled."""
    length = int.from_bytes(ticket[:8], "little")
    begin = json.loads(ticket[8 : 8 + length])["layers.0.u"]["data_offsets"][0]
    whole = bytearray(ticket)
    whole[8 + length + begin] ^= 1
    return bytes(whole)
