# ruff: noqa: E501 (one case is one line)
"""The corpus' pairs of networks, and the claims about them that are true."""

from fractions import Fraction

import numpy as np

from lottery_verify.checker.source import Law
from lottery_verify.networks.network import Network
from tests.corpus.parts import BALL, BOX, SIGNED, target_of, ticket


def add_pairs(corpus):
    """Each shape, law, norm and kind of layer, with a certificate of format 1."""
    hyper, uniform = Law("hyperbolic", -3 << 16, 1 << 15), Law("uniform", 0, 0)
    shared = ticket(17, "shared", hyper, (3, 4, 2), (True, False), (True, False), 12, 0.5)
    corpus.pair("shared", shared, 9, BOX)
    corpus.pair("dedicated", ticket(18, "dedicated", uniform, (2, 3, 2), (True, True), (True, True), 5, 0.5), 9, BOX)
    corpus.pair("signed", ticket(19, "shared", uniform, (2, 3, 2), (False, True), (True, False), 9, 0.4, (0.25, -0.5)), 9, SIGNED)
    corpus.pair("sparse", ticket(20, "shared", hyper, (2, 2), (False,), (False,), 300, 0.01), 9, BOX)
    round_ = ticket(21, "shared", uniform, (8, 8, 4), (False, False), (True, False), 8, 0.5)
    corpus.pair("ball", round_, 12, BALL, "l2", True, other=target_of(round_, 7))
    corpus.pair("half", ticket(22, "shared", hyper, (3, 3, 2), (True, True), (True, False), 8, 0.5), 9, BALL, "l2", True)
    plain = target_of(shared, 5)
    corpus.pair("plain", shared, 9, BOX, other=plain)
    deeper = Network.from_arrays([*(la.weight for la in plain.layers), np.eye(2)], [plain.layers[0].bias, None, None])
    corpus.pair("deeper", shared, 9, BOX, other=deeper)
    corpus.pair("linear", ticket(23, "shared", uniform, (2, 3, 2), (False, True), (False, False), 9, 0.4), 9, SIGNED)
    moved = [Network.from_arrays([[[1.0, -0.5]]], None, [False], shift=[s, 0.5]) for s in (0.25, 0.375)]
    corpus.pair("shifted", moved[0], None, SIGNED, other=moved[1])
    wide = ticket(24, "shared", uniform, (8, 8), (True,), (False,), 8, 0.5)
    corpus.pair("biased", wide, 12, BALL, "l2", other=target_of(wide, 7))
    tiny = Network.from_arrays([[[3 * 2.0**-149]]])
    corpus.pair("subnormal", tiny, None, BOX, other=Network.from_arrays([[[0.0]]]), precision=160)
    rows, bias, relu = [[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]], [0.5, 0.0, -0.5, 0.0], [True, False]
    hats = [Network.from_arrays([rows, [[v, -2 * v, v, 1.0]]], [bias, None], relu) for v in (1.0, 33 / 32)]
    corpus.pair("hat", hats[0], None, "box:-1,1", other=hats[1])  # 1/32 of a hat of height 1/2: 1/64 at most
    steep = [Network.from_arrays([[[v]], [[1.0]]], [None, None], relu) for v in (2.0**23, 0.0)]
    corpus.pair("steep", steep[0], None, "box:-1,1", other=steep[1])  # max(2^23·x, 0), and nothing


def add_cases(corpus):
    """Accepted as they are, or for a larger epsilon; undecided for a smaller one."""
    for name in ("linear", "biased", "shifted", "subnormal", "shared", "dedicated", "signed", "sparse", "ball", "half", "plain", "deeper"):
        corpus.case("accepted", name, name, "accepted: sup")
    corpus.case("accepted", "its-seed", "shared", "accepted: sup", seed=17)
    corpus.case("accepted", "larger-epsilon-asked", "shared", "accepted: sup", epsilon="1000")
    for name in ("shared", "ball", "plain"):
        smaller = str(Fraction(corpus.asked[name]["epsilon"]) - Fraction(1, 10**6))
        corpus.case("undecided", f"{name}-smaller-epsilon-asked", name, "does not settle the", epsilon=smaller)
