(******************************************************************************)
(* Affine forms: what the operations on forms cover.                          *)
(*                                                                            *)
(* covers_range        a form covers [form_lo, form_hi] and nothing outside   *)
(* covers_affine       an affine combination                                  *)
(* covers_difference   a difference, symbol by symbol                         *)
(* covers_coarser      truncation outward                                     *)
(* covers_raised       more symbols than the form has                         *)
(* covers_fresh        values within h_a of what the forms f_a cover: one new *)
(*                     symbol each, of size h_a, and the values are covered   *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import strip forms.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Rules.
Variable R : realDomainType.
Implicit Types (f g : form R) (t : nat -> R) (k : nat) (z : R).

Lemma value_near k f t : unit_symbols t ->
  `|value k f t - centre f| <= \sum_(i < k) `|coef f i|.
Proof.
move=> t_unit; rewrite /value addrC addKr;
  apply: le_trans (ler_norm_sum _ _ _) _.
by apply: ler_sum => i _; rewrite normrM ler_pimulr.
Qed.

Lemma covers_range k f t z : unit_symbols t -> covers k f t z ->
  form_lo k f <= z <= form_hi k f.
Proof.
move=> t_unit z_in; rewrite -ler_distl -(subrKA (value k f t)).
apply: le_trans (ler_norm_add _ _) _; rewrite addrC /spread_of.
by apply: ler_add => //; apply: value_near.
Qed.

Lemma value_affine k m (w : 'I_m -> R) (fs : 'I_m -> form R) b t :
  value k (affine_form w fs b) t = \sum_a w a * value k (fs a) t + b.
Proof.
rewrite /value /= addrAC; congr (_ + b).
under [RHS]eq_bigr do rewrite mulrDr mulr_sumr.
rewrite big_split /= exchange_big /=; congr (_ + _); apply: eq_bigr => i _.
by rewrite mulr_suml; apply: eq_bigr => a _; rewrite mulrA.
Qed.

Lemma covers_affine k m (w : 'I_m -> R) (fs : 'I_m -> form R) b t
    (z : 'I_m -> R) :
  (forall a, covers k (fs a) t (z a)) ->
  covers k (affine_form w fs b) t (\sum_a w a * z a + b).
Proof.
move=> z_in; rewrite /covers value_affine opprD addrACA subrr addr0 -sumrB.
apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => a _.
by rewrite -mulrBr normrM ler_wpmul2l //; apply: z_in.
Qed.

Lemma value_difference k f g t :
  value k (difference f g) t = value k g t - value k f t.
Proof.
rewrite /value /= opprD addrACA -sumrB; congr (_ + _).
by apply: eq_bigr => i _; rewrite mulrBl.
Qed.

Lemma covers_difference k f g t z z' : covers k f t z -> covers k g t z' ->
  covers k (difference f g) t (z' - z).
Proof.
move=> z_in z'_in; rewrite /covers value_difference.
rewrite (_ : _ - _ = (z' - value k g t) - (z - value k f t)); last by ring.
apply: le_trans (ler_norm_add _ _) _; rewrite normrN; exact: ler_add.
Qed.

Lemma covers_coarser k f g t z : unit_symbols t -> coarser k f g ->
  covers k f t z -> covers k g t z.
Proof.
move=> t_unit fg z_in; apply: le_trans fg.
rewrite -(subrKA (value k f t)) addrC; apply: le_trans (ler_norm_add _ _) _.
apply: ler_add => //; rewrite /value opprD addrACA -sumrB.
apply: le_trans (ler_norm_add _ _) _; rewrite ler_add2l.
apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => i _.
by rewrite -mulrBl normrM ler_pimulr.
Qed.

Lemma value_with_symbol k m f (a : 'I_m) h t :
  value (k + m) (with_symbol k f a h) t = value k f t + h * t (k + a)%N.
Proof.
rewrite /value big_split_ord /= addrA; congr (_ + _ + _).
  by apply: eq_bigr => i _; rewrite ltn_ord.
rewrite (bigD1 a) //= ltnNge leq_addr eqxx big1 ?addr0 // => j j_neq.
by rewrite ltnNge leq_addr /= eqn_add2l (inj_eq val_inj) (negbTE j_neq) mul0r.
Qed.

Lemma value_agree k f t t' : (forall i, (i < k)%N -> t' i = t i) ->
  value k f t' = value k f t.
Proof. by move=> eq_t; congr (_ + _); apply: eq_bigr => i _; rewrite eq_t. Qed.

Lemma covers_raised k m f t t' z : (forall i, (i < k)%N -> t' i = t i) ->
  covers k f t z -> covers (k + m) (with_symbol k f 0 0) t' z.
Proof.
move=> eq_t; rewrite /covers; case: m => [|m].
  suff -> : value (k + 0) (with_symbol k f 0 0) t' = value k f t by [].
  rewrite addn0 -(value_agree f eq_t); congr (_ + _).
  by apply: eq_bigr => i _ /=; rewrite ltn_ord.
by rewrite (value_with_symbol _ _ (ord0 : 'I_m.+1)) mul0r addr0 (value_agree f
  eq_t).
Qed.

End Rules.

Section Fresh.
Variables (R : realFieldType) (k m : nat) (t : nat -> R).
Variables (fs : 'I_m -> form R) (v w h : 'I_m -> R).
Hypothesis t_unit : unit_symbols t.
Hypothesis w_in : forall a, covers k (fs a) t (w a).
Hypothesis v_near : forall a, `|v a - w a| <= h a.

Let residual (a : 'I_m) : R := if h a == 0 then 0 else (v a - w a) / h a.

Definition fresh (i : nat) : R :=
  if (i < k)%N then t i
  else if insub (i - k)%N is Some a then residual a else 0.

Lemma h_ge0 a : 0 <= h a.
Proof. exact: le_trans (normr_ge0 _) (v_near a). Qed.

Lemma residual_le1 a : `|residual a| <= 1.
Proof.
rewrite /residual; case: eqP => [_ | /eqP h_neq0]; first by rewrite normr0.
rewrite normrM normfV (ger0_norm (h_ge0 a)) ler_pdivr_mulr ?mul1r ?v_near //.
by rewrite lt_def h_neq0 h_ge0.
Qed.

Lemma residual_exact a : h a * residual a = v a - w a.
Proof.
rewrite /residual; case: eqP => [h0 | /eqP h_neq0]; last by rewrite mulrC divfK.
apply/esym/eqP; rewrite mulr0 -normr_le0; by rewrite -[X in _ <= X]h0.
Qed.

Lemma covers_fresh : exists t',
  [/\ unit_symbols t', forall i, (i < k)%N -> t' i = t i
    & forall a : 'I_m, covers (k + m) (with_symbol k (fs a) a (h a)) t' (v a)].
Proof.
have agree i : (i < k)%N -> fresh i = t i by rewrite /fresh => ->.
exists fresh; split=> // [i | a].
  rewrite /fresh; case: ifP => // _.
  by case: insubP => [a _ _ | _]; rewrite ?residual_le1 ?normr0.
have fresh_a : fresh (k + a)%N = residual a.
  by rewrite /fresh ltnNge leq_addr /= addKn valK.
rewrite /covers value_with_symbol (value_agree _ agree) fresh_a residual_exact.
have -> : v a - (value k (fs a) t + (v a - w a)) = w a - value k (fs a) t.
  by ring.
exact: w_in.
Qed.

End Fresh.
