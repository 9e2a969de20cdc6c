(******************************************************************************)
(* log-pruning: the talk's general result, per target weight.                 *)
(*                                                                            *)
(*   m i            neurons of the source per target weight of layer i: the   *)
(*                  links from b to a own m_i of the n_(i+1) m_i neurons that *)
(*                  read b (pool a, through mxvec_index)                      *)
(*   dedicated m L  under the mask m no intermediate neuron serves two links: *)
(*                  it keeps at most one input and at most one output         *)
(*   has_dedicated_ticket   some dedicated mask approximates the target       *)
(*   neurons, categories, precision   (shared_log_pruning.v) M_i, k, ew; here *)
(*                  neurons is the number per target weight                   *)
(*                                                                            *)
(* log_pruning: m_i >= (1/c_i) ln (2 k_i L n_i n_(i-1) / delta) neurons per   *)
(*   target weight; any finite law that fills the categories.                 *)
(* log_pruning_hyperbolic: the grid law; m_i = ceil (8 k ln (2 k L n_i        *)
(*   n_(i-1) / delta)), k = ceil (ln (wmax / ew) / ln g).                     *)
(* log_precision: ln (wmax / ew) is the talk's sum of logarithms.             *)
(*                                                                            *)
(* Source: log-pruning (the talk's more general result). Differences: all     *)
(* constants; category-filling is used with one draw per category and only    *)
(* for the pool of one link, whose pairs (u, v) are independent. The talk's   *)
(* one pool for many links is not used: a neuron's category depends on the    *)
(* output whose v is read.                                                    *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import boolp reals sequences exp.
From LotteryVerify.definitions Require Import categories counts dedicated.
From LotteryVerify.definitions Require Import errors finite_law grids network.
From LotteryVerify.definitions Require Import random_source.
From LotteryVerify.facts Require Import exponential probability selected_ticket.
From LotteryVerify.results Require Import error_closed_form shared_log_pruning.
From LotteryVerify.results Require Import shared_log_pruning_core.
From LotteryVerify.results Require Import shared_log_pruning_hyperbolic.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Dedicated.
Variables (n m : nat -> nat).

Local Notation dedicated_pool := (@dedicated_pool n m).

Lemma dedicated_pool_inj2 i (a a' : 'I_(n i.+1)) (t t' : 'I_(m i)) :
  dedicated_pool a t = dedicated_pool a' t' -> a = a' /\ t = t'.
Proof. by move/cast_ord_inj/enum_rank_inj => -[-> ->]. Qed.

Lemma dedicated_pool_inj i (a : 'I_(n i.+1)) : injective (@dedicated_pool i a).
Proof. by move=> t t' /dedicated_pool_inj2[]. Qed.

Lemma selected_mask_dedicated (R : rcfType) e (F : target R n) G L :
  dedicated (selected_mask dedicated_pool e F G) L.
Proof.
move=> i h a a' b b' _ /= /eqP <- /eqP <- /imsetP[t _ ->] /imsetP[t' _].
by move/dedicated_pool_inj2 => [->].
Qed.

End Dedicated.

Section LogPruning.
Variables (R : realType) (T : finType) (val : T -> R).
Variables (n m : nat -> nat) (L N : nat) (F : target R n).
Variables (X : 'cV[R]_(n 0%N) -> Prop) (s : nat -> R) (g Fm eps delta : R).

Theorem log_pruning (p : nat -> law R T) (wmax c : nat -> R)
    (k : nat -> nat) (ew : R) :
  (0 < L)%N -> 0 <= Fm -> 0 < delta -> golden_base g ->
  bounded_target F L N X s Fm ->
  eps <= (expR 1 - 1) * Num.sqrt N%:R * Fm * norm_product s L ->
  0 <= ew -> amplification L N s Fm * ew <= eps ->
  (forall i a b, (i < L)%N -> `|weight F i a b| <= wmax i) ->
  (forall i, (i < L)%N -> wmax i <= ew * g ^+ k i) ->
  (forall i, (i < L)%N -> 0 < c i) ->
  (forall i, (i < L)%N -> fills g (wmax i) (k i) (c i) (p i) val) ->
  (forall i, (i < L)%N ->
    (c i)^-1 * ln ((2 * k i * L * n i.+1 * n i)%:R / delta) <= (m i)%:R) ->
  1 - delta <= Pr (source_law p)
    [pred f : {ffun slot n (dedicated_width n m) L -> T} |
    `[< has_dedicated_ticket F L X eps (random_source val f) >]].
Proof.
move=> L_gt0 Fm_ge0 delta_gt0 golden F_b eps_le ew_ge0 ew_small.
move=> W_le k_enough c_gt0 p_fills m_enough.
have cover := covers_of_widths delta_gt0 golden W_le k_enough c_gt0 p_fills
  m_enough.
have pool_inj := @dedicated_pool_inj n m.
apply: le_trans (pruning_event_likely (ltW delta_gt0) pool_inj cover) _.
apply: Pr_mono => f f_in; apply/asboolP.
exists (selected_mask (@dedicated_pool n m) (fun=> ew) F (random_source val f)).
split; first exact: selected_mask_dedicated.
apply: (ticket_within L_gt0 Fm_ge0 F_b eps_le pool_inj ew_ge0 ew_small).
exact: pruning_event_selectable cover f f_in.
Qed.

End LogPruning.

Section Hyperbolic.
Variables (R : realType) (n : nat -> nat) (L N : nat) (F : target R n).
Variables (X : 'cV[R]_(n 0%N) -> Prop) (s : nat -> R).
Variables (q g wmax Fm eps delta : R) (r : nat).
Hypotheses (L_gt0 : (0 < L)%N) (N_gt0 : (0 < N)%N) (Fm_gt0 : 0 < Fm).
Hypotheses (delta_gt0 : 0 < delta) (eps_gt0 : 0 < eps) (wmax_gt0 : 0 < wmax).
Hypothesis eps_le : eps <= largest_eps L N s Fm.

Let k := categories L N s (q ^+ r) wmax Fm eps.
Let per_weight := neurons n L N s (q ^+ r) wmax Fm eps delta.
Let val : grid_type (grid_points k r).-1 -> R := @hyperbolic_value R q wmax k r.

Corollary log_pruning_hyperbolic :
  1 < q -> golden_base (q ^+ r) -> (1 < grid_points k r)%N ->
  bounded_target F L N X s Fm ->
  (forall i a b, (i < L)%N -> `|weight F i a b| <= wmax) ->
  1 - delta <= Pr (source_law (fun=> grid_law R (grid_points k r).-1))
    [pred f : {ffun slot n (dedicated_width n per_weight) L ->
               grid_type (grid_points k r).-1} |
    `[< has_dedicated_ticket F L X eps (random_source val f) >]].
Proof.
move=> q_gt1 golden two F_b W_le;
  have E_gt0 := amplification_gt0 s L_gt0 N_gt0 Fm_gt0.
have k_gt0 : (0 < k)%N by move: (ltnW two); rewrite muln_gt0 => /andP[].
have min_eps : Num.min eps (largest_eps L N s Fm) = eps by apply/min_idPl.
pose ew := precision L N s Fm eps; have ew_gt0 : 0 < ew.
  by rewrite divr_gt0 // min_eps.
apply: (@log_pruning _ _ val n per_weight L N F X s (q ^+ r) Fm eps delta
  (fun=> grid_law R _) (fun=> wmax) (fun=> (8 * k%:R)^-1) (fun=> k) ew) => //.
- exact: ltW.
- exact: ltW.
- by rewrite mulrC divfK ?min_eps // gt_eqF.
- by move=> i _; apply: le_pow_of_ln => //; [case: golden|exact: le_draws].
- by move=> i _; rewrite invr_gt0 mulr_gt0 ?ltr0n.
- by move=> i _; apply: hyperbolic_fills.
by move=> i _; rewrite invrK; apply: le_draws.
Qed.

Corollary log_precision :
  ln (wmax / precision L N s Fm eps) =
  ln (expR 1 - 1) + ln L%:R + (ln N%:R + ln (Num.sqrt N%:R)) + ln Fm
  + \sum_(1 <= i < L) ln (Num.max 1 (s i)) + ln wmax - ln eps.
Proof.
have P_gt0 l : 0 < norm_product s l := lt_le_trans ltr01 (norm_product_ge1 s l).
have lnP l : ln (norm_product s l) = \sum_(1 <= i < l) ln (Num.max 1 (s i)).
  case: l => [|l]; first by rewrite /norm_product !big_geq ?ln1.
  elim: l => [|l IHl]; first by rewrite /norm_product !big_geq ?ln1.
  rewrite /norm_product !(big_nat_recr l.+1) //= lnM ?posrE ?P_gt0 ?IHl //.
  by rewrite lt_maxr ltr01.
have E1_gt0 : 0 < expR 1 - 1 :> R by rewrite subr_gt0 expR_gt1 ltr01.
have sN_gt0 : 0 < Num.sqrt N%:R :> R by rewrite sqrtr_gt0 ltr0n.
have [L_pos N_pos] : 0 < L%:R :> R /\ 0 < N%:R :> R by rewrite !ltr0n.
rewrite /precision (min_idPl eps_le) invf_div mulrA ln_div ?posrE //;
  last first.
  by rewrite mulr_gt0 ?amplification_gt0.
rewrite lnM ?posrE ?amplification_gt0 // [ln wmax + _]addrC; congr (_ + _ - _).
by rewrite /amplification !lnM ?posrE ?mulr_gt0 // lnP.
Qed.

End Hyperbolic.
