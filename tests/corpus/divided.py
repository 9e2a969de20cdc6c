# ruff: noqa: E501 (one case is one line)
"""Networks whose outputs are divided by 3, as averages over three entries are; their truth is known by hand.

F = (max(s, 0), 3/2)/3 with s = x₁ + x₂ + x₃, and Ĝ leaves x₂ out of s. Over [0, 1]³ they differ by x₂/3, at most 1/3. F
is sure of output 0 by (s − 3/2)/3; at x₂ = 1, s = 5/2 Ĝ's outputs tie, so that a lead of 1/3 is lost, and no larger one.
"""

import json

from lottery_verify.checker.formats import PROOF_FORMAT, SEMANTICS
from lottery_verify.checker.regions import parse_region
from lottery_verify.networks.network import Network
from tests.corpus.parts import edited

REGION = "box:0,1"
BOXES, LAYERS = [{"rule": "boxes", "tree": [0]}], [{"rule": "layers", "spectral": [None, None]}]


def network(middle, divisor=3):
    """F where the middle input counts, Ĝ where it does not."""
    return Network.from_arrays([[[1.0, middle, 1.0]], [[1.0], [0.0]]], [None, [0.0, 1.5]], [True, False], divisor=divisor)


def add_pairs(corpus):
    """F and Ĝ, and Ĝ with another divisor and without one."""
    for name, one in (("target", network(1.0)), ("ticket", network(0.0))):
        corpus.files[f"thirds.{name}.safetensors"] = one.canonical()
    for name, divisor in (("fifths", 5), ("whole", 1)):
        corpus.files[f"{name}.ticket.safetensors"] = network(0.0, divisor).canonical()
    corpus.asked["thirds"] = {"region": REGION, "norm": "linf", "epsilon": "1/3", "seed": None}
    stated(corpus, "thirds", LAYERS, {"norm": "linf", "epsilon": "1/3"})


def stated(corpus, name, steps, members, ticket=None):
    """A certificate of format 2, or one that is said to be of format 1."""
    about = {"target": network(1.0).digest, "ticket": (ticket or network(0.0)).digest, "region": parse_region(REGION, 3).describe()}
    head = {"format": PROOF_FORMAT, "semantics": SEMANTICS, "claim": about | members, "precision": 64, "steps": steps}
    corpus.files[f"{name}.json"] = json.dumps(head, separators=(",", ":")).encode()
    return f"{name}.json"


def difference(corpus, verdict, name, words, steps, epsilon, asked=None, norm="linf", **changed):
    """A case about the largest difference."""
    file = stated(corpus, f"divided-{name}", steps, {"norm": norm, "epsilon": epsilon})
    corpus.case(verdict, f"divided-{name}", "thirds", words, certificate=file, epsilon=asked or epsilon, norm=norm, **changed)


def classes(corpus, verdict, name, words, steps, margin):
    """A case about the predicted class."""
    file = stated(corpus, f"divided-{name}", steps, {"kind": "top1", "margin": margin})
    corpus.case(verdict, f"divided-{name}", "thirds", words, certificate=file, epsilon=None, claim="top1", margin=margin)


def top1(margin, rule="top1"):
    """A step about what the last layers give, which is three times the outputs."""
    return [{"rule": rule, "margin": margin, "tree": [0]}]


def add_cases(corpus):
    """Differences, classes, then what is no such pair."""
    difference(corpus, "accepted", "by-layers", "accepted: sup ‖F − Ĝ‖ ≤ 1/3 (linf)", LAYERS, "1/3")
    difference(corpus, "accepted", "by-boxes", "≤ 1667/5000 (linf)", BOXES, "0.3334")
    difference(corpus, "accepted", "in-l2", "≤ 1/3 (l2)", LAYERS, "1/3", norm="l2")
    difference(corpus, "rejected", "below-a-third", "0.333300000 claimed, 0.333333334 follows", LAYERS, "0.3333")
    difference(corpus, "rejected", "divided-twice", "0.111200000 claimed, 0.333333334 follows", BOXES, "0.1112")
    difference(corpus, "undecided", "smaller-asked", "does not settle the 3333/10000 asked", LAYERS, "1/3", asked="0.3333")
    agrees = "accepted: top-1 agreement where F's margin is at least"
    for rule in ("top1", "splits"):
        classes(corpus, "accepted", f"{rule}-above-a-third", agrees, top1("1.02", rule), "0.34")
        classes(corpus, "rejected", f"{rule}-below-a-third", "output 1 of the ticket may reach output 0", top1("0.99", rule), "0.33")
        classes(corpus, "rejected", f"{rule}-less-than-proved", "0.330000000 claimed, 0.340000000 follows", top1("1.02", rule), "0.33")

    for name, divisor in (("fifths", 5), ("whole", 1)):
        file = stated(corpus, f"divided-{name}", LAYERS, {"norm": "linf", "epsilon": "1/3"}, network(0.0, divisor))
        words = f" by {divisor}; only networks of the same averages are compared"
        corpus.case("malformed", f"divided-{name}", "thirds", words, certificate=file, ticket=f"{name}.ticket.safetensors")
    for name, given, words in (
        ("even", 6, "divisor 6 is even; a power of two belongs into the weights"),
        ("one", 1, "divisor: 1 is no integer from 3 to"),
        ("below-0", -3, "divisor: -3 is no integer from 3 to"),
        ("text", "3", "divisor: '3' is no integer from 3 to"),
        ("too-large", 2**62 + 1, "is no integer from 3 to"),
    ):
        plain = corpus.files["thirds.target.safetensors"]
        blob = edited(plain, lambda _, own, __, given=given: own.update(divisor=given))
        corpus.files[f"divisor-{name}.target.safetensors"] = blob
        corpus.case("malformed", f"divisor-{name}", "thirds", words, target=f"divisor-{name}.target.safetensors")
