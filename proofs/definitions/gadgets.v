(******************************************************************************)
(* Links made of intermediate neurons, and what a pruned layer computes.      *)
(*                                                                            *)
(*   signed_mul Wp Wn y   Wp max(y, 0) + Wn min(y, 0)                         *)
(*   entrywise_within W W' e   |W'_ab - W_ab| <= e for all a, b               *)
(*   selection n M        which output wires are kept: keep i a b m says that *)
(*                        output a reads the m-th intermediate neuron of b    *)
(*   block_mask keep      the mask that lets the neuron (b, m) read input b   *)
(*                        and nothing else, and its output wires as keep says *)
(*   effective_pos G keep i, effective_neg G keep i   the matrices of the     *)
(*                        sums of v * u over the kept m whose input weight    *)
(*                        u = U[(b, m), b] is > 0, resp. < 0, where           *)
(*                        v = V[a, (b, m)]: w+ and w- of every link           *)
(*                                                                            *)
(* Source: gadget-identity (the talk), for all links of a network at once.    *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import network.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Matrices.
Variables (R : realDomainType) (p q : nat).
Implicit Types W Wp Wn : 'M[R]_(p, q).

Definition entrywise_within W W' (e : R) : Prop :=
  forall a b, `|W' a b - W a b| <= e.

Definition signed_mul Wp Wn (y : 'cV[R]_q) : 'cV[R]_p :=
  Wp *m positive_part y + Wn *m negative_part y.

End Matrices.

Section Selections.
Variables (R : rcfType) (n M : nat -> nat).

Definition selection := forall i, 'I_(n i.+1) -> 'I_(n i) -> 'I_(M i) -> bool.

Definition block_mask (keep : selection) : mask n M :=
  Wires (fun i (h : hidden n M i) b => h.1 == b)
        (fun i a (h : hidden n M i) => keep i a h.1 h.2).

Variables (G : source R n M) (keep : selection).

Definition effective_pos i : 'M[R]_(n i.+1, n i) := \matrix_(a, b)
  \sum_(m | keep a b m && (0 < in_wire G (b, m) b))
     out_wire G a (b, m) * in_wire G (b, m) b.

Definition effective_neg i : 'M[R]_(n i.+1, n i) := \matrix_(a, b)
  \sum_(m | keep a b m && (in_wire G (b, m) b < 0))
     out_wire G a (b, m) * in_wire G (b, m) b.

End Selections.
