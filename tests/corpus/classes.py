# ruff: noqa: E501 (one case is one line)
"""Certificates of top-1 agreement, and of single outputs, with networks whose truth is known by hand.

F = (|x₁|, 1/2, −1), in some order; Ĝ has 1/32 more at the output of |x₁|, the rival. So where |x₁| < 1/2 the lead of the
class 1/2 is 1/2 − |x₁| in F and 1/32 less in Ĝ: it changes at some x with a lead of m if and only if m ≤ 1/32.
"""

import json

from lottery_verify.checker.formats import PROOF_FORMAT
from lottery_verify.checker.regions import parse_region
from lottery_verify.networks.network import Network

REGION, THIRTY_SECOND, ABOVE = "box:-1,1", "1/32", "33/1024"


def networks(rival, leader):
    """F and Ĝ of two inputs and three outputs, in which the rival overtakes the leader."""
    rows, bias = [[0.0, 0.0] for _ in range(3)], [-1.0] * 3
    rows[rival], bias[rival], bias[leader] = [1.0, 1.0], 0.0, 0.5
    moved = [b + (k == rival) / 32 for k, b in enumerate(bias)]
    hidden = [[1.0, 0.0], [-1.0, 0.0]]
    return [Network.from_arrays([hidden, rows], [None, last], [True, False]) for last in (bias, moved)]


def add_pairs(corpus):
    """The rival is the first, the middle and the last output."""
    for rival, leader in ((0, 1), (1, 2), (2, 0)):
        f, g = networks(rival, leader)
        corpus.pair(f"rival-{rival}", f, None, REGION, other=g)
    one = Network.from_arrays([[[1.0]]])
    corpus.pair("lonely", one, None, "box:0,1", other=one, precision=160)


def top1(margin, *tree):
    """One step of this rule."""
    return [{"rule": "top1", "margin": margin, "tree": list(tree)}]


def splits(margin, *tree):
    """One step of the rule about signs of pre-activations."""
    return [{"rule": "splits", "margin": margin, "tree": list(tree)}]


def stated(corpus, base, name, steps, members):
    """A certificate of format 2 of a claim with these members besides target and ticket; the region may be among them."""
    whole = json.loads(corpus.files[f"{base}.json"])
    claim = {key: whole["claim"][key] for key in ("target", "ticket", "region")} | members
    head = {"format": PROOF_FORMAT, "semantics": whole["semantics"], "claim": claim, "precision": 64, "steps": steps}
    corpus.files[f"{name}.json"] = json.dumps(head, separators=(",", ":")).encode()
    return f"{name}.json"


def agreement(corpus, verdict, name, words, steps, margin, base="rival-0", asked=None, region=None, changed=()):
    """A case of top-1 agreement: steps that state a margin, which is asked too unless another is."""
    members = {"kind": "top1", "margin": margin} | dict(changed)
    if region is not None:
        members["region"] = parse_region(region, 2).describe()
    file = stated(corpus, base, f"top1-{name}", steps, members)
    corpus.case(verdict, f"top1-{name}", base, words, certificate=file, epsilon=None, claim="top1", margin=asked or margin, region=region or corpus.asked[base]["region"])


def single(corpus, verdict, name, words, output, epsilon, asked=None, steps=None, **claim):
    """A case about one output."""
    members = {"norm": "linf", "output": output, "epsilon": epsilon}
    given = steps or [{"rule": "boxes", "tree": [0]}]
    file = stated(corpus, "rival-0", f"only-{name}", given, members)
    corpus.case(verdict, f"only-{name}", "rival-0", words, certificate=file, **{"epsilon": epsilon, "only": output} | claim | ({"epsilon": asked} if asked else {}))


