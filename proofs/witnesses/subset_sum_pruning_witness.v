(******************************************************************************)
(* The hypotheses of subset_sum_pruning_uniform hold together, and with them  *)
(* those of subset_sum_pruning, subset_sum_links and product_cells, which it  *)
(* rests on.                                                                  *)
(*                                                                            *)
(*   K              any number of at least 128 * 64                           *)
(*   points, mid    16 K + 1 grid points, the middle one at 8 K; precision K  *)
(*   N0             so fine a lattice that 12 points <= N0 + 1                *)
(*   one_target     width 1: x |-> 3/4 x on [-1, 1]                           *)
(*                                                                            *)
(* part_large       the products contain a uniform law with weight 1/16       *)
(* subset_sum_pruning_witness   with 2 (K - 1) neurons of weights in (-2, 2)  *)
(*   the source holds, with probability at least 1/2, a ticket within 1       *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring zify.
From mathcomp Require Import boolp reals sequences exp.
From LotteryVerify.definitions Require Import finite_law grids network.
From LotteryVerify.definitions Require Import random_source.
From LotteryVerify.facts Require Import exponential link_precision norm2.
From LotteryVerify.facts Require Import product_window.
From LotteryVerify.results Require Import subset_sum_products.
From LotteryVerify.witnesses Require Import shared_log_pruning_witness.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Part.
Variables (R : realType) (N0 points : nat).
Hypotheses (points_gt0 : (0 < points)%N) (fine : (12 * points <= N0.+1)%N).

Lemma log_ratio_large : 3%:R^-1 <= log_ratio R N0 (uphalf N0.+1).
Proof.
set a := uphalf N0.+1; have [_ aN] := uphalf_bounds points_gt0 (@ltr01 R) N0.+1.
have a_le : (a.*2 <= N0.+2)%N by rewrite /a uphalf_half; lia.
have N_gt0 : 0 < N0.+1.*2.+1%:R :> R by rewrite ltr0n.
have a_gt0 : 0 < a.*2.+1%:R :> R by rewrite ltr0n.
rewrite /log_ratio -ler_opp2 opprB -ln_div ?posrE // ler_oppr.
set y := _ / _; have y_le : y <= 1 - 3%:R^-1.
  have -> : 1 - 3%:R^-1 = 2 / 3%:R :> R by field.
  rewrite ler_pdivr_mulr // mulrAC ler_pdivl_mulr ?ltr0n // -!natrM ler_nat.
  by move: fine points_gt0 a_le; lia.
rewrite ler_oppr; apply: le_trans (_ : y - 1 <= _); last first.
  by rewrite ler_subl_addr addrC.
have := expR_ge1D (ln y); rewrite lnK ?posrE ?divr_gt0 // addrC.
by rewrite -ler_subr_addr.
Qed.

Lemma loss_small :
  (points.*2)%:R * lattice_loss R N0 (uphalf N0.+1) <= 12%:R^-1.
Proof.
set a := uphalf N0.+1.
have [up aN] := uphalf_bounds points_gt0 (@ltr01 R) N0.+1.
have N_gt0 : 0 < N0.+1%:R :> R by rewrite ltr0n.
rewrite /lattice_loss mulrA ler_pdivr_mulr ?exprn_gt0 // [leRHS]mulrC.
rewrite ler_pdivl_mulr ?ltr0n // -!natrM -natrX ler_nat.
rewrite -/a in up aN *; rewrite -muln2 expnS expn1.
apply: leq_trans (_ : N0.+1 * (12 * points) <= _)%N; last first.
  by rewrite leq_mul2l fine orbT.
have half : ((N0.+1 - a) * 2 <= N0.+1)%N by move: up; lia.
by nia.
Qed.

Lemma part_large : 16%:R^-1 <= product_part R N0 points.
Proof.
rewrite /product_part ler_pdivl_mulr ?ltr0n //.
have -> : 16%:R^-1 * 4%:R = 3%:R^-1 - 12%:R^-1 :> R by field.
exact: ler_sub log_ratio_large loss_small.
Qed.

End Part.

Lemma power_decays (R : realFieldType) (x : R) m : 0 <= x <= 1 ->
  (1 - x) ^+ m * (1 + m%:R * x) <= 1.
Proof.
move=> /andP[x_ge0 x_le1]; elim: m => [|m IHm].
  by rewrite expr0 mul0r addr0 mulr1.
apply: le_trans IHm; rewrite exprSr -mulrA.
apply: ler_wpmul2l; first by rewrite exprn_ge0 ?subr_ge0.
have -> : (1 - x) * (1 + m.+1%:R * x)
    = 1 + m%:R * x - m.+1%:R * x * x by rewrite !mulrSr; ring.
by rewrite ler_subl_addr ler_addl !mulr_ge0 ?ler0n.
Qed.

Lemma decay (R : realFieldType) (x : R) (d c m : nat) : (0 < d)%N ->
  d%:R^-1 <= x <= 1 -> (d * c <= m)%N -> (1 - x) ^+ m <= c.+1%:R^-1.
Proof.
move=> d_gt0 /andP[x_ge x_le1] m_ge.
have d_pos : 0 < d%:R :> R by rewrite ltr0n.
have x_ge0 : 0 <= x by apply: le_trans x_ge; rewrite invr_ge0 ler0n.
have grown : c.+1%:R <= 1 + m%:R * x.
  rewrite mulrSr addrC ler_add2l.
  apply: le_trans (ler_wpmul2l (ler0n R m) x_ge).
  by rewrite ler_pdivl_mulr // -natrM ler_nat mulnC.
have c_gt0 : 0 < c.+1%:R :> R by rewrite ltr0n.
have power_ge0 : 0 <= (1 - x) ^+ m by rewrite exprn_ge0 ?subr_ge0.
rewrite -div1r ler_pdivl_mulr //.
apply: le_trans (ler_wpmul2l power_ge0 grown) _.
by apply: power_decays; rewrite x_ge0.
Qed.

Section Witness.
Variables (R : realType) (N0 K : nat).

Let points : nat := (16 * K).+1.
Let mid : nat := (8 * K)%N.
Let width (i : nat) : nat := 1.
Let M (i : nat) : nat := (K.-1 + K.-1)%N.
Let same (i : nat) (a : 'I_(width i.+1)) (t : 'I_(M i)) := t.

Hypotheses (large : (128 * 64 <= K)%N) (fine : (12 * points <= N0.+1)%N).

Definition one_target : target R width :=
  Target (fun i => (3%:R / 4%:R)%:M : 'M_(width i.+1, width i)) (fun _ x => x).

Let part : R := product_part R N0 points.

Lemma part_in : 16%:R^-1 <= part <= 1.
Proof.
apply/andP; split; first exact: part_large.
exact: (@product_part_le1 R N0 points 1 isT (@ltr01 R)).
Qed.

Lemma rest_small (k : nat) : (0 < k <= 16)%N ->
  part / k%:R <= 1 /\ (16 * k)%:R^-1 <= part / k%:R.
Proof.
move=> /andP[k_gt0 k_le]; have k_pos : 0 < k%:R :> R by rewrite ltr0n.
have /andP[part_ge part_le] := part_in; split.
  by rewrite ler_pdivr_mulr // mul1r (le_trans part_le) // ler1n.
by rewrite natrM invfM ler_wpmul2r // invr_ge0 ltW.
Qed.

Lemma failing_small :
  (1 - part / 8%:R) ^+ K.-1 * (points%:R / (2 * K.*2.+1%:R))
  + (1 - part / 4%:R) ^+ K.-1 * (points%:R / (2 * K.+1%:R)) <= 8%:R^-1.
Proof.
have [p8 p8'] := @rest_small 8 isT; have [p4 p4'] := @rest_small 4 isT.
have first : (1 - part / 8%:R) ^+ K.-1 <= 64%:R^-1.
  by apply: (@decay _ _ (16 * 8) 63) => //; [rewrite p8' | move: large; lia].
have second : (1 - part / 4%:R) ^+ K.-1 <= 128%:R^-1.
  by apply: (@decay _ _ (16 * 4) 127) => //; [rewrite p4' | move: large; lia].
rewrite [leRHS](_ : _ = 64%:R^-1 * 4%:R + 128%:R^-1 * 8%:R); last by field.
have at_most (d k : nat) : (points <= k * d)%N -> (0 < d)%N ->
    points%:R / d%:R <= k%:R :> R.
  by move=> le d_gt0; rewrite ler_pdivr_mulr ?ltr0n // -natrM ler_nat.
have pos (d : nat) : 0 <= points%:R / d%:R :> R by rewrite divr_ge0 ?ler0n.
rewrite -!natrM; apply: ler_add; (apply: ler_pmul;
  [ by rewrite exprn_ge0 // subr_ge0 | exact: pos | by []
  | by apply: at_most; rewrite // /points; lia]).
Qed.

Corollary subset_sum_pruning_witness :
  1 - 2^-1 <= Pr (source_law (fun=> grid_law R N0))
    [pred f : {ffun slot width M 1 -> grid_type N0} |
    `[< has_ticket one_target 1 (@unit_ball R width) 1
          (random_source (@scaled_value R N0 2) f) >]].
Proof.
have K_gt0 : (0 < K)%N by move: large; lia.
have /andP[part_ge part_le] := part_in.
have step_le (k d c : nat) : (k * 4 * c <= d * points.*2)%N -> (0 < c)%N ->
    k%:R * product_step points 2 <= d%:R / c%:R :> R.
  move=> le c_gt0; rewrite /product_step mulrA -natrX.
  rewrite ler_pdivr_mulr ?ltr0n // mulrAC ler_pdivl_mulr ?ltr0n //.
  by rewrite -!natrM ler_nat.
apply: (@subset_sum_pruning_uniform R N0 points mid 2 1 2^-1 width M 1
  one_target (fun=> K) (fun=> K.-1) (fun=> K.-1) same) => //.
- by rewrite invr_ge0 ler0n.
- by rewrite ler01 ler1n.
- by rewrite ltr0n.
- by apply: le_trans part_ge; rewrite invr_ge0 ler0n.
- by move=> i a t t'.
- move=> i _ y; apply: le_trans (scalar_operator_bound _ _) _.
  rewrite mul1r ler_pimull ?norm2_ge0 //.
  rewrite ger0_norm ?divr_ge0 ?ler0n // ler_pdivr_mulr ?ltr0n //.
  by rewrite mul1r ler_nat.
- by move=> i _ x y.
- by rewrite /mid /points; lia.
- move=> i a b _; rewrite mxE (ord1 a) (ord1 b) eqxx mulr1n.
  rewrite ger0_norm ?divr_ge0 ?ler0n // /product_step mulrA -natrX -natrM.
  rewrite ler_pdivr_mulr ?ltr0n // mulrAC ler_pdivl_mulr ?ltr0n //.
  by rewrite -!natrM ler_nat /mid /points; lia.
- by move=> i _; rewrite /mid /points; lia.
- move=> i _; rewrite (_ : link_precision _ _ _ _ = 1%:R / 2%:R); last first.
    by rewrite /link_precision -!natrM.
  by apply: step_le; rewrite // /points; move: K_gt0; lia.
move=> i _; rewrite muln1; apply: le_trans (ler_wpmul2l _ failing_small) _.
  by rewrite ler0n.
rewrite ler_pdivr_mulr ?ltr0n // mulrC ler_pdivl_mulr ?ltr0n //.
by rewrite -natrM ler_nat.
Qed.

End Witness.
