(******************************************************************************)
(* hyperbolic-product, for the finite hyperbolic law: a fair sign and a       *)
(* magnitude that is uniform on a geometric grid, up to a rounding factor.    *)
(*                                                                            *)
(*   N.+1 points x_0 .. x_N, alpha q^t <= x_t <= alpha q^t rho: the package's *)
(*                 integer law, q the ratio of its grid and rho its rounding  *)
(*   rho^2 <= q^a  rounding moves a product by at most a grid steps           *)
(*   category      u and v with prescribed signs, |v u| in the window         *)
(*                 s g^(-j-1) < . <= s g^(-j)                                 *)
(*   A, B          all products alpha^2 q^d in the windows have A < d <= B    *)
(*   m             each diagonal t + t' = d, A < d <= B, has at least m pairs *)
(*                                                                            *)
(* hyperbolic_grid  q^(r+a) <= g: every category has probability at least     *)
(*   r m / (2(N+1))^2, exactly: the ideal 1/(8k) with its exact correction.   *)
(* hyperbolic_product  the windows r grid steps wide, k categories, kr points:*)
(*   at least 1/(8k), with no correction, over any real field.                *)
(*                                                                            *)
(* Source: hyperbolic-product (DERIVED constants). Differences: the law is    *)
(* finite; windows are half-open; no logarithm and no integral: the triangular*)
(* density is the number of pairs on a diagonal.                              *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra zify ring.
From LotteryVerify.definitions Require Import categories grids.
From LotteryVerify.facts Require Import grid_law probability.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma step_top d1 e r a A : (A < d1)%N -> (e < r)%N ->
  (d1 + e + a <= d1.-1 + (r + a))%N.
Proof. lia. Qed.

Lemma diagonal_wide A B N a m d1 e : (A < d1)%N -> (m <= A.+2)%N ->
  (B + m <= N + N.+1)%N -> (d1 + e + a <= B)%N ->
  (m <= (d1 + e).+1)%N /\ (d1 + e + m <= N + N.+1)%N.
Proof. lia. Qed.

Section Grid.
Variables (R : realFieldType) (N : nat) (x : nat -> R) (alpha q rho : R) (a :
  nat).
Hypotheses (alpha_gt0 : 0 < alpha) (q_gt1 : 1 < q).
Hypothesis x_grid : forall t, (t <= N)%N ->
  alpha * q ^+ t <= x t <= alpha * q ^+ t * rho.
Hypothesis rho_le : rho ^+ 2 <= q ^+ a.

Let q_gt0 : 0 < q := lt_trans ltr01 q_gt1.

Lemma grid_gt0 t : (t <= N)%N -> 0 < x t.
Proof.
by case/x_grid/andP => le_x _; apply: lt_le_trans le_x;
  rewrite mulr_gt0 ?exprn_gt0.
Qed.

Lemma grid_product t t' : (t <= N)%N -> (t' <= N)%N ->
  alpha ^+ 2 * q ^+ (t + t') <= x t * x t' <= alpha ^+ 2 * q ^+ (t + t' + a).
Proof.
move=> tN t'N; have /andP[le_x x_le] := x_grid tN.
have /andP[le_x' x'_le] := x_grid t'N.
have pos i : 0 <= alpha * q ^+ i by rewrite mulr_ge0 ?exprn_ge0 // ltW.
have E : alpha ^+ 2 * q ^+ (t + t') = alpha * q ^+ t * (alpha * q ^+ t').
  by rewrite exprD; ring.
apply/andP; split; first by rewrite E ler_pmul.
have x_ge0 : 0 <= x t by rewrite ltW ?grid_gt0.
have x'_ge0 : 0 <= x t' by rewrite ltW ?grid_gt0.
apply: le_trans (ler_pmul x_ge0 x'_ge0 x_le x'_le) _.
rewrite [q ^+ (_ + a)]exprD mulrA E.
have -> : alpha * q ^+ t * rho * (alpha * q ^+ t' * rho)
        = alpha * q ^+ t * (alpha * q ^+ t') * rho ^+ 2 by ring.
by rewrite ler_wpmul2l // mulr_ge0.
Qed.

Lemma grid_category g s j bu bv (u v : grid_type N) :
  u.1 = bu -> v.1 = bv -> s * g ^- j.+1 < x u.2 * x v.2 <= s * g ^- j ->
  category g s j bu bv (grid_value x u) (grid_value x v).
Proof.
case: u v => [b t] [b' t'] /= -> ->.
have xt : 0 < x t by rewrite grid_gt0 // -ltnS.
have xt' : 0 < x t' by rewrite grid_gt0 // -ltnS.
have sign_ok c y : 0 < y -> has_sign c (sgn R c * y).
  by case: c => y0; rewrite /= ?mul1r // mulN1r oppr_lt0.
rewrite /category /grid_value /= !sign_ok // /window => xx.
have abs_sgn c : `|sgn R c| = 1 by case: c; rewrite /= ?normrN1 ?normr1.
by rewrite !normrM !abs_sgn !mul1r !gtr0_norm // [x t' * _]mulrC.
Qed.

Section Window.
Variables (lo hi : R) (A B r m : nat).
Hypotheses (A_le : alpha ^+ 2 * q ^+ A <= lo) (hi_le : hi <= alpha ^+ 2 * q ^+
  B).
Hypotheses (wide : lo * q ^+ (r + a) <= hi).
Hypotheses (mA : (m <= A.+2)%N) (mB : (B + m <= N + N.+1)%N).

Lemma grid_diagonals : (0 < r)%N ->
  exists h : 'I_r * 'I_m -> 'I_N.+1 * 'I_N.+1, injective h /\
    forall em (d := ((h em).1 + (h em).2)%N),
      lo < alpha ^+ 2 * q ^+ d /\ alpha ^+ 2 * q ^+ (d + a) <= hi.
Proof.
move=> r_gt0; have C_gt0 : 0 < alpha ^+ 2 by rewrite exprn_gt0.
have lo_gt0 : 0 < lo by apply: lt_le_trans A_le; rewrite mulr_gt0 ?exprn_gt0.
have lo_lt : lo < alpha ^+ 2 * q ^+ B.
  apply: lt_le_trans hi_le; apply: lt_le_trans wide.
  by rewrite ltr_pmulr // exprn_egt1 // addn_eq0 negb_and -lt0n r_gt0.
have [|d1 [/andP[A_d1 d1_B] lo_d1 d1_lo]] := @first_power R _ _ lo A B C_gt0
  q_gt1.
  by rewrite A_le.
have top e : (e < r)%N -> alpha ^+ 2 * q ^+ (d1 + e + a) <= hi.
  move=> er; apply: le_trans wide.
  apply: (@le_trans _ _ (alpha ^+ 2 * q ^+ d1.-1 * q ^+ (r + a))); last first.
    by rewrite ler_wpmul2r // exprn_ge0 // ltW.
  by rewrite -mulrA -exprD ler_pmul2l // ler_eexpn2l // (step_top _ A_d1).
have [e er|h [h_inj h_sum]] := @diagonals N d1 r m.
  apply: (@diagonal_wide A B N a) => //.
  by have := le_trans (top e er) hi_le; rewrite ler_pmul2l // ler_eexpn2l.
exists h; split=> // em; rewrite h_sum; split; last exact: top.
apply: lt_le_trans lo_d1 _.
by rewrite ler_pmul2l // ler_eexpn2l // leq_addr.
Qed.

Lemma grid_window : (0 < r)%N ->
  exists h : 'I_r * 'I_m -> 'I_N.+1 * 'I_N.+1, injective h /\
    forall em, lo < x (h em).1 * x (h em).2 <= hi.
Proof.
move=> r_gt0; have [h [h_inj h_in]] := grid_diagonals r_gt0.
exists h; split=> // em; have [lo_d d_hi] := h_in em.
have /andP[ge_d le_d] := grid_product (leq_ord (h em).1) (leq_ord (h em).2).
by rewrite (lt_le_trans lo_d ge_d) (le_trans le_d d_hi).
Qed.

End Window.

Theorem hyperbolic_grid (g s : R) (k A B r m : nat) :
  1 < g -> q ^+ (r + a) <= g ->
  alpha ^+ 2 * q ^+ A <= s * g ^- k.+1 -> s * g^-1 <= alpha ^+ 2 * q ^+ B ->
  (m <= A.+2)%N -> (B + m <= N + N.+1)%N ->
  fills g s k ((r * m)%:R / (2 * N.+1)%:R ^+ 2) (grid_law R N) (grid_value x).
Proof.
move=> g_gt1 q_g A_le B_ge mA mB j bu bv /andP[j_gt0 jk].
case: (posnP r) => [->|r_gt0]; first by rewrite mul0r Pr_ge0.
have g_gt0 := lt_trans ltr01 g_gt1.
have s_gt0 : 0 < s.
  have: 0 < s * g ^- k.+1 by apply: lt_le_trans A_le;
    rewrite mulr_gt0 ?exprn_gt0.
  by rewrite pmulr_lgt0 // invr_gt0 exprn_gt0.
have anti i i' : (i <= i')%N -> s * g ^- i' <= s * g ^- i.
  by move=> ii'; rewrite ler_pmul2l // lef_pinv ?posrE ?exprn_gt0 //
    ler_eexpn2l.
have [||||||h [h_inj h_in]] := @grid_window (s * g ^- j.+1) (s * g ^- j) A B r
  m.
- by apply: le_trans A_le _; apply: anti.
- by apply: le_trans B_ge; rewrite -[X in _ <= s * X^-1]expr1; apply: anti.
- have -> : s * g ^- j = s * g ^- j.+1 * g.
    by rewrite exprSr invfM mulrA mulfVK // gt_eqF.
  by rewrite ler_wpmul2l // ltW // mulr_gt0 // invr_gt0 exprn_gt0.
- exact: mA.
- exact: mB.
- exact: r_gt0.
have -> : (r * m)%N = #|[finType of 'I_r * 'I_m]| by rewrite card_prod
  !card_ord.
have -> : (2 * N.+1)%N = #|grid_type N| by rewrite card_prod card_bool card_ord.
pose h' em := ((bu, (h em).1), (bv, (h em).2)) : grid_type N * grid_type N.
apply: (@uniform_pair_ge _ _ _ _ _ h') => [em em' [eq1 eq2]|em].
  by apply: h_inj; rewrite [LHS]surjective_pairing eq1 eq2 -surjective_pairing.
by apply: grid_category => //; apply: h_in.
Qed.

End Grid.

(* kr points, r to a category; A + 1 is the middle k r / 2, rounded. *)
Theorem hyperbolic_product (R : realFieldType) (alpha q s : R) (k r A N : nat) :
  0 < alpha -> 1 < q -> (0 < k)%N -> (0 < r)%N -> N.+1 = (k * r)%N ->
  (A.+1.*2 <= k * r <= A.+2.*2)%N -> s = alpha ^+ 2 * q ^+ (A + k.+1 * r) ->
  fills (q ^+ r) s k (8 * k%:R)^-1 (grid_law R N)
    (grid_value (fun t => alpha * q ^+ t)).
Proof.
move=> alpha_gt0 q_gt1 k_gt0 r_gt0 NE /andP[A_le le_A] sE.
have q_gt0 : 0 < q := lt_trans ltr01 q_gt1.
have q_neq0 i : q ^+ i != 0 by rewrite expf_neq0 // gt_eqF.
have x_grid t : (t <= N)%N -> alpha * q ^+ t <= alpha * q ^+ t <= alpha * q ^+
  t * 1.
  by rewrite mulr1 lexx.
have rho_le : 1 ^+ 2 <= q ^+ 0 by rewrite expr1n expr0.
pose m := uphalf (k * r).
have le_c : (8 * k%:R)^-1 <= (r * m)%:R / (2 * N.+1)%:R ^+ 2 :> R.
  rewrite NE ler_pdivl_mulr ?exprn_gt0 ?ltr0n ?muln_gt0 ?k_gt0 //.
  rewrite mulrC ler_pdivr_mulr ?mulr_gt0 ?ltr0n // -!natrM -natrX ler_nat.
  by rewrite /m; have := uphalf_half (k * r); have := odd_double_half (k * r);
    nia.
have Er : 1 < q ^+ r by rewrite exprn_egt1 // -lt0n.
have shrink i : q ^+ r ^- i = (q ^+ (i * r))^-1 by rewrite -exprM mulnC.
move=> j bu bv jk; apply: le_trans le_c _.
apply: (hyperbolic_grid alpha_gt0 q_gt1 x_grid rho_le Er (A := A)
  (B := A + k * r) (r := r) (m := m)) jk.
- by rewrite addn0.
- by rewrite shrink sE exprD mulrA mulfK.
- rewrite -[q ^+ r]expr1 shrink mul1n sE mulSnr addnA exprD mulrA.
  by rewrite mulfK.
- by rewrite /m; have := uphalf_half (k * r); have := odd_double_half (k * r);
    lia.
by rewrite NE /m; have := uphalf_half (k * r);
  have := odd_double_half (k * r); lia.
Qed.
