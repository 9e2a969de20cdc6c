(******************************************************************************)
(* Golden windows and product categories: where a product of weights falls.   *)
(*                                                                            *)
(*   golden_base g     1 < g and g ^ 2 <= g + 1, that is 1 < g <= phi         *)
(*   in_windows g s k x   x i lies in [s g^(-i-1), s g^(-i)], i = 1 .. k      *)
(*   window g s j z    s g^(-j-1) < z <= s g^(-j): the j-th golden window of  *)
(*                     scale s; windows of different j are disjoint           *)
(*   has_sign b x      x > 0 if b, x < 0 if not                               *)
(*   category g s j bu bv u v                                                 *)
(*                     u has the sign bu, v the sign bv, and |v u| lies in the*)
(*                     j-th window                                            *)
(*   fills g s k c p val   the law hypothesis: each of the k categories, with *)
(*                     each choice of the two signs, has probability >= c     *)
(*                                                                            *)
(* Source: golden-decomposition and hyperbolic-product (the talk's            *)
(* categories). Difference: the windows are open below. The talk's closed     *)
(* windows share their ends, where a finite law may put weight; one neuron    *)
(* whose product sits there would fill two categories but can be kept once    *)
(* (witnesses/closed_windows.v).                                              *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import finite_law.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Num.Theory.
Local Open Scope ring_scope.

Section Categories.
Variable R : realFieldType.

Definition golden_base (g : R) : Prop := 1 < g /\ g ^+ 2 <= g + 1.

Definition in_windows (g s : R) (k : nat) (x : nat -> R) : Prop :=
  forall i, (0 < i <= k)%N -> s * g ^- i.+1 <= x i <= s * g ^- i.

Definition window (g s : R) (j : nat) (z : R) : bool :=
  s * g ^- j.+1 < z <= s * g ^- j.

Definition has_sign (b : bool) (x : R) : bool := if b then 0 < x else x < 0.

Definition category (g s : R) (j : nat) (bu bv : bool) (u v : R) : bool :=
  [&& has_sign bu u, has_sign bv v & window g s j `|v * u|].

End Categories.

Definition fills (R : realFieldType) (T : finType) (g s : R) (k : nat) (c : R)
    (p : law R T) (val : T -> R) : Prop :=
  forall (j : nat) (bu bv : bool), (0 < j <= k)%N ->
  c <= Pr (pair_law p p)
         [pred uv | category g s j bu bv (val uv.1) (val uv.2)].
