(******************************************************************************)
(* The hypotheses of checker_norm and checker_network hold together.          *)
(*                                                                            *)
(*   ones d         the d x d matrix of ones, of norm d                       *)
(*   line_source    width 1, one neuron: u = 1, v = 5/4                       *)
(*   keep_all       the mask that keeps it                                    *)
(*   one_box        [1, 1], and the differences [0, 0], then [1/4, 1/4]       *)
(*                                                                            *)
(* ones_norm        Schur's test with weights 1 gives the exact norm          *)
(* line_certified   x |-> x on {1} is approximated within 1/4                 *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring.
From LotteryVerify.definitions Require Import gadgets network.
From LotteryVerify.results Require Import checker_network checker_norm.
From LotteryVerify.witnesses Require Import error_propagation_witness.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Witness.
Variable R : rcfType.

Theorem ones_norm (d : nat) : operator_bound (const_mx 1 : 'M[R]_d) d%:R.
Proof.
apply: (@checker_norm _ _ _ _ (fun=> 1) (fun=> 1) d%:R d%:R).
- by move=> b; apply: ltr01.
- exact: ler0n.
- exact: ler0n.
- by move=> a; under eq_bigr do rewrite mxE normr1 mulr1;
     rewrite sumr_const card_ord mulr1.
- by move=> b; under eq_bigr do rewrite mxE normr1 mulr1;
     rewrite sumr_const card_ord mulr1.
by rewrite expr2.
Qed.

Definition line_source : source R line_width line_width :=
  Wires (fun _ _ _ => 1) (fun _ _ _ => 5%:R / 4%:R).

Definition keep_all : selection line_width line_width := fun _ _ _ _ => true.

Definition constant_box (c : R) i : 'cV[R]_(line_width i) := const_mx c.

Definition difference_box i : 'cV[R]_(line_width i) :=
  const_mx (if i is 0 then 0 else 4%:R^-1).

Lemma line_layer_sound : sound_layer (line_target R) line_source keep_all
  (constant_box 1) (constant_box 1) difference_box difference_box 0.
Proof.
move=> y y' /(_ ord0) y_in /(_ ord0) d_in.
have y1 : y ord0 ord0 = 1.
  by apply/eqP; move: y_in; rewrite !mxE eq_le andbC.
have y'1 : y' ord0 ord0 = 1.
  by apply/eqP; move: d_in; rewrite !mxE y1 -eq_le eq_sym subr_eq0.
split=> a; rewrite (ord1 a); first by rewrite !mxE big_ord1 !mxE y1 mulr1 lexx.
suff -> : (signed_layer (effective_pos line_source keep_all)
    (effective_neg line_source keep_all) (act (line_target R)) y'
    - target_layer (line_target R) y) ord0 ord0 = 4%:R^-1 by rewrite !mxE lexx.
rewrite !(mxE, big_ord1) !big_mkcond !big_ord1 /= ltr01 ltr10 y1 y'1 max_l
  ?ler01 //.
rewrite big_pred0_eq mul0r addr0.
by field.
Qed.

Theorem line_certified :
  approximates (line_target R) 1 (@one_point R) 4%:R^-1 line_source
    (block_mask keep_all).
Proof.
apply: (@checker_network _ _ _ _ _ _ _ _ (constant_box 1) (constant_box 1)
          difference_box difference_box).
- by move=> x -> a; rewrite (ord1 a) !mxE eqxx lexx.
- by move=> a; rewrite !mxE lexx.
- by case=> // _; apply: line_layer_sound.
- by rewrite invr_ge0 ler0n.
rewrite big_ord1 !mxE maxxx ger0_norm ?lexx //.
by rewrite invr_ge0 ler0n.
Qed.

End Witness.
