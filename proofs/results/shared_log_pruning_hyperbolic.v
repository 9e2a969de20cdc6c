(******************************************************************************)
(* shared-log-pruning with its law put in: no hypothesis about probabilities  *)
(* is left.                                                                   *)
(*                                                                            *)
(*   q, r          ratio of the grid and grid steps per category; q^r = g     *)
(*   categories    k = ceil (log_g (wmax / precision)), shared_log_pruning.v  *)
(*   neurons i     M_i = ceil (8 k ln (2 k L n_i n_(i-1) / delta))            *)
(*   grid_points   k r points per sign                                        *)
(*   hyperbolic_value   sign * alpha q^t, t uniform in 0 .. k r - 1, with     *)
(*                 alpha^2 = wmax / q^(A + (k+1) r), A = floor (k r / 2) - 1  *)
(*                 (THEORY.md's alpha, sqrt wmax g^(-3k/4-1/2), up to rounding*)
(*                 k r / 2 to a grid step)                                    *)
(*                                                                            *)
(* shared_log_pruning_hyperbolic: for every bounded target, the random network*)
(*   with these widths and this law has a ticket with probability 1 - delta.  *)
(*                                                                            *)
(* Source: shared-log-pruning with hyperbolic-product. Differences: the       *)
(* hyperbolic law is that of a geometric grid of any fineness r, so that its  *)
(* category probability is 1/(8k) with no correction; at least 2 grid points. *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra zify.
From mathcomp Require Import boolp reals sequences exp.
From LotteryVerify.definitions Require Import categories counts errors.
From LotteryVerify.definitions Require Import finite_law grids network.
From LotteryVerify.definitions Require Import random_source.
From LotteryVerify.results Require Import hyperbolic_product shared_log_pruning.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Hyperbolic.
Variables (R : rcfType) (q wmax : R) (k r : nat).

Local Notation grid_points := (grid_points k r).
Local Notation middle := (middle k r).
Local Notation hyperbolic_value := (@hyperbolic_value R q wmax k r).

Lemma hyperbolic_fills : 0 < wmax -> 1 < q -> (1 < grid_points)%N ->
  fills (q ^+ r) wmax k (8 * k%:R)^-1 (grid_law R grid_points.-1)
    hyperbolic_value.
Proof.
move=> wmax_gt0 q_gt1 two_points; have q_gt0 : 0 < q := lt_trans ltr01 q_gt1.
have [k_gt0 r_gt0] : (0 < k)%N /\ (0 < r)%N.
  by move: (ltnW two_points); rewrite muln_gt0 => /andP.
have scale_gt0 : 0 < wmax / q ^+ (middle + k.+1 * r).
  by rewrite divr_gt0 ?exprn_gt0.
apply: (hyperbolic_product (A := middle)) => //.
- by rewrite sqrtr_gt0.
- by rewrite prednK // ltnW.
- rewrite -/grid_points /middle; have := odd_double_half grid_points; lia.
by rewrite sqr_sqrtr ?divfK ?expf_neq0 ?gt_eqF // ltW.
Qed.

End Hyperbolic.

Section Pruning.
Variables (R : realType) (n : nat -> nat) (L N : nat) (F : target R n).
Variables (X : 'cV[R]_(n 0%N) -> Prop) (s : nat -> R).
Variables (q wmax Fm eps delta : R) (r : nat).

Let k := categories L N s (q ^+ r) wmax Fm eps.
Let M := neurons n L N s (q ^+ r) wmax Fm eps delta.
Let val : grid_type (grid_points k r).-1 -> R := @hyperbolic_value R q wmax k r.

Corollary shared_log_pruning_hyperbolic :
  (0 < L)%N -> (0 < N)%N -> 0 < Fm -> 0 < delta -> 0 < eps -> 0 < wmax ->
  1 < q -> golden_base (q ^+ r) -> (1 < grid_points k r)%N ->
  bounded_target F L N X s Fm ->
  (forall i a b, (i < L)%N -> `|weight F i a b| <= wmax) ->
  1 - delta <= Pr (source_law (fun=> grid_law R (grid_points k r).-1))
    [pred f : {ffun slot n M L -> grid_type (grid_points k r).-1} |
    `[< has_ticket F L X eps (random_source val f) >]].
Proof.
move=> L_gt0 N_gt0 Fm_gt0 delta_gt0 eps_gt0 wmax_gt0 q_gt1 golden two F_b W_le.
apply: (shared_log_pruning_explicit L_gt0 N_gt0 Fm_gt0 delta_gt0 eps_gt0 golden)
  W_le _ => //.
exact: hyperbolic_fills.
Qed.

End Pruning.
