(******************************************************************************)
(* The checker's rules for a ReLU.                                            *)
(*                                                                            *)
(*   relu x              max 0 x                                              *)
(*   z in [zl, zu]       the target's value before the ReLU                   *)
(*   z' in [zl', zu']    the ticket's                                         *)
(*   z' - z in [dl, du]  their difference                                     *)
(*   step z d            relu (z + d) - relu z                                *)
(*                                                                            *)
(* checker_relu           relu z' - relu z is in [min(dl,0), max(du,0)]       *)
(* checker_relu_on        both on (z, z' >= 0): in [dl, du]                   *)
(* checker_relu_off       both off (z, z' <= 0): it is 0                      *)
(* checker_relu_clip      in [relu zl' - relu zu, relu zu' - relu zl]         *)
(* checker_relu_box       the best bounds that [zl, zu] and [dl, du] give     *)
(*                        together, and                                       *)
(* checker_relu_box_attained   they are attained.                             *)
(* checker_relu_range     relu z is in [relu zl, relu zu]                     *)
(* checker_relu_ticket    relu z' - relu z from z' and z' - z                 *)
(*                                                                            *)
(* Source: the checker's difference propagation (the issue's claim            *)
(* checker_relu). A checker may intersect the ranges of all rules.            *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import network.
From LotteryVerify.facts Require Import relu.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Relu.
Variable R : realDomainType.
Implicit Types z d : R.

Definition step z d : R := relu (z + d) - relu z.

Lemma stepE z z' : step z (z' - z) = relu z' - relu z.
Proof. by rewrite /step [z + _]addrC subrK. Qed.

Lemma le_step z : {homo step z : d e / d <= e}.
Proof. by move=> d e d_le; rewrite ler_add2r le_relu // ler_add2l. Qed.

(* relu is convex: the step of a positive difference grows with z,        *)
(* the step of a negative one shrinks.                                    *)
Lemma step_up d : 0 <= d -> {homo step ^~ d : y z / y <= z}.
Proof.
move=> d_ge0 y z y_le; rewrite /step.
case: (leP y 0) => [y_le0 | /ltW y_ge0]; last first.
  have z_ge0 := le_trans y_ge0 y_le.
  by rewrite !relu_on ?addr_ge0 // ![_ + d]addrC !addrK.
rewrite (relu_off y_le0) subr0.
case: (leP z 0) => [z_le0 | /ltW z_ge0].
  by rewrite (relu_off z_le0) subr0 le_relu // ler_add2r.
rewrite (relu_on z_ge0) (relu_on (addr_ge0 z_ge0 d_ge0)) [z + d]addrC addrK.
by rewrite /relu le_maxl d_ge0 ger_addr.
Qed.

Lemma step_flip z d : step z d = - step (z + d) (- d).
Proof. by rewrite /step addrK opprB. Qed.

Lemma step_down d : d <= 0 -> {homo step ^~ d : y z / y <= z >-> z <= y}.
Proof.
move=> d_le0 y z y_le; rewrite (step_flip y) (step_flip z) ler_opp2.
by apply: step_up; rewrite ?oppr_ge0 // ler_add2r.
Qed.

Lemma step_le d z : step z d <= Num.max d 0.
Proof.
case: (leP d 0) => [d_le0 | /ltW d_ge0]; last first.
  have [relu_ge0 relu_ge] : 0 <= relu z /\ z <= relu z.
    by rewrite /relu !le_maxr !lexx orbT.
  by rewrite ler_subl_addr [d + _]addrC {1}/relu le_maxl addr_ge0 ?ler_add2r.
by rewrite subr_le0 le_relu // ger_addl.
Qed.

Theorem checker_relu_ticket z z' zl zu dl du :
  zl <= z' <= zu -> dl <= z' - z <= du ->
  (if 0 <= dl then relu zl - relu (zl - dl) else relu zu - relu (zu - dl))
    <= relu z' - relu z <=
  (if 0 <= du then relu zu - relu (zu - du) else relu zl - relu (zl - du)).
Proof.
move=> /andP[zl_le le_zu] /andP[dl_le le_du].
have flip d y : relu y - relu (y - d) = - step y (- d) by rewrite /step opprB.
have -> : relu z' - relu z = - step z' (- (z' - z)).
  by rewrite /step !opprB addrCA subrr addr0.
rewrite !flip; apply/andP; split.
  apply: (@le_trans _ _ (- step z' (- dl))); last first.
    by rewrite ler_opp2 le_step // ler_opp2.
  case: (leP 0 dl) => [dl_ge0 | /ltW dl_le0]; rewrite ler_opp2.
    by apply: step_down; rewrite ?oppr_le0.
  by apply: step_up; rewrite ?oppr_ge0.
apply: (@le_trans _ _ (- step z' (- du))).
  by rewrite ler_opp2 le_step // ler_opp2.
case: (leP 0 du) => [du_ge0 | /ltW du_le0]; rewrite ler_opp2.
  by apply: step_down; rewrite ?oppr_le0.
by apply: step_up; rewrite ?oppr_ge0.
Qed.

Section Rules.
Variables (z z' zl zu zl' zu' dl du : R).
Hypothesis z_in : zl <= z <= zu.
Hypothesis z'_in : zl' <= z' <= zu'.
Hypothesis d_in : dl <= z' - z <= du.

Theorem checker_relu_range : relu zl <= relu z <= relu zu.
Proof. by have /andP[l u] := z_in; rewrite !le_relu. Qed.

Theorem checker_relu_clip :
  relu zl' - relu zu <= relu z' - relu z <= relu zu' - relu zl.
Proof.
have [/andP[l u] /andP[l' u']] := (z_in, z'_in).
by rewrite !ler_sub ?le_relu.
Qed.

Theorem checker_relu : Num.min dl 0 <= relu z' - relu z <= Num.max du 0.
Proof.
have /andP[l u] := d_in; rewrite -stepE; apply/andP; split.
  rewrite -ler_opp2 step_flip opprK oppr_min oppr0.
  apply: le_trans (step_le _ _) _.
  by rewrite le_maxl !le_maxr lexx ler_opp2 l orbT.
by apply: le_trans (step_le _ _) _; rewrite le_maxl !le_maxr lexx u orbT.
Qed.

Theorem checker_relu_on : 0 <= zl -> 0 <= zl' -> dl <= relu z' - relu z <= du.
Proof.
have [/andP[l _] /andP[l' _]] := (z_in, z'_in) => zl_ge0 zl'_ge0.
by rewrite (relu_on (le_trans zl_ge0 l)) (relu_on (le_trans zl'_ge0 l')).
Qed.

Theorem checker_relu_off : zu <= 0 -> zu' <= 0 -> relu z' - relu z = 0.
Proof.
have [/andP[_ u] /andP[_ u']] := (z_in, z'_in) => zu_le0 zu'_le0.
by rewrite (relu_off (le_trans u zu_le0)) (relu_off (le_trans u' zu'_le0))
  subrr.
Qed.

Definition box_lo : R := if dl <= 0 then step zu dl else step zl dl.
Definition box_hi : R := if 0 <= du then step zu du else step zl du.

Theorem checker_relu_box : box_lo <= relu z' - relu z <= box_hi.
Proof.
have [/andP[zl_le le_zu] /andP[dl_le le_du]] := (z_in, d_in).
rewrite -stepE /box_lo /box_hi; apply/andP; split.
  apply: le_trans (le_step _ dl_le).
  by case: (leP dl 0) => [/step_down|/ltW/step_up]; apply.
apply: le_trans (le_step _ le_du) _.
by case: (leP 0 du) => [/step_up|/ltW/step_down]; apply.
Qed.

End Rules.

Theorem checker_relu_box_attained zl zu dl du : zl <= zu -> dl <= du ->
  (exists z z', [/\ zl <= z <= zu, dl <= z' - z <= du
     & relu z' - relu z = box_lo zl zu dl]) /\
  (exists z z', [/\ zl <= z <= zu, dl <= z' - z <= du
     & relu z' - relu z = box_hi zl zu du]).
Proof.
move=> z_le d_le; have add_sub z d : z + d - z = d by rewrite addrC addKr.
split; rewrite /box_lo /box_hi.
  by exists (if dl <= 0 then zu else zl), ((if dl <= 0 then zu else zl) + dl);
     case: ifP; rewrite add_sub ?lexx ?z_le ?d_le.
by exists (if 0 <= du then zu else zl), ((if 0 <= du then zu else zl) + du);
   case: ifP; rewrite add_sub ?lexx ?z_le ?d_le.
Qed.

End Relu.
