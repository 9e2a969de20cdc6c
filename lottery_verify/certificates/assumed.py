"""What was assumed of networks whose files do not say it, as a certificate tells its reader."""

from __future__ import annotations

from collections.abc import Mapping

from lottery_verify.checker.certificate import MOST_ASSUMED
from lottery_verify.errors import printable
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket


def assumed_of(ticket: Ticket | Network, target: Network) -> dict[str, str]:
    """The sentences of `Network.assumed` by role, target first; a role of which nothing was assumed is left out."""
    found = {}
    for role, network in (("target", target), ("ticket", ticket)):
        text = "" if isinstance(network, Ticket) else "; ".join(network.assumed)
        if text:
            found[role] = text if len(text) <= MOST_ASSUMED else f"{text[: MOST_ASSUMED - 1]}…"
    return found


def assumed_lines(assumed: Mapping[str, str]) -> list[str]:
    """The same as a certificate shows it."""
    return [printable(f"  assumed of the {role}: {text}") for role, text in assumed.items()]
