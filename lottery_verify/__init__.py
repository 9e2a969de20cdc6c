"""Strong lottery tickets: prune a real network out of a random one, certify the ticket, let a checker repeat it.

The names below are loaded on first use, so that importing `lottery_verify.checker` loads the standard library only.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOMES = {
    "Attack": "lottery_verify.certificates.attack",
    "Ball": "lottery_verify.checker.regions",
    "Box": "lottery_verify.checker.regions",
    "Certificate": "lottery_verify.certificates.certificate",
    "Network": "lottery_verify.networks.network",
    "Ticket": "lottery_verify.tickets.ticket",
    "Verdict": "lottery_verify.checker.judge",
    "attack": "lottery_verify.certificates.attack",
    "certify": "lottery_verify.certificates.certificate",
    "check": "lottery_verify.certificates.repeat",
    "embedded_target": "lottery_verify.networks.embedded",
    "load_region": "lottery_verify.networks.regions",
    "load_target": "lottery_verify.networks.loading",
    "load_ticket": "lottery_verify.tickets.files",
    "prune": "lottery_verify.pruning.pruner",
    "save_network": "lottery_verify.networks.saving",
}
__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'lottery_verify' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
