"""The rules `ball` and `layers` of format 2 a second time, on mpmath values."""

from __future__ import annotations

from mpmath.libmp import mpf_add, mpf_sub

from lottery_verify.certificates.certificate import witness_of
from lottery_verify.certificates.exact import ExactNetwork
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.reals import Real
from lottery_verify.certificates.rules import Reach, Rules, least, minus, one_sided
from lottery_verify.certificates.spectral import Witness
from lottery_verify.checker.files import fields
from lottery_verify.checker.regions import Ball, Box, Region
from lottery_verify.errors import MalformedFile, UnsupportedNetwork

First = tuple[Reach, Reach, Reach]  # where F, Ĝ and Ĝ − F lie after the first layer, before its activation


def read_steps(proof: Proof, depth: int) -> tuple[list[Witness | None], bool]:
    """The witness of each layer, and whether the ball's centre is used before the layers.

    Raises:
        MalformedFile, UnsupportedNetwork: steps that are not read here, which are all but `ball` and `layers`.
    """
    names = [str(step["rule"]) for step in proof.steps]
    if names.count("layers") != 1 or set(names) - {"ball", "layers"}:
        raise UnsupportedNetwork(f"certificate: the steps {', '.join(names)} are not judged a second time")
    for step in proof.steps:
        fields(step, {"rule", "spectral"} if step["rule"] == "layers" else {"rule"}, "certificate")
    given = proof.steps[names.index("layers")]["spectral"]
    if not isinstance(given, list) or len(given) != depth:
        raise MalformedFile(f"certificate: expected a witness or null for each of {depth} layers")
    return [witness_of(one, "certificate") for one in given], "ball" in names[: names.index("layers")]


def first_layer(rules: Rules, f: ExactNetwork, g: ExactNetwork, region: Region) -> First:
    """Where the first layer's values and their difference lie, measured from their values at the ball's centre.

    Raises:
        UnsupportedNetwork: the region is no ball, or the layers of the networks differ.
    """
    if not isinstance(region, Ball):
        raise UnsupportedNetwork("certificate: the rule ball is about a ball")
    if f.widths != g.widths or [a.relu for a in f.layers] != [b.relu for b in g.layers]:
        raise UnsupportedNetwork("certificate: the rule ball compares two networks of the same layers")
    x, y = rules.inputs(region, f), rules.inputs(region, g)
    p, q = one_sided(f.layers[0], x, y), one_sided(g.layers[0], x, y)
    gap = minus(q, p)
    (rows_p, gain_p), (rows_q, own), (rows_gap, gain_gap) = (
        rules.norms(one) for one in (p, q, gap)
    )
    gain_q = least(mpf_add(gain_p, gain_gap), own)
    centre, radius = Box(region.centre, region.centre), rules.rational(region.radius, True)
    at_f, at_g = rules.inputs(centre, f), rules.inputs(centre, g)

    def around(value: Reach, rows: list[Real], gain: Real) -> Reach:
        spread = [rules.product(row, radius) for row in rows]
        low = [mpf_sub(a, s) for a, s in zip(value.low, spread, strict=True)]
        high = [mpf_add(b, s) for b, s in zip(value.high, spread, strict=True)]
        return rules.reach(low, high, mpf_add(value.norm, rules.product(gain, radius)))

    apart = rules.difference(q, gap, at_f, rules.moved(f, g), gain_p)
    return (
        around(rules.affine(p, at_f, gain_p), rows_p, gain_p),
        around(rules.affine(q, at_g, gain_q), rows_q, gain_q),
        around(apart, rows_gap, gain_gap),
    )
