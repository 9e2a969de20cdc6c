(******************************************************************************)
(* Masks that keep one input weight per intermediate neuron.                  *)
(*                                                                            *)
(*   selection n M      which output wires are kept: keep i a b m says        *)
(*                      that output a reads the m-th intermediate neuron      *)
(*                      of input b                                            *)
(*   block_mask keep    the mask that lets the neuron (b, m) read input b     *)
(*                      and nothing else, and its output wires as keep        *)
(*                      says                                                  *)
(*   effective_pos G keep i, effective_neg G keep i   the matrices of the     *)
(*                      sums of v * u over the kept m whose input weight      *)
(*                      u = U[(b, m), b] is > 0, resp. < 0, where             *)
(*                      v = V[a, (b, m)]: w+ and w- of every link             *)
(*                                                                            *)
(* block_mask_layer: the layer of G pruned by block_mask keep is              *)
(*   y |-> act (W+ * max(y, 0) + W- * min(y, 0)), exactly.                    *)
(* block_mask_run: so is the ticket as a whole.                               *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import gadgets network.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma relu_gadget (R : realDomainType) (u v x : R) :
  v * relu (u * x) = (if 0 < u then v * u else 0) * Num.max x 0
                   + (if u < 0 then v * u else 0) * Num.min x 0.
Proof.
rewrite /relu; case: (ltrgtP u 0) => [u_lt0 | u_gt0 | ->].
- by rewrite mul0r add0r -mulrA (minr_nmulr _ _ (ltW u_lt0)) mulr0 maxC.
- by rewrite mul0r addr0 -mulrA (maxr_pmulr _ _ (ltW u_gt0)) mulr0 maxC.
by rewrite !mul0r maxxx mulr0 addr0.
Qed.

Section BlockMask.
Variables (R : rcfType) (n M : nat -> nat).

Variables (G : source R n M) (keep : selection n M).

Local Notation effective_pos := (effective_pos G keep).
Local Notation effective_neg := (effective_neg G keep).

Lemma block_mask_hidden i (y : 'cV[R]_(n i)) (h : hidden n M i) :
  pruned_hidden G (block_mask keep) y h
  = relu (in_wire G h h.1 * y h.1 ord0).
Proof.
rewrite /pruned_hidden (bigD1 h.1) //= eqxx big1 ?addr0 // => b.
by rewrite eq_sym => /negbTE ->; rewrite mul0r.
Qed.

Lemma block_mask_layer sigma i (y : 'cV[R]_(n i)) :
  pruned_layer G (block_mask keep) sigma y
  = signed_layer effective_pos effective_neg sigma y.
Proof.
apply/matrixP => a j; rewrite !mxE; congr (sigma i _).
pose term b m := kept (keep a b m) (out_wire G a (b, m))
                 * relu (in_wire G (b, m) b * y b ord0).
transitivity (\sum_b \sum_m term b m).
  rewrite pair_bigA /=; apply: eq_bigr => -[b m] _ /=.
  by rewrite block_mask_hidden.
rewrite -big_split /=; apply: eq_bigr => b _; rewrite !mxE (ord1 j).
rewrite [X in _ = X * _ + _]big_mkcond [X in _ = _ + X * _]big_mkcond /=.
rewrite !mulr_suml -big_split /=; apply: eq_bigr => m _.
rewrite /term /kept; case: (keep a b m) => /=; first exact: relu_gadget.
by rewrite !mul0r addr0.
Qed.

Lemma block_mask_run sigma l x :
  ticket_run G (block_mask keep) sigma l x
  = run (signed_layer effective_pos effective_neg sigma) l x.
Proof. by rewrite /ticket_run; elim: l => //= l ->;
  rewrite block_mask_layer. Qed.

End BlockMask.
