(******************************************************************************)
(* How one pruned layer moves away from its target layer.                     *)
(*                                                                            *)
(*   W, Wp, Wn          the target matrix and the effective matrices of       *)
(*                      the pruned layer, entries of Wp and Wn within e       *)
(*                      of those of W                                         *)
(*   signed_mul Wp Wn y Wp * max(y, 0) + Wn * min(y, 0)                       *)
(*   f, g               the inputs of the target layer and of the pruned      *)
(*                      layer; |f_b| <= F                                     *)
(*   s                  norm2 (W y) <= s norm2 y for all y                    *)
(*                                                                            *)
(* signed_mul_error     norm2 (W f - signed_mul Wp Wn f)                      *)
(*                        <= sqrt p * (q * (e F))                             *)
(* signed_mul_lipschitz norm2 (signed_mul Wp Wn f - signed_mul Wp Wn g)       *)
(*                        <= (s + sqrt p sqrt q e) norm2 (f - g)              *)
(* layer_error          the two together, behind a 1-Lipschitz activation     *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import gadgets network.
From LotteryVerify.facts Require Import norm2.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Parts.
Variable R : realDomainType.

Lemma max_add_min (x : R) : Num.max x 0 + Num.min x 0 = x.
Proof. by case: (leP x 0) => _; rewrite ?add0r ?addr0. Qed.

Lemma parts_distance (x y : R) :
  `|Num.max x 0 - Num.max y 0| + `|Num.min x 0 - Num.min y 0| = `|x - y|.
Proof.
case: (leP x 0) => [x_le0|/ltW x_ge0]; case: (leP y 0) => [y_le0|/ltW y_ge0].
- by rewrite subrr normr0 add0r.
- rewrite sub0r normrN subr0 (ger0_norm y_ge0) (ler0_norm x_le0).
  by rewrite ler0_norm ?opprB // subr_le0 (le_trans x_le0).
- rewrite subr0 sub0r normrN (ger0_norm x_ge0) (ler0_norm y_le0).
  by rewrite ger0_norm // subr_ge0 (le_trans y_le0).
by rewrite subrr normr0 addr0.
Qed.

Lemma parts_split m (y : 'cV[R]_m) : positive_part y + negative_part y = y.
Proof. by apply/matrixP => i j; rewrite !mxE max_add_min. Qed.

End Parts.

Section Layer.
Variables (R : rcfType) (p q : nat).
Variables (W Wp Wn : 'M[R]_(p, q)) (e : R).
Hypothesis Wp_close : entrywise_within W Wp e.
Hypothesis Wn_close : entrywise_within W Wn e.

Let gap (y z : 'cV[R]_q) := (Wp - W) *m y + (Wn - W) *m z.

Lemma gap_entry (y z : 'cV[R]_q) a :
  `|gap y z a ord0| <= e * \sum_b (`|y b ord0| + `|z b ord0|).
Proof.
rewrite !mxE -big_split /= mulr_sumr (le_trans (ler_norm_sum _ _ _)) //.
apply: ler_sum => b _; rewrite (le_trans (ler_norm_add _ _)) // !normrM mulrDr.
by apply: ler_add; rewrite ler_wpmul2r // !mxE ?Wp_close ?Wn_close.
Qed.

Lemma signed_mul_error (f : 'cV[R]_q) F : 0 <= e ->
  (forall b, `|f b ord0| <= F) ->
  norm2 (W *m f - signed_mul Wp Wn f) <= Num.sqrt p%:R * (q%:R * (e * F)).
Proof.
move=> e_ge0 f_le; apply: norm2_const => a; rewrite -normrN.
have -> : - (W *m f - signed_mul Wp Wn f) a ord0
          = gap (positive_part f) (negative_part f) a ord0.
  rewrite /gap /signed_mul -[in W *m f](parts_split f) mulmxDr !mulmxBl.
  move: (W *m _) (W *m _) (Wp *m _) (Wn *m _) => A B C D.
  rewrite !mxE; move: (A a _) (B a _) (C a _) (D a _) => x y z t; ring.
apply: le_trans (gap_entry _ _ _) _; rewrite [_ * (e * F)]mulrC -mulrA.
rewrite ler_wpmul2l // mulr_natr -[X in _ <= _ *+ X]card_ord -sumr_const.
apply: ler_sum => b _; apply: le_trans (f_le b); rewrite !mxE.
by have := parts_distance (f b ord0) 0; rewrite maxxx minxx !subr0 => ->.
Qed.

Lemma signed_mul_lipschitz s (f g : 'cV[R]_q) : 0 <= e -> operator_bound W s ->
  norm2 (signed_mul Wp Wn f - signed_mul Wp Wn g)
  <= (s + Num.sqrt p%:R * Num.sqrt q%:R * e) * norm2 (f - g).
Proof.
move=> e_ge0 W_le.
have -> : signed_mul Wp Wn f - signed_mul Wp Wn g = W *m (f - g)
    + gap (positive_part f - positive_part g) (negative_part f - negative_part
      g).
  rewrite -[in W *m _](parts_split f) -[in W *m _](parts_split g).
  rewrite /gap /signed_mul !(mulmxBl, mulmxBr, mulmxDr).
  move: (W *m _) (W *m _) (W *m _) (W *m _) => A A' B B'.
  move: (Wp *m _) (Wp *m _) (Wn *m _) (Wn *m _) => C C' D D'.
  apply/matrixP => a b; rewrite !mxE; move: (A a b) (A' a b) (B a b) (B' a b).
  move: (C a b) (C' a b) (D a b) (D' a b) => c c' d d' w w' z z'; ring.
apply: le_trans (norm2_triangle _ _) _; rewrite mulrDl ler_add ?W_le //.
rewrite -!mulrA; apply: norm2_const => a; apply: le_trans (gap_entry _ _ _) _.
rewrite [Num.sqrt q%:R * _]mulrCA ler_wpmul2l //.
apply: le_trans (norm1_le _); apply: ler_sum => b _; rewrite !mxE.
by rewrite parts_distance.
Qed.

Lemma layer_error s sigma (f g : 'cV[R]_q) F : 0 <= e ->
  operator_bound W s -> lipschitz1 sigma -> (forall b, `|f b ord0| <= F) ->
  norm2 (map_mx sigma (W *m f) - map_mx sigma (signed_mul Wp Wn g))
  <= Num.sqrt p%:R * (q%:R * (e * F))
     + (s + Num.sqrt p%:R * Num.sqrt q%:R * e) * norm2 (f - g).
Proof.
move=> e_ge0 W_le sigma_lip f_le; apply: le_trans (norm2_map _ _ sigma_lip) _.
rewrite -(subrKA (signed_mul Wp Wn f)); apply: le_trans (norm2_triangle _ _) _.
by apply: ler_add; [apply: signed_mul_error | apply: signed_mul_lipschitz].
Qed.

End Layer.
