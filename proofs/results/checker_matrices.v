(******************************************************************************)
(* The checker's rules for the Euclidean norms of a layer's outputs.          *)
(*                                                                            *)
(*   signed_mul Wp Wn y   Wp max(y, 0) + Wn min(y, 0)           (gadgets.v)   *)
(*   largest_of, row_norm, frobenius   norms of matrices          (norms.v)   *)
(*                                                                            *)
(* checker_row, checker_frobenius   the norm of an increment: by rows, all    *)
(* checker_row_value, checker_frobenius_value   those of a value              *)
(* checker_gain           ||W|| <= s: increments are at most s + frobenius    *)
(*                        of what Wp and Wn are off W                         *)
(* checker_aligned        entries that inputs of one sign do not meet are     *)
(*                        free                                                *)
(*                                                                            *)
(* Source: lottery_verify/checker/rules, rule by rule.                    *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import gadgets network norms ranges.
From LotteryVerify.facts Require Import norm2.
From LotteryVerify.results Require Import checker_affine checker_entries.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Norms.
Variables (R : rcfType) (p q : nat).
Implicit Types (A Wp Wn W : 'M[R]_(p, q)) (y z : 'cV[R]_q).

Lemma dominated_row A y (v : R) a :
  `|v| <= \sum_b A a b * `|y b ord0| -> `|v| <= row_norm A a * norm2 y.
Proof.
move/le_trans; apply; apply: le_trans (ler_norm _) _.
rewrite -sqrtr_sqr -sqrtrM; last by apply: sumr_ge0 => b _; apply: sqr_ge0.
apply: ler_wsqrtr; apply: le_trans (cauchy_schwarz _ _) _.
by under [X in _ * X <= _]eq_bigr do rewrite norm_sqr.
Qed.

Lemma increment_row Wp Wn y z a :
  `|(signed_mul Wp Wn z - signed_mul Wp Wn y) a ord0|
  <= \sum_b largest_of Wp Wn a b * `|(z - y) b ord0|.
Proof.
have -> : (signed_mul Wp Wn z - signed_mul Wp Wn y) a ord0
    = \sum_b (kink (Wp a b) (Wn a b) (z b ord0)
               - kink (Wp a b) (Wn a b) (y b ord0)).
  rewrite sumrB -!signed_mulE.
  by move: (signed_mul _ _ z) (signed_mul _ _ y) => B C; rewrite !mxE.
apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => b _; rewrite !mxE.
exact: kink_increment.
Qed.

Theorem checker_row Wp Wn y z a :
  `|(signed_mul Wp Wn z - signed_mul Wp Wn y) a ord0|
  <= row_norm (largest_of Wp Wn) a * norm2 (z - y).
Proof. exact/dominated_row/increment_row. Qed.

Theorem checker_frobenius Wp Wn y z :
  norm2 (signed_mul Wp Wn z - signed_mul Wp Wn y)
  <= frobenius (largest_of Wp Wn) * norm2 (z - y).
Proof.
have sum_ge0 (A : 'M[R]_(p, q)) a : 0 <= \sum_b A a b ^+ 2.
  by apply: sumr_ge0 => b _; apply: sqr_ge0.
rewrite -ler_sqr ?nnegrE ?norm2_ge0 ?mulr_ge0 ?norm2_ge0 ?sqrtr_ge0 //.
rewrite exprMn [frobenius _ ^+ 2]sqr_sqrtr ?sumr_ge0 //.
rewrite [in X in X <= _]norm2_sqr mulr_suml.
apply: ler_sum => a _; rewrite -norm_sqr -[X in _ <= X * _]sqr_sqrtr // -exprMn.
rewrite ler_sqr ?nnegrE ?mulr_ge0 ?norm2_ge0 ?sqrtr_ge0 //; exact: checker_row.
Qed.

Lemma signed_mul0 Wp Wn : signed_mul Wp Wn (0 : 'cV[R]_q) = 0.
Proof.
apply/matrixP => a b; rewrite (ord1 b) signed_mulE mxE; apply: big1 => i _.
by rewrite /kink !mxE maxxx minxx !mulr0 addr0.
Qed.

Corollary checker_row_value Wp Wn y a :
  `|signed_mul Wp Wn y a ord0| <= row_norm (largest_of Wp Wn) a * norm2 y.
Proof. by have := checker_row Wp Wn 0 y a; rewrite signed_mul0 !subr0. Qed.

Corollary checker_frobenius_value Wp Wn y :
  norm2 (signed_mul Wp Wn y) <= frobenius (largest_of Wp Wn) * norm2 y.
Proof. by have := checker_frobenius Wp Wn 0 y; rewrite signed_mul0 !subr0. Qed.

Theorem checker_gain W Wp Wn s y z : operator_bound W s ->
  norm2 (signed_mul Wp Wn z - signed_mul Wp Wn y)
  <= (s + frobenius (largest_of (Wp - W) (Wn - W))) * norm2 (z - y).
Proof.
move=> W_s; pose off := signed_mul (Wp - W) (Wn - W).
have -> : signed_mul Wp Wn z - signed_mul Wp Wn y
    = W *m (z - y) + (off z - off y).
  rewrite /off !signed_mulB mulmxBr.
  move: (signed_mul Wp Wn z) (signed_mul Wp Wn y) (W *m z) (W *m y) => a b c d.
  apply/matrixP => i j; rewrite !mxE.
  by move: (a i j) (b i j) (c i j) (d i j) => a' b' c' d'; ring.
apply: le_trans (norm2_triangle _ _) _; rewrite mulrDl ler_add ?W_s //.
exact: checker_frobenius.
Qed.

Theorem checker_aligned Wp Wn Wp' Wn' y :
  (forall a b, 0 < y b ord0 -> Wp a b = Wp' a b) ->
  (forall a b, y b ord0 < 0 -> Wn a b = Wn' a b) ->
  signed_mul Wp Wn y = signed_mul Wp' Wn' y.
Proof.
move=> P_eq N_eq; apply/matrixP => a b; rewrite (ord1 b) !signed_mulE.
apply: eq_bigr => i _; rewrite /kink.
have [y_lt0 | y_gt0 | ->] := ltgtP (y i ord0) 0.
- by rewrite (N_eq _ _ y_lt0) !mulr0.
- by rewrite (P_eq _ _ y_gt0) !mulr0.
by rewrite !mulr0.
Qed.

End Norms.
