(******************************************************************************)
(* The Euclidean norm of columns over a real closed field.                    *)
(*                                                                            *)
(*   norm2 y     sqrt (sum of the squares of the entries of y)                *)
(*                                                                            *)
(* norm2_triangle    norm2 (x + y) <= norm2 x + norm2 y                       *)
(* norm2_le          monotone in the absolute values of the entries           *)
(* norm2_const       entries of absolute value <= c: norm2 <= sqrt m c        *)
(* norm1_le          sum of |y_i| <= sqrt m norm2 y (Cauchy-Schwarz)          *)
(* norm2_map         coordinatewise 1-Lipschitz maps do not stretch           *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import network.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma cauchy_schwarz (R : realFieldType) (I : finType) (a b : I -> R) :
  (\sum_i a i * b i) ^+ 2 <= (\sum_i a i ^+ 2) * (\sum_i b i ^+ 2).
Proof.
set A := \sum_i a i ^+ 2; set B := \sum_i b i ^+ 2; set C := \sum_i a i * b i.
have A_ge0 : 0 <= A by apply: sumr_ge0 => i _; apply: sqr_ge0.
have [A0 | A_neq0] := eqVneq A 0.
  suff -> : C = 0 by rewrite A0 expr0n mul0r.
  apply: big1 => i _; have /eqP := A0.
  rewrite psumr_eq0 => [/allP/(_ i)|? _]; last exact: sqr_ge0.
  by rewrite mem_index_enum sqrf_eq0 => /(_ isT)/eqP->; rewrite mul0r.
have A_gt0 : 0 < A by rewrite lt_def A_neq0.
rewrite -(ler_pmul2l A_gt0) -subr_ge0.
suff <- : \sum_i (A * b i - C * a i) ^+ 2 = A * (A * B) - A * C ^+ 2.
  by apply: sumr_ge0 => i _; apply: sqr_ge0.
transitivity (\sum_i (A ^+ 2 * b i ^+ 2 - 2%:R * A * C * (a i * b i)
                      + C ^+ 2 * a i ^+ 2)).
  by apply: eq_bigr => i _; ring.
rewrite big_split sumrB /= -!mulr_sumr -/A -/B -/C; ring.
Qed.

Section Norm.
Variable R : rcfType.
Implicit Types m : nat.

Lemma norm_sqr (x : R) : `|x| ^+ 2 = x ^+ 2.
Proof. by rewrite real_normK ?num_real. Qed.

Lemma sum_sqr_ge0 m (y : 'cV[R]_m) : 0 <= \sum_i y i ord0 ^+ 2.
Proof. by apply: sumr_ge0 => i _; apply: sqr_ge0. Qed.

Lemma norm2_ge0 m (y : 'cV[R]_m) : 0 <= norm2 y.
Proof. exact: sqrtr_ge0. Qed.

Lemma norm2_sqr m (y : 'cV[R]_m) : norm2 y ^+ 2 = \sum_i y i ord0 ^+ 2.
Proof. by rewrite sqr_sqrtr // sum_sqr_ge0. Qed.

Lemma norm2_0 m : norm2 (0 : 'cV[R]_m) = 0.
Proof. by rewrite /norm2 big1 ?sqrtr0 // => i _; rewrite mxE expr0n. Qed.

Lemma norm2_le m (y z : 'cV[R]_m) :
  (forall i, `|y i ord0| <= `|z i ord0|) -> norm2 y <= norm2 z.
Proof.
move=> y_le; apply/ler_wsqrtr/ler_sum => i _.
by rewrite -[y _ _ ^+ 2]norm_sqr -[z _ _ ^+ 2]norm_sqr ler_sqr ?nnegrE
  ?normr_ge0.
Qed.

Lemma norm2_dot m (x y : 'cV[R]_m) :
  \sum_i x i ord0 * y i ord0 <= norm2 x * norm2 y.
Proof.
apply: le_trans (ler_norm _) _; rewrite -sqrtr_sqr -sqrtrM ?sum_sqr_ge0 //.
exact/ler_wsqrtr/cauchy_schwarz.
Qed.

Lemma norm2_triangle m (x y : 'cV[R]_m) : norm2 (x + y) <= norm2 x + norm2 y.
Proof.
rewrite -ler_sqr ?nnegrE ?addr_ge0 ?norm2_ge0 // sqrrD !norm2_sqr.
under eq_bigr do rewrite mxE sqrrD.
rewrite !big_split /= ler_add2r ler_add2l -mulr2n ler_muln2r /=.
exact: norm2_dot.
Qed.

Lemma norm2_const m (y : 'cV[R]_m) c :
  (forall i, `|y i ord0| <= c) -> norm2 y <= Num.sqrt m%:R * c.
Proof.
case: m y => [|m] y y_le; first by rewrite /norm2 big_ord0 sqrtr0 mul0r.
have c_ge0 : 0 <= c := le_trans (normr_ge0 _) (y_le ord0).
rewrite -ler_sqr ?nnegrE ?norm2_ge0 ?mulr_ge0 ?sqrtr_ge0 //.
rewrite norm2_sqr exprMn sqr_sqrtr ?ler0n //.
have -> : m.+1%:R * c ^+ 2 = \sum_(i < m.+1) c ^+ 2.
  by rewrite sumr_const card_ord mulr_natl.
apply: ler_sum => i _.
by rewrite -norm_sqr ler_sqr ?nnegrE ?normr_ge0.
Qed.

Lemma norm1_le m (y : 'cV[R]_m) :
  \sum_i `|y i ord0| <= Num.sqrt m%:R * norm2 y.
Proof.
have sum_ge0 : 0 <= \sum_i `|y i ord0| by apply: sumr_ge0.
rewrite -ler_sqr ?nnegrE ?mulr_ge0 ?sqrtr_ge0 //.
rewrite exprMn sqr_sqrtr ?ler0n // norm2_sqr.
have := cauchy_schwarz (fun _ : 'I_m => 1) (fun i => `|y i ord0|).
under eq_bigr do rewrite mul1r.
under [X in _ <= X * _ -> _]eq_bigr do rewrite expr1n.
rewrite sumr_const card_ord.
by under [X in _ <= _ * X -> _]eq_bigr do rewrite norm_sqr.
Qed.

Lemma norm2_map m (s : R -> R) (x y : 'cV[R]_m) : lipschitz1 s ->
  norm2 (map_mx s x - map_mx s y) <= norm2 (x - y).
Proof. by move=> s_lip; apply: norm2_le => i; rewrite !mxE; apply: s_lip. Qed.

End Norm.
