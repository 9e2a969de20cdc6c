(******************************************************************************)
(* product-weight for the finite uniform law: how likely is one pair (u, v)   *)
(* with v u close to w?                                                       *)
(*                                                                            *)
(*   midpoint N t  (2t + 1) / (2 (N+1)): the t-th of N+1 magnitudes in (0, 1) *)
(*   uniform_value sign * midpoint: an odd numerator over 2(N+1); never 0     *)
(*   near w e sgn u v   u has the sign sgn and |v u - w| <= e                 *)
(*   a             any number of grid steps with a / (N+1) <= e/2; the best is*)
(*                 floor (e (N+1) / 2)                                        *)
(*                                                                            *)
(* product_weight: for |w| <= 1 and either sign of u, Pr (near) is at least   *)
(*   (a / (2(N+1)))^2, which is e^2/16 up to rounding e (N+1) / 2 down.       *)
(*                                                                            *)
(* Source: malach-pruning (explicit form, DERIVED) and product-weight (the    *)
(* talk). Differences: a finite law; all of |w| <= 1, the ends included, where*)
(* the ideal product density vanishes; the price is e^2 in place of e.        *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring zify.
From LotteryVerify.definitions Require Import finite_law grids.
From LotteryVerify.facts Require Import grid_law.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma add_ord_lt (N a d : nat) (t : 'I_a) : (d + a <= N)%N -> (d + t < N)%N.
Proof. by apply: leq_trans; rewrite ltn_add2l. Qed.

Section Midpoints.
Variables (R : realFieldType) (N : nat).

Local Notation midpoint := (midpoint R N).
Local Notation uniform_value := (@uniform_value R N).

Let N2_gt0 : 0 < (N.+1.*2)%:R :> R. Proof. by rewrite ltr0n double_gt0. Qed.

Lemma midpoint_gt0 t : 0 < midpoint t.
Proof. by rewrite divr_gt0 // ltr0n. Qed.

Lemma step_double a : a%:R / N.+1%:R = (a.*2)%:R / (N.+1.*2)%:R :> R.
Proof.
rewrite -!muln2 !natrM invfM mulrACA divff ?mulr1 ?pnatr_eq0 //.
Qed.

Lemma midpoint_le t a : (midpoint t <= a%:R / N.+1%:R) = (t < a)%N.
Proof. by rewrite step_double ler_pmul2r ?invr_gt0 // ler_nat -[LHS]ltnS;
  lia. Qed.

Lemma midpoint_mono t t' : (midpoint t <= midpoint t') = (t <= t')%N.
Proof. by rewrite ler_pmul2r ?invr_gt0 // ler_nat ltnS leq_double. Qed.

Lemma midpoint_add t a : midpoint (t + a) = midpoint t + a%:R / N.+1%:R.
Proof. by rewrite /midpoint step_double -mulrDl -natrD doubleD addSn. Qed.

(* a consecutive midpoints within a grid steps of w in [0, 1] *)
Lemma close_midpoints (w : R) a : 0 <= w <= 1 -> (a <= N.+1)%N ->
  exists d, (d + a <= N.+1)%N /\
    forall t, (t < a)%N -> `|midpoint (d + t) - w| <= a%:R / N.+1%:R.
Proof.
move=> /andP[w_ge0 w_le1] aN; pose le_w d := (d + a <= N.+1)%N &&
  ((d == 0)%N || (midpoint (d + a).-1 <= w)).
have ex : exists d, le_w d by exists 0%N; rewrite /le_w aN.
have ub d : le_w d -> (d <= N.+1)%N by case/andP => ? _; lia.
case: (ex_maxnP ex ub) => d /andP[daN d_le] d_max; exists d; split=> // t ta.
have step_ge0 : 0 <= a%:R / N.+1%:R :> R by rewrite divr_ge0 ?ler0n.
have hi_ok : midpoint (d + t) <= w + a%:R / N.+1%:R.
  case/orP: d_le => [/eqP ->|le_w_d].
    by apply: le_trans (_ : a%:R / N.+1%:R <= _);
      rewrite ?midpoint_le ?ler_addr.
  apply: le_trans (le_trans _ le_w_d) _; last by rewrite ler_addl.
  by rewrite midpoint_mono; lia.
have lo_ok : w <= midpoint (d + t) + a%:R / N.+1%:R.
  apply: (@le_trans _ _ (midpoint d + a%:R / N.+1%:R)); last first.
    by rewrite ler_add2r midpoint_mono leq_addr.
  rewrite -midpoint_add; case: (leqP (d.+1 + a) N.+1) => [daN'|Nda].
    apply: ltW; rewrite ltNge; apply/negP => le_w_d.
    by have := d_max d.+1; rewrite /le_w daN' addSn /= le_w_d ltnn => /(_ isT).
  apply: le_trans w_le1 (le_trans _ (_ : midpoint N.+1 <= _)); last first.
    by rewrite midpoint_mono; lia.
  by rewrite ler_pdivl_mulr // mul1r ler_nat ltnW.
by rewrite ler_distl ler_subl_addr lo_ok.
Qed.

Lemma midpoint_le1 t : (t <= N)%N -> midpoint t <= 1.
Proof. by move=> tN; rewrite ler_pdivr_mulr // mul1r ler_nat ltn_double. Qed.

Lemma sgnM b c : sgn R b * sgn R c = sgn R (b == c).
Proof. by case: b; case: c; rewrite /= ?mulr1 ?mul1r ?mulrNN ?mulr1. Qed.

Lemma near_of_size (w e x y : R) b : 0 < x -> `|y * x - `|w| | <= e ->
  near w e b (sgn R b * x) (sgn R (b == (0 <= w)) * y).
Proof.
move=> x_gt0 xy_near; apply/andP; split.
  by case: b; rewrite /= ?mul1r // mulN1r oppr_lt0.
have -> : sgn R (b == (0 <= w)) * y * (sgn R b * x)
        = sgn R (0 <= w) * (y * x).
  by rewrite mulrACA sgnM; congr (sgn R _ * _); case: b; case: (0 <= w).
have {2}-> : w = sgn R (0 <= w) * `|w|.
  by case: (leP 0 w) => w0 /=;
    [rewrite mul1r ger0_norm|rewrite mulN1r ltr0_norm ?opprK].
rewrite -mulrBr normrM.
have -> : `|sgn R (0 <= w)| = 1 by case: (0 <= w); rewrite /= ?normrN1 ?normr1.
by rewrite mul1r.
Qed.

Lemma near_of_parts (w e x y : R) b : 0 < x <= 1 -> 0 < y ->
  `|x - `|w| | <= e / 2 -> `|y - 1| <= e / 2 ->
  near w e b (sgn R b * x) (sgn R (b == (0 <= w)) * y).
Proof.
move=> /andP[x_gt0 x_le1] y_gt0 x_w y_1; apply: near_of_size => //.
rewrite (_ : _ - _ = x * (y - 1) + (x - `|w|)); last by ring.
apply: le_trans (ler_norm_add _ _) _; rewrite [leRHS]splitr;
  apply: ler_add => //.
rewrite normrM gtr0_norm //; apply: le_trans y_1.
by rewrite -[leRHS]mul1r ler_wpmul2r.
Qed.

Theorem product_weight (w e : R) (a : nat) b : `|w| <= 1 -> (a <= N.+1)%N ->
  a%:R / N.+1%:R <= e / 2 ->
  (a%:R / (2 * N.+1)%:R) ^+ 2 <= Pr (pair_law (grid_law R N) (grid_law R N))
    [pred uv | near w e b (uniform_value uv.1) (uniform_value uv.2)].
Proof.
move=> w_le1 aN a_le; have [|dw [dwN dw_near]] := @close_midpoints `|w| a _ aN.
  by rewrite normr_ge0.
have [|d1 [d1N d1_near]] := @close_midpoints 1 a _ aN;
  first by rewrite ler01 lexx.
have -> : (a%:R / (2 * N.+1)%:R) ^+ 2 =
    #|[finType of 'I_a * 'I_a]|%:R / #|grid_type N|%:R ^+ 2 :> R.
  by rewrite !card_prod card_bool !card_ord expr_div_n (natrM _ a a).
pose h (tt : 'I_a * 'I_a) := ((b, Ordinal (add_ord_lt tt.1 dwN)),
  (b == (0 <= w), Ordinal (add_ord_lt tt.2 d1N))) : grid_type N * grid_type N.
apply: (@uniform_pair_ge _ _ _ _ _ h) => [t t' eq_h|t].
  have := congr1 (fun z => nat_of_ord z.1.2) eq_h.
  have := congr1 (fun z => nat_of_ord z.2.2) eq_h => /= /addnI eq2 /addnI eq1.
  by rewrite [t]surjective_pairing [t']surjective_pairing (ord_inj eq1)
    (ord_inj eq2).
apply: near_of_parts.
- by rewrite midpoint_gt0 midpoint_le1 // leq_ord.
- exact: midpoint_gt0.
- by apply: le_trans a_le; apply: dw_near.
by apply: le_trans a_le; apply: d1_near.
Qed.

End Midpoints.
