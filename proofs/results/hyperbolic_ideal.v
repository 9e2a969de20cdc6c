(******************************************************************************)
(* hyperbolic-product for the ideal law, by areas: the constant 1/(8k).       *)
(*                                                                            *)
(*   cell alpha q b t u   u has the sign b, alpha q^t <= |u| < alpha q^(t+1)  *)
(*   P A            probability that a pair (u, v) lies in the set A          *)
(*   hyperbolic_pair alpha beta P   P is the law of two independent draws of  *)
(*                  the hyperbolic law on [alpha, beta): fair signs, and the  *)
(*                  N cells of every geometric division of [alpha, beta)      *)
(*                  equally likely (density proportional to 1/|w|); of        *)
(*                  probability only additivity on finitely many disjoint     *)
(*                  sets and monotonicity are asked                           *)
(*                                                                            *)
(* hyperbolic_product_ideal: beta = alpha g^k and alpha^4 = s^2 g^(-3k-2),    *)
(*   that is alpha = sqrt s g^(-3k/4-1/2): each of the k categories, with     *)
(*   each choice of signs, has probability at least 1/(8k).                   *)
(*                                                                            *)
(* Source: hyperbolic-product (DERIVED constants). Differences: no integral;  *)
(* the triangular density is bounded by counting cells of finer and finer     *)
(* divisions, and the limit is taken in the archimedean field. That Lebesgue  *)
(* measure gives such a P is not proved here.                                 *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra zify ring.
From mathcomp Require Import reals sequences exp.
From LotteryVerify.definitions Require Import counts.
From LotteryVerify.definitions Require Import categories.
From LotteryVerify.facts Require Import exponential.
From LotteryVerify.results Require Import hyperbolic_product.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Definition cell (R : realFieldType) (alpha q : R) (b : bool) (t : nat) (u : R)
  :=
  has_sign b u && (alpha * q ^+ t <= `|u| < alpha * q ^+ t.+1).

Record hyperbolic_pair (R : realFieldType) (alpha beta : R)
    (P : (R -> R -> bool) -> R) : Prop := {
  pair_additive : forall (J : finType) (C : J -> R -> R -> bool)
      (A : R -> R -> bool),
    (forall i j u v, C i u v -> C j u v -> i = j) ->
    (forall j u v, C j u v -> A u v) -> \sum_j P (C j) <= P A;
  pair_cells : forall N q bu bv t t', alpha * q ^+ N.+1 = beta -> 1 < q ->
    (t <= N)%N -> (t' <= N)%N ->
    P (fun u v => cell alpha q bu t u && cell alpha q bv t' v)
      = (2 * N.+1)%:R ^- 2 }.

Lemma cell_inj (R : realFieldType) (alpha q : R) b t t' u :
  0 < alpha -> 1 < q -> cell alpha q b t u -> cell alpha q b t' u -> t = t'.
Proof.
move=> alpha_gt0 q_gt1 /andP[_ /andP[ut tu]] /andP[_ /andP[ut' tu']].
have le_of i i' : alpha * q ^+ i <= `|u| -> `|u| < alpha * q ^+ i'.+1 -> (i <=
  i')%N.
  by move=> lo hi; have := le_lt_trans lo hi; rewrite ltr_pmul2l // ltr_eexpn2l.
by apply/eqP; rewrite eqn_leq (le_of _ _ ut tu') (le_of _ _ ut' tu).
Qed.

Lemma mul_double (i r : nat) : (i * r * 2 = r.*2 * i)%N.
Proof. lia. Qed.

Lemma ideal_counts (k r : nat) : (0 < k)%N -> (1 < r)%N ->
  [/\ (0 < r.*2)%N, (2 <= r.*2)%N, (k * r - 1 <= (k * r).+2)%N,
      (3 * k * r + (k * r - 1) <= (k * r.*2).-1 + (k * r.*2).-1.+1)%N
    & (0 < r.*2 - 2)%N].
Proof. by move=> k_gt0 r_gt1; split; nia. Qed.

Lemma ideal_exponents (k : nat) :
  (k + k.+1 * 2 = 3 * k + 2)%N /\ (3 * k + 2 = 3 * k + 2)%N.
Proof. lia. Qed.

Section Ideal.
Variables (R : realType) (alpha g s : R) (k : nat) (P : (R -> R -> bool) -> R).
Hypotheses (alpha_gt0 : 0 < alpha) (g_gt1 : 1 < g) (k_gt0 : (0 < k)%N).
Hypothesis s_gt0 : 0 < s.
Hypothesis alpha4 : alpha ^+ 4 * g ^+ (3 * k + 2) = s ^+ 2.
Hypothesis P_hyperbolic : hyperbolic_pair alpha (alpha * g ^+ k) P.

Let g_gt0 : 0 < g := lt_trans ltr01 g_gt1.

Lemma root_exists r : (0 < r)%N -> exists q : R, 1 < q /\ q ^+ r = g.
Proof.
move=> r_gt0; have r_neq0 : r%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
exists (expR (ln g / r%:R)); rewrite expR_gt1 divr_gt0 ?ln_gt0 ?ltr0n //.
by split=> //; rewrite -expRMm mulrC divfK // lnK.
Qed.

Lemma square_inj (x y : R) : 0 < x -> 0 < y -> x ^+ 2 = y ^+ 2 -> x = y.
Proof. by move=> x0 y0 /eqP; rewrite eqr_expn2 // ?ltW // => /eqP. Qed.

Lemma window_ends q r : q ^+ r.*2 = g -> 0 < q ->
  alpha ^+ 2 * q ^+ (k * r) = s * g ^- k.+1 /\
  alpha ^+ 2 * q ^+ (3 * k * r) = s * g^-1.
Proof.
move=> qg q_gt0; have pw i : (q ^+ (i * r)) ^+ 2 = g ^+ i.
  by rewrite -exprM -qg -exprM mul_double.
have sq i l : (i + l = 3 * k + 2)%N -> (alpha ^+ 2 * q ^+ (i * r)) ^+ 2 * g ^+
  l = s ^+ 2.
  by move=> il; rewrite exprMn pw -exprM -mulrA -exprD il alpha4.
have pos i : 0 < alpha ^+ 2 * q ^+ (i * r) by rewrite mulr_gt0 ?exprn_gt0.
have g_neq0 l : g ^+ l != 0 by rewrite expf_neq0 // gt_eqF.
split; apply: square_inj; rewrite ?pos // ?divr_gt0 ?exprn_gt0 //.
  apply: (mulIf (g_neq0 (k.+1 * 2)%N)); rewrite sq;
    last by case: (ideal_exponents k).
  by rewrite exprMn exprVn -exprM mulfVK.
apply: (mulIf (g_neq0 2%N)); rewrite sq; last by case: (ideal_exponents k).
by rewrite exprMn exprVn mulfVK.
Qed.

Lemma cell_category q bu bv j t t' (u v : R) :
  s * g ^- j.+1 < alpha ^+ 2 * q ^+ (t + t') ->
  alpha ^+ 2 * q ^+ (t + t' + 2) <= s * g ^- j -> 0 < q ->
  cell alpha q bu t u && cell alpha q bv t' v -> category g s j bu bv u v.
Proof.
move=> lo hi q_gt0 /andP[/andP[su /andP[ut tu]] /andP[sv /andP[vt tv]]].
rewrite /category su sv /window normrM /=; apply/andP; split.
  apply: lt_le_trans lo _; rewrite [`|v| * _]mulrC exprD.
  have -> : alpha ^+ 2 * (q ^+ t * q ^+ t') = (alpha * q ^+ t) * (alpha * q ^+
    t').
    by ring.
  by rewrite ler_pmul // mulr_ge0 ?exprn_ge0 // ltW.
apply: le_trans hi; rewrite [`|v| * _]mulrC (_ : (t + t' + 2 = t.+1 +
  t'.+1)%N); last by rewrite addn2 addSn addnS.
have -> : alpha ^+ 2 * q ^+ (t.+1 + t'.+1)
        = (alpha * q ^+ t.+1) * (alpha * q ^+ t'.+1) by rewrite exprD; ring.
by rewrite ler_pmul // ltW.
Qed.

Lemma ideal_at r j bu bv : (1 < r)%N -> (0 < j <= k)%N ->
  ((r.*2 - 2) * (k * r - 1))%:R / (2 * (k * r.*2))%:R ^+ 2
  <= P (category g s j bu bv).
Proof.
move=> r_gt1 /andP[j_gt0 jk];
  have [r2_gt0 r2 mA mB r2_gt2] := ideal_counts k_gt0 r_gt1.
have [q [q_gt1 qg]] := root_exists r2_gt0; have q_gt0 := lt_trans ltr01 q_gt1.
have [lo_end hi_end] := window_ends qg q_gt0.
have NE : (k * r.*2).-1.+1 = (k * r.*2)%N by rewrite prednK // muln_gt0 k_gt0.
have anti i i' : (i <= i')%N -> s * g ^- i' <= s * g ^- i.
  by move=> ii'; rewrite ler_pmul2l // lef_pinv ?posrE ?exprn_gt0 //
    ler_eexpn2l.
have [||||||h [h_inj h_in]] := @grid_diagonals R (k * r.*2).-1 alpha q 2
  alpha_gt0
  q_gt1 (s * g ^- j.+1) (s * g ^- j) (k * r) (3 * k * r) (r.*2 - 2) (k * r - 1).
- by rewrite lo_end; apply: anti.
- by rewrite hi_end -[X in _ <= s * X^-1]expr1; apply: anti.
- rewrite subnK //.
  rewrite qg exprSr invfM mulrA mulfVK ?gt_eqF //.
- exact: mA.
- exact: mB.
- exact: r2_gt2.
pose C em (u v : R) := cell alpha q bu (h em).1 u && cell alpha q bv (h em).2 v.
have cells : \sum_em P (C em) =
    ((r.*2 - 2) * (k * r - 1))%:R / (2 * (k * r.*2))%:R ^+ 2.
  rewrite (eq_bigr (fun=> (2 * (k * r.*2).-1.+1)%:R ^- 2)); last first.
    move=> em _; apply: (pair_cells P_hyperbolic) => //.
    - by rewrite NE -qg -exprM mulnC.
    - exact: leq_ord.
    exact: leq_ord.
  by rewrite NE sumr_const card_prod !card_ord -[LHS]mulr_natl.
rewrite -cells; apply: (pair_additive P_hyperbolic) => [em em' u v|em u v].
  move=> /andP[u1 v1] /andP[u2 v2]; apply: h_inj.
  rewrite [LHS]surjective_pairing [RHS]surjective_pairing.
  have -> := ord_inj (cell_inj alpha_gt0 q_gt1 u1 u2).
  by have -> := ord_inj (cell_inj alpha_gt0 q_gt1 v1 v2).
have [lo hi] := h_in em; exact: cell_category.
Qed.

Lemma ideal_fraction r : (1 < r)%N ->
  (8 * k%:R)^-1 - (4 * k%:R * r%:R)^-1 <=
  ((r.*2 - 2) * (k * r - 1))%:R / (2 * (k * r.*2))%:R ^+ 2 :> R.
Proof.
move=> r_gt1; have kr1 : (1 <= k * r)%N by rewrite muln_gt0 k_gt0 ltnW.
have r2 : (2 <= r.*2)%N by rewrite -[2%N]/(1.*2)%N leq_double ltnW.
rewrite !natrM natrB // natrB // -muln2 !natrM.
have k1 : 1 <= k%:R :> R by rewrite ler1n.
have r1 : 1 <= r%:R :> R by rewrite ler1n ltnW.
move: (k%:R : R) (r%:R : R) k1 r1 => x y x1 y1.
have [x0 y0] : 0 < x /\ 0 < y by split; apply: lt_le_trans ltr01 _.
rewrite -subr_ge0.
have -> : (y * 2 - 2) * (x * y - 1) / (2 * (x * (y * 2))) ^+ 2
  - ((8 * x)^-1 - (4 * x * y)^-1)
  = (y * (x - 1) + 1) / (8 * x ^+ 2 * y ^+ 2).
  by field; rewrite !gt_eqF.
apply: divr_ge0; last by rewrite !mulr_ge0 ?exprn_ge0 ?ler0n // ltW.
by apply: addr_ge0; rewrite ?ler01 // mulr_ge0 ?subr_ge0 // ltW.
Qed.

Theorem hyperbolic_product_ideal j bu bv : (0 < j <= k)%N ->
  (8 * k%:R)^-1 <= P (category g s j bu bv).
Proof.
move=> jk; rewrite leNgt; apply/negP; rewrite -subr_gt0 => gap_gt0.
move: gap_gt0; set gap := _ - _ => gap_gt0.
have k4_gt0 : 0 < 4 * k%:R :> R by rewrite mulr_gt0 ?ltr0n.
pose r := (draws (4 * k%:R * gap)^-1).+2.
have := le_trans (ideal_fraction (isT : (1 < r)%N)) (@ideal_at r j bu bv isT
  jk).
rewrite ler_subl_addr -ler_subl_addl -/gap; apply/negP; rewrite -ltNge.
rewrite invfM ltr_pdivr_mulr ?ltr0n // -ltr_pdivr_mull //.
have lt_r : (4 * k%:R * gap)^-1 < r%:R.
  by apply: le_lt_trans (le_draws _) _; rewrite ltr_nat ltnW.
by move: lt_r; rewrite invfM mulrC.
Qed.

End Ideal.
