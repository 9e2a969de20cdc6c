(******************************************************************************)
(* universal-ticket: with high probability one source holds a ticket for      *)
(* every target of the class at once: there is G, for all F, there is a ticket*)
(*                                                                            *)
(*   bounded_target F L N X s Fm, amplification, largest_eps, precision,      *)
(*   categories      as in shared_log_pruning.v; the class is all F and X     *)
(*                   with these bounds, and |W_i[a,b]| <= wmax_i              *)
(*   universal_event both signs of u and both signs of v in each category, so *)
(*                   that what a link asks for does not depend on F           *)
(*   universal_neurons   ceil (8 k ln (4 k L n_i n_(i-1) / delta)): 4 k in    *)
(*                   place of 2 k, which is all that the quantifiers cost     *)
(*                                                                            *)
(* universal_ticket: any per-layer laws, as shared_log_pruning.               *)
(* universal_ticket_hyperbolic: the hyperbolic law put in; nothing about      *)
(*   probabilities is left to assume.                                         *)
(*                                                                            *)
(* Source: the conjecture of the talk (SEED); proof DERIVED. The class is     *)
(* bounded: widths, depth, norms, weights, values, 1-Lipschitz activations;   *)
(* for networks without such bounds nothing is proved.                        *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra zify.
From mathcomp Require Import boolp reals sequences exp.
From LotteryVerify.definitions Require Import network finite_law categories.
From LotteryVerify.definitions Require Import random_source errors counts grids.
From LotteryVerify.facts Require Import probability exponential hit_network.
From LotteryVerify.facts Require Import selected_ticket filled_network.
From LotteryVerify.results Require Import shared_log_pruning.
From LotteryVerify.results Require Import shared_log_pruning_hyperbolic.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Event.
Variables (R : rcfType) (n M : nat -> nat) (L : nat).
Variables (g : R) (s : nat -> R) (k : nat -> nat).

Definition universal_event i (a : 'I_(n i.+1)) (b : 'I_(n i))
    (j : 'I_(k i + k i)) (sgn : bool) (u v : R) : bool :=
  match split j with
  | inl j' => category g (s i) j'.+1 sgn true u v
  | inr j' => category g (s i) j'.+1 sgn false u v
  end.

Definition same_pool i (a : 'I_(n i.+1)) (t : 'I_(M i)) := t.

Lemma universal_event_ge (T : finType) (val : T -> R) (p : nat -> law R T)
    (c : nat -> R) :
  (forall i, (i < L)%N -> fills g (s i) (k i) (c i) (p i) val) ->
  forall i a b j sgn, (i < L)%N -> c i <= Pr (pair_law (p i) (p i))
    [pred uv | @universal_event i a b j sgn (val uv.1) (val uv.2)].
Proof.
move=> p_fills i a b j sgn iL; rewrite /universal_event.
by case: (split j) => j'; apply: p_fills; rewrite //= ltn_ord.
Qed.

Lemma universal_filled (F : target R n) (G : source R n M) :
  network_hit L same_pool universal_event G ->
  network_filled L same_pool g s k F G.
Proof.
move=> hit; apply/forallP => i; apply/forallP => a; apply/forallP => b.
apply/forallP => j; apply/forallP => sgn.
have asked := forallP (forallP (forallP hit i) a) b.
case v_sign: (sgn == (0 <= weight F i a b)).
  have /existsP[t at_t] := forallP (forallP asked (lshift _ j)) sgn.
  apply/existsP; exists t; move: at_t; rewrite /golden_event v_sign.
  by rewrite /universal_event -[lshift _ _]/(unsplit (inl j)) unsplitK.
have /existsP[t at_t] := forallP (forallP asked (rshift _ j)) sgn.
apply/existsP; exists t; move: at_t; rewrite /golden_event v_sign.
by rewrite /universal_event -[rshift _ _]/(unsplit (inr j)) unsplitK.
Qed.

End Event.

Section Universal.
Variables (R : realType) (T : finType) (val : T -> R).
Variables (n M : nat -> nat) (L N : nat) (s : nat -> R) (g Fm eps delta : R).
Variables (p : nat -> law R T) (wmax c : nat -> R) (k : nat -> nat) (ew : R).

Definition tickets_for_all (G : source R n M) : Prop :=
  forall (F : target R n) (X : 'cV[R]_(n 0%N) -> Prop),
  bounded_target F L N X s Fm ->
  (forall i a b, (i < L)%N -> `|weight F i a b| <= wmax i) ->
  has_ticket F L X eps G.

Theorem universal_ticket :
  (0 < L)%N -> 0 <= Fm -> 0 < delta -> golden_base g ->
  eps <= (expR 1 - 1) * Num.sqrt N%:R * Fm * norm_product s L ->
  0 <= ew -> amplification L N s Fm * ew <= eps ->
  (forall i, (i < L)%N -> wmax i <= ew * g ^+ k i) ->
  (forall i, (i < L)%N -> 0 < c i) ->
  (forall i, (i < L)%N -> fills g (wmax i) (k i) (c i) (p i) val) ->
  (forall i, (i < L)%N ->
    (c i)^-1 * ln ((4 * k i * L * n i.+1 * n i)%:R / delta) <= (M i)%:R) ->
  1 - delta <= Pr (source_law p) [pred f : {ffun slot n M L -> T} |
    `[< tickets_for_all (random_source val f) >]].
Proof.
move=> L_gt0 Fm_ge0 delta_gt0 golden eps_le ew_ge0 ew_small k_enough c_gt0.
move=> p_fills M_enough.
have pool_inj i a : injective (@same_pool n M i a) by [].
have width i : (i < L)%N ->
    (2 * (k i + k i) * L * n i.+1 * n i)%:R * (1 - c i) ^+ M i <= delta.
  move=> iL; have := M_enough i iL.
  have -> : (4 * k i * L * n i.+1 * n i = 2 * k i * (2 * L * n i.+1 * n i))%N.
    by lia.
  have -> : (2 * (k i + k i) * L * n i.+1 * n i
             = 2 * k i * (2 * L * n i.+1 * n i))%N by lia.
  by apply: width_enough delta_gt0 _ _ _ _ _ _ (c_gt0 i iL) (p_fills i iL).
apply: le_trans (source_hit pool_inj (universal_event_ge p_fills)
  (ltW delta_gt0) width) _.
apply: Pr_mono => f f_hit; apply/asboolP => F X F_bounded W_le; eexists.
apply: (ticket_within L_gt0 Fm_ge0 F_bounded eps_le pool_inj ew_ge0 ew_small).
apply: filled_selectable golden W_le k_enough _.
exact: universal_filled f_hit.
Qed.

End Universal.

Definition universal_neurons (R : realType) (n : nat -> nat) (L N : nat)
    (s : nat -> R) (g wmax Fm eps delta : R) (i : nat) : nat :=
  let k := categories L N s g wmax Fm eps in
  draws (8 * k%:R * ln ((4 * k * L * n i.+1 * n i)%:R / delta)).

Section Hyperbolic.
Variables (R : realType) (n : nat -> nat) (L N : nat) (s : nat -> R).
Variables (q wmax Fm eps delta : R) (r : nat).

Let least := Num.min eps (largest_eps L N s Fm).
Let k := categories L N s (q ^+ r) wmax Fm eps.
Let M := universal_neurons n L N s (q ^+ r) wmax Fm eps delta.
Let val : grid_type (grid_points k r).-1 -> R := @hyperbolic_value R q wmax k r.

Corollary universal_ticket_hyperbolic :
  (0 < L)%N -> (0 < N)%N -> 0 < Fm -> 0 < delta -> 0 < eps -> 0 < wmax ->
  1 < q -> golden_base (q ^+ r) -> (1 < grid_points k r)%N ->
  1 - delta <= Pr (source_law (fun=> grid_law R (grid_points k r).-1))
    [pred f : {ffun slot n M L -> grid_type (grid_points k r).-1} |
    `[< tickets_for_all L N s Fm eps (fun=> wmax) (random_source val f) >]].
Proof.
move=> L_gt0 N_gt0 Fm_gt0 delta_gt0 eps_gt0 wmax_gt0 q_gt1 golden two.
have E_gt0 : 0 < amplification L N s Fm by apply: amplification_gt0.
have least_gt0 : 0 < least by rewrite lt_minr eps_gt0 largest_eps_gt0.
have k_gt0 : (0 < k)%N by case: k two => //; rewrite /grid_points mul0n.
have c_gt0 : 0 < 8 * k%:R :> R by rewrite mulr_gt0 ?ltr0n.
apply: (@le_trans _ _ (Pr (source_law (fun=> grid_law R (grid_points k r).-1))
    [pred f : {ffun slot n M L -> grid_type (grid_points k r).-1} |
    `[< tickets_for_all L N s Fm least (fun=> wmax) (random_source val f) >]])).
  apply: (@universal_ticket _ _ _ _ _ _ _ _ (q ^+ r) _ _ _ _ _
    (fun=> (8 * k%:R)^-1) (fun=> k) (precision L N s Fm eps)) => //.
  - exact: ltW.
  - by rewrite le_minl lexx orbT.
  - by rewrite ltW // divr_gt0.
  - by rewrite mulrC divfK // gt_eqF.
  - move=> i _; apply: le_pow_of_ln (le_draws _); last by rewrite divr_gt0.
    by case: golden.
  - by move=> i _; rewrite invr_gt0.
  - by move=> i _; apply: hyperbolic_fills.
  by move=> i _; rewrite invrK; apply: le_draws.
apply: Pr_mono => f /asboolP f_in; apply/asboolP => F X F_b W_le.
by apply: has_ticket_le (f_in F X F_b W_le); rewrite le_minl lexx.
Qed.

End Hyperbolic.
