(******************************************************************************)
(* One step of the greedy rule.                                               *)
(*                                                                            *)
(* powVS         g^(-i) = g g^(-i-1)                                          *)
(* golden_gap    g^(-i) - g^(-i-2) <= g^(-i-1) for a golden base g            *)
(* golden_step   what is left after the i+1-st sample is at most s g^(-i-1)   *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import categories.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma powVS (F : fieldType) (g : F) i : g != 0 -> g ^- i = g * g ^- i.+1.
Proof. by move=> g_neq0; rewrite exprS invfM mulVKf. Qed.

Section Step.
Variables (R : realFieldType) (g : R).
Hypothesis g_golden : golden_base g.

Lemma golden_gap i : g ^- i - g ^- i.+2 <= g ^- i.+1.
Proof.
have [g_gt1 g_le] := g_golden; have g_gt0 : 0 < g := lt_trans ltr01 g_gt1.
have g_neq0 : g != 0 by rewrite gt_eqF.
rewrite ler_subl_addr (powVS i) // (powVS i.+1) // mulrA -expr2.
rewrite -[X in _ <= _ + X]mul1r -mulrDl ler_wpmul2r //.
by rewrite invr_ge0 exprn_ge0 // ltW.
Qed.

Lemma golden_step s i r x : 0 <= s -> 0 <= r <= s * g ^- i ->
  s * g ^- i.+2 <= x <= s * g ^- i.+1 ->
  0 <= (if x <= r then r - x else r) <= s * g ^- i.+1.
Proof.
move=> s_ge0 /andP[r_ge0 r_le] /andP[le_x x_le].
case: (lerP x r) => [x_le_r | /ltW r_le_x];
  last by rewrite r_ge0 (le_trans r_le_x).
rewrite subr_ge0 x_le_r /= (le_trans (ler_sub r_le le_x)) //.
by rewrite -mulrBr ler_wpmul2l // golden_gap.
Qed.

End Step.
