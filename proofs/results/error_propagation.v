(******************************************************************************)
(* Claim error-propagation (the talk has the result; proof: THEORY.md),       *)
(* over any real closed field; the constant e of Euler is put in by           *)
(* error_propagation_euler.v.                                                 *)
(*                                                                            *)
(*   close_layers F L X Wp Wn e s Fm   (error_recursion.v) layer by           *)
(*       layer: the entries of the ticket's effective matrices Wp, Wn are     *)
(*       within e of the target's, norm2 (W_i y) <= s_i norm2 y,              *)
(*       activations 1-Lipschitz, |f_i(x)_a| <= Fm on the region X            *)
(*   N                 at least every width n_0 .. n_L                        *)
(*   norm_product s L  the product of max(1, s_i), 1 <= i < L                 *)
(*   K                 any number with (1 + 1/L)^L - 1 <= K                   *)
(*                                                                            *)
(* error_propagation: if K L N^(3/2) Fm norm_product e <= eps and             *)
(*   eps <= K sqrt N Fm norm_product then sup error <= eps.                   *)
(*                                                                            *)
(* Differences from THEORY.md, all for the better: e - 1 is enough in         *)
(* place of e; the norm of the first layer does not count; the side           *)
(* condition is weaker by the factor norm_product. It cannot be dropped:      *)
(* witnesses/error_propagation_witness.v has the counterexample.              *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import errors network.
From LotteryVerify.results Require Import error_closed_form.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma pow_chord (R : realDomainType) (t h : R) l : 0 <= t <= 1 -> 0 <= h ->
  (1 + t * h) ^+ l - 1 <= t * ((1 + h) ^+ l - 1).
Proof.
move=> /andP[t_ge0 t_le1] h_ge0; elim: l => [|l IHl].
  by rewrite !expr0 subrr mulr0.
have th_le : t * h <= h by rewrite ler_pimull.
rewrite !exprS.
have -> : (1 + t * h) * (1 + t * h) ^+ l - 1
        = (1 + t * h) * ((1 + t * h) ^+ l - 1) + t * h by ring.
have -> : t * ((1 + h) * (1 + h) ^+ l - 1)
        = (1 + h) * (t * ((1 + h) ^+ l - 1)) + t * h by ring.
rewrite ler_add2r; apply: ler_pmul => //; last by rewrite ler_add2l.
  by rewrite addr_ge0 ?ler01 ?mulr_ge0.
by rewrite subr_ge0 exprn_ege1 // ler_addl mulr_ge0.
Qed.

Lemma closed_form_le (R : realFieldType) (B K eta eps : R) L : (0 < L)%N ->
  0 <= B -> 0 <= eta -> (1 + L%:R^-1) ^+ L - 1 <= K -> eps <= K * B ->
  K * B * (L%:R * eta) <= eps -> B * ((1 + eta) ^+ L - 1) <= eps.
Proof.
move=> L_gt0 B_ge0 eta_ge0 K_ge eps_le e_small.
have L_pos : 0 < L%:R :> R by rewrite ltr0n.
have K_gt0 : 0 < K.
  by apply: lt_le_trans K_ge;
    rewrite subr_gt0 exprn_egt1 ?ltr_addl ?invr_gt0 // -lt0n.
have [B0 | B_neq0] := eqVneq B 0.
  by move: e_small; rewrite B0 !(mulr0, mul0r).
have KB_gt0 : 0 < K * B by rewrite mulr_gt0 // lt_def B_neq0.
have t_ge0 : 0 <= L%:R * eta by rewrite mulr_ge0 // ltW.
have t_le1 : L%:R * eta <= 1.
  by rewrite -(ler_pmul2l KB_gt0) mulr1 (le_trans e_small).
apply: le_trans e_small.
have -> : K * B * (L%:R * eta) = B * (L%:R * eta * K) by ring.
apply: ler_wpmul2l => //; apply: le_trans (ler_wpmul2l t_ge0 K_ge).
have {1}-> : eta = L%:R * eta * L%:R^-1 by rewrite mulrAC mulfV ?mul1r //
  gt_eqF.
by apply: pow_chord; rewrite ?t_ge0 ?invr_ge0 ?ler0n.
Qed.

Section Propagation.
Variables (R : rcfType) (n : nat -> nat) (F : target R n) (L N : nat).
Variables (X : 'cV[R]_(n 0) -> Prop) (Wp Wn : forall i, 'M[R]_(n i.+1, n i)).
Variables (e Fm : R) (s : nat -> R).

Theorem error_propagation K eps x :
  (0 < L)%N -> 0 <= e -> 0 <= Fm ->
  (forall i, (i <= L)%N -> (n i <= N)%N) ->
  close_layers F L X Wp Wn (fun=> e) s (fun=> Fm) ->
  (1 + L%:R^-1) ^+ L - 1 <= K ->
  K * L%:R * (N%:R * Num.sqrt N%:R) * Fm * norm_product s L * e <= eps ->
  eps <= K * Num.sqrt N%:R * Fm * norm_product s L ->
  X x ->
  norm2 (target_run F L x - run (signed_layer Wp Wn (act F)) L x) <= eps.
Proof.
move=> L_gt0 e_ge0 Fm_ge0 widths close K_ge e_small eps_le x_in.
apply: le_trans (error_closed_form close widths e_ge0 Fm_ge0 x_in) _.
have P_ge0 : 0 <= norm_product s L by rewrite (le_trans ler01)
  ?norm_product_ge1.
apply: (closed_form_le L_gt0 _ _ K_ge).
- by rewrite !mulr_ge0 ?sqrtr_ge0.
- by rewrite mulr_ge0 ?ler0n.
- by rewrite !mulrA.
apply: le_trans e_small; rewrite le_eqVlt; apply/orP; left; apply/eqP; ring.
Qed.

End Propagation.
