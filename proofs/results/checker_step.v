(******************************************************************************)
(* One layer of the checker's propagation, the Euclidean half: what the       *)
(* norms of the inputs and of their difference say of the outputs.            *)
(*                                                                            *)
(*   x, y          the inputs of the target's and the ticket's layer          *)
(*   z = W x + b   the target's layer before its activation                   *)
(*   z' = signed_mul Wp Wn y + b'   the ticket's, effective weights Wp, Wn    *)
(*   rx, ry, rd    norm2 x <= rx, norm2 y <= ry, norm2 (y - x) <= rd          *)
(*   s, off        operator_bound W s; the Frobenius norm of the largest of   *)
(*                 Wp - W and Wn - W, entry by entry                          *)
(*                                                                            *)
(* checker_step_values: norms of z and z', and how far each row of them is    *)
(*   from b and b'                                                            *)
(* checker_step_difference: the same for z' - z and b' - b                    *)
(*                                                                            *)
(* The boxes of z, z' and z' - z are those of checker_range, checker_kink and *)
(* checker_signed (checker_affine.v, checker_reach.v); a checker intersects.  *)
(* Source: lottery_verify/checker/rules, gain.py, interval.py, difference.py. *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import gadgets network norms.
From LotteryVerify.facts Require Import layer_error norm2.
From LotteryVerify.results Require Import checker_affine checker_matrices.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Step.
Variables (R : rcfType) (p q : nat) (W Wp Wn : 'M[R]_(p, q)) (b b' : 'cV[R]_p).
Variables (x y : 'cV[R]_q) (rx ry rd s : R).
Hypotheses (x_rx : norm2 x <= rx) (y_ry : norm2 y <= ry).
Hypothesis d_rd : norm2 (y - x) <= rd.
Hypotheses (s_ge0 : 0 <= s) (W_s : operator_bound W s).

Let z := W *m x + b.
Let z' := signed_mul Wp Wn y + b'.
Let gap_of := largest_of (Wp - W) (Wn - W).
Let off := frobenius gap_of.

Lemma row_norm_ge0 (A : 'M[R]_(p, q)) a : 0 <= row_norm A a.
Proof. exact: sqrtr_ge0. Qed.

Lemma frobenius_ge0 (A : 'M[R]_(p, q)) : 0 <= frobenius A.
Proof. exact: sqrtr_ge0. Qed.

Lemma largest_of_same (A : 'M[R]_(p, q)) a :
  row_norm (largest_of A A) a = row_norm A a.
Proof.
by congr Num.sqrt; apply: eq_bigr => i _; rewrite mxE maxxx norm_sqr.
Qed.

Lemma signed_mul_same (u : 'cV[R]_q) : signed_mul W W u = W *m u.
Proof. by rewrite /signed_mul -mulmxDr parts_split. Qed.

Lemma entryK (u v : 'cV[R]_p) a : (u + v) a ord0 - v a ord0 = u a ord0.
Proof. by rewrite mxE addrK. Qed.

Theorem checker_step_values :
  [/\ norm2 z <= s * rx + norm2 b, norm2 z' <= (s + off) * ry + norm2 b',
      forall a, `|z a ord0 - b a ord0| <= row_norm W a * rx
    & forall a, `|z' a ord0 - b' a ord0| <= row_norm (largest_of Wp Wn) a * ry].
Proof.
split=> [||a|a].
- apply: le_trans (norm2_triangle _ _) _; rewrite ler_add2r.
  by apply: le_trans (W_s x) _; rewrite ler_wpmul2l.
- apply: le_trans (norm2_triangle _ _) _; rewrite ler_add2r.
  have := checker_gain Wp Wn (0 : 'cV[R]_q) y W_s; rewrite signed_mul0 !subr0.
  move/le_trans; apply; by rewrite ler_wpmul2l // addr_ge0 ?frobenius_ge0.
- rewrite entryK; have := checker_row_value W W x a.
  rewrite signed_mul_same largest_of_same => /le_trans; apply.
  by rewrite ler_wpmul2l ?row_norm_ge0.
rewrite entryK; apply: le_trans (checker_row_value Wp Wn y a) _.
by rewrite ler_wpmul2l ?row_norm_ge0.
Qed.

Lemma step_difference : z' - z - (b' - b) =
  signed_mul Wp Wn y - signed_mul Wp Wn x + signed_mul (Wp - W) (Wn - W) x.
Proof.
by rewrite signed_mulB subrKA /z /z' opprD addrACA addrK.
Qed.

Theorem checker_step_difference :
  norm2 (z' - z) <= (s + off) * rd + off * rx + norm2 (b' - b) /\
  forall a, `|(z' - z) a ord0 - (b' - b) a ord0|
    <= row_norm (largest_of Wp Wn) a * rd + row_norm gap_of a * rx.
Proof.
have off_ge0 : 0 <= off := frobenius_ge0 _.
split=> [|a].
  rewrite -[z' - z](subrK (b' - b)) step_difference.
  apply: le_trans (norm2_triangle _ _) _; rewrite ler_add2r.
  apply: le_trans (norm2_triangle _ _) _; apply: ler_add.
    apply: le_trans (checker_gain Wp Wn x y W_s) _.
    by rewrite ler_wpmul2l // addr_ge0.
  apply: le_trans (checker_frobenius_value _ _ x) _.
  by rewrite ler_wpmul2l.
have -> : (z' - z) a ord0 - (b' - b) a ord0 = (z' - z - (b' - b)) a ord0.
  by move: (z' - z) (b' - b) => A B; rewrite !mxE.
rewrite step_difference mxE; apply: le_trans (ler_norm_add _ _) _.
apply: ler_add.
  apply: le_trans (checker_row Wp Wn x y a) _.
  by rewrite ler_wpmul2l ?row_norm_ge0.
apply: le_trans (checker_row_value _ _ x a) _.
by rewrite ler_wpmul2l ?row_norm_ge0.
Qed.

End Step.
