(******************************************************************************)
(* The set of grid points that subset sums reach grows.                       *)
(*                                                                            *)
(*   'I_n            the grid; a draw x : 'I_(n.*2) stands for the step x - n,*)
(*                   an integer in [-n, n)                                    *)
(*   shift A x       the points a + (x - n), a in A, that lie on the grid     *)
(*   grow A x        A and its shift                                          *)
(*   density A       #|A| / n                                                 *)
(*   spread q p      every step has probability at least p / (2n) under q     *)
(*   density_double  one draw at most doubles the density                     *)
(*   density_mean    E density' >= density + p density (1 - density) / 2      *)
(*   grow_sum        points of the grown set are subset sums from the old set *)
(*                                                                            *)
(* Source: subset-sum (proof of THEORY.md), on a finite grid.                 *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra zify ring.
From LotteryVerify.definitions Require Import finite_law.
From LotteryVerify.facts Require Import draw_sequence.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Growth.
Variable n : nat.
Implicit Types (A : {set 'I_n}) (x : 'I_n.*2).

Definition shift A x : {set 'I_n} :=
  [set y : 'I_n | [exists a in A, (a + x == y + n)%N]].

Definition grow A x : {set 'I_n} := A :|: shift A x.

Lemma card_shift A x : (#|shift A x| <= #|A|)%N.
Proof.
pose f (a : 'I_n) : 'I_n := insubd a (a + x - n)%N.
apply: leq_trans (leq_imset_card f A); apply/subset_leq_card/subsetP => y.
rewrite inE => /existsP[a /andP[aA /eqP ax]]; apply/imsetP; exists a => //.
by apply: val_inj; rewrite /f val_insubd ax addnK ltn_ord.
Qed.

Lemma step_lt (y a : 'I_n) : (y + n - a < n.*2)%N.
Proof. by have := ltn_ord y; lia. Qed.

Lemma card_reaching A (y : 'I_n) : #|[set x | y \in shift A x]| = #|A|.
Proof.
pose f a := Ordinal (step_lt y a).
rewrite -(card_imset (f := f)) => [|a a' /(congr1 val) /= eq_f].
  apply: eq_card => x; rewrite !inE; apply/existsP/imsetP.
    move=> [a /andP[aA /eqP ax]]; exists a => //; apply: val_inj.
    by rewrite /= -ax addKn.
  move=> [a aA ->]; exists a; rewrite aA /= subnKC //.
  by rewrite (leq_trans (ltnW (ltn_ord a))) // leq_addl.
by apply: val_inj; have := ltn_ord a; have := ltn_ord a'; move: eq_f => /=; lia.
Qed.

Lemma sum_new A : (\sum_x #|shift A x :\: A| = (n - #|A|) * #|A|)%N.
Proof.
transitivity (\sum_(y in ~: A) \sum_x (y \in shift A x))%N.
  rewrite exchange_big; apply: eq_bigr => x _.
  rewrite -sum1_card [LHS]big_mkcond [RHS]big_mkcond /=.
  by apply: eq_bigr => y _; rewrite !inE; case: (y \in A) => //=; case: ifP.
have -> : (n - #|A|)%N = #|~: A| by rewrite (cardsCs (~: A)) setCK card_ord.
rewrite -sum_nat_const.
apply: eq_bigr => y _;
  rewrite -(card_reaching A y) -sum1_card [RHS]big_mkcond /=.
by apply: eq_bigr => x _; rewrite [in RHS]inE; case: (y \in _).
Qed.

Variables (R : realFieldType) (q : law R [finType of 'I_n.*2]) (p : R).

Definition density A : R := #|A|%:R / n%:R.

Lemma density_ge0 A : 0 <= density A.
Proof. by rewrite divr_ge0 ?ler0n. Qed.

Lemma density_le1 A : density A <= 1.
Proof.
case: (posnP n) => [n0|n_gt0].
  have nR0 : n%:R = 0 :> R by rewrite n0.
  by rewrite /density nR0 invr0 mulr0 ler01.
by rewrite ler_pdivr_mulr ?ltr0n // mul1r ler_nat -[X in (_ <= X)%N]card_ord
  max_card.
Qed.

Lemma density_grow A x : density A <= density (grow A x).
Proof.
by rewrite ler_wpmul2r ?invr_ge0 ?ler0n // ler_nat subset_leq_card // subsetUl.
Qed.

Lemma density_double A x : density (grow A x) <= 2 * density A.
Proof.
rewrite mulrA ler_wpmul2r ?invr_ge0 ?ler0n // -natrM ler_nat mul2n -addnn.
by rewrite (leq_trans (leq_card_setU _ _)) // leq_add2l card_shift.
Qed.

Lemma density_mean A : spread q p ->
  density A + p * density A * (1 - density A) / 2
  <= mean q grow density A.
Proof.
move=> q_spread; case: (posnP n) => [n0|n_gt0].
  have nR0 : n%:R = 0 :> R by rewrite n0.
  rewrite {1 2 3}/density nR0 invr0 !mulr0 !mul0r addr0.
  by apply: sumr_ge0 => x _; rewrite mulr_ge0 ?mass_ge0 ?density_ge0.
have -> : mean q grow density A =
  density A + \sum_x q x * (#|shift A x :\: A|%:R / n%:R).
  have E : density A = \sum_x q x * density A by rewrite -mulr_suml mass_sum
    mul1r.
  rewrite [X in _ = X + _]E -big_split /=.
  apply: eq_bigr => x _; rewrite -mulrDr /density -mulrDl -natrD;
    congr (_ * (_%:R / _)).
  have -> : grow A x = A :|: (shift A x :\: A).
    by apply/setP => y; rewrite !inE; case: (y \in A).
  rewrite cardsU (_ : A :&: _ = set0) ?cards0 ?subn0 //.
  by apply/setP => y; rewrite !inE; case: (y \in A).
rewrite ler_add2l.
apply: (@le_trans _ _ (\sum_x p / n.*2%:R * (#|shift A x :\: A|%:R / n%:R))).
  rewrite -mulr_sumr -mulr_suml -natr_sum sum_new natrM natrB; last first.
    by rewrite -[X in (_ <= X)%N]card_ord max_card.
  rewrite /density -muln2 natrM le_eqVlt; apply/orP; left; apply/eqP; field.
  by rewrite pnatr_eq0 -lt0n.
by apply: ler_sum => x _; rewrite ler_wpmul2r // divr_ge0 ?ler0n.
Qed.

Lemma grow_sum A x (y : 'I_n) : y \in grow A x ->
  exists a b, a \in A /\ (a%:Z + b%:Z * (x%:Z - n%:Z) = y%:Z) /\ (b <= 1)%N.
Proof.
rewrite in_setU => /orP[yA|]; first by exists y, 0%N; rewrite mul0r addr0.
rewrite inE => /existsP[a /andP[aA /eqP ax]]; exists a, 1%N; split=> //;
  split=> //.
by rewrite mul1r; lia.
Qed.

End Growth.
