(******************************************************************************)
(* The hypotheses of malach-pruning hold together, for the two-layer target of*)
(* shared_log_pruning_witness.v on the unit ball: precision 1/100, failure    *)
(* probability 1/10, ew the largest that the theorem allows, one grid step in *)
(* ew/2.                                                                      *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import boolp reals sequences exp.
From LotteryVerify.definitions Require Import counts.
From LotteryVerify.definitions Require Import dedicated finite_law grids.
From LotteryVerify.definitions Require Import network random_source.
From LotteryVerify.facts Require Import exponential norm2 relu.
From LotteryVerify.results Require Import malach_pruning.
From LotteryVerify.witnesses Require Import shared_log_pruning_witness.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Witness.
Variable R : realType.

Let eps : R := 100%:R^-1.
Let A : R := (expR 1 - 1) * 2 * (2 * Num.sqrt 2).
Let ew : R := eps / A.
Let N0 := draws (2 / ew).
Let m (i : nat) := draws (((2 * N0.+1)%:R / 1%:R) ^+ 2 *
  ln ((2 * 2 * two i.+1 * two i)%:R / 10%:R^-1) : R).

Lemma euler_ge1 : 1 <= expR 1 - 1 :> R.
Proof. by rewrite ler_subr_addr expR_ge1D. Qed.

Lemma sqrt2_ge1 : 1 <= Num.sqrt 2 :> R.
Proof. by rewrite -[leLHS]sqrtr1 ler_wsqrtr // ler1n. Qed.

Lemma A_gt0 : 0 < A.
Proof.
by rewrite !mulr_gt0 ?ltr0n ?(lt_le_trans ltr01 euler_ge1) ?(lt_le_trans ltr01
  sqrt2_ge1).
Qed.

Lemma half_norm i : operator_bound (weight (half_target R) i) 1.
Proof.
move=> y; apply: le_trans (scalar_operator_bound _ _) _; rewrite half_weightN.
by rewrite ler_wpmul2r ?norm2_ge0 ?half_le1.
Qed.

Corollary malach_witness :
  1 - 10%:R^-1 <= Pr (source_law (fun=> grid_law R N0))
    [pred f : {ffun slot two (dedicated_width two m) 2 -> grid_type N0} |
    `[< has_dedicated_ticket (half_target R) 2 (@unit_ball R two) eps
          (random_source (@uniform_value R N0) f) >]].
Proof.
have eps_gt0 : 0 < eps by rewrite invr_gt0 ltr0n.
have ew_gt0 : 0 < ew by rewrite divr_gt0 ?A_gt0.
apply: (@malach_pruning R two m 2 2 N0 1 (half_target R) eps 10%:R^-1 ew) => //.
- by move=> i _; apply: half_norm.
- by move=> i _ x y; rewrite /=; case: (i == 0)%N; first exact: relu_lipschitz.
- by move=> i _ /=; case: (i == 0)%N; rewrite /relu ?maxxx.
- by rewrite invr_gt0 ltr0n.
- exact: ltW.
- by move=> i b c _; apply: le_trans (half_weight_le _ _ _ _) _;
    apply: half_le1.
- rewrite ler_pdivr_mulr ?ltr0n // mulrAC ler_pdivl_mulr ?ltr0n // mul1r mulrC.
  rewrite -ler_pdivr_mulr //; apply: le_trans (le_draws _) _.
  by rewrite ler_nat.
- by rewrite -/A /ew mulrC divfK // gt_eqF ?A_gt0.
- apply: le_trans (_ : 1 <= _); first by rewrite invf_le1 ?ltr0n // ler1n.
  exact: mulr_ege1 euler_ge1 sqrt2_ge1.
by move=> i _; apply: le_draws.
Qed.

End Witness.
