(******************************************************************************)
(* parameter-lower-bound in bits: what one target weight needs, whatever the  *)
(* method.                                                                    *)
(*                                                                            *)
(*   I, value       the mask bits of one weight, and what a mask makes of     *)
(*                  them                                                      *)
(*   reaches        every w of [0, width] is within e of some mask's value    *)
(*                                                                            *)
(* weight_bits: then width / (2 e) <= 2^(number of bits).                     *)
(* weight_bits_log: so the number of bits is at least log_2 (width / (2 e)).  *)
(*                                                                            *)
(* Source: parameter-lower-bound (LITERATURE: Pensia et al.; DERIVED here).   *)
(* The range may be anywhere: a shift of values and weights changes nothing.  *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import boolp reals sequences exp.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Bits.
Variables (R : realFieldType) (I : finType) (value : {ffun I -> bool} -> R).
Variables (width e : R).

Definition reaches : Prop := forall w, 0 <= w <= width ->
  exists k, `|value k - w| <= e.

Let masks := (2 ^ #|I|)%N.

Lemma masks_gt0 : (0 < masks)%N.
Proof. by rewrite expn_gt0. Qed.

Lemma apart_points (i j : nat) (v : R) : 2%:R * e * masks%:R < width ->
  `|v - i%:R * (width / masks%:R)| <= e ->
  `|v - j%:R * (width / masks%:R)| <= e -> (i <= j)%N.
Proof.
move=> wide i_near j_near; rewrite leqNgt; apply/negP => j_lt.
have m_gt0 : 0 < masks%:R :> R by rewrite ltr0n masks_gt0.
have gap_gt : 2%:R * e < width / masks%:R by rewrite ltr_pdivl_mulr.
have gap_ge0 : 0 <= width / masks%:R.
  apply: le_trans (ltW gap_gt); rewrite mulr_ge0 ?ler0n //.
  exact: le_trans (normr_ge0 _) i_near.
suff : width / masks%:R <= 2%:R * e by rewrite leNgt gap_gt.
apply: (@le_trans _ _ `|i%:R * (width / masks%:R) - j%:R * (width / masks%:R)|).
  rewrite -mulrBl -natrB ?(ltnW j_lt) // ger0_norm; last first.
    exact: mulr_ge0 (ler0n _ _) gap_ge0.
  by rewrite ler_pemull // ler1n subn_gt0.
apply: le_trans (ler_dist_add v _ _) _.
by rewrite distrC [2%:R * e]mulr_natl mulr2n ler_add.
Qed.

Theorem weight_bits : 0 < e -> reaches -> width / (2%:R * e) <= masks%:R.
Proof.
move=> e_gt0 reach; have m_gt0 : 0 < masks%:R :> R by rewrite ltr0n masks_gt0.
have e2_gt0 : 0 < 2%:R * e by rewrite mulr_gt0 ?ltr0n.
rewrite ler_pdivr_mulr // leNgt mulrC; apply/negP => wide.
have width_ge0 : 0 <= width.
  by apply: le_trans (ltW wide); rewrite mulr_ge0 ?ler0n // ltW.
have near (i : 'I_masks.+1) :
    exists k, `|value k - i%:R * (width / masks%:R)| <= e.
  apply: reach; rewrite mulr_ge0 ?divr_ge0 ?ler0n //= mulrCA.
  by rewrite ler_pimulr // ler_pdivr_mulr // mul1r ler_nat -ltnS ltn_ord.
pose f i := xchoose (near i).
have f_near i : `|value (f i) - i%:R * (width / masks%:R)| <= e.
  exact: xchooseP (near i).
have f_inj : injective f.
  move=> i j eq_f; apply/val_inj/eqP; rewrite eqn_leq; apply/andP.
  have := f_near j; rewrite -eq_f => j_near.
  split; first exact: apart_points wide (f_near i) j_near.
  exact: apart_points wide j_near (f_near i).
have := leq_card f f_inj; rewrite card_ord card_ffun card_bool.
by rewrite ltnn.
Qed.

End Bits.

Theorem weight_bits_log (R : realType) (I : finType)
    (value : {ffun I -> bool} -> R) (width e : R) : 0 < e -> 0 < width ->
  reaches value width e -> ln (width / (2%:R * e)) / ln 2%:R <= #|I|%:R.
Proof.
move=> e_gt0 width_gt0 /(weight_bits e_gt0) le_masks.
have ln2_gt0 : 0 < ln 2%:R :> R by rewrite ln_gt0 // ltr1n.
rewrite ler_pdivr_mulr // [_ * ln _]mulr_natl -lnX ?ltr0n // -natrX.
rewrite ler_ln ?posrE ?divr_gt0 ?mulr_gt0 ?ltr0n //; by rewrite expn_gt0.
Qed.
