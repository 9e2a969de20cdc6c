(******************************************************************************)
(* The two phases of the growth of the reached set.                           *)
(*                                                                            *)
(*   inverse_density A   1 / density A while the density is below 1/2, else 0 *)
(*   phase_one     below 1/2 its mean shrinks by the factor 1 - p/8           *)
(*   phase_two     above 1/2 the mean of 1 - density shrinks by 1 - p/4       *)
(*   uncovered_unlikely   after T1 + T2 draws more than e points are missing  *)
(*                 with probability at most                                   *)
(*                 (1 - p/8)^T1 n / (2 #|A|) + (1 - p/4)^T2 n / (2 (e+1))     *)
(*                                                                            *)
(* Source: subset-sum (proof of THEORY.md), on a finite grid.                 *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring.
From LotteryVerify.definitions Require Import finite_law.
From LotteryVerify.facts Require Import draw_sequence probability subset_growth.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Chord.
Variable R : realFieldType.

Lemma inverse_chord (v w : R) : 0 < v -> v <= w <= 2 * v ->
  w^-1 <= w * (- (2 * v ^+ 2)^-1) + 3%:R / (2 * v).
Proof.
move=> v_gt0 /andP[vw w2v]; have w_gt0 := lt_le_trans v_gt0 vw.
have [v0 w0] : v != 0 /\ w != 0 by rewrite !gt_eqF.
rewrite -subr_ge0; have -> : w * (- (2 * v ^+ 2)^-1) + 3%:R / (2 * v) - w^-1
    = (w - v) * (2 * v - w) / (2 * v ^+ 2 * w) by field; rewrite v0 w0.
by rewrite divr_ge0 ?mulr_ge0 ?subr_ge0 ?sqr_ge0 ?ler0n // ltW.
Qed.

End Chord.

Section Phases.
Variables (R : realFieldType) (n : nat) (q : law R [finType of 'I_n.*2]) (p :
  R).
Hypotheses (n_gt0 : (0 < n)%N) (p_ge0 : 0 <= p) (p_le1 : p <= 1).
Hypothesis q_spread : spread q p.
Implicit Types A : {set 'I_n}.

Let dens A : R := density R A.
Let half : R := 2^-1.

Definition inverse_density A : R := if dens A < half then (dens A)^-1 else 0.

Lemma density_gt0 A : A != set0 -> 0 < dens A.
Proof. by move=> A0; rewrite divr_gt0 ?ltr0n // card_gt0. Qed.

Lemma phase_one A : A != set0 ->
  mean q (@grow n) inverse_density A <= (1 - p / 8%:R) * inverse_density A.
Proof.
move=> A_neq0; have v_gt0 := density_gt0 A_neq0; set v := dens A.
have v0 : v != 0 by rewrite gt_eqF.
rewrite /inverse_density -/v; case: (ltP v half) => [v_lt|v_ge]; last first.
  rewrite mulr0 /mean /expect big1 // => x _.
  by rewrite ltNge (le_trans v_ge (density_grow R A x)) /= mulr0.
apply: (@le_trans _ _ (mean q (@grow n)
  (fun A' => dens A' * (- (2 * v ^+ 2)^-1) + 3%:R / (2 * v)) A)).
  apply: mean_mono => x; have := inverse_chord v_gt0.
  move=> /(_ (dens (grow A x)));
    rewrite density_grow density_double => /(_ isT).
  case: ifP => // _; apply: le_trans; rewrite invr_ge0; exact: density_ge0.
rewrite mean_affine; have grows := density_mean A q_spread;
  rewrite -/v in grows.
have E_ge0 : 0 <= (2 * v ^+ 2)^-1 by rewrite invr_ge0 mulr_ge0 ?sqr_ge0 ?ler0n.
apply: (@le_trans _ _ ((v + p * v * (1 - v) / 2) * (- (2 * v ^+ 2)^-1)
                       + 3%:R / (2 * v))).
  by rewrite ler_add2r !mulrN ler_opp2 ler_wpmul2r.
rewrite -subr_ge0; have -> : (1 - p / 8%:R) * v^-1
    - ((v + p * v * (1 - v) / 2) * (- (2 * v ^+ 2)^-1) + 3%:R / (2 * v))
    = p * (half - v) / (4%:R * v) by rewrite /half; field.
by apply: divr_ge0; apply: mulr_ge0; rewrite ?subr_ge0 ?ler0n //; apply: ltW.
Qed.

Lemma phase_two A : half <= dens A ->
  mean q (@grow n) (fun A' => 1 - dens A') A <= (1 - p / 4%:R) * (1 - dens A).
Proof.
move=> v_ge; have grows := density_mean A q_spread; set v := dens A.
have E := mean_affine q (@grow n) (-1) 1 dens A.
rewrite (_ : mean q _ _ A = mean q (@grow n) dens A * -1 + 1); last first.
  by rewrite -E; apply: eq_bigr => x _; rewrite mulrN1 addrC.
rewrite mulrN1 addrC; apply: (@le_trans _ _ (1 - (v + p * v * (1 - v) / 2))).
  by rewrite ler_add2l ler_opp2.
rewrite -subr_ge0; have -> : (1 - p / 4%:R) * (1 - v)
    - (1 - (v + p * v * (1 - v) / 2)) = p * (v - half) * (1 - v) / 2.
  by rewrite /half; field.
apply: divr_ge0; last exact: ler0n.
by apply: mulr_ge0; [apply: mulr_ge0|]; rewrite ?subr_ge0 ?density_le1.
Qed.

Variables (e T1 T2 : nat).

Definition uncovered A : R := (e < n - #|A|)%N%:R.

Definition late_bound : R := (1 - p / 4%:R) ^+ T2 * (n%:R / (2 * e.+1%:R)).

Lemma uncovered_le A : uncovered A <= (1 - dens A) * (n%:R / e.+1%:R) + 0.
Proof.
have A_le : (#|A| <= n)%N by rewrite -[X in (_ <= X)%N]card_ord max_card.
have -> : (1 - dens A) * (n%:R / e.+1%:R) + 0 = (n - #|A|)%:R / e.+1%:R.
  rewrite addr0 mulrA mulrBl mul1r divfK ?natrB //.
  by rewrite pnatr_eq0 -lt0n.
rewrite /uncovered; case: ltnP => e_lt; last by rewrite divr_ge0 ?ler0n.
by rewrite ler_pdivl_mulr ?ltr0n // mul1r ler_nat.
Qed.

Lemma late_bound_ge0 : 0 <= late_bound.
Proof.
rewrite mulr_ge0 ?divr_ge0 ?mulr_ge0 ?ler0n // exprn_ge0 // subr_ge0.
by rewrite ler_pdivr_mulr ?ltr0n // mul1r (le_trans p_le1) // ler1n.
Qed.

Lemma late_phase A : A != set0 ->
  iter T2 (mean q (@grow n)) uncovered A
  <= inverse_density A * half + late_bound.
Proof.
move=> A_neq0; have v_gt0 := density_gt0 A_neq0.
rewrite /inverse_density; case: ltP => [v_lt|v_ge]; last first.
  rewrite mul0r add0r; pose inv (S : {set 'I_n}) := half <= dens S : Prop.
  have inv_step S x : inv S -> inv (grow S x).
    by move=> S_in; apply: le_trans S_in (density_grow _ _ _).
  apply: le_trans (iter_mean_mono _ inv_step T2 (fun S _ =>
    uncovered_le S) v_ge) _.
  have c_ge0 : 0 <= 1 - p / 4%:R.
    by rewrite subr_ge0 ler_pdivr_mulr ?ltr0n // mul1r (le_trans p_le1) //
      ler1n.
  rewrite iter_mean_affine addr0.
  apply: le_trans (ler_wpmul2r _ (iter_mean_contract inv_step T2 c_ge0
    phase_two v_ge)) _.
    by rewrite divr_ge0 ?ler0n.
  rewrite /late_bound -mulrA ler_wpmul2l ?exprn_ge0 //.
  rewrite invfM [leRHS]mulrCA ler_wpmul2r //.
    by rewrite divr_ge0 ?ler0n.
  by rewrite ler_subl_addl -ler_subl_addr (_ : 1 - _ = half) // /half; field.
apply: (@le_trans _ _ (iter T2 (mean q (@grow n)) (fun S => dens S * 0 + 1) A)).
  pose inv (S : {set 'I_n}) := True.
  have inv_step S x : inv S -> inv (grow S x) by [].
  apply: (iter_mean_mono _ inv_step) => // S _.
  by rewrite mulr0 add0r /uncovered; case: ltnP => _; rewrite ?ler01.
rewrite iter_mean_affine mulr0 add0r -[leLHS]addr0 ler_add ?late_bound_ge0 //.
rewrite /half ler_pdivl_mulr ?ltr0n // mul1r -[leLHS]invrK lef_pinv ?posrE //.
  exact: ltW.
by rewrite invr_gt0 ltr0n.
Qed.

Theorem uncovered_unlikely A : A != set0 ->
  Pr (iid [finType of 'I_(T1 + T2)] q)
    [pred f : {ffun 'I_(T1 + T2) -> 'I_n.*2} |
      (e < n - #|after (@grow n) A f|)%N]
  <= (1 - p / 8%:R) ^+ T1 * (n%:R / (2 * #|A|%:R)) + late_bound.
Proof.
move=> A_neq0; rewrite Pr_expect.
rewrite (expect_after q (@grow n) (T1 + T2) uncovered A) iterD.
pose inv (S : {set 'I_n}) := S != set0 : Prop.
have inv_step S x : inv S -> inv (grow S x).
  by rewrite /inv -!card_gt0 => /leq_trans; apply;
    rewrite subset_leq_card ?subsetUl.
apply: le_trans (iter_mean_mono _ inv_step T1 (@late_phase) A_neq0) _.
rewrite iter_mean_affine ler_add2r.
have c_ge0 : 0 <= 1 - p / 8%:R.
  by rewrite subr_ge0 ler_pdivr_mulr ?ltr0n // mul1r (le_trans p_le1) // ler1n.
have half_ge0 : 0 <= half by rewrite invr_ge0 ler0n.
apply: le_trans (ler_wpmul2r half_ge0 (iter_mean_contract inv_step T1 c_ge0
  phase_one A_neq0)) _.
rewrite -mulrA ler_wpmul2l ?exprn_ge0 // /inverse_density.
rewrite [in leRHS]invfM [leRHS]mulrCA [leRHS]mulrC ler_wpmul2r //;
  case: ifP => _.
  by rewrite /dens /density invf_div.
by rewrite divr_ge0 ?ler0n.
Qed.

End Phases.
