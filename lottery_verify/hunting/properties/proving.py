"""The rules of format 2, and certificates of them, against the exact range of Ĝ − F over boxes of one or two inputs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from hypothesis.strategies import SearchStrategy

from lottery_verify.certificates.deadline import NEVER
from lottery_verify.certificates.gated import side
from lottery_verify.certificates.last_gates import in_floats
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.sharing import bound_together
from lottery_verify.checker.rules.gated import Together, tightened, together_of
from lottery_verify.checker.rules.known import Known, Step
from lottery_verify.checker.rules.multiples import Hints, parse
from lottery_verify.checker.rules.table import RULES
from lottery_verify.errors import LotteryError, UnsupportedNetwork
from lottery_verify.hunting.cells import ranges, supremum
from lottery_verify.hunting.checked import check_files
from lottery_verify.hunting.oracle import power
from lottery_verify.hunting.proposed import (
    Given,
    last_gates,
    multiples,
    read_pair,
    scaled_multiples,
    slopes,
    step_of,
)
from lottery_verify.hunting.records import Dropping, Outcome, Property
from lottery_verify.hunting.second import judge
from lottery_verify.hunting.second_proof import bound
from lottery_verify.strategies.proofs import CorruptProof, ProofCase, corrupt_proofs, proof_cases

Range = tuple[Fraction, Fraction]
STEPS = 20  # of the search for multiples
UNSUPPORTED = Outcome(True, 0.0, "the rule does not apply")


def within(case: ProofCase, *steps: Given) -> Outcome:
    """Whether the exact range of each output's difference lies within the ends that a step gives."""
    f, g = case.networks()
    networks = read_pair(case)
    exact = ranges(f, g, case.box)
    note, closeness = "", 0.0
    for given in steps:
        step = Step(given["rule"], networks.target.output, given, "certificate")
        try:
            known = RULES[step.name].apply(step, networks, case.box, Known(case.precision))
        except UnsupportedNetwork:
            return UNSUPPORTED
        unit = 1 << case.precision
        ends = [(Fraction(a, unit), Fraction(b, unit)) for a, b in known.difference[networks.target.output].ends]
        note = f"{step.name}: the difference takes all of {told(exact)}, and is to lie in {told(ends)}"
        if any(a > low or b < high for (a, b), (low, high) in zip(ends, exact, strict=True)):
            return Outcome(False, 2.0, note)
        closeness = max(closeness, nearness(exact, ends))
    return Outcome(True, closeness, note)


def nearness(exact: Sequence[Range], ends: Sequence[Range]) -> float:
    """How much of what is stated is really taken."""
    widest = max(b - a for a, b in ends)
    return float(max(high - low for low, high in exact) / widest) if widest else 0.0


def told(some: Sequence[Range]) -> str:
    """Ranges in words."""
    return ", ".join(f"[{a}, {b}]" for a, b in some)


def judge_boxes(case: ProofCase, dropping: Dropping) -> Outcome:
    """Over a tree of halves, and over the box as one leaf."""
    return within(case, {"rule": "boxes", "tree": list(case.tree)}, {"rule": "boxes", "tree": [0]})


def judge_whole(case: ProofCase, dropping: Dropping) -> Outcome:
    """With slopes of the rule's own, and with whatever slopes a certificate proposes."""
    return within(case, {"rule": "whole", "hints": []}, {"rule": "whole", "hints": slopes(case)})


def judge_gated(case: ProofCase, dropping: Dropping) -> Outcome:
    """With whatever multiples a certificate proposes, those of the search, and those of ends that share scales."""
    exact = ranges(*case.networks(), case.box)
    layers, gates = last_gates(case)
    floats, outputs = in_floats(gates, case.precision), len(layers[-1].bias)
    ways: list[tuple[Together | None, list[Hints]]] = [(None, parse(multiples(case), gates, outputs, "certificate"))]
    if gates.free:
        found = ((side(floats, layers[-1], j, sign, STEPS) for sign in (1, -1)) for j in range(outputs))
        ways.append((None, [Hints(j, *both) for j, both in enumerate(found)]))
    if given := scaled_multiples(case):
        ways.append((together_of(gates, given["scale"]), parse(given["hints"], gates, outputs, "certificate", True)))
        shared = bound_together(layers[-1], gates, floats, list(range(outputs)), case.precision, 5, NEVER)
        if shared is not None:
            sides = [Hints(j, shared.side(j, 1), shared.side(j, -1)) for j in range(outputs)]
            ways.append((together_of(gates, shared.scale), sides))
    unit, wide, closeness = 1 << case.precision, 1 << 4096, 0.0
    for common, hints in ways:
        for (output, upper, lower), (low, high) in zip(hints, exact, strict=True):
            about = layers[-1], output, gates, (-wide, wide), case.precision
            least, most = tightened(*about, upper, lower, common)
            ends = Fraction(least, unit), Fraction(most, unit)
            note = f"output {output} takes all of {told([(low, high)])}, and is to lie in {told([ends])}"
            if ends[0] > low or ends[1] < high:
                return Outcome(False, 2.0, note)
            closeness = max(closeness, nearness([(low, high)], [ends]))
    return Outcome(True, closeness, told(exact))


def judge_branches(case: ProofCase, dropping: Dropping) -> Outcome:
    """Over trees of signs of all depths up to that of the gates, and whatever slopes are proposed for each part."""
    return within(case, step_of(case, "branches"))


