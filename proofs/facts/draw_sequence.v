(******************************************************************************)
(* Independent draws taken one after the other.                               *)
(*                                                                            *)
(*   step S x        the state after the state S and the draw x               *)
(*   after step S f  the state after the draws f 0, f 1, ..                   *)
(*   mean q step phi S   the expectation of phi after one draw from the law q *)
(*   expect_after    expectations after N draws are N-fold means              *)
(*   iter_mean_mono, iter_mean_contract   comparison and geometric decrease of*)
(*                   means, on states that satisfy an invariant of the steps  *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import finite_law.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Draws.
Variables (R : realFieldType) (T : finType) (State : Type) (q : law R T).
Variable step : State -> T -> State.

Definition after (S : State) (N : nat) (f : {ffun 'I_N -> T}) : State :=
  foldl step S (codom f).

Definition mean (phi : State -> R) (S : State) : R :=
  expect q (fun x => phi (step S x)).

Definition cons_draw N (xg : T * {ffun 'I_N -> T}) : {ffun 'I_N.+1 -> T} :=
  [ffun i => if unlift ord0 i is Some j then xg.2 j else xg.1].

Lemma cons_draw_bij N : bijective (@cons_draw N).
Proof.
exists (fun f : {ffun 'I_N.+1 -> T} => (f ord0, [ffun j : 'I_N =>
  f (lift ord0 j)])) => [[x g]|f].
  congr pair; first by rewrite ffunE unlift_none.
  by apply/ffunP => j; rewrite !ffunE liftK.
apply/ffunP => i; rewrite ffunE; case: unliftP => [j ->|->] //=.
by rewrite ffunE.
Qed.

Lemma after_cons S N (x : T) (g : {ffun 'I_N -> T}) :
  after S (cons_draw (x, g)) = after (step S x) g.
Proof.
rewrite /after !codomE enum_ordSl /= ffunE unlift_none -map_comp; congr foldl.
by apply: eq_map => j; rewrite /= ffunE liftK.
Qed.

Lemma expect_after N phi S :
  expect (iid [finType of 'I_N] q) (fun f => phi (after S f)) =
  iter N mean phi S.
Proof.
elim: N S => [|N IHN] S.
  have afterE (f : {ffun 'I_0 -> T}) : phi (after S f) = phi S.
    by have := size_codom f; rewrite card_ord /after => /size0nil ->.
  rewrite /expect; under eq_bigr => f _ do rewrite afterE.
  by rewrite -mulr_suml mass_sum mul1r.
rewrite /expect (reindex _ (onW_bij _ (cons_draw_bij N))) /=.
rewrite -(pair_bigA _ (fun x g => (\prod_i q (cons_draw (x, g) i))
  * phi (after S (cons_draw (x, g))))) /=.
rewrite /mean {1}/expect; apply: eq_bigr => x _; rewrite -IHN /expect mulr_sumr.
apply: eq_bigr => g _; rewrite after_cons big_ord_recl ffunE unlift_none -mulrA.
congr (_ * (_ * _)); apply: eq_bigr => j _.
by rewrite ffunE liftK.
Qed.

Lemma mean_mono phi psi S : (forall x, phi (step S x) <= psi (step S x)) ->
  mean phi S <= mean psi S.
Proof.
by move=> le; apply: ler_sum => x _; rewrite ler_wpmul2l ?mass_ge0.
Qed.

Lemma mean_affine (c d : R) phi S :
  mean (fun S' => phi S' * c + d) S = mean phi S * c + d.
Proof.
rewrite /mean /expect; under eq_bigr => x _ do rewrite mulrDr mulrA.
by rewrite big_split /= -!mulr_suml mass_sum mul1r.
Qed.

Lemma iter_mean_affine N (c d : R) phi S :
  iter N mean (fun S' => phi S' * c + d) S = iter N mean phi S * c + d.
Proof.
elim: N S => // N IHN S; rewrite !iterS -mean_affine.
by apply: eq_bigr => x _; rewrite IHN.
Qed.

Section Invariant.
Variable inv : State -> Prop.
Hypothesis inv_step : forall S x, inv S -> inv (step S x).

Lemma iter_mean_mono N phi psi S : (forall S', inv S' -> phi S' <= psi S') ->
  inv S -> iter N mean phi S <= iter N mean psi S.
Proof.
move=> le; elim: N S => [|N IHN] S inv_S; first exact: le.
by apply: mean_mono => x; apply/IHN/inv_step.
Qed.

Lemma iter_mean_contract N (c : R) phi S : 0 <= c ->
  (forall S', inv S' -> mean phi S' <= c * phi S') -> inv S ->
  iter N mean phi S <= c ^+ N * phi S.
Proof.
move=> c_ge0 shrink; elim: N S => [|N IHN] S inv_S; first by rewrite mul1r.
apply: (@le_trans _ _ (mean (fun S' => c ^+ N * phi S') S)).
  by apply: mean_mono => x; apply/IHN/inv_step.
have := mean_affine (c ^+ N) 0 phi S; rewrite addr0 => E.
rewrite (_ : mean _ S = mean phi S * c ^+ N).
  by rewrite exprSr -mulrA mulrC ler_wpmul2l ?exprn_ge0 ?shrink.
by rewrite -E; apply: eq_bigr => x _; rewrite addr0 [c ^+ N * _]mulrC.
Qed.

End Invariant.

End Draws.
