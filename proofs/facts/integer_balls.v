(******************************************************************************)
(* Counting integer matrices of bounded operator norm.                        *)
(*                                                                            *)
(*   point d B      the d x d matrices of numbers 0 .. 2 B                    *)
(*   value s        the integer matrix s - B, entries -B .. B                 *)
(*   ball r         the points s with operator_bound (value s) r              *)
(*   near r s' s    operator_bound (value s - value s') r                     *)
(*                                                                            *)
(* near_card        a ball around s' has no more points than ball r           *)
(* ball_small       r < 1: ball r has at most one point                       *)
(* ball_large       d k <= r, k <= B: at least (2 k + 1)^(d d) points         *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra zify.
From mathcomp Require Import boolp reals.
From LotteryVerify.definitions Require Import network.
From LotteryVerify.facts Require Import operator_norm.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section IntegerBalls.
Variables (R : realType) (d B : nat).

Definition point : finType := [finType of 'M['I_(2 * B).+1]_d].

Definition value (s : point) : 'M[R]_d := \matrix_(a, b) ((s a b)%:R - B%:R).

Definition ball (r : R) : {set point} :=
  [set s | `[< operator_bound (value s) r >]].

Definition near (r : R) (s' s : point) : bool :=
  `[< operator_bound (value s - value s') r >].

Lemma near_entry r s' s a b : r <= B%:R -> near r s' s ->
  (s' a b <= s a b + B)%N && (s a b <= s' a b + B)%N.
Proof.
move=> r_le /asboolP/(operator_bound_entry a b) entry_le.
have {entry_le r_le} := le_trans entry_le r_le.
rewrite !mxE opprB addrA subrK ler_norml ler_subl_addr ler_subr_addr.
by rewrite addrC ler_subl_addr -!natrD !ler_nat [(B + _)%N]addnC =>
  /andP[-> ->].
Qed.

Definition translate (s' s : point) : point :=
  \matrix_(a, b) inord (s a b + B - s' a b).

Lemma translate_entry r s' s a b : r <= B%:R -> near r s' s ->
  translate s' s a b = (s a b + B - s' a b)%N :> nat.
Proof.
move=> r_le /(near_entry a b r_le)/andP[le1 le2].
by rewrite mxE inordK //; lia.
Qed.

Lemma near_card r s' : r <= B%:R -> (#|[set s | near r s' s]| <= #|ball r|)%N.
Proof.
move=> r_le; rewrite -(@card_in_imset _ _ (translate s')); last first.
  move=> s t; rewrite !inE => s_near t_near eq_st; apply/matrixP => a b.
  apply: val_inj; have := congr1 (fun u : point => val (u a b)) eq_st.
  rewrite /= !(translate_entry _ _ r_le) //.
  have /andP[le1 _] := near_entry a b r_le s_near.
  have /andP[le2 _] := near_entry a b r_le t_near.
  by move: le1 le2; move: (nat_of_ord _) (nat_of_ord _) (nat_of_ord _); lia.
apply/subset_leq_card/subsetP => u /imsetP[s]; rewrite !inE => s_near ->.
have /asboolP near_s := s_near; apply/asboolP.
suff -> : value (translate s' s) = value s - value s' by [].
apply/matrixP => a b; rewrite [LHS]mxE (translate_entry _ _ r_le) // !mxE.
have /andP[le_s _] := near_entry a b r_le s_near.
by rewrite natrB // natrD opprB addrA subrK addrAC addrK.
Qed.

Lemma ball_small r : r < 1 -> (#|ball r| <= 1)%N.
Proof.
move=> r_lt1; apply/card_le1_eqP => s t.
suff centre u a b : u \in ball r -> u a b = B :> nat.
  move=> s_in t_in; apply/matrixP => a b.
  by apply: val_inj; rewrite /= (centre s) // (centre t).
rewrite inE => /asboolP/(operator_bound_entry a b)/le_lt_trans/(_ r_lt1).
rewrite mxE ltr_norml ltr_subl_addr ltr_subr_addr addrC.
rewrite ltr_subl_addr -(natrD R _ 1) -(natrD R 1) !ltr_nat.
by move: (nat_of_ord _); lia.
Qed.

Lemma ball_large k r : d%:R * k%:R <= r -> (k <= B)%N ->
  ((2 * k).+1 ^ (d * d) <= #|ball r|)%N.
Proof.
move=> dk_le k_le; rewrite -[(2 * k).+1]card_ord -card_mx.
pose widen (u : 'M['I_(2 * k).+1]_d) : point :=
  \matrix_(a, b) inord (u a b + (B - k)).
have widenE u a b : widen u a b = (u a b + (B - k))%N :> nat.
  by rewrite mxE inordK //; have := ltn_ord (u a b); lia.
rewrite -(@card_imset _ _ widen); last first.
  move=> u v eq_uv; apply/matrixP => a b; apply: val_inj => /=.
  have := congr1 (fun w : point => val (w a b)) eq_uv.
  by rewrite /= !widenE; lia.
apply/subset_leq_card/subsetP => s /imsetP[u _ ->]; rewrite inE; apply/asboolP.
apply: operator_bound_entries dk_le => a b; rewrite mxE widenE.
rewrite ler_norml ler_subl_addr ler_subr_addr [- _ + _]addrC ler_subl_addr.
rewrite -!natrD !ler_nat; have := ltn_ord (u a b).
by move: (nat_of_ord _); lia.
Qed.

End IntegerBalls.
