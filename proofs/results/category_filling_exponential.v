(******************************************************************************)
(* category-filling, exponential forms: the number of draws that the talk     *)
(* states.                                                                    *)
(*                                                                            *)
(*   category_filling_ln2   more than m in each of k categories with          *)
(*                          probability >= 1 - delta, from any number of draws*)
(*                          M >= (2/c) (m ln 2 + ln (k/delta))                *)
(*   category_filling_talk  at least m, from exactly                          *)
(*                          M = ceil ((2/c) (m + ln (k/delta)))               *)
(*   category_hit_ln        at least one, from M >= (1/c) ln (k/delta)        *)
(*                                                                            *)
(* Source: category-filling (the talk). Differences: finite law; categories   *)
(* need not be disjoint; m ln 2 in place of m; and more than m members in     *)
(* place of at least m, from the same number of draws.                        *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import reals exp.
From LotteryVerify.definitions Require Import counts finite_law.
From LotteryVerify.facts Require Import exponential probability.
From LotteryVerify.results Require Import category_filling.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Exponential.
Variables (R : realType) (J T : finType) (p : law R T).
Variables (k : nat) (C : 'I_k -> pred T) (c delta : R).
Hypothesis C_ge_c : forall i, c <= Pr p (C i).
Hypotheses (c_gt0 : 0 < c) (delta_gt0 : 0 < delta).

Lemma from_bound (x : R) : ((0 < k)%N -> x <= delta / k%:R) ->
  k%:R * x <= delta.
Proof.
case: (posnP k) => [-> _|k0 /(_ isT)]; first by rewrite mul0r ltW.
by rewrite ler_pdivl_mulr ?ltr0n // mulrC.
Qed.

Lemma category_le1 : (0 < k)%N -> c <= 1.
Proof. by move=> k0; apply: le_trans (C_ge_c (Ordinal k0)) (Pr_le1 _ _). Qed.

Theorem category_filling_ln2 (m : nat) :
  (2 / c) * (m%:R * ln 2 + ln (k%:R / delta)) <= #|J|%:R ->
  1 - delta <=
    Pr (iid J p) [pred f : {ffun J -> T} | [forall i, (m < members (C i) f)%N]].
Proof.
move=> le_M; apply: (category_filling C_ge_c); apply: from_bound => k0.
apply: pow2_le_of_ln; rewrite ?category_le1 ?ltr0n //.
by rewrite mulrAC -ler_pdivr_mull ?divr_gt0 ?ltr0n // invf_div.
Qed.

Theorem category_hit_ln :
  c^-1 * ln (k%:R / delta) <= #|J|%:R ->
  1 - delta <=
    Pr (iid J p) [pred f : {ffun J -> T} | [forall i, exists j, C i (f j)]].
Proof.
move=> le_M; apply: (category_hit C_ge_c); apply: from_bound => k0.
apply: pow_le_of_ln; rewrite ?category_le1 ?ltr0n //.
by rewrite -ler_pdivr_mull.
Qed.

End Exponential.

Theorem category_filling_talk (R : realType) (T : finType) (p : law R T)
    (k m : nat) (C : 'I_k -> pred T) (c delta : R)
    (M := draws ((2 / c) * (m%:R + ln (k%:R / delta)))) :
  (forall i, c <= Pr p (C i)) -> 0 < c -> 0 < delta ->
  1 - delta <= Pr (iid [finType of 'I_M] p)
    [pred f : {ffun 'I_M -> T} | [forall i, (m <= members (C i) f)%N]].
Proof.
move=> C_ge_c c0 d0.
apply: le_trans (_ : Pr (iid [finType of 'I_M] p)
    [pred f : {ffun 'I_M -> T} | [forall i, (m < members (C i) f)%N]] <= _).
  apply: category_filling_ln2 => //; rewrite card_ord.
  apply: le_trans (le_draws _); rewrite ler_pmul2l ?divr_gt0 ?ltr0n //.
  by rewrite ler_add2r -[leRHS]mulr1 ler_wpmul2l ?ler0n ?ln2_le1.
by apply: Pr_mono => f /forallP C_m; apply/forallP => i; apply: ltnW.
Qed.
