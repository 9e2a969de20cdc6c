(******************************************************************************)
(* The hypotheses of category-filling and hyperbolic-product hold together.   *)
(*                                                                            *)
(*   coin          the uniform law on two faces                               *)
(*   face i        the category of one face, of probability 1/2               *)
(*                                                                            *)
(* category_filling_witness: 15 throws show each face at least twice with     *)
(*   probability >= 9/10, by 2 * 2 (3/4)^15 <= 1/10.                          *)
(* category_hit_witness: 5 throws show both faces, by 2 (1/2)^5 <= 1/10.      *)
(* hyperbolic_product_witness: 4 categories, one grid step each, alpha = 1:   *)
(*   every category has probability >= 1/32.                                  *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring.
From LotteryVerify.definitions Require Import categories finite_law grids.
From LotteryVerify.results Require Import category_filling hyperbolic_product.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Coin.
Variable R : realFieldType.

Definition coin : law R bool_finType := uniform_law R true.

Definition face (i : 'I_2) : pred bool := pred1 (i == ord0).

Lemma face_probability i : 2^-1 <= Pr coin (face i).
Proof. by rewrite /Pr (big_pred1 (i == ord0)) //= card_bool. Qed.

Lemma power_small : (1 - 2^-1 / 2) ^+ 5 <= 4%:R^-1 :> R.
Proof.
have -> : 1 - 2^-1 / 2 = 3%:R / 4%:R :> R by field.
rewrite expr_div_n ler_pdivr_mulr ?exprn_gt0 ?ltr0n // ler_pdivl_mull ?ltr0n //.
by rewrite -!natrX -natrM ler_nat.
Qed.

Corollary category_filling_witness :
  1 - 10%:R^-1 <= Pr (iid [finType of 'I_15] coin)
    [pred f : {ffun 'I_15 -> bool} | [forall i, (1 < members (face i) f)%N]].
Proof.
apply: (category_filling (C := face) face_probability).
rewrite card_ord -[15%N]/(5 * 3)%N exprM expr1.
have half_ge0 : 0 <= 1 - 2^-1 / 2 :> R.
  by rewrite (_ : _ - _ = 3%:R / 4%:R) ?divr_ge0 ?ler0n //; field.
apply: (@le_trans _ _ (2%:R * (2 * 4%:R^-1 ^+ 3))).
  rewrite !ler_pmul2l ?ltr0n //; apply: ler_expn2r power_small.
    by rewrite nnegrE exprn_ge0.
  by rewrite nnegrE invr_ge0 ler0n.
have -> : 2%:R * (2 * 4%:R^-1 ^+ 3) = 10%:R^-1 - 3%:R / 80%:R :> R by field.
by rewrite ler_subl_addr ler_addl divr_ge0 ?ler0n.
Qed.

Corollary category_hit_witness :
  1 - 10%:R^-1 <= Pr (iid [finType of 'I_5] coin)
    [pred f : {ffun 'I_5 -> bool} | [forall i, exists j, face i (f j)]].
Proof.
apply: (category_hit (C := face) face_probability); rewrite card_ord.
have -> : 2%:R * (1 - 2^-1) ^+ 5 = 10%:R^-1 - 3%:R / 80%:R :> R by field.
by rewrite ler_subl_addr ler_addl divr_ge0 ?ler0n.
Qed.

End Coin.

Corollary hyperbolic_product_witness (R : realFieldType) (g : R) : 1 < g ->
  fills (g ^+ 1) (g ^+ 6) 4 (8 * 4%:R)^-1 (grid_law R 3)
    (grid_value (fun t => 1 * g ^+ t)).
Proof.
move=> g_gt1; apply: (hyperbolic_product (A := 1)) => //.
  exact: ltr01.
by rewrite expr1n mul1r.
Qed.
