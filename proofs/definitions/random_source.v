(******************************************************************************)
(* A random source: every weight is drawn independently.                      *)
(*                                                                            *)
(*   source_law p      independent weights on every wire of the source, those *)
(*                     of layer i (both matrices) drawn from the law p i      *)
(*   random_source val f   the source whose weights are the values val of the *)
(*                     outcomes f                                             *)
(*                                                                            *)
(* Source: Setting of the talk (THEORY.md).                                   *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import finite_law network.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Num.Theory.
Local Open Scope ring_scope.

Section RandomSource.
Variables (R : rcfType) (T : finType) (val : T -> R).
Variables (n M : nat -> nat) (L : nat).

Definition source_law (p : nat -> law R T) :
  law R [finType of {ffun slot n M L -> T}] :=
  indep (fun x : slot n M L => p (tag x)).

Definition random_source (f : {ffun slot n M L -> T}) : source R n M :=
  wires_of 0 (fun x => val (f x)).

End RandomSource.

Arguments source_law {R T n M L} p.
Arguments random_source {R T} val {n M L} f.
