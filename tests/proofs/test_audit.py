"""`make audit` refuses what it should refuse: a small folder of proofs is sound, and each planted fault is caught."""

import shutil
import subprocess
from pathlib import Path

import pytest

PROOFS = Path(__file__).parents[2] / "proofs"
DEFINITION = "Definition twice (n : nat) : nat := n + n.\n"
RESULT = """From LotteryVerify.definitions Require Import tiny.
Require Import PeanoNat.

Theorem twice_grows : forall n, n <= twice n.
Proof. exact (fun n => Nat.le_add_r n _). Qed.
"""
FACT = "Lemma small : 1 + 1 = 2.\nProof. reflexivity. Qed.\n"
CLASSICAL = """Require Import Classical_Prop.

Theorem excluded_middle : forall P : Prop, P \\/ ~ P.
Proof. exact classic. Qed.
"""

pytestmark = pytest.mark.skipif(shutil.which("coqc") is None, reason="Coq is not installed")


def make(folder, goal):
    """What `make` prints in this folder, and whether it succeeds."""
    done = subprocess.run(["make", "-s", goal], cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    return done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A folder of one definition, one fact and one theorem, with the project's own audit, as expected."""
    folder = tmp_path_factory.mktemp("proofs")
    for name in ("Makefile", "_CoqProject", "install.sh", "audit/house.awk"):
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(PROOFS / name, target)
    for name, text in (("definitions/tiny", DEFINITION), ("facts/small", FACT), ("results/grows", RESULT)):
        path = folder / f"{name}.v"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "audit" / "constants.v").write_text("Definition two := 2.\nPrint two.\n", encoding="utf-8")
    (folder / "audit" / "notations.v").write_text("Set Printing Width 80.\n", encoding="utf-8")
    succeeded, printed = make(folder, "expected")
    assert succeeded, printed
    return folder


@pytest.fixture
def planted(sound, tmp_path):
    """A copy of the sound folder, to be damaged."""
    folder = tmp_path / "proofs"
    shutil.copytree(sound, folder)
    return folder


def test_what_is_sound_passes(planted):
    """Without a planted fault the audit succeeds, so each test below can fail for its own reason only."""
    succeeded, printed = make(planted, "audit")
    assert succeeded, printed


FAULTS = {
    "an axiom": ("results/grows.v", "Theorem", "Axiom free : forall n : nat, n = 0.\n\nTheorem", "Axiom"),
    "an unfinished proof": ("results/grows.v", "exact (fun n => Nat.le_add_r n _). Qed.", "Admitted.", "Admitted"),
    "an axiom of the library": ("results/grows.v", None, CLASSICAL, "+Classical_Prop.classic"),
    "a theorem that is not listed": (
        "results/grows.v",
        "Theorem",
        "Theorem one : 1 = 1.\nProof. reflexivity. Qed.\n\nTheorem",
        "one",
    ),
    "a weaker statement": (
        "results/grows.v",
        "n <= twice n.\nProof. exact (fun n => Nat.le_add_r n _). Qed.",
        "n = 0 -> n <= twice n.\nProof. exact (fun n _ => Nat.le_add_r n _). Qed.",
        "+     : forall n : nat, n = 0 -> n <= tiny.twice n",
    ),
    "a weaker definition": ("definitions/tiny.v", "n + n.", "n + (n + 0).", "+tiny.twice = fun n : nat => n + (n + 0)"),
    "another constant": ("audit/constants.v", "two := 2", "two := 3", "+two = 3"),
    "a fact that imports a result": (
        "facts/small.v",
        "Lemma",
        "From LotteryVerify.results Require Import grows.\nLemma",
        "facts/ imports results/",
    ),
    "a long line": ("facts/small.v", "Lemma", f"(* {'x' * 80} *)\nLemma", "more than 80 characters"),
    "a long proof": (
        "facts/small.v",
        "Proof. reflexivity.",
        "Proof.\n" + "idtac.\n" * 41 + "reflexivity.",
        "more than 40 lines",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_planted(planted, fault):
    """Each planted fault makes the audit fail, and what it prints names it."""
    name, old, new, said = FAULTS[fault]
    path = planted / name
    text = path.read_text(encoding="utf-8")
    assert old is None or old in text
    path.write_text(text + "\n" + new if old is None else text.replace(old, new, 1), encoding="utf-8")
    succeeded, printed = make(planted, "audit")
    assert not succeeded
    assert said in printed
