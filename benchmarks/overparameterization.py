"""How much source network each method needs: prunes, and counts. Writes reports/measured.json.

    python benchmarks/overparameterization.py digits                       # the embedded network
    python benchmarks/overparameterization.py ../shared/data/fc2.pt --region box:0,1 --epsilon 0.01 \
        --methods golden,subset-sum

Each run adds its rows (one per method) to the file and prints the table. `draws per link` is the unit of
`lottery_verify.reporting.measured.DRAWS_PER_LINK`: the neurons of a link's block, averaged over the links.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import sys
from fractions import Fraction
from pathlib import Path

import torch

import lottery_verify
from lottery_verify import embedded_target, load_region, load_target, prune
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import atomic_write
from lottery_verify.pruning.plan import w_max
from lottery_verify.tickets.ticket import Ticket

MEASURED = Path(__file__).parent.parent / "reports" / "measured.json"


def row(name: str, target: Network, ticket: Ticket) -> dict[str, object]:
    """The figures of one ticket; ratios are per target weight and divided by log₂(R/2ε_w), averaged over links."""
    links = sum(layer.links for layer in ticket.layers)
    draws = sum(layer.links * layer.neurons for layer in ticket.layers)
    bits = sum(
        layer.links * max(0.0, math.log2(w_max(target, i) / layer.epsilon_w)) for i, layer in enumerate(ticket.layers)
    )
    source = sum(layer.source_weights for layer in ticket.layers)
    kept = sum(layer.kept_u + len(layer.indices) for layer in ticket.layers)
    return {
        "target": name, "widths": list(target.widths), "method": ticket.method, "shape": ticket.source.shape,
        "epsilon": ticket.epsilon, "norm": ticket.norm, "region": ticket.region, "seed": ticket.source.seed,
        "neurons": ticket.rule, "neurons_per_block": [layer.neurons for layer in ticket.layers],
        "epsilon_w": [str(layer.epsilon_w) for layer in ticket.layers], "target_weights": links,
        "lower_bound_bits": bits / links, "draws_per_link": draws / links, "source_per_weight": source / links,
        "kept_per_weight": kept / links,
        "version": lottery_verify.__version__, "torch": torch.__version__, "machine": platform.machine(),
        "command": " ".join(["python", "benchmarks/overparameterization.py", *sys.argv[1:]]),
    }  # fmt: skip


def table(rows: list[dict[str, object]]) -> str:
    """The rows as Markdown."""
    lines = [
        "| target | ε | method | log₂(R/2ε_w) | draws per link | source weights per weight | kept per weight |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for r in rows:
        bits = float(str(r["lower_bound_bits"]))
        cells = [float(str(r[key])) for key in ("draws_per_link", "source_per_weight", "kept_per_weight")]
        shown = " | ".join(f"{v:,.1f} ({v / bits:,.2f}×)" for v in cells)
        lines.append(
            f"| {r['target']} | {float(Fraction(str(r['epsilon']))):g} | {r['method']} | {bits:.1f} | {shown} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measures, stores, prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", help="digits, or a network file")
    parser.add_argument("--region", default="box:0,1")
    parser.add_argument("--epsilon", default="0.02")
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--methods", default="golden,subset-sum")
    parser.add_argument("--shape", default="shared")
    arguments = parser.parse_args()
    target = embedded_target() if arguments.target == "digits" else load_target(arguments.target)
    name = Path(arguments.target).name
    region = load_region(arguments.region, target.widths[0])
    known = json.loads(MEASURED.read_text()) if MEASURED.exists() else []
    for method in arguments.methods.split(","):
        ticket = prune(
            target,
            region=region,
            epsilon=arguments.epsilon,
            method=method,
            seed=arguments.seed,
            shape=arguments.shape,
            progress=True,
        )
        made = row(name, target, ticket)
        same = ("target", "method", "shape", "epsilon", "seed")
        known = [r for r in known if any(r[key] != made[key] for key in same)] + [made]
    known.sort(key=lambda r: (r["target"], r["method"], r["epsilon"], r["shape"]))
    MEASURED.parent.mkdir(exist_ok=True)
    atomic_write(MEASURED, (json.dumps(known, indent=1) + "\n").encode())
    print(table(known))


if __name__ == "__main__":
    main()
