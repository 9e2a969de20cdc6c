"""Where the table has no row, or a row points at nothing."""

import ast
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from lottery_verify.bounds import derivation
from lottery_verify.bounds.steps import Verdict
from lottery_verify.claims import CLAIMS
from lottery_verify.claims.links import LINKS, Link
from lottery_verify.claims.parts import PARTS, Part
from lottery_verify.claims.rules import RULES
from lottery_verify.traceability.audit import EXPECTED, Theorem, home, states, tests_are_in, theorems
from lottery_verify.traceability.rows import STANDARD_AXIOMS, hunted


def problems(root: Path | None = None) -> list[str]:
    """Follows every pointer of the table.

    Args:
        root: the folder that holds proofs/ and tests/; the one beside this package when left out.
    Returns: what is wrong, one text each; empty when nothing is. Without proofs/ or tests/ theirs are not followed.
    Raises: MalformedFile when proofs/ is there but its audit list is not readable.
    """
    root = home() if root is None else root
    audited = theorems(root)
    known = {one.id for one in CLAIMS}
    found = []
    for place, table in (("links", LINKS), ("parts", PARTS)):
        found += [f"{id_}: no row in claims/{place}.py" for id_ in sorted(known) if id_ not in table]
        found += [f"{id_}: a row of claims/{place}.py, but there is no such claim" for id_ in table if id_ not in known]
    for one in CLAIMS:
        if one.id in LINKS and one.id in PARTS:
            parts = PARTS[one.id]
            found += _of_claim(one.id, one.formal_name, parts) + _of_parts(one.id, parts, audited)
            found += _of_link(one.id, LINKS[one.id], root)
            if find_spec("hypothesis") is not None and not hunted(one.id, "claim"):
                found.append(f"{one.id}: no property in hunting's registry")
    for rule in RULES:
        found += _of_parts(rule.id, rule.parts, audited) + _of_link(rule.id, rule.link, root)
    for theorem in (audited or {}).values():
        if strange := sorted(set(theorem.axioms) - STANDARD_AXIOMS):
            found.append(f"{theorem.name}: it rests on {', '.join(strange)}, which mathcomp-analysis does not bring")
        if not states(root / theorem.file, theorem.name):
            found.append(f"{theorem.name}: {theorem.file} has no such theorem; {EXPECTED} is not of these sources")
    return found


def _of_claim(id_: str, formal_name: str | None, parts: tuple[Part, ...]) -> list[str]:
    found = []
    first = next((name for part in parts for name in part.theorems), None)
    if formal_name != first:
        found.append(f"{id_}: its record names {formal_name}, its parts begin with {first}; they should be one theorem")
    try:
        failed = [step.id for step in derivation(id_).steps if step.verdict is Verdict.FAILED]
    except KeyError:
        return [*found, f"{id_}: there is no derivation"]
    return found + [f"{step}: this step of the derivation does not hold" for step in failed]


def _of_parts(id_: str, parts: tuple[Part, ...], audited: dict[str, Theorem] | None) -> list[str]:
    found = [] if parts else [f"{id_}: it has no parts"]
    for part in parts:
        if bool(part.theorems) == bool(part.reason):
            found.append(f"{id_}: part {part.name!r} needs theorems, or else the reason why there are none")
        if audited is not None:
            absent = [name for name in part.theorems if name not in audited]
            found += [f"{id_}: Coq theorem {name} is not in {EXPECTED}" for name in absent]
    return found


def _of_link(id_: str, link: Link, root: Path) -> list[str]:
    found = [] if link.code else [f"{id_}: it names no Python function"]
    found += [f"{id_}: Python name {name} does not exist" for name in link.code if not resolves(name)]
    if tests_are_in(root):
        found += [f"{id_}: test {name} does not exist" for name in link.tests if not is_test(root, name)]
    return found


def resolves(name: str) -> bool:
    """Whether a dotted name leads to something: a module, or an attribute within one.

    Args:
        name: e.g. `lottery_verify.counts.explicit.subset_sum_draws`.
    Returns: the answer.
    """
    parts = name.split(".")
    for size in range(len(parts), 0, -1):
        module = ".".join(parts[:size])
        try:
            place: object = import_module(module)
        except ModuleNotFoundError as error:
            if error.name is not None and (module == error.name or module.startswith(f"{error.name}.")):
                continue
            raise
        for part in parts[size:]:
            if not hasattr(place, part):
                return False
            place = getattr(place, part)
        return True
    return False


def is_test(root: Path, name: str) -> bool:
    """Whether `tests/….py::test_name` is a test function of that file; the file is read, not run."""
    path, separator, function = name.partition("::")
    if not separator or not (root / path).is_file():
        return False
    tree = ast.parse((root / path).read_text(encoding="utf-8"))
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return function.startswith("test") and function in names
