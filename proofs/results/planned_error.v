(******************************************************************************)
(* The plan's error is right: effective weights and biases within e_i of the  *)
(* target's, layer by layer, give no more than planned, entry by entry and in *)
(* norm.                                                                      *)
(*                                                                            *)
(*   plan, plan_right, planned                                   (pruner.v)   *)
(*   plain W b, signed_network, signed_run                        (reach.v)   *)
(*   links_within P N    the weights and biases of N are within the plan's    *)
(*                     errors of those of the target                          *)
(*                                                                            *)
(* planned_error: then |ticket - target| is at most planned, in every layer.  *)
(*                                                                            *)
(* Source: pruner-ticket (DERIVED); lottery_verify/pruning/plan.py, proved.   *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import network gadgets norms reach.
From LotteryVerify.definitions Require Import pruner.
From LotteryVerify.facts Require Import norm2 layer_error relu.
From LotteryVerify.results Require Import checker_affine checker_matrices.
From LotteryVerify.results Require Import checker_step.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Layer.
Variables (R : rcfType) (p q : nat) (W P N : 'M[R]_(p, q)) (b c : 'cV[R]_p).
Variable e : R.
Hypothesis e_ge0 : 0 <= e.
Hypothesis P_e : entrywise_within W P e.
Hypothesis N_e : entrywise_within W N e.
Hypothesis c_e : forall a, `|c a ord0 - b a ord0| <= e.

Lemma gap_entry_le a j : largest_of (P - W) (N - W) a j <= e.
Proof. by rewrite !mxE le_maxl P_e N_e. Qed.

Lemma effective_entry_le a j : largest_of P N a j <= `|W a j| + e.
Proof.
have near (M : 'M[R]_(p, q)) : entrywise_within W M e ->
    `|M a j| <= `|W a j| + e.
  move=> M_e; rewrite -(subrK (W a j) (M a j)) addrC.
  by apply: le_trans (ler_norm_add _ _) _; rewrite ler_add2l.
by rewrite mxE le_maxl !near.
Qed.

Lemma largest_ge0 (A B : 'M[R]_(p, q)) a j : 0 <= largest_of A B a j.
Proof. by rewrite mxE le_maxr normr_ge0. Qed.

Lemma row_norm_le (A : 'M[R]_(p, q)) (v : 'cV[R]_q) a :
  (forall j, `|A a j| <= `|v j ord0|) -> row_norm A a <= norm2 v.
Proof.
move=> A_le; apply/ler_wsqrtr/ler_sum => j _.
rewrite -norm_sqr -[leRHS]norm_sqr.
by rewrite ler_sqr ?nnegrE.
Qed.

Lemma row_norm_gap a : row_norm (largest_of (P - W) (N - W)) a <= root R q * e.
Proof.
apply: le_trans (norm2_const (y := const_mx e : 'cV[R]_q) (c := e) _).
  apply: row_norm_le => j; rewrite [X in _ <= `|X|]mxE (ger0_norm e_ge0).
  by rewrite ger0_norm ?largest_ge0 ?gap_entry_le.
by move=> j; rewrite mxE ger0_norm.
Qed.

Lemma row_norm_effective a :
  row_norm (largest_of P N) a <= row_norm W a + root R q * e.
Proof.
pose v : 'cV[R]_q := \col_j `|W a j|.
apply: (@le_trans _ _ (norm2 (v + const_mx e))).
  apply: row_norm_le => j; rewrite (ger0_norm (largest_ge0 _ _ _ _)).
  apply: le_trans (effective_entry_le a j) (le_trans _ (ler_norm _)).
  by rewrite !mxE.
apply: le_trans (norm2_triangle _ _) _; apply: ler_add.
  apply: ler_wsqrtr; apply: ler_sum => j _; by rewrite mxE norm_sqr.
by apply: norm2_const => j; rewrite mxE ger0_norm.
Qed.

Lemma frobenius_gap :
  frobenius (largest_of (P - W) (N - W)) <= root R p * root R q * e.
Proof.
have pq_ge0 : 0 <= root R p * root R q * e by rewrite !mulr_ge0 ?sqrtr_ge0.
rewrite -[leRHS](ger0_norm pq_ge0) -sqrtr_sqr; apply: ler_wsqrtr.
rewrite !exprMn !sqr_sqrtr ?ler0n // -mulrA mulr_natl.
rewrite -[X in _ *+ X]card_ord -sumr_const; apply: ler_sum => a _.
rewrite mulr_natl -[X in _ *+ X]card_ord -sumr_const; apply: ler_sum => j _.
by rewrite ler_sqr ?nnegrE ?largest_ge0 ?gap_entry_le.
Qed.

Variables (y y' d F : 'cV[R]_q) (d2 S s : R).
Hypothesis d_ge : forall j, `|(y' - y) j ord0| <= d j ord0.
Hypothesis d2_ge : norm2 (y' - y) <= d2.
Hypothesis F_ge : forall j, `|y j ord0| <= F j ord0.
Hypothesis S_ge : norm2 y <= S.
Hypotheses (s_ge0 : 0 <= s) (W_s : operator_bound W s).

Let z := W *m y + b.
Let z' := signed_mul P N y' + c.

Lemma entry_by_entries a : `|(z' - z) a ord0|
  <= \sum_j (`|W a j| + e) * d j ord0 + e * (\sum_j F j ord0 + 1).
Proof.
have -> : (z' - z) a ord0
  = (signed_mul P N y' - signed_mul P N y) a ord0
    + (signed_mul (P - W) (N - W) y - signed_mul (P - W) (N - W) 0) a ord0
    + (c a ord0 - b a ord0).
  rewrite signed_mul0 subr0 /z /z' signed_mulB.
  move: (signed_mul P N y') (signed_mul P N y) (W *m y) => A B C.
  rewrite !mxE; move: (A a _) (B a _) (C a _) (b a _) (c a _) => u v w f h.
  ring.
apply: le_trans (ler_norm_add _ _) _; rewrite mulrDr mulr1 addrA.
apply: ler_add => //; apply: le_trans (ler_norm_add _ _) _; apply: ler_add.
  apply: le_trans (increment_row P N y y' a) _; apply: ler_sum => j _.
  by apply: ler_pmul; rewrite ?largest_ge0 ?effective_entry_le.
apply: le_trans (increment_row _ _ 0 y a) _; rewrite mulr_sumr.
apply: ler_sum => j _; rewrite subr0.
by apply: ler_pmul; rewrite ?largest_ge0 ?gap_entry_le.
Qed.

Lemma entry_by_norms a : `|(z' - z) a ord0|
  <= (row_norm W a + root R q * e) * d2 + root R q * e * S + e.
Proof.
have [_ rows] := checker_step_difference P N b c S_ge d2_ge s_ge0 W_s.
rewrite -[(z' - z) a ord0](subrK ((c - b) a ord0)).
apply: le_trans (ler_norm_add _ _) _; apply: ler_add; last first.
  by have := c_e a; rewrite !mxE.
apply: le_trans (rows a) _; apply: ler_add; apply: ler_pmul;
  rewrite ?sqrtr_ge0 ?(le_trans (norm2_ge0 _) d2_ge) //;
  rewrite ?(le_trans (norm2_ge0 _) S_ge) ?row_norm_effective ?row_norm_gap //.
Qed.

Lemma norm_by_norms : norm2 (z' - z)
  <= (s + root R p * root R q * e) * d2 + root R p * root R q * e * S
     + root R p * e.
Proof.
have [whole _] := checker_step_difference P N b c S_ge d2_ge s_ge0 W_s.
have d2_ge0 := le_trans (norm2_ge0 _) d2_ge.
have S_ge0 := le_trans (norm2_ge0 _) S_ge.
apply: le_trans whole _; apply: ler_add; last first.
  by apply: norm2_const => a; have := c_e a; rewrite !mxE.
by apply: ler_add; rewrite ler_wpmul2r ?ler_add2l ?frobenius_gap.
Qed.

End Layer.

Section Networks.
Variables (R : rcfType) (n : nat -> nat) (L : nat) (on : nat -> bool).
Variables (W : forall i, 'M[R]_(n i.+1, n i)) (b : forall i, 'cV[R]_(n i.+1)).
Variables (X : 'cV[R]_(n 0) -> Prop) (P : plan R n).
Hypothesis right : plan_right (plain W b) on L X P.

Definition links_within (N : signed_network R n) : Prop := forall i,
  (i < L)%N ->
  [/\ entrywise_within (W i) (pos N i) (error P i),
      entrywise_within (W i) (neg N i) (error P i)
    & forall a, `|bias N i a ord0 - b i a ord0| <= error P i].

Lemma rectify_entry m active (u v : 'cV[R]_m) a :
  `|(rectify active u - rectify active v) a ord0| <= `|(u - v) a ord0|.
Proof.
rewrite !mxE; case: active => //; exact: relu_lipschitz.
Qed.

Theorem planned_error (N : signed_network R n) x l : links_within N -> X x ->
  (l <= L)%N ->
  (forall a, `|(signed_run N on l x - signed_run (plain W b) on l x) a ord0|
     <= (planned W P l).1 a ord0) /\
  norm2 (signed_run N on l x - signed_run (plain W b) on l x)
    <= (planned W P l).2.
Proof.
move=> within x_in; elim: l => [_ | l IHl l_lt].
  by split=> [a|]; rewrite /= subrr ?norm2_0 // !mxE normr0.
have [entries norms] := IHl (ltnW l_lt); have [P_e N_e c_e] := within l l_lt.
have e_ge0 := error_ge0 right l_lt; have s_ge0 := gain_ge0 right l_lt.
have W_s := gain_right right l_lt.
have F_ge a := reach_right right a l_lt x_in.
have S_ge := size_right right l_lt x_in.
set y' := signed_run N on l x in entries norms.
set y := signed_run (plain W b) on l x in entries norms F_ge S_ge.
have same : signed_mul (W l) (W l) y = W l *m y.
  by rewrite /signed_mul -mulmxDr parts_split.
rewrite /= -/y -/y' same; set z := W l *m y + b l.
set z' := signed_mul (pos N l) (neg N l) y' + bias N l.
have by_entry a : `|(rectify (on l) z' - rectify (on l) z) a ord0|
    <= planned_entry W P (planned W P l).1 (planned W P l).2 a.
  apply: le_trans (rectify_entry _ _ _ a) _; rewrite le_minr; apply/andP.
  split; first exact: entry_by_entries.
  exact: (entry_by_norms _ _ _ _ _ _ _ W_s).
split=> [a|]; first by rewrite mxE; apply: by_entry.
rewrite /planned_norm le_minr; apply/andP; split.
  apply: norm2_le => a; rewrite [X in _ <= `|X|]mxE.
  exact: le_trans (by_entry a) (ler_norm _).
apply: le_trans (norm2_le (rectify_entry _ _ _)) _.
exact: (norm_by_norms _ _ _ _ _ _ _ W_s).
Qed.

End Networks.
