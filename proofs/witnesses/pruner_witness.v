(******************************************************************************)
(* The hypotheses of universal_ticket_hyperbolic and of pruner_ticket hold    *)
(* together.                                                                  *)
(*                                                                            *)
(*   half_target, unit_box   (shared_log_pruning_witness.v) a target of the   *)
(*                     class, which is therefore not empty                    *)
(*   W, b, region      width 1: x |-> x + 1 on [-1, 1], both signs of x occur *)
(*   P                 every link errs by at most g^2, g = 3/2                *)
(*   M                 as many neurons as width_enough asks for 1/10          *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring.
From mathcomp Require Import boolp reals sequences exp.
From LotteryVerify.definitions Require Import network finite_law categories.
From LotteryVerify.definitions Require Import counts random_source reach grids.
From LotteryVerify.definitions Require Import errors pruner.
From LotteryVerify.facts Require Import norm2 operator_norm exponential.
From LotteryVerify.results Require Import shared_log_pruning universal_ticket.
From LotteryVerify.results Require Import pruner_ticket.
From LotteryVerify.witnesses Require Import probability_witness.
From LotteryVerify.witnesses Require Import shared_log_pruning_witness.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Universal.
Variable R : realType.

Let g : R := 3%:R / 2.
Let eps : R := 100%:R^-1.
Let k := categories 2 2 (fun=> 2^-1) (g ^+ 1) 2^-1 1 eps.
Let M := universal_neurons two 2 2 (fun=> 2^-1) (g ^+ 1) 2^-1 1 eps 10%:R^-1.
Let T := grid_type (grid_points k 1).-1.
Let val : T -> R := @hyperbolic_value R g 2^-1 k 1.

Corollary universal_witness :
  1 - 10%:R^-1 <= Pr (source_law (fun=> grid_law R (grid_points k 1).-1))
    [pred f : {ffun slot two M 2 -> T} |
    `[< tickets_for_all 2 2 (fun=> 2^-1) 1 eps (fun=> 2^-1)
          (random_source val f) >]].
Proof.
have [g_gt1 golden] := base_ok R.
have pos (m : nat) : 0 < m.+1%:R^-1 :> R by rewrite invr_gt0 ltr0n.
apply: (@universal_ticket_hyperbolic R two 2 2 (fun=> 2^-1) g 2^-1 1 eps
  10%:R^-1 1) => //; by [rewrite ltr01 | exact: pos | exact: enough_points].
Qed.

Corollary universal_class_inhabited :
  bounded_target (half_target R) 2 2 (@unit_box R) (fun=> 2^-1) 1 /\
  forall i a b, `|weight (half_target R) i a b| <= 2^-1.
Proof.
by split=> [|i a b]; [apply: half_bounded | apply: half_weight_le].
Qed.

End Universal.

Section Pruner.
Variable R : realType.

Let width (i : nat) : nat := 1.
Let g : R := 3%:R / 2.
Let W i : 'M[R]_(width i.+1, width i) := 1%:M.
Let b i : 'cV[R]_(width i.+1) := const_mx 1.
Let region (x : 'cV[R]_(width 0)) : Prop := `|x ord0 ord0| <= 1.
Let any_sign : known_signs width := fun _ _ => None.
Let on (i : nat) := false.
Let P : plan R width :=
  Plan (fun=> g ^+ 2) (fun=> const_mx 1) (fun=> 1) (fun=> 1).
Let M (i : nat) : nat :=
  draws (((8 * 4%:R)^-1)^-1 * ln ((2 * 4 * 2)%:R / 10%:R^-1) : R).
Let val : grid_type 3 -> R := grid_value (fun t => 1 * g ^+ t).

Lemma line_plan : plan_right (plain W b) on 1 region P.
Proof.
have g_ge0 : 0 <= g by rewrite divr_ge0 ?ler0n.
split=> [i _ | i _ | i _ | i x j | i x].
- exact: exprn_ge0.
- exact: ler01.
- by move=> y; rewrite mul1mx mul1r.
- by case: i j => // j _ x_in; rewrite mxE (ord1 j).
by case: i => // _ x_in; rewrite /norm2 big_ord1 sqrtr_sqr.
Qed.

Lemma line_halves : (halves any_sign 0 <= 4)%N.
Proof.
apply: leq_trans (max_card _) _; by rewrite !card_prod !card_ord card_bool.
Qed.

Lemma g_gt1 : 1 < g.
Proof. by rewrite ltr_pdivl_mulr ?ltr0n // mul1r ltr_nat. Qed.

Lemma line_fills : fills g (g ^+ 6) 4 (8 * 4%:R)^-1 (grid_law R 3) val.
Proof. by have := hyperbolic_product_witness g_gt1; rewrite expr1. Qed.

Lemma line_budget :
  pruner_budget 1 any_sign (fun=> 4%N) M (fun=> (8 * 4%:R)^-1) <= 10%:R^-1 :> R.
Proof.
have c_gt0 : 0 < (8 * 4%:R)^-1 :> R by rewrite invr_gt0 mulr_gt0 ?ltr0n.
have delta_gt0 : 0 < 10%:R^-1 :> R by rewrite invr_gt0 ltr0n.
have := width_enough (K := 2) delta_gt0 c_gt0 line_fills (le_draws _).
apply: le_trans; rewrite /pruner_budget big_ord1 ler_wpmul2r //.
  apply: exprn_ge0; rewrite subr_ge0 invf_le1 ?mulr_gt0 ?ltr0n //.
  by rewrite -natrM ler1n.
by rewrite ler_nat (leq_mul2r 4 _ 4) line_halves.
Qed.

Corollary pruner_witness :
  1 - 10%:R^-1 <= Pr (source_law (fun=> grid_law R 3))
    [pred f : {ffun slot (fed width) M 1 -> grid_type 3} |
    `[< promised val W b on region P f >]].
Proof.
have g_ge0 := ltW (lt_trans ltr01 g_gt1); have [_ golden] := base_ok R.
have one_le : 1 <= g ^+ 6 by rewrite exprn_ege1 // ltW // g_gt1.
apply: (@pruner_ticket _ _ val _ _ _ _ any_sign W b on region P g
  (fun=> g ^+ 6) (fun=> (8 * 4%:R)^-1) (fun=> 4%N)).
- by move: golden; rewrite expr1.
- move=> i a j _; rewrite mxE; apply: le_trans one_le.
  by case: (a == j); rewrite ?normr1 ?normr0 ?ler01.
- by move=> i a _; rewrite mxE normr1.
- by move=> i _; rewrite -exprD.
- by move=> i _; apply: line_fills.
- by split.
- exact: line_plan.
exact: line_budget.
Qed.

End Pruner.
