(******************************************************************************)
(* The hypotheses of the rules about pairs of networks hold together.         *)
(*                                                                            *)
(*   F, G           width 1, one ReLU: x |-> relu x, and x |-> relu (5/4 x),  *)
(*                  on [0, 1]                                                 *)
(*   P              0 <= x <= 1, 0 <= y <= 5/4, 0 <= y - x <= 1/4: there      *)
(*                  relu y - relu x is y - x                                  *)
(*                                                                            *)
(* joint_back_witness   back-substitution proves 1/4, which it is at x = 1    *)
(* division_witness   a layer that divides by 3, with its ReLU                *)
(* multiplier_witness   on [-1, 1], where x <= 0: x is at most 0, by the      *)
(*                  multiplier 1                                              *)
(* rounded_witness  numbers rounded down to whole ones: a product of each of  *)
(*                  two windows, g = 3/2, s = 9                               *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring.
From LotteryVerify.definitions Require Import biased categories grids network.
From LotteryVerify.definitions Require Import ranges strip.
From LotteryVerify.facts Require Import relu.
From LotteryVerify.results Require Import division_waits golden_rounded.
From LotteryVerify.results Require Import joint_back_substitution.
From LotteryVerify.results Require Import split_multiplier.
From LotteryVerify.witnesses Require Import golden_witness.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Pair.
Variable R : realFieldType.

Let width (i : nat) : nat := 1.
Let more : R := 5%:R / 4%:R.
Let line (c : R) : affine_network R width := AffineNetwork
  (fun i => c%:M : 'M[R]_(width i.+1, width i)) (fun=> 0) (fun=> @relu R).
Let P : strip R := Strip 0 1 0 more 0 4%:R^-1.
Let al i (a : 'I_(width i)) : R := if i is 0 then 4%:R^-1 else 0.
Let be i (a : 'I_(width i)) : R := if i is 0 then more else 1.

Theorem joint_back_witness (x : 'cV[R]_1) : 0 <= x ord0 ord0 <= 1 ->
  functional (@al 1) (@be 1) 0 (network_run (line 1) 1 x)
    (network_run (line more) 1 x - network_run (line 1) 1 x) <= 4%:R^-1.
Proof.
move=> x_in; have /andP[x_ge0 x_le1] := x_in.
have quarter_ge0 : 0 <= 4%:R^-1 :> R by rewrite invr_ge0 ler0n.
have moreE : more = 1 + 4%:R^-1 by rewrite /more; field.
have more_ge0 : 0 <= more by rewrite divr_ge0 ?ler0n.
have in_P (t : R) : 0 <= t <= 1 -> in_strip P t (more * t).
  case/andP=> t_ge0 t_le1; apply/and3P; split=> /=; first by rewrite t_ge0.
    by rewrite mulr_ge0 //= ler_pimulr.
  have -> : more * t - t = 4%:R^-1 * t by rewrite moreE; ring.
  by rewrite mulr_ge0 //= ler_pimulr.
apply: le_trans (@joint_back_substitution R width 1 (line 1) (line more) al be
  (fun=> 0) (fun _ _ => 0) (fun _ _ => 1) (fun _ _ => 0) (fun _ _ => P)
  _ _ _ _ _ 0 (const_mx 1) x _ _) _ => //.
- case=> // a u v _ /and3P[/andP[u_ge0 _] /andP[v_ge0 _] _].
  by rewrite /al /be /= !relu_on // !mul0r !mul1r !add0r addr0.
- case=> // a _; rewrite /back_target big_ord1 /= mul0r add0r mul1r (ord1 a).
  by rewrite !mxE eqxx !mulr1n moreE addrAC subrr add0r.
- by case=> // a _; rewrite /back_difference big_ord1 mul1r (ord1 a) mxE eqxx.
- case=> // _; rewrite /back_constant big_ord1 /=.
  by rewrite subrr !mxE !mul0r mulr0 !addr0.
- by move=> a; rewrite (ord1 a) !mxE.
- case=> // a _; rewrite (ord1 a) /pre_activation /= !addr0.
  by rewrite !mul_scalar_mx !mxE mul1r; apply: in_P.
by rewrite big_ord1 addr0 /al /scale_hi !mxE max_l // mulr1 mulr0 addr0.
Qed.

Theorem division_witness (x : 'cV[R]_1) :
  network_run (postponed (line 1) (fun=> 3%:R)) 1 x
  = waiting (fun=> 3%:R) 1 *: network_run (divided (line 1) (fun=> 3%:R)) 1 x.
Proof.
apply: division_waits => i _; first by rewrite ltr0n.
exact: relu_homogeneous.
Qed.

Theorem multiplier_witness (x : R) : -1 <= x <= 1 -> x <= 0 -> x <= 0.
Proof.
move=> x_in x_le0.
apply: (@split_multiplier R [finType of 'I_1] R (fun y => -1 <= y <= 1) id
  (fun _ y => y) (fun=> false) (fun=> 1) 0 _ _ x x_in) => // [i|y _].
  exact: ler01.
by rewrite big_ord1 mul1r mulN1r subrr.
Qed.

End Pair.

Section Rounding.
Variable R : realFieldType.

Let sub (r z : R) : R := if r - z <= 1 then 0 else r - z.

Let blocks (j : nat) : seq (R * R) :=
  if j == 1%N then [:: (5%:R, 5%:R)] else [:: (3%:R, 4%:R)].

Lemma sub_rounds (r z : R) : predT r -> predT z -> 0 <= z <= r -> r <= 9%:R ->
  [/\ predT (sub r z), 0 <= sub r z <= r & `|sub r z - (r - z)| <= 1].
Proof.
move=> _ _ /andP[z_ge0 z_le] r_le; have d_ge0 : 0 <= r - z by rewrite subr_ge0.
rewrite /sub; split=> //; case: ifP => [d_le1 | _].
- by rewrite lexx (le_trans z_ge0).
- by rewrite d_ge0 ger_addl oppr_le0.
- by rewrite sub0r normrN ger0_norm.
by rewrite subrr normr0 ler01.
Qed.

Theorem rounded_witness :
  `|7%:R - (run 0 sub (blocks_from blocks 2) (7%:R, 0)).2|
  <= Num.max 0 (9%:R * (3%:R / 2%:R) ^- 2) + 8%:R * 1 :> R.
Proof.
have base := three_halves_golden R.
apply: (@golden_rounded R 0 1 _ 9%:R predT sub base _ _ sub_rounds 2 7%:R [::]
  [::] _ blocks) => //; rewrite ?ler0n ?ler01 ?ler_nat //.
move=> j /andP[j_gt0 j_le].
have low : 9%:R * (3%:R / 2%:R) ^- 2 = 4%:R :> R by field.
have mid : 9%:R * (3%:R / 2%:R) ^- 1 = 6%:R :> R by field.
have high : 9%:R * (3%:R / 2%:R) ^- 3 = 8%:R / 3%:R :> R by field.
case: j j_gt0 j_le => [|[|[|j]]] // _ _; split=> //=.
- by rewrite /product_ok /= ler0n subrr normr0 ler01.
- rewrite /near_window /= low mid andbT; apply/andP.
  by split; rewrite ?ler_subl_addr -mulrSr ler_nat.
- rewrite /product_ok /= ler0n andbT.
  have -> : 4%:R - 3%:R = 1 :> R by ring.
  by rewrite normr1 lexx.
rewrite /near_window /= low high andbT; apply/andP; split.
  by rewrite ler_subl_addr -mulrSr ler_pdivr_mulr ?ltr0n // -natrM ler_nat.
by rewrite -mulrSr ler_nat.
Qed.

End Rounding.
