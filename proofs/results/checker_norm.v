(******************************************************************************)
(* The checker's rule for the norm of a matrix (Schur's test).                *)
(*                                                                            *)
(*   operator_bound W s   norm2 (W y) <= s norm2 y for every y                *)
(*   x, z                 positive weights of the columns, of the rows        *)
(*   row_sums W x z alpha    sum_b |W_ab| x_b <= alpha z_a for every row a    *)
(*   column_sums W x z beta  sum_a |W_ab| z_a <= beta x_b for every column b  *)
(*                                                                            *)
(* checker_norm: alpha beta <= s^2 gives operator_bound W s. A certificate    *)
(*   need only hold the two vectors; all comparisons are between sums of      *)
(*   products, so exact over dyadic numbers.                                  *)
(*                                                                            *)
(* Source: the certificate's "for ||W||_2 <= s a positive vector"; the bound  *)
(* s_i of error-propagation.                                                  *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import network.
From LotteryVerify.facts Require Import norm2.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Schur.
Variables (R : rcfType) (p q : nat) (W : 'M[R]_(p, q)).
Variables (x : 'I_q -> R) (z : 'I_p -> R) (alpha beta : R).
Hypothesis x_gt0 : forall b, 0 < x b.
Hypothesis alpha_ge0 : 0 <= alpha.

Definition row_sums : Prop := forall a, \sum_b `|W a b| * x b <= alpha * z a.
Definition column_sums : Prop := forall b, \sum_a `|W a b| * z a <= beta * x b.

Lemma row_square (y : 'cV[R]_q) a : row_sums ->
  (W *m y) a ord0 ^+ 2
  <= alpha * z a * \sum_b `|W a b| * (y b ord0 ^+ 2 / x b).
Proof.
move=> rows; pose t b := `|W a b| * x b; pose u b := `|W a b| / x b.
have t_ge0 b : 0 <= t b by rewrite mulr_ge0 // ltW.
have u_ge0 b : 0 <= u b by rewrite mulr_ge0 // invr_ge0 ltW.
have tu b : Num.sqrt (t b) * Num.sqrt (u b) = `|W a b|.
  rewrite -sqrtrM // /t /u mulrACA divff ?gt_eqF // mulr1 -expr2 sqrtr_sqr.
  by rewrite normr_id.
have := cauchy_schwarz (fun b => Num.sqrt (t b))
                       (fun b => Num.sqrt (u b) * `|y b ord0|).
under eq_bigr do rewrite mulrA tu.
under [X in _ <= X * _ -> _]eq_bigr do rewrite sqr_sqrtr //.
under [X in _ <= _ * X -> _]eq_bigr do
  rewrite exprMn sqr_sqrtr // norm_sqr /u -mulrA [_^-1 * _]mulrC.
move=> cs; apply: le_trans (le_trans cs _).
  rewrite -[X in X <= _]norm_sqr ler_expn2r ?nnegrE //.
    by apply: sumr_ge0 => b _; rewrite mulr_ge0.
  rewrite mxE; apply: le_trans (ler_norm_sum _ _ _) _.
  by apply: ler_sum => b _; rewrite normrM.
apply: ler_wpmul2r (rows a); apply: sumr_ge0 => b _.
by rewrite mulr_ge0 // divr_ge0 ?sqr_ge0 // ltW.
Qed.

Theorem checker_norm s : 0 <= s -> row_sums -> column_sums ->
  alpha * beta <= s ^+ 2 -> operator_bound W s.
Proof.
move=> s_ge0 rows columns ab_le y.
rewrite -ler_sqr ?nnegrE ?mulr_ge0 ?norm2_ge0 // exprMn !norm2_sqr.
apply: le_trans (ler_sum _ (fun a _ => row_square y a rows)) _.
under eq_bigr do rewrite mulr_sumr.
rewrite exchange_big mulr_sumr /=; apply: ler_sum => b _.
have y_ge0 : 0 <= y b ord0 ^+ 2 / x b by rewrite divr_ge0 ?sqr_ge0 // ltW.
apply: (@le_trans _ _ (alpha * (beta * x b) * (y b ord0 ^+ 2 / x b))).
  have -> : \sum_a alpha * z a * (`|W a b| * (y b ord0 ^+ 2 / x b))
          = alpha * (\sum_a `|W a b| * z a) * (y b ord0 ^+ 2 / x b).
    rewrite mulr_sumr mulr_suml; apply: eq_bigr => a _.
    by rewrite !mulrA [alpha * _ * z a]mulrAC.
  by rewrite ler_wpmul2r // ler_wpmul2l.
rewrite [alpha * (_ * _)]mulrA -[_ * x b * _]mulrA [x b * _]mulrC divfK ?gt_eqF
  //.
by rewrite ler_wpmul2r ?sqr_ge0.
Qed.

End Schur.
