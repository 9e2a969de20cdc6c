(******************************************************************************)
(* The checker's witness for the norm of a matrix: a triangular factor.       *)
(*                                                                            *)
(*   operator_bound W s   norm2 (W y) <= s norm2 y for every y  (network.v)   *)
(*   square, Q         what the certificate holds: square is meant to be      *)
(*                     slightly above ||W||^2, Q Q^T to be square I - W W^T   *)
(*   residual          square I - W W^T - Q Q^T                               *)
(*   e                 at least every row sum of |residual|                   *)
(*                                                                            *)
(* checker_transpose: operator_bound W s and that of the transpose are one.   *)
(* checker_factor: square + e <= s^2 gives operator_bound W s, whatever Q is. *)
(* checker_factor_tall: the same from the residual of the transpose, for      *)
(*   matrices with more rows than columns.                                    *)
(*                                                                            *)
(* Source: the certificate's spectral witness; the bound s_i of               *)
(* error-propagation. Q need not be exact, nor triangular: what it misses is  *)
(* counted in e.                                                              *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import network.
From LotteryVerify.facts Require Import norm2.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Dot.
Variable R : rcfType.

Definition dot {m} (x y : 'cV[R]_m) : R := \sum_i x i ord0 * y i ord0.

Lemma dot_norm2 m (y : 'cV[R]_m) : dot y y = norm2 y ^+ 2.
Proof. by rewrite norm2_sqr; apply: eq_bigr => i _; rewrite expr2. Qed.

Lemma dot_adjoint p q (A : 'M[R]_(p, q)) x y :
  dot (A *m x) y = dot x (A^T *m y).
Proof.
rewrite /dot; under eq_bigr do rewrite mxE mulr_suml.
rewrite exchange_big; apply: eq_bigr => b _; rewrite mxE mulr_sumr.
by apply: eq_bigr => a _; rewrite mxE -mulrA mulrCA.
Qed.

Lemma operator_bound_transpose p q (A : 'M[R]_(p, q)) s : 0 <= s ->
  operator_bound A s -> operator_bound A^T s.
Proof.
move=> s_ge0 A_s y; have [-> | y_neq0] := eqVneq (norm2 (A^T *m y)) 0.
  by rewrite mulr_ge0 ?norm2_ge0.
have y_gt0 : 0 < norm2 (A^T *m y) by rewrite lt_def y_neq0 norm2_ge0.
rewrite -(ler_pmul2r y_gt0) -expr2 -dot_norm2 -dot_adjoint mulrAC.
apply: le_trans (norm2_dot _ _) _.
by rewrite ler_wpmul2r ?norm2_ge0.
Qed.

Theorem checker_transpose p q (A : 'M[R]_(p, q)) s : 0 <= s ->
  operator_bound A^T s <-> operator_bound A s.
Proof.
move=> s_ge0; split=> [/(operator_bound_transpose s_ge0)|].
  by rewrite trmxK.
exact: operator_bound_transpose.
Qed.

End Dot.

Section Factor.
Variables (R : rcfType) (p q r : nat) (W : 'M[R]_(p, q)) (Q : 'M[R]_(p, r)).
Variables (square e : R).

Definition residual : 'M[R]_p := square%:M - W *m W^T - Q *m Q^T.

Hypothesis small : forall a, \sum_b `|residual a b| <= e.

Lemma residual_sym a b : residual a b = residual b a.
Proof.
have sym : residual^T = residual.
  by rewrite !linearB /= !trmx_mul !trmxK tr_scalar_mx.
by rewrite -[in LHS]sym mxE.
Qed.

Lemma residual_form (y : 'cV[R]_p) :
  dot (residual *m y) y =
  square * norm2 y ^+ 2 - norm2 (W^T *m y) ^+ 2 - norm2 (Q^T *m y) ^+ 2.
Proof.
have dotB (x z : 'cV[R]_p) : dot (x - z) y = dot x y - dot z y.
  by rewrite /dot -sumrB; apply: eq_bigr => i _; rewrite !mxE mulrBl.
rewrite /residual !mulmxBl mul_scalar_mx !dotB -!mulmxA.
rewrite (dot_adjoint W) (dot_adjoint Q) !dot_norm2.
congr (_ - _ - _); rewrite -dot_norm2 /dot mulr_sumr.
by apply: eq_bigr => i _; rewrite mxE mulrA.
Qed.

Lemma residual_form_ge (y : 'cV[R]_p) :
  - (e * norm2 y ^+ 2) <= dot (residual *m y) y.
Proof.
rewrite ler_oppl norm2_sqr; pose t a b := `|residual a b| * y a ord0 ^+ 2.
have sum_t : \sum_a \sum_b t a b <= e * \sum_a y a ord0 ^+ 2.
  rewrite mulr_sumr; apply: ler_sum => a _; rewrite -mulr_suml.
  by rewrite ler_wpmul2r ?sqr_ge0.
suff : - dot (residual *m y) y *+ 2 <= (\sum_a \sum_b t a b) *+ 2.
  by rewrite ler_pmuln2r // => /le_trans; apply.
rewrite [X in _ <= X]mulr2n; have -> : \sum_a \sum_b t a b + \sum_a \sum_b t a b
    = \sum_a \sum_b `|residual a b| * (y a ord0 ^+ 2 + y b ord0 ^+ 2).
  have {2}-> : \sum_a \sum_b t a b
      = \sum_a \sum_b `|residual a b| * y b ord0 ^+ 2.
    rewrite exchange_big; apply: eq_bigr => b _; apply: eq_bigr => a _.
    by rewrite /t residual_sym.
  by rewrite -big_split; apply: eq_bigr => a _; rewrite -big_split;
     apply: eq_bigr => b _; rewrite mulrDr.
rewrite -mulr_natr /dot -sumrN mulr_suml; apply: ler_sum => a _.
rewrite mxE mulr_suml -sumrN mulr_suml; apply: ler_sum => b _.
apply: le_trans (ler_norm _) _.
rewrite !normrM normrN !normrM [`|2%:R|]ger0_norm //.
rewrite -!mulrA ler_wpmul2l // -(norm_sqr (y a ord0)) -(norm_sqr (y b ord0)).
move: `|y a ord0| `|y b ord0| => u v; rewrite -subr_ge0.
rewrite (_ : _ - _ = (u - v) ^+ 2) ?sqr_ge0 //; ring.
Qed.

Theorem checker_factor_tall s :
  0 <= s -> square + e <= s ^+ 2 -> operator_bound W^T s.
Proof.
move=> s_ge0 s_large y.
rewrite -ler_sqr ?nnegrE ?mulr_ge0 ?norm2_ge0 // exprMn.
apply: le_trans (ler_wpmul2r (sqr_ge0 _) s_large).
have := residual_form_ge y; rewrite residual_form => form_ge.
rewrite mulrDl -subr_ge0; move: form_ge; rewrite -subr_ge0.
have := sqr_ge0 (norm2 (Q^T *m y)).
move: (norm2 (Q^T *m y) ^+ 2) (norm2 (W^T *m y) ^+ 2) => f w.
move: (square * _) (e * _) => a b.
move=> f_ge0 /(addr_ge0 f_ge0); congr (_ <= _); ring.
Qed.

Theorem checker_factor s : 0 <= s -> square + e <= s ^+ 2 -> operator_bound W s.
Proof.
by move=> s_ge0 ?; apply/(checker_transpose W s_ge0)/checker_factor_tall.
Qed.

End Factor.
