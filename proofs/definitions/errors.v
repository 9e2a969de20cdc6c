(******************************************************************************)
(* Bounded targets, and how far effective matrices carry a ticket away.       *)
(*                                                                            *)
(*   bounded_target F L N X s Fm   norm2 (W_i y) <= s_i norm2 y, every        *)
(*       |f_i(x)_a| <= Fm, activations 1-Lipschitz, widths <= N               *)
(*   close_layers F L X Wp Wn e s Fm   layer by layer: the entries of the     *)
(*       ticket's effective matrices Wp, Wn are within e_i of the target's,   *)
(*       norm2 (W_i y) <= s_i norm2 y, activations 1-Lipschitz, and           *)
(*       |f_i(x)_a| <= Fm_i on the region X                                   *)
(*   propagated n e s Fm l   d_l, where d_0 = 0 and                           *)
(*       d_(i+1) = sqrt n_(i+1) n_i e_i Fm_i                                  *)
(*                 + (s_i + sqrt n_(i+1) sqrt n_i e_i) d_i                    *)
(*   norm_product s L  the product of max(1, s_i) over the layers i < L       *)
(*                     except the first, whose norm does not matter           *)
(*                                                                            *)
(* Source: error-propagation (THEORY.md).                                     *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import gadgets network.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Record bounded_target (R : rcfType) (n : nat -> nat) (F : target R n)
    (L N : nat) (X : 'cV[R]_(n 0%N) -> Prop) (s : nat -> R) (Fm : R) : Prop := {
  bounded_width : forall i, (i <= L)%N -> (n i <= N)%N;
  bounded_act : forall i, (i < L)%N -> lipschitz1 (act F i);
  bounded_norm : forall i, (i < L)%N -> operator_bound (weight F i) (s i);
  bounded_range : forall i x a, (i < L)%N -> X x ->
    `|target_run F i x a ord0| <= Fm }.

Section Propagated.
Variables (R : rcfType) (n : nat -> nat).

Record close_layers (F : target R n) (L : nat) (X : 'cV[R]_(n 0) -> Prop)
    (Wp Wn : forall i, 'M[R]_(n i.+1, n i)) (e s Fm : nat -> R) : Prop := {
  close_ge0 : forall i, (i < L)%N -> 0 <= e i;
  close_pos : forall i, (i < L)%N -> entrywise_within (weight F i) (Wp i) (e i);
  close_neg : forall i, (i < L)%N -> entrywise_within (weight F i) (Wn i) (e i);
  close_act : forall i, (i < L)%N -> lipschitz1 (act F i);
  close_norm : forall i, (i < L)%N -> operator_bound (weight F i) (s i);
  close_range : forall i x a, (i < L)%N -> X x ->
    `|target_run F i x a ord0| <= Fm i }.

Fixpoint propagated (e s Fm : nat -> R) (l : nat) : R :=
  if l is i.+1 then
    Num.sqrt (n l)%:R * ((n i)%:R * (e i * Fm i))
    + (s i + Num.sqrt (n l)%:R * Num.sqrt (n i)%:R * e i) * propagated e s Fm i
  else 0.

End Propagated.

Definition norm_product (R : realDomainType) (s : nat -> R) (L : nat) : R :=
  \prod_(1 <= i < L) Num.max 1 (s i).