def judge_second(case: ProofCase, dropping: Dropping) -> Outcome:
    """The second implementation's ends hold the exact range, and it rejects every claim below the supremum."""
    f, g = case.networks()
    exact = ranges(f, g, case.box)
    truth, note, closeness = max(max(-low, high) for low, high in exact), told(exact), 0.0
    for rule in ("boxes", "whole", "gated", "branches"):
        try:
            step = step_of(case, rule)
            claimed = truth * Fraction(255, 256) or Fraction(1)
            proof = Proof(f.digest, g.digest, case.box.describe(), "linf", claimed, None, case.precision, (step,))
            ends, _ = bound(proof, f, g, case.box)
        except UnsupportedNetwork:
            continue
        note = f"second {rule}: the difference takes all of {told(exact)}, and is to lie in {told(ends)}"
        if any(a > low or b < high for (a, b), (low, high) in zip(ends, exact, strict=True)):
            return Outcome(False, 2.0, note)
        said = judge(proof, f, g, case.box, claimed)
        if truth and said != "rejected":
            return Outcome(False, 2.0, f"second {rule}: {claimed} is {said}, but {truth} is reached")
        closeness = max(closeness, nearness(exact, ends))
    return Outcome(True, closeness, note)


def judge_corrupt(case: CorruptProof, dropping: Dropping) -> Outcome:
    """No claim below the truth is accepted, whatever the certificate says."""
    f, g = case.case.networks()
    truth = supremum(f, g, case.case.box, case.norm)
    epsilon = Fraction(case.share, 256) * (truth if case.norm == "linf" else min(truth, Fraction(1)))
    if not epsilon:
        return Outcome(True, 0.0, "the networks do not differ")
    try:
        step = step_of(case.case, case.rule)
    except UnsupportedNetwork:
        return UNSUPPORTED
    made = Proof(f.digest, g.digest, case.case.box.describe(), case.norm, epsilon, None, case.case.precision, (step,))
    try:
        verdict = check_files(
            corrupted(made.to_json(), case), g.canonical(), f.canonical(),
            region=case.case.box, epsilon=epsilon, norm=case.norm,
        )  # fmt: skip
    except LotteryError as error:
        return Outcome(True, 0.5, f"refused: {error}")
    if verdict.status == "accepted":
        note = f"{case.place}: accepted is {epsilon} ({case.norm}), but {truth} is reached (l2: squares)"
        return Outcome(power(epsilon, case.norm) >= truth, 2.0, note)
    return Outcome(True, 0.5, f"{verdict}")


def corrupted(text: str, case: CorruptProof) -> bytes:
    """The certificate's text after the change."""
    if case.place == "byte":
        data = bytearray(text.encode())
        data[case.where % len(data)] = 32 + case.by % 95
        return bytes(data)
    whole = json.loads(text)
    step = whole["steps"][0]
    tree = step["ends"][0]["tree"] if "ends" in step else step.get("tree", [])
    if case.place == "tree-entry" and tree:
        tree[case.where % len(tree)] = case.by % (case.case.box.width + 1)
    elif case.place == "tree-cut":
        del tree[case.where % (len(tree) + 1) :]
    elif case.place == "tree-grown":
        tree.insert(case.where % (len(tree) + 1), case.by % (case.case.box.width + 1))
    elif case.place == "numbers":
        replace_number(step, case.where, case.by)
    elif case.place == "precision":
        whole["precision"] = case.where % 1100
    elif case.place == "region":
        whole["claim"]["region"]["upper"] = whole["claim"]["region"]["lower"]
    elif case.place == "rule":
        step["rule"] = ("boxes", "whole", "gated", "branches", "layers")[case.where % 5]
    return json.dumps(whole).encode()


def replace_number(value: Any, where: int, by: int) -> int:
    """Puts `by` in place of the integer of that number inside lists and objects; how many are left to count."""
    places = value.items() if isinstance(value, dict) else enumerate(value)
    for key, entry in list(places):
        if isinstance(entry, dict | list):
            where = replace_number(entry, where, by)
        elif type(entry) is int:
            if where == 0:
                value[key] = by
            where -= 1
        if where < 0:
            break
    return where


def _cases(dropping: Dropping) -> SearchStrategy[ProofCase]:
    return proof_cases()


def _gates(dropping: Dropping) -> SearchStrategy[ProofCase]:
    return proof_cases(gates=True)


def _corrupt(dropping: Dropping) -> SearchStrategy[CorruptProof]:
    return corrupt_proofs()


HOLDS = "with one or two inputs, the exact range of the difference lies within the ends that the rule"
PROPERTIES = (
    Property("checker/boxes", f"{HOLDS} boxes gives, over any tree of halves", _cases, judge_boxes, slow=2),
    Property("checker/whole", f"{HOLDS} whole gives, whatever slopes are proposed", _cases, judge_whole, slow=2),
    Property("checker/gated", f"{HOLDS} gated gives, whatever multiples are proposed", _gates, judge_gated, slow=2),
    Property(
        "checker/branches",
        f"{HOLDS} branches gives, over any trees of signs, whatever slopes are proposed for their parts",
        _gates,
        judge_branches,
        slow=2,
    ),
    Property(
        "checker/second",
        "and within those of the second implementation, which rejects every claim that is below the supremum",
        _cases,
        judge_second,
        slow=10,
    ),
    Property(
        "checker/false-proof",
        "no claim below the exact supremum is accepted, however a certificate of format 2 is changed",
        _corrupt,
        judge_corrupt,
        slow=2,
    ),
)
