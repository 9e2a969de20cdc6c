(******************************************************************************)
(* Sums of reciprocals against logarithms, and numbers below a bound.         *)
(*                                                                            *)
(*   card_below      how many of 0 .. n-1 are below b: min n b                *)
(*   nat_below       y >= 0: some natural k has k <= y < k + 1                *)
(*   inverse_le_ln, ln_le_inverse   1/(i+1) <= ln (i+1) - ln i <= 1/i         *)
(*   harmonic_le, harmonic_ge   ln ((n+1)/(m+1)) <= sum of 1/i over m < i <= n*)
(*                   <= ln (n / m)                                            *)
(*   odd_harmonic_ge   ln ((2n+1)/(2m+1)) <= sum of 2/(2i+1) over m <= i < n  *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import reals sequences exp.
From LotteryVerify.facts Require Import exponential.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma card_below (n b : nat) : #|[pred j : 'I_n | (j < b)%N]| = minn n b.
Proof.
rewrite cardE -(size_map val) -(size_iota 0 (minn n b)); apply/perm_size.
apply: uniq_perm; rewrite ?iota_uniq ?map_inj_uniq ?enum_uniq //;
  first exact: val_inj.
move=> x; rewrite mem_iota add0n leq_min; rewrite leq0n /=.
apply/mapP/andP => [[j]|[xn xb]].
  by rewrite mem_enum => jb ->; rewrite ltn_ord.
by exists (Ordinal xn); rewrite // mem_enum.
Qed.

Section Harmonic.
Variable R : realType.

Lemma inverse_le_ln (i : nat) : (0 < i)%N ->
  i.+1%:R^-1 <= ln i.+1%:R - ln i%:R :> R.
Proof.
move=> i_gt0; rewrite -ln_div ?posrE ?ltr0n // -[leRHS]opprK -lnV; last first.
  by rewrite posrE divr_gt0 ?ltr0n.
rewrite ler_oppr invf_div -[leRHS](@expK R) ler_ln ?posrE ?divr_gt0 ?expR_gt0
  ?ltr0n //.
apply: le_trans (expR_ge1D _); rewrite ler_pdivr_mulr ?ltr0n // mulrBl mul1r.
by rewrite mulVf ?pnatr_eq0 // -[X in _ <= X%:R - _]addn1 natrD addrK.
Qed.

Lemma ln_le_inverse (i : nat) : (0 < i)%N ->
  ln i.+1%:R - ln i%:R <= i%:R^-1 :> R.
Proof.
move=> i_gt0; rewrite -ln_div ?posrE ?ltr0n //.
apply: le_trans (le_ln1Dx _); last by rewrite invr_ge0 ler0n.
by rewrite -addn1 natrD mulrDl mul1r divff // pnatr_eq0 -lt0n.
Qed.

Lemma harmonic_le (m n : nat) : (0 < m <= n)%N ->
  \sum_(m <= i < n) i.+1%:R^-1 <= ln n%:R - ln m%:R :> R.
Proof.
move=> /andP[m_gt0 /subnKC <-]; elim: (n - m)%N => [|d IHd].
  by rewrite addn0 big_geq // subrr.
rewrite addnS big_nat_recr ?leq_addr //=; apply: le_trans (ler_add IHd _) _.
  by apply: inverse_le_ln; rewrite addn_gt0 m_gt0.
by rewrite addrC addrA subrK.
Qed.

Lemma harmonic_ge (m n : nat) : (m <= n)%N ->
  ln n.+1%:R - ln m.+1%:R <= \sum_(m <= i < n) i.+1%:R^-1 :> R.
Proof.
move=> /subnKC <-; elim: (n - m)%N => [|d IHd].
  by rewrite addn0 big_geq // subrr.
rewrite addnS big_nat_recr ?leq_addr //=.
apply: le_trans (ler_add IHd (ln_le_inverse (ltn0Sn _))).
by rewrite [leRHS]addrC addrA subrK.
Qed.

Lemma ln_le_odd_inverse (i : nat) :
  ln i.+1.*2.+1%:R - ln i.*2.+1%:R <= 2 / i.*2.+1%:R :> R.
Proof.
rewrite -ln_div ?posrE ?ltr0n //.
apply: le_trans (le_ln1Dx _); last by rewrite divr_ge0 ?ler0n.
rewrite doubleS -[i.*2.+3]addn2 natrD [X in X / _]/= mulrDl divff //.
by rewrite pnatr_eq0.
Qed.

Lemma odd_harmonic_ge (m n : nat) : (m <= n)%N ->
  ln n.*2.+1%:R - ln m.*2.+1%:R <= \sum_(m <= i < n) 2 / i.*2.+1%:R :> R.
Proof.
move=> /subnKC <-; elim: (n - m)%N => [|d IHd].
  by rewrite addn0 big_geq // subrr.
rewrite addnS big_nat_recr ?leq_addr //=.
apply: le_trans (ler_add IHd (ln_le_odd_inverse _)).
by rewrite [leRHS]addrC addrA subrK.
Qed.

Lemma nat_below (y : R) : 0 <= y -> exists k : nat, k%:R <= y < k.+1%:R.
Proof.
rewrite -floor_ge0 => y_ge0; exists `|floor y|%N.
have kE : (`|floor y|%N)%:R = (floor y)%:~R :> R by rewrite natr_absz ger0_norm.
by rewrite -[in X in _ < X]addn1 natrD kE floor_le lt_succ_floor.
Qed.

End Harmonic.
