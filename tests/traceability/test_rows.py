"""The table is whole: every claim and every rule of the checker has a row, and every row points at something."""

import re
from dataclasses import replace

import pytest

from lottery_verify.checker.rules import table
from lottery_verify.claims import CLAIMS, claim_ids, links
from lottery_verify.claims.links import LINKS, Link
from lottery_verify.claims.parts import PARTS, Part
from lottery_verify.claims.rules import RULES
from lottery_verify.errors import MalformedFile
from lottery_verify.traceability import HEADINGS, cells, not_looked_at, problems, rows
from lottery_verify.traceability.audit import EXPECTED, home, theorems
from lottery_verify.traceability.problems import is_test, resolves
from lottery_verify.traceability.rows import NO_PROOFS

ROOT = home()
CHECKER = ROOT / "lottery_verify" / "checker"


@pytest.fixture
def elsewhere(tmp_path):
    """A root with this proofs/ folder's audit list and sources, to be damaged."""
    (tmp_path / EXPECTED).parent.mkdir(parents=True)
    (tmp_path / EXPECTED).write_text((ROOT / EXPECTED).read_text())
    for file in {one.file for one in theorems(ROOT).values()}:
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        path.write_text((ROOT / file).read_text())
    return tmp_path


def test_nothing_is_missing():
    """`lottery-verify claims --check` finds nothing but perhaps an old table in proofs/README.md."""
    assert problems(ROOT) == []


def test_rows_are_the_claims_and_the_rules():
    """One row each, claims first, and all eight columns are filled."""
    table = rows(ROOT)
    assert [one.id for one in table] == [*claim_ids(), *(rule.id for rule in RULES)]
    assert all(len(cells(row)) == len(HEADINGS) and all(cells(row)) for row in table)
    in_part = {row.id for row in table if row.kind == "rule" and row.status != "proved in Coq"}
    assert in_part <= {"checker_layers", "gated_difference", "top1-agreement"}


def test_status_is_computed_from_the_audit_list(elsewhere):
    """A part is proved where every theorem that it names was audited; else it is not proved, with a reason.

    Catches: a status that is written by hand and stays when a theorem goes.
    """
    [before] = [row for row in rows(elsewhere) if row.id == "parameter-lower-bound"]
    assert before.extent == "proved in Coq"
    assert before.lacking == ()
    assert "the same for the pruned sources of definitions/network.v" in before.proved
    path = elsewhere / EXPECTED
    path.write_text(path.read_text().replace(".ticket_lower_bound\n", ".another_lower_bound\n"))
    [after] = [row for row in rows(elsewhere) if row.id == "parameter-lower-bound"]
    assert {*before.proved} - {*after.proved} == {"the same for the pruned sources of definitions/network.v"}
    assert f"(ticket_lower_bound is not in {EXPECTED})" in after.status
    assert "ticket_lower_bound" not in {one.name for one in after.theorems}


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ((Part("all", ("golden_threshold",)),), "proved in Coq"),
        ((Part("one", ("golden_threshold",)), Part("two", (), "why")), "proved in part: one. Not proved: two (why)"),
        ((Part("one", (), "why"), Part("two", (), "so")), "not proved in Coq: one (why); two (so)"),
    ],
)
def test_status_in_words(monkeypatch, parts, status):
    """Proved wholly, in part, or not at all, from the parts alone."""
    monkeypatch.setitem(PARTS, "golden-threshold", parts)
    assert [row.status for row in rows(ROOT) if row.id == "golden-threshold"] == [status]


def test_axioms_are_read():
    """None where a real field is enough, the three of mathcomp-analysis for the exponential."""
    audited = theorems(ROOT)
    assert audited["golden_decomposition"].axioms == ()
    assert len(audited["shared_log_pruning"].axioms) == 3
    assert audited["shared_log_pruning"].file == "proofs/results/shared_log_pruning.v"
    assert len(audited) == (ROOT / EXPECTED).read_text().count("Constant")


def test_without_proofs(tmp_path):
    """The package works where proofs/ and tests/ were left behind, and says that nothing was looked at.

    Catches: "proved" or "0 problems" where there was no theorem and no test to look at.
    """
    table = rows(tmp_path)
    assert {cells(row)[2] for row in table} == {NO_PROOFS}
    assert {row.status for row in table} == {NO_PROOFS}
    assert problems(tmp_path) == []
    assert [text.split(" has ")[1].split(":")[0] for text in not_looked_at(tmp_path)] == [
        "no proofs/",
        "no tests/ of this project",
    ]
    assert not_looked_at(ROOT) == []


