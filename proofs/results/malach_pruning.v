(******************************************************************************)
(* malach-pruning: one product per half link, weights uniform on a grid of    *)
(* (-1, 1).                                                                   *)
(*                                                                            *)
(*   near_event     the link of weight w asks, for each sign of u, for one    *)
(*                  product within ew of w                                    *)
(*   grid_law, uniform_value   2(N0+1) values +-(2t+1)/(2(N0+1)), all equally *)
(*                  likely (product_weight.v)                                 *)
(*   r              grid steps in ew/2: r / (N0+1) <= ew/2                    *)
(*   dedicated_width, has_dedicated_ticket   (log_pruning.v) m_i neurons of   *)
(*                  the source per target weight, none serving two weights    *)
(*                                                                            *)
(* near_pruning: any finite law in which near has probability >= c.           *)
(* malach_pruning: ||W_i||_2 <= 1, entries in [-1, 1], ||x||_2 <= 1, sigma(0) *)
(*   = 0; m_i >= (2(N0+1)/r)^2 ln (2 L n_i n_(i-1) / delta) neurons per target*)
(*   weight, ew <= eps / ((e-1) L N^(3/2)): 16/ew^2 = O(n^3 L^2 / eps^2).     *)
(*                                                                            *)
(* Source: malach-pruning (the talk; explicit form DERIVED). Differences: the *)
(* law is finite and (N0+1)/r replaces 2/ew; entries up to 1, not 1/sqrt n;   *)
(* sparsity of W is not used; e - 1 in place of e; the side condition on eps  *)
(* reads eps <= (e-1) sqrt N.                                                 *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import boolp reals sequences exp.
From LotteryVerify.definitions Require Import counts dedicated errors.
From LotteryVerify.definitions Require Import finite_law grids network.
From LotteryVerify.definitions Require Import random_source.
From LotteryVerify.facts Require Import exponential golden_selection.
From LotteryVerify.facts Require Import hit_network norm2 probability.
From LotteryVerify.facts Require Import selected_ticket.
From LotteryVerify.results Require Import log_pruning product_weight.
From LotteryVerify.results Require Import shared_log_pruning.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma near_selection (R : realFieldType) (I : finType) (u v : I -> R) (w e : R)
  :
  (forall sgn, exists m, near w e sgn (u m) (v m)) ->
  exists K : {set I}, [forall sgn, `|sum_of u v sgn K - w| <= e].
Proof.
move=> found; have [mp /andP[up wp]] := found true.
have [mn /andP[un wn]] := found false.
exists [set mp; mn]; apply/forallP => sgn.
suff -> : sum_of u v sgn [set mp;
  mn] = let m := if sgn then mp else mn in v m * u m.
  by case: sgn.
rewrite /sum_of (big_pred1 (if sgn then mp else mn)); first by case: sgn.
move=> m; rewrite !inE; case: sgn => /=; apply/andP/eqP => [[]|->].
- by case/orP => /eqP -> //; rewrite ltNge (ltW un).
- by rewrite eqxx.
- by case/orP => /eqP -> //; rewrite ltNge (ltW up).
- by rewrite eqxx orbT.
Qed.

Section NearPruning.
Variables (R : realType) (T : finType) (val : T -> R) (p : law R T).
Variables (n m : nat -> nat) (L N : nat) (F : target R n).
Variables (X : 'cV[R]_(n 0%N) -> Prop) (s : nat -> R) (Fm eps delta ew c : R).

Definition near_event i (a : 'I_(n i.+1)) (b : 'I_(n i)) (j : 'I_1) (sgn : bool)
  (u v : R) : bool := near (weight F i a b) ew sgn u v.

Theorem near_pruning :
  (0 < L)%N -> 0 <= Fm -> 0 < delta -> bounded_target F L N X s Fm ->
  eps <= (expR 1 - 1) * Num.sqrt N%:R * Fm * norm_product s L ->
  0 <= ew -> amplification L N s Fm * ew <= eps -> 0 < c ->
  (forall i a b sgn, (i < L)%N -> c <= Pr (pair_law p p)
    [pred uv | near (weight F i a b) ew sgn (val uv.1) (val uv.2)]) ->
  (forall i, (i < L)%N ->
    c^-1 * ln ((2 * L * n i.+1 * n i)%:R / delta) <= (m i)%:R) ->
  1 - delta <= Pr (source_law (fun=> p))
    [pred f : {ffun slot n (dedicated_width n m) L -> T} |
    `[< has_dedicated_ticket F L X eps (random_source val f) >]].
Proof.
move=> L_gt0 Fm_ge0 delta_gt0 F_b eps_le ew_ge0 ew_small c_gt0 near_c m_enough.
have pool_inj := @dedicated_pool_inj n m.
have width i : (i < L)%N ->
    (2 * 1 * L * n i.+1 * n i)%:R * (1 - c) ^+ m i <= delta.
  move=> iL; rewrite muln1;
    case: (posnP (2 * L * n i.+1 * n i)) => [-> | K_gt0].
    by rewrite mul0r ltW.
  have [b_gt0 a_gt0] : (0 < n i)%N /\ (0 < n i.+1)%N.
    by move: K_gt0; rewrite !muln_gt0 => /andP[/andP[_ ->] ->].
  have c_le1 := le_trans (near_c i (Ordinal a_gt0) (Ordinal b_gt0) true iL)
    (Pr_le1 _ _).
  rewrite mulrC -ler_pdivl_mulr ?ltr0n //; apply: pow_le_of_ln;
    rewrite ?ltr0n //.
  by rewrite -ler_pdivr_mull // m_enough.
have likely := source_hit (val := val) (event := near_event) pool_inj
  (fun i a b j sgn iL => near_c i a b sgn iL) (ltW delta_gt0) width.
apply: le_trans likely _; apply: Pr_mono => f /forallP f_in; apply/asboolP.
exists (selected_mask (@dedicated_pool n m) (fun=> ew) F (random_source val f)).
split; first exact: selected_mask_dedicated.
apply: (ticket_within L_gt0 Fm_ge0 F_b eps_le pool_inj ew_ge0 ew_small).
move=> i a b iL; have /forallP/(_ a)/forallP/(_ b)/forallP/(_ ord0)/forallP ab
  :=
  f_in (Ordinal iL).
by apply: near_selection => sgn; apply/existsP; apply: ab.
Qed.

End NearPruning.

Section Malach.
Variables (R : realType) (n m : nat -> nat) (L N N0 r : nat) (F : target R n).
Variables (eps delta ew : R).

Local Notation unit_ball := (@unit_ball R n).

Hypothesis W_norm : forall i, (i < L)%N -> operator_bound (weight F i) 1.
Hypothesis act_lip : forall i, (i < L)%N -> lipschitz1 (act F i).
Hypothesis act_0 : forall i, (i < L)%N -> act F i 0 = 0.

Lemma unit_ball_run i x : (i <= L)%N -> unit_ball x -> norm2 (target_run F i x)
  <= 1.
Proof.
move=> + x_in; elim: i => [//|i IHi iL].
have act0 : map_mx (act F i) 0 = 0 :> 'cV[R]_(n i.+1).
  by apply/matrixP => b c; rewrite !mxE act_0.
have := norm2_map (weight F i *m target_run F i x) 0 (act_lip iL).
rewrite act0 !subr0 => /le_trans; apply; apply: le_trans (W_norm iL _) _.
by rewrite mul1r IHi // ltnW.
Qed.

Lemma norm2_entry k (y : 'cV[R]_k) b : `|y b ord0| <= norm2 y.
Proof.
rewrite -sqrtr_sqr ler_wsqrtr // (bigD1 b) //= ler_addl.
by apply: sumr_ge0 => c _; apply: sqr_ge0.
Qed.

Corollary malach_pruning :
  (0 < L)%N -> (0 < r <= N0.+1)%N -> 0 < delta -> 0 <= ew ->
  (forall i, (i <= L)%N -> (n i <= N)%N) ->
  (forall i a b, (i < L)%N -> `|weight F i a b| <= 1) ->
  r%:R / N0.+1%:R <= ew / 2 ->
  (expR 1 - 1) * L%:R * (N%:R * Num.sqrt N%:R) * ew <= eps ->
  eps <= (expR 1 - 1) * Num.sqrt N%:R ->
  (forall i, (i < L)%N ->
    ((2 * N0.+1)%:R / r%:R) ^+ 2 * ln ((2 * L * n i.+1 * n i)%:R / delta)
      <= (m i)%:R) ->
  1 - delta <= Pr (source_law (fun=> grid_law R N0))
    [pred f : {ffun slot n (dedicated_width n m) L -> grid_type N0} |
    `[< has_dedicated_ticket F L unit_ball eps
          (random_source (@uniform_value R N0) f) >]].
Proof.
move=> L_gt0 /andP[a_gt0 aN] delta_gt0 ew_ge0 widths W_le1 a_le ew_small eps_le
  m_enough.
have P1 : norm_product (fun=> 1) L = 1 :> R.
  by rewrite /norm_product big1 // => i _; rewrite maxxx.
have c_gt0 : 0 < (r%:R / (2 * N0.+1)%:R) ^+ 2 :> R.
  by rewrite exprn_gt0 // divr_gt0 ?ltr0n.
apply: (@near_pruning _ _ _ _ n m L N F unit_ball (fun=> 1) 1 eps delta ew
  ((r%:R / (2 * N0.+1)%:R) ^+ 2)) => //.
- exact: ler01.
- split=> // i x b iL x_in; apply: le_trans (norm2_entry _ _) _.
  by apply: unit_ball_run x_in; apply: ltnW.
- by rewrite P1 !mulr1.
- by rewrite /amplification P1 !mulr1.
- by move=> i b c sgn iL; apply: product_weight => //; apply: W_le1.
by move=> i iL; rewrite -exprVn invf_div m_enough.
Qed.

End Malach.
