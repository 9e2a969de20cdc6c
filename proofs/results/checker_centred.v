(******************************************************************************)
(* The checker's rule for a ball around a point: the first layer's values,    *)
(* and their difference, measured from their values at the centre.            *)
(*                                                                            *)
(*   x, k         an input of the ball and its centre: norm2 (x - k) <= rho   *)
(*   s, t         what the target and the ticket subtract from their input    *)
(*   W (x - s) + b                       the target's first layer             *)
(*   signed_mul P N (x - t) + c          the ticket's       (gadgets.v)       *)
(*   row_norm, frobenius, largest_of     norms of matrices  (norms.v)         *)
(*                                                                            *)
(* checker_centred             an entry is at most rho times its row's norm   *)
(*                             from its value at the centre, and the whole at *)
(*                             most rho times any gain                        *)
(* checker_centred_difference  the same for ticket - target, whose weights    *)
(*                             are P - W and N - W                            *)
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
Implicit Types (W P N : 'M[R]_(p, q)) (b c : 'cV[R]_p) (k s t x : 'cV[R]_q).

Lemma same_shift x k t : (x - t) - (k - t) = x - k.
Proof. by rewrite opprB addrA subrK. Qed.

Theorem checker_centred P N c t x k rho (g : R)
    (layer := fun x => signed_mul P N (x - t) + c) :
  norm2 (x - k) <= rho -> 0 <= g ->
  (forall y z, norm2 (signed_mul P N z - signed_mul P N y)
                 <= g * norm2 (z - y)) ->
  (forall a, `|(layer x - layer k) a ord0|
               <= row_norm (largest_of P N) a * rho) /\
  norm2 (layer x) <= norm2 (layer k) + g * rho.
Proof.
move=> x_rho g_ge0 gain.
have layerB : layer x - layer k
    = signed_mul P N (x - t) - signed_mul P N (k - t).
  by rewrite /layer opprD addrACA subrr addr0.
split=> [a|].
  rewrite layerB; apply: le_trans (checker_row _ _ _ _ _) _.
  by rewrite same_shift ler_wpmul2l ?sqrtr_ge0.
rewrite -[layer x](subrK (layer k)) addrC.
apply: le_trans (norm2_triangle _ _) _; rewrite ler_add2l layerB.
by apply: le_trans (gain _ _) _; rewrite same_shift ler_wpmul2l.
Qed.

Theorem checker_centred_difference W P N b c s t x k rho
    (apart := fun x => (signed_mul P N (x - t) + c) - (W *m (x - s) + b))
    (gap := largest_of (P - W) (N - W)) :
  norm2 (x - k) <= rho ->
  (forall a, `|(apart x - apart k) a ord0| <= row_norm gap a * rho) /\
  norm2 (apart x) <= norm2 (apart k) + frobenius gap * rho.
Proof.
move=> x_rho; pose rest := c - b + W *m (s - t).
have apartE y : apart y = signed_mul (P - W) (N - W) (y - t) + rest.
  rewrite /apart /rest signed_mulB !mulmxBr.
  move: (signed_mul P N _) (W *m y) (W *m s) (W *m t) => v y' s' t'.
  apply/matrixP => i j; rewrite !mxE.
  by move: (v i j) (y' i j) (s' i j) (t' i j) (b i j) (c i j) => *; ring.
have [rows whole] := checker_centred rest t x_rho (sqrtr_ge0 _)
  (checker_frobenius (P - W) (N - W)).
by split=> [a|]; rewrite !apartE.
Qed.

End Centred.
