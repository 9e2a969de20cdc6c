(******************************************************************************)
(* Trees of splits: how a certificate divides a region.                       *)
(*                                                                            *)
(*   split            Coordinate b m: the input's entry b below or above m;   *)
(*                    Sign j: the sign of the j-th number of pre, in practice *)
(*                    a value before a ReLU                                   *)
(*   lower pre s x, upper pre s x   x lies in the lower, the upper half of s  *)
(*   tree             Leaf; Branch s t t', halves in t and t'; Know fact t, a *)
(*                    fact proved here and used in t                          *)
(*   proves pre claim t X   every leaf of t proves the claim on the part of X *)
(*                    that is left there, and every fact is proved where it   *)
(*                    stands                                                  *)
(*   box_leaf         a box and the signs of some numbers of pre              *)
(*   in_leaf pre leaf x   x lies in the box and pre has these signs at x      *)
(*   leaves t leaf    the leaves of a tree of halves, computed                *)
(*                                                                            *)
(* Source: split-coverage (TIGHT, section 3).                                 *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import ranges.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Num.Theory.
Local Open Scope ring_scope.

Section Splits.
Variables (R : realDomainType) (n : nat) (pre : nat -> 'cV[R]_n -> R).
Implicit Types (l u x : 'cV[R]_n) (b : 'I_n) (m : R).

Inductive split := Coordinate (b : 'I_n) (m : R) | Sign (j : nat).

Definition lower (s : split) (x : 'cV[R]_n) : bool :=
  match s with Coordinate b m => x b ord0 <= m | Sign j => pre j x <= 0 end.

Definition upper (s : split) (x : 'cV[R]_n) : bool :=
  match s with Coordinate b m => m <= x b ord0 | Sign j => 0 <= pre j x end.

Inductive tree :=
  | Leaf
  | Branch (s : split) (below above : tree)
  | Know (fact : 'cV[R]_n -> Prop) (rest : tree).

Fixpoint proves (claim : 'cV[R]_n -> Prop) (t : tree) (X : 'cV[R]_n -> Prop) :
    Prop :=
  match t with
  | Leaf => forall x, X x -> claim x
  | Branch s t t' => proves claim t (fun x => X x /\ lower s x) /\
                     proves claim t' (fun x => X x /\ upper s x)
  | Know fact t => (forall x, X x -> fact x) /\
                   proves claim t (fun x => X x /\ fact x)
  end.

Definition at_most u b m : 'cV[R]_n :=
  \col_i if i == b then Num.min (u i ord0) m else u i ord0.
Definition at_least l b m : 'cV[R]_n :=
  \col_i if i == b then Num.max (l i ord0) m else l i ord0.

Record box_leaf := BoxLeaf { leaf_lo : 'cV[R]_n; leaf_hi : 'cV[R]_n;
                             leaf_signs : seq (nat * bool) }.

Definition has_sign_at (x : 'cV[R]_n) (jb : nat * bool) : bool :=
  if jb.2 then 0 <= pre jb.1 x else pre jb.1 x <= 0.

Definition in_leaf (leaf : box_leaf) x : Prop :=
  in_box (leaf_lo leaf) (leaf_hi leaf) x /\
  all (has_sign_at x) (leaf_signs leaf).

Definition lower_leaf (s : split) (leaf : box_leaf) : box_leaf :=
  let: BoxLeaf l u signs := leaf in
  match s with
  | Coordinate b m => BoxLeaf l (at_most u b m) signs
  | Sign j => BoxLeaf l u ((j, false) :: signs)
  end.

Definition upper_leaf (s : split) (leaf : box_leaf) : box_leaf :=
  let: BoxLeaf l u signs := leaf in
  match s with
  | Coordinate b m => BoxLeaf (at_least l b m) u signs
  | Sign j => BoxLeaf l u ((j, true) :: signs)
  end.

Fixpoint leaves (t : tree) (leaf : box_leaf) : seq box_leaf :=
  match t with
  | Leaf => [:: leaf]
  | Branch s t t' => leaves t (lower_leaf s leaf)
                       ++ leaves t' (upper_leaf s leaf)
  | Know _ t => leaves t leaf
  end.

End Splits.

Arguments Leaf {R n}.
