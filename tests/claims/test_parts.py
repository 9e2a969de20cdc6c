"""The parts of a claim are held against the statements of the Coq theorems that they name."""

import re

import pytest

from lottery_verify.claims import claim_ids
from lottery_verify.claims.parts import PARTS, Part
from lottery_verify.claims.rules import RULES
from lottery_verify.traceability.audit import home, theorems

AUDITED = theorems(home())
needs_proofs = pytest.mark.skipif(AUDITED is None, reason="the proofs were left behind")

# what a theorem must say for its part to be what the table calls it; written from the claims, not from the sources
SAYS = {
    "parameter_lower_bound_log": "(d * d)%:R * (ln ((2%:R * eps)^-1) / ln 2%:R) - 1 <= P%:R",
    "ticket_lower_bound": "#|slot (fun=> d) M L|%:R",
    "uniform_product_tail": "<= z * (1 - ln z)",
    "uniform_product_tail_ge": "z * (1 + (ln n.+1%:R - ln t.+1%:R)) - n%:R^-1 <= Pr",
    "subset_sum_rounded": "part / (n.*2)%:R <= Pr p [pred x | usable x && (r x == y)]",
    "subset_sum_pruning": "has_ticket F L (@unit_ball R n) eps (random_source val f)",
    "subset_sum_pruning_uniform": "(2 * L * n i.+1 * n i)%:R * failing i <= delta",
    "product_cells": "product_part / (points.*2)%:R <= Pr",
    "product_weight_draws": "(2 * e * log_ratio R N top - lattice_loss R N top) / 4%:R",
    "uniform_category_ge": "(1 - g^-1) * (z * ln z^-1) - 2 / n%:R <= Pr",
    "uniform_category_draws": "1 - delta <= M%:R * (z * (1 - ln z))",
    "product_weight": "(a%:R / (2 * N.+1)%:R) ^+ 2 <= Pr",
    "gadget_layer_nonnegative": "(forall b, 0 <= x b ord0) -> served_layer x = served_weights *m x",
    "golden_decomposition": "<= g ^- k",
    "golden_decomposition_within": "s <= e * g ^+ k",
    "golden_characterization": "<-> g ^+ 2 <= g + 1",
    "hyperbolic_product": "fills (q ^+ r) s k (8 * k%:R)^-1",
    "hyperbolic_product_ideal": "(8 * k%:R)^-1 <= P (category g s j bu bv)",
    "category_filling_talk": "draws ((2 / c) * (m%:R + ln (k%:R / delta)))",
    "category_filling_ln2": "(2 / c) * (m%:R * ln 2 + ln (k%:R / delta)) <= #|J|%:R",
    "error_propagation_euler": "eps <= expR 1 * Num.sqrt N%:R * Fm",
    "subset_sum_counts": "ln (2 * eps * delta)^-1 / ln (1 - part / 8%:R)^-1 <= T1%:R",
    "subset_sum_uniform": "ln (2 * eps * delta)^-1 / ln (8%:R / 7%:R) <= T1%:R",
    "shared_log_pruning": "(c i)^-1 * ln ((2 * k i * L * n i.+1 * n i)%:R / delta) <= (M i)%:R",
    "shared_log_pruning_hyperbolic": "grid_law R (grid_points k r).-1",
    "log_pruning": "has_dedicated_ticket F L X eps",
    "malach_pruning": "((2 * N0.+1)%:R / r%:R) ^+ 2 * ln ((2 * L * n i.+1 * n i)%:R / delta)",
    "weight_bits": "width / (2%:R * e) <= masks%:R",
    "universal_ticket": "ln ((4 * k i * L * n i.+1 * n i)%:R / delta) <= (M i)%:R",
    "pruner_ticket": "pruner_budget L signs k M c <= delta",
    "product_weight_end": "(a * a.+1)%:R / (8 * N.+1 ^ 2)%:R <= Pr",
    "product_weight_end_draws": "8 / e ^+ 2 * ln delta^-1 <= M%:R",
    "malach_scaled": "H%:R * (1 - window_chance N0 scale (e i) (wmax i)) ^+ m i <= delta",
    "golden_rounded": "<= Num.max e (s * g ^- k) + (2 * k + 2 * size zys)%:R * eta",
    "joint_top1": "m' <= m -> leads_decide -> forall x j a, X x ->",
    "division_waits": "= waiting div L *: network_run (divided N div) L x",
    "split_multiplier": "goal x + \\sum_i be i * (sgn R (signs i) * z i x) <= top",
    "checker_composition": "trace ->",
    "gated_share": "`|d| <= D -> exists s, share D x d s",
    "judgement_soundness": "judge k net xs eps -> in_ranges k xs y ->",
    "quadratic_bound": "+ \\sum_i \\sum_j `|residue i j|",
    "joint_kinked": "covers (k + q) (kinked a) t'",
    "checker_network": "approximates F L X eps G (block_mask keep)",
}


