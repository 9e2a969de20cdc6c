(******************************************************************************)
(* The explicit constants of shared-log-pruning.                              *)
(*                                                                            *)
(*   draws x           the least natural number that is at least x (x >= 0)   *)
(*   amplification     (e - 1) L N^(3/2) Fm prod_(1 <= i < L) max(1, s_i)     *)
(*   largest_eps       (e - 1) sqrt N Fm prod_(1 <= i < L) max(1, s_i)        *)
(*   precision         ew = min (eps, largest_eps) / amplification            *)
(*   categories        k = ceil (log_g (wmax / ew))                           *)
(*   neurons i         M_i = ceil (8 k ln (2 k L n_i n_(i-1) / delta))        *)
(*                                                                            *)
(* Source: shared-log-pruning (DERIVED).                                      *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import boolp reals sequences exp.
From LotteryVerify.definitions Require Import errors.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Definition draws (R : realType) (x : R) : nat := `|ceil x|%N.

Definition amplification (R : realType) (L N : nat) (s : nat -> R) (Fm : R) : R
  :=
  (expR 1 - 1) * L%:R * (N%:R * Num.sqrt N%:R) * Fm * norm_product s L.

Section Counts.
Variables (R : realType) (n : nat -> nat) (L N : nat) (s : nat -> R).
Variables (g wmax Fm eps delta : R).

Definition largest_eps : R :=
  (expR 1 - 1) * Num.sqrt N%:R * Fm * norm_product s L.
Definition precision : R := Num.min eps largest_eps / amplification L N s Fm.
Definition categories : nat := draws (ln (wmax / precision) / ln g).
Definition neurons (i : nat) : nat := draws
  (8 * categories%:R * ln ((2 * categories * L * n i.+1 * n i)%:R / delta)).

End Counts.
