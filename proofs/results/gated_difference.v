(******************************************************************************)
(* gated-difference: behind a ReLU the difference is the one before it times  *)
(* gates between 0 and 1, and the errors of a layer are nearly orthogonal.    *)
(*                                                                            *)
(*   D, b           the layer's errors: ticket minus target, weights and bias *)
(*   x = c + R t    the inputs: a box of centre c and half widths h, |t| <= 1,*)
(*                  t = 0 where an input does not move                        *)
(*   scaled h D     D times diag h                                            *)
(*   gate           the factors g_j, 0 <= g_j <= 1                            *)
(*   sig            operator_bound (scaled h D) sig, by checker_factor from a *)
(*                  witness of D diag h itself                                *)
(*                                                                            *)
(* relu_gate: relu y - relu x = g (y - x) for some 0 <= g <= 1.               *)
(* gated_difference: for an output row w,                                     *)
(*     sum_j w_j g_j (D x + b)_j <= 1/2 w (D x + b)                           *)
(*       + 1/2 sum_j |w_j (D c + b)_j| + 1/2 norm2 w sig sqrt m,              *)
(*   m the number of inputs that move.                                        *)
(* gated_difference_scaled: the same with positive weights e_j of the rows,   *)
(*   norm2 (w / e) and a bound of diag e (D diag h).                          *)
(* gated_relu: so for w (relu y - relu x) with y - x = D z + b.               *)
(*                                                                            *)
(* Source: DERIVED (TIGHT, section 4).                                        *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import network.
From LotteryVerify.facts Require Import norm2 relu.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma relu_gate_up (R : realFieldType) (x y : R) : x < y ->
  exists g, 0 <= g <= 1 /\ relu y - relu x = g * (y - x).
Proof.
move=> x_lt; have d_gt0 : 0 < y - x by rewrite subr_gt0.
exists ((relu y - relu x) / (y - x)); rewrite divfK ?gt_eqF //; split=> //.
have mono : relu x <= relu y := le_relu (ltW x_lt).
apply/andP; split; first by rewrite divr_ge0 ?(ltW d_gt0) ?subr_ge0.
rewrite ler_pdivr_mulr // mul1r; apply: le_trans (ler_norm _) _.
by apply: le_trans (relu_lipschitz y x) _; rewrite gtr0_norm.
Qed.

Theorem relu_gate (R : realFieldType) (x y : R) :
  exists g, 0 <= g <= 1 /\ relu y - relu x = g * (y - x).
Proof.
have [/relu_gate_up // | y_lt | ->] := ltgtP x y.
  have [g [g_in eq_g]] := relu_gate_up y_lt; exists g; split=> //.
  by rewrite -opprB eq_g -mulrN opprB.
by exists 0; rewrite lexx ler01 !subrr mulr0.
Qed.

Section Gates.
Variables (R : rcfType) (p q : nat) (D : 'M[R]_(p, q)) (b : 'cV[R]_p).
Variables (c h t : 'cV[R]_q) (moving : pred 'I_q).
Hypothesis t_unit : forall i, `|t i ord0| <= 1.
Hypothesis t_still : forall i, ~~ moving i -> t i ord0 = 0.

Definition scaled (v : 'cV[R]_q) (M : 'M[R]_(p, q)) : 'M[R]_(p, q) :=
  \matrix_(i, j) (M i j * v j ord0).

Definition weighted (e : 'I_p -> R) (M : 'M[R]_(p, q)) : 'M[R]_(p, q) :=
  \matrix_(i, j) (e i * M i j).

Let x : 'cV[R]_q := \col_i (c i ord0 + h i ord0 * t i ord0).

Lemma norm2_moving : norm2 t <= Num.sqrt #|moving|%:R.
Proof.
apply: ler_wsqrtr; rewrite (bigID moving) /= [X in _ + X]big1; last first.
  by move=> i /t_still ->; rewrite expr0n.
rewrite addr0 -sum1_card natr_sum; apply: ler_sum => i _.
by rewrite -norm_sqr expr_le1.
Qed.

Lemma box_split : D *m x = D *m c + scaled h D *m t.
Proof.
apply/matrixP => i j; rewrite !mxE -big_split; apply: eq_bigr => k _.
by rewrite !mxE (ord1 j) mulrDr mulrA.
Qed.

Variables (w e : 'I_p -> R) (sig : R).
Hypothesis e_gt0 : forall j, 0 < e j.
Hypothesis D_sig : operator_bound (weighted e (scaled h D)) sig.
Hypothesis sig_ge0 : 0 <= sig.

Lemma signed_part (s : 'I_p -> R) : (forall j, `|s j| <= 1) ->
  \sum_j w j * s j * (scaled h D *m t) j ord0
  <= norm2 (\col_j (w j / e j) : 'cV[R]_p) * (sig * Num.sqrt #|moving|%:R).
Proof.
move=> s_le1; pose v : 'cV[R]_p := \col_j (w j / e j * s j).
pose u := weighted e (scaled h D) *m t.
have -> : \sum_j w j * s j * (scaled h D *m t) j ord0
        = \sum_j v j ord0 * u j ord0.
  apply: eq_bigr => j _; have e_neq0 := lt0r_neq0 (e_gt0 j).
  have -> : u j ord0 = e j * (scaled h D *m t) j ord0.
    rewrite !mxE mulr_sumr; by apply: eq_bigr => k _; rewrite !mxE !mulrA.
  have -> : v j ord0 = w j / e j * s j by rewrite mxE.
  by rewrite mulrA [_ * s j * e j]mulrAC divfK.
apply: le_trans (norm2_dot v u) _; apply: ler_pmul; rewrite ?norm2_ge0 //.
  apply: norm2_le => j; rewrite !mxE normrM ler_pimulr //.
apply: le_trans (D_sig t) _; apply: ler_wpmul2l => //; exact: norm2_moving.
Qed.

Theorem gated_difference_scaled (g : 'I_p -> R) :
  (forall j, 0 <= g j <= 1) ->
  \sum_j w j * (g j * (D *m x + b) j ord0)
  <= (\sum_j w j * (D *m x + b) j ord0
      + \sum_j `|w j * (D *m c + b) j ord0|
      + norm2 (\col_j (w j / e j) : 'cV[R]_p)
        * (sig * Num.sqrt #|moving|%:R)) / 2.
Proof.
move=> g_in; pose s j := g j *+ 2 - 1.
have s_le1 j : `|s j| <= 1.
  have /andP[g_ge0 g_le1] := g_in j; rewrite ler_norml /s mulr2n.
  rewrite ler_subr_addr addNr addr_ge0 //= ler_subl_addr.
  by rewrite -[X in _ <= X]/(1 + 1) ler_add.
rewrite ler_pdivl_mulr ?ltr0n // mulr_suml.
apply: le_trans (ler_add (lexx _) (signed_part s_le1)).
rewrite -addrA -big_split /= -big_split /=; apply: ler_sum => j _.
have split_x : (D *m x + b) j ord0
    = (D *m c + b) j ord0 + (scaled h D *m t) j ord0.
  by rewrite box_split -addrA [_ + b]addrC addrA mxE.
move: (D *m x + b) (D *m c + b) (scaled h D *m t) split_x => X C T split_x.
have -> : w j * (g j * X j ord0) * 2
    = w j * X j ord0 + (s j * (w j * C j ord0) + w j * s j * T j ord0).
  by rewrite split_x /s mulr2n; ring.
rewrite ler_add2l ler_add2r; apply: le_trans (ler_norm _) _.
by rewrite normrM ler_pimull.
Qed.

End Gates.

Theorem gated_difference (R : rcfType) (p q : nat) (D : 'M[R]_(p, q))
    (b : 'cV[R]_p) (c h t : 'cV[R]_q) (moving : pred 'I_q) (w : 'I_p -> R)
    (sig : R) (x : 'cV[R]_q := \col_i (c i ord0 + h i ord0 * t i ord0))
    (g : 'I_p -> R) :
  (forall i, `|t i ord0| <= 1) -> (forall i, ~~ moving i -> t i ord0 = 0) ->
  operator_bound (scaled h D) sig -> 0 <= sig -> (forall j, 0 <= g j <= 1) ->
  \sum_j w j * (g j * (D *m x + b) j ord0)
  <= (\sum_j w j * (D *m x + b) j ord0
      + \sum_j `|w j * (D *m c + b) j ord0|
      + norm2 (\col_j w j : 'cV[R]_p) * (sig * Num.sqrt #|moving|%:R)) / 2.
Proof.
move=> t_unit t_still D_sig sig_ge0 g_in.
have one : weighted (fun=> 1) (scaled h D) = scaled h D.
  by apply/matrixP => i j; rewrite !mxE mul1r.
have := @gated_difference_scaled R p q D b c h t moving t_unit t_still w
  (fun=> 1) sig (fun=> ltr01) _ sig_ge0 g g_in.
rewrite one => /(_ D_sig); congr (_ <= (_ + norm2 _ * _) / 2).
by apply/matrixP => i j; rewrite !mxE divr1.
Qed.

Corollary gated_relu (R : rcfType) (p q : nat) (D : 'M[R]_(p, q))
    (b : 'cV[R]_p) (c h t : 'cV[R]_q) (moving : pred 'I_q) (w : 'I_p -> R)
    (sig : R) (z : 'cV[R]_q := \col_i (c i ord0 + h i ord0 * t i ord0))
    (x y : 'cV[R]_p) :
  (forall i, `|t i ord0| <= 1) -> (forall i, ~~ moving i -> t i ord0 = 0) ->
  operator_bound (scaled h D) sig -> 0 <= sig -> y - x = D *m z + b ->
  \sum_j w j * (relu (y j ord0) - relu (x j ord0))
  <= (\sum_j w j * (D *m z + b) j ord0
      + \sum_j `|w j * (D *m c + b) j ord0|
      + norm2 (\col_j w j : 'cV[R]_p) * (sig * Num.sqrt #|moving|%:R)) / 2.
Proof.
move=> t_unit t_still D_sig sig_ge0 d_eq.
have gates j : exists g, 0 <= g <= 1 /\
    relu (y j ord0) - relu (x j ord0) = g * (D *m z + b) j ord0.
  by rewrite -d_eq !mxE; apply: relu_gate.
pose d j := (D *m z + b) j ord0.
pose g j := if d j == 0 then 0 else (relu (y j ord0) - relu (x j ord0)) / d j.
have gE j : relu (y j ord0) - relu (x j ord0) = g j * d j.
  rewrite /g; case: eqP => [d0 | /eqP d_neq0]; last by rewrite divfK.
  by have [g' [_ ->]] := gates j; rewrite -/(d j) d0 !mulr0.
have g_in j : 0 <= g j <= 1.
  rewrite /g; case: eqP => [_ | /eqP d_neq0]; first by rewrite lexx ler01.
  by have [g' [g'_in ->]] := gates j; rewrite -/(d j) mulfK.
under eq_bigr do rewrite gE.
exact: (@gated_difference R p q D b c h t moving w sig g).
Qed.
