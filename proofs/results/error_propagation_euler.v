(******************************************************************************)
(* Claim error-propagation in the words of THEORY.md.                         *)
(*                                                                            *)
(*   expR 1            Euler's number e                                       *)
(*   N * sqrt N        N^(3/2), N at least every width n_0 .. n_L             *)
(*   close_layers F L X Wp Wn ew s Fm   (error_recursion.v) layer by          *)
(*       layer: the entries of the ticket's effective matrices Wp, Wn are     *)
(*       within ew of the target's, norm2 (W_i y) <= s_i norm2 y,             *)
(*       activations 1-Lipschitz, |f_i(x)_a| <= Fm on the region X            *)
(*                                                                            *)
(* error_propagation_euler: the claim with its constant e:                    *)
(*   ew <= eps / (e L N^(3/2) Fm prod_i max(1, s_i)) and                      *)
(*   eps <= e sqrt N Fm give sup error <= eps.                                *)
(* error_propagation_sharp: the same with e - 1 in place of e, the            *)
(*   product without the first layer, and the weaker side condition           *)
(*   eps <= (e - 1) sqrt N Fm norm_product.                                   *)
(*                                                                            *)
(* Difference: s_i is any operator bound, not only the least one ||W_i||.     *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import reals sequences exp.
From LotteryVerify.definitions Require Import errors network.
From LotteryVerify.facts Require Import exponential.
From LotteryVerify.results Require Import error_closed_form error_propagation.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma norm_product_le (R : realDomainType) (s : nat -> R) L :
  norm_product s L <= \prod_(i < L) Num.max 1 (s i).
Proof.
case: L => [|L]; first by rewrite /norm_product big_geq // big_ord0.
rewrite -(big_mkord xpredT (fun i => Num.max 1 (s i))) big_ltn //.
rewrite ler_pemull ?le_maxr ?lexx //.
exact: le_trans ler01 (norm_product_ge1 s L.+1).
Qed.

Section Euler.
Variables (R : realType) (n : nat -> nat) (F : target R n) (L N : nat).
Variables (X : 'cV[R]_(n 0) -> Prop) (Wp Wn : forall i, 'M[R]_(n i.+1, n i)).
Variables (ew Fm : R) (s : nat -> R).
Hypothesis L_gt0 : (0 < L)%N.
Hypothesis N_gt0 : (0 < N)%N.
Hypothesis ew_ge0 : 0 <= ew.
Hypothesis Fm_gt0 : 0 < Fm.
Hypothesis widths : forall i, (i <= L)%N -> (n i <= N)%N.
Hypothesis close : close_layers F L X Wp Wn (fun=> ew) s (fun=> Fm).

Theorem error_propagation_sharp eps x :
  ew <= eps / ((expR 1 - 1) * L%:R * (N%:R * Num.sqrt N%:R) * Fm
               * norm_product s L) ->
  eps <= (expR 1 - 1) * Num.sqrt N%:R * Fm * norm_product s L ->
  X x ->
  norm2 (target_run F L x - run (signed_layer Wp Wn (act F)) L x) <= eps.
Proof.
move=> ew_le eps_le x_in.
apply: (error_propagation L_gt0 ew_ge0 (ltW Fm_gt0) widths close _ _ eps_le
  x_in).
  by rewrite ler_sub ?pow_le_euler.
rewrite mulrC -ler_pdivl_mulr //.
have P_gt0 : 0 < norm_product s L := lt_le_trans ltr01 (norm_product_ge1 s L).
by rewrite !mulr_gt0 ?sqrtr_gt0 ?ltr0n // subr_gt0 expR_gt1 ltr01.
Qed.

Theorem error_propagation_euler eps x :
  ew <= eps / (expR 1 * L%:R * (N%:R * Num.sqrt N%:R) * Fm
               * \prod_(i < L) Num.max 1 (s i)) ->
  eps <= expR 1 * Num.sqrt N%:R * Fm ->
  X x ->
  norm2 (target_run F L x - run (signed_layer Wp Wn (act F)) L x) <= eps.
Proof.
move=> ew_le eps_le x_in; have e_gt0 : 0 < expR 1 :> R := expR_gt0 _.
have P_ge1 := norm_product_ge1 s L; have P_le := norm_product_le s L.
have sqrtN_gt0 : 0 < Num.sqrt N%:R :> R by rewrite sqrtr_gt0 ltr0n.
apply: (@error_propagation _ _ _ _ _ _ _ _ _ _ _ (expR 1)
          _ _ L_gt0 ew_ge0 (ltW Fm_gt0) widths close _ _ _ x_in).
- by rewrite ler_subl_addr (le_trans (pow_le_euler _ _)) // ler_addl ler01.
- rewrite mulrC; move: ew_le; rewrite ler_pdivl_mulr; last first.
    by rewrite !mulr_gt0 ?ltr0n // (lt_le_trans ltr01) // (le_trans P_ge1).
  apply: le_trans; apply: ler_wpmul2l => //; apply: ler_wpmul2l => //.
  by rewrite !mulr_ge0 ?ler0n // ltW.
by rewrite (le_trans eps_le) // ler_pemulr // !mulr_ge0 // ltW.
Qed.

End Euler.
