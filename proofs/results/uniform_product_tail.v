(******************************************************************************)
(* uniform-product-tail: the product of two uniform weights is small rarely.  *)
(*                                                                            *)
(*   fine_law n     uniform on 'I_n; the outcome i stands for (i + 1) / n, the*)
(*                  grid of (0, 1], the magnitude of a weight                 *)
(*   z = t / n      the threshold                                             *)
(*                                                                            *)
(* uniform_product_tail: Pr (u v <= z) <= z (1 - ln z).                       *)
(* uniform_product_tail_ge: and it is at least                                *)
(*   z (1 + ln ((n+1)/(t+1))) - 1/n, the same up to the grid.                 *)
(*                                                                            *)
(* Source: uniform-product-tail (DERIVED; the talk asks about uniform         *)
(* sampling). Differences: a finite grid law, of any fineness, in place of    *)
(* U[-1,1]; the two bounds meet at z (1 - ln z) as n grows with z fixed.      *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring.
From mathcomp Require Import reals sequences exp.
From LotteryVerify.definitions Require Import finite_law.
From LotteryVerify.facts Require Import exponential harmonic.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Tail.
Variables (R : realType) (n t : nat).
Hypothesis mn : (0 < t <= n)%N.

Lemma width_gt0 : (0 < n)%N.
Proof. by case/andP: mn; apply: leq_trans. Qed.

Definition fine_law : law R [finType of 'I_n] :=
  uniform_law R (Ordinal width_gt0).

Definition fine_value (i : 'I_n) : R := i.+1%:R / n%:R.

Let z : R := t%:R / n%:R.
Let n_pos : 0 < n%:R :> R. Proof. by rewrite ltr0n width_gt0. Qed.

Lemma below_threshold (i j : 'I_n) :
  (fine_value i * fine_value j <= z) = (j < (t * n) %/ i.+1)%N.
Proof.
rewrite leq_divRL // mulnC -(ler_nat R) /fine_value /z mulrACA -invfM.
rewrite ler_pdivr_mulr ?mulr_gt0 // [X in _ <= X]mulrA divfK ?gt_eqF //.
by rewrite !natrM.
Qed.

Lemma tail_count :
  Pr (pair_law fine_law fine_law)
    [pred uv | fine_value uv.1 * fine_value uv.2 <= z]
  = (\sum_(0 <= i < n) minn n ((t * n) %/ i.+1))%:R / n%:R ^+ 2.
Proof.
rewrite /Pr big_mkcond -(pair_bigA _ (fun i j =>
  if fine_value i * fine_value j <= z
  then fine_law i * fine_law j else 0)) /= natr_sum mulr_suml big_mkord.
apply: eq_bigr => i _; rewrite -big_mkcond /= card_ord.
under eq_bigl => j do rewrite below_threshold.
by rewrite sumr_const card_below -[LHS]mulr_natl expr2 [in RHS]invfM.
Qed.

Lemma split_mean (f : nat -> R) : \sum_(0 <= i < n) f i =
  \sum_(0 <= i < t) f i + \sum_(t <= i < n) f i.
Proof. by rewrite -big_cat_nat //; case/andP: mn. Qed.

Theorem uniform_product_tail :
  Pr (pair_law fine_law fine_law)
    [pred uv | fine_value uv.1 * fine_value uv.2 <= z] <= z * (1 - ln z).
Proof.
have m_pos : 0 < t%:R :> R by rewrite ltr0n; case/andP: mn.
rewrite tail_count ler_pdivr_mulr ?exprn_gt0 // natr_sum split_mean.
have -> : z * (1 - ln z) * n%:R ^+ 2 =
    t%:R * n%:R + t%:R * n%:R * (ln n%:R - ln t%:R).
  rewrite /z ln_div ?posrE //; move: (ln t%:R) (ln n%:R) => a b.
  by field; rewrite gt_eqF.
apply: ler_add.
  apply: (@le_trans _ _ (\sum_(0 <= i < t) n%:R)).
    by apply: ler_sum => i _; rewrite ler_nat geq_minl.
  by rewrite sumr_const_nat subn0 mulr_natl.
apply: (@le_trans _ _ (\sum_(t <= i < n) t%:R * n%:R * i.+1%:R^-1)).
  apply: ler_sum => i _; rewrite ler_pdivl_mulr ?ltr0n // -!natrM ler_nat.
  by apply: leq_trans (leq_trunc_div (t * n) i.+1);
    rewrite leq_mul2r geq_minr orbT.
by rewrite -mulr_sumr ler_wpmul2l ?mulr_ge0 ?ler0n // harmonic_le.
Qed.

Lemma row_ge (i : nat) : (t <= i)%N ->
  t%:R * n%:R * i.+1%:R^-1 - 1 <= (minn n ((t * n) %/ i.+1))%:R :> R.
Proof.
move=> mi; have /minn_idPr -> : ((t * n) %/ i.+1 <= n)%N.
  have m_gt0 : (0 < t)%N by case/andP: mn.
  by apply: leq_trans (leq_div2l _ m_gt0 (leqW mi)) _; rewrite mulKn.
rewrite ler_subl_addr -mulrSr ler_pdivr_mulr ?ltr0n // -!natrM ler_nat.
by rewrite ltnW // ltn_ceil.
Qed.

Theorem uniform_product_tail_ge :
  z * (1 + (ln n.+1%:R - ln t.+1%:R)) - n%:R^-1
  <= Pr (pair_law fine_law fine_law)
    [pred uv | fine_value uv.1 * fine_value uv.2 <= z].
Proof.
rewrite tail_count ler_pdivl_mulr ?exprn_gt0 // natr_sum split_mean.
have -> : (z * (1 + (ln n.+1%:R - ln t.+1%:R)) - n%:R^-1) * n%:R ^+ 2 =
    t%:R * n%:R + (t%:R * n%:R * (ln n.+1%:R - ln t.+1%:R) - n%:R).
  rewrite /z; move: (ln n.+1%:R - ln t.+1%:R) => a.
  by field; rewrite gt_eqF.
apply: ler_add.
  apply: (@le_trans _ _ (\sum_(0 <= i < t) n%:R)).
    by rewrite sumr_const_nat subn0 mulr_natl.
  rewrite big_nat_cond [leRHS]big_nat_cond; apply: ler_sum => i.
  rewrite andbT /= => im; rewrite ler_nat leq_min leqnn /= leq_divRL // mulnC.
  by rewrite leq_mul2r im orbT.
apply: (@le_trans _ _ (\sum_(t <= i < n) (t%:R * n%:R * i.+1%:R^-1 - 1))).
  rewrite big_split /= -mulr_sumr; apply: ler_add.
    by rewrite ler_wpmul2l ?mulr_ge0 ?ler0n // harmonic_ge //; case/andP: mn.
  by rewrite sumr_const_nat mulNrn ler_opp2 ler_nat leq_subr.
rewrite big_nat_cond [leRHS]big_nat_cond; apply: ler_sum => i.
by rewrite andbT => /andP[mi _]; apply: row_ge.
Qed.

End Tail.
