(******************************************************************************)
(* subset-sum: a logarithmic number of random numbers has, for every target in*)
(* a range, a subset whose sum is close to it.                                *)
(*                                                                            *)
(*   n              grid points; 1/n is the unit, so that the integers        *)
(*                  -mid .. n-1-mid stand for [-1/2, 1/2] (mid about n/2)     *)
(*   draws          integers x - n, x : 'I_(n.*2): the grid of [-1, 1)        *)
(*   spread p part  every draw has probability at least part / (2n): the law  *)
(*                  contains the uniform one with weight p                    *)
(*   e              precision in units: epsilon = e / n                       *)
(*   close_subset z f   some subset of the draws f sums to z within 2e        *)
(*                                                                            *)
(* subset_sum: with probability >= 1 - delta every z of the range has one, if *)
(*   (1 - part/8)^T1 n/(2(2e+1)) + (1 - part/4)^T2 n/(2(e+1)) <= delta, from  *)
(*   T1 + T2 draws.                                                           *)
(* subset_sum_counts: the numbers of THEORY.md, for eps = e / n:              *)
(*   T1 >= ln (1/(2 eps delta)) / ln (1/(1 - part/8)),                        *)
(*   T2 >= ln (1/(eps delta)) / ln (1/(1 - part/4)).                          *)
(* subset_sum_uniform: part = 1:                                              *)
(*   T1 >= ln (1/(2 eps delta)) / ln (8/7),                                   *)
(*   T2 >= ln (1/(eps delta)) / ln (4/3).                                     *)
(*                                                                            *)
(* Source: subset-sum (Lueker 1998; constants DERIVED). Differences: a finite *)
(* grid in place of the interval, so that measures are numbers of points; the *)
(* law need only contain the uniform one; 2e + 1 and e + 1 points in place of *)
(* the lengths 2 epsilon and epsilon, both to the theorem's advantage.        *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra zify ring.
From mathcomp Require Import reals exp.
From LotteryVerify.definitions Require Import finite_law.
From LotteryVerify.facts Require Import draw_sequence exponential growth_phases.
From LotteryVerify.facts Require Import probability subset_growth.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Reach.
Variable n : nat.

Definition subset_total (x : seq 'I_n.*2) : int :=
  \sum_(y <- x) (y%:Z - n%:Z).

Lemma reach_sum (A : {set 'I_n}) (x : seq 'I_n.*2) (y : 'I_n) :
  y \in foldl (@grow n) A x ->
  exists a m, [/\ a \in A, size m = size x &
    a%:Z + subset_total (mask m x) = y%:Z].
Proof.
elim/last_ind: x y => [|x z IHx] y.
  by move=> yA; exists y, [::]; rewrite /subset_total big_nil addr0.
rewrite foldl_rcons => /grow_sum[a' [b [/IHx[a [m [aA m_size a'E]]] [yE
  b_le]]]].
exists a, (rcons m (b == 1%N)); rewrite !size_rcons m_size mask_rcons //.
split=> //; rewrite -yE -a'E /subset_total big_cat /= addrA; congr (_ + _).
by case: b b_le {yE} => [|[|]] //= _; rewrite ?big_nil ?mul0r // big_seq1 mul1r.
Qed.

