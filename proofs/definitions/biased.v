(******************************************************************************)
(* Networks with biases, and pairs of them.                                   *)
(*                                                                            *)
(*   affine_network n   weights A i, biases shift i, activations sigma i      *)
(*   pre_activation N i y   A i y + shift i, the value before the activation  *)
(*   network_run N l x  the output of the layers 0 .. l-1 applied to x        *)
(*                                                                            *)
(* Source: Setting of THEORY.md; the files of FORMATS carry biases.           *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope ring_scope.

Section Biased.
Variables (R : ringType) (n : nat -> nat).

Record affine_network := AffineNetwork {
  matrix : forall i, 'M[R]_(n i.+1, n i);
  shift : forall i, 'cV[R]_(n i.+1);
  sigma : nat -> R -> R }.

Variable N : affine_network.

Definition pre_activation i (y : 'cV[R]_(n i)) : 'cV[R]_(n i.+1) :=
  matrix N i *m y + shift N i.

Fixpoint network_run (l : nat) (x : 'cV[R]_(n 0)) : 'cV[R]_(n l) :=
  if l is i.+1 then map_mx (sigma N i) (pre_activation (network_run i x))
  else x.

End Biased.
