(******************************************************************************)
(* The checker's rules for one entry of a layer with effective weights.       *)
(*                                                                            *)
(*   kink wp wn t         wp max(t, 0) + wn min(t, 0)            (ranges.v)   *)
(*                                                                            *)
(* checker_kink           one entry's term, t in [l, u]   (the rule kinked)   *)
(* checker_sloped         one entry's increment: the least and the largest    *)
(*                        of four products                (the rule sloped)   *)
(*                                                                            *)
(* Source: lottery_verify/checker/rules, rule by rule.                    *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import ranges.
From LotteryVerify.facts Require Import interval layer_error.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Entries.
Variable R : realDomainType.
Implicit Types wp wn l u t z : R.

Theorem checker_kink wp wn l u t (a := (if 0 <= l then wp else wn) * l)
    (b := (if 0 <= u then wp else wn) * u) : l <= t <= u ->
  if l < 0 < u
  then Num.min (Num.min a b) 0 <= kink wp wn t <= Num.max (Num.max a b) 0
  else Num.min a b <= kink wp wn t <= Num.max a b.
Proof.
have kinkE z : kink wp wn z = (if 0 <= z then wp else wn) * z.
  by rewrite /kink; case: (leP 0 z) => [|_]; rewrite mulr0 ?addr0 ?add0r.
rewrite /a /b -!kinkE => t_in; have /andP[l_le le_u] := t_in.
have kink0 : kink wp wn 0 = 0 by rewrite kinkE lexx mulr0.
have := kink_range wp wn t_in; rewrite /kink_lo /kink_hi /nearest_to_0.
case: ifP => [/andP[l_lt0 u_gt0] | ].
  by rewrite (min_r (ltW u_gt0)) (max_r (ltW l_lt0)) kink0.
move/negbT; rewrite negb_and -!leNgt => /orP[l_ge0 | u_le0].
  have u_ge0 := le_trans l_ge0 (le_trans l_le le_u).
  rewrite (min_r u_ge0) (max_l l_ge0) => /andP[lo hi]; apply/andP; split.
    by apply: le_trans lo; rewrite !le_minr !le_minl !lexx ?orbT.
  by apply: le_trans hi _; rewrite !le_maxl !le_maxr !lexx ?orbT.
rewrite (min_l u_le0) (max_r (le_trans l_le le_u)) => /andP[lo hi].
apply/andP; split.
  by apply: le_trans lo; rewrite !le_minr !le_minl !lexx ?orbT.
by apply: le_trans hi _; rewrite !le_maxl !le_maxr !lexx ?orbT.
Qed.

Theorem checker_sloped wp wn l u t z : l <= z - t <= u ->
  Num.min (Num.min (wp * l) (wp * u)) (Num.min (wn * l) (wn * u))
    <= kink wp wn z - kink wp wn t
    <= Num.max (Num.max (wp * l) (wp * u)) (Num.max (wn * l) (wn * u)).
Proof.
move=> d_in; have /andP[l_le le_u] := d_in.
have /andP[lo hi] := mix_range wp wn d_in.
have ends w : Num.min (w * l) (w * u) <= scale_lo w l u /\
              scale_hi w l u <= Num.max (w * l) (w * u).
  rewrite /scale_lo /scale_hi; case: (leP w 0) => [w_le0|/ltW w_ge0].
    by rewrite !mul0r !add0r le_minl le_maxr !lexx !orbT.
  by rewrite !mul0r !addr0 le_minl le_maxr !lexx !orbT.
have [[lo_p hi_p] [lo_n hi_n]] := (ends wp, ends wn).
apply/andP; split.
  apply: le_trans lo; rewrite le_minr; apply/andP.
  by split; rewrite le_minl ?lo_p ?lo_n ?orbT.
apply: le_trans hi _; rewrite le_maxl; apply/andP.
by split; rewrite le_maxr ?hi_p ?hi_n ?orbT.
Qed.

Lemma kink_increment wp wn t z :
  `|kink wp wn z - kink wp wn t| <= Num.max `|wp| `|wn| * `|z - t|.
Proof.
rewrite -(parts_distance z t) mulrDr.
have -> : kink wp wn z - kink wp wn t = wp * (Num.max z 0 - Num.max t 0)
    + wn * (Num.min z 0 - Num.min t 0) by rewrite /kink opprD addrACA -!mulrBr.
apply: le_trans (ler_norm_add _ _) _; rewrite !normrM; apply: ler_add.
  by rewrite ler_wpmul2r // le_maxr lexx.
by rewrite ler_wpmul2r // le_maxr lexx orbT.
Qed.

End Entries.
