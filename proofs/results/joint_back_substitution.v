(******************************************************************************)
(* joint-back-substitution: a linear functional of the target's activations   *)
(* and of the difference, carried back through the layers.                    *)
(*                                                                            *)
(*   N, N'            the target and the ticket (or any pair) with biases     *)
(*   functional al be c y e   sum_a al_a y_a + sum_a be_a e_a + c, where y is *)
(*                    the target's activation and e the ticket's minus it     *)
(*   p, q, r          of each neuron: on its strip, for its x, y and e,       *)
(*                    al s(x) + be (s(y) - s(x)) <= p x + q (y - x) + r       *)
(*   back_target, back_difference, back_constant   the functional before the  *)
(*                    layer: from x = W y + b and                             *)
(*                    y - x = (W' - W) y + W' e + (b' - b)                    *)
(*                                                                            *)
(* coupled_difference: that identity.                                         *)
(* back_step: one layer back is sound.                                        *)
(* joint_back_substitution: all layers back, then the box of the inputs,      *)
(*   where e = 0.                                                             *)
(* back_neuron, scaled_upper, scaled_lower: p, q, r from relu_relaxation.     *)
(* back_rounding: coefficients may be rounded at the price of their change    *)
(*   times the size of what they multiply.                                    *)
(*                                                                            *)
(* Source: DERIVED (TIGHT, section 2). Any ordered domain.                    *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import network ranges strip biased.
From LotteryVerify.facts Require Import interval.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Functionals.
Variable R : realDomainType.

Definition functional m (al be : 'I_m -> R) (c : R) (y e : 'cV[R]_m) : R :=
  \sum_a al a * y a ord0 + \sum_a be a * e a ord0 + c.

Theorem back_neuron (al be p r sx sy c : R) (P : strip R) :
  (forall x, x_lo P <= x <= x_hi P -> al * relu x <= p * x + r) ->
  (forall x y, in_strip P x y ->
     be * (relu y - relu x) <= sx * x + sy * y + c) ->
  forall x y, in_strip P x y ->
  al * relu x + be * (relu y - relu x)
  <= (p + sx + sy) * x + sy * (y - x) + (r + c).
Proof.
move=> alone pair x y xy_in; have /and3P[x_in _ _] := xy_in.
have -> : (p + sx + sy) * x + sy * (y - x) + (r + c)
        = (p * x + r) + (sx * x + sy * y + c) by ring.
by apply: ler_add; [apply: alone | apply: pair].
Qed.

Theorem scaled_upper (be sx sy c e x y : R) : 0 <= be ->
  e <= sx * x + sy * y + c ->
  be * e <= (be * sx) * x + (be * sy) * y + be * c.
Proof. by move=> be_ge0 e_le; rewrite -!mulrA -!mulrDr ler_wpmul2l. Qed.

Theorem scaled_lower (be sx sy c e x y : R) : be <= 0 ->
  sx * x + sy * y + c <= e ->
  be * e <= (be * sx) * x + (be * sy) * y + be * c.
Proof. by move=> be_le0 e_ge; rewrite -!mulrA -!mulrDr ler_wnmul2l. Qed.

Theorem back_rounding m (al al' y bound : 'I_m -> R) :
  (forall a, `|y a| <= bound a) ->
  \sum_a al a * y a <= \sum_a al' a * y a + \sum_a `|al a - al' a| * bound a.
Proof.
move=> y_le; rewrite -big_split; apply: ler_sum => a _ /=.
rewrite -ler_subl_addl -mulrBl; apply: le_trans (ler_norm _) _.
by rewrite normrM ler_wpmul2l.
Qed.

End Functionals.

Section Step.
Variables (R : realDomainType) (m m' : nat).
Variables (W W' : 'M[R]_(m', m)) (b b' : 'cV[R]_m').

Theorem coupled_difference (y y' : 'cV[R]_m) :
  (W' *m y' + b') - (W *m y + b)
  = (W' - W) *m y + W' *m (y' - y) + (b' - b).
Proof.
rewrite opprD addrACA mulmxBl mulmxBr; congr (_ + _).
by rewrite [RHS]addrC subrKA.
Qed.

Variables (al be p q r : 'I_m' -> R) (s : R -> R) (P : 'I_m' -> strip R).
Hypothesis neuron : forall a x y, in_strip (P a) x y ->
  al a * s x + be a * (s y - s x) <= p a * x + q a * (y - x) + r a.

Definition back_target (j : 'I_m) : R :=
  \sum_a (p a * W a j + q a * (W' - W) a j).
Definition back_difference (j : 'I_m) : R := \sum_a q a * W' a j.
Definition back_constant : R :=
  \sum_a (p a * b a ord0 + q a * (b' - b) a ord0 + r a).

Lemma sum_mulmx (w : 'I_m' -> R) (M : 'M[R]_(m', m)) (z : 'cV[R]_m) :
  \sum_a w a * (M *m z) a ord0 = \sum_j (\sum_a w a * M a j) * z j ord0.
Proof.
under eq_bigr do rewrite mxE mulr_sumr; rewrite exchange_big /=.
apply: eq_bigr => j _; rewrite mulr_suml; apply: eq_bigr => a _.
by rewrite mulrA.
Qed.

Lemma back_linear (y e : 'cV[R]_m) :
  functional back_target back_difference back_constant y e
  = \sum_a (p a * (W *m y + b) a ord0
            + q a * ((W' - W) *m y + W' *m e + (b' - b)) a ord0 + r a).
Proof.
have add (u v : 'cV[R]_m') a : (u + v) a ord0 = u a ord0 + v a ord0.
  by rewrite mxE.
have -> : \sum_a (p a * (W *m y + b) a ord0
    + q a * ((W' - W) *m y + W' *m e + (b' - b)) a ord0 + r a)
  = \sum_a p a * (W *m y) a ord0 + \sum_a q a * ((W' - W) *m y) a ord0
    + \sum_a q a * (W' *m e) a ord0 + back_constant.
  rewrite /back_constant -!big_split; apply: eq_bigr => a _ /=.
  by rewrite !add; ring.
rewrite !sum_mulmx /functional; congr (_ + _ + _); rewrite -big_split.
by apply: eq_bigr => j _ /=; rewrite -mulrDl -big_split.
Qed.

Theorem back_step c (y y' : 'cV[R]_m) :
  (forall a, in_strip (P a) ((W *m y + b) a ord0) ((W' *m y' + b') a ord0)) ->
  functional al be c (map_mx s (W *m y + b))
    (map_mx s (W' *m y' + b') - map_mx s (W *m y + b))
  <= functional back_target back_difference (back_constant + c) y (y' - y).
Proof.
move=> strips; rewrite /functional addrA ler_add2r -/(functional _ _ _ _ _).
rewrite back_linear -coupled_difference -big_split; apply: ler_sum => a _.
have entry (u v : 'cV[R]_m') : (u - v) a ord0 = u a ord0 - v a ord0.
  by rewrite !mxE.
rewrite /= !entry [map_mx _ _ _ _]mxE [map_mx _ _ _ _]mxE.
exact: neuron.
Qed.

End Step.

Section Networks.
Variables (R : realDomainType) (n : nat -> nat) (L : nat).
Variables (N N' : affine_network R n).
Variables (al be : forall i, 'I_(n i) -> R) (c : nat -> R).
Variables (p q r : forall i, 'I_(n i.+1) -> R).
Variable P : forall i, 'I_(n i.+1) -> strip R.

Hypothesis same : forall i, (i < L)%N -> sigma N' i = sigma N i.
Hypothesis neurons : forall i a x y, (i < L)%N -> in_strip (@P i a) x y ->
  al a * sigma N i x + be a * (sigma N i y - sigma N i x)
  <= p a * x + q a * (y - x) + r a.
Hypothesis targets : forall i a, (i < L)%N -> @al i a =
  back_target (matrix N i) (matrix N' i) (@p i) (@q i) a.
Hypothesis differences : forall i a, (i < L)%N -> @be i a =
  back_difference (matrix N' i) (@q i) a.
Hypothesis constants : forall i, (i < L)%N -> c i =
  back_constant (shift N i) (shift N' i) (@p i) (@q i) (@r i) + c i.+1.

Theorem joint_back_substitution (l u x : 'cV[R]_(n 0)) : in_box l u x ->
  (forall i a, (i < L)%N ->
    in_strip (@P i a) (pre_activation N (network_run N i x) a ord0)
      (pre_activation N' (network_run N' i x) a ord0)) ->
  functional (@al L) (@be L) (c L) (network_run N L x)
    (network_run N' L x - network_run N L x)
  <= \sum_b scale_hi (@al 0%N b) (l b ord0) (u b ord0) + c 0%N.
Proof.
move=> x_in strips.
pose at_layer i := functional (@al i) (@be i) (c i) (network_run N i x)
  (network_run N' i x - network_run N i x).
suff back : at_layer L <= at_layer 0%N.
  apply: le_trans back _; rewrite /at_layer /functional /= ler_add2r.
  rewrite [X in _ + X]big1 ?addr0 => [|b _]; last by rewrite subrr mxE mulr0.
  by apply: ler_sum => b _; have /andP[] := scale_range (@al 0%N b) (x_in b).
suff main i : (i <= L)%N -> at_layer i <= at_layer 0%N by apply: main.
elim: i => // i IHi i_lt; apply: le_trans (IHi (ltnW i_lt)).
have := back_step (fun a x y => @neurons i a x y i_lt) (c i.+1)
  (fun a => strips i a i_lt).
rewrite -constants // /at_layer /= same //; congr (_ <= _).
rewrite /functional; congr (_ + _ + _); apply: eq_bigr => a _.
  by rewrite targets.
by rewrite differences.
Qed.

End Networks.
