# ruff: noqa: E501 (one case is one line)
"""Certificates about several boxes: a part for each, of networks whose difference is known by hand.

F = relu(x) and Ĝ = 2·relu(x), so that the largest difference over a box [a, b] with b ≥ 0 is b itself. The union is
[0, 1/8] and [1, 2]: between them nothing is claimed, and the supremum over both is 2.
"""

import json

from lottery_verify.checker.formats import PROOF_FORMAT
from lottery_verify.checker.regions import parse_region
from lottery_verify.checker.unions import Boxes
from lottery_verify.networks.network import Network

NEAR, FAR = parse_region("box:0,0.125", 1), parse_region("box:1,2", 1)
TEXT = {"two-boxes.txt": "0 0.125\nor\n1 2\n", "swapped.txt": "1 2\nor\n0 0.125\n", "three.txt": "0 0.125\nor\n1 2\nor\n3 4\n"}
BOXES = {"two-boxes.txt": (NEAR, FAR), "swapped.txt": (FAR, NEAR), "three.txt": (NEAR, FAR, parse_region("box:3,4", 1))}


def part(difference):
    """A part by format 1's rules: integers over 2^8, of two layers, the first of which does not differ."""
    one = {"difference": "0x0", "norm": "0x0", "spectral": None}
    return {"precision": 8, "layers": [one, {"difference": hex(difference), "norm": hex(difference), "spectral": None}]}


def tree(*entries):
    """A part by a tree of halves."""
    return {"precision": 64, "steps": [{"rule": "boxes", "tree": list(entries)}]}


def add_pairs(corpus):
    """The two networks."""
    f, g = (Network.from_arrays([[[1.0]], [[size]]]) for size in (1.0, 2.0))
    corpus.pair("doubled", f, None, "box:0,2", other=g)
    corpus.files.update({name: text.encode() for name, text in TEXT.items()})


def several(corpus, verdict, name, words, parts, epsilon="2", asked=None, about="two-boxes.txt", region="two-boxes.txt", only=None, change=None):
    """A case of these parts about the boxes of a file, asked of those of the same or another one."""
    whole = json.loads(corpus.files["doubled.json"])
    claim = whole["claim"] | {"region": Boxes(BOXES[about]).describe(), "epsilon": epsilon}
    claim |= {} if only is None else {"output": only}
    made = {"format": PROOF_FORMAT, "semantics": whole["semantics"], "claim": claim, "parts": parts}
    if change is not None:
        change(made)
    corpus.files[f"union-{name}.json"] = json.dumps(made, separators=(",", ":")).encode()
    members = {} if only is None else {"only": only}
    corpus.case(verdict, f"union-{name}", "doubled", words, certificate=f"union-{name}.json", epsilon=asked or epsilon, region=region, **members)


def add_cases(corpus):
    """Both boxes are proved, or one is not; then what is no proof of a union."""
    near, far = part(32), part(512)
    proved = "accepted: sup ‖F − Ĝ‖ ≤ 2 (linf)"
    by_trees = "accepted: sup ‖F − Ĝ‖ ≤ 2001/1000 (linf)"  # forms are rounded outward
    several(corpus, "accepted", "by-layers", proved, [near, far])
    several(corpus, "accepted", "by-trees", by_trees, [tree(0), tree(1, 0, 0)], epsilon="2.001")
    several(corpus, "accepted", "by-both", by_trees, [near, tree(0)], epsilon="2.001")
    several(corpus, "accepted", "of-one-output", "at output 0 ≤ 2001/1000", [tree(0), tree(0)], epsilon="2.001", only=0)
    several(corpus, "accepted", "larger-epsilon-asked", "accepted: sup ‖F − Ĝ‖ ≤ 3 (linf)", [near, far], asked="3")

    several(corpus, "rejected", "first-box-too-large", "part 1: layer 2: difference 0.121093750 claimed, 0.125000000 follows", [part(31), far])
    several(corpus, "rejected", "second-box-too-large", "part 2: layer 2: difference 1.996093750 claimed, 2.000000000 follows", [near, part(511)])
    several(corpus, "rejected", "parts-in-another-order", "part 2: layer 2: difference 0.125000000 claimed, 2.000000000 follows", [far, near])
    several(corpus, "rejected", "near-part-for-both", "part 2: layer 2: difference 0.125000000 claimed, 2.000000000 follows", [near, near])
    several(corpus, "rejected", "epsilon-of-the-near-box", "part 2: epsilon 0.125000000 claimed, 2.000000000 follows", [near, far], epsilon="1/8")
    several(corpus, "rejected", "epsilon-below-by-a-tree", "part 2: epsilon 1.990000000 claimed, 2.000000001 follows", [tree(0), tree(0)], epsilon="1.99")
    several(corpus, "rejected", "boxes-in-another-order", "it is about region 2 boxes of 1 inputs", [far, near], about="swapped.txt")
    several(corpus, "rejected", "of-more-boxes-than-stated", "but asked is 3 boxes", [near, far], region="three.txt")
    several(corpus, "rejected", "one-box-of-it-asked", "but asked is", [near, far], region="box:0,0.125")
    several(corpus, "undecided", "smaller-epsilon-asked", "does not settle the 1 asked", [near, far], asked="1")

    several(corpus, "malformed", "part-missing", "it proves 1 parts, but its claim is about 2 regions", [near])
    several(corpus, "malformed", "part-too-many", "it proves 3 parts, but its claim is about 2 regions", [near, far, far])
    several(corpus, "malformed", "no-parts", "parts: expected one for each box", [])
    several(corpus, "malformed", "part-a-list", "part 1", [[], far])
    several(corpus, "malformed", "part-with-a-claim", "part 2: unknown key 'claim'", [near, far | {"claim": {}}])
    several(corpus, "malformed", "part-without-precision", "part 2: missing key 'precision'", [near, {"steps": [{"rule": "boxes", "tree": [0]}]}])
    several(corpus, "malformed", "part-of-another-depth", "expected 1 or 2 of them", [near, far | {"layers": far["layers"] + far["layers"][:1]}])
    several(corpus, "malformed", "tree-cut-in-the-second-part", "with 1 boxes open", [tree(0), tree(1, 0)])
    several(corpus, "malformed", "steps-besides", "steps", [near, far], change=lambda made: made.update(steps=[]))
    several(corpus, "malformed", "of-classes", "a claim of top-1 agreement has none", [tree(0), tree(0)], change=lambda made: made["claim"].update(kind="top1", margin="0") or [made["claim"].pop(key) for key in ("norm", "epsilon")])
    several(corpus, "malformed", "of-one-box", "it proves 2 parts, but its claim is about 1 regions", [near, far], region="box:0,2", change=lambda made: made["claim"].update(region=parse_region("box:0,2", 1).describe()))
