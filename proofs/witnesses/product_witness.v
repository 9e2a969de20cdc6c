(******************************************************************************)
(* The hypotheses of what is proved of one product of uniform weights hold    *)
(* together.                                                                  *)
(*                                                                            *)
(*   product_weight_draws_witness   w = e = 1/4, omega at least 1/2, for every*)
(*                  lattice that is not too coarse                            *)
(*   product_weight_end_witness   w = 1, e = 1/2: ln 2 times 32 draws         *)
(*   uniform_category_witness   z = 1/2, z' = 1/4, g = 2: a lattice of n = 100*)
(*   malach_scaled_witness   width 1: x |-> 3/2 x on [-1, 1], a weight above  *)
(*                  1, weights of the source in (-2, 2)                       *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring zify.
From mathcomp Require Import boolp reals sequences exp.
From LotteryVerify.definitions Require Import counts errors finite_law grids.
From LotteryVerify.definitions Require Import network random_source.
From LotteryVerify.facts Require Import exponential norm2 product_window.
From LotteryVerify.results Require Import malach_scaled product_weight_dense.
From LotteryVerify.results Require Import product_weight_end.
From LotteryVerify.results Require Import uniform_product_tail.
From LotteryVerify.results Require Import uniform_category.
From LotteryVerify.witnesses Require Import shared_log_pruning_witness.
From LotteryVerify.witnesses Require Import subset_sum_pruning_witness.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Products.
Variable R : realType.

Theorem product_weight_end_witness (N : nat) :
  1 - 2^-1 <= Pr (iid [finType of 'I_(draws (32%:R * ln 2 : R))]
      (pair_law (grid_law R N.*2.+1) (grid_law R N.*2.+1)))
    [pred f : {ffun _ -> _} | [exists j, near 1 2^-1 true
      (uniform_value R (f j).1) (uniform_value R (f j).2)]].
Proof.
apply: (@product_weight_end_draws R _ 1 2^-1 2^-1 N.+1) => //.
- by rewrite normr1.
- by lia.
- rewrite (_ : N.*2.+2 = N.+1 * 2)%N; last by lia.
  by rewrite natrM invfM mulrA divff ?mul1r // pnatr_eq0.
- by rewrite invr_gt0 ltr0n.
rewrite invrK; apply: le_trans (le_draws _); rewrite le_eqVlt; apply/orP; left.
by apply/eqP; congr (_ * _); field.
Qed.

Variable N : nat.
Hypothesis fine : (12 <= N.+1)%N.

Let c : R := (2 * 4%:R^-1 * log_ratio R N (uphalf N.+1)
  - lattice_loss R N (uphalf N.+1)) / 4%:R.

Lemma chance_gt0 : 0 < c.
Proof.
rewrite divr_gt0 ?ltr0n // subr_gt0.
have loss := loss_small R (ltnSn 0) (fine : (12 * 1 <= N.+1)%N).
have ratio := log_ratio_large R (ltnSn 0) (fine : (12 * 1 <= N.+1)%N).
apply: (@le_lt_trans _ _ 24%:R^-1).
  rewrite -(ler_pmul2l (ltr0Sn R 1)); apply: le_trans loss _.
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; field.
apply: (@lt_le_trans _ _ (2 * 4%:R^-1 * 3%:R^-1)).
  rewrite -subr_gt0 (_ : _ - _ = 8%:R^-1); last by field.
  by rewrite invr_gt0 ltr0n.
by rewrite ler_wpmul2l // divr_ge0 ?ler0n.
Qed.

Theorem product_weight_draws_witness :
  1 - 2^-1 <= Pr (iid [finType of 'I_(draws (c^-1 * ln 2))]
      (pair_law (grid_law R N) (grid_law R N)))
    [pred f : {ffun _ -> _} | [exists j, near 4%:R^-1 4%:R^-1 true
      (uniform_value R (f j).1) (uniform_value R (f j).2)]].
Proof.
have quarter_ge0 : 0 <= 4%:R^-1 :> R by rewrite invr_ge0 ler0n.
apply: (@product_weight_draws R N 4%:R^-1 4%:R^-1 2^-1 (uphalf N.+1)) => //.
- by rewrite quarter_ge0 ger0_norm ?lexx.
- by rewrite uphalf_half; lia.
- rewrite ger0_norm // (_ : _ + _ = 2^-1); last by field.
  rewrite ler_pdivl_mulr ?ltr0n // mulrC ler_pdivr_mulr ?ltr0n //.
  by rewrite -natrM ler_nat uphalf_half; lia.
- exact: chance_gt0.
- by rewrite invr_gt0 ltr0n.
by rewrite invrK; apply: le_draws.
Qed.

End Products.

Section Category.
Variable R : realType.

Theorem uniform_category_witness :
  (1 - 2^-1) * (50%:R / 100%:R * ln (50%:R / 100%:R)^-1) - 2 / 100%:R
  <= Pr (pair_law (fine_law R (t := 50) (n := 100) isT)
                  (fine_law R (t := 50) (n := 100) isT))
        (@in_window R 100 50 25).
Proof.
apply: uniform_category_ge; rewrite ?ltr1n //.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; field.
Qed.

End Category.

Section Malach.
Variables (R : realType) (N0 : nat).
Hypothesis fine : (32 <= N0.+1)%N.

Let width (i : nat) : nat := 1.
Let chance : R := window_chance N0 2 1 2.
Let m (i : nat) : nat := draws (chance^-1 * ln (2 / 2^-1)).
Let same (i : nat) (a : 'I_(width i.+1)) (t : 'I_(m i)) := t.

Definition steep_target : target R width :=
  Target (fun i => (3%:R / 2)%:M : 'M_(width i.+1, width i)) (fun _ x => x).

Lemma near_two : near_window 1 2 = 8%:R^-1 :> R.
Proof. by rewrite /near_window max_r ?ler1n //; field. Qed.

Lemma window_left : 16%:R^-1 <= near_window 1 2 - 2 / N0.+1%:R :> R.
Proof.
rewrite near_two (_ : 8%:R^-1 = 16%:R^-1 + 16%:R^-1); last by field.
rewrite -addrA ler_addl subr_ge0 ler_pdivr_mulr ?ltr0n // mulrC.
by rewrite ler_pdivl_mulr ?ltr0n // -natrM ler_nat; move: fine; lia.
Qed.

Lemma chance_in : 0 < chance <= 1.
Proof.
have left_gt0 : 0 < near_window 1 2 - 2 / N0.+1%:R :> R.
  by apply: lt_le_trans window_left; rewrite invr_gt0 ltr0n.
have four_gt0 : 0 < 2 * 2 :> R by rewrite mulr_gt0 ?ltr0n.
rewrite /chance /window_chance; set x := _ / (2 * 2).
have x_gt0 : 0 < x by rewrite divr_gt0.
have x_le1 : x <= 1.
  rewrite ler_pdivr_mulr // mul1r ler_subl_addr near_two.
  apply: (@le_trans _ _ 1); first by rewrite invf_le1 ?ltr0n ?ler1n.
  by apply: ler_paddr; rewrite ?divr_ge0 ?ler0n // mulr_ege1 ?ler1n.
by rewrite exprn_gt0 //= exprn_ile1 // ltW.
Qed.

Theorem malach_scaled_witness :
  exists A : pred {ffun slot width m 1 -> grid_type N0},
    1 - 2^-1 <= Pr (source_law (fun=> grid_law R N0)) A /\
    forall f, A f -> has_ticket steep_target 1 (@unit_ball R width)
      (propagated width (fun=> 1) (fun=> 2) (fun=> 1) 1)
      (random_source (@scaled_value R N0 2) f).
Proof.
have /andP[c_gt0 c_le1] := chance_in.
have half_gt0 : 0 < 2^-1 :> R by rewrite invr_gt0 ltr0n.
apply: (@malach_scaled R N0 2 width m m 1 steep_target (@unit_ball R width) same
  (fun=> 1) (fun=> 2) (fun=> 2) (fun=> 1) 2^-1 2).
- by rewrite ler1n.
- exact: ltW.
- by [].
- by rewrite big_ord1.
- by move=> i a t t'.
- by move=> i _; apply: ltr01.
- by move=> i _; rewrite ler0n.
- by [].
- move=> i a b _; rewrite mxE (ord1 a) (ord1 b) eqxx mulr1n.
  rewrite ger0_norm ?divr_ge0 ?ler0n // ler_pdivr_mulr ?ltr0n // -natrM.
  by rewrite ler_nat.
- move=> i _; rewrite -subr_ge0; apply: le_trans window_left.
  by rewrite invr_ge0 ler0n.
- by move=> i _ x y.
- move=> i _ y; apply: le_trans (scalar_operator_bound _ _) _.
  rewrite ler_wpmul2r ?norm2_ge0 // ger0_norm ?divr_ge0 ?ler0n //.
  by rewrite ler_pdivr_mulr ?ltr0n // -natrM ler_nat.
- case=> // x a _; rewrite /unit_ball => x_in; apply: le_trans x_in.
  by rewrite (ord1 a) /norm2 big_ord1 sqrtr_sqr.
move=> i _; rewrite -ler_pdivl_mull ?ltr0n // mulrC.
apply: pow_le_of_ln; rewrite ?ltr0n // -ler_pdivr_mull //.
exact: le_draws.
Qed.

End Malach.
