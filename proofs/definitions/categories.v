(******************************************************************************)
(* Product categories: where the product of two weights falls.                *)
(*                                                                            *)
(*   window g s j z    s g^(-j-1) < z <= s g^(-j): the j-th golden window of  *)
(*                     scale s; windows of different j are disjoint           *)
(*   has_sign b x      x > 0 if b, x < 0 if not                               *)
(*   category g s j bu bv u v                                                 *)
(*                     u has the sign bu, v the sign bv, and |v u| lies in the*)
(*                     j-th window                                            *)
(*                                                                            *)
(* Source: golden-decomposition and hyperbolic-product (the talk's            *)
(* categories). Difference: the windows are open below. The talk's closed     *)
(* windows share their ends, where a finite law may put weight; one neuron    *)
(* whose product sits there would fill two categories but can be kept once    *)
(* (witnesses/closed_windows.v).                                              *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Num.Theory.
Local Open Scope ring_scope.

Section Categories.
Variable R : realFieldType.

Definition window (g s : R) (j : nat) (z : R) : bool :=
  s * g ^- j.+1 < z <= s * g ^- j.

Definition has_sign (b : bool) (x : R) : bool := if b then 0 < x else x < 0.

Definition category (g s : R) (j : nat) (bu bv : bool) (u v : R) : bool :=
  [&& has_sign bu u, has_sign bv v & window g s j `|v * u|].

End Categories.
