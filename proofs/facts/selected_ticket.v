(******************************************************************************)
(* Kept neurons, link by link, make a ticket.                                 *)
(*                                                                            *)
(*   pool i a          the neurons of each input that may serve the output a  *)
(*   close_sums e a b K   the kept set K of the pool of the link from b to a  *)
(*                     has both sums of v u, over u > 0 and over u < 0, within*)
(*                     e i of the target weight                               *)
(*   selectable        every link of every layer has such a set               *)
(*   kept_neurons      the first such set, in the order of the finite type    *)
(*   selected_mask     the mask that keeps these sets                         *)
(*   selected_approximates   if every network with effective matrices within  *)
(*                     e i of W_i is eps-close to the target, so is the ticket*)
(*                     of selected_mask                                       *)
(*                                                                            *)
(* Source: gadget-identity, for all links at once.                            *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import gadgets network.
From LotteryVerify.facts Require Import block_mask golden_selection.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section SelectedTicket.
Variables (R : rcfType) (n M m : nat -> nat) (L : nat).
Variable pool : forall i, 'I_(n i.+1) -> 'I_(m i) -> 'I_(M i).
Variables (e : nat -> R) (F : target R n) (G : source R n M).

Definition close_sums i (a : 'I_(n i.+1)) (b : 'I_(n i)) (K : {set 'I_(m i)}) :=
  [forall sgn, `|sum_of
      (fun t => in_wire G ((b, pool a t) : hidden n M i) b)
      (fun t => out_wire G a ((b, pool a t) : hidden n M i)) sgn K
    - weight F i a b| <= e i].

Definition selectable : Prop := forall i (a : 'I_(n i.+1)) (b : 'I_(n i)),
  (i < L)%N -> exists K, close_sums a b K.

Definition kept_neurons i (a : 'I_(n i.+1)) (b : 'I_(n i)) : {set 'I_(m i)} :=
  odflt set0 [pick K | close_sums a b K].

Definition selected_keep : selection n M :=
  fun i a b h => h \in [set pool a t | t in @kept_neurons i a b].

Definition selected_mask : mask n M := block_mask selected_keep.

Hypothesis pool_inj : forall i (a : 'I_(n i.+1)), injective (@pool i a).
Hypothesis G_selectable : selectable.

Lemma kept_close i a b : (i < L)%N -> close_sums a b (@kept_neurons i a b).
Proof.
move=> iL; rewrite /kept_neurons; case: pickP => //= none.
by have [K KP] := G_selectable a b iL; have := none K; rewrite KP.
Qed.

Lemma effective_pos_close i : (i < L)%N ->
  entrywise_within (weight F i) (effective_pos G selected_keep i) (e i).
Proof.
move=> iL a b; have /forallP/(_ true) := kept_close a b iL; rewrite mxE.
by rewrite big_imset_cond //= => t t' _ _ /pool_inj.
Qed.

Lemma effective_neg_close i : (i < L)%N ->
  entrywise_within (weight F i) (effective_neg G selected_keep i) (e i).
Proof.
move=> iL a b; have /forallP/(_ false) := kept_close a b iL; rewrite mxE.
by rewrite big_imset_cond //= => t t' _ _ /pool_inj.
Qed.

Lemma selected_approximates (X : 'cV[R]_(n 0) -> Prop) (eps : R) :
  (forall Wp Wn : forall i, 'M[R]_(n i.+1, n i),
    (forall i, (i < L)%N -> entrywise_within (weight F i) (Wp i) (e i)) ->
    (forall i, (i < L)%N -> entrywise_within (weight F i) (Wn i) (e i)) ->
    forall x, X x -> norm2 (target_run F L x
                     - run (signed_layer Wp Wn (act F)) L x) <= eps) ->
  approximates F L X eps G selected_mask.
Proof.
move=> close_eps x x_in; rewrite [ticket_run _ _ _ _ _]block_mask_run.
apply: close_eps x_in => i iL.
  exact: effective_pos_close.
exact: effective_neg_close.
Qed.

End SelectedTicket.
