(******************************************************************************)
(* shared-log-pruning: the main theorem. A random network that is wider than  *)
(* the target by a logarithmic factor contains, with probability >= 1 - delta,*)
(* a mask whose pruned network is within eps of the target on the whole       *)
(* region.                                                                    *)
(*                                                                            *)
(*   F, n, L, N     the target, its widths, depth, a bound on its widths      *)
(*   X, eps, delta  region, sup error, failure probability                    *)
(*   M i            intermediate neurons of the source per input neuron of    *)
(*                  layer i: M_i n_i neurons, all of them wired to all inputs *)
(*                  and all outputs; the depth of the source is 2L            *)
(*   p, val         the law of the weights: a finite law and its real values  *)
(*   fills          each product category, with each choice of signs, has     *)
(*                  probability >= c (filled_network.v, categories.v)         *)
(*   has_ticket     some 0/1 mask on all weights of the source makes its      *)
(*                  output eps-close to F on X (network.v)                    *)
(*   bounded_target F L N X s Fm   norm2 (W_i y) <= s_i norm2 y, every        *)
(*                  |f_i(x)_a| <= Fm, activations 1-Lipschitz, widths <= N    *)
(*   amplification  (e - 1) L N^(3/2) Fm prod_(1 <= i < L) max(1, s_i)        *)
(*                                                                            *)
(* shared_log_pruning: any per-layer laws p i, scales wmax_i, precision ew    *)
(*   with amplification * ew <= eps, k_i with wmax_i <= ew g^(k_i), and       *)
(*   M_i >= (1/c_i) ln (2 k_i L n_i n_(i-1) / delta).                         *)
(* shared_log_pruning_explicit: one law, c = 1/(8k), and everything computed: *)
(*   ew = min (eps, (e - 1) sqrt N Fm prod max(1, s_i)) / amplification,      *)
(*   k = ceil (log_g (wmax / ew)),                                            *)
(*   M_i = ceil (8 k ln (2 k L n_i n_(i-1) / delta));                         *)
(*   the minimum replaces the side condition on eps.                          *)
(*                                                                            *)
(* Source: shared-log-pruning (DERIVED; stronger than the talk's log-pruning).*)
(* Differences from THEORY.md: any finite law (the hyperbolic one is an       *)
(* instance); half-open windows; e - 1 in place of e, and neither the first   *)
(* layer's norm nor a full side condition are needed (error_propagation.v);   *)
(* k_i may vary with the layer only if the law does.                          *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring.
From mathcomp Require Import boolp reals sequences exp.
From LotteryVerify.definitions Require Import categories counts errors.
From LotteryVerify.definitions Require Import finite_law network random_source.
From LotteryVerify.facts Require Import exponential probability selected_ticket.
From LotteryVerify.results Require Import error_closed_form error_propagation.
From LotteryVerify.results Require Import shared_log_pruning_core.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Main.
Variables (R : realType) (T : finType) (val : T -> R).
Variables (n M : nat -> nat) (L N : nat) (F : target R n).
Variables (X : 'cV[R]_(n 0%N) -> Prop) (s : nat -> R) (g Fm eps delta : R).
Hypotheses (L_gt0 : (0 < L)%N) (Fm_ge0 : 0 <= Fm) (delta_gt0 : 0 < delta).
Hypothesis g_golden : golden_base g.
Hypothesis F_bounded : bounded_target F L N X s Fm.
Hypothesis eps_le : eps <= (expR 1 - 1) * Num.sqrt N%:R * Fm * norm_product s L.

Lemma euler_bound : (1 + L%:R^-1) ^+ L - 1 <= expR 1 - 1 :> R.
Proof. by rewrite ler_add2r pow_le_euler. Qed.

Lemma width_enough (p : law R T) wmax c k m K : 0 < c ->
  fills g wmax k c p val -> c^-1 * ln ((2 * k * K)%:R / delta) <= m%:R ->
  (2 * k * K)%:R * (1 - c) ^+ m <= delta.
Proof.
move=> c_gt0 p_fills le_m; case: (posnP (2 * k * K)) => [-> | K_gt0].
  by rewrite mul0r ltW.
have k_gt0 : (0 < k)%N by move: K_gt0; rewrite !muln_gt0 => /andP[/andP[]].
have c_le1 : c <= 1.
  by apply: le_trans (p_fills 1%N true true _) (Pr_le1 _ _); rewrite k_gt0.
have K_pos : 0 < (2 * k * K)%:R :> R by rewrite ltr0n.
rewrite mulrC -ler_pdivl_mulr //; apply: pow_le_of_ln => //.
by rewrite -ler_pdivr_mull.
Qed.

Lemma ticket_within (m : nat -> nat)
    (pool : forall i, 'I_(n i.+1) -> 'I_(m i) -> 'I_(M i)) (ew : R)
    (G : source R n M) :
  (forall i a, injective (@pool i a)) ->
  0 <= ew -> amplification L N s Fm * ew <= eps ->
  selectable L pool (fun=> ew) F G ->
  approximates F L X eps G (selected_mask pool (fun=> ew) F G).
Proof.
move=> pool_inj ew_ge0 ew_small /(selected_approximates pool_inj); apply.
have [widths act_lip W_s f_Fm] := F_bounded.
move=> Wp Wn Wp_e Wn_e x x_in.
have close : close_layers F L X Wp Wn (fun=> ew) s (fun=> Fm) by split.
exact: (error_propagation L_gt0 ew_ge0 Fm_ge0 widths close euler_bound) x_in.
Qed.

Lemma covers_of_widths (p : nat -> law R T) (wmax c : nat -> R)
    (k m : nat -> nat) (ew : R) :
  (forall i a b, (i < L)%N -> `|weight F i a b| <= wmax i) ->
  (forall i, (i < L)%N -> wmax i <= ew * g ^+ k i) ->
  (forall i, (i < L)%N -> 0 < c i) ->
  (forall i, (i < L)%N -> fills g (wmax i) (k i) (c i) (p i) val) ->
  (forall i, (i < L)%N ->
    (c i)^-1 * ln ((2 * k i * L * n i.+1 * n i)%:R / delta) <= (m i)%:R) ->
  covers val p m L (weight F) g wmax (fun=> ew) c k delta.
Proof.
move=> W_le k_enough c_gt0 p_fills m_enough; split=> // i iL.
have := m_enough i iL.
by rewrite -!mulnA mulnA; apply: width_enough; [exact: c_gt0|exact: p_fills].
Qed.

Theorem shared_log_pruning (p : nat -> law R T) (wmax c : nat -> R)
    (k : nat -> nat) (ew : R) :
  0 <= ew -> amplification L N s Fm * ew <= eps ->
  (forall i a b, (i < L)%N -> `|weight F i a b| <= wmax i) ->
  (forall i, (i < L)%N -> wmax i <= ew * g ^+ k i) ->
  (forall i, (i < L)%N -> 0 < c i) ->
  (forall i, (i < L)%N -> fills g (wmax i) (k i) (c i) (p i) val) ->
  (forall i, (i < L)%N ->
    (c i)^-1 * ln ((2 * k i * L * n i.+1 * n i)%:R / delta) <= (M i)%:R) ->
  1 - delta <= Pr (source_law p) [pred f : {ffun slot n M L -> T} |
    `[< has_ticket F L X eps (random_source val f) >]].
Proof.
move=> ew_ge0 ew_small W_le k_enough c_gt0 p_fills M_enough.
have cover := covers_of_widths W_le k_enough c_gt0 p_fills M_enough.
pose pool i (a : 'I_(n i.+1)) (t : 'I_(M i)) := t.
have pool_inj i a : injective (pool i a) by [].
apply: le_trans (pruning_event_likely (ltW delta_gt0) pool_inj cover) _.
apply: Pr_mono => f f_in; apply/asboolP; eexists.
apply: ticket_within pool_inj ew_ge0 ew_small _.
exact: pruning_event_selectable cover f f_in.
Qed.

End Main.

Lemma has_ticket_le (R : rcfType) (n M : nat -> nat) (F : target R n) L X
    (eps eps' : R) (G : source R n M) :
  eps <= eps' -> has_ticket F L X eps G -> has_ticket F L X eps' G.
Proof. by move=> le_eps [m close]; exists m => x /close/le_trans ->. Qed.

Section Explicit.
Variables (R : realType) (T : finType) (val : T -> R) (p : law R T).
Variables (n : nat -> nat) (L N : nat) (F : target R n).
Variables (X : 'cV[R]_(n 0%N) -> Prop) (s : nat -> R).
Variables (g wmax Fm eps delta : R).

Hypotheses (L_gt0 : (0 < L)%N) (N_gt0 : (0 < N)%N).
Hypotheses (Fm_gt0 : 0 < Fm) (delta_gt0 : 0 < delta) (eps_gt0 : 0 < eps).
Hypotheses (g_golden : golden_base g) (F_bounded : bounded_target F L N X s Fm).

Local Notation largest_eps := (largest_eps L N s Fm).
Local Notation precision := (precision L N s Fm eps).
Local Notation categories := (categories L N s g wmax Fm eps).
Local Notation neurons := (neurons n L N s g wmax Fm eps delta).

Lemma largest_eps_gt0 : 0 < largest_eps.
Proof.
rewrite !mulr_gt0 ?sqrtr_gt0 ?ltr0n ?subr_gt0 ?expR_gt1 ?ltr01 //.
exact: (lt_le_trans ltr01 (norm_product_ge1 _ _)).
Qed.

Lemma amplification_gt0 : 0 < amplification L N s Fm.
Proof.
rewrite /amplification !mulr_gt0 ?sqrtr_gt0 ?ltr0n ?subr_gt0 ?expR_gt1 ?ltr01
  //.
exact: (lt_le_trans ltr01 (norm_product_ge1 _ _)).
Qed.

Corollary shared_log_pruning_explicit :
  (forall i a b, (i < L)%N -> `|weight F i a b| <= wmax) ->
  fills g wmax categories (8 * categories%:R)^-1 p val ->
  1 - delta <= Pr (source_law (fun=> p)) [pred f : {ffun slot n neurons L -> T}
    |
    `[< has_ticket F L X eps (random_source val f) >]].
Proof.
move=> W_le p_fills; have E_gt0 := amplification_gt0.
have eps'_gt0 : 0 < Num.min eps largest_eps by rewrite lt_minr eps_gt0
  largest_eps_gt0.
have ew_gt0 : 0 < precision by rewrite divr_gt0.
pose c : R := if categories is 0 then 1 else (8 * categories%:R)^-1.
apply: (@le_trans _ _ (Pr (source_law (fun=> p))
    [pred f : {ffun slot n neurons L -> T} |
    `[< has_ticket F L X (Num.min eps largest_eps) (random_source val f) >]])).
  apply: (@shared_log_pruning _ _ _ _ _ L N F X s g Fm _ delta L_gt0
    (ltW Fm_gt0) delta_gt0 g_golden F_bounded _ (fun=> p) (fun=> wmax)
    (fun=> c) (fun=> categories) precision) => //.
  - by rewrite le_minl lexx orbT.
  - exact: ltW.
  - by rewrite mulrC divfK // gt_eqF.
  - by move=> i _; apply: le_pow_of_ln => //; [case: g_golden|exact: le_draws].
  - move=> i _; rewrite /c; case: categories => [|k]; first exact: ltr01.
    by rewrite invr_gt0 mulr_gt0 ?ltr0n.
  - move=> i _; rewrite /c; move: p_fills; case: categories => // _.
    by move=> j bu bv; rewrite andbC; case: j.
  move=> i _; apply: le_trans (le_draws _); rewrite /c.
  case: categories => [|k]; last by rewrite invrK.
  by rewrite muln0 !mul0n mul0r mulr0 mul0r ln0 // mulr0.
apply: Pr_mono => f /asboolP f_in; apply/asboolP; apply: has_ticket_le f_in.
by rewrite le_minl lexx.
Qed.

End Explicit.
