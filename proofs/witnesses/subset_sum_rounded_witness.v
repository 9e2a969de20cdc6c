(******************************************************************************)
(* A law of odd numerators for subset_sum_rounded: the values x - n + 1/2, x  *)
(* uniform on 'I_2n. None of them is on the grid of whole units, so the law   *)
(* gives every grid point weight 0; rounded down it gives each the weight     *)
(* 1 / (2n): part = 1, d = 1/2.                                               *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import zify.
From LotteryVerify.definitions Require Import finite_law.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Odd.
Variables (R : realFieldType) (n : nat) (x0 : 'I_n.*2).

Definition odd_value (x : 'I_n.*2) : R := (x%:Z - n%:Z)%:~R + 2%:R^-1.

Theorem odd_off_grid (x : 'I_n.*2) (y : int) : odd_value x != y%:~R.
Proof.
apply/eqP => /(congr1 (fun z => z * 2%:R)).
rewrite /odd_value mulrDl mulVf ?pnatr_eq0 // -[2%:R]/(2%:Z%:~R) -!rmorphM.
rewrite -[1]/(1%:~R) -rmorphD => /eqP; rewrite eqr_int => /eqP.
by lia.
Qed.

Theorem odd_rounds (x : 'I_n.*2) :
  `|(x%:Z - n%:Z)%:~R - odd_value x| <= 2%:R^-1.
Proof.
rewrite /odd_value opprD addrA subrr sub0r normrN.
by rewrite ger0_norm // invr_ge0 ler0n.
Qed.

Theorem odd_hits (y : 'I_n.*2) :
  1 / (n.*2)%:R <= Pr (uniform_law R x0) [pred x | x == y].
Proof. by rewrite /Pr (big_pred1 y) //= card_ord div1r. Qed.

End Odd.
