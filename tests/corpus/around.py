# ruff: noqa: E501 (one case is one line)
"""Around a point far from the shift: only the rule `ball` proves so little; without it more follows."""

from fractions import Fraction

import numpy as np

from lottery_verify.certificates.centred import centred
from lottery_verify.checker.regions import parse_region
from lottery_verify.networks.network import Network
from tests.corpus.parts import BOX, digest_of

THIRD = "ball:1/3"


def add_cases(corpus):
    """Accepted with the rule, rejected without it or where it stands too late, malformed where it does not apply."""
    far = [Network.from_arrays([[[3.0, 3 + w], [-1.0, 0.5]], [[w, 1.0], [0.25, 1.0]]], [None, [0.5, 0.0]], shift=[-80.0, s]) for w, s in ((1.0, -60.0), (1.25, -59.875))]
    for part, network in zip(("target", "ticket"), far, strict=True):
        corpus.files[f"point.{part}.safetensors"] = network.canonical()
    point = centred(far[1], far[0], region=parse_region(THIRD, 2), norm="linf", precision=48)
    stated = Fraction(-(-point.proved * 10**4 // 1), 10**4)
    corpus.files["point.json"] = point.claiming(stated).to_json().encode()
    corpus.asked["point"] = {"region": THIRD, "norm": "linf", "epsilon": str(stated), "seed": None}
    corpus.case("accepted", "point", "point", "accepted: sup")

    def boxed(whole):
        whole["claim"]["region"] = parse_region(BOX, 2).describe()

    def unlike(whole):
        whole["claim"]["ticket"] = digest_of(corpus.files["point-deeper.ticket.safetensors"], "network")

    last = Network.from_arrays([*(layer.weight for layer in far[1].layers), np.eye(2)], relu=[True, False, False])
    corpus.files["point-deeper.ticket.safetensors"] = last.canonical()
    for verdict, name, words, change, asks in (
        ("rejected", "point-without-its-rule", "claimed, ", lambda w: w["steps"].pop(0), {}),
        ("rejected", "point-rule-too-late", "claimed, ", lambda w: w["steps"].reverse(), {}),
        ("malformed", "ball-rule-alone", "none is about the output", lambda w: w["steps"].pop(1), {}),
        ("malformed", "ball-rule-with-a-number", "unknown key 'radius'", lambda w: w["steps"][0].update(radius=1), {}),
        ("malformed", "ball-rule-of-a-box", "rule ball is about a ball, but the region is a box", boxed, {"region": BOX}),
        ("malformed", "ball-rule-of-unlike-networks", "rule ball compares two networks of the same layers", unlike, {"ticket": "point-deeper.ticket.safetensors"}),
    ):  # fmt: skip
        corpus.case(verdict, name, "point", words, certificate=corpus.certificate("point", name, change), **asks)
