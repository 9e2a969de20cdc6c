(******************************************************************************)
(* split-coverage: the halves of a split cover what was split.                *)
(*                                                                            *)
(*   split, lower, upper, tree, proves, leaves, in_leaf     (splits.v)        *)
(*                                                                            *)
(* split_halves: every point lies in the lower or in the upper half, for a    *)
(*   split at a coordinate and for one on the sign of a number.               *)
(* split_lower_leaf, split_upper_leaf: the children of a box are the parts of *)
(*   it in the halves, no more and no less.                                   *)
(* split_coverage: a tree whose leaves all prove the claim, from the facts    *)
(*   that stand above them, proves it on the root.                            *)
(* split_leaves: every point of the root lies in one of the computed leaves,  *)
(* split_leaves_prove: so a claim that holds in each leaf holds in the root.  *)
(*                                                                            *)
(* Source: DERIVED (TIGHT, section 3). Any ordered domain.                    *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import ranges splits.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Coverage.
Variables (R : realDomainType) (n : nat) (pre : nat -> 'cV[R]_n -> R).
Implicit Types (X claim : 'cV[R]_n -> Prop) (x : 'cV[R]_n) (t : tree R n).
Implicit Types (s : split R n) (leaf : box_leaf R n).

Theorem split_halves s x : lower pre s x || upper pre s x.
Proof. by case: s => [b m | j]; apply: le_total. Qed.

Theorem split_coverage claim t X :
  proves pre claim t X -> forall x, X x -> claim x.
Proof.
elim: t X => [|s t IHt t' IHt'|fact t IHt] X //=.
  move=> [/IHt below /IHt' above] x x_in.
  by case/orP: (split_halves s x) => half; [apply: below | apply: above].
by move=> [holds /IHt rest] x x_in; apply: rest; split=> //; apply: holds.
Qed.

Theorem split_lower_leaf s leaf x :
  in_leaf pre (lower_leaf s leaf) x <-> in_leaf pre leaf x /\ lower pre s x.
Proof.
case: leaf s => l u signs [b m | j]; rewrite /in_leaf /=; last first.
  rewrite /has_sign_at /=; split=> [[box /andP[-> ->]] // | [[box ->] ->] //].
split=> [[box ->] | [[box ->] x_le]].
  have /andP[_] := box b; rewrite mxE eqxx le_minr => /andP[_ ->].
  split=> //; split=> // i; have := box i; rewrite mxE; case: eqP => // _.
  by rewrite le_minr => /and3P[-> ->].
split=> // i; rewrite mxE; case: eqP => [-> | _]; last exact: box.
by rewrite le_minr x_le andbT; apply: box.
Qed.

Theorem split_upper_leaf s leaf x :
  in_leaf pre (upper_leaf s leaf) x <-> in_leaf pre leaf x /\ upper pre s x.
Proof.
case: leaf s => l u signs [b m | j]; rewrite /in_leaf /=; last first.
  rewrite /has_sign_at /=; split=> [[box /andP[-> ->]] // | [[box ->] ->] //].
split=> [[box ->] | [[box ->] le_x]].
  have /andP[+ _] := box b; rewrite mxE eqxx le_maxl => /andP[_ ->].
  split=> //; split=> // i; have := box i; rewrite mxE; case: eqP => // _.
  by rewrite le_maxl -andbA => /and3P[-> _ ->].
split=> // i; rewrite mxE; case: eqP => [-> | _]; last exact: box.
by rewrite le_maxl le_x andbT; apply: box.
Qed.

Theorem split_leaves t leaf x : in_leaf pre leaf x ->
  exists i, (i < size (leaves t leaf))%N /\
    in_leaf pre (nth leaf (leaves t leaf) i) x.
Proof.
elim: t leaf => [|s t IHt t' IHt'|fact t IHt] leaf x_in /=; first by exists 0%N.
  have [half | half] := orP (split_halves s x).
    have [|i [i_lt i_in]] := IHt (lower_leaf s leaf).
      by apply/split_lower_leaf.
    exists i; rewrite size_cat nth_cat ltn_addr // i_lt; split=> //.
    by rewrite (set_nth_default (lower_leaf s leaf)).
  have [|i [i_lt i_in]] := IHt' (upper_leaf s leaf).
    by apply/split_upper_leaf.
  exists (size (leaves t (lower_leaf s leaf)) + i)%N.
  rewrite size_cat ltn_add2l nth_cat [(_ + i < _)%N]ltnNge leq_addr addKn /=.
  split=> //.
  by rewrite (set_nth_default (upper_leaf s leaf)).
exact: IHt.
Qed.

Corollary split_leaves_prove claim t leaf :
  (forall i x, (i < size (leaves t leaf))%N ->
    in_leaf pre (nth leaf (leaves t leaf) i) x -> claim x) ->
  forall x, in_leaf pre leaf x -> claim x.
Proof. by move=> holds x /(split_leaves t)[i [/holds]]; apply. Qed.

End Coverage.
