(******************************************************************************)
(* The checker's rules for what it tracks besides boxes: Euclidean norms,     *)
(* the two ends that the ticket gives, and what joins the rules to a verdict. *)
(*                                                                            *)
(*   kink wp wn t         wp max(t, 0) + wn min(t, 0)          (interval.v)   *)
(*   signed_mul P N y     P max(y, 0) + N min(y, 0)         (layer_error.v)   *)
(*   largest_of P N       the entries max(|P_ab|, |N_ab|)                     *)
(*   row_norm A a, frobenius A   the norms of a row of A, of all of A         *)
(*                                                                            *)
(* checker_kink           one entry's term, t in [l, u]   (the rule kinked)   *)
(* checker_sloped         one entry's increment: the least and the largest of *)
(*                        four products                   (the rule sloped)   *)
(* checker_row, checker_frobenius   the norm of an increment: row by row, all *)
(* checker_row_value, checker_frobenius_value   those of a value              *)
(* checker_gain           ||W|| <= s: increments are at most s + frobenius of *)
(*                        what P and N are off W                              *)
(* checker_corner         a box bounds the entries and the norm               *)
(* checker_apart          the difference of two vectors, each known           *)
(* checker_relu_norm, checker_relu_difference_norm   a ReLU stretches nothing *)
(* checker_relu_ticket    relu z' - relu z from z' and z' - z                 *)
(* checker_aligned        entries that inputs of one sign do not meet are free*)
(* checker_ball           x - t for x in a ball                               *)
(* checker_root           a square root rounded up                            *)
(* checker_layers         a relation that every layer keeps holds at the end  *)
(*                                                                            *)
(* Source: lottery_verify/checker/reach.py and rules/, rule by rule.          *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import network.
From LotteryVerify.facts Require Import norm2 layer_error interval.
From LotteryVerify.results Require Import checker_affine checker_relu.
From LotteryVerify.results Require Import checker_dyadic.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Entries.
Variable R : realDomainType.
Implicit Types wp wn l u t z : R.

Theorem checker_kink wp wn l u t (a := (if 0 <= l then wp else wn) * l)
    (b := (if 0 <= u then wp else wn) * u) : l <= t <= u ->
  if l < 0 < u
  then Num.min (Num.min a b) 0 <= kink wp wn t <= Num.max (Num.max a b) 0
  else Num.min a b <= kink wp wn t <= Num.max a b.
Proof.
have kinkE z : kink wp wn z = (if 0 <= z then wp else wn) * z.
  by rewrite /kink; case: (leP 0 z) => [|_]; rewrite mulr0 ?addr0 ?add0r.
rewrite /a /b -!kinkE => t_in; have /andP[l_le le_u] := t_in.
have kink0 : kink wp wn 0 = 0 by rewrite kinkE lexx mulr0.
have := kink_range wp wn t_in; rewrite /kink_lo /kink_hi /nearest_to_0.
case: ifP => [/andP[l_lt0 u_gt0] | ].
  by rewrite (min_r (ltW u_gt0)) (max_r (ltW l_lt0)) kink0.
move/negbT; rewrite negb_and -!leNgt => /orP[l_ge0 | u_le0].
  have u_ge0 := le_trans l_ge0 (le_trans l_le le_u).
  rewrite (min_r u_ge0) (max_l l_ge0) => /andP[lo hi]; apply/andP; split.
    by apply: le_trans lo; rewrite !le_minr !le_minl !lexx ?orbT.
  by apply: le_trans hi _; rewrite !le_maxl !le_maxr !lexx ?orbT.
rewrite (min_l u_le0) (max_r (le_trans l_le le_u)) => /andP[lo hi].
apply/andP; split.
  by apply: le_trans lo; rewrite !le_minr !le_minl !lexx ?orbT.
by apply: le_trans hi _; rewrite !le_maxl !le_maxr !lexx ?orbT.
Qed.

Theorem checker_sloped wp wn l u t z : l <= z - t <= u ->
  Num.min (Num.min (wp * l) (wp * u)) (Num.min (wn * l) (wn * u))
    <= kink wp wn z - kink wp wn t
    <= Num.max (Num.max (wp * l) (wp * u)) (Num.max (wn * l) (wn * u)).
Proof.
move=> d_in; have /andP[l_le le_u] := d_in.
have /andP[lo hi] := mix_range wp wn d_in.
have ends w : Num.min (w * l) (w * u) <= scale_lo w l u /\
              scale_hi w l u <= Num.max (w * l) (w * u).
  rewrite /scale_lo /scale_hi; case: (leP w 0) => [w_le0|/ltW w_ge0].
    by rewrite !mul0r !add0r le_minl le_maxr !lexx !orbT.
  by rewrite !mul0r !addr0 le_minl le_maxr !lexx !orbT.
have [[lo_p hi_p] [lo_n hi_n]] := (ends wp, ends wn).
apply/andP; split.
  apply: le_trans lo; rewrite le_minr; apply/andP.
  by split; rewrite le_minl ?lo_p ?lo_n ?orbT.
apply: le_trans hi _; rewrite le_maxl; apply/andP.
by split; rewrite le_maxr ?hi_p ?hi_n ?orbT.
Qed.

Lemma kink_increment wp wn t z :
  `|kink wp wn z - kink wp wn t| <= Num.max `|wp| `|wn| * `|z - t|.
Proof.
rewrite -(parts_distance z t) mulrDr.
have -> : kink wp wn z - kink wp wn t = wp * (Num.max z 0 - Num.max t 0)
    + wn * (Num.min z 0 - Num.min t 0) by rewrite /kink opprD addrACA -!mulrBr.
apply: le_trans (ler_norm_add _ _) _; rewrite !normrM; apply: ler_add.
  by rewrite ler_wpmul2r // le_maxr lexx.
by rewrite ler_wpmul2r // le_maxr lexx orbT.
Qed.

Theorem checker_relu_ticket z z' zl zu dl du :
  zl <= z' <= zu -> dl <= z' - z <= du ->
  (if 0 <= dl then relu zl - relu (zl - dl) else relu zu - relu (zu - dl))
    <= relu z' - relu z <=
  (if 0 <= du then relu zu - relu (zu - du) else relu zl - relu (zl - du)).
Proof.
move=> /andP[zl_le le_zu] /andP[dl_le le_du].
have flip d y : relu y - relu (y - d) = - step y (- d) by rewrite /step opprB.
have -> : relu z' - relu z = - step z' (- (z' - z)).
  by rewrite /step !opprB addrCA subrr addr0.
rewrite !flip; apply/andP; split.
  apply: (@le_trans _ _ (- step z' (- dl))); last first.
    by rewrite ler_opp2 le_step // ler_opp2.
  case: (leP 0 dl) => [dl_ge0 | /ltW dl_le0]; rewrite ler_opp2.
    by apply: step_down; rewrite ?oppr_le0.
  by apply: step_up; rewrite ?oppr_ge0.
apply: (@le_trans _ _ (- step z' (- du))).
  by rewrite ler_opp2 le_step // ler_opp2.
case: (leP 0 du) => [du_ge0 | /ltW du_le0]; rewrite ler_opp2.
  by apply: step_down; rewrite ?oppr_le0.
by apply: step_up; rewrite ?oppr_ge0.
Qed.

End Entries.

Section Norms.
Variables (R : rcfType) (p q : nat).
Implicit Types (A P N W : 'M[R]_(p, q)) (y z : 'cV[R]_q).

Definition largest_of P N : 'M[R]_(p, q) :=
  \matrix_(a, b) Num.max `|P a b| `|N a b|.
Definition row_norm A a : R := Num.sqrt (\sum_b A a b ^+ 2).
Definition frobenius A : R := Num.sqrt (\sum_a \sum_b A a b ^+ 2).

Lemma dominated_row A y (v : R) a :
  `|v| <= \sum_b A a b * `|y b ord0| -> `|v| <= row_norm A a * norm2 y.
Proof.
move/le_trans; apply; apply: le_trans (ler_norm _) _.
rewrite -sqrtr_sqr -sqrtrM; last by apply: sumr_ge0 => b _; apply: sqr_ge0.
apply: ler_wsqrtr; apply: le_trans (cauchy_schwarz _ _) _.
by under [X in _ * X <= _]eq_bigr do rewrite norm_sqr.
Qed.

Lemma increment_row P N y z a :
  `|(signed_mul P N z - signed_mul P N y) a ord0|
  <= \sum_b largest_of P N a b * `|(z - y) b ord0|.
Proof.
have -> : (signed_mul P N z - signed_mul P N y) a ord0
    = \sum_b (kink (P a b) (N a b) (z b ord0)
               - kink (P a b) (N a b) (y b ord0)).
  rewrite sumrB -!signed_mulE.
  by move: (signed_mul _ _ z) (signed_mul _ _ y) => B C; rewrite !mxE.
apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => b _; rewrite !mxE.
exact: kink_increment.
Qed.

Theorem checker_row P N y z a :
  `|(signed_mul P N z - signed_mul P N y) a ord0|
  <= row_norm (largest_of P N) a * norm2 (z - y).
Proof. exact/dominated_row/increment_row. Qed.

Theorem checker_frobenius P N y z :
  norm2 (signed_mul P N z - signed_mul P N y)
  <= frobenius (largest_of P N) * norm2 (z - y).
Proof.
have sum_ge0 (A : 'M[R]_(p, q)) a : 0 <= \sum_b A a b ^+ 2.
  by apply: sumr_ge0 => b _; apply: sqr_ge0.
rewrite -ler_sqr ?nnegrE ?norm2_ge0 ?mulr_ge0 ?norm2_ge0 ?sqrtr_ge0 //.
rewrite exprMn [frobenius _ ^+ 2]sqr_sqrtr ?sumr_ge0 //.
rewrite [in X in X <= _]norm2_sqr mulr_suml.
apply: ler_sum => a _; rewrite -norm_sqr -[X in _ <= X * _]sqr_sqrtr // -exprMn.
rewrite ler_sqr ?nnegrE ?mulr_ge0 ?norm2_ge0 ?sqrtr_ge0 //; exact: checker_row.
Qed.

Lemma signed_mul0 P N : signed_mul P N (0 : 'cV[R]_q) = 0.
Proof.
apply/matrixP => a b; rewrite (ord1 b) signed_mulE mxE; apply: big1 => i _.
by rewrite /kink !mxE maxxx minxx !mulr0 addr0.
Qed.

Corollary checker_row_value P N y a :
  `|signed_mul P N y a ord0| <= row_norm (largest_of P N) a * norm2 y.
Proof. by have := checker_row P N 0 y a; rewrite signed_mul0 !subr0. Qed.

Corollary checker_frobenius_value P N y :
  norm2 (signed_mul P N y) <= frobenius (largest_of P N) * norm2 y.
Proof. by have := checker_frobenius P N 0 y; rewrite signed_mul0 !subr0. Qed.

Theorem checker_gain W P N s y z : operator_bound W s ->
  norm2 (signed_mul P N z - signed_mul P N y)
  <= (s + frobenius (largest_of (P - W) (N - W))) * norm2 (z - y).
Proof.
move=> W_s; pose off := signed_mul (P - W) (N - W).
have -> : signed_mul P N z - signed_mul P N y = W *m (z - y) + (off z - off y).
  rewrite /off !signed_mulB mulmxBr.
  move: (signed_mul P N z) (signed_mul P N y) (W *m z) (W *m y) => a b c d.
  apply/matrixP => i j; rewrite !mxE.
  by move: (a i j) (b i j) (c i j) (d i j) => a' b' c' d'; ring.
apply: le_trans (norm2_triangle _ _) _; rewrite mulrDl ler_add ?W_s //.
exact: checker_frobenius.
Qed.

Theorem checker_aligned P N P' N' y :
  (forall a b, 0 < y b ord0 -> P a b = P' a b) ->
  (forall a b, y b ord0 < 0 -> N a b = N' a b) ->
  signed_mul P N y = signed_mul P' N' y.
Proof.
move=> P_eq N_eq; apply/matrixP => a b; rewrite (ord1 b) !signed_mulE.
apply: eq_bigr => i _; rewrite /kink.
have [y_lt0 | y_gt0 | ->] := ltgtP (y i ord0) 0.
- by rewrite (N_eq _ _ y_lt0) !mulr0.
- by rewrite (P_eq _ _ y_gt0) !mulr0.
by rewrite !mulr0.
Qed.

End Norms.

Section Vectors.
Variables (R : rcfType) (m : nat).
Implicit Types x y l u t : 'cV[R]_m.

Theorem checker_corner l u y
    (size := fun b => Num.max (- l b ord0) (u b ord0)) :
  in_box l u y ->
  (forall b, `|y b ord0| <= size b) /\
  norm2 y <= Num.sqrt (\sum_b size b ^+ 2).
Proof.
move=> y_in; have y_le b : `|y b ord0| <= size b.
  have /andP[l_le le_u] := y_in b.
  by rewrite ler_norml le_maxr le_u orbT andbT ler_oppl le_maxr ler_opp2 l_le.
split=> //; apply/ler_wsqrtr/ler_sum => b _; rewrite -norm_sqr.
by rewrite ler_sqr ?nnegrE // (le_trans _ (y_le b)).
Qed.

Theorem checker_apart l u l' u' x y r r' :
  in_box l u x -> in_box l' u' y -> norm2 x <= r -> norm2 y <= r' ->
  in_box (l' - u) (u' - l) (y - x) /\ norm2 (y - x) <= r + r'.
Proof.
move=> x_in y_in x_r y_r; split=> [b|].
  have [/andP[lx xu] /andP[ly yu]] := (x_in b, y_in b).
  by rewrite !mxE !ler_sub.
apply: le_trans (norm2_triangle _ _) _; rewrite addrC ler_add //.
rewrite (le_trans _ x_r) // norm2_le // => b; by rewrite mxE normrN.
Qed.

Lemma relu_lipschitz : lipschitz1 (@relu R).
Proof.
move=> x y; rewrite /relu ![Num.max 0 _]maxC -(parts_distance x y) ler_addl.
exact: normr_ge0.
Qed.

Theorem checker_relu_difference_norm x y :
  norm2 (map_mx (@relu R) y - map_mx (@relu R) x) <= norm2 (y - x).
Proof. exact: norm2_map relu_lipschitz. Qed.

Corollary checker_relu_norm y : norm2 (map_mx (@relu R) y) <= norm2 y.
Proof.
apply: norm2_le => b; rewrite mxE; have := relu_lipschitz (y b ord0) 0.
by rewrite [relu 0]maxxx !subr0.
Qed.

Theorem checker_ball x t rho (c : 'cV[R]_m := const_mx rho) : norm2 x <= rho ->
  in_box (- c - t) (c - t) (x - t) /\ norm2 (x - t) <= rho + norm2 t.
Proof.
move=> x_rho; split=> [b|].
  rewrite !mxE !ler_add2r -ler_norml; apply: le_trans x_rho.
  rewrite -sqrtr_sqr ler_wsqrtr // (bigD1 b) //= ler_addl.
  by apply: sumr_ge0 => i _; apply: sqr_ge0.
apply: le_trans (norm2_triangle _ _) _; rewrite ler_add //.
by apply: norm2_le => b; rewrite mxE normrN.
Qed.

Theorem checker_root (n r : int) s : 0 <= r -> n <= r ^+ 2 ->
  Num.sqrt (dyadic R n s.*2) <= dyadic R r s.
Proof.
move=> r_ge0 n_le; have r_pos : 0 <= dyadic R r s.
  by rewrite divr_ge0 ?ler0z // ltW // two_pow_gt0.
rewrite -[leRHS]ger0_norm // -sqrtr_sqr ler_wsqrtr //.
rewrite /dyadic expr_div_n -exprM muln2 ler_pmul2r ?invr_gt0 ?two_pow_gt0 //.
by rewrite -rmorphX ler_int.
Qed.

End Vectors.

Theorem checker_layers (R : rcfType) (n : nat -> nat)
    (f g : forall i, 'cV[R]_(n i) -> 'cV[R]_(n i.+1))
    (holds : forall i, 'cV[R]_(n i) -> 'cV[R]_(n i) -> Prop) x x' :
  holds 0%N x x' ->
  (forall i y y', holds i y y' -> holds i.+1 (f i y) (g i y')) ->
  forall L, holds L (run f L x) (run g L x').
Proof. by move=> start keeps; elim=> //= L; apply: keeps. Qed.