def statement(name: str) -> str:
    """What the sources state under a name, from the name to the end of the sentence, blanks as one blank."""
    assert AUDITED is not None
    source = (home() / AUDITED[name].file).read_text(encoding="utf-8")
    found = re.search(rf"^(?:Theorem|Corollary)\s+{name}\b(.*?)\.\s*$", source, re.MULTILINE | re.DOTALL)
    assert found is not None, name
    return " ".join(found.group(1).split())


@needs_proofs
@pytest.mark.parametrize("name", SAYS)
def test_a_theorem_says_what_its_part_is_called(name: str) -> None:
    """The formula that makes a part what it is stands in the theorem that is said to prove it.

    Catches: a part that is called proved by a theorem about something else, or whose theorem was weakened.
    """
    assert SAYS[name] in statement(name)
    parts = [*PARTS.values(), *(rule.parts for rule in RULES)]
    assert any(name in part.theorems for one in parts for part in one)


@needs_proofs
def test_the_composition_of_the_rules_assumes_no_layer_sound() -> None:
    """`checker_composition` is about a trace of the rules; the older `checker_network` assumes each layer, and says so.

    Catches: a table that calls the composition proved by a theorem that assumes it of every layer.
    """
    sources = {path: path.read_text(encoding="utf-8") for path in (home() / "proofs").rglob("*.v")}
    whole = {path.stem: text for path, text in sources.items()}
    assert "sound_layer" in whole["checker_network"]
    assert "sound_layer" not in whole["composition"]
    assert "trace ->" in statement("checker_composition")
    [rule] = [one for one in RULES if one.id == "checker_layers"]
    assert "checker_composition" in rule.parts[0].theorems
    assert any("`judge`" in part.name for part in rule.parts if not part.theorems)


@pytest.mark.parametrize(
    ("claim_id", "words"),
    [
        ("parameter-lower-bound", ("log2(R/(2*epsilon_w))",)),
        ("uniform-product-tail", ("smallest golden category",)),
        ("shared-log-pruning", ("biases", "shift", "linf", "epsilon_w that the pruner takes", "package's law")),
        ("universal-ticket", ("without bounds",)),
        ("pruner-ticket", ("float64",)),
        ("checker-composition", ("`judge`",)),
        ("subset-sum-pruning", ("network form",)),
    ],
)
def test_what_no_theorem_states_is_a_part_of_its_own(claim_id: str, words: tuple[str, ...]) -> None:
    """The second halves of these claims are said to be proved only where a theorem is named for them.

    Catches: a claim that is called proved because its first half is.
    """
    for word in words:
        [part] = [one for one in PARTS[claim_id] if word in one.name]
        assert bool(part.reason) != bool(part.theorems)


def test_every_claim_has_parts_with_theorems_or_a_reason() -> None:
    """No claim is without parts; a part has theorems or a reason, never both, and a name of its own."""
    assert set(PARTS) == set(claim_ids())
    for parts in [*PARTS.values(), *(rule.parts for rule in RULES)]:
        assert parts
        assert len({one.name for one in parts}) == len(parts)
        assert all(bool(one.theorems) != bool(one.reason) for one in parts)
        assert all(isinstance(one, Part) for one in parts)
