(******************************************************************************)
(* Laws of finite probability: monotonicity, complement, union bound, Markov, *)
(* products of independent factors, marginals of independent draws.           *)
(*                                                                            *)
(*   Pr_image        an event about phi x, summed over the values of phi      *)
(*   union_bound     Pr (some A i) <= sum of the Pr (A i)                     *)
(*   markov          Pr A <= E g for g >= 0 with g >= 1 on A                  *)
(*   expect_indep    E of a product of one factor per coordinate              *)
(*   Pr_indep_all    Pr (every coordinate in its set) = product of the Pr     *)
(*   marginal        a choice of distinct coordinates is again independent    *)
(*   marginal_pairs  disjoint pairs of coordinates are independent pairs      *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import finite_law.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Basics.
Variables (R : realFieldType) (T : finType) (p : law R T).
Implicit Types A B : pred T.

Lemma Pr_ge0 A : 0 <= Pr p A.
Proof. by apply: sumr_ge0 => x _; apply: mass_ge0. Qed.

Lemma Pr_ext A B : A =1 B -> Pr p A = Pr p B.
Proof. by move=> AB; apply: eq_bigl. Qed.

Lemma Pr_true : Pr p predT = 1.
Proof. exact: mass_sum. Qed.

Lemma Pr_setC A : Pr p (predC A) = 1 - Pr p A.
Proof.
by rewrite -Pr_true /Pr [X in _ = X - _](bigID A) /= addrAC subrr add0r.
Qed.

Lemma Pr_mono A B : (forall x, A x -> B x) -> Pr p A <= Pr p B.
Proof.
move=> AB; rewrite /Pr [leLHS]big_mkcond [leRHS]big_mkcond.
apply: ler_sum => x _; case: ifP => [/AB -> //|_].
by case: ifP => // _; apply: mass_ge0.
Qed.

Lemma Pr_le1 A : Pr p A <= 1.
Proof. by rewrite -Pr_true; apply: Pr_mono. Qed.

Lemma Pr_expect A : Pr p A = expect p (fun x => (A x)%:R).
Proof.
rewrite /Pr big_mkcond; apply: eq_bigr => x _.
by case: (A x); rewrite ?mulr1 ?mulr0.
Qed.

Lemma markov A (g : T -> R) :
  (forall x, 0 <= g x) -> (forall x, A x -> 1 <= g x) -> Pr p A <= expect p g.
Proof.
move=> g0 g1; rewrite Pr_expect; apply: ler_sum => x _.
apply: ler_wpmul2l; first exact: mass_ge0.
by case Ax: (A x); [apply: g1|apply: g0].
Qed.

Lemma union_bound (J : finType) (A : J -> pred T) :
  Pr p [pred x | [exists j, A j x]] <= \sum_j Pr p (A j).
Proof.
under eq_bigr => j _ do rewrite Pr_expect.
rewrite exchange_big /=; under eq_bigr => x _ do rewrite -big_distrr /=.
apply: markov => x; first by apply: sumr_ge0 => j _; apply: ler0n.
case/existsP => j Ax; rewrite (bigD1 j) //= Ax ler_addl.
by apply: sumr_ge0 => i _; apply: ler0n.
Qed.

Lemma Pr_image (S : finType) (phi : T -> S) (A : pred S) :
  Pr p [pred x | A (phi x)] = \sum_(y | A y) Pr p [pred x | phi x == y].
Proof.
rewrite /Pr (partition_big phi A) //=; apply: eq_bigr => y Ay.
by apply: eq_bigl => x; case: eqP => [->|]; rewrite ?Ay ?andbF.
Qed.

End Basics.

Section Independent.
Variables (R : realFieldType) (I T : finType) (p : I -> law R T).

Lemma expect_indep (g : I -> T -> R) :
  expect (indep p) (fun f : {ffun I -> T} => \prod_i g i (f i))
  = \prod_i expect (p i) (g i).
Proof.
rewrite [RHS](bigA_distr_bigA (fun i x => p i x * g i x)) /=.
by apply: eq_bigr => f _; rewrite -big_split.
Qed.

Lemma Pr_indep_all (A : I -> pred T) :
  Pr (indep p) [pred f : {ffun I -> T} | [forall i, A i (f i)]]
  = \prod_i Pr (p i) (A i).
Proof.
under [RHS]eq_bigr => i _ do rewrite Pr_expect.
rewrite -expect_indep Pr_expect; apply: eq_bigr => f _; congr (_ * _).
rewrite /=; case: forallP => [Af|/forallP]; first by rewrite big1 // => i _;
  rewrite Af.
by rewrite negb_forall => /existsP[i /negbTE Ai];
  rewrite (bigD1 i) //= Ai mul0r.
Qed.

End Independent.

Section Marginals.
Variables (R : realFieldType) (I T J : finType) (p : I -> law R T).

Lemma marginal_point (h : J -> I) (g : J -> T) : injective h ->
  Pr (indep p) [pred f : {ffun I -> T} | [forall j, f (h j) == g j]]
  = \prod_j p (h j) (g j).
Proof.
move=> h_inj; pose A i x := [forall j, (h j == i) ==> (x == g j)].
rewrite (@Pr_ext _ _ _ _ [pred f : {ffun I -> T} | [forall i, A i (f i)]]);
  last first.
  move=> f /=; apply/forallP/forallP => [fg i|Af j].
    by apply/forallP => j; apply/implyP => /eqP <-.
  by move/forallP/(_ j): (Af (h j)); rewrite eqxx.
rewrite Pr_indep_all (bigID (mem (h @: J))) /=.
rewrite big_imset /=; last by move=> ? ? _ _ /h_inj.
rewrite [X in _ * X]big1 ?mulr1 => [|i ih].
  apply: eq_bigr => j _; rewrite /Pr (big_pred1 (g j)) // => x.
  apply/forallP/eqP => [/(_ j)|-> j']; first by rewrite eqxx => /eqP.
  by apply/implyP => /eqP/h_inj ->.
rewrite -[RHS](Pr_true (p i)); apply: Pr_ext => x; apply/forallP => j.
by apply/implyP => /eqP hj; case/imsetP: ih; exists j.
Qed.

Lemma marginal (h : J -> I) (A : pred {ffun J -> T}) : injective h ->
  Pr (indep p) [pred f : {ffun I -> T} | A [ffun j => f (h j)]]
  = Pr (indep (fun j => p (h j))) A.
Proof.
move=> h_inj; rewrite (Pr_image _ (fun f : {ffun I -> T} => [ffun j =>
  f (h j)])).
apply: eq_bigr => g _; apply: etrans (marginal_point g h_inj).
apply: Pr_ext => f /=.
apply/eqP/forallP => [<- j|fg]; first by rewrite ffunE.
by apply/ffunP => j; rewrite ffunE; apply/eqP.
Qed.

End Marginals.

Section MarginalPairs.
Variables (R : realFieldType) (I T J : finType) (p : I -> law R T).

Lemma marginal_pairs (hu hv : J -> I) (A : pred {ffun J -> T * T}) :
  injective hu -> injective hv -> (forall j j', hu j != hv j') ->
  Pr (indep p) [pred f : {ffun I -> T} | A [ffun j => (f (hu j), f (hv j))]]
  = Pr (indep (fun j => pair_law (p (hu j)) (p (hv j)))) A.
Proof.
move=> u_inj v_inj uv.
rewrite (Pr_image _ (fun f : {ffun I -> T} => [ffun j =>
  (f (hu j), f (hv j))])).
apply: eq_bigr => g _; pose h (jb : J * bool) := (if jb.2 then hv else hu) jb.1.
pose g' (jb : J * bool) := if jb.2 then (g jb.1).2 else (g jb.1).1.
have h_inj : injective h.
  move=> [j []] [j' []] /=; rewrite /h /=.
  - by move/v_inj => ->.
  - by move/esym/eqP; rewrite (negbTE (uv _ _)).
  - by move/eqP; rewrite (negbTE (uv _ _)).
  - by move/u_inj => ->.
transitivity (\prod_jb p (h jb) (g' jb)).
  apply: etrans (marginal_point p g' h_inj).
  apply: Pr_ext => f /=; apply/eqP/forallP => [fg [j []]|fg].
  - by rewrite /g' -fg /= ffunE.
  - by rewrite /g' -fg /= ffunE.
  apply/ffunP => j; rewrite ffunE [RHS]surjective_pairing.
  by congr pair; apply/eqP; [apply: (fg (j, false))|apply: (fg (j, true))].
rewrite -(pair_bigA _ (fun j b => p (h (j, b)) (g' (j, b)))) /=.
by apply: eq_bigr => j _; rewrite big_bool mulrC.
Qed.

End MarginalPairs.
