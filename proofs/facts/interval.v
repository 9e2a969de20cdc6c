(******************************************************************************)
(* Ranges of real numbers, the arithmetic that the checker uses.              *)
(*                                                                            *)
(*   scale_lo w l u, scale_hi w l u   the ends of w * [l, u]                  *)
(*   kink wp wn y      wp * max(y, 0) + wn * min(y, 0)                        *)
(*   kink_lo, kink_hi  the ends of kink on [l, u]: the least, the largest     *)
(*                     of its values at l, at u, and at the point of          *)
(*                     [l, u] that is nearest to 0                            *)
(*   mix_lo, mix_hi    the ends of the hull of wp * [l, u], wn * [l, u]       *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import ranges.
From LotteryVerify.facts Require Import layer_error.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Ranges.
Variable R : realDomainType.
Implicit Types w wp wn l u y z : R.

Lemma scale_range w l u y : l <= y <= u ->
  scale_lo w l u <= w * y <= scale_hi w l u.
Proof.
move=> /andP[l_le le_u]; rewrite /scale_lo /scale_hi.
case: (leP w 0) => [w_le0 | /ltW w_ge0]; last first.
  by rewrite !mul0r !addr0 !ler_wpmul2l.
by rewrite !mul0r !add0r !ler_wnmul2l.
Qed.

Lemma kinkN wp wn y : kink (- wp) (- wn) y = - kink wp wn y.
Proof. by rewrite /kink !mulNr -opprD. Qed.

Lemma kink_hiN wp wn l u : kink_hi (- wp) (- wn) l u = - kink_lo wp wn l u.
Proof. by rewrite /kink_lo /kink_hi !kinkN !oppr_min. Qed.

Lemma kink_le_hi wp wn l u y : l <= y <= u -> kink wp wn y <= kink_hi wp wn l u.
Proof.
move=> /andP[l_le le_u]; have l_le_u := le_trans l_le le_u.
have [y_le0 | /ltW y_ge0] := leP y 0.
  have l_le0 := le_trans l_le y_le0.
  have c_ge : y <= nearest_to_0 l u.
    by rewrite /nearest_to_0 !(le_maxr, le_minr) le_u y_le0 orbT.
  have c_le0 : nearest_to_0 l u <= 0.
    by rewrite /nearest_to_0 le_maxl l_le0 le_minl lexx orbT.
  rewrite /kink_hi /kink (max_r y_le0) (min_l y_le0) (max_r l_le0) (min_l
    l_le0).
  rewrite (max_r c_le0) (min_l c_le0) !mulr0 !add0r !le_maxr.
  case: (leP wn 0) => [wn_le0 | /ltW wn_ge0]; first by rewrite ler_wnmul2l.
  by rewrite (ler_wpmul2l wn_ge0 c_ge) orbT.
have u_ge0 := le_trans y_ge0 le_u.
have c_le : nearest_to_0 l u <= y.
  by rewrite /nearest_to_0 le_maxl l_le le_minl y_ge0 orbT.
have c_ge0 : 0 <= nearest_to_0 l u.
  by rewrite /nearest_to_0 le_maxr le_minr u_ge0 lexx orbT.
rewrite /kink_hi /kink (max_l y_ge0) (min_r y_ge0) (max_l u_ge0) (min_r u_ge0).
rewrite (max_l c_ge0) (min_r c_ge0) !mulr0 !addr0 !le_maxr.
case: (leP wp 0) => [wp_le0 | /ltW wp_ge0]; last first.
  by rewrite (ler_wpmul2l wp_ge0 le_u) orbT.
by rewrite (ler_wnmul2l wp_le0 c_le) orbT.
Qed.

Lemma kink_range wp wn l u y : l <= y <= u ->
  kink_lo wp wn l u <= kink wp wn y <= kink_hi wp wn l u.
Proof.
move=> y_in; rewrite kink_le_hi // andbT -ler_opp2 -kink_hiN -kinkN.
exact: kink_le_hi.
Qed.

Lemma kink_slope_le wp wn w y z : y <= z -> wp <= w -> wn <= w ->
  kink wp wn z - kink wp wn y <= w * (z - y).
Proof.
move=> y_le wp_le wn_le; rewrite -{2}(max_add_min z) -{2}(max_add_min y) /kink.
rewrite !opprD [X in X <= _]addrACA [X in _ <= _ * X]addrACA -!mulrBr.
rewrite [X in _ <= X]mulrDr ler_add // ler_wpmul2r // subr_ge0.
  by rewrite le_maxl !le_maxr y_le lexx orbT.
by rewrite le_minr !le_minl y_le lexx orbT.
Qed.

Lemma kink_slope_le_max wp wn y z :
  kink wp wn z - kink wp wn y <= Num.max (wp * (z - y)) (wn * (z - y)).
Proof.
rewrite le_maxr; case: (leP y z) => [y_le | /ltW z_le].
  by case: (leP wp wn) => [w_le | /ltW w_le]; apply/orP; [right | left];
     apply: kink_slope_le.
have flip w : w <= wp -> w <= wn -> kink wp wn z - kink wp wn y <= w * (z - y).
  rewrite -(ler_opp2 wp) -(ler_opp2 wn) => wp_ge wn_ge.
  have := kink_slope_le z_le wp_ge wn_ge.
  by rewrite !kinkN opprK addrC mulNr -mulrN opprB.
by case: (leP wp wn) => [w_le | /ltW w_le]; apply/orP; [left | right];
   apply: flip.
Qed.

Lemma mix_hiN wp wn l u : mix_hi (- wp) (- wn) l u = - mix_lo wp wn l u.
Proof.
have scale_hiN w : scale_hi (- w) l u = - scale_lo w l u.
  rewrite /scale_hi /scale_lo -oppr0 -oppr_min -oppr_max oppr0.
  by rewrite !mulNr -opprD addrC.
by rewrite /mix_hi /mix_lo !scale_hiN oppr_min.
Qed.

Lemma mix_le_hi wp wn l u y z : l <= z - y <= u ->
  kink wp wn z - kink wp wn y <= mix_hi wp wn l u.
Proof.
move=> d_in; apply: le_trans (kink_slope_le_max wp wn y z) _.
have [/andP[_ wp_le] /andP[_ wn_le]] :=
  (scale_range wp d_in, scale_range wn d_in).
by rewrite le_maxl !le_maxr wp_le wn_le orbT.
Qed.

Lemma mix_range wp wn l u y z : l <= z - y <= u ->
  mix_lo wp wn l u <= kink wp wn z - kink wp wn y <= mix_hi wp wn l u.
Proof.
move=> d_in; rewrite mix_le_hi // andbT -ler_opp2 -mix_hiN.
have := @mix_le_hi (- wp) (- wn) _ _ _ _ d_in.
by rewrite !kinkN -opprD.
Qed.

End Ranges.
