"""The steps that a certificate of format 2 states, each by the name of its rule.

`layers` stands for the interval and difference rules at every node, with a witness of ‖W‖₂ for each layer or null.
`ball` is about the first layer, and helps where it stands before `layers`. Any other entry is one step about the
output, which its own rule reads.
"""

from typing import Any

from lottery_verify.checker.claim import SUP, TOP1
from lottery_verify.checker.files import demand, fields, shown
from lottery_verify.checker.graph import Affine
from lottery_verify.checker.rules.known import TARGET, TICKET, Pair, Step
from lottery_verify.checker.rules.table import AGREEMENT_RULES, FIRST_RULES, OUTPUT_RULES
from lottery_verify.errors import UnsupportedNetwork

MOST_STEPS = 64
RULES_OF = {SUP: ("layers", *FIRST_RULES, *OUTPUT_RULES), TOP1: AGREEMENT_RULES}
Entry = tuple[str, dict[str, Any], str]  # rule, what is given, place


def read_entries(given: Any, kind: str, where: str) -> list[Entry]:
    """The entries as the file states them, each with a rule that there is for claims of the kind."""
    proper = isinstance(given, list) and 0 < len(given) <= MOST_STEPS
    demand(proper, f"{where}: steps: expected a list of 1 to {MOST_STEPS} steps")
    found = []
    for number, entry in enumerate(given, 1):
        place = f"{where}: step {number}"
        demand(isinstance(entry, dict), f"{place}: expected an object, found {type(entry).__name__}")
        rule = entry.get("rule")
        known = RULES_OF[kind]
        demand(rule in known, f"{place}: rule {shown(rule)}; this version knows {', '.join(known)} for such a claim")
        found.append((str(rule), entry, place))
    told = f"{where}: steps: none is about the output, so that nothing follows of it"
    demand(any(rule not in FIRST_RULES for rule, _, _ in found), told)
    return found


def steps(entries: list[Entry], networks: Pair, alike: bool, where: str) -> list[Step]:
    """The steps that the entries stand for; `alike`: whether the networks have the same nodes."""
    found = [Step("region", 0, None, f"{where}: region")]
    for rule, given, place in entries:
        if rule == "layers":
            found += _layers(networks, given, alike, place)
        elif rule in FIRST_RULES:
            found += _first(rule, networks, given, alike, place)
        else:
            found.append(Step(rule, networks.target.output, given, place))
    return found


def _first(name: str, networks: Pair, given: dict[str, Any], alike: bool, where: str) -> list[Step]:
    """The rule about the first layer, after what it reads of signs and gains."""
    demand(alike, f"{where}: rule {name} compares two networks of the same layers", UnsupportedNetwork)
    first = networks.target.affine[0]
    return [Step("signs", first, None, where), Step("gain", first, None, where), Step(name, first, given, where)]


def _layers(networks: Pair, given: dict[str, Any], alike: bool, where: str) -> list[Step]:
    f = networks.target
    witnesses = fields(given, {"rule", "spectral"}, where)["spectral"]
    proper = isinstance(witnesses, list) and len(witnesses) == len(f.affine)
    demand(proper, f"{where}: spectral: expected {len(f.affine)} witnesses or nulls, one for each layer")
    found = []
    for k, witness in zip(f.affine, witnesses, strict=True):
        if witness is not None:
            found.append(Step("spectral", k, witness, f"{where}: spectral of layer {f.affine.index(k) + 1}"))
    if not alike:
        for side in (TARGET, TICKET):
            found += [Step("interval", k, side, where) for k in range(1, networks.side(side).output + 1)]
        return [*found, Step("apart", f.output, None, where)]
    for k, node in enumerate(f.nodes, 1):
        if isinstance(node.operation, Affine):
            found += [Step("signs", k, None, where), Step("gain", k, None, where)]
        found += [Step("interval", k, side, where) for side in (TARGET, TICKET)]
        found.append(Step("difference", k, None, where))
    return found
