(******************************************************************************)
(* A mask serves one of several well separated targets.                       *)
(*                                                                            *)
(*   covers t k s     in the draw t the mask k is a ticket for target s       *)
(*   covered t s      in the draw t some mask is a ticket for target s        *)
(*                                                                            *)
(* mask_counting: if no mask covers two targets, and each of the targets      *)
(*   S is covered with probability at least q, then q |S| is at most the      *)
(*   number of masks.                                                         *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import finite_law.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Counting.
Variables (R : realFieldType) (T K S : finType) (p : law R T).
Variable covers : T -> K -> S -> bool.
Hypothesis separated : forall t k s s', covers t k s -> covers t k s' -> s = s'.

Definition covered (t : T) (s : S) : bool := [exists k, covers t k s].

Lemma covered_le t : (\sum_s covered t s <= #|K|)%N.
Proof.
apply: (@leq_trans (\sum_s \sum_k covers t k s)).
  apply: leq_sum => s _; rewrite /covered; case: existsP => //= -[k k_covers].
  by rewrite (bigD1 k) //= k_covers.
rewrite exchange_big -sum1_card; apply: leq_sum => k _ /=.
rewrite -big_mkcond sum1_card; apply/card_le1_eqP => s s' s_in s'_in.
exact: separated s'_in s_in.
Qed.

Theorem mask_counting q :
  (forall s, q <= Pr p [pred t | covered t s]) -> q * #|S|%:R <= #|K|%:R.
Proof.
move=> q_le; rewrite mulr_natr -sumr_const.
apply: le_trans (ler_sum _ (fun s _ => q_le s)) _; rewrite /Pr.
under eq_bigr do rewrite big_mkcond.
rewrite exchange_big -[X in _ <= X]mul1r -[X in _
  <= X * _](mass_sum p) mulr_suml.
apply: ler_sum => t _; apply: le_trans (_ : p t * (\sum_s covered t s)%:R <= _).
  rewrite natr_sum mulr_sumr ler_sum // => s _.
  by rewrite /=; case: (covered t s); rewrite ?mulr1 ?mulr0.
by apply: ler_wpmul2l; rewrite ?mass_ge0 // ler_nat covered_le.
Qed.

End Counting.
