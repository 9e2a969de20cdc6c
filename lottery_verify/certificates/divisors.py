"""What two networks divide their outputs by, and their undivided halves, which the rules compare."""

from __future__ import annotations

from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket


def common_divisor(ticket: Ticket | Network, target: Network) -> int:
    """The odd number by which both networks divide what their last layers give; 1 where they divide by nothing.

    Raises:
        UnsupportedNetwork: they divide by different numbers, so that their last layers are not comparable.
    """
    own, other = target.divisor, 1 if isinstance(ticket, Ticket) else ticket.divisor
    if own != other:
        raise UnsupportedNetwork(
            f"{target.name} divides its outputs by {own}, the other network by {other}; only networks of the same "
            "averages are compared"
        )
    return own


def undivided(network: Ticket | Network) -> Ticket | Network:
    """What the last layer gives."""
    return network if isinstance(network, Ticket) else network.undivided
