(******************************************************************************)
(* From powers of 1 - c to exponentials, and the number of draws that a       *)
(* failure probability asks for.                                              *)
(*                                                                            *)
(*   expR_ge1D        1 + x <= exp x, for every real x                        *)
(*   pow_le_expR      (1 - c)^M <= exp (- c M), for c <= 1                    *)
(*   pow_le_of_ln     (1 - c)^M <= d / K as soon as c M >= ln (K / d)         *)
(*   pow2_le_of_ln    2^m (1 - c/2)^M <= d / K as soon as                     *)
(*                    c M / 2 >= m ln 2 + ln (K / d)                          *)
(*   pow_le_euler     (1 + 1/L)^L <= exp 1                                    *)
(*   le_pow_of_ln     x <= y g^k as soon as k >= ln (x / y) / ln g            *)
(*   draws x          the smallest natural number >= x, for x >= 0            *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import boolp classical_sets reals topology normedtype.
From mathcomp Require Import sequences derive realfun exp.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import counts.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory numFieldNormedType.Exports.
Local Open Scope ring_scope.

Section Exponential.
Variable R : realType.
Implicit Types (c d K x y : R) (m M : nat).

Lemma expR_mean_value x y : x <= y ->
  exists2 z, x <= z <= y & expR y - expR x = expR z * (y - x).
Proof.
move=> xy; have [|z] := @MVT_segment R expR expR x y xy.
  by apply: continuous_subspaceT; apply: continuous_expR.
by rewrite in_itv /=; exists z.
Qed.

Lemma expR_ge1D x : 1 + x <= expR x.
Proof.
have [x0|/ltW x0] := leP 0 x; first exact: expR_ge1Dx.
have [z /andP[_ z0]] := expR_mean_value x0.
rewrite expR0 sub0r => /eqP; rewrite subr_eq => /eqP eq1.
rewrite addrC -ler_subr_addr -[leRHS]opprB ler_oppr eq1 addrK.
rewrite -[leRHS]mul1r; apply: ler_wpmul2r; first by rewrite oppr_ge0.
by rewrite -expR0 ler_expR.
Qed.

Lemma pow_le_expR c M : c <= 1 -> (1 - c) ^+ M <= expR (- (c * M%:R)).
Proof.
move=> c1; rewrite mulrC -mulrN expRMm; apply: ler_expn2r.
- by rewrite nnegrE subr_ge0.
- by rewrite nnegrE ltW ?expR_gt0.
exact: expR_ge1D.
Qed.

Lemma expRNln x y : 0 < x -> 0 < y -> expR (- ln (y / x)) = x / y.
Proof.
by move=> x0 y0; rewrite -lnV ?lnK ?invf_div // posrE ?invr_gt0 divr_gt0.
Qed.

Lemma pow_le_of_ln c d K M : c <= 1 -> 0 < d -> 0 < K ->
  ln (K / d) <= c * M%:R -> (1 - c) ^+ M <= d / K.
Proof.
move=> c1 d0 K0 lnM; apply: le_trans (pow_le_expR M c1) _.
by rewrite -expRNln // ler_expR ler_opp2.
Qed.

Lemma pow2_le_of_ln c d K m M : c <= 1 -> 0 < d -> 0 < K ->
  m%:R * ln 2 + ln (K / d) <= c * M%:R / 2 ->
  2 ^+ m * (1 - c / 2) ^+ M <= d / K.
Proof.
move=> c1 d0 K0 lnM; have two0 : 0 < 2 :> R by rewrite ltr0n.
have c21 : c / 2 <= 1 by rewrite ler_pdivr_mulr // mul1r (le_trans c1) ?ler1n.
have -> : 2 ^+ m = expR (m%:R * ln 2) :> R by rewrite expRMm lnK.
apply: le_trans (ler_wpmul2l _ (pow_le_expR M c21)) _.
  exact/ltW/expR_gt0.
rewrite -expRD -(expRNln d0 K0) ler_expR ler_subl_addr addrC.
by rewrite ler_subr_addr (le_trans lnM) // mulrAC.
Qed.

Lemma pow_le_euler (L : nat) : (1 + L%:R^-1) ^+ L <= expR 1 :> R.
Proof.
case: L => [|L]; first by rewrite expr0 -[leLHS]expR0 ler_expR ler01.
rewrite -[X in expR X](@mulfV _ L.+1%:R) ?pnatr_eq0 // expRMm.
apply: ler_expn2r; rewrite ?nnegrE ?addr_ge0 ?invr_ge0 ?ler0n ?ler01 //.
  exact/ltW/expR_gt0.
exact: expR_ge1D.
Qed.

Lemma le_pow_of_ln g x y (k : nat) : 1 < g -> 0 < y ->
  ln (x / y) / ln g <= k%:R -> x <= y * g ^+ k.
Proof.
move=> g1 y0 le_k; have g0 : 0 < g := lt_trans ltr01 g1.
have [x0|x0] := leP x 0.
  by apply: le_trans x0 _; rewrite mulr_ge0 ?exprn_ge0 // ltW.
rewrite mulrC -ler_pdivr_mulr // -ler_ln ?posrE ?exprn_gt0 ?divr_gt0 //.
by rewrite lnX // -mulr_natl -ler_pdivr_mulr // ln_gt0.
Qed.

Lemma ln2_le1 : ln 2 <= 1 :> R.
Proof. exact: (@le_ln1Dx R 1 ler01). Qed.

Lemma le_draws x : x <= (draws x)%:R.
Proof.
apply: le_trans (ceil_ge x) _.
by rewrite /draws natr_absz ler_int ler_norm.
Qed.

End Exponential.
