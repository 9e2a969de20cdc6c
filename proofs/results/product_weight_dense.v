(******************************************************************************)
(* product-weight for the finite uniform law, away from |w| = 1: one product  *)
(* is near w with a probability of the order of e, not of e^2.                *)
(*                                                                            *)
(*   uniform_value  an odd numerator over 2 (N+1)                             *)
(*   near w e b u v   u has the sign b and |v u - w| <= e                     *)
(*   top            a grid point: the window ends below the magnitude omega of*)
(*                  that number                                               *)
(*   log_ratio, lattice_loss   about ln (1 / omega), and the lattice's share  *)
(*                  (product_window.v)                                        *)
(*                                                                            *)
(* product_weight_inner: |w| <= omega, e <= omega: the products no larger than*)
(*   w alone are near it with probability >= (e log_ratio - lattice_loss) / 4:*)
(*   what the pruner counts with, omega = 1/2.                                *)
(* product_weight_dense: e <= |w|, |w| + e <= omega: both sides, twice that.  *)
(* product_weight_draws: so (1/c) ln (1/delta) draws hold one with probability*)
(*   >= 1 - delta, c = (2 e log_ratio - lattice_loss) / 4: the claim's        *)
(*   2 / (e ln (1 / omega)) ln (1 / delta), but for the lattice.              *)
(*                                                                            *)
(* Source: product-weight (the talk). Differences: a finite law; omega bounds *)
(* |w| + e, where the claim's bounds |w|.                                     *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import reals sequences exp.
From LotteryVerify.definitions Require Import categories finite_law grids.
From LotteryVerify.facts Require Import category_members exponential.
From LotteryVerify.facts Require Import probability product_window.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Dense.
Variables (R : realType) (N : nat).

Local Notation law := (pair_law (grid_law R N) (grid_law R N)).
Local Notation uniform_value := (@uniform_value R N).

Lemma between_near (c h w e : R) (b : bool) (u v : R) :
  `|w| - e <= c -> c + h <= `|w| + e ->
  between c h b (b == (0 <= w)) u v -> near w e b u v.
Proof.
move=> low high /and3P[u_sign v_sign /andP[size_gt size_le]].
rewrite /near u_sign /=.
have -> : v * u - w = sgn R (0 <= w) * (`|v * u| - `|w|).
  have vuE : v * u = sgn R (0 <= w) * `|v * u|.
    case: (0 <= w) b u_sign v_sign => [] [] /= u0 v0.
    - by rewrite mul1r gtr0_norm // mulr_gt0.
    - by rewrite mul1r gtr0_norm // nmulr_rgt0.
    - by rewrite mulN1r ltr0_norm ?opprK // nmulr_rlt0.
    - by rewrite mulN1r ltr0_norm ?opprK // pmulr_rlt0.
  rewrite mulrBr -vuE; congr (_ - _).
  by case: (leP 0 w) => w0 /=;
    [rewrite mul1r ger0_norm|rewrite mulN1r ltr0_norm ?opprK].
rewrite normrM (_ : `|sgn R (0 <= w)| = 1) ?mul1r; last first.
  by case: (0 <= w); rewrite /= ?normrN1 ?normr1.
rewrite ler_distl (le_trans size_le high) andbT ltW //.
exact: le_lt_trans low size_gt.
Qed.

Theorem product_weight_inner (w e : R) (top : nat) (b : bool) :
  0 <= e -> (top <= N.+1)%N ->
  `|w| <= midpoint R N top -> e <= midpoint R N top ->
  (e * log_ratio R N top - lattice_loss R N top) / 4%:R <=
  Pr law [pred uv | near w e b (uniform_value uv.1) (uniform_value uv.2)].
Proof.
move=> e_ge0 topN w_le e_le; pose c := Num.max (`|w| - e) 0.
have ceE : c + e = Num.max `|w| e by rewrite /c addr_maxl subrK add0r.
have c_ge0 : 0 <= c by rewrite le_maxr lexx orbT.
have c_le : c + e <= midpoint R N top by rewrite ceE le_maxl w_le.
apply: le_trans (product_window b (b == (0 <= w)) topN c_ge0 e_ge0 c_le) _.
apply: Pr_mono => uv /=; apply: between_near; first by rewrite le_maxr lexx.
by rewrite ceE le_maxl ler_addl e_ge0 ler_addr normr_ge0.
Qed.

Theorem product_weight_dense (w e : R) (top : nat) (b : bool) :
  0 <= e <= `|w| -> (top <= N.+1)%N -> `|w| + e <= midpoint R N top ->
  (2 * e * log_ratio R N top - lattice_loss R N top) / 4%:R <=
  Pr law [pred uv | near w e b (uniform_value uv.1) (uniform_value uv.2)].
Proof.
move=> /andP[e_ge0 e_le] topN w_le; pose c := `|w| - e.
have ceE : c + 2 * e = `|w| + e by rewrite /c mulr_natl mulr2n addrA subrK.
have c_ge0 : 0 <= c by rewrite subr_ge0.
have h_ge0 : 0 <= 2 * e by rewrite mulr_ge0 ?ler0n.
rewrite -ceE in w_le.
apply: le_trans (product_window b (b == (0 <= w)) topN c_ge0 h_ge0 w_le) _.
by apply: Pr_mono => uv /=; apply: between_near; rewrite // ceE.
Qed.

Corollary product_weight_draws (w e delta : R) (top M : nat) (b : bool) :
  let c := (2 * e * log_ratio R N top - lattice_loss R N top) / 4%:R in
  0 <= e <= `|w| -> (top <= N.+1)%N -> `|w| + e <= midpoint R N top ->
  0 < c -> 0 < delta -> c^-1 * ln delta^-1 <= M%:R ->
  1 - delta <= Pr (iid [finType of 'I_M] law)
    [pred f : {ffun 'I_M -> _} | [exists j,
      near w e b (uniform_value (f j).1) (uniform_value (f j).2)]].
Proof.
move=> c e_le topN w_le c_gt0 delta_gt0 m_ge.
have likely := product_weight_dense b e_le topN w_le.
have missed := @no_member R [finType of 'I_M] _ law _ c likely.
rewrite ler_subl_addr -ler_subl_addl -Pr_setC card_ord in missed *.
apply: le_trans missed _; rewrite -[delta]divr1; apply: pow_le_of_ln => //.
- exact: le_trans likely (Pr_le1 _ _).
- exact: ltr01.
by rewrite div1r -ler_pdivr_mull.
Qed.

End Dense.
