(******************************************************************************)
(* The error of a ticket, layer by layer, without any side condition.         *)
(*                                                                            *)
(*   F, n, L, X         target, widths, depth, region                         *)
(*   Wp, Wn, e i        effective matrices of the ticket, entries of          *)
(*                      layer i within e i of the target's                    *)
(*   s i                norm2 (W_i y) <= s i norm2 y for all y                *)
(*   Fm i               bound on |f_i(x)_a| for x in X                        *)
(*   close_layers       all the hypotheses on layer i < L in one record       *)
(*   propagated n e Fm s l   d_l, d_0 = 0 and                                 *)
(*       d_(i+1) = sqrt n_(i+1) n_i e_i Fm_i                                  *)
(*                 + (s_i + sqrt n_(i+1) sqrt n_i e_i) d_i                    *)
(*                                                                            *)
(* error_recursion: the error after l layers is at most d_l.                  *)
(*                                                                            *)
(* Source: the proof of claim error-propagation (THEORY.md). Difference:      *)
(* constants per layer, and no side condition on the final error.             *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import errors network.
From LotteryVerify.facts Require Import layer_error norm2.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Recursion.
Variables (R : rcfType) (n : nat -> nat) (F : target R n) (L : nat).
Variables (X : 'cV[R]_(n 0) -> Prop) (Wp Wn : forall i, 'M[R]_(n i.+1, n i)).

Lemma error_step e s Fm l x : close_layers F L X Wp Wn e s Fm ->
  (l < L)%N -> X x ->
  norm2 (target_run F l.+1 x - run (signed_layer Wp Wn (act F)) l.+1 x)
  <= Num.sqrt (n l.+1)%:R * ((n l)%:R * (e l * Fm l))
     + (s l + Num.sqrt (n l.+1)%:R * Num.sqrt (n l)%:R * e l)
       * norm2 (target_run F l x - run (signed_layer Wp Wn (act F)) l x).
Proof.
case=> e_ge0 Wp_close Wn_close act_lip W_le f_le l_lt x_in.
apply: layer_error; first exact: Wp_close.
- exact: Wn_close.
- exact: e_ge0.
- exact: W_le.
- exact: act_lip.
by move=> a; apply: f_le.
Qed.

Theorem error_recursion e s Fm l x : close_layers F L X Wp Wn e s Fm ->
  (forall i, (i < L)%N -> 0 <= s i) -> (l <= L)%N -> X x ->
  norm2 (target_run F l x - run (signed_layer Wp Wn (act F)) l x)
  <= propagated n e s Fm l.
Proof.
move=> close s_ge0 + x_in; elim: l => [_|l IHl l_lt].
  by rewrite /= subrr norm2_0.
apply: le_trans (error_step close l_lt x_in) _;
  rewrite [X in _ <= X]/= ler_add2l.
apply: ler_wpmul2l; last exact: IHl (ltnW l_lt).
by rewrite addr_ge0 ?s_ge0 // !mulr_ge0 ?sqrtr_ge0 // (close_ge0 close).
Qed.

End Recursion.
