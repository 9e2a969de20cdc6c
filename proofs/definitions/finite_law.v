(******************************************************************************)
(* Finite probability: laws with finitely many outcomes, as weighted sums.    *)
(*                                                                            *)
(*   law R T       == nonnegative weights over the finite type T, of sum 1    *)
(*   p x           == the weight of the outcome x under the law p             *)
(*   Pr p A        == probability of the event A : pred T                     *)
(*   expect p g    == expectation of g : T -> R                               *)
(*   indep p       == independent draws, the i-th from the law p i: a law over*)
(*                    {ffun I -> T} whose weights are products                *)
(*   iid p         == independent draws from the one law p                    *)
(*   pair_law p q  == one draw from p and an independent one from q           *)
(*   members C f   == number of draws of f : {ffun J -> T} that fall in C     *)
(*   spread p part == the law p on 'I_2n holds the uniform one, weight part   *)
(*   uniform_law T x0 == the same weight on every outcome of T (x0 inhabits T)*)
(*                                                                            *)
(* R is any real field: nothing here needs completeness.                      *)
(* Source: setting of THEORY.md (every weight drawn independently).           *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Record law (R : realFieldType) (T : finType) := Law {
  mass :> T -> R;
  mass_ge0 : forall x, 0 <= mass x;
  mass_sum : \sum_x mass x = 1 }.

Section Probability.
Variables (R : realFieldType) (T : finType) (p : law R T).

Definition Pr (A : pred T) : R := \sum_(x | A x) p x.

Definition expect (g : T -> R) : R := \sum_x p x * g x.

End Probability.

Section Independent.
Variables (R : realFieldType) (I T : finType).

Lemma indep_ge0 (p : I -> law R T) (f : {ffun I -> T}) :
  0 <= \prod_i p i (f i).
Proof. by apply: prodr_ge0 => i _; apply: mass_ge0. Qed.

Lemma indep_sum (p : I -> law R T) :
  \sum_(f : {ffun I -> T}) \prod_i p i (f i) = 1.
Proof.
rewrite -(bigA_distr_bigA (fun i x => p i x)).
by apply: big1 => i _; apply: mass_sum.
Qed.

Definition indep (p : I -> law R T) : law R [finType of {ffun I -> T}] :=
  Law (indep_ge0 p) (indep_sum p).

Definition iid (p : law R T) : law R [finType of {ffun I -> T}] :=
  indep (fun=> p).

End Independent.

Section Pair.
Variables (R : realFieldType) (S T : finType) (p : law R S) (q : law R T).

Lemma pair_ge0 (xy : S * T) : 0 <= p xy.1 * q xy.2.
Proof. by apply: mulr_ge0; apply: mass_ge0. Qed.

Lemma pair_sum : \sum_(xy : S * T) p xy.1 * q xy.2 = 1.
Proof.
rewrite -(pair_bigA _ (fun x y => p x * q y)) /=.
under eq_bigr => x _ do rewrite -big_distrr /= mass_sum mulr1.
exact: mass_sum.
Qed.

Definition pair_law : law R [finType of S * T] := Law pair_ge0 pair_sum.

End Pair.

Section Uniform.
Variables (R : realFieldType) (T : finType) (x0 : T).

Lemma uniform_ge0 (x : T) : 0 <= (#|T|%:R : R)^-1.
Proof. by rewrite invr_ge0 ler0n. Qed.

Lemma uniform_sum : \sum_(x : T) (#|T|%:R : R)^-1 = 1.
Proof.
rewrite sumr_const -[LHS]mulr_natl; apply: divff; rewrite pnatr_eq0 -lt0n.
by apply/card_gt0P; exists x0.
Qed.

Definition uniform_law : law R T := Law uniform_ge0 uniform_sum.

End Uniform.

Definition members (J T : finType) (C : pred T) (f : {ffun J -> T}) : nat :=
  #|[pred j | C (f j)]|.

Definition spread (R : realFieldType) (n : nat) (p : law R [finType of 'I_n.*2])
    (part : R) : Prop :=
  forall x, part / (n.*2)%:R <= p x.
