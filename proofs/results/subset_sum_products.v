(******************************************************************************)
(* subset-sum-pruning for the package's uniform law: its products contain a   *)
(* uniform law, and how much of it is counted here.                           *)
(*                                                                            *)
(*   scaled_value scale   the weights (grids.v): odd numerators over 2 (N0+1),*)
(*                  times scale; the package has N0+1 = 2^23, a power of two  *)
(*   points         grid points of half the products' range: a step is        *)
(*                  scale^2 / (2 points), the sums' range scale^2 / 4         *)
(*   cell_sign y, cell_index y   the y-th of the 2 points cells: products of  *)
(*                  this sign and of sizes in (index, index + 1] steps        *)
(*   cell uv        the cell that the product of the pair uv lies in          *)
(*   product_part N0 points   (ln ((2 (N0+1) + 1) / (2a + 1)) - loss) / 4,    *)
(*                  a = (N0+1)/2 rounded up, loss = 2 points (N0+1-a)         *)
(*                  / (N0+1)^2:                                               *)
(*                  the claim's ln 2 / 4, but for points / (N0+1)             *)
(*                                                                            *)
(* product_cells: half a link's draws hit every cell with probability at least*)
(*   product_part / (2 points), for either sign of u.                         *)
(* subset_sum_pruning_uniform: subset_sum_pruning with nothing assumed about  *)
(*   probabilities.                                                           *)
(*                                                                            *)
(* Source: subset-sum-pruning (DERIVED). Differences: the finite law; a pool's*)
(* draws err by a step each, which the precision accounts for.                *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring zify.
From mathcomp Require Import boolp reals sequences exp.
From LotteryVerify.definitions Require Import categories errors finite_law.
From LotteryVerify.definitions Require Import grids network random_source.
From LotteryVerify.facts Require Import link_precision probability.
From LotteryVerify.facts Require Import product_window.
From LotteryVerify.results Require Import subset_sum_links subset_sum_pruning.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Cells.
Variables (R : realType) (N0 points : nat) (scale : R).
Hypotheses (points_gt0 : (0 < points)%N) (scale_gt0 : 0 < scale).

Local Notation scaled_value := (@scaled_value R N0 scale).

Definition product_step : R := scale ^+ 2 / (points.*2)%:R.

Definition product_part : R :=
  (log_ratio R N0 (uphalf N0.+1)
   - (points.*2)%:R * lattice_loss R N0 (uphalf N0.+1)) / 4%:R.

Definition cell_sign (y : 'I_points.*2) : bool := (points <= y)%N.

Definition cell_index (y : 'I_points.*2) : nat :=
  if cell_sign y then (y - points)%N else (points - y).-1.

Definition steps_of (uv : grid_type N0 * grid_type N0) : R :=
  scaled_value uv.2 * scaled_value uv.1 / product_step.

Definition in_cell (uv : grid_type N0 * grid_type N0) (y : 'I_points.*2) :
  bool :=
  has_sign (cell_sign y) (steps_of uv) &&
  ((cell_index y)%:R < `|steps_of uv| <= (cell_index y).+1%:R).

Lemma zero_cell_lt : (0 < points.*2)%N. Proof. by rewrite double_gt0. Qed.

Definition cell (uv : grid_type N0 * grid_type N0) : 'I_points.*2 :=
  odflt (Ordinal zero_cell_lt) [pick y | in_cell uv y].

Lemma cell_unique uv y z : in_cell uv y -> in_cell uv z -> y = z.
Proof.
case/andP=> y_sign /andP[y_lt y_le] /andP[z_sign /andP[z_lt z_le]].
have : (cell_index y < (cell_index z).+1)%N.
  by rewrite -(ltr_nat R); apply: lt_le_trans y_lt z_le.
have : (cell_index z < (cell_index y).+1)%N.
  by rewrite -(ltr_nat R); apply: lt_le_trans z_lt y_le.
have : cell_sign y = cell_sign z.
  case: (cell_sign y) (cell_sign z) y_sign z_sign => [] [] //= y0 z0.
    by have := lt_trans y0 z0; rewrite ltxx.
  by have := lt_trans y0 z0; rewrite ltxx.
have := ltn_ord y; have := ltn_ord z; rewrite /cell_index /cell_sign => zn yn.
case: (leqP points y) => yp; case: (leqP points z) => zp //= _ zy yz.
  by apply: ord_inj; lia.
by apply: ord_inj; lia.
Qed.

Lemma cellE uv y : in_cell uv y -> cell uv = y.
Proof.
move=> y_in; rewrite /cell; case: pickP => [z z_in | /(_ y)];
  last by rewrite y_in.
exact: cell_unique z_in y_in.
Qed.

Lemma cell_near uv y : in_cell uv y ->
  `|(y%:Z - points%:Z)%:~R - steps_of uv| <= 1.
Proof.
rewrite /in_cell /cell_index /cell_sign; set z := steps_of uv.
case: leqP => [y_ge | y_lt] /= /andP[z_sign /andP[z_gt z_le]].
  have -> : (y%:Z - points%:Z)%:~R = (y - points)%N%:R :> R by rewrite subzn.
  rewrite (gtr0_norm z_sign) in z_gt z_le.
  rewrite distrC gtr0_norm ?subr_gt0 // ler_subl_addl; apply: le_trans z_le _.
  by rewrite mulrSr.
have -> : (y%:Z - points%:Z)%:~R = - (points - y)%N%:R :> R.
  by rewrite -opprB rmorphN subzn // ltnW.
have k_gt0 : (0 < points - y)%N by rewrite subn_gt0.
rewrite (ltr0_norm z_sign) in z_gt z_le; rewrite -(prednK k_gt0).
rewrite -opprD normrN -[X in _ + X]opprK ger0_norm ?subr_ge0 //.
by rewrite ler_subl_addl mulrSr ler_add2r ltW.
Qed.

Lemma uphalf_bounds (k : nat) : (k <= (uphalf k).*2)%N /\ (uphalf k <= k)%N.
Proof.
have kE := odd_double_half k; rewrite uphalf_half.
by move: (k./2) (odd k) kE => j [] /= <-; lia.
Qed.

Lemma scaled_sign (b : bool) (x z : R) : 0 < x ->
  has_sign b (x * z) = has_sign b z.
Proof. by move=> x_gt0; case: b; rewrite /= ?pmulr_rgt0 ?pmulr_rlt0. Qed.

Lemma product_sign (sgn b : bool) (u v : R) :
  has_sign sgn u -> has_sign (sgn == b) v -> has_sign b (v * u).
Proof.
case: sgn b => [] [] /= u0 v0.
- by rewrite pmulr_lgt0.
- by rewrite pmulr_llt0.
- by rewrite nmulr_lgt0.
by rewrite nmulr_llt0.
Qed.

(* What a cell asks of a product: both signs, and a window of its size. *)
Lemma cell_window (sgn : bool) (y : 'I_points.*2) uv :
  between ((cell_index y)%:R / (points.*2)%:R) (points.*2)%:R^-1 sgn
    (sgn == cell_sign y) (uniform_value R uv.1) (uniform_value R uv.2) ->
  half_draw scaled_value product_step 1 cell sgn uv && (cell uv == y).
Proof.
case/and3P=> u_sign v_sign size.
have p_gt0 : 0 < (points.*2)%:R :> R by rewrite ltr0n double_gt0.
set pq := uniform_value R uv.2 * uniform_value R uv.1 in size.
have stepsE : steps_of uv = pq * (points.*2)%:R.
  rewrite /steps_of /product_step /scaled_value /pq.
  have := lt0r_neq0 scale_gt0; have := lt0r_neq0 p_gt0.
  move: (uniform_value R uv.1) (uniform_value R uv.2) => x x'.
  move: ((points.*2)%:R : R) => k k_neq0 scale_neq0.
  by field; rewrite k_neq0.
have y_in : in_cell uv y.
  rewrite /in_cell stepsE; apply/andP; split.
    by rewrite mulrC scaled_sign // (product_sign u_sign v_sign).
  rewrite normrM (gtr0_norm p_gt0) -ltr_pdivr_mulr // -ler_pdivl_mulr //.
  by rewrite mulrSr mulrDl mul1r.
rewrite /half_draw (cellE y_in) eqxx andbT -/(steps_of uv) cell_near // andbT.
by rewrite /scaled_value scaled_sign.
Qed.

Theorem product_cells (sgn : bool) (y : 'I_points.*2) :
  product_part / (points.*2)%:R
  <= Pr (pair_law (grid_law R N0) (grid_law R N0))
    [pred uv | half_draw scaled_value product_step 1 cell sgn uv &&
      (cell uv == y)].
Proof.
have p_gt0 : 0 < (points.*2)%:R :> R by rewrite ltr0n double_gt0.
pose h : R := (points.*2)%:R^-1; pose c := (cell_index y)%:R * h.
have h_ge0 : 0 <= h by rewrite invr_ge0 ltW.
have index_lt : (cell_index y < points)%N.
  have y_lt := ltn_ord y; rewrite /cell_index /cell_sign.
  by case: (leqP points y) => y_le; lia.
have below : c + h <= midpoint R N0 (uphalf N0.+1).
  apply: (@le_trans _ _ 2^-1).
    rewrite /c -[X in _ + X]mul1r -mulrDl -mulrSr ler_pdivr_mulr //.
    rewrite -muln2 natrM mulrCA mulVf ?pnatr_eq0 // mulr1 ler_nat.
    by [].
  rewrite ler_pdivl_mulr ?ltr0n // mulrC ler_pdivr_mulr ?ltr0n //.
  by rewrite -natrM ler_nat; have [] := uphalf_bounds N0.+1; lia.
have [_ aN] := uphalf_bounds N0.+1.
have c_ge0 : 0 <= c by rewrite mulr_ge0 ?ler0n.
apply: le_trans (le_trans _ (product_window sgn (sgn == cell_sign y)
  aN c_ge0 h_ge0 below)) _.
  rewrite le_eqVlt; apply/orP; left; apply/eqP; rewrite /product_part /h.
  have := lt0r_neq0 p_gt0; move: ((points.*2)%:R : R) => k k_neq0.
  by move: (log_ratio _ _ _) (lattice_loss _ _ _) => x z; field.
by apply: Pr_mono => uv /=; apply: cell_window.
Qed.

Lemma product_part_le1 : product_part <= 1.
Proof.
have [up aN] := uphalf_bounds N0.+1; rewrite ler_pdivr_mulr ?ltr0n // mul1r.
rewrite ler_subl_addr; apply: (@le_trans _ _ 2); last first.
  rewrite -[leLHS]addr0 ler_add ?ler_nat //.
  by rewrite /lattice_loss mulr_ge0 ?divr_ge0 ?exprn_ge0 ?ler0n.
rewrite /log_ratio -ln_div ?posrE ?ltr0n //.
have a_gt0 : 0 < (uphalf N0.+1).*2.+1%:R :> R by rewrite ltr0n.
apply: (@le_trans _ _ (ln (1 + 2))); last exact: le_ln1Dx (ler0n _ _).
rewrite -[1 + 2]/(3%:R : R) ler_ln ?posrE ?divr_gt0 ?ltr0n //.
by rewrite ler_pdivr_mulr // -natrM ler_nat; lia.
Qed.

End Cells.

Section Pruning.
Variables (R : realType) (N0 points mid : nat) (scale eps delta : R).
Variables (n M : nat -> nat) (L : nat) (F : target R n).
Variables (prec grow fill : nat -> nat).
Variable pool : forall i, 'I_(n i.+1) -> 'I_(grow i + fill i) -> 'I_(M i).

Let part : R := product_part R N0 points.
Let step : R := product_step points scale.
Let failing (i : nat) : R :=
  (1 - part / 8%:R) ^+ grow i * (points%:R / (2 * (prec i).*2.+1%:R))
  + (1 - part / 4%:R) ^+ fill i * (points%:R / (2 * (prec i).+1%:R)).

Theorem subset_sum_pruning_uniform :
  (0 < L)%N -> 0 <= delta -> 0 <= eps <= 2 -> 0 < scale -> 0 <= part ->
  (forall i a, injective (@pool i a)) ->
  (forall i, (i < L)%N -> operator_bound (weight F i) 1) ->
  (forall i, (i < L)%N -> lipschitz1 (act F i)) ->
  (forall i, (i < L)%N -> act F i 0 = 0) ->
  (mid.*2 < points)%N ->
  (forall i a b, (i < L)%N -> `|weight F i a b| <= mid%:R * step) ->
  (forall i, (i < L)%N -> (prec i <= mid)%N /\ (mid + prec i < points)%N) ->
  (forall i, (i < L)%N ->
    ((prec i).*2 + 1 + (grow i + fill i))%:R * step
      <= link_precision n L eps i) ->
  (forall i, (i < L)%N ->
    (2 * L * n i.+1 * n i)%:R * failing i <= delta) ->
  1 - delta <= Pr (source_law (fun=> grid_law R N0))
    [pred f : {ffun slot n M L -> grid_type N0} |
    `[< has_ticket F L (@unit_ball R n) eps
          (random_source (@scaled_value R N0 scale) f) >]].
Proof.
move=> L_gt0 delta_ge0 eps_le scale_gt0 part_ge0 pool_inj W_norm act_lip act_0.
move=> mid_lt W_le e_ok precise enough.
have points_gt0 : (0 < points)%N by apply: leq_ltn_trans mid_lt.
have := @subset_sum_pruning R _ (scaled_value scale) (fun=> grid_law R N0)
  n M L F (fun=> points) (fun=> mid) prec grow fill
  (fun=> cell scale points_gt0) (fun=> mid%:R * step) (fun=> step) (fun=> 1)
  (fun=> part) (fun i => 2 * failing i) eps delta pool.
move=> pruned; apply: pruned => // i iL; last first.
  by apply: le_trans (enough i iL); rewrite mulrA [_ * 2]mulrC -natrM !mulnA.
have [e_le lt] := e_ok i iL; split=> //.
- by rewrite divr_gt0 ?exprn_gt0 // ltr0n double_gt0.
- exact: ler01.
- by rewrite part_ge0; apply: product_part_le1.
- by move=> sgn y; apply: product_cells.
by rewrite mulr1 -[1]/(1%:R) -!natrD; apply: precise.
Qed.

End Pruning.
