"""The claims are those of THEORY.md, in a form that code can rely on."""

import dataclasses
import subprocess
import sys

import pytest

from lottery_verify.claims import CLAIMS, Origin, claim, claim_ids
from lottery_verify.errors import InvalidArgument

# the headings of THEORY.md, written out, and two lemmas on which pruner-ticket rests: not derived from the code
IDS_AND_SOURCES = {
    "gadget-identity": "SEED",
    "golden-decomposition": "SEED",
    "golden-threshold": "DERIVED",
    "hyperbolic-product": "SEED",
    "category-filling": "SEED",
    "error-propagation": "SEED",
    "log-pruning": "SEED",
    "log-pruning-malach": "SEED",
    "malach-pruning": "SEED",
    "product-weight": "SEED",
    "uniform-product-tail": "DERIVED",
    "shared-log-pruning": "DERIVED",
    "subset-sum": "LITERATURE",
    "subset-sum-pruning": "LITERATURE",
    "parameter-lower-bound": "LITERATURE",
    "universal-ticket": "SEED",
    "pruner-ticket": "DERIVED",
    "relu-relaxation": "DERIVED",
    "joint-affine-forms": "DERIVED",
    "split-coverage": "DERIVED",
    "gated-difference": "DERIVED",
    "free-assignment": "DERIVED",
    "integer-law": "DERIVED",
    "checker-composition": "DERIVED",
}


def test_every_claim_of_the_theory_is_there_with_its_source() -> None:
    """Ids and source tags are those of the specification, no more and no less."""
    assert {one.id: one.source.value for one in CLAIMS} == IDS_AND_SOURCES


def test_premises_come_first() -> None:
    """No claim rests on itself or on a later one."""
    seen: set[str] = set()
    for one in CLAIMS:
        assert set(one.premises) <= seen, one.id
        seen.add(one.id)


@pytest.mark.parametrize("claim_id", claim_ids())
def test_names_are_unique_within_a_claim(claim_id: str) -> None:
    """A name that `--drop` takes means one thing."""
    one = claim(claim_id)
    names = [*one.hypothesis_names, *(constant.name for constant in one.constants)]
    assert len(names) == len(set(names))
    assert one.title
    assert one.conclusion
    assert one.latex


def test_the_names_that_hunts_use() -> None:
    """The hypothesis names that the other parts were told of."""
    assert "base<=phi" in claim("golden-decomposition").hypothesis_names
    assert "epsilon<=e*sqrt(n)*f_max" in claim("error-propagation").hypothesis_names
    assert "both-halves" in claim("gadget-identity").hypothesis_names


def test_an_unknown_claim_names_the_known_ones() -> None:
    """The error says what was asked for and what there is."""
    with pytest.raises(InvalidArgument, match=r"'goldn'.*golden-decomposition"):
        claim("goldn")
    with pytest.raises(InvalidArgument, match=r"'base'.*base<=phi"):
        claim("golden-decomposition").hypothesis("base")


def test_records_are_frozen() -> None:
    """A claim cannot be changed by who reads it."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        CLAIMS[0].id = "other"  # type: ignore[misc]
    assert isinstance(CLAIMS[0].source, Origin)


def test_claims_load_the_standard_library_only() -> None:
    """Reading the claims loads no numpy, sympy, mpmath or torch."""
    code = (
        "import sys, lottery_verify.claims; print([m for m in ('numpy','sympy','mpmath','torch') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
