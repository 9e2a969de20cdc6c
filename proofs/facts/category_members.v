(******************************************************************************)
(* How many independent draws fall in one category.                           *)
(*                                                                            *)
(*   members C f   number of draws of f : {ffun J -> T} that fall in C        *)
(*                                                                            *)
(* few_members     Pr (at most m members) <= 2^m (1 - c/2)^M                  *)
(* no_member       Pr (no member) <= (1 - c)^M                                *)
(*   where the category has probability >= c and M = #|J| is the number of    *)
(*   draws.                                                                   *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import finite_law.
From LotteryVerify.facts Require Import probability.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section OneCategory.
Variables (R : realFieldType) (J T : finType) (p : law R T).
Variables (C : pred T) (c : R).
Hypothesis C_ge_c : c <= Pr p C.

Lemma half_power (f : {ffun J -> T}) :
  \prod_j (if C (f j) then 2^-1 else 1) = 2^-1 ^+ members C f :> R.
Proof. by rewrite -big_mkcond /= prodr_const. Qed.

Lemma expect_half_power :
  expect (iid J p) (fun f => 2^-1 ^+ members C f) = (1 - Pr p C / 2) ^+ #|J|.
Proof.
transitivity (\prod_(j : J) expect p (fun x => if C x then 2^-1 else 1)).
  by rewrite -expect_indep; apply: eq_bigr => f _; rewrite half_power.
rewrite prodr_const; congr (_ ^+ _);
  rewrite -[X in X - _](Pr_true p) /expect /Pr.
rewrite mulr_suml [X in _ - X]big_mkcond -sumrB; apply: eq_bigr => x _.
case: (C x); rewrite ?mulr1 ?subr0 // -[X in X - _](mulr1 (p x)) -mulrBr.
by congr (_ * _); rewrite [X in _ = X - _](splitr 1) mul1r addrK.
Qed.

Lemma few_members (m : nat) :
  Pr (iid J p) [pred f | (members C f <= m)%N]
  <= 2 ^+ m * (1 - c / 2) ^+ #|J|.
Proof.
have two0 : 0 < 2 :> R by rewrite ltr0n.
have le_c2 : Pr p C / 2 <= 1.
  by rewrite ler_pdivr_mulr // mul1r (le_trans (Pr_le1 _ _)) ?ler1n.
apply: (@le_trans _ _ (2 ^+ m * (1 - Pr p C / 2) ^+ #|J|)); last first.
  rewrite ler_pmul2l ?exprn_gt0 //; apply: ler_expn2r.
  - by rewrite nnegrE subr_ge0.
  - by rewrite nnegrE subr_ge0 (le_trans _ le_c2) // ler_pmul2r ?invr_gt0.
  by rewrite ler_add2l ler_opp2 ler_pmul2r ?invr_gt0.
rewrite -expect_half_power /expect mulr_sumr.
under eq_bigr => f _ do rewrite mulrCA.
apply: markov => f; first by rewrite mulr_ge0 ?exprn_ge0 ?invr_ge0 ?ler0n.
move=> /= few; rewrite exprVn ler_pdivl_mulr ?exprn_gt0 // mul1r.
by rewrite ler_eexpn2l // ltr1n.
Qed.

Lemma no_member :
  Pr (iid J p) [pred f : {ffun J -> T} | ~~ [exists j, C (f j)]] <= (1 - c) ^+
    #|J|.
Proof.
rewrite (@Pr_ext _ _ _ _
  [pred f : {ffun J -> T} | [forall j, predC C (f j)]]); last first.
  by move=> f; rewrite /= negb_exists.
rewrite (Pr_indep_all (fun=> p) (fun=> predC C)) prodr_const Pr_setC;
  apply: ler_expn2r.
- by rewrite nnegrE subr_ge0 Pr_le1.
- by rewrite nnegrE subr_ge0 (le_trans C_ge_c) ?Pr_le1.
by rewrite ler_add2l ler_opp2.
Qed.

End OneCategory.