def add_cases(corpus):
    """Agreement, then single outputs."""
    agrees = "accepted: top-1 agreement where F's margin is at least"
    agreement(corpus, "accepted", "one-leaf", agrees, top1(ABOVE, 0), ABOVE)
    agreement(corpus, "accepted", "halves", agrees, top1(ABOVE, 1, 2, 0, 0, 0), ABOVE)
    agreement(corpus, "accepted", "rival-in-the-middle", agrees, top1(ABOVE, 0), ABOVE, base="rival-1")
    agreement(corpus, "accepted", "rival-last", agrees, top1(ABOVE, 0), ABOVE, base="rival-2")
    agreement(corpus, "accepted", "larger-margin-stated", agrees, top1(ABOVE, 0), "1/8")
    agreement(corpus, "accepted", "larger-margin-asked", agrees, top1(ABOVE, 0), ABOVE, asked="2")
    agreement(corpus, "accepted", "far-from-the-change", "accepted: top-1 agreement over", top1("0", 0), "0", region="box:0,0.4")
    agreement(corpus, "accepted", "rival-leads-everywhere", "accepted: top-1 agreement over", top1("0", 0), "0", region="box:0.6,1")
    for base, rival, leader in (("rival-0", 0, 1), ("rival-1", 1, 2), ("rival-2", 2, 0)):
        words = f"box 1: output {rival} of the ticket may reach output {leader}, the target's class"
        agreement(corpus, "rejected", f"margin-too-small-{base}", words, top1(THIRTY_SECOND, 0), THIRTY_SECOND, base=base)
        agreement(corpus, "rejected", f"no-margin-{base}", words, top1("0", 0), "0", base=base)
    agreement(corpus, "rejected", "change-in-the-second-half", "box 2: output 0", top1("0", 1, 0, 0), "0", region="box:0.1,0.7")
    agreement(corpus, "rejected", "change-everywhere", "box 1: output 0", top1("1/64", 0), "1/64", region="box:0.47,0.48")
    agreement(corpus, "rejected", "margin-smaller-than-proved", "claimed, 0.032226563 follows", top1(ABOVE, 0), "1/64")
    agreement(corpus, "undecided", "smaller-margin-asked", "does not settle the 1/32 asked", top1(ABOVE, 0), ABOVE, asked=THIRTY_SECOND)

    on_x, on_y = [0, 0, "x"], [0, 1, "y"]
    agreement(corpus, "accepted", "splits-one-part", agrees, splits(ABOVE, 0), ABOVE)
    agreement(corpus, "accepted", "splits-of-both", agrees, splits(ABOVE, on_x, on_y, 0, 0, 0), ABOVE)
    agreement(corpus, "accepted", "splits-into-nothing", "accepted: top-1 agreement over", splits("0", on_x, 0, 0), "0", region="box:0.1,0.4")
    agreement(corpus, "rejected", "splits-no-margin", "part 1: output 0 of the ticket may reach output 1", splits("0", 0), "0")
    agreement(corpus, "rejected", "splits-second-part", "part 2: output 0", splits("0", on_x, 0, 0), "0", region="box:-0.4,0.7")
    agreement(corpus, "rejected", "splits-first-part", "part 1: output 0", splits("0", on_x, 0, 0), "0", region="box:-0.7,0.4")
    agreement(corpus, "rejected", "splits-margin-smaller", "claimed, 0.032226563 follows", splits(ABOVE, 0), "1/64")
    for name, words, tree in (
        ("neuron-out-of-range", "node 1: neuron: 2 is no integer from 0 to 1", ([0, 2, "x"], 0, 0)),
        ("layer-out-of-range", "node 1: layer: 2 is no integer from 0 to 1", ([2, 0, "x"], 0, 0)),
        ("no-gates", "node 1: layer 1 has no gates", ([1, 0, "x"], 0, 0)),
        ("neither-x-nor-y", "node 1: expected x or y, found 'd'", ([0, 0, "d"], 0, 0)),
        ("no-node", "node 1: expected 0 or [layer, neuron, part]", ("x",)),
        ("no-split", "node 1: expected 0 or [layer, neuron, part]", (1, 0, 0)),
        ("child-missing", "with 1 parts open", (on_x, 0)),
        ("node-left-over", "belongs to no part", (0, 0)),
        ("sign-known", "node 2 asks for a sign that is known above it", (on_x, on_x, 0, 0, 0)),
        ("no-tree", "expected a list of 1 to", ()),
    ):  # fmt: skip
        agreement(corpus, "malformed", f"splits-{name}", words, splits(ABOVE, *tree), ABOVE)

    file = stated(corpus, "rival-0", "top1-for-sup", top1(ABOVE, 0), {"kind": "top1", "margin": ABOVE})
    corpus.case("rejected", "top1-but-sup-is-asked", "rival-0", "it is about top-1 agreement (top1), but asked is the difference", certificate=file, epsilon="1")
    corpus.case("rejected", "sup-but-top1-is-asked", "rival-0", "it is about the difference of the outputs (sup), but asked is top-1", epsilon=None, claim="top1", margin="0")

    for name, words, steps, margin, changed in (
        ("kind-unknown", "kind 'top5'; this version knows top1", top1("0", 0), "0", {"kind": "top5"}),
        ("margin-below-0", "is below 0", top1("0", 0), "-1/8", {}),
        ("margin-no-text", "margin: expected a number as text, found 1", top1("0", 0), "0", {"margin": 1}),
        ("epsilon-besides", "unknown key 'epsilon'", top1("0", 0), "0", {"epsilon": "1"}),
        ("step-without-margin", "missing key 'margin'", [{"rule": "top1", "tree": [0]}], ABOVE, {}),
        ("step-margin-below-0", "step 1: margin: '-1' is below 0", top1("-1", 0), ABOVE, {}),
        ("rule-of-sup", "rule 'boxes'; this version knows top1, splits for such a claim", [{"rule": "boxes", "tree": [0]}], ABOVE, {}),
        ("no-such-input", "3 is no integer from 0 to 2", top1(ABOVE, 3, 0, 0), ABOVE, {}),
        ("half-missing", "with 1 boxes open", top1(ABOVE, 1, 0), ABOVE, {}),
        ("node-left-over", "belongs to no box", top1(ABOVE, 0, 0), ABOVE, {}),
        ("no-steps", "expected a list of 1 to", [], ABOVE, {}),
    ):  # fmt: skip
        agreement(corpus, "malformed", name, words, steps, margin, asked="0", changed=changed)
    agreement(corpus, "malformed", "one-output", "about networks of two outputs or more", top1("0", 0), "0", base="lonely")
    agreement(corpus, "malformed", "asked-below-0", "margin -1 must be at least 0", top1(ABOVE, 0), ABOVE, asked="-1")

    single(corpus, "accepted", "that-does-not-differ", "accepted: sup |F − Ĝ| at output 1 ≤ 1/1000000", 1, "1/1000000")
    single(corpus, "accepted", "that-differs", "at output 0 ≤ 33/1024", 0, ABOVE)
    single(corpus, "accepted", "by-layers", "at output 2 ≤ 1/1000000", 2, "1/1000000", steps=[{"rule": "layers", "spectral": [None, None]}])
    single(corpus, "rejected", "below-the-truth", "claimed, 0.03125", 0, "1/33")
    single(corpus, "rejected", "another-output", "it is about output 1, but asked is output 0", 1, "1/8", only=0)
    single(corpus, "rejected", "all-asked", "it is about output 1, but asked is all outputs", 1, "1/8", only=None)
    corpus.case("rejected", "all-stated-only-asked", "rival-0", "it is about all outputs, but asked is output 1", only=1)
    single(corpus, "undecided", "smaller-asked", "does not settle the 1/64 asked", 0, "1/16", asked="1/64")
    single(corpus, "malformed", "no-such-output", "only 3: the outputs are 0 to 2", 1, "1/8", only=3)
    single(corpus, "malformed", "output-below-0", "output: -1 is no integer", -1, "1/8", only=0)
    single(corpus, "malformed", "in-l2", "of a single output there is one only", 1, "1/8", norm="l2")
    single(corpus, "malformed", "rule-of-top1", "rule 'top1'; this version knows layers", 1, "1/8", steps=top1("0", 0))
    corpus.certificate("rival-0", "only-in-format-1", lambda whole: whole["claim"].update(output=1))
    corpus.case("malformed", "only-in-format-1", "rival-0", "unknown key 'output'", certificate="only-in-format-1.json", only=1)
