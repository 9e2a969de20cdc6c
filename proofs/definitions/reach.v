(******************************************************************************)
(* What a checker knows between two layers of a pair of networks, and pairs   *)
(* of networks.                                                               *)
(*                                                                            *)
(*   reach m          boxes of the target's activations y, of the ticket's y' *)
(*                    and of y' - y, and a bound of the norm of each          *)
(*   inside r y y'    y, y' and y' - y are in these boxes and norms           *)
(*   meet r r'        what both say; wider r r': r' says no more than r       *)
(*   signed_network n the ticket: weights for positive and for negative       *)
(*                    inputs, biases                                          *)
(*   rectify b z      relu z if b, else z, entry by entry                     *)
(*   pair_run         the target's and the ticket's layers 0 .. l-1           *)
(*                                                                            *)
(* Source: lottery_verify/checker/reach.py (Reach).                           *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import network gadgets ranges.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Num.Theory.
Local Open Scope ring_scope.

Section Reach.
Variables (R : rcfType) (m : nat).
Implicit Types (l u y : 'cV[R]_m).

Record reach := Reach {
  target_lo : 'cV[R]_m; target_hi : 'cV[R]_m; target_norm : R;
  ticket_lo : 'cV[R]_m; ticket_hi : 'cV[R]_m; ticket_norm : R;
  apart_lo : 'cV[R]_m; apart_hi : 'cV[R]_m; apart_norm : R }.

Record inside (r : reach) (y y' : 'cV[R]_m) : Prop := Inside {
  inside_target : in_box (target_lo r) (target_hi r) y;
  inside_target_norm : norm2 y <= target_norm r;
  inside_ticket : in_box (ticket_lo r) (ticket_hi r) y';
  inside_ticket_norm : norm2 y' <= ticket_norm r;
  inside_apart : in_box (apart_lo r) (apart_hi r) (y' - y);
  inside_apart_norm : norm2 (y' - y) <= apart_norm r }.

Definition upper_of l l' : 'cV[R]_m :=
  \col_a Num.max (l a ord0) (l' a ord0).
Definition lower_of u u' : 'cV[R]_m :=
  \col_a Num.min (u a ord0) (u' a ord0).

Definition meet (r r' : reach) : reach := Reach
  (upper_of (target_lo r) (target_lo r'))
  (lower_of (target_hi r) (target_hi r'))
  (Num.min (target_norm r) (target_norm r'))
  (upper_of (ticket_lo r) (ticket_lo r'))
  (lower_of (ticket_hi r) (ticket_hi r'))
  (Num.min (ticket_norm r) (ticket_norm r'))
  (upper_of (apart_lo r) (apart_lo r'))
  (lower_of (apart_hi r) (apart_hi r'))
  (Num.min (apart_norm r) (apart_norm r')).

Definition box_within (l u l' u' : 'cV[R]_m) : Prop :=
  forall a, (l' a ord0 <= l a ord0) && (u a ord0 <= u' a ord0).

Definition wider (r r' : reach) : Prop :=
  [/\ box_within (target_lo r) (target_hi r) (target_lo r') (target_hi r'),
      box_within (ticket_lo r) (ticket_hi r) (ticket_lo r') (ticket_hi r'),
      box_within (apart_lo r) (apart_hi r) (apart_lo r') (apart_hi r')
    & [/\ target_norm r <= target_norm r', ticket_norm r <= ticket_norm r'
        & apart_norm r <= apart_norm r']].

(* The bound of the norm that a box gives. *)
Definition box_norm l u : R :=
  Num.sqrt (\sum_a Num.max (- l a ord0) (u a ord0) ^+ 2).

Definition boxes_reach l u l' u' dl du : reach := Reach
  l u (box_norm l u) l' u' (box_norm l' u') dl du (box_norm dl du).

End Reach.

Section Pair.
Variables (R : rcfType) (n : nat -> nat).

Record signed_network := SignedNetwork {
  pos : forall i, 'M[R]_(n i.+1, n i);
  neg : forall i, 'M[R]_(n i.+1, n i);
  bias : forall i, 'cV[R]_(n i.+1) }.

Definition plain (W : forall i, 'M[R]_(n i.+1, n i))
    (b : forall i, 'cV[R]_(n i.+1)) : signed_network := SignedNetwork W W b.

Definition rectify m (on : bool) (z : 'cV[R]_m) : 'cV[R]_m :=
  map_mx (fun x => if on then relu x else x) z.

Fixpoint signed_run (N : signed_network) (on : nat -> bool) (l : nat)
    (x : 'cV[R]_(n 0)) : 'cV[R]_(n l) :=
  if l is i.+1 then
    rectify (on i) (signed_mul (pos N i) (neg N i) (signed_run N on i x)
                      + bias N i)
  else x.

End Pair.
