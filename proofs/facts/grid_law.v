(******************************************************************************)
(* The geometric grid: signed values +-x_t, t uniform in 0 .. N-1, where the  *)
(* x_t follow a geometric progression up to a factor.                         *)
(*                                                                            *)
(*   sgn b               1 if b, -1 if not                                    *)
(*   grid_type N         a sign and an index t < N.+1 (so N.+1 grid points)   *)
(*   grid_law R N        the uniform law on it                                *)
(*   grid_value x (b, t) sgn b * x t                                          *)
(*   uniform_pair_ge     an event that contains an injective image of J has   *)
(*                       probability >= #|J| / (number of outcomes)^2         *)
(*   diagonals           r consecutive diagonals t + t' = d, each of at least *)
(*                       m pairs, hold r m pairs                              *)
(*   first_power         the first power q^d above a threshold                *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra zify.
From LotteryVerify.definitions Require Import finite_law.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Lemma uniform_pair_ge (R : realFieldType) (T J : finType) (x0 : T)
    (A : pred (T * T)) (h : J -> T * T) : injective h ->
  (forall j, A (h j)) ->
  (#|J|%:R / #|T|%:R ^+ 2) <= Pr (pair_law (uniform_law R x0) (uniform_law R
    x0)) A.
Proof.
move=> h_inj hA; rewrite -(card_imset _ h_inj) mulr_natl -sumr_const.
rewrite /Pr /= -exprVn expr2 [leLHS]big_mkcond [leRHS]big_mkcond.
apply: ler_sum => uv _; case: imsetP => [[j _ ->]|_]; first by rewrite hA.
by case: (A uv) => //; rewrite mulr_ge0 ?invr_ge0 ?ler0n.
Qed.

Definition diagonal_start (N d : nat) : nat := (d - N)%N.

Lemma diagonals (N d1 r m : nat) :
  (forall e, (e < r)%N -> (m <= (d1 + e).+1)%N /\ (d1 + e + m <= N + N.+1)%N) ->
  exists h : 'I_r * 'I_m -> 'I_N.+1 * 'I_N.+1, injective h /\
    forall em, ((h em).1 + (h em).2 = d1 + em.1)%N.
Proof.
move=> wide; pose t (em : 'I_r * 'I_m) := (d1 + em.1 - N + em.2)%N.
have t_ok em : (t em <= N)%N /\ (t em <= d1 + em.1 <= N + t em)%N.
  have := wide em.1 (ltn_ord em.1); have := ltn_ord em.2; rewrite /t; lia.
pose h em := (inord (t em) : 'I_N.+1, inord (d1 + em.1 - t em) : 'I_N.+1).
have h1 em : (h em).1 = t em :> nat.
  by rewrite inordK // ltnS; case: (t_ok em).
have h2 em : (h em).2 = (d1 + em.1 - t em)%N :> nat.
  by rewrite inordK // ltnS; case: (t_ok em) => _; lia.
exists h; split=> [em em' eq_h|em]; last by rewrite h1 h2; case: (t_ok em); lia.
have := congr1 (fun z => nat_of_ord z.1) eq_h.
have := congr1 (fun z => nat_of_ord z.2) eq_h; rewrite !h1 !h2 => eq2 eq1.
have eqe : em.1 = em'.1.
  by apply: ord_inj; have [_] := t_ok em; have [_] := t_ok em'; lia.
rewrite [em]surjective_pairing [em']surjective_pairing eqe; congr pair.
by apply: ord_inj; move: eq1; rewrite /t eqe => /addnI.
Qed.

Lemma first_power (R : realFieldType) (C q lo : R) (A B : nat) :
  0 < C -> 1 < q -> C * q ^+ A <= lo < C * q ^+ B ->
  exists d, [/\ (A < d <= B)%N, lo < C * q ^+ d & C * q ^+ d.-1 <= lo].
Proof.
move=> C_gt0 q_gt1 /andP[A_le B_gt].
have ex : exists d, lo < C * q ^+ d by exists B.
case: (ex_minnP ex) => d d_gt d_min.
have Ad : (A < d)%N.
  rewrite ltnNge; apply/negP => dA; suff: lo < lo by rewrite ltxx.
  by apply: lt_le_trans d_gt _; apply: le_trans A_le;
    rewrite ler_pmul2l // ler_eexpn2l.
exists d; split=> //; first by rewrite Ad d_min.
case: d Ad d_gt d_min => // d _ _ d_min.
by rewrite /= leNgt; apply/negP => /d_min; rewrite ltnn.
Qed.
