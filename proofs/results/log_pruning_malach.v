(******************************************************************************)
(* log-pruning-malach: the talk's result under Malach's assumptions.          *)
(*                                                                            *)
(*   unit_ball x    norm2 x <= 1                         (malach_pruning.v)   *)
(*   ||W_i||_2 <= 1, entries at most 1 / sqrt N, 1-Lipschitz activations with *)
(*   sigma(0) = 0: then F_max = 1 and all s_i = 1                             *)
(*   categories, neurons, precision, largest_eps   (shared_log_pruning.v)     *)
(*   has_dedicated_ticket   (log_pruning.v) neurons i of the source per target*)
(*                  weight of layer i, none serving two weights               *)
(*                                                                            *)
(* unit_ball_bounded      Malach's assumptions give bounded_target            *)
(* log_pruning_malach     log_pruning_hyperbolic for such a target            *)
(* log_precision_malach   ln (wmax / ew) = ln (e - 1) + ln (N L / eps): what  *)
(*                  the number of categories is the logarithm of              *)
(*                                                                            *)
(* Source: log-pruning-malach (the talk's "our result"). Differences: as for  *)
(* log_pruning.v; sparsity of W is not used.                                  *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring.
From mathcomp Require Import boolp reals sequences exp.
From LotteryVerify.definitions Require Import categories counts dedicated.
From LotteryVerify.definitions Require Import errors finite_law grids network.
From LotteryVerify.definitions Require Import random_source.
From LotteryVerify.results Require Import log_pruning malach_pruning.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Malach.
Variables (R : realType) (n : nat -> nat) (L N : nat) (F : target R n).
Variables (q eps delta : R) (r : nat).
Hypotheses (L_gt0 : (0 < L)%N) (N_gt0 : (0 < N)%N).
Hypotheses (delta_gt0 : 0 < delta) (eps_gt0 : 0 < eps).
Hypothesis widths : forall i, (i <= L)%N -> (n i <= N)%N.
Hypothesis W_norm : forall i, (i < L)%N -> operator_bound (weight F i) 1.
Hypothesis act_lip : forall i, (i < L)%N -> lipschitz1 (act F i).
Hypothesis act_0 : forall i, (i < L)%N -> act F i 0 = 0.

Lemma unit_ball_bounded : bounded_target F L N (@unit_ball R n) (fun=> 1) 1.
Proof.
split=> // i x a iL x_in.
apply: le_trans (unit_ball_run W_norm act_lip act_0 (ltnW iL) x_in).
rewrite -sqrtr_sqr ler_wsqrtr // (bigD1 a) //= ler_addl.
by apply: sumr_ge0 => j _; apply: sqr_ge0.
Qed.

Let wmax : R := (Num.sqrt N%:R)^-1.
Let k := categories L N (fun=> 1) (q ^+ r) wmax 1 eps.
Let per_weight := neurons n L N (fun=> 1) (q ^+ r) wmax 1 eps delta.
Let val : grid_type (grid_points k r).-1 -> R := @hyperbolic_value R q wmax k r.

Hypothesis eps_le : eps <= largest_eps L N (fun=> 1) 1.

Lemma wmax_gt0 : 0 < wmax.
Proof. by rewrite invr_gt0 sqrtr_gt0 ltr0n. Qed.

Corollary log_pruning_malach :
  1 < q -> golden_base (q ^+ r) -> (1 < grid_points k r)%N ->
  (forall i a b, (i < L)%N -> `|weight F i a b| <= wmax) ->
  1 - delta <= Pr (source_law (fun=> grid_law R (grid_points k r).-1))
    [pred f : {ffun slot n (dedicated_width n per_weight) L ->
               grid_type (grid_points k r).-1} |
    `[< has_dedicated_ticket F L (@unit_ball R n) eps (random_source val f) >]].
Proof.
move=> q_gt1 golden two W_le.
apply: (log_pruning_hyperbolic L_gt0 N_gt0 ltr01 delta_gt0 eps_gt0 wmax_gt0
  eps_le q_gt1 golden two unit_ball_bounded W_le).
Qed.

Corollary log_precision_malach :
  ln (wmax / precision L N (fun=> 1) 1 eps)
  = ln (expR 1 - 1) + ln (N%:R * L%:R / eps).
Proof.
have [L_pos N_pos] : 0 < L%:R :> R /\ 0 < N%:R :> R by rewrite !ltr0n.
have sN_gt0 : 0 < Num.sqrt N%:R :> R by rewrite sqrtr_gt0.
have E1_gt0 : 0 < expR 1 - 1 :> R by rewrite subr_gt0 expR_gt1 ltr01.
rewrite (log_precision L_gt0 N_gt0 ltr01 eps_gt0 wmax_gt0 eps_le).
rewrite big1 => [|i _]; last by rewrite maxxx ln1.
rewrite ln1 !addr0 lnV ?posrE // ln_div ?posrE ?mulr_gt0 // lnM ?posrE //.
move: (ln _) (ln L%:R) (ln N%:R) (ln (Num.sqrt _)) (ln eps) => a b c d e.
ring.
Qed.

End Malach.
