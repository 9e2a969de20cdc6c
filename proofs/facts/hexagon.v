(******************************************************************************)
(* A convex function on the hexagon P is at most an affine one where it is at *)
(* the corners of P; here the convex function is relu y.                      *)
(*                                                                            *)
(*   below p q r xy    relu y <= p x + q y + r at the point xy = (x, y)       *)
(*                                                                            *)
(* relu_below_chord    one variable: the two ends decide                      *)
(* corner_in           the corners of P are points of P                       *)
(* hexagon_below       below at the six corners of P: below on all of P       *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import network strip.
From LotteryVerify.facts Require Import relu.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Hexagon.
Variable R : realDomainType.
Implicit Types (P : strip R) (a c l m u x y z p q r : R).

Lemma affine_below_chord a c l u y : l <= y <= u ->
  0 <= a * l + c -> 0 <= a * u + c -> 0 <= a * y + c.
Proof.
move=> /andP[l_le le_u] at_l at_u; case: (leP 0 a) => [a_ge0 | /ltW a_le0].
  by apply: le_trans at_l _; rewrite ler_add2r ler_wpmul2l.
by apply: le_trans at_u _; rewrite ler_add2r ler_wnmul2l.
Qed.

Lemma relu_below_chord a c l u y : l <= y <= u ->
  relu l <= a * l + c -> relu u <= a * u + c -> relu y <= a * y + c.
Proof.
move=> y_in; rewrite !relu_leE => /andP[l_0 l_1] /andP[u_0 u_1].
rewrite (affine_below_chord y_in l_0 u_0) /= -subr_ge0.
have shift z : a * z + c - z = (a - 1) * z + c by ring.
by rewrite shift (affine_below_chord y_in) // -shift subr_ge0.
Qed.

(* A function that is affine on both sides of m, on [l, u]. *)
Lemma relu_below_bent (value : R -> R) a c a' c' m l u y :
  (forall z, z <= m -> value z = a * z + c) ->
  (forall z, m <= z -> value z = a' * z + c') ->
  l <= y <= u -> relu l <= value l -> relu u <= value u ->
  relu (Num.max l (Num.min m u)) <= value (Num.max l (Num.min m u)) ->
  relu y <= value y.
Proof.
move=> left_m right_m /andP[l_le le_u] at_l at_u.
case: (leP y m) => [y_le | /ltW m_le].
  have min_ge : l <= Num.min m u.
    by rewrite le_minr (le_trans l_le y_le) (le_trans l_le le_u).
  rewrite (max_r min_ge) => at_m; move: at_l at_m.
  rewrite left_m ?(le_trans l_le) // left_m ?le_minl ?lexx // left_m //.
  by apply: relu_below_chord; rewrite l_le le_minr y_le.
rewrite (min_l (le_trans m_le le_u)) => at_m; move: at_m at_u.
rewrite right_m ?le_maxr ?lexx ?orbT // right_m ?(le_trans m_le) // right_m //.
by apply: relu_below_chord; rewrite le_maxl l_le m_le.
Qed.

Section Corners.
Variable P : strip R.

Lemma in_strip_y x y : in_strip P x y -> y_first P <= y <= y_last P.
Proof.
case/and3P=> /andP[xl xu] /andP[yl yu] /andP[dl du].
rewrite /y_first /y_last le_maxl le_minr yl yu /=.
rewrite -{1}(subrK x y) addrC ler_add //.
by rewrite -{1}(subrK x y) addrC ler_add.
Qed.

Lemma in_strip_x x y : in_strip P x y -> x_first P y <= x <= x_last P y.
Proof.
case/and3P=> /andP[xl xu] _ /andP[dl du].
rewrite /x_first /x_last le_maxl le_minr xl xu /= ler_subl_addl -ler_subl_addr.
by rewrite du /= ler_subr_addl -ler_subr_addr.
Qed.

Lemma in_strip_occurs x y : in_strip P x y -> occurs P.
Proof.
move=> xy_in; have /andP[y_ge y_le] := in_strip_y xy_in.
case/and3P: xy_in => /andP[xl xu] _ /andP[dl du].
by apply/and3P; split; [apply: le_trans xu | apply: le_trans du
  | apply: le_trans y_le].
Qed.

Lemma edge_in y x : occurs P -> y_first P <= y <= y_last P ->
  x_first P y <= x <= x_last P y -> in_strip P x y.
Proof.
rewrite /occurs /y_first /y_last /x_first /x_last !(le_maxl, le_minr).
move=> _ /andP[/andP[yl _] /andP[yu _]] /andP[/andP[xl du] /andP[xu dl]].
by rewrite /in_strip xl xu yl yu /= ler_subr_addl -ler_subr_addr dl
  ler_subl_addl -ler_subl_addr.
Qed.

Lemma x_first_le_last y : occurs P -> y_first P <= y <= y_last P ->
  x_first P y <= x_last P y.
Proof.
case/and3P=> x_le d_le _; rewrite /y_first /y_last /x_first /x_last.
rewrite !(le_maxl, le_minr) => /andP[/andP[_ l_le] /andP[_ le_u]].
by rewrite x_le ler_add2l ler_opp2 d_le ler_subr_addr l_le ler_subl_addr le_u.
Qed.

Lemma clamp_in y : occurs P -> y_first P <= clamp P y <= y_last P.
Proof.
case/and3P=> _ _ y_le; rewrite /clamp le_maxr lexx /= le_maxl y_le.
by rewrite le_minl lexx orbT.
Qed.

Lemma corner_in xy : xy \in corners P -> in_strip P xy.1 xy.2.
Proof.
rewrite /corners; case: ifP => // P_occurs.
have [_ _ y_le] := and3P P_occurs.
have first_in y : y_first P <= y <= y_last P -> in_strip P (x_first P y) y.
  by move=> y_in; apply: edge_in => //; rewrite lexx x_first_le_last.
have last_in y : y_first P <= y <= y_last P -> in_strip P (x_last P y) y.
  by move=> y_in; apply: edge_in => //; rewrite lexx x_first_le_last.
have [ends_l ends_u] :
    y_first P <= y_first P <= y_last P /\ y_first P <= y_last P <= y_last P.
  by rewrite !lexx y_le.
rewrite !inE; do ![case/orP] => /eqP -> /=; rewrite ?first_in ?last_in //;
  exact: clamp_in.
Qed.

Definition below p q r (xy : R * R) : bool :=
  relu xy.2 <= p * xy.1 + q * xy.2 + r.

Lemma first_edge p q r y : y_first P <= y <= y_last P ->
  below p q r (first_corner P (y_first P)) ->
  below p q r (first_corner P (y_last P)) ->
  below p q r (first_corner P (clamp P (x_lo P + d_hi P))) ->
  below p q r (first_corner P y).
Proof.
pose value z := p * x_first P z + q * z + r.
apply: (@relu_below_bent value q (p * x_lo P + r) (p + q) (r - p * d_hi P)).
  move=> z z_le; rewrite /value /x_first max_l ?ler_subl_addr //; ring.
by move=> z le_z; rewrite /value /x_first max_r ?ler_subr_addr //; ring.
Qed.

Lemma last_edge p q r y : y_first P <= y <= y_last P ->
  below p q r (last_corner P (y_first P)) ->
  below p q r (last_corner P (y_last P)) ->
  below p q r (last_corner P (clamp P (x_hi P + d_lo P))) ->
  below p q r (last_corner P y).
Proof.
pose value z := p * x_last P z + q * z + r.
apply: (@relu_below_bent value (p + q) (r - p * d_lo P) q (p * x_hi P + r)).
  move=> z z_le; rewrite /value /x_last min_r ?ler_subl_addr //; ring.
by move=> z le_z; rewrite /value /x_last min_l ?ler_subr_addr //; ring.
Qed.

Lemma hexagon_below p q r x y : in_strip P x y ->
  all (below p q r) (corners P) -> below p q r (x, y).
Proof.
move=> xy_in; rewrite /corners (in_strip_occurs xy_in) /=.
case/and5P=> ff lf fl ll /and3P[fm lm _].
have y_in := in_strip_y xy_in; have /andP[f_le le_l] := in_strip_x xy_in.
have at_first := first_edge y_in ff fl fm.
have at_last := last_edge y_in lf ll lm.
case: (leP 0 p) => [p_ge0 | /ltW p_le0].
  by apply: le_trans at_first _; rewrite /= !ler_add2r ler_wpmul2l.
by apply: le_trans at_last _; rewrite /= !ler_add2r ler_wnmul2l.
Qed.

End Corners.

End Hexagon.
