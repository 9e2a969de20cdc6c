(******************************************************************************)
(* The hypotheses of subset-sum hold together.                                *)
(*                                                                            *)
(*   subset_sum_witness   9 grid points -4 .. 4, precision 2 units, steps     *)
(*                 uniform on -9 .. 8, failure probability 1/10: the numbers  *)
(*                 of draws are THEORY.md's, rounded up                       *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import reals exp.
From LotteryVerify.definitions Require Import counts.
From LotteryVerify.definitions Require Import finite_law.
From LotteryVerify.facts Require Import exponential.
From LotteryVerify.results Require Import subset_sum.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Witness.
Variable R : realType.

Let delta : R := 10%:R^-1.
Let eps : R := 1%:R / 9%:R.
Let T1 := draws (ln (2 * eps * delta)^-1 / ln (8%:R / 7%:R)).
Let T2 := draws (ln (eps * delta)^-1 / ln (4%:R / 3%:R)).

Definition steps : law R [finType of 'I_9.*2] := uniform_law R (ord0 : 'I_18).

Corollary subset_sum_witness : 1 - delta <=
  Pr (iid [finType of 'I_(T1 + T2)] steps)
    [pred f : {ffun 'I_(T1 + T2) -> 'I_9.*2} | [forall z, close_subset 4 1 z
      f]].
Proof.
apply: subset_sum_uniform => //.
- by move=> x; rewrite /= card_ord.
- by rewrite invr_gt0 ltr0n.
- exact: le_draws.
exact: le_draws.
Qed.

End Witness.
