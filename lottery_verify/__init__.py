"""Strong lottery tickets: prune a real network out of a random one, certify the ticket, let a checker repeat it.

The names below are loaded on first use, so that importing `lottery_verify.checker` loads the standard library only; a
type checker reads them from their homes.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lottery_verify.certificates.agreement import Agreement as Agreement
    from lottery_verify.certificates.agreement import Top1 as Top1
    from lottery_verify.certificates.agreement import prove_top1 as prove_top1
    from lottery_verify.certificates.attack import attack as attack
    from lottery_verify.certificates.certificate import Certificate as Certificate
    from lottery_verify.certificates.certificate import certify as certify
    from lottery_verify.certificates.disagreement import Disagreement as Disagreement
    from lottery_verify.certificates.disagreement import attack_top1 as attack_top1
    from lottery_verify.certificates.proof import AgreementProof as AgreementProof
    from lottery_verify.certificates.proof import Proof as Proof
    from lottery_verify.certificates.proving import Proved as Proved
    from lottery_verify.certificates.proving import prove as prove
    from lottery_verify.certificates.reached import Attack as Attack
    from lottery_verify.certificates.repeat import check as check
    from lottery_verify.checker.regions import Ball as Ball
    from lottery_verify.checker.regions import Box as Box
    from lottery_verify.checker.verdict import Verdict as Verdict
    from lottery_verify.neighbourhoods.around import Neighbourhoods as Neighbourhoods
    from lottery_verify.neighbourhoods.around import prove_around as prove_around
    from lottery_verify.networks.embedded import embedded_target as embedded_target
    from lottery_verify.networks.loading import load_target as load_target
    from lottery_verify.networks.network import Network as Network
    from lottery_verify.networks.regions import load_region as load_region
    from lottery_verify.networks.saving import save_network as save_network
    from lottery_verify.pruning.pruner import prune as prune
    from lottery_verify.tickets.exported import load_into as load_into
    from lottery_verify.tickets.files import load_ticket as load_ticket
    from lottery_verify.tickets.ticket import Ticket as Ticket

__version__ = "0.1.0"

_HOMES = {
    "Agreement": "lottery_verify.certificates.agreement",
    "AgreementProof": "lottery_verify.certificates.proof",
    "Attack": "lottery_verify.certificates.reached",
    "Ball": "lottery_verify.checker.regions",
    "Box": "lottery_verify.checker.regions",
    "Certificate": "lottery_verify.certificates.certificate",
    "Disagreement": "lottery_verify.certificates.disagreement",
    "Neighbourhoods": "lottery_verify.neighbourhoods.around",
    "Network": "lottery_verify.networks.network",
    "Proof": "lottery_verify.certificates.proof",
    "Proved": "lottery_verify.certificates.proving",
    "Ticket": "lottery_verify.tickets.ticket",
    "Top1": "lottery_verify.certificates.agreement",
    "Verdict": "lottery_verify.checker.verdict",
    "attack": "lottery_verify.certificates.attack",
    "attack_top1": "lottery_verify.certificates.disagreement",
    "certify": "lottery_verify.certificates.certificate",
    "check": "lottery_verify.certificates.repeat",
    "embedded_target": "lottery_verify.networks.embedded",
    "load_into": "lottery_verify.tickets.exported",
    "load_region": "lottery_verify.networks.regions",
    "load_target": "lottery_verify.networks.loading",
    "load_ticket": "lottery_verify.tickets.files",
    "prove": "lottery_verify.certificates.proving",
    "prove_around": "lottery_verify.neighbourhoods.around",
    "prove_top1": "lottery_verify.certificates.agreement",
    "prune": "lottery_verify.pruning.pruner",
    "save_network": "lottery_verify.networks.saving",
}
__all__ = [*_HOMES, "__version__"]

if not TYPE_CHECKING:  # a type checker must not take a misspelt name for an object

    def __getattr__(name: str) -> object:
        if name in _HOMES:
            return getattr(import_module(_HOMES[name]), name)
        raise AttributeError(f"module 'lottery_verify' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
