(******************************************************************************)
(* Operator bounds and entries of a square matrix.                            *)
(*                                                                            *)
(*   operator_bound A r   norm2 (A y) <= r norm2 y for every y                *)
(*                                                                            *)
(* norm2Z                  norm2 (c y) = |c| norm2 y                          *)
(* entry_le_norm2          |y_i| <= norm2 y                                   *)
(* operator_bound_entries  |A_ab| <= k and d k <= r: operator_bound A r       *)
(* operator_bound_entry    operator_bound A r: |A_ab| <= r                    *)
(* operator_bound_unit     not operator_bound A r: some x of the unit         *)
(*                         ball has r < norm2 (A x)                           *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import boolp.
From LotteryVerify.definitions Require Import network.
From LotteryVerify.facts Require Import norm2.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section OperatorNorm.
Variables (R : rcfType) (d : nat).
Implicit Types (y : 'cV[R]_d) (A : 'M[R]_d).

Lemma norm2Z c y : norm2 (c *: y) = `|c| * norm2 y.
Proof.
rewrite /norm2 -sqrtr_sqr -sqrtrM ?sqr_ge0 // mulr_sumr; congr Num.sqrt.
by apply: eq_bigr => i _; rewrite mxE exprMn.
Qed.

Lemma entry_le_norm2 y i : `|y i ord0| <= norm2 y.
Proof.
rewrite -sqrtr_sqr ler_wsqrtr // (bigD1 i) //= ler_addl.
by apply: sumr_ge0 => j _; apply: sqr_ge0.
Qed.

Lemma norm2_delta b : norm2 (delta_mx b ord0 : 'cV[R]_d) = 1.
Proof.
rewrite /norm2 (bigD1 b) //= big1 => [|i /negbTE i_neq]; last first.
  by rewrite mxE i_neq expr0n.
by rewrite mxE !eqxx expr1n addr0 sqrtr1.
Qed.

Lemma operator_bound_entries A k r :
  (forall a b, `|A a b| <= k) -> d%:R * k <= r -> operator_bound A r.
Proof.
move=> A_le dk_le y; apply: le_trans (ler_wpmul2r (norm2_ge0 y) dk_le).
rewrite -[d%:R]sqr_sqrtr ?ler0n // expr2 -!mulrA; apply: norm2_const => a.
have k_ge0 : 0 <= k := le_trans (normr_ge0 _) (A_le a a).
rewrite mulrCA; apply: le_trans (ler_wpmul2l k_ge0 (norm1_le y)).
rewrite mxE mulr_sumr (le_trans (ler_norm_sum _ _ _)) // ler_sum // => b _.
by rewrite normrM ler_wpmul2r.
Qed.

Lemma operator_bound_entry A r a b : operator_bound A r -> `|A a b| <= r.
Proof.
move=> /(_ (delta_mx b ord0)); rewrite norm2_delta mulr1; apply: le_trans.
rewrite -colE; apply: le_trans (entry_le_norm2 _ a); by rewrite mxE.
Qed.

Lemma operator_bound_unit A r : ~ operator_bound A r ->
  exists2 x : 'cV[R]_d, norm2 x <= 1 & r < norm2 (A *m x).
Proof.
move=> /existsNP[y /negP]; rewrite -ltNge => r_lt.
have y_gt0 : 0 < norm2 y.
  rewrite lt_def norm2_ge0 andbT; apply/eqP => y0; move: r_lt.
  rewrite y0 mulr0 ltNge => /negP; apply.
  suff -> : y = 0 by rewrite mulmx0 norm2_0.
  apply/matrixP => i j; rewrite (ord1 j) mxE; apply/eqP.
  by rewrite -normr_le0 -y0 entry_le_norm2.
exists ((norm2 y)^-1 *: y).
  by rewrite norm2Z ger0_norm ?invr_ge0 ?norm2_ge0 // mulVf // gt_eqF.
rewrite -scalemxAr norm2Z ger0_norm ?invr_ge0 ?norm2_ge0 // mulrC.
by rewrite ltr_pdivl_mulr.
Qed.

End OperatorNorm.
