(******************************************************************************)
(* Claim golden-threshold (THEORY.md, DERIVED): phi is sharp.                 *)
(*                                                                            *)
(*   lowest g i         g^(-i-1), the lowest sample of window i               *)
(*   in_windows g 1 k x the samples lie in the windows (see                   *)
(*                      golden_decomposition.v)                               *)
(*   kept : nat -> bool any choice of samples, greedy or not                  *)
(*                                                                            *)
(* golden_threshold: if g > 1 and g^2 > g + 1 (that is g > phi), then for     *)
(*   EVERY k >= 1 the weight w = 1 and the samples x_i = g^(-i-1) are in      *)
(*   the windows and no choice brings the error down to g^(-k).               *)
(* golden_characterization: a base g > 1 decomposes every weight of           *)
(*   [0, 1] to within g^(-k), for all samples and k, iff g^2 <= g + 1.        *)
(*                                                                            *)
(* Difference: THEORY.md claims one k for each g; every k >= 1 will do,       *)
(* so no limit is taken and the field need not be archimedean.                *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import categories.
From LotteryVerify.facts Require Import golden_step.
From LotteryVerify.results Require Import golden_decomposition.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Threshold.
Variable R : realFieldType.

Definition lowest (g : R) (i : nat) : R := g ^- i.+1.

Lemma lowest_in_windows (g : R) k : 1 < g -> in_windows g 1 k (lowest g).
Proof.
move=> g_gt1 i _; have g_gt0 : 0 < g := lt_trans ltr01 g_gt1.
rewrite !mul1r lexx /= lef_pinv ?posrE ?exprn_gt0 //.
by rewrite ler_weexpn2l // ltW.
Qed.

Lemma silver_gap (g : R) i : 1 < g -> g + 1 < g ^+ 2 ->
  g ^- i.+2 + g ^- i.+1 < g ^- i.
Proof.
move=> g_gt1 g_lt; have g_gt0 : 0 < g := lt_trans ltr01 g_gt1.
have g_neq0 : g != 0 by rewrite gt_eqF.
rewrite [X in _ < X]powVS // (powVS i.+1) // mulrA -expr2.
rewrite addrC -[X in _ + X]mul1r -mulrDl ltr_pmul2r //.
by rewrite invr_gt0 exprn_gt0.
Qed.

Lemma lowest_sum_lt1 (g : R) k : 1 < g -> g + 1 < g ^+ 2 -> (0 < k)%N ->
  \sum_(1 <= i < k.+1) lowest g i + g ^- k < 1.
Proof.
move=> g_gt1 g_lt; case: k => // k _; elim: k => [|k IHk].
  by rewrite big_nat1 (lt_le_trans (silver_gap 0 g_gt1 g_lt)) // expr0 invr1.
rewrite big_nat_recr //= -addrA; apply: lt_trans IHk.
by rewrite ltr_add2l; apply: silver_gap.
Qed.

Theorem golden_threshold (g : R) k : 1 < g -> g + 1 < g ^+ 2 -> (0 < k)%N ->
  in_windows g 1 k (lowest g) /\
  forall kept : nat -> bool,
    g ^- k < `|1 - \sum_(1 <= i < k.+1 | kept i) lowest g i|.
Proof.
move=> g_gt1 g_lt k_gt0; split=> [|kept]; first exact: lowest_in_windows.
apply: lt_le_trans (ler_norm _); rewrite ltr_subr_addl.
apply: le_lt_trans (lowest_sum_lt1 g_gt1 g_lt k_gt0).
rewrite ler_add2r big_mkcond ler_sum // => i _; case: ifP => // _.
by rewrite invr_ge0 exprn_ge0 // ltW // (lt_trans ltr01).
Qed.

Theorem golden_characterization (g : R) : 1 < g ->
  (forall k w x, 0 <= w <= 1 -> in_windows g 1 k x ->
     exists kept : nat -> bool,
       `|w - \sum_(1 <= i < k.+1 | kept i) x i| <= g ^- k)
  <-> g ^+ 2 <= g + 1.
Proof.
move=> g_gt1; split=> [decomposes | g_le k w x w_in x_in].
  rewrite leNgt; apply/negP => g_lt.
  have [x_in no_choice] := golden_threshold g_gt1 g_lt (leqnn 1).
  have [|kept] := decomposes 1%N 1 (lowest g) _ x_in;
    first by rewrite ler01 lexx.
  by rewrite leNgt no_choice.
exists (greedy_bit w x).
have /andP[ge0 le_gk] := golden_decomposition (conj g_gt1 g_le) w_in x_in.
by rewrite ger0_norm.
Qed.

End Threshold.
