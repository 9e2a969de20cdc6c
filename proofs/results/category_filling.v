(******************************************************************************)
(* category-filling: how many independent draws fill every category.          *)
(*                                                                            *)
(*   members C f   number of draws of f : {ffun J -> T} that fall in C        *)
(*   category_filling, category_hit                                           *)
(*                 k categories, any real field: with probability >= 1 - delta*)
(*                 every category has more than m members, when               *)
(*                 k 2^m (1 - c/2)^M <= delta; at least one when              *)
(*                 k (1 - c)^M <= delta                                       *)
(*                                                                            *)
(* Source: category-filling (the talk's batch sampling). Differences: a finite*)
(* law; the categories need not be disjoint; more than m members, where the   *)
(* talk has at least m; the bound itself in place of an exponential (the      *)
(* exponential forms are in category_filling_exponential.v); the draws are    *)
(* indexed by any finite type J, so M = #|J|, and are independent by          *)
(* definition: one pool of draws of one law. In a pruned network a draw is a  *)
(* pair (u, v), so a pool belongs to one (input, output) pair.                *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import finite_law.
From LotteryVerify.facts Require Import category_members probability.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Categories.
Variables (R : realFieldType) (J T : finType) (p : law R T).
Variables (k : nat) (C : 'I_k -> pred T) (c delta : R).
Hypothesis C_ge_c : forall i, c <= Pr p (C i).

Theorem category_filling (m : nat) :
  k%:R * (2 ^+ m * (1 - c / 2) ^+ #|J|) <= delta ->
  1 - delta <= Pr (iid J p) [pred f | [forall i, (m < members (C i) f)%N]].
Proof.
move=> le_delta; rewrite ler_subl_addr -ler_subl_addl -Pr_setC.
apply: le_trans le_delta.
rewrite (@Pr_ext _ _ _ _ [pred f : {ffun J -> T} |
  [exists i, [pred f | (members (C i) f <= m)%N] f]]); last first.
  by move=> f; rewrite /= negb_forall; apply: eq_existsb => i; rewrite -leqNgt.
apply: le_trans (union_bound _ _) _.
rewrite -[X in X%:R * _]card_ord mulr_natl -sumr_const.
by apply: ler_sum => i _; apply: few_members.
Qed.

Theorem category_hit :
  k%:R * (1 - c) ^+ #|J| <= delta ->
  1 - delta <=
    Pr (iid J p) [pred f : {ffun J -> T} | [forall i, exists j, C i (f j)]].
Proof.
move=> le_delta; rewrite ler_subl_addr -ler_subl_addl -Pr_setC.
apply: le_trans le_delta.
rewrite (@Pr_ext _ _ _ _ [pred f : {ffun J -> T} |
  [exists i, [pred f : {ffun J -> T} | ~~ [exists j, C i (f j)]] f]]);
    last first.
  by move=> f; rewrite /= negb_forall.
apply: le_trans (union_bound _ _) _.
rewrite -[X in X%:R * _]card_ord mulr_natl -sumr_const.
by apply: ler_sum => i _; apply: no_member.
Qed.

End Categories.
