(******************************************************************************)
(* Claim gadget-identity (the talk; the consequence: THEORY.md).              *)
(*                                                                            *)
(*   relu x                max 0 x                                            *)
(*   u m, v m              input and output weight of the intermediate        *)
(*                         neuron m of one link, keep m: its mask             *)
(*   link_pos, link_neg    w+ and w-: sums of v * u over the kept neurons     *)
(*                         with u > 0, with u < 0                             *)
(*   u m b, v a m          entries of U and V: the weight from input b into   *)
(*                         the neuron m of a layer, and from it to output a   *)
(*   keep m b, serves a m  the masks of U and of V; which outputs a neuron    *)
(*                         serves                                             *)
(*   served_layer x        the pruned layer, neuron by neuron                 *)
(*   served_weights        w_ab: the sum of v * u over the neurons that       *)
(*                         serve a and keep b                                 *)
(*                                                                            *)
(* gadget_identity: w x = w relu(x) - w relu(-x).                             *)
(* gadget_link: the pruned link computes w+ max(x, 0) + w- min(x, 0).         *)
(* gadget_link_error: its error against w x is at most                        *)
(*   max(|w+ - w|, |w- - w|) |x|.                                             *)
(* gadget_link_nonnegative: where x >= 0 is known only w+ is needed.          *)
(* gadget_layer_nonnegative: where no kept entry of U and no input is below   *)
(*   0, a layer whose neurons serve outputs computes w_ab x_b, summed over b. *)
(* gadget_network: a mask of such links makes the source compute, layer by    *)
(*   layer, what its effective weights w+ and w- compute.                     *)
(*                                                                            *)
(* Difference: none; neurons with u = 0 contribute nothing and are            *)
(* allowed. A neuron of served_layer may serve any outputs, where the pruner  *)
(* lets it serve one at most. A bias is one more input, constantly 1.         *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import gadgets network.
From LotteryVerify.facts Require Import block_mask.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Gadget.
Variable R : realDomainType.
Implicit Types w x : R.

Theorem gadget_identity w x : w * x = w * relu x - w * relu (- x).
Proof.
rewrite -mulrBr /relu; congr (_ * _).
case: (leP 0 x) => [x_ge0 | /ltW x_le0];
  last by rewrite max_r ?oppr_ge0 // sub0r opprK.
by rewrite max_l ?oppr_le0 // subr0.
Qed.

Lemma signed_link_error wp wn w x :
  `|wp * Num.max x 0 + wn * Num.min x 0 - w * x|
  <= Num.max `|wp - w| `|wn - w| * `|x|.
Proof.
case: (leP x 0) => [x_le0 | /ltW x_ge0].
  rewrite mulr0 add0r -mulrBl normrM ler_wpmul2r //.
  by rewrite le_maxr lexx orbT.
rewrite mulr0 addr0 -mulrBl normrM ler_wpmul2r //.
by rewrite le_maxr lexx.
Qed.

Variables (I : finType) (u v : I -> R) (keep : pred I).

Definition link_pos : R := \sum_(m | keep m && (0 < u m)) v m * u m.
Definition link_neg : R := \sum_(m | keep m && (u m < 0)) v m * u m.

Theorem gadget_link x :
  \sum_(m | keep m) v m * relu (u m * x)
  = link_pos * Num.max x 0 + link_neg * Num.min x 0.
Proof.
rewrite /link_pos /link_neg !big_mkcondr !mulr_suml -big_split /=.
by apply: eq_bigr => m _; rewrite relu_gadget.
Qed.

Theorem gadget_link_error w x :
  `|\sum_(m | keep m) v m * relu (u m * x) - w * x|
  <= Num.max `|link_pos - w| `|link_neg - w| * `|x|.
Proof. by rewrite gadget_link signed_link_error. Qed.

Corollary gadget_link_nonnegative w x : 0 <= x ->
  `|\sum_(m | keep m) v m * relu (u m * x) - w * x| = `|link_pos - w| * x.
Proof.
move=> x_ge0; rewrite gadget_link max_l // min_r // mulr0 addr0 -mulrBl.
by rewrite normrM (ger0_norm x_ge0).
Qed.

End Gadget.

Section Layer.
Variables (R : realDomainType) (n : nat -> nat) (i : nat) (I : finType).
Variables (u : I -> 'I_(n i) -> R) (v : 'I_(n i.+1) -> I -> R).
Variables (keep : I -> pred 'I_(n i)) (serves : 'I_(n i.+1) -> pred I).

Definition served_layer (x : 'cV[R]_(n i)) : 'cV[R]_(n i.+1) := \col_a
  \sum_(m | serves a m) v a m * relu (\sum_(b | keep m b) u m b * x b ord0).

Definition served_weights : 'M[R]_(n i.+1, n i) := \matrix_(a, b)
  \sum_(m | serves a m && keep m b) v a m * u m b.

Theorem gadget_layer_nonnegative (x : 'cV[R]_(n i)) :
  (forall m b, keep m b -> 0 <= u m b) -> (forall b, 0 <= x b ord0) ->
  served_layer x = served_weights *m x.
Proof.
move=> u_ge0 x_ge0; apply/matrixP => a j; rewrite !mxE (ord1 j).
pose term m b := if keep m b then v a m * u m b * x b ord0 else 0.
transitivity (\sum_(m | serves a m) \sum_b term m b).
  apply: eq_bigr => m _; rewrite /relu max_r; last first.
    by apply: sumr_ge0 => b /u_ge0 u_mb; rewrite mulr_ge0.
  by rewrite mulr_sumr big_mkcond; apply: eq_bigr => b _; rewrite /term mulrA.
rewrite exchange_big /=; apply: eq_bigr => b _.
by rewrite mxE mulr_suml big_mkcondr.
Qed.

End Layer.

Section Network.
Variables (R : rcfType) (n M : nat -> nat) (G : source R n M).
Variable keep : selection n M.

Theorem gadget_network sigma l x :
  ticket_run G (block_mask keep) sigma l x
  = run (signed_layer (effective_pos G keep) (effective_neg G keep) sigma) l x.
Proof. exact: block_mask_run. Qed.

End Network.
