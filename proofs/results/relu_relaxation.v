(******************************************************************************)
(* relu-relaxation: an affine bound of e = relu y - relu x on the strip P is  *)
(* decided at few points.                                                     *)
(*                                                                            *)
(*   strip, in_strip    what is known of x, y and y - x           (strip.v)   *)
(*   upper_points P     corners of the halves x >= 0 and x <= 0 of P          *)
(*   lower_points P     corners of the halves y >= 0 and y <= 0 of P          *)
(*   nearest_to_0 l u   the point of [l, u] that is nearest to 0              *)
(*                                                                            *)
(* relu_relaxation_upper: e <= sx x + sy y + c on P if and only if it holds at*)
(*   upper_points P.                                                          *)
(* relu_relaxation_lower: e >= sx x + sy y + c on P if and only if it holds at*)
(*   lower_points P.                                                          *)
(* relu_above: relu x <= sx x + c on [l, u] iff it holds at l and u.          *)
(* relu_below: relu x >= sx x + c on [l, u] iff it holds at l, u and the point*)
(*   nearest to 0.                                                            *)
(*                                                                            *)
(* Source: DERIVED (TIGHT, section 1). Any ordered domain, so a program may   *)
(* decide in integers over a common power of two.                             *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import network ranges strip.
From LotteryVerify.facts Require Import hexagon relu.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Pair.
Variable R : realDomainType.
Implicit Types (P : strip R) (sx sy c x y : R).

Definition upper_ok sx sy c (xy : R * R) : bool :=
  relu xy.2 - relu xy.1 <= sx * xy.1 + sy * xy.2 + c.

Definition lower_ok sx sy c (xy : R * R) : bool :=
  sx * xy.1 + sy * xy.2 + c <= relu xy.2 - relu xy.1.

Lemma in_x_nonnegative P x y :
  in_strip (x_nonnegative P) x y = in_strip P x y && (0 <= x).
Proof. by rewrite /in_strip /= le_maxl; case: (0 <= x);
  rewrite ?andbF ?andbT. Qed.

Lemma in_x_nonpositive P x y :
  in_strip (x_nonpositive P) x y = in_strip P x y && (x <= 0).
Proof. by rewrite /in_strip /= le_minr; case: (x <= 0);
  rewrite ?andbF ?andbT. Qed.

Lemma in_mirror P x y : in_strip (mirror P) y x = in_strip P x y.
Proof.
rewrite /in_strip /= -[x - y]opprB ler_opp2 ler_opp2 [(y - x <= _) && _]andbC.
by rewrite andbCA.
Qed.

Lemma upper_ok_on sx sy c x y : 0 <= x ->
  upper_ok sx sy c (x, y) = below (sx + 1) sy c (x, y).
Proof.
move=> x_ge0; rewrite /upper_ok /below /= {2}/relu max_r // ler_subl_addr.
by congr (_ <= _); ring.
Qed.

Lemma upper_ok_off sx sy c x y : x <= 0 ->
  upper_ok sx sy c (x, y) = below sx sy c (x, y).
Proof. by move=> x_le0; rewrite /upper_ok /= {2}/relu max_l // subr0. Qed.

Theorem relu_relaxation_upper P sx sy c :
  (forall x y, in_strip P x y -> relu y - relu x <= sx * x + sy * y + c) <->
  all (upper_ok sx sy c) (upper_points P).
Proof.
rewrite all_cat; split=> [holds | /andP[/allP on /allP off] x y xy_in].
  apply/andP; split; apply/allP => -[x y] /corner_in /=.
    by rewrite in_x_nonnegative => /andP[/holds].
  by rewrite in_x_nonpositive => /andP[/holds].
case: (leP 0 x) => [x_ge0 | /ltW x_le0].
  have half_in : in_strip (x_nonnegative P) x y.
    by rewrite in_x_nonnegative xy_in.
  have := hexagon_below (p := sx + 1) (q := sy) (r := c) half_in.
  rewrite -upper_ok_on //; apply.
  apply/allP => -[x' y'] xy_at; rewrite -upper_ok_on ?on //.
  by have := corner_in xy_at; rewrite in_x_nonnegative => /andP[].
have half_in : in_strip (x_nonpositive P) x y.
  by rewrite in_x_nonpositive xy_in.
have := hexagon_below (p := sx) (q := sy) (r := c) half_in.
rewrite -upper_ok_off //; apply.
apply/allP => -[x' y'] xy_at; rewrite -upper_ok_off ?off //.
by have := corner_in xy_at; rewrite in_x_nonpositive => /andP[].
Qed.

Lemma lower_ok_mirror sx sy c xy :
  lower_ok sx sy c xy = upper_ok (- sy) (- sx) (- c) (xy.2, xy.1).
Proof.
rewrite /lower_ok /upper_ok /= -(ler_opp2 (relu xy.2 - _)) opprB.
by congr (_ <= _); ring.
Qed.

Theorem relu_relaxation_lower P sx sy c :
  (forall x y, in_strip P x y -> sx * x + sy * y + c <= relu y - relu x) <->
  all (lower_ok sx sy c) (lower_points P).
Proof.
rewrite all_map (eq_all (a2 := upper_ok (- sy) (- sx) (- c))); last first.
  by move=> [y x] /=; rewrite lower_ok_mirror.
rewrite -relu_relaxation_upper; split=> holds x y xy_in.
  by have := holds y x; rewrite -in_mirror -ler_opp2 opprB => /(_ xy_in);
    congr (_ <= _); ring.
have := holds y x; rewrite in_mirror -ler_opp2 opprB => /(_ xy_in).
by congr (_ <= _); ring.
Qed.

End Pair.

Section Alone.
Variable R : realDomainType.
Implicit Types sx c l u x : R.

Theorem relu_above sx c l u : l <= u ->
  (forall x, l <= x <= u -> relu x <= sx * x + c) <->
  (relu l <= sx * l + c) && (relu u <= sx * u + c).
Proof.
move=> l_le; split=> [holds | /andP[at_l at_u] x x_in].
  by rewrite !holds ?lexx ?l_le.
exact: relu_below_chord x_in at_l at_u.
Qed.

Lemma nearest_in l u : l <= u -> l <= nearest_to_0 l u <= u.
Proof.
by move=> l_le; rewrite /nearest_to_0 le_maxr lexx /= le_maxl l_le le_minl lexx.
Qed.

Theorem relu_below sx c l u (m := nearest_to_0 l u) : l <= u ->
  (forall x, l <= x <= u -> sx * x + c <= relu x) <->
  [&& sx * l + c <= relu l, sx * m + c <= relu m & sx * u + c <= relu u].
Proof.
move=> l_le; have /andP[l_m m_u] := nearest_in l_le; split=> [holds | ].
  by rewrite !holds ?lexx ?l_le ?l_m.
case/and3P=> at_l at_m at_u x /andP[l_x x_u].
have flip z : (sx * z + c <= relu z) = (0 <= (- sx) * z + (relu z - c)).
  by rewrite -subr_ge0; congr (_ <= _); ring.
have relu_off z : z <= 0 -> relu z = 0 by move=> z_le; rewrite /relu max_l.
have relu_on z : 0 <= z -> relu z = z by move=> z_ge; rewrite /relu max_r.
case: (leP x 0) => [x_le0 | /ltW x_ge0].
  have m_le0 : m <= 0 by rewrite le_maxl (le_trans l_x x_le0) le_minl lexx orbT.
  have x_m : x <= m by rewrite le_maxr le_minr x_u x_le0 orbT.
  move: at_l at_m; rewrite !flip !relu_off ?(le_trans l_x) //.
  by apply: affine_below_chord; rewrite l_x.
have m_ge0 : 0 <= m by rewrite le_maxr le_minr lexx (le_trans x_ge0 x_u) orbT.
have m_x : m <= x by rewrite le_maxl l_x le_minl x_ge0 orbT.
have slope z : 0 <= z -> (sx * z + c <= relu z) = (0 <= (1 - sx) * z + (- c)).
  by move=> /relu_on ->; rewrite -subr_ge0; congr (_ <= _); ring.
have u_ge0 := le_trans x_ge0 x_u.
move: at_m at_u; rewrite !slope //.
by apply: affine_below_chord; rewrite m_x.
Qed.

End Alone.
