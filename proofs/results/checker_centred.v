(******************************************************************************)
(* The checker's rule for a ball around a point: the first layer's values,    *)
(* and their difference, measured from their values at the centre.            *)
(*                                                                            *)
(*   x, x0        an input of the ball and its centre: norm2 (x - x0) <= rho  *)
(*   v, v'        what the target and the ticket subtract from their input    *)
(*   W (x - v) + b                       the target's first layer             *)
(*   signed_mul Wp Wn (x - v') + b'      the ticket's       (gadgets.v)       *)
(*   row_norm, frobenius, largest_of     norms of matrices  (norms.v)         *)
(*                                                                            *)
(* checker_centred             an entry is at most rho times its row's norm   *)
(*                             from its value at the centre, and the whole at *)
(*                             most rho times any gain                        *)
(* checker_centred_difference  the same for ticket - target, whose weights    *)
(*                             are Wp - W and Wn - W                          *)
(*                                                                            *)
(* Source: lottery_verify/checker/rules/ball.py.                              *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import gadgets network norms.
From LotteryVerify.facts Require Import norm2.
From LotteryVerify.results Require Import checker_affine checker_matrices.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Centred.
Variables (R : rcfType) (p q : nat).
Implicit Types (W Wp Wn : 'M[R]_(p, q)) (b : 'cV[R]_p).
Implicit Types (v x : 'cV[R]_q).

Lemma same_shift x x0 v' : (x - v') - (x0 - v') = x - x0.
Proof. by rewrite opprB addrA subrK. Qed.

Theorem checker_centred Wp Wn b' v' x x0 rho (g : R)
    (layer := fun x => signed_mul Wp Wn (x - v') + b') :
  norm2 (x - x0) <= rho -> 0 <= g ->
  (forall y z, norm2 (signed_mul Wp Wn z - signed_mul Wp Wn y)
                 <= g * norm2 (z - y)) ->
  (forall a, `|(layer x - layer x0) a ord0|
               <= row_norm (largest_of Wp Wn) a * rho) /\
  norm2 (layer x) <= norm2 (layer x0) + g * rho.
Proof.
move=> x_rho g_ge0 gain.
have layerB : layer x - layer x0
    = signed_mul Wp Wn (x - v') - signed_mul Wp Wn (x0 - v').
  by rewrite /layer opprD addrACA subrr addr0.
split=> [a|].
  rewrite layerB; apply: le_trans (checker_row _ _ _ _ _) _.
  by rewrite same_shift ler_wpmul2l ?sqrtr_ge0.
rewrite -[layer x](subrK (layer x0)) addrC.
apply: le_trans (norm2_triangle _ _) _; rewrite ler_add2l layerB.
by apply: le_trans (gain _ _) _; rewrite same_shift ler_wpmul2l.
Qed.

Theorem checker_centred_difference W Wp Wn b b' v v' x x0 rho
    (apart := fun x => (signed_mul Wp Wn (x - v') + b') - (W *m (x - v) + b))
    (gap := largest_of (Wp - W) (Wn - W)) :
  norm2 (x - x0) <= rho ->
  (forall a, `|(apart x - apart x0) a ord0| <= row_norm gap a * rho) /\
  norm2 (apart x) <= norm2 (apart x0) + frobenius gap * rho.
Proof.
move=> x_rho; pose rest := b' - b + W *m (v - v').
have apartE y : apart y = signed_mul (Wp - W) (Wn - W) (y - v') + rest.
  rewrite /apart /rest signed_mulB !mulmxBr.
  move: (signed_mul Wp Wn _) (W *m y) (W *m v) (W *m v') => r0 y' s' t'.
  apply/matrixP => i j; rewrite !mxE.
  by move: (r0 i j) (y' i j) (s' i j) (t' i j) (b i j) (b' i j) => *; ring.
have [rows whole] := checker_centred rest v' x_rho (sqrtr_ge0 _)
  (checker_frobenius (Wp - W) (Wn - W)).
by split=> [a|]; rewrite !apartE.
Qed.

End Centred.
