"""What a network, a ticket or a certificate is, as members of a command's answer."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from lottery_verify.commands.answers import above

if TYPE_CHECKING:
    from lottery_verify.certificates.certificate import Certificate
    from lottery_verify.certificates.parts import Parts
    from lottery_verify.certificates.proof import AgreementProof, Proof
    from lottery_verify.networks.network import Network
    from lottery_verify.tickets.ticket import Ticket


def described(network: Network | Ticket) -> dict[str, object]:
    """A network or a ticket: kind, digest, widths, and what else its file states."""
    from lottery_verify.networks.network import Network

    if isinstance(network, Network):
        return {
            "kind": "network",
            "digest": network.digest,
            "widths": list(network.widths),
            "relu": [layer.relu for layer in network.layers],
            "bias": [layer.bias is not None for layer in network.layers],
            "shift": network.shift is not None,
            "divisor": network.divisor,
            "weights": network.n_weights,
            "assumed": list(network.assumed),
        }
    header = json.loads(network.header)
    figures = network.figures()
    counts = {f"{name}_weights": figures[f"{name} weights"] for name in ("target", "source", "kept")}
    stated = {key: value for key, value in header.items() if key not in ("format", "version")}
    return {"kind": "ticket", "digest": network.digest, **counts, **stated}


def described_certificate(made: Certificate | Proof | AgreementProof | Parts) -> dict[str, object]:
    """A certificate: what it claims, and by which rules; nothing of it is checked here."""
    from lottery_verify.certificates.certificate import Certificate
    from lottery_verify.certificates.parts import Parts
    from lottery_verify.certificates.proof import AgreementProof

    if isinstance(made, Parts):
        parts = [described_certificate(one) for one in made.proofs]
        keys = ("proved", "precision", "steps")
        boxes = {"target": made.target, "ticket": made.ticket, "region": made.region.describe()}
        return {
            "kind": "certificate",
            "certificate_format": 2,
            "claim": made.claim.described(boxes),
            "parts": [{key: one[key] for key in keys} for one in parts],
            "assumed": made.assumed,
        }
    about = {"target": made.target, "ticket": made.ticket, "region": made.region}
    bound = None if isinstance(made, AgreementProof) else made.proved
    return {
        "kind": "certificate",
        "certificate_format": 1 if isinstance(made, Certificate) else 2,
        "claim": made.claim.described(about),
        "proved": None if bound is None else above(bound),
        "precision": made.precision,
        "steps": ["layers"] if isinstance(made, Certificate) else [str(step["rule"]) for step in made.steps],
        "assumed": made.assumed,
    }


def described_file(path: str) -> dict[str, object]:
    """A file that was written: its name and size."""
    return {"output": path, "bytes": os.path.getsize(path)}
