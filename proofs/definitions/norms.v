(******************************************************************************)
(* Norms of matrices.                                                         *)
(*                                                                            *)
(*   largest_of P N       the entries max(|P_ab|, |N_ab|)                     *)
(*   row_norm A a         the Euclidean norm of the row a of A                *)
(*   frobenius A          the Euclidean norm of all entries of A              *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Num.Theory.
Local Open Scope ring_scope.

Section Norms.
Variables (R : rcfType) (p q : nat).
Implicit Types A P N : 'M[R]_(p, q).

Definition largest_of P N : 'M[R]_(p, q) :=
  \matrix_(a, b) Num.max `|P a b| `|N a b|.
Definition row_norm A a : R := Num.sqrt (\sum_b A a b ^+ 2).
Definition frobenius A : R := Num.sqrt (\sum_a \sum_b A a b ^+ 2).

End Norms.