Definition window_set (w k : nat) : {set 'I_n} :=
  [set y : 'I_n | (w <= y < w + k)%N].

Lemma window_lt (w k : nat) (t : 'I_k) : (w + k <= n)%N -> (w + t < n)%N.
Proof. by apply: leq_trans; rewrite ltn_add2l. Qed.

Lemma card_window w k : (w + k <= n)%N -> (k <= #|window_set w k|)%N.
Proof.
move=> wk; pose h (t : 'I_k) := Ordinal (window_lt t wk).
rewrite -[X in (X <= _)%N]card_ord -(card_imset (f := h)) =>
  [|t t' /(congr1 val)].
  apply/subset_leq_card/subsetP => y /imsetP[t _ ->]; rewrite inE /=.
  by rewrite leq_addr ltn_add2l ltn_ord.
by move=> /addnI/ord_inj.
Qed.

Lemma near_covered (A : {set 'I_n}) (e : nat) (y : 'I_n) :
  (e.*2 < n)%N -> (n - #|A| <= e)%N ->
  exists y', y' \in A /\ (y <= y' + e)%N /\ (y' <= y + e)%N.
Proof.
move=> en few; pose w := if (y + e < n)%N then y : nat else (y - e)%N.
have yn := ltn_ord y; have wn : (w + e.+1 <= n)%N by rewrite /w; case: ltnP;
  lia.
have [y'|none] := pickP [pred y' | (y' \in A) && (y' \in window_set w e.+1)].
  rewrite inE /w => /andP[y'A]; rewrite inE => y'w; exists y'; split=> //.
  by move: y'w; case: ltnP; lia.
suff: (e < n - #|A|)%N by rewrite ltnNge few.
have -> : (n - #|A|)%N = #|~: A| by rewrite (cardsCs (~: A)) setCK card_ord.
apply: leq_trans (card_window wn) _; apply/subset_leq_card/subsetP => y' y'w.
by rewrite in_setC; apply/negP => y'A; have := none y'; rewrite /= y'A y'w.
Qed.

End Reach.

Section SubsetSum.
Variables (R : realFieldType) (n : nat) (p : law R [finType of 'I_n.*2]).
Variables (part delta : R) (mid e T1 T2 : nat).

Definition close_subset (z : 'I_n) (f : {ffun 'I_(T1 + T2) -> 'I_n.*2}) : bool
  :=
  [exists m : (T1 + T2).-tuple bool,
    `|z%:Z - mid%:Z - subset_total (mask m (codom f))| <= e.*2%:Z].

Theorem subset_sum : 0 <= part <= 1 -> spread p part ->
  (e <= mid)%N -> (mid + e < n)%N ->
  (1 - part / 8%:R) ^+ T1 * (n%:R / (2 * e.*2.+1%:R))
    + (1 - part / 4%:R) ^+ T2 * (n%:R / (2 * e.+1%:R)) <= delta ->
  1 - delta <= Pr (iid [finType of 'I_(T1 + T2)] p)
    [pred f : {ffun 'I_(T1 + T2) -> 'I_n.*2} | [forall z, close_subset z f]].
Proof.
move=> /andP[p_ge0 p_le1] q_spread ec cn le_delta.
pose A0 := @window_set n (mid - e) e.*2.+1.
have n_gt0 : (0 < n)%N by apply: leq_ltn_trans cn.
have A0_card : (e.*2.+1 <= #|A0|)%N by apply: card_window; lia.
have A0_neq0 : A0 != set0 by rewrite -card_gt0; apply: leq_trans A0_card.
have bad := uncovered_unlikely n_gt0 p_ge0 p_le1 q_spread e T1 T2 A0_neq0.
apply: (@le_trans _ _ (1 - Pr (iid [finType of 'I_(T1 + T2)] p)
    [pred f : {ffun 'I_(T1 + T2) -> 'I_n.*2} |
      (e < n - #|after (@grow n) A0 f|)%N])).
  rewrite ler_add2l ler_opp2; apply: le_trans bad (le_trans _ le_delta).
  rewrite ler_add2r ler_wpmul2l ?exprn_ge0 //.
    by rewrite subr_ge0 ler_pdivr_mulr ?ltr0n // mul1r (le_trans p_le1) //
      ler1n.
  rewrite ler_wpmul2l ?ler0n // lef_pinv ?posrE ?mulr_gt0 ?ltr0n ?card_gt0 //.
  by rewrite ler_pmul2l ?ltr0n // ler_nat.
rewrite -Pr_setC; apply: Pr_mono => f /=; rewrite -leqNgt => few.
apply/forallP => z; apply/existsP.
have en : (e.*2 < n)%N by lia.
have [y [/reach_sum[a [m [aA m_size aE]]] [zy yz]]] := near_covered z en few.
have sz : size m == (T1 + T2)%N by rewrite m_size size_codom card_ord.
exists (Tuple sz) => /=; move: aA; rewrite inE => ac.
by move: aE; set total := subset_total _; lia.
Qed.

End SubsetSum.

Section Counts.
Variables (R : realType) (n mid e T1 T2 : nat) (delta part : R).
Hypotheses (n_gt0 : (0 < n)%N) (e_gt0 : (0 < e)%N) (delta_gt0 : 0 < delta).

Let eps : R := e%:R / n%:R.

Lemma pow_small (a y : R) T : 0 < a < 1 -> 0 < y ->
  ln y^-1 / ln a^-1 <= T%:R -> a ^+ T <= y.
Proof.
move=> /andP[a_gt0 a_lt1] y_gt0 T_ge.
have b_gt1 : 1 < a^-1 by rewrite invf_gt1.
have := @le_pow_of_ln _ a^-1 1 y T b_gt1 y_gt0; rewrite mul1r => /(_ T_ge) le1.
by move: le1; rewrite exprVn ler_pdivl_mulr ?exprn_gt0 // mul1r.
Qed.

Lemma half_lost (x : R) : 0 < x -> 2 * e%:R <= x ->
  2 * eps * delta * (n%:R / (2 * x)) <= delta / 2.
Proof.
move=> x_gt0 ex; have x_neq0 : x != 0 by rewrite gt_eqF.
have n_neq0 : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have -> : 2 * eps * delta * (n%:R / (2 * x)) = delta * (e%:R / x).
  by rewrite /eps; field; rewrite n_neq0 x_neq0.
apply: ler_wpmul2l; first exact: ltW.
by rewrite ler_pdivr_mulr // mulrC ler_pdivl_mulr ?ltr0n // mulrC.
Qed.

Lemma rest_in (k : nat) : 0 < part <= 1 -> (1 < k)%N ->
  0 < 1 - part / k%:R < 1.
Proof.
move=> /andP[part_gt0 part_le] k_gt1; have k_gt0 : 0 < k%:R :> R.
  by rewrite ltr0n ltnW.
rewrite subr_gt0 ltr_pdivr_mulr // mul1r (le_lt_trans part_le) ?ltr1n //=.
by rewrite ltr_subl_addr ltr_addl divr_gt0.
Qed.

Corollary subset_sum_counts (p : law R [finType of 'I_n.*2]) :
  0 < part <= 1 -> spread p part -> (e <= mid)%N -> (mid + e < n)%N ->
  ln (2 * eps * delta)^-1 / ln (1 - part / 8%:R)^-1 <= T1%:R ->
  ln (eps * delta)^-1 / ln (1 - part / 4%:R)^-1 <= T2%:R ->
  1 - delta <= Pr (iid [finType of 'I_(T1 + T2)] p)
    [pred f : {ffun 'I_(T1 + T2) -> 'I_n.*2} | [forall z, close_subset mid e z
      f]].
Proof.
move=> part_in p_spread ec cn T1_ge T2_ge.
have eps_gt0 : 0 < eps by rewrite divr_gt0 ?ltr0n.
have y2_gt0 : 0 < eps * delta by apply: mulr_gt0.
have y1_gt0 : 0 < 2 * eps * delta by rewrite -mulrA mulr_gt0 ?ltr0n.
have ratio_ge0 k : 0 <= n%:R / (2 * k%:R) :> R.
  by rewrite divr_ge0 ?mulr_ge0 ?ler0n.
apply: (subset_sum _ p_spread) => //.
  by have /andP[part_gt0 ->] := part_in; rewrite ltW.
rewrite [leRHS]splitr; apply: ler_add.
  apply: le_trans (_ : _ <= _) (@half_lost e.*2.+1%:R _ _);
    rewrite ?ltr0n //; last by rewrite -natrM ler_nat; lia.
  by rewrite ler_wpmul2r // pow_small // rest_in.
apply: le_trans (_ : _ <= _) (@half_lost (2 * e.+1%:R) _ _);
  rewrite ?mulr_gt0 ?ltr0n //; last by rewrite ler_pmul2l ?ltr0n // ler_nat.
have -> : 2 * eps * delta * (n%:R / (2 * (2 * e.+1%:R))) =
          eps * delta * (n%:R / (2 * e.+1%:R)).
  have : e.+1%:R != 0 :> R by rewrite pnatr_eq0.
  by move: (e.+1%:R : R) => z z_neq0; field.
by rewrite ler_wpmul2r // pow_small // rest_in.
Qed.

End Counts.

Section Uniform.
Variables (R : realType) (n mid e T1 T2 : nat) (delta : R).
Hypotheses (n_gt0 : (0 < n)%N) (e_gt0 : (0 < e)%N).

Let eps : R := e%:R / n%:R.

Corollary subset_sum_uniform (p : law R [finType of 'I_n.*2]) :
  (forall x, p x = (n.*2)%:R^-1) -> 0 < delta ->
  (e <= mid)%N -> (mid + e < n)%N ->
  ln (2 * eps * delta)^-1 / ln (8%:R / 7%:R) <= T1%:R ->
  ln (eps * delta)^-1 / ln (4%:R / 3%:R) <= T2%:R ->
  1 - delta <= Pr (iid [finType of 'I_(T1 + T2)] p)
    [pred f : {ffun 'I_(T1 + T2) -> 'I_n.*2} | [forall z, close_subset mid e z
      f]].
Proof.
move=> pE delta_gt0 ec cn T1_ge T2_ge.
have s1 : (1 - 1 / 8%:R)^-1 = 8%:R / 7%:R :> R by field.
have s2 : (1 - 1 / 4%:R)^-1 = 4%:R / 3%:R :> R by field.
apply: (@subset_sum_counts R n mid e T1 T2 delta 1); rewrite ?s1 ?s2 //.
  by rewrite ltr01 lexx.
by move=> x; rewrite pE mul1r.
Qed.

End Uniform.
