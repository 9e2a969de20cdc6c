(******************************************************************************)
(* malach-pruning with the pruner's own windows: weights above 1, an error for*)
(* each layer, and delta shared out over half links.                          *)
(*                                                                            *)
(*   scaled_value scale   odd numerators over 2 (N0+1), times scale; the      *)
(*                  package has N0+1 = 2^23 and scale the least power of two  *)
(*                  that is at least 1 and every |weight|                     *)
(*   near_window e wmax   e / (2 (1 + e) max (1, wmax)): u is to be so near   *)
(*                  to the weight and v to 1                                  *)
(*   window_chance e wmax   ((near_window - scale / (N0+1)) / (2 scale))^2:   *)
(*                  what the lattice leaves of it                             *)
(*   e i, wmax i    each layer has its own                                    *)
(*   pool i a       the neurons of each input that serve the output a         *)
(*                                                                            *)
(* product_weight_scaled: Pr (near) >= window_chance, for |w| <= wmax.        *)
(* malach_scaled: so the source holds, with probability >= 1 - delta, a ticket*)
(*   whose links err by at most e_i and which errs by at most what            *)
(*   error-propagation makes of that, where H window_chance_i^(m_i) <= delta  *)
(*   for every layer, H at least the number of half links.                    *)
(*                                                                            *)
(* Source: malach-pruning; lottery_verify/decompose/single.py, whose count    *)
(* takes 2 / (N0+1) for the lattice, twice as much.                           *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring.
From mathcomp Require Import boolp reals.
From LotteryVerify.definitions Require Import errors finite_law grids network.
From LotteryVerify.definitions Require Import random_source.
From LotteryVerify.facts Require Import grid_law harmonic hit_network.
From LotteryVerify.facts Require Import probability selected_ticket.
From LotteryVerify.results Require Import error_recursion malach_pruning.
From LotteryVerify.results Require Import product_weight.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Windows.
Variables (R : realType) (N0 : nat) (scale : R).
Hypothesis scale_ge1 : 1 <= scale.

Let scale_gt0 : 0 < scale := lt_le_trans ltr01 scale_ge1.

Definition near_window (e wmax : R) : R :=
  e / (2 * (1 + e) * Num.max 1 wmax).

Definition window_chance (e wmax : R) : R :=
  ((near_window e wmax - scale / N0.+1%:R) / (2 * scale)) ^+ 2.

Lemma scaled_midpoints (z : R) a : 0 <= z <= scale -> (a <= N0.+1)%N ->
  exists d, (d + a <= N0.+1)%N /\ forall t, (t < a)%N ->
    `|scale * midpoint R N0 (d + t) - z| <= scale * (a%:R / N0.+1%:R).
Proof.
move=> /andP[z_ge0 z_le] aN; have [|d [da d_near]] :=
  @close_midpoints R N0 (z / scale) a _ aN.
  by rewrite divr_ge0 ?(ltW scale_gt0) //= ler_pdivr_mulr // mul1r.
exists d; split=> // t ta; rewrite -{1}[z](divfK (lt0r_neq0 scale_gt0)).
rewrite [_ / _ * _]mulrC -mulrBr normrM (gtr0_norm scale_gt0).
by rewrite ler_wpmul2l ?(ltW scale_gt0) ?d_near.
Qed.

Lemma product_near (w e t t' x y : R) : 0 <= x -> 0 <= y ->
  (1 + t') * t + `|w| * t' <= e -> `|x - `|w| | <= t -> `|y - 1| <= t' ->
  `|y * x - `|w| | <= e.
Proof.
move=> x_ge0 y_ge0 e_ge x_near y_near; apply: le_trans e_ge.
rewrite (_ : _ - _ = y * (x - `|w|) + `|w| * (y - 1)); last by ring.
have y_le : y <= 1 + t'.
  by rewrite -ler_subl_addl (le_trans (ler_norm _)).
apply: le_trans (ler_norm_add _ _) _; rewrite !normrM normr_id ger0_norm //.
by apply: ler_add; [apply: ler_pmul | apply: ler_wpmul2l].
Qed.

Lemma scaled_pairs (w e t : R) (a : nat) b : `|w| <= scale ->
  (a <= N0.+1)%N -> scale * (a%:R / N0.+1%:R) <= t ->
  (1 + t) * t + `|w| * t <= e ->
  (a%:R / (2 * N0.+1)%:R) ^+ 2
  <= Pr (pair_law (grid_law R N0) (grid_law R N0)) [pred uv |
    near w e b (scaled_value scale uv.1) (scaled_value scale uv.2)].
Proof.
move=> w_le aN a_le e_ge; have [|dw [dwN dw_near]] :=
  @scaled_midpoints `|w| a _ aN; first by rewrite normr_ge0.
have [|d1 [d1N d1_near]] := @scaled_midpoints 1 a _ aN; first by rewrite ler01.
have -> : (a%:R / (2 * N0.+1)%:R) ^+ 2 =
    #|[finType of 'I_a * 'I_a]|%:R / #|grid_type N0|%:R ^+ 2 :> R.
  by rewrite !card_prod card_bool !card_ord expr_div_n (natrM _ a a).
pose h (tt : 'I_a * 'I_a) := ((b, Ordinal (add_ord_lt tt.1 dwN)),
  (b == (0 <= w), Ordinal (add_ord_lt tt.2 d1N))) : grid_type N0 * grid_type N0.
apply: (@uniform_pair_ge _ _ _ _ _ h) => [tt tt' eq_h|tt].
  have := congr1 (fun z => nat_of_ord z.1.2) eq_h.
  have := congr1 (fun z => nat_of_ord z.2.2) eq_h => /= /addnI eq2 /addnI eq1.
  by rewrite [tt]surjective_pairing [tt']surjective_pairing (ord_inj eq1)
    (ord_inj eq2).
have positive s : 0 < scale * midpoint R N0 s by rewrite mulr_gt0 ?midpoint_gt0.
have inside bb s : scale * (sgn R bb * midpoint R N0 s)
    = sgn R bb * (scale * midpoint R N0 s) by rewrite mulrCA.
rewrite /= /scaled_value /uniform_value /grid_value /= !inside.
apply: near_of_size => //; apply: (product_near _ _ e_ge); try exact: ltW.
  exact: le_trans (dw_near _ (ltn_ord _)) a_le.
exact: le_trans (d1_near _ (ltn_ord _)) a_le.
Qed.

Lemma window_small (w e wmax : R) : 0 < e -> `|w| <= wmax ->
  let t := near_window e wmax in
  [/\ 0 < t, t <= 1 & (1 + t) * t + `|w| * t <= e].
Proof.
move=> e_gt0 w_le t; pose big := Num.max 1 wmax; pose half := e / (2 * (1 + e)).
have big_ge1 : 1 <= big by rewrite le_maxr lexx.
have big_gt0 := lt_le_trans ltr01 big_ge1.
have e1_gt0 : 0 < 1 + e := addr_gt0 ltr01 e_gt0.
have half_gt0 : 0 < half by rewrite divr_gt0 ?mulr_gt0 ?ltr0n.
have tE : t * big = half.
  rewrite /t /near_window /half -/big; field.
  by rewrite (gt_eqF big_gt0) (gt_eqF e1_gt0).
have t_gt0 : 0 < t by rewrite -(pmulr_lgt0 _ big_gt0) tE.
have t_le : t <= half by rewrite -tE ler_pmulr.
have half_le1 : half <= 1.
  rewrite ler_pdivr_mulr ?mulr_gt0 ?ltr0n // mul1r mulr_natl mulr2n.
  by apply: ler_paddl; [exact: ltW | rewrite ler_addr ler01].
split=> //; first exact: le_trans half_le1.
have half_le_e : half <= e.
  rewrite ler_pdivr_mulr ?mulr_gt0 ?ltr0n // ler_pmulr //.
  by apply: mulr_ege1; rewrite ?ler1n // ler_addl ltW.
have eE : 2 * half * (1 + e) = e.
  by rewrite /half; field; rewrite (gt_eqF e1_gt0).
apply: (@le_trans _ _ ((1 + half) * half + half)).
  apply: ler_add.
    by apply: ler_pmul; rewrite ?addr_ge0 ?ler01 ?ler_add2l // ltW.
  by rewrite -tE mulrC ler_wpmul2l ?(ltW t_gt0) // le_maxr w_le orbT.
rewrite -[leRHS]eE (_ : _ + half = half * (1 + (1 + half))); last by ring.
rewrite [leRHS](_ : _ = half * (1 + (1 + 2 * e))); last by ring.
rewrite ler_pmul2l // !ler_add2l (le_trans half_le_e) //.
by rewrite mulr_natl mulr2n ler_addl ltW.
Qed.

Theorem product_weight_scaled (w e wmax : R) sign : 0 < e -> `|w| <= wmax ->
  wmax <= scale -> scale / N0.+1%:R <= near_window e wmax ->
  window_chance e wmax <= Pr (pair_law (grid_law R N0) (grid_law R N0))
    [pred uv |
       near w e sign (scaled_value scale uv.1) (scaled_value scale uv.2)].
Proof.
move=> e_gt0 w_le wmax_le wide.
have [t_gt0 t_le1 e_ge] := window_small e_gt0 w_le.
set t := near_window e wmax in wide t_gt0 t_le1 e_ge.
have N_gt0 : 0 < N0.+1%:R :> R by rewrite ltr0n.
have steps_ge0 : 0 <= t * N0.+1%:R / scale.
  by rewrite divr_ge0 ?(ltW scale_gt0) // mulr_ge0 ?(ltW t_gt0) ?(ltW N_gt0).
have [a /andP[a_le a_gt]] := nat_below steps_ge0.
have aN : (a <= N0.+1)%N.
  rewrite -(ler_nat R); apply: le_trans a_le _; rewrite ler_pdivr_mulr //.
  by rewrite [leRHS]mulrC ler_wpmul2r ?(ltW N_gt0) // (le_trans t_le1).
have a_near : scale * (a%:R / N0.+1%:R) <= t.
  by rewrite mulrA ler_pdivr_mulr // mulrC -ler_pdivl_mulr.
apply: le_trans (scaled_pairs sign (le_trans w_le wmax_le) aN a_near e_ge).
apply: ler_expn2r; rewrite ?nnegrE ?divr_ge0 ?mulr_ge0 ?ler0n ?subr_ge0 //.
  exact: ltW.
have apart (x : R) : x != 0 ->
    (t - scale / x) / (2 * scale) = (t / scale - x^-1) / 2.
  by move=> x_neq0; field; rewrite x_neq0 (gt_eqF scale_gt0).
rewrite apart ?gt_eqF //.
rewrite natrM invfM mulrCA [leRHS]mulrC ler_wpmul2r ?invr_ge0 ?ler0n //.
rewrite ler_subl_addr -[X in _ + X]mul1r -mulrDl -mulrSr ler_pdivl_mulr //.
by rewrite mulrAC ltW.
Qed.

End Windows.

Section Network.
Variables (R : realType) (N0 : nat) (scale : R) (n M m : nat -> nat) (L : nat).
Variables (F : target R n) (X : 'cV[R]_(n 0%N) -> Prop).
Variable pool : forall i, 'I_(n i.+1) -> 'I_(m i) -> 'I_(M i).
Variables (e wmax s Fm : nat -> R) (delta : R) (H : nat).

Theorem malach_scaled : 1 <= scale -> 0 <= delta -> (0 < H)%N ->
  (\sum_(i < L) 2 * n i.+1 * n i <= H)%N ->
  (forall i a, injective (@pool i a)) ->
  (forall i, (i < L)%N -> 0 < e i) -> (forall i, (i < L)%N -> 0 <= s i) ->
  (forall i, (i < L)%N -> wmax i <= scale) ->
  (forall i a b, (i < L)%N -> `|weight F i a b| <= wmax i) ->
  (forall i, (i < L)%N -> scale / N0.+1%:R <= near_window (e i) (wmax i)) ->
  (forall i, (i < L)%N -> lipschitz1 (act F i)) ->
  (forall i, (i < L)%N -> operator_bound (weight F i) (s i)) ->
  (forall i x a, (i < L)%N -> X x -> `|target_run F i x a ord0| <= Fm i) ->
  (forall i, (i < L)%N ->
    H%:R * (1 - window_chance N0 scale (e i) (wmax i)) ^+ m i <= delta) ->
  exists A : pred {ffun slot n M L -> grid_type N0},
    1 - delta <= Pr (source_law (fun=> grid_law R N0)) A /\
    forall f, A f -> has_ticket F L X (propagated n e s Fm L)
      (random_source (@scaled_value R N0 scale) f).
Proof.
move=> scale_ge1 delta_ge0 H_gt0 H_ge pool_inj e_gt0 s_ge0 wmax_le W_le wide.
move=> act_lip W_s f_Fm enough; have H_pos : 0 < H%:R :> R by rewrite ltr0n.
pose event i (a : 'I_(n i.+1)) (b : 'I_(n i)) (j : 'I_1) sgn (u v : R) :=
  near (weight F i a b) (e i) sgn u v.
exists [pred f | network_hit L pool event
  (random_source (@scaled_value R N0 scale) f)]; split.
  apply: (source_hit_budget (k := fun=> 1%N)
    (c := fun i => window_chance N0 scale (e i) (wmax i)) pool_inj).
    by move=> i a b j sgn iL; apply: product_weight_scaled;
      rewrite ?e_gt0 ?W_le ?wmax_le ?wide.
  apply: (@le_trans _ _ (\sum_(i < L) (2 * n i.+1 * n i)%:R * (delta / H%:R))).
    apply: ler_sum => i _; rewrite muln1 ler_wpmul2l ?ler0n //.
    by rewrite ler_pdivl_mulr // mulrC enough.
  rewrite -mulr_suml -natr_sum mulrA ler_pdivr_mulr // mulrC.
  by rewrite ler_wpmul2l // ler_nat.
move=> f /forallP f_in; eexists.
apply: (selected_approximates pool_inj (e := e)) =>
  [i a b iL | Wp Wn Wp_e Wn_e].
  have /forallP/(_ a)/forallP/(_ b)/forallP/(_ ord0)/forallP ab :=
    f_in (Ordinal iL).
  by apply: near_selection => sgn; apply/existsP; apply: ab.
move=> x x_in; apply: (@error_recursion _ _ F L X) => //; split=> // i iL.
exact/ltW/e_gt0.
Qed.

End Network.
