(* The notations in which `make audit` prints definitions and statements.     *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import boolp reals sequences exp.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Printing Width 80.
