(******************************************************************************)
(* The checker's rules for the norms and boxes of one vector, or of two.      *)
(*                                                                            *)
(* checker_corner         a box bounds the entries and the norm               *)
(* checker_apart          the difference of two vectors, each known           *)
(* checker_relu_norm, checker_relu_difference_norm   a ReLU stretches         *)
(*                        nothing                                             *)
(* checker_ball           x - t for x in a ball                               *)
(*                                                                            *)
(* Source: lottery_verify/checker/rules, rule by rule.                    *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import network ranges.
From LotteryVerify.facts Require Import norm2 relu.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Vectors.
Variables (R : rcfType) (m : nat).
Implicit Types x y l u t : 'cV[R]_m.

Theorem checker_corner l u y
    (size := fun b => Num.max (- l b ord0) (u b ord0)) :
  in_box l u y ->
  (forall b, `|y b ord0| <= size b) /\
  norm2 y <= Num.sqrt (\sum_b size b ^+ 2).
Proof.
move=> y_in; have y_le b : `|y b ord0| <= size b.
  have /andP[l_le le_u] := y_in b.
  by rewrite ler_norml le_maxr le_u orbT andbT ler_oppl le_maxr ler_opp2 l_le.
split=> //; apply/ler_wsqrtr/ler_sum => b _; rewrite -norm_sqr.
by rewrite ler_sqr ?nnegrE // (le_trans _ (y_le b)).
Qed.

Theorem checker_apart l u l' u' x y r r' :
  in_box l u x -> in_box l' u' y -> norm2 x <= r -> norm2 y <= r' ->
  in_box (l' - u) (u' - l) (y - x) /\ norm2 (y - x) <= r + r'.
Proof.
move=> x_in y_in x_r y_r; split=> [b|].
  have [/andP[lx xu] /andP[ly yu]] := (x_in b, y_in b).
  by rewrite !mxE !ler_sub.
apply: le_trans (norm2_triangle _ _) _; rewrite addrC ler_add //.
rewrite (le_trans _ x_r) // norm2_le // => b; by rewrite mxE normrN.
Qed.

Theorem checker_relu_difference_norm x y :
  norm2 (map_mx (@relu R) y - map_mx (@relu R) x) <= norm2 (y - x).
Proof. exact: norm2_map (@relu_lipschitz R). Qed.

Corollary checker_relu_norm y : norm2 (map_mx (@relu R) y) <= norm2 y.
Proof.
apply: norm2_le => b; rewrite mxE; have := relu_lipschitz (y b ord0) 0.
by rewrite [relu 0]maxxx !subr0.
Qed.

Theorem checker_ball x t rho (c : 'cV[R]_m := const_mx rho) : norm2 x <= rho ->
  in_box (- c - t) (c - t) (x - t) /\ norm2 (x - t) <= rho + norm2 t.
Proof.
move=> x_rho; split=> [b|].
  rewrite !mxE !ler_add2r -ler_norml; apply: le_trans x_rho.
  rewrite -sqrtr_sqr ler_wsqrtr // (bigD1 b) //= ler_addl.
  by apply: sumr_ge0 => i _; apply: sqr_ge0.
apply: le_trans (norm2_triangle _ _) _; rewrite ler_add //.
by apply: norm2_le => b; rewrite mxE normrN.
Qed.

End Vectors.
