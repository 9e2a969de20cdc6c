(******************************************************************************)
(* The relaxations of a ReLU that joint affine forms use, each with the       *)
(* conditions that a program decides.                                         *)
(*                                                                            *)
(*   relaxation, sound_relaxation   (forms.v)                                 *)
(*   alone sx c h       relu z is sx z + c up to h                            *)
(*   twice P Q          the relaxations P of x and Q of y, uncoupled          *)
(*                                                                            *)
(* relaxation_on, relaxation_off: a stable ReLU keeps or drops its value.     *)
(* relaxation_unstable: l <= 0 <= u, any sx in [0, 1] and h at least half of  *)
(*   -sx l and of (1 - sx) u: relu z is sx z + h up to h on [l, u]; for       *)
(*   sx = u / (u - l) both are the same.                                      *)
(* relaxation_alone: sx, c, h that hold at l, u and the point nearest to 0.   *)
(* relaxation_twice: two neurons, each by itself (keep = 0).                  *)
(* relaxation_coupled: relu y from relu x (keep = 1), by the corners of P.    *)
(*                                                                            *)
(* Source: DERIVED (TIGHT, sections 1 and 6).                                 *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import network ranges strip forms.
From LotteryVerify.facts Require Import relu.
From LotteryVerify.results Require Import relu_relaxation.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Alone.
Variable R : realDomainType.
Implicit Types (sx c h l u z : R) (P : strip R) (r : relaxation R).

Definition alone sx c h l u : Prop :=
  forall z, l <= z <= u -> `|relu z - (sx * z + c)| <= h.

Theorem relaxation_on l u : 0 <= l -> alone 1 0 0 l u.
Proof.
move=> l_ge0 z /andP[l_le _]; rewrite relu_on ?(le_trans l_ge0) //.
by rewrite mul1r addr0 subrr normr0.
Qed.

Theorem relaxation_off l u : u <= 0 -> alone 0 0 0 l u.
Proof.
move=> u_le0 z /andP[_ le_u]; rewrite relu_off ?(le_trans le_u) //.
by rewrite mul0r addr0 subrr normr0.
Qed.

Theorem relaxation_alone sx c h l u (m := nearest_to_0 l u) : l <= u ->
  [&& relu l <= sx * l + (c + h), relu u <= sx * u + (c + h),
      sx * l + (c - h) <= relu l, sx * m + (c - h) <= relu m
    & sx * u + (c - h) <= relu u] ->
  alone sx c h l u.
Proof.
move=> l_le /and5P[up_l up_u lo_l lo_m lo_u] z z_in.
have up : relu z <= sx * z + (c + h).
  by apply: (proj2 (relu_above sx (c + h) l_le)) z_in; rewrite up_l.
have lo : sx * z + (c - h) <= relu z.
  by apply: (proj2 (relu_below sx (c - h) l_le)) z_in; rewrite lo_l lo_m.
by rewrite ler_distl -!addrA lo up.
Qed.

Theorem relaxation_twice r P : keep r = 0 -> x_slope r = 0 ->
  alone (slope r) (offset r) (size r) (x_lo P) (x_hi P) ->
  alone (y_slope r) (y_offset r) (y_size r) (y_lo P) (y_hi P) ->
  sound_relaxation (@relu R) r P.
Proof.
move=> keep0 slope0 x_sound y_sound x y /and3P[x_in y_in _]; split.
  exact: x_sound.
by rewrite keep0 slope0 !mul0r !add0r; apply: y_sound.
Qed.

Theorem relaxation_coupled r P : keep r = 1 ->
  alone (slope r) (offset r) (size r) (x_lo P) (x_hi P) ->
  all (upper_ok (x_slope r) (y_slope r) (y_offset r + y_size r))
    (upper_points P) ->
  all (lower_ok (x_slope r) (y_slope r) (y_offset r - y_size r))
    (lower_points P) ->
  sound_relaxation (@relu R) r P.
Proof.
move=> keep1 x_sound /relu_relaxation_upper up /relu_relaxation_lower lo.
move=> x y xy_in.
split; first by apply: x_sound; case/and3P: xy_in.
move: (up _ _ xy_in) (lo _ _ xy_in);
  rewrite ler_distl keep1 mul1r => up_xy lo_xy.
apply/andP; split.
  by move: lo_xy; rewrite -(ler_add2r (relu x)) subrK; congr (_ <= _); ring.
by move: up_xy; rewrite -(ler_add2r (relu x)) subrK; congr (_ <= _); ring.
Qed.

End Alone.

Theorem relaxation_unstable (R : realFieldType) (sx h l u : R) :
  l <= 0 <= u -> 0 <= sx <= 1 -> - (sx * l) <= h *+ 2 ->
  (1 - sx) * u <= h *+ 2 ->
  alone sx h h l u.
Proof.
move=> /andP[l_le0 u_ge0] /andP[a_ge0 a_le1] at_l at_u.
have l_le := le_trans l_le0 u_ge0; apply: relaxation_alone => //.
have m0 : nearest_to_0 l u = 0.
  by rewrite /nearest_to_0 (min_r u_ge0) (max_r l_le0).
rewrite m0 subrr !addr0 -mulr2n (relu_off l_le0) (relu_on u_ge0) relu_on //.
rewrite mulr0 lexx /= -(ler_subl_addl 0) sub0r at_l -ler_subl_addl /=.
apply/and3P; split; last by rewrite ler_pimull.
  by rewrite -[X in X - _]mul1r -mulrBl.
by rewrite mulr_ge0_le0.
Qed.
