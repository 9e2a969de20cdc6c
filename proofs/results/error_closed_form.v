(******************************************************************************)
(* The error of a ticket in closed form, without any side condition.          *)
(*                                                                            *)
(*   close_layers F L X Wp Wn e s Fm   (error_recursion.v) layer by           *)
(*       layer: the entries of the ticket's effective matrices Wp, Wn are     *)
(*       within e of the target's, norm2 (W_i y) <= s_i norm2 y,              *)
(*       activations 1-Lipschitz, |f_i(x)_a| <= Fm on the region X            *)
(*   N                 at least every width n_0 .. n_L                        *)
(*   norm_product s L  the product of max(1, s_i) over the layers i < L       *)
(*                     except the first, whose norm does not matter           *)
(*                                                                            *)
(* error_closed_form: sup error                                               *)
(*     <= sqrt N * Fm * norm_product s L * ((1 + N e)^L - 1).                 *)
(*                                                                            *)
(* Source: DERIVED here. Difference from error-propagation (THEORY.md):       *)
(* no side condition, no norm of the first layer; with N = 1 the bound is     *)
(* attained (witnesses/error_propagation_witness.v).                          *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import errors network.
From LotteryVerify.facts Require Import norm2.
From LotteryVerify.results Require Import error_recursion.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma norm_product_ge1 (R : realDomainType) (s : nat -> R) L :
  1 <= norm_product s L.
Proof.
rewrite /norm_product; elim/big_ind: _ => // [a b | i _].
  exact: mulr_ege1.
by rewrite le_maxr lexx.
Qed.

Lemma closed_step (R : realDomainType) (B P S eta U : R) :
  0 <= B -> 0 <= eta -> 1 <= P -> 1 <= S ->
  B * eta + S * (1 + eta) * (B * P * (U - 1))
  <= B * (P * S) * ((1 + eta) * U - 1).
Proof.
move=> B_ge0 eta_ge0 P_ge1 S_ge1; rewrite -subr_ge0.
have -> : B * (P * S) * ((1 + eta) * U - 1)
    - (B * eta + S * (1 + eta) * (B * P * (U - 1))) = B * eta * (P * S - 1).
  by ring.
by rewrite !mulr_ge0 // subr_ge0 mulr_ege1.
Qed.

Section ClosedForm.
Variables (R : rcfType) (n : nat -> nat) (F : target R n) (L N : nat).
Variables (X : 'cV[R]_(n 0) -> Prop) (Wp Wn : forall i, 'M[R]_(n i.+1, n i)).
Variables (e Fm : R) (s : nat -> R).
Hypothesis close : close_layers F L X Wp Wn (fun=> e) s (fun=> Fm).
Hypothesis widths : forall i, (i <= L)%N -> (n i <= N)%N.
Hypothesis e_ge0 : 0 <= e.
Hypothesis Fm_ge0 : 0 <= Fm.

Let distance l x :=
  norm2 (target_run F l x - run (signed_layer Wp Wn (act F)) l x).

Lemma sqrt_width i : (i <= L)%N ->
  Num.sqrt (n i)%:R <= Num.sqrt N%:R :> R.
Proof. by move=> i_le; rewrite ler_wsqrtr // ler_nat widths. Qed.

Lemma uniform_step l x : (l < L)%N -> X x ->
  distance l.+1 x <= Num.sqrt N%:R * Fm * (N%:R * e)
                     + Num.max 1 (s l) * (1 + N%:R * e) * distance l x.
Proof.
move=> l_lt x_in; apply: le_trans (error_step close l_lt x_in) _.
have d_ge0 : 0 <= distance l x by exact: norm2_ge0.
apply: ler_add; last apply: ler_wpmul2r => //.
  rewrite -mulrA [Fm * _]mulrC -[_ * e * _]mulrA.
  apply: ler_pmul; rewrite ?sqrtr_ge0 ?sqrt_width ?mulr_ge0 ?ler0n //.
  by rewrite ler_wpmul2r ?mulr_ge0 // ler_nat widths // ltnW.
have S_ge1 : 1 <= Num.max 1 (s l) by rewrite le_maxr lexx.
rewrite mulrDr mulr1; apply: ler_add; first by rewrite le_maxr lexx orbT.
apply: (@le_trans _ _ (N%:R * e));
  last by rewrite ler_pemull // mulr_ge0 ?ler0n.
rewrite ler_wpmul2r // -[N%:R]sqr_sqrtr ?ler0n // expr2.
by rewrite ler_pmul ?sqrtr_ge0 ?sqrt_width // ltnW.
Qed.

Lemma closed_form_prefix l x : (l <= L)%N -> X x ->
  distance l x <= Num.sqrt N%:R * Fm * norm_product s l
                  * ((1 + N%:R * e) ^+ l - 1).
Proof.
move=> + x_in; elim: l => [_|l IHl l_lt].
  by rewrite /distance /= subrr norm2_0 expr0 subrr mulr0.
apply: le_trans (uniform_step l_lt x_in) _.
case: l IHl l_lt => [_ _|l IHl l_lt].
  rewrite /distance /= subrr norm2_0 mulr0 addr0 /norm_product big_geq //.
  by rewrite mulr1 expr1 [1 + _]addrC addrK.
rewrite [norm_product _ l.+2]big_nat_recr //= -/(norm_product s l.+1) exprS.
apply: le_trans (closed_step _ _ _ _ _); last first.
- by rewrite le_maxr lexx.
- exact: norm_product_ge1.
- by rewrite mulr_ge0 ?ler0n.
- by rewrite mulr_ge0 ?sqrtr_ge0.
rewrite ler_add2l ler_wpmul2l ?IHl 1?ltnW //.
by rewrite mulr_ge0 ?addr_ge0 ?mulr_ge0 ?ler0n ?ler01 // le_maxr ler01.
Qed.

Theorem error_closed_form x : X x ->
  norm2 (target_run F L x - run (signed_layer Wp Wn (act F)) L x)
  <= Num.sqrt N%:R * Fm * norm_product s L * ((1 + N%:R * e) ^+ L - 1).
Proof. exact: closed_form_prefix. Qed.

End ClosedForm.
