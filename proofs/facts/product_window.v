(******************************************************************************)
(* How likely the product of two uniform weights is to fall into a window.    *)
(*                                                                            *)
(*   N              N+1 magnitudes for each sign, (2t + 1) / (2 (N+1)), as    *)
(*                  those of the package's uniform law (N+1 = 2^23)           *)
(*   between c h b b' u v   u has the sign b, v the sign b', and              *)
(*                  c < |v u| <= c + h                                        *)
(*   a              a grid point: the window ends below the a-th magnitude    *)
(*   log_ratio N a  ln ((2 (N+1) + 1) / (2a + 1)), about -ln of the a-th      *)
(*                  magnitude                                                 *)
(*   lattice_loss N a   (N+1 - a) / (N+1)^2: one point for each magnitude of u*)
(*                  above the a-th                                            *)
(*                                                                            *)
(* row_window: one row, u fixed, has at least as many points in the window as *)
(*   its length over the step, less one.                                      *)
(* product_window: the probability is at least                                *)
(*   (h log_ratio - lattice_loss) / 4, as the density -ln z of |v u| has it.  *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring zify.
From mathcomp Require Import reals sequences exp.
From LotteryVerify.definitions Require Import categories finite_law grids.
From LotteryVerify.facts Require Import grid_law harmonic.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Definition between (R : realFieldType) (c h : R) (b b' : bool) (u v : R) : bool
  := [&& has_sign b u, has_sign b' v & c < `|v * u| <= c + h].

Section Window.
Variables (R : realType) (N : nat).

Local Notation midpoint := (midpoint R N).
Local Notation uniform_value := (@uniform_value R N).

Definition log_ratio (a : nat) : R :=
  ln (N.+1.*2.+1)%:R - ln (a.*2.+1)%:R.

Definition lattice_loss (a : nat) : R := (N.+1 - a)%:R / N.+1%:R ^+ 2.

Let steps : R := (N.+1.*2)%:R.

Lemma steps_gt0 : 0 < steps. Proof. by rewrite ltr0n double_gt0. Qed.

Lemma below_end (y : R) (k t : nat) :
  k%:R <= y * N.+1%:R + 2^-1 < k.+1%:R -> (midpoint t <= y) = (t < k)%N.
Proof.
move=> /andP[k_le k_gt]; rewrite ler_pdivr_mulr ?steps_gt0 //.
have -> : (t.*2.+1%:R <= y * N.+1.*2%:R) = (t.+1%:R <= y * N.+1%:R + 2^-1).
  rewrite -[RHS](ler_pmul2r (ltr0Sn R 1)) mulrDl mulVf ?pnatr_eq0 //.
  rewrite -mulrA -!natrM !muln2 doubleS [t.*2.+2%:R]mulrSr.
  by rewrite ler_add2r.
apply/idP/idP => [t_le|tk]; last by apply: le_trans k_le; rewrite ler_nat.
by rewrite -ltnS -(ltr_nat R); apply: le_lt_trans t_le k_gt.
Qed.

Lemma row_window (x y : R) : 0 <= x <= y -> y <= 1 ->
  (y - x) * N.+1%:R - 1 <=
    #|[pred t : 'I_N.+1 | x < midpoint t <= y]|%:R :> R.
Proof.
move=> /andP[x_ge0 xy] y_le1.
have half_ge0 : 0 <= 2^-1 :> R by rewrite invr_ge0 ler0n.
have end_ge0 (z : R) : 0 <= z -> 0 <= z * N.+1%:R + 2^-1.
  by move=> z_ge0; rewrite addr_ge0 ?mulr_ge0 ?ler0n.
have [k kP] := nat_below (end_ge0 x x_ge0).
have [l lP] := nat_below (end_ge0 y (le_trans x_ge0 xy)).
have lN : (l <= N.+1)%N.
  rewrite -ltnS -(ltr_nat R); case/andP: lP => /le_lt_trans l_le _; apply: l_le.
  apply: (@le_lt_trans _ _ (N.+1%:R + 2^-1)).
    by rewrite ler_add2r ler_pimull ?ler0n.
  by rewrite [X in _ < X]mulrSr ltr_add2l invf_lt1 ?ltr0n // ltr1n.
have kl_le : (y - x) * N.+1%:R - 1 <= l%:R - k%:R.
  case/andP: kP lP => k_le _ /andP[_ l_gt]; rewrite ler_subr_addr.
  apply: le_trans (ler_add (lexx _) k_le) _.
  have -> : (y - x) * N.+1%:R - 1 + (x * N.+1%:R + 2^-1)
      = y * N.+1%:R + 2^-1 - 1 by ring.
  by rewrite ler_subl_addr -mulrSr; apply: ltW.
apply: le_trans kl_le _; rewrite ler_subl_addr -natrD ler_nat.
have card_k z : (z <= N.+1)%N -> #|[pred t : 'I_N.+1 | (t < z)%N]| = z.
  by move=> zN; rewrite card_below; apply/minn_idPr.
rewrite -{1}(card_k l lN).
case: (leqP k N.+1) => [kN|Nk]; last first.
  apply: leq_trans (_ : k <= _)%N; last by rewrite leq_addl.
  by apply: ltnW; apply: leq_ltn_trans Nk; rewrite (card_k l lN).
rewrite -[X in (_ + X)%N](card_k k kN) -cardUI.
apply: leq_trans (leq_addr _ _); apply/subset_leq_card/subsetP => t.
rewrite !inE (below_end t lP) => ->; rewrite andbT ltNge (below_end t kP).
by rewrite orNb.
Qed.

Lemma signed_midpoint (b : bool) (t : nat) : has_sign b (sgn R b * midpoint t).
Proof.
have t_gt0 : 0 < midpoint t by rewrite divr_gt0 ?ltr0n.
by case: b; rewrite /= ?mul1r // mulN1r oppr_lt0.
Qed.

Lemma size_product (b b' : bool) (s t : nat) :
  `|sgn R b' * midpoint t * (sgn R b * midpoint s)| = midpoint t * midpoint s.
Proof.
have [s_gt0 t_gt0] : 0 < midpoint s /\ 0 < midpoint t.
  by rewrite !divr_gt0 ?ltr0n.
rewrite normrM [`|sgn R b' * _|]normrM [`|sgn R b * _|]normrM.
rewrite (gtr0_norm s_gt0) (gtr0_norm t_gt0).
by case: b; case: b'; rewrite /= ?normrN normr1 !mul1r.
Qed.

Section Signs.
Variables (a : nat) (c h : R) (b b' : bool).
Hypotheses (aN : (a <= N.+1)%N) (c_ge0 : 0 <= c) (h_ge0 : 0 <= h).
Hypothesis below : c + h <= midpoint a.

Definition in_rows (st : 'I_N.+1 * 'I_N.+1) : bool :=
  (a <= st.1)%N && (c < midpoint st.2 * midpoint st.1 <= c + h).

Lemma row_count (s : 'I_N.+1) : (a <= s)%N ->
  h * N.+1%:R ^+ 2 * (2 / s.*2.+1%:R) - 1
  <= #|[pred t : 'I_N.+1 | c < midpoint t * midpoint s <= c + h]|%:R :> R.
Proof.
move=> a_le; have s_gt0 : 0 < midpoint s by rewrite divr_gt0 ?ltr0n.
have as_le : midpoint a <= midpoint s.
  by rewrite ler_pmul2r ?invr_gt0 ?steps_gt0 // ler_nat ltnS leq_double.
have := @row_window (c / midpoint s) ((c + h) / midpoint s).
rewrite divr_ge0 ?(ltW s_gt0) // ler_pmul2r ?invr_gt0 // ler_addl h_ge0.
rewrite ler_pdivr_mulr // mul1r => /(_ isT (le_trans below as_le)).
rewrite -mulrBl [c + h]addrC addrK /midpoint => le;
  apply: le_trans (le_trans _ le) _.
  rewrite ler_add2r le_eqVlt; apply/orP; left; apply/eqP.
  have N_neq0 : N.+1%:R != 0 :> R by rewrite pnatr_eq0.
  have odd_neq0 : s.*2.+1%:R != 0 :> R by rewrite pnatr_eq0.
  rewrite -[N.+1.*2]muln2 natrM; move: N_neq0 odd_neq0.
  move: (N.+1%:R : R) (s.*2.+1%:R : R) => y x y_neq0 x_neq0.
  by field; rewrite y_neq0.
rewrite le_eqVlt; apply/orP; left; apply/eqP; congr (_%:R).
apply: eq_card => t; rewrite !inE -(ler_pdivl_mulr _ _ s_gt0).
by rewrite -(ltr_pdivr_mulr _ _ s_gt0).
Qed.

Lemma rows_count : h * N.+1%:R ^+ 2 * log_ratio a - (N.+1 - a)%:R
  <= #|in_rows|%:R :> R.
Proof.
have -> : #|in_rows| = (\sum_(s < N.+1 | (a <= s)%N)
    #|[pred t : 'I_N.+1 | (c < midpoint t * midpoint s <= c + h)%R]|)%N.
  under eq_bigr => s _ do rewrite -sum1_card.
  by rewrite pair_big_dep -sum1_card.
rewrite natr_sum; apply: (@le_trans _ _ (\sum_(s < N.+1 | (a <= s)%N)
    (h * N.+1%:R ^+ 2 * (2 / s.*2.+1%:R) - 1))); last first.
  by apply: ler_sum => s; apply: row_count.
rewrite -(big_geq_mkord a N.+1 xpredT (fun s =>
  h * N.+1%:R ^+ 2 * (2 / s.*2.+1%:R) - 1)) big_split /= -mulr_sumr.
rewrite sumr_const_nat mulNrn ler_add2r ler_wpmul2l ?odd_harmonic_ge //.
by rewrite mulr_ge0 ?exprn_ge0 ?ler0n.
Qed.

Lemma product_window :
  (h * log_ratio a - lattice_loss a) / 4%:R
  <= Pr (pair_law (grid_law R N) (grid_law R N))
    [pred uv | between c h b b' (uniform_value uv.1) (uniform_value uv.2)].
Proof.
pose place (st : {st | in_rows st}) : grid_type N * grid_type N :=
  ((b, (val st).1), (b', (val st).2)).
have place_inj : injective place.
  by case=> [[s t] st] [[s' t'] st'] [? ?]; apply: val_inj => /=; congr pair.
pose inside uv := between c h b b' (uniform_value uv.1) (uniform_value uv.2).
apply: (@le_trans _ _ (#|in_rows|%:R / #|grid_type N|%:R ^+ 2)).
  rewrite card_prod card_bool card_ord ler_pdivl_mulr ?exprn_gt0 ?ltr0n //.
  apply: le_trans rows_count; rewrite natrM /lattice_loss.
  have : N.+1%:R != 0 :> R by rewrite pnatr_eq0.
  move: (N.+1%:R : R) ((N.+1 - a)%:R : R) (log_ratio a) => y x z y_neq0.
  by rewrite le_eqVlt; apply/orP; left; apply/eqP; field.
have likely := @uniform_pair_ge R (grid_type N) _ (true, ord0) inside place
  place_inj.
rewrite card_sig in likely; apply: likely => st.
have /andP[_ st_in] := valP st.
by rewrite /inside /between /= !signed_midpoint size_product.
Qed.

End Signs.

End Window.
