(******************************************************************************)
(* From the checker's rules, layer by layer, to the claim of a certificate.   *)
(*                                                                            *)
(*   F, G, keep        target, source, the output wires that the ticket keeps;*)
(*                     block_mask keep is the ticket's mask  (block_mask.v)   *)
(*   yl i, yu i        a box of the target's activations f_i(x), x in X       *)
(*   dl i, du i        a box of the difference, ticket's minus target's       *)
(*   sound_layer i     from the boxes of layer i the rules (checker_affine.v, *)
(*                     checker_relu.v, in any composition) give those of i+1, *)
(*                     for the effective weights w+ and w- of the ticket      *)
(*   largest dl du     the column of max(|dl_a|, |du_a|)                      *)
(*                                                                            *)
(* checker_layers: a relation that every layer keeps holds at the end.        *)
(* checker_boxes: then the boxes hold for all x in X and all layers.          *)
(* checker_network: if moreover the squares of the largest differences of the *)
(*   last layer sum to at most eps^2, the ticket approximates F within eps    *)
(*   on X, in Euclidean norm.                                                 *)
(*                                                                            *)
(* Source: the certificate's argument (FORMATS, "Certificate"). A verified    *)
(* checker proves sound_layer for the boxes it computed, no more.             *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import gadgets network ranges.
From LotteryVerify.facts Require Import block_mask norm2.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Theorem checker_layers (R : rcfType) (n : nat -> nat)
    (f g : forall i, 'cV[R]_(n i) -> 'cV[R]_(n i.+1))
    (holds : forall i, 'cV[R]_(n i) -> 'cV[R]_(n i) -> Prop) x x' :
  holds 0%N x x' ->
  (forall i y y', holds i y y' -> holds i.+1 (f i y) (g i y')) ->
  forall L, holds L (run f L x) (run g L x').
Proof. by move=> start keeps; elim=> //= L; apply: keeps. Qed.

Section Checker.
Variables (R : rcfType) (n M : nat -> nat) (F : target R n) (L : nat).
Variables (X : 'cV[R]_(n 0) -> Prop) (G : source R n M) (keep : selection n M).
Variables (yl yu dl du : forall i, 'cV[R]_(n i)).

Let ticket_layer := signed_layer (effective_pos G keep) (effective_neg G keep)
  (act F).

Definition sound_layer (i : nat) : Prop := forall y y' : 'cV[R]_(n i),
  in_box (yl i) (yu i) y -> in_box (dl i) (du i) (y' - y) ->
  in_box (yl i.+1) (yu i.+1) (target_layer F y) /\
  in_box (dl i.+1) (du i.+1) (ticket_layer y' - target_layer F y).

Hypothesis region_box : forall x, X x -> in_box (yl 0) (yu 0) x.
Hypothesis start_box : in_box (dl 0) (du 0) 0.
Hypothesis sound : forall i, (i < L)%N -> sound_layer i.

Theorem checker_boxes x l : X x -> (l <= L)%N ->
  in_box (yl l) (yu l) (target_run F l x) /\
  in_box (dl l) (du l)
    (ticket_run G (block_mask keep) (act F) l x - target_run F l x).
Proof.
move=> x_in; elim: l => [_|l IHl l_lt].
  by rewrite /= subrr; split; [apply: region_box | apply: start_box].
have [y_in d_in] := IHl (ltnW l_lt).
have [y_in' d_in'] := sound l_lt y_in d_in; split; first exact: y_in'.
by move: d_in'; rewrite !block_mask_run.
Qed.

Lemma in_box_largest m (l u y : 'cV[R]_m) : in_box l u y ->
  forall a, `|y a ord0| <= `|largest l u a ord0|.
Proof.
move=> y_in a; have /andP[l_le le_u] := y_in a; rewrite mxE.
apply: le_trans (ler_norm _); rewrite ler_norml !le_maxr; apply/andP; split.
  by rewrite ler_oppl le_maxr ler_oppl (le_trans _ l_le) // ler_oppl -normrN
    ler_norm.
by rewrite (le_trans le_u (ler_norm _)) orbT.
Qed.

Theorem checker_network eps : 0 <= eps ->
  \sum_a largest (dl L) (du L) a ord0 ^+ 2 <= eps ^+ 2 ->
  approximates F L X eps G (block_mask keep).
Proof.
move=> eps_ge0 small x x_in; have [_ d_in] := checker_boxes x_in (leqnn L).
apply: (@le_trans _ _ (norm2 (largest (dl L) (du L)))).
  apply: norm2_le => a; apply: le_trans (in_box_largest d_in a).
  by rewrite -normrN -opprB !mxE opprK.
by rewrite -ler_sqr ?nnegrE ?norm2_ge0 // norm2_sqr.
Qed.

End Checker.
