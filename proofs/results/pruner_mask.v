(******************************************************************************)
(* Kept neurons, half link by half link, make a ticket with biases.           *)
(*                                                                            *)
(*   close_halves e a j K   the kept set K of the link from input j (or the   *)
(*                  constant) to output a has the sums of v u within e of the *)
(*                  weight, for each half that is needed                      *)
(*   kept_fed, fed_keep   the first such sets, and what they keep             *)
(*   effective      the signed network with their sums as weights and biases; *)
(*                  where one half of a link is needed, it stands for both    *)
(*                                                                            *)
(* fed_ticket_run   the ticket is this network on the region, exactly         *)
(* effective_within   its weights and biases are within e of the target's     *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import network gadgets reach pruner.
From LotteryVerify.facts Require Import block_mask golden_selection layer_error.
From LotteryVerify.results Require Import checker_matrices.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Ticket.
Variables (R : rcfType) (n M : nat -> nat) (L : nat) (signs : known_signs n).
Variables (W : forall i, 'M[R]_(n i.+1, n i)) (b : forall i, 'cV[R]_(n i.+1)).
Variables (on : nat -> bool) (X : 'cV[R]_(n 0) -> Prop) (e : nat -> R).
Variable G : source R (fed n) M.

Definition close_halves i (a : 'I_(n i.+1)) (j : 'I_(fed n i))
    (K : {set 'I_(M i)}) : bool :=
  [forall sgn, fed_needs signs j sgn ==> (`|sum_of
      (fun t => in_wire G ((j, t) : hidden (fed n) M i) j)
      (fun t => out_wire G (lshift 1 a : 'I_(fed n i.+1))
                  ((j, t) : hidden (fed n) M i)) sgn K
    - augmented W b i (lshift 1 a) j| <= e i)].

Hypothesis selectable : forall i (a : 'I_(n i.+1)) (j : 'I_(fed n i)),
  (i < L)%N -> exists K, close_halves a j K.
Hypothesis right : signs_right signs on X.

Definition kept_fed i (a : 'I_(n i.+1)) (j : 'I_(fed n i)) : {set 'I_(M i)} :=
  odflt set0 [pick K | close_halves a j K].

Definition fed_keep : selection (fed n) M := fun i a j t =>
  if split a is inl a' then t \in @kept_fed i a' j else false.

Let sums s i : 'M[R]_(fed n i.+1, fed n i) :=
  if s then effective_pos G fed_keep i else effective_neg G fed_keep i.

Lemma split_left (m p : nat) (a : 'I_m) : split (lshift p a) = inl a.
Proof. by rewrite -[lshift _ _]/(unsplit (inl a)) unsplitK. Qed.

Lemma split_right (m p : nat) (a : 'I_p) : split (rshift m a) = inr a.
Proof. by rewrite -[rshift _ _]/(unsplit (inr a)) unsplitK. Qed.

Lemma sums_close s i (a : 'I_(n i.+1)) (j : 'I_(fed n i)) : (i < L)%N ->
  fed_needs signs j s ->
  `|sums s i (lshift 1 a) j - augmented W b i (lshift 1 a) j| <= e i.
Proof.
move=> iL needed; have close : close_halves a j (kept_fed a j).
  rewrite /kept_fed; case: pickP => //= none.
  by have [K KP] := selectable a j iL; have := none K; rewrite KP.
have /implyP/(_ needed) := forallP close s; rewrite /sums.
by case: s {needed} => close_s; rewrite mxE;
  under eq_bigl do rewrite /fed_keep split_left.
Qed.

Definition one_half i (s : bool) : 'M[R]_(n i.+1, n i) := \matrix_(a, j)
  sums (if needs (@signs i j) s then s else ~~ s) i (lshift 1 a) (lshift 1 j).

Definition effective : signed_network R n := SignedNetwork
  (fun i => one_half i true) (fun i => one_half i false)
  (fun i => \col_a sums true i (lshift 1 a) (rshift (n i) ord0)).

Lemma needs_other o s : ~~ needs o s -> needs o (~~ s).
Proof. by case: o s => [[]|] []. Qed.

Lemma effective_within i : (i < L)%N ->
  [/\ entrywise_within (W i) (pos effective i) (e i),
      entrywise_within (W i) (neg effective i) (e i)
    & forall a, `|bias effective i a ord0 - b i a ord0| <= e i].
Proof.
move=> iL; have half s : entrywise_within (W i) (one_half i s) (e i).
  move=> a j; rewrite mxE.
  have -> : W i a j = augmented W b i (lshift 1 a) (lshift 1 j).
    by rewrite /augmented block_mxEul.
  apply: sums_close => //; rewrite /fed_needs split_left.
  by case: ifP => // /negbT /needs_other.
split=> [||a]; [exact: half | exact: half | rewrite mxE].
have -> : b i a ord0 = augmented W b i (lshift 1 a) (rshift (n i) ord0).
  by rewrite /augmented block_mxEur.
by apply: sums_close; rewrite // /fed_needs split_right.
Qed.

Lemma fed_layer i (y : 'cV[R]_(n i)) :
  usubmx (pruned_layer G (block_mask fed_keep) (@identity_activation R)
            (feed y))
  = (\matrix_(a, j) sums true i (lshift 1 a) (lshift 1 j)) *m positive_part y
    + (\matrix_(a, j) sums false i (lshift 1 a) (lshift 1 j))
      *m negative_part y
    + bias effective i.
Proof.
rewrite block_mask_layer; apply/matrixP => a z; rewrite (ord1 z) !mxE.
rewrite /identity_activation !big_split_ord /= !big_ord1.
have biasE : effective_pos G fed_keep i (lshift 1 a) (rshift (n i) ord0)
    = \sum_(m | fed_keep (lshift 1 a) (rshift (n i) ord0) m &&
                (0 < in_wire G (rshift (n i) ord0, m) (rshift (n i) ord0)))
        out_wire G (lshift 1 a) (rshift (n i) ord0, m) *
        in_wire G (rshift (n i) ord0, m) (rshift (n i) ord0) by rewrite mxE.
rewrite -biasE; have fed_l j : feed y (lshift 1 j) ord0 = y j ord0.
  by rewrite /feed col_mxEu.
have fed_r : feed y (rshift (n i) ord0) ord0 = 1 by rewrite /feed col_mxEd mxE.
rewrite [positive_part (feed y) (rshift _ _) _]mxE fed_r max_l ?ler01 // mulr1.
rewrite [negative_part (feed y) (rshift _ _) _]mxE fed_r min_r ?ler01 // mulr0.
rewrite addr0 addrAC; congr (_ + _ + _).
  by apply: eq_bigr => j _; rewrite [positive_part (feed y) _ _]mxE fed_l !mxE.
by apply: eq_bigr => j _; rewrite [negative_part (feed y) _ _]mxE fed_l !mxE.
Qed.

Lemma known_input x l : X x -> forall j,
  (~~ needs (@signs l j) true ->
     biased_ticket_run G (block_mask fed_keep) on l x j ord0 <= 0) /\
  (~~ needs (@signs l j) false ->
     0 <= biased_ticket_run G (block_mask fed_keep) on l x j ord0).
Proof.
move=> x_in; case: l => [|l] j; first exact: (input_signs right).
have [needed on_l] := @relu_signs _ _ _ _ _ right l j.
split=> [|no]; first by rewrite needed.
by rewrite /= mxE on_l // /relu le_maxr lexx.
Qed.

Lemma fed_ticket_run x l : X x ->
  biased_ticket_run G (block_mask fed_keep) on l x
  = signed_run effective on l x.
Proof.
move=> x_in; elim: l => //= l IHl; congr (rectify _ _); rewrite -IHl fed_layer.
have known := @known_input x l x_in; congr (_ + _).
apply: checker_aligned => a j y_sign; rewrite [LHS]mxE [RHS]mxE.
  case no: (needs (@signs l j) true) => //.
  by have := (known j).1 (negbT no); rewrite leNgt y_sign.
case no: (needs (@signs l j) false) => //.
by have := (known j).2 (negbT no); rewrite leNgt y_sign.
Qed.

End Ticket.
