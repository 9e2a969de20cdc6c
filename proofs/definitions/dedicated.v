(******************************************************************************)
(* Sources in which every link has a pool of intermediate neurons of its own. *)
(*                                                                            *)
(*   dedicated m L     every intermediate neuron that the mask m keeps joins  *)
(*                     one input to one output                                *)
(*   has_dedicated_ticket   some dedicated mask of G approximates F           *)
(*   dedicated_width   n_(i+1) m_i neurons per input: m_i for each output     *)
(*   dedicated_pool    the m_i neurons of an input that serve the output a    *)
(*                                                                            *)
(* Source: log-pruning (the talk counts neurons per target weight).           *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import network.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Definition dedicated (n M : nat -> nat) (m : mask n M) (L : nat) : Prop :=
  forall i (h : hidden n M i) a a' b b', (i < L)%N ->
  in_wire m h b -> in_wire m h b' -> out_wire m a h -> out_wire m a' h ->
  a = a' /\ b = b'.

Definition has_dedicated_ticket (R : rcfType) (n M : nat -> nat)
    (F : target R n) (L : nat) (X : 'cV[R]_(n 0%N) -> Prop) (eps : R)
    (G : source R n M) : Prop :=
  exists m : mask n M, dedicated m L /\ approximates F L X eps G m.

Section Dedicated.
Variables (n m : nat -> nat).

Definition dedicated_width (i : nat) : nat := (n i.+1 * m i)%N.

Definition dedicated_pool i (a : 'I_(n i.+1)) (t : 'I_(m i)) :
  'I_(dedicated_width i) := mxvec_index a t.

End Dedicated.
