(******************************************************************************)
(* The rules of tight certificates on a network of one ReLU, against itself.  *)
(*                                                                            *)
(*   line N        x |-> relu x, width 1, on [-1, 1]                          *)
(*   against_itself   relu x is x/2 + 1/2 up to 1/2, with a symbol of its own,*)
(*                 and relu y is relu x where y - x = 0 (keep = 1)            *)
(*                                                                            *)
(* joint_forms_witness: the hypotheses of joint_affine_difference hold, and   *)
(*   the coupled form proves that the difference is 0, although each form     *)
(*   alone has width 1.                                                       *)
(* upper_points_witness: the strip [-2, 2]^2, |y - x| <= 1, has points; they  *)
(*   accept e <= 1 and reject e <= 0, by computation over the integers.       *)
(* split_witness: [-1, 1] split at 0 is proved by its two halves.             *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring.
From LotteryVerify.definitions Require Import network ranges strip forms biased.
From LotteryVerify.definitions Require Import splits.
From LotteryVerify.facts Require Import relu form_rules.
From LotteryVerify.results Require Import relu_relaxation relaxation_sound.
From LotteryVerify.results Require Import joint_affine_forms split_coverage.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Joint.
Variable R : realFieldType.

Let width (i : nat) : nat := 1.
Let N : affine_network R width :=
  AffineNetwork (fun i => 1%:M : 'M[R]_(width i.+1, width i)) (fun=> 0)
    (fun=> @relu R).

Let against_itself : relaxation R := Relaxation 2^-1 2^-1 2^-1 1 0 0 0 0.
Let P : strip R := Strip (-1) 1 (-1) 1 0 0.

Let start (a : 'I_1) : form R := Form 0 (fun i => (i == 0%N)%:R) 0.
Let symbols (i : nat) : nat := if i is 0 then 1%N else 3%N.

Let target_form i (a : 'I_(width i)) : form R := if i is 0 then start a else
  with_symbol 2 (relaxed_value 1 1%:M 0 start (fun=> against_itself) a) 0 0.
Let ticket_form i (a : 'I_(width i)) : form R := if i is 0 then start a else
  relaxed_mate 1 1%:M 1%:M 0 0 start start (fun=> against_itself) a.

Lemma coarser_refl k (f : form R) : coarser k f f.
Proof.
rewrite /coarser subrr normr0 add0r big1 ?add0r // => i _.
by rewrite subrr normr0.
Qed.

Lemma line_relaxation : sound_relaxation (@relu R) against_itself P.
Proof.
have half_gt0 : 0 < 2^-1 :> R by rewrite invr_gt0 ltr0n.
have two_halves : 2^-1 *+ 2 = 1 :> R by rewrite -mulr_natl divff ?pnatr_eq0.
have half_le1 : 2^-1 <= 1 :> R by rewrite invf_le1 ?ltr0n // ler1n.
move=> x y /and3P[x_in _ d_in]; split=> /=.
  apply: (relaxation_unstable (l := -1) (u := 1)) x_in.
  - by rewrite oppr_le0 ler01.
  - by rewrite ltW.
  - by rewrite mulrN1 opprK two_halves.
  by rewrite mulr1 two_halves ler_subl_addr ler_addl ltW.
have -> : y = x by apply/eqP; rewrite -subr_eq0 eq_le andbC.
by rewrite mul1r !mul0r !addr0 subrr normr0.
Qed.

Theorem joint_forms_witness (x : 'cV[R]_1) : -1 <= x ord0 ord0 <= 1 ->
  `|network_run N 1 x ord0 ord0 - network_run N 1 x ord0 ord0|
  <= `|centre (difference (target_form (i := 1) ord0)
                          (ticket_form (i := 1) ord0))|
     + spread_of 3 (difference (target_form (i := 1) ord0)
                               (ticket_form (i := 1) ord0)).
Proof.
move=> x_in; pose t (i : nat) := x ord0 ord0.
have t_unit : unit_symbols t by move=> i; rewrite ler_norml.
have x_covered (j : 'I_1) : covers 1 (start j) t (x j ord0).
  by rewrite /covers /value big_ord1 (ord1 j) /= mul1r add0r subrr normr0.
apply: (@joint_affine_difference R width 1 N N symbols target_form ticket_form
  (fun _ _ => against_itself) (fun _ _ => P) _ _ _ _ x t) => //.
- by case.
- by move=> i a _; apply: line_relaxation.
- by case=> // _ a; split; apply: coarser_refl.
case=> // a _; rewrite /pre_activation /= mul1mx addr0 (ord1 a).
by rewrite /in_strip /= x_in subrr lexx.
Qed.

Theorem coupled_is_exact :
  centre (difference (target_form (i := 1) ord0) (ticket_form (i := 1) ord0))
    = 0 /\
  forall i, (i < 3)%N ->
  coef (difference (target_form (i := 1) ord0) (ticket_form (i := 1) ord0)) i
    = 0.
Proof.
split=> [|i]; rewrite /= !big_ord_recl !big_ord0 /= ?mxE ?big_ord1.
  by rewrite /three /three_forms /=; ring.
case: i => [|[|[|//]]] _; rewrite /three /= ?mxE ?eqxx /=; ring.
Qed.

End Joint.

Section Strip.
Let P : strip [realDomainType of int] := Strip (-2) 2 (-2) 2 (-1) 1.

Theorem upper_points_witness : [/\ occurs P,
  all (upper_ok 0 0 1) (upper_points P)
  & ~~ all (upper_ok 0 0 0) (upper_points P)].
Proof. by split; vm_compute. Qed.

End Strip.

Section Split.
Let R : realDomainType := [realDomainType of int].
Let root : box_leaf R 1 := BoxLeaf (const_mx (-1)) (const_mx 1) [::].
Let halves : tree R 1 := Branch (Coordinate ord0 0) Leaf Leaf.

Theorem split_witness (pre : nat -> 'cV[R]_1 -> R) :
  (forall i x, (i < 2)%N -> in_leaf pre (nth root (leaves halves root) i) x ->
     `|x ord0 ord0| <= 1) ->
  forall x, in_leaf pre root x -> `|x ord0 ord0| <= 1.
Proof.
by move=> proved x; apply: (@split_leaves_prove R 1 pre
  (fun x => `|x ord0 ord0| <= 1) halves root) => i y; apply: proved.
Qed.

End Split.
