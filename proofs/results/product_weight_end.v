(******************************************************************************)
(* product-weight for the finite uniform law and every |w| <= 1, the end      *)
(* included: a product is near w with probability at least e^2 / 8.           *)
(*                                                                            *)
(*   uniform_value  an odd numerator over 2 (N+1)                             *)
(*   near w e b u v   u has the sign b and |v u - w| <= e                     *)
(*   a              grid steps in e: a / (N+1) <= e                           *)
(*   triangle a     pairs (i, j) with i + j < a: u is the i-th magnitude from *)
(*                  |w| and v the j-th from 1                                 *)
(*                                                                            *)
(* product_weight_end: Pr (near) >= a (a + 1) / (8 (N+1)^2), which is more    *)
(*   than e^2 / 8 where e is a whole number of grid steps.                    *)
(* product_weight_end_draws: so 8 / e^2 ln (1 / delta) draws hold a product   *)
(*   near w with probability >= 1 - delta.                                    *)
(*                                                                            *)
(* Source: product-weight (the talk), mended for |w| -> 1. Difference: a      *)
(* finite law, and e a whole number of its steps; no integral is needed.      *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring zify.
From mathcomp Require Import reals exp.
From LotteryVerify.definitions Require Import finite_law grids.
From LotteryVerify.facts Require Import category_members exponential grid_law.
From LotteryVerify.facts Require Import harmonic.
From LotteryVerify.facts Require Import probability.
From LotteryVerify.results Require Import product_weight.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Definition triangle (a : nat) : finType :=
  [finType of {ij : 'I_a * 'I_a | (ij.1 + ij.2 < a)%N}].

Lemma card_triangle a : #|triangle a|.*2 = (a * a.+1)%N.
Proof.
have row (i : 'I_a) : (\sum_(j < a | (i + j < a)%N) 1 = a - i)%N.
  rewrite sum1dep_card; have := ltn_ord i; case: a i => // a i ia.
  rewrite (eq_card (B := [pred j : 'I_a.+1 | (j < a.+1 - i)%N])) => [|j].
    by rewrite card_below; apply/minn_idPr; rewrite leq_subr.
  by rewrite !inE ltn_subRL.
rewrite card_sig -sum1_card -(pair_big_dep xpredT
  (fun i j : 'I_a => (i + j < a)%N) (fun _ _ => 1%N)) /=.
rewrite (eq_bigr (fun i : 'I_a => (a - i)%N)) => [|i _]; last exact: row.
elim: a {row} => [|a IHa]; first by rewrite big_ord0.
rewrite big_ord_recl subn0 doubleD.
under eq_bigr => i _ do rewrite lift0 subSS.
by rewrite IHa; lia.
Qed.

Section End.
Variables (R : realFieldType) (N : nat).

Local Notation midpoint := (midpoint R N).
Local Notation uniform_value := (@uniform_value R N).

Lemma midpoint_rev j : (j <= N)%N -> midpoint (N - j) = 1 - midpoint j.
Proof.
move=> jN; apply/eqP; rewrite eq_sym subr_eq /midpoint -mulrDl -natrD.
rewrite (_ : _ + _ = N.+1.*2)%N; last by lia.
by rewrite divff // pnatr_eq0 double_eq0.
Qed.

Lemma nearest_midpoint (w : R) : 0 <= w <= 1 ->
  exists p, (p <= N)%N /\ `|midpoint p - w| <= midpoint 0.
Proof.
move=> /andP[w_ge0 w_le1]; pose le_w d := (d <= N)%N && (d%:R <= w * N.+1%:R).
have ex : exists d, le_w d by exists 0%N; rewrite /le_w /= mulr_ge0 ?ler0n.
have ub d : le_w d -> (d <= N)%N by case/andP.
case: (ex_maxnP ex ub) => p /andP[pN p_le] p_max; exists p; split=> //.
have w_lt : w * N.+1%:R <= p.+1%:R.
  case: (ltnP p N) => [lt | ge]; last first.
    have -> : p = N by apply/eqP; rewrite eqn_leq pN.
    by rewrite -[leRHS]mul1r ler_wpmul2r ?ler0n.
  rewrite leNgt; apply/negP => /ltW p1.
  by have := p_max p.+1; rewrite /le_w lt p1 ltnn => /(_ isT).
have N_gt0 : 0 < N.+1.*2%:R :> R by rewrite ltr0n.
rewrite /midpoint -[w in _ - w](mulfK (lt0r_neq0 N_gt0)) -mulrBl normrM.
rewrite (gtr0_norm (_ : 0 < N.+1.*2%:R^-1)) ?invr_gt0 //.
rewrite ler_wpmul2r ?invr_ge0 ?ler0n // -[N.+1.*2]addnn natrD mulrDr.
rewrite -[p.*2.+1]addn1 -addnn !natrD ler_norml; apply/andP; split.
  rewrite ler_subr_addl ler_subl_addr; move: (ler_add w_lt w_lt).
  by rewrite -[p.+1]addn1 natrD addrACA addrA.
by rewrite ler_subl_addl ler_add2r ler_add.
Qed.

(* The magnitudes of u, by their distance from |w|. *)
Definition beside (p i : nat) : nat := if (i <= p)%N then (p - i)%N else i.

Lemma beside_inj p : injective (beside p).
Proof.
move=> i i'; rewrite /beside.
by case: (leqP i p) => ip; case: (leqP i' p) => i'p /=; lia.
Qed.

Lemma beside_le a p i : (i < a)%N -> (a <= N.+1)%N -> (p <= N)%N ->
  (beside p i < N.+1)%N.
Proof. by rewrite /beside; case: (leqP i p) => /= ip; lia. Qed.

Lemma beside_near (w : R) p i : `|midpoint p - w| <= midpoint 0 ->
  `|midpoint (beside p i) - w| <= midpoint i.
Proof.
move=> p_near; have step_ge0 k : 0 <= k%:R / N.+1%:R :> R.
  by rewrite divr_ge0 ?ler0n.
rewrite -[midpoint (_ _)](subrK (midpoint p)) -addrA.
apply: le_trans (ler_norm_add _ _) _; rewrite -[in leRHS](add0n i) midpoint_add.
rewrite [leRHS]addrC; apply: ler_add => //; rewrite /beside.
case: (leqP i p) => ip.
  rewrite -{2}(subnK ip) midpoint_add opprD addrA subrr sub0r normrN.
  by rewrite ger0_norm.
rewrite -{1}(subnKC (ltnW ip)) midpoint_add addrAC subrr add0r ger0_norm //.
by rewrite ler_wpmul2r ?invr_ge0 ?ler0n // ler_nat leq_subr.
Qed.

Theorem product_weight_end (w e : R) (a : nat) b : `|w| <= 1 ->
  (a <= N.+1)%N -> a%:R / N.+1%:R <= e ->
  (a * a.+1)%:R / (8 * N.+1 ^ 2)%:R
  <= Pr (pair_law (grid_law R N) (grid_law R N))
    [pred uv | near w e b (uniform_value uv.1) (uniform_value uv.2)].
Proof.
move=> w_le1 aN a_le; have [|p [pN p_near]] := @nearest_midpoint `|w|.
  by rewrite normr_ge0.
have -> : (a * a.+1)%:R / (8 * N.+1 ^ 2)%:R
    = #|triangle a|%:R / #|grid_type N|%:R ^+ 2 :> R.
  rewrite -card_triangle -muln2 card_prod card_bool card_ord.
  rewrite -natrX expnMn (_ : 8 * _ = 2 ^ 2 * N.+1 ^ 2 * 2)%N; last by lia.
  rewrite [(#|_| * 2)%:R]natrM [(_ * _ * 2)%:R]natrM -mulf_div divff ?mulr1 //.
  by rewrite pnatr_eq0.
have jN j : (N - j < N.+1)%N by rewrite ltnS leq_subr.
pose h (x : triangle a) := ((b, Ordinal (beside_le (ltn_ord (val x).1) aN pN)),
  (b == (0 <= w), Ordinal (jN (val x).2))) : grid_type N * grid_type N.
apply: (@uniform_pair_ge _ _ _ _ _ h) => [x x' | [[i j] /= ij]].
  case: x x' => [[i j] /= ij] [[i' j'] /= ij'] eq_h.
  have := congr1 (fun z => nat_of_ord z.1.2) eq_h.
  have := congr1 (fun z => nat_of_ord z.2.2) eq_h => /= j_eq /beside_inj i_eq.
  apply: val_inj => /=; congr pair; apply: ord_inj => //.
  by have := ltn_ord j; have := ltn_ord j'; move: (aN) j_eq; lia.
apply: near_of_size; first exact: midpoint_gt0.
have jN' : (j <= N)%N by have := ltn_ord j; lia.
rewrite /= midpoint_rev //; set u := midpoint (beside p i).
have -> : (1 - midpoint j) * u - `|w| = (u - `|w|) - u * midpoint j by ring.
apply: le_trans a_le; apply: le_trans (ler_norm_sub _ _) _.
apply: (@le_trans _ _ (midpoint i + midpoint j)).
  apply: ler_add; first exact: beside_near.
  have mid_ge0 t : 0 <= midpoint t by apply/ltW/midpoint_gt0.
  rewrite (ger0_norm (mulr_ge0 (mid_ge0 _) (mid_ge0 _))).
  rewrite -[leRHS]mul1r; apply: ler_wpmul2r; first exact: mid_ge0.
  by apply: midpoint_le1; have := beside_le (ltn_ord i) aN pN.
rewrite /midpoint -mulrDl step_double ler_wpmul2r ?invr_ge0 ?ler0n //.
by rewrite -natrD ler_nat; lia.
Qed.

End End.

Corollary product_weight_end_draws (R : realType) (N : nat) (w e delta : R)
    (a M : nat) (b : bool) : `|w| <= 1 -> (0 < a <= N.+1)%N ->
  e = a%:R / N.+1%:R -> 0 < delta -> 8 / e ^+ 2 * ln delta^-1 <= M%:R ->
  1 - delta <= Pr (iid [finType of 'I_M]
      (pair_law (grid_law R N) (grid_law R N)))
    [pred f : {ffun 'I_M -> _} | [exists j,
      near w e b (uniform_value R (f j).1) (uniform_value R (f j).2)]].
Proof.
move=> w_le1 /andP[a_gt0 aN] eE delta_gt0 M_ge; pose c := e ^+ 2 / 8.
have e_gt0 : 0 < e by rewrite eE divr_gt0 ?ltr0n.
have c_gt0 : 0 < c by rewrite divr_gt0 ?exprn_gt0 ?ltr0n.
have likely : c <= Pr (pair_law (grid_law R N) (grid_law R N))
    [pred uv | near w e b (uniform_value R uv.1) (uniform_value R uv.2)].
  apply: le_trans (product_weight_end b w_le1 aN _); last by rewrite eE.
  have -> : c = (a * a)%:R / (8 * N.+1 ^ 2)%:R.
    have : N.+1%:R != 0 :> R by rewrite pnatr_eq0.
    rewrite /c eE 2!natrM natrX; move: (N.+1%:R : R) (a%:R : R) => x y x_neq0.
    by field.
  by rewrite ler_wpmul2r ?invr_ge0 ?ler0n // ler_nat leq_pmul2l.
have missed := @no_member R [finType of 'I_M] _ _ _ c likely.
rewrite ler_subl_addr -ler_subl_addl -Pr_setC card_ord in missed *.
apply: le_trans missed _; rewrite -[delta]divr1; apply: pow_le_of_ln => //.
- exact: le_trans likely (Pr_le1 _ _).
- exact: ltr01.
by rewrite div1r -ler_pdivr_mull // /c invf_div.
Qed.
