(******************************************************************************)
(* subset-sum-pruning: a random network holds a ticket whose links are sums of*)
(* subsets of their pools.                                                    *)
(*                                                                            *)
(*   link_precision n L eps i   ew = eps / (2 L n_(i+1) n_i), the claim's     *)
(*   sums_cover        what a layer asks of its law and of its pools, for any *)
(*                     law and any widths (subset_sum_links.v)                *)
(*   pool i a          the neurons of each input that serve the output a: the *)
(*                     identity where all outputs share them                  *)
(*                                                                            *)
(* subset_sum_pruning: ||W_i||_2 <= 1, ||x||_2 <= 1, sigma(0) = 0, eps <= 2:  *)
(*   with probability >= 1 - delta the source holds a ticket within eps of the*)
(*   target on the whole unit ball.                                           *)
(*                                                                            *)
(* Source: subset-sum-pruning (Pensia et al.; constants DERIVED). Differences:*)
(* a finite law, which sums_cover describes; the same draws serve both halves *)
(* of a link, so the claim's width 2 N is N.                                  *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import boolp reals.
From LotteryVerify.definitions Require Import errors finite_law.
From LotteryVerify.definitions Require Import network random_source.
From LotteryVerify.facts Require Import link_precision probability.
From LotteryVerify.facts Require Import selected_ticket.
From LotteryVerify.results Require Import error_recursion malach_pruning.
From LotteryVerify.results Require Import subset_sum_links.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Pruning.
Variables (R : realType) (T : finType) (val : T -> R) (p : nat -> law R T).
Variables (n M : nat -> nat) (L : nat) (F : target R n).
Variables (points mid prec grow fill : nat -> nat).
Variable round : forall i, T * T -> 'I_(points i).*2.
Variables (wmax step loss part fail : nat -> R) (eps delta : R).
Variable pool : forall i, 'I_(n i.+1) -> 'I_(grow i + fill i) -> 'I_(M i).

Theorem subset_sum_pruning :
  (0 < L)%N -> 0 <= delta -> 0 <= eps <= 2 ->
  (forall i a, injective (@pool i a)) ->
  (forall i, (i < L)%N -> operator_bound (weight F i) 1) ->
  (forall i, (i < L)%N -> lipschitz1 (act F i)) ->
  (forall i, (i < L)%N -> act F i 0 = 0) ->
  (forall i a b, (i < L)%N -> `|weight F i a b| <= wmax i) ->
  (forall i, (i < L)%N ->
    sums_cover val (p i) (mid i) (prec i) (grow i) (fill i) (@round i)
      (wmax i) (step i) (loss i) (part i) (link_precision n L eps i)
      (fail i)) ->
  (forall i, (i < L)%N -> (L * n i.+1 * n i)%:R * fail i <= delta) ->
  1 - delta <= Pr (source_law p)
    [pred f : {ffun slot n M L -> T} |
    `[< has_ticket F L (@unit_ball R n) eps (random_source val f) >]].
Proof.
move=> L_gt0 delta_ge0 eps_le pool_inj W_norm act_lip act_0 W_le cover enough.
have [A [likely A_links]] :=
  subset_sum_links delta_ge0 pool_inj W_le cover enough.
apply: le_trans likely _; apply: Pr_mono => f /A_links links; apply/asboolP.
eexists; apply: (selected_approximates pool_inj links).
move=> Wp Wn Wp_e Wn_e x x_in.
apply: le_trans (propagated_eps n L_gt0 eps_le (s := fun=> 1) (Fm := fun=> 1)
  _ _); last 2 first.
- by move=> i _; rewrite ler01 lexx.
- by move=> i _; rewrite ler01 lexx.
have /andP[eps_ge0 _] := eps_le.
apply: (@error_recursion _ _ F L (@unit_ball R n) Wp Wn) => //; last first.
  by move=> i _; apply: ler01.
split=> // i; first by move=> _; have [] := layer_precision n L i eps_ge0.
move=> y a iL y_in; apply: le_trans (norm2_entry _ _) _.
exact: (unit_ball_run W_norm act_lip act_0 (ltnW iL)) y_in.
Qed.

End Pruning.
