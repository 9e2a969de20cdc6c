(******************************************************************************)
(* The ReLU, relu x = max 0 x.                                                *)
(*                                                                            *)
(* le_relu           it is nondecreasing                                      *)
(* relu_on, relu_off   it is x where x >= 0, and 0 where x <= 0               *)
(* relu_leE          it is at most c where c is at least 0 and x              *)
(* relu_lipschitz    it is 1-Lipschitz                                        *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import network.
From LotteryVerify.facts Require Import layer_error.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Relu.
Variable R : realDomainType.
Implicit Types x y z c : R.

Lemma le_relu : {homo @relu R : x y / x <= y}.
Proof. by move=> x y x_le; rewrite /relu le_maxl !le_maxr lexx x_le orbT. Qed.

Lemma relu_on z : 0 <= z -> relu z = z.
Proof. by move=> z_ge0; rewrite /relu max_r. Qed.

Lemma relu_off z : z <= 0 -> relu z = 0.
Proof. by move=> z_le0; rewrite /relu max_l. Qed.

Lemma relu_leE z c : (relu z <= c) = (0 <= c) && (z <= c).
Proof. by rewrite /relu le_maxl. Qed.

Lemma relu_lipschitz : lipschitz1 (@relu R).
Proof.
move=> x y; rewrite /relu ![Num.max 0 _]maxC -(parts_distance x y) ler_addl.
exact: normr_ge0.
Qed.

End Relu.
