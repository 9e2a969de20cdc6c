"""The one parser of certificates: strict JSON as a claim and steps, a fixed list of them in format 1."""

from dataclasses import dataclass, field, replace
from typing import Any

from lottery_verify.checker import formats
from lottery_verify.checker.claim import SUP, Claim, read
from lottery_verify.checker.files import count, demand, fields, hexadecimal, shown, strict_json
from lottery_verify.checker.graph import Affine, Node
from lottery_verify.checker.proof import Entry, read_entries
from lottery_verify.checker.rules.known import TARGET, TICKET, Pair, Step

MOST_ASSUMED = 4096  # characters


@dataclass(frozen=True)
class Stated:
    """What a certificate of format 1 states of one layer, integers over 2^precision.

    Attributes:
        where: the place in the file.
        difference: that no entry differs by more.
        norm: that the difference's ℓ₂ norm is no larger.
        spectral: a witness for ‖W‖₂ as its rule reads it, or None.
    """

    where: str
    difference: int
    norm: int
    spectral: Any


@dataclass(frozen=True)
class Parsed:
    """A certificate's claim (text and plain values, as in the file), the same as it is meant, and what it states.

    Attributes:
        layers: of format 1, what it states of each layer.
        entries: of format 2, its steps; None in format 1.
        parts: of a claim about several boxes, what it states of each; the others are empty then.
        assumed: what it says was assumed of the target or the ticket; nothing rests on it.
    """

    where: str
    claim: dict[str, Any]
    meant: Claim
    precision: int
    layers: list[Stated]
    entries: list[Entry] | None = None
    assumed: dict[str, str] = field(default_factory=dict)
    parts: tuple["Parsed", ...] = ()


def parse(text: str, where: str) -> Parsed:
    """Reads a certificate's text; MalformedFile where it is not of the format."""
    whole = strict_json(text, where)
    second = isinstance(whole, dict) and whole.get("format") == formats.PROOF_FORMAT
    several = second and "parts" in whole
    stated = ("parts",) if several else ("precision", "steps" if second else "layers")
    optional = {"assumed"} & set(whole) if isinstance(whole, dict) else set()
    given = fields(whole, {"format", "semantics", "claim", *stated} | optional, where)
    claim, meant = read(given["claim"], f"{where}: claim", second)
    known = {"format": (formats.CERTIFICATE_FORMAT, formats.PROOF_FORMAT), "semantics": (formats.SEMANTICS,)}
    for key, values in known.items():
        told = " and ".join(map(repr, values))
        demand(given[key] in values, f"{where}: {key} {shown(given[key])}; this version reads {told}")
    assumed = read_assumed(given["assumed"], f"{where}: assumed") if optional else {}
    if not several:
        return replace(_stated(given, claim, meant, where), assumed=assumed)
    demand(meant.kind == SUP, f"{where}: parts: a claim of top-1 agreement has none")
    listed = given["parts"]
    demand(isinstance(listed, list) and len(listed) > 0, f"{where}: parts: expected one for each box")
    parts = []
    for number, part in enumerate(listed, 1):
        place = f"{where}: part {number}"
        kind = "layers" if isinstance(part, dict) and "layers" in part else "steps"
        parts.append(_stated(fields(part, {"precision", kind}, place), claim, meant, place))
    return Parsed(where, claim, meant, 0, [], None, assumed, tuple(parts))


def _stated(given: dict[str, Any], claim: dict[str, Any], meant: Claim, where: str) -> Parsed:
    """The precision, and the layers or steps, for one region."""
    precision = count(given["precision"], 0, formats.MAX_PRECISION, f"{where}: precision")
    if "steps" in given:
        return Parsed(where, claim, meant, precision, [], read_entries(given["steps"], meant.kind, where))
    demand(isinstance(given["layers"], list), f"{where}: layers: expected a list, found {shown(given['layers'])}")
    layers = [_layer(entry, f"{where}: layer {i + 1}") for i, entry in enumerate(given["layers"])]
    return Parsed(where, claim, meant, precision, layers)


def read_assumed(given: Any, where: str) -> dict[str, str]:
    """What is said to have been assumed of the target or the ticket when its file was read; only shown, never used."""
    proper = isinstance(given, dict) and bool(given) and set(given) <= {"target", "ticket"}
    demand(proper, f"{where}: expected an object with target or ticket or both")
    for role, text in given.items():
        proper = isinstance(text, str) and 0 < len(text) <= MOST_ASSUMED
        demand(proper, f"{where}: {role}: expected text of 1 to {MOST_ASSUMED} characters, found {shown(text)}")
    return dict(given)


def _layer(entry: Any, where: str) -> Stated:
    fields(entry, {"difference", "norm", "spectral"}, where)
    difference, norm = (hexadecimal(entry[key], f"{where}: {key}") for key in ("difference", "norm"))
    return Stated(where, difference, norm, entry["spectral"])


def steps(given: Parsed, networks: Pair, alike: bool) -> list[Step]:
    """The steps that a certificate of format 1 stands for; `alike`: whether the networks have the same nodes."""
    f = networks.target
    layers = dict(zip(f.affine, given.layers, strict=alike))
    found = [Step("region", 0, None, f"{given.where}: region")]
    for k, stated in layers.items():
        if stated.spectral is not None:
            found.append(Step("spectral", k, stated.spectral, f"{stated.where}: spectral"))
    if not alike:
        return found + _apart(networks, given.layers[0])
    for k, node in enumerate(f.nodes, 1):
        place = given.where
        if isinstance(node.operation, Affine):
            found += [Step("signs", k, None, place), Step("gain", k, None, place)]
        found += [Step("interval", k, side, place) for side in (TARGET, TICKET)]
        found.append(Step("difference", k, None, place))
        if ends_a_layer(f.nodes, k):
            layer = max(one for one in layers if one <= k)
            found.append(_bound(k, layers[layer]))
    return found


def ends_a_layer(nodes: list[Node], k: int) -> bool:
    """Whether node k gives a layer's value: it is the last, or an affine node follows."""
    return k == len(nodes) or isinstance(nodes[k].operation, Affine)


def _apart(networks: Pair, stated: Stated) -> list[Step]:
    """Each network by itself, then the difference of their outputs."""
    found = []
    for side in (TARGET, TICKET):
        nodes = range(1, networks.side(side).output + 1)
        found += [Step("interval", k, side, stated.where) for k in nodes]
    output = networks.target.output
    return [*found, Step("apart", output, None, stated.where), _bound(output, stated)]


def _bound(node: int, stated: Stated) -> Step:
    given = {"difference": hex(stated.difference), "norm": hex(stated.norm)}
    return Step("bound", node, given, stated.where)
