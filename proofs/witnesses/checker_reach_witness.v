(******************************************************************************)
(* The hypotheses of checker_factor.v and of shared_log_pruning_budget.v can  *)
(* hold.                                                                      *)
(*                                                                            *)
(* checker_factor_witness   the identity of any size, with R = I and square 2:*)
(*                  the residual is 0, so its norm is at most 2 (as 2 <= 2^2) *)
(* budget_witness   whatever meets cover_width of shared_log_pruning_core.v   *)
(*                  (shared_log_pruning_witness.v is an instance) keeps the   *)
(*                  budget of shared_log_pruning_budget.v                     *)
(*                                                                            *)
(* The rules of checker_reach.v assume no more than boxes and norms, which    *)
(* every vector has.                                                          *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import network.
From LotteryVerify.results Require Import checker_factor.
From LotteryVerify.results Require Import shared_log_pruning_budget.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Theorem checker_factor_witness (R : rcfType) (p : nat) :
  operator_bound (1%:M : 'M[R]_p) 2.
Proof.
have zero : residual (1%:M : 'M[R]_p) (1%:M : 'M[R]_p) 2 = 0.
  rewrite /residual tr_scalar_mx mulmx1; apply/matrixP => i j; rewrite !mxE.
  by rewrite -!mulrnBl [2]mulr2n addrK subrr mul0rn.
apply: (@checker_factor _ p p p _ 1%:M 2 0) => [a||]; rewrite ?ler0n //.
  by rewrite big1 // => b _; rewrite zero mxE normr0.
by rewrite addr0 expr2 ler_pmulr ?ler1n ?ltr0n.
Qed.

Theorem budget_witness (R : rcfType) (n m k : nat -> nat) (L : nat)
    (c : nat -> R) (delta : R) : (0 < L)%N ->
  (forall i, (i < L)%N ->
    (2 * k i * L * n i.+1 * n i)%:R * (1 - c i) ^+ m i <= delta) ->
  budget n m L c k <= delta.
Proof.
move=> L_gt0 width; apply: (@le_trans _ _ (\sum_(i < L) delta / L%:R)).
  apply: ler_sum => i _; rewrite ler_pdivl_mulr ?ltr0n // mulrAC -natrM.
  rewrite -(mulnAC _ L) -(mulnAC (2 * k i)%N L); exact: width.
by rewrite sumr_const card_ord -[X in X <= _]mulr_natr divfK ?pnatr_eq0 -?lt0n.
Qed.
