(******************************************************************************)
(* The hypotheses of shared-log-pruning and log-pruning hold together.        *)
(*                                                                            *)
(*   half_target   widths 2, 2, 2; weights -I/2, then I/2; ReLU, then identity*)
(*                 x -> relu(-x/2)/2                                          *)
(*   unit_box      |x_a| <= 1, both signs of input                            *)
(*                                                                            *)
(* g = q = 3/2 (one grid step per category), precision 1/100, failure         *)
(* probability 1/10. witness_exists draws the consequence that some source has*)
(* a ticket: the event is not empty.                                          *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring.
From mathcomp Require Import boolp reals sequences exp.
From LotteryVerify.definitions Require Import categories counts dedicated.
From LotteryVerify.definitions Require Import errors finite_law grids network.
From LotteryVerify.definitions Require Import random_source.
From LotteryVerify.facts Require Import exponential relu.
From LotteryVerify.results Require Import error_closed_form log_pruning.
From LotteryVerify.results Require Import shared_log_pruning.
From LotteryVerify.results Require Import shared_log_pruning_hyperbolic.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Witness.
Variable R : realType.

Definition two (i : nat) : nat := 2%N.

Definition half_weight (i : nat) : R := if i == 0%N then - 2^-1 else 2^-1.

Definition half_target : target R two :=
  Target (fun i => (half_weight i)%:M : 'M[R]_(two i.+1, two i))
         (fun i x => if i == 0%N then relu x else x).

Definition unit_box (x : 'cV[R]_(two 0%N)) : Prop := forall a, `|x a ord0| <= 1.

Lemma half_ge0 : 0 <= 2^-1 :> R. Proof. by rewrite invr_ge0 ler0n. Qed.

Lemma half_le1 : 2^-1 <= 1 :> R.
Proof. by rewrite invf_le1 ?ltr0n // ler1n. Qed.

Lemma half_weightN i : `|half_weight i| = 2^-1.
Proof. by rewrite /half_weight; case: eqP;
  rewrite ?normrN ger0_norm ?half_ge0. Qed.

Lemma scalar_operator_bound m (a : R) :
  operator_bound (a%:M : 'M[R]_m) `|a|.
Proof.
move=> y; rewrite mul_scalar_mx /norm2 -sqrtr_sqr -sqrtrM ?sqr_ge0 //.
apply: ler_wsqrtr; rewrite mulr_sumr; apply: ler_sum => i _.
by rewrite mxE exprMn.
Qed.

Lemma half_step (y : 'cV[R]_2) i : (forall a, `|y a ord0| <= 1) ->
  forall a, `|target_layer half_target (i := i) y a ord0| <= 1.
Proof.
move=> y1 a; rewrite mxE /= mul_scalar_mx mxE.
have le1 : `|half_weight i * y a ord0| <= 1.
  by rewrite normrM half_weightN mulr_ile1 ?half_ge0 ?half_le1.
case: (i == 0%N) => //; apply: le_trans le1.
by have := relu_lipschitz (half_weight i * y a ord0) 0;
  rewrite /relu maxxx !subr0.
Qed.

Lemma half_bounded : bounded_target half_target 2 2 unit_box (fun=> 2^-1) 1.
Proof.
split=> // [i _|i _|i x a _].
- by rewrite /=; case: eqP => _ //; apply: relu_lipschitz.
- by move=> y; rewrite -(half_weightN i); apply: scalar_operator_bound.
by move: a; elim: i x => // i IHi x a x_in; apply: half_step => a'; apply: IHi.
Qed.

Let g : R := 3%:R / 2.
Let eps : R := 100%:R^-1.
Let k := categories 2 2 (fun=> 2^-1) (g ^+ 1) 2^-1 1 eps.
Let M := neurons two 2 2 (fun=> 2^-1) (g ^+ 1) 2^-1 1 eps 10%:R^-1.
Let T := grid_type (grid_points k 1).-1.
Let val : T -> R := @hyperbolic_value R g 2^-1 k 1.

Lemma base_ok : 1 < g /\ golden_base (g ^+ 1).
Proof.
have g_gt1 : 1 < g by rewrite ltr_pdivl_mulr ?ltr0n // mul1r ltr_nat.
split=> //; split; rewrite expr1 //.
have -> : g + 1 = g ^+ 2 + 4%:R^-1 by rewrite /g; field.
by rewrite ler_addl invr_ge0 ler0n.
Qed.

Lemma precision_small :
  0 < precision 2 2 (fun=> 2^-1) 1 eps <= eps.
Proof.
have eps_gt0 : 0 < eps by rewrite invr_gt0 ltr0n.
have A_gt0 := @amplification_gt0 R 2 2 (fun=> 2^-1) 1 isT isT ltr01.
have A_ge1 : 1 <= amplification 2 2 (fun=> 2^-1) 1 :> R.
  have E_ge1 : 1 <= expR 1 - 1 :> R by rewrite ler_subr_addr expR_ge1D.
  have S_ge1 : 1 <= Num.sqrt 2%:R :> R by rewrite -[leLHS]sqrtr1 ler_wsqrtr
    ?ler1n.
  by rewrite /amplification !mulr_ege1 ?ler1n ?norm_product_ge1.
have B_gt0 := @largest_eps_gt0 R 2 2 (fun=> 2^-1) 1 isT ltr01.
have m_gt0 : 0 < Num.min eps (largest_eps 2 2 (fun=> 2^-1) 1).
  by rewrite lt_minr eps_gt0 B_gt0.
rewrite divr_gt0 //= ler_pdivr_mulr //.
apply: le_trans (_ : eps <= _); first by rewrite le_minl lexx.
by rewrite ler_pmulr.
Qed.

Lemma enough_points : (1 < grid_points k 1)%N.
Proof.
rewrite /grid_points muln1 /k /categories expr1 -(ltr_nat R).
apply: lt_le_trans (le_draws _); have [g_gt1 _] := base_ok.
have g_gt0 := lt_trans ltr01 g_gt1.
have /andP[ew_gt0 ew_le] := precision_small.
have half_gt0 : 0 < 2^-1 :> R by rewrite invr_gt0 ltr0n.
rewrite ltr_pdivl_mulr ?ln_gt0 // mul1r ltr_ln ?posrE //; last exact: divr_gt0.
rewrite ltr_pdivl_mulr //; apply: le_lt_trans (ler_wpmul2l (ltW g_gt0) ew_le) _.
have -> : g * eps = 2^-1 - 97%:R / 200%:R by rewrite /g /eps; field.
by rewrite ltr_subl_addr ltr_addl divr_gt0 ?ltr0n.
Qed.

Lemma half_weight_le i (a b : 'I_2) : `|weight half_target i a b| <= 2^-1.
Proof.
rewrite mxE; case: eqP => _; rewrite ?mulr1n ?half_weightN //.
by rewrite mulr0n normr0 half_ge0.
Qed.

Corollary shared_log_pruning_witness :
  1 - 10%:R^-1 <= Pr (source_law (fun=> grid_law R (grid_points k 1).-1))
    [pred f : {ffun slot two M 2 -> T} |
    `[< has_ticket half_target 2 unit_box eps (random_source val f) >]].
Proof.
have [g_gt1 golden] := base_ok.
apply: (@shared_log_pruning_hyperbolic R two 2 2 half_target unit_box
  (fun=> 2^-1) g 2^-1 1 eps 10%:R^-1 1) => //.
- by rewrite ltr01.
- by rewrite invr_gt0 ltr0n.
- by rewrite invr_gt0 ltr0n.
- by rewrite invr_gt0 ltr0n.
- exact: enough_points.
- exact: half_bounded.
by move=> i a b _; apply: half_weight_le.
Qed.

Lemma eps_allowed : eps <= largest_eps 2 2 (fun=> 2^-1) 1.
Proof.
have E_ge1 : 1 <= expR 1 - 1 :> R by rewrite ler_subr_addr expR_ge1D.
have S_ge1 : 1 <= Num.sqrt 2%:R :> R by rewrite -[leLHS]sqrtr1 ler_wsqrtr
  ?ler1n.
apply: le_trans (_ : 1 <= _); first by rewrite invf_le1 ?ltr0n // ler1n.
by rewrite /largest_eps !mulr_ege1 ?norm_product_ge1.
Qed.

Corollary log_pruning_witness :
  1 - 10%:R^-1 <= Pr (source_law (fun=> grid_law R (grid_points k 1).-1))
    [pred f : {ffun slot two (dedicated_width two M) 2 -> T} |
    `[< has_dedicated_ticket half_target 2 unit_box eps (random_source val f)
      >]].
Proof.
have [g_gt1 golden] := base_ok.
apply: (@log_pruning_hyperbolic R two 2 2 half_target unit_box (fun=> 2^-1)
  g 2^-1 1 eps 10%:R^-1 1) => //.
- by rewrite ltr01.
- by rewrite invr_gt0 ltr0n.
- by rewrite invr_gt0 ltr0n.
- by rewrite invr_gt0 ltr0n.
- exact: eps_allowed.
- exact: enough_points.
- exact: half_bounded.
by move=> i a b _; apply: half_weight_le.
Qed.

Corollary witness_exists :
  exists G : source R two M, has_ticket half_target 2 unit_box eps G.
Proof.
have := shared_log_pruning_witness; set A := (A in Pr _ A).
have [[f Af] _|none] := pselect (exists f, A f).
  by exists (random_source val f); apply/asboolP.
rewrite /Pr big_pred0 => [|f]; last by apply/negbTE/negP => Af; apply: none;
  exists f.
by rewrite subr_le0 invf_ge1 ?ltr0n // (ler_nat R 10 1).
Qed.

End Witness.