def test_another_projects_tests_are_not_these(tmp_path):
    """A tests/ folder beside an installed package, as some packages leave in site-packages, is not looked into."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "__init__.py").touch()
    assert problems(tmp_path) == []
    assert any("no tests/ of this project" in text for text in not_looked_at(tmp_path))


def test_a_lost_theorem_is_seen(elsewhere):
    """A Coq name that the audit list does not have, and a file that is gone."""
    assert problems(elsewhere) == []
    path = elsewhere / EXPECTED
    path.write_text(path.read_text().replace(".golden_threshold\n", ".golden_limit\n"))
    (elsewhere / "proofs" / "results" / "checker_affine.v").unlink()
    found = problems(elsewhere)
    assert f"golden-threshold: Coq theorem golden_threshold is not in {EXPECTED}" in found
    assert any(one.startswith("checker_affine: proofs/results/checker_affine.v has no such theorem") for one in found)


def test_a_theorem_that_left_the_sources_is_seen(elsewhere):
    """A name in the audit list is looked for in its file, as a Theorem or Corollary of just that name.

    Catches: an audit list that is older than the sources, and a longer name taken for the shorter.
    """
    path = elsewhere / "proofs" / "results" / "golden_threshold.v"
    path.write_text(path.read_text().replace("Theorem golden_threshold ", "Theorem golden_threshold_more "))
    assert problems(elsewhere) == [
        f"golden_threshold: proofs/results/golden_threshold.v has no such theorem; {EXPECTED} is not of these sources"
    ]


def test_a_foreign_axiom_is_seen(elsewhere):
    """An axiom that mathcomp-analysis does not bring."""
    path = elsewhere / EXPECTED
    path.write_text(path.read_text().replace("boolp.propositional_extensionality :", "classic.excluded_middle :", 1))
    assert any("classic.excluded_middle" in one for one in problems(elsewhere))


@pytest.mark.parametrize("text", ["", "Constant LotteryVerify.results.a.b\n", "no theorem"])
def test_an_unreadable_list_is_an_error(elsewhere, text):
    """The audit list is read strictly: a theorem without a word on its axioms is not one without axioms."""
    (elsewhere / EXPECTED).write_text(text)
    with pytest.raises(MalformedFile, match=r"assumptions\.expected"):
        rows(elsewhere)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": ("lottery_verify.nowhere.at_all",)}, "Python name lottery_verify.nowhere.at_all does not exist"),
        ({"code": ()}, "it names no Python function"),
        ({"tests": ("tests/test_house.py::test_no_such",)}, "test tests/test_house.py::test_no_such does not exist"),
    ],
)
def test_a_row_that_points_at_nothing_is_seen(monkeypatch, change, said):
    """Each kind of pointer is followed."""
    monkeypatch.setitem(LINKS, "golden-threshold", replace(LINKS["golden-threshold"], **change))
    assert any(one.startswith("golden-threshold: ") and said in one for one in problems(ROOT)), problems(ROOT)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((Part("all", ("golden_silver",)),), "Coq theorem golden_silver is not in"),
        ((Part("all", ("golden_characterization",)),), "its parts begin with golden_characterization"),
        ((Part("all", ("golden_threshold",)), Part("more")), "part 'more' needs theorems, or else the reason"),
        ((Part("all", ("golden_threshold",), "why"),), "part 'all' needs theorems, or else the reason"),
        ((), "it has no parts"),
    ],
)
def test_parts_that_point_at_nothing_are_seen(monkeypatch, parts, said):
    """Each theorem of a part is looked for, and a part without theorems must say why."""
    monkeypatch.setitem(PARTS, "golden-threshold", parts)
    assert any(one.startswith("golden-threshold: ") and said in one for one in problems(ROOT)), problems(ROOT)


@pytest.mark.parametrize(("table", "place", "row"), [(links.LINKS, "links", Link(())), (PARTS, "parts", ())])
def test_a_claim_without_a_row_is_seen(monkeypatch, table, place, row):
    """And a row without a claim."""
    monkeypatch.delitem(table, "golden-threshold")
    monkeypatch.setitem(table, "silver-threshold", row)
    found = problems(ROOT)
    assert f"golden-threshold: no row in claims/{place}.py" in found
    assert f"silver-threshold: a row of claims/{place}.py, but there is no such claim" in found
    assert len(rows(ROOT)) == len(CLAIMS) + len(RULES)


def test_names_are_followed_to_their_ends():
    """Modules, functions and methods exist; a part too many does not."""
    assert resolves("lottery_verify.checker.judge")
    assert resolves("lottery_verify.decompose.golden.Golden.neurons")
    assert not resolves("lottery_verify.decompose.golden.Golden.neurons.more")
    assert not resolves("no_such_package.module")
    assert is_test(ROOT, "tests/traceability/test_rows.py::test_names_are_followed_to_their_ends")
    assert not is_test(ROOT, "tests/traceability/test_rows.py::elsewhere")
    assert not is_test(ROOT, "tests/traceability/test_rows.py")


def rule_names(text):
    """The theorems that docstrings and comments name as 'Rule: one, two'."""
    lists = re.findall(r"[Rr]ules?: ((?:\w+(?:, |,\s+)?)+)", text)
    return [name for one in lists for name in re.findall(r"\w+", one)]


def test_the_checkers_rules_are_theorems():
    """Each rule that a docstring of the checker names is an audited Coq theorem and has its row."""
    audited = theorems(ROOT)
    named = {str(path.relative_to(CHECKER)): rule_names(path.read_text()) for path in sorted(CHECKER.rglob("*.py"))}
    listed = {name for rule in RULES for part in rule.parts for name in part.theorems}
    assert "gadget_link" in named["rules/rows.py"]
    assert "checker_affine" in named["rules/difference.py"]
    for place, names in named.items():
        assert [name for name in names if name not in audited] == [], place
        assert [name for name in names if name not in listed] == [], place


def test_the_table_of_rules_names_its_lemmas():
    """Each rule in the checker's table rests on audited Coq theorems that have their rows.

    Catches a rule that is added without a proof.
    """
    audited = theorems(ROOT)
    listed = {name for rule in RULES for part in rule.parts for name in part.theorems}
    for name, rule in table.RULES.items():
        assert rule.lemmas, name
        assert set(rule.lemmas) <= set(audited) & listed, name


def test_rule_names_are_found():
    """The test above reads what is written."""
    assert rule_names('"""The range. Rule: checker_kink, gadget_link."""  # rule: checker_root') == [
        "checker_kink",
        "gadget_link",
        "checker_root",
    ]


def test_every_rule_of_the_audit_has_a_row():
    """No audited theorem about the checker is left out of the table."""
    listed = {name for rule in RULES for part in rule.parts for name in part.theorems}
    about = {name for name, one in theorems(ROOT).items() if one.file.startswith("proofs/results/checker_")}
    assert about - listed <= {"checker_norm", "checker_relu_box_attained"}
