(******************************************************************************)
(* The hypotheses of golden-decomposition and golden-threshold hold.          *)
(*                                                                            *)
(*   phi               the golden ratio (1 + sqrt 5) / 2                      *)
(*   lowest g i        g^(-i-1)                                               *)
(*                                                                            *)
(* three_halves_golden, phi_golden   the talk's two bases                     *)
(* golden_witness      w = 1 and lowest samples, base 3/2, any k              *)
(* base_two_fails      "base 2 not possible": for every k >= 1 samples        *)
(*                     in their windows that no choice brings within 2^-k     *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import categories.
From LotteryVerify.results Require Import golden_decomposition golden_threshold.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Theorem three_halves_golden (R : realFieldType) : golden_base (3%:R / 2%:R : R).
Proof.
split; [rewrite -subr_gt0 | rewrite -subr_ge0].
  have -> : 3%:R / 2%:R - 1 = 2%:R^-1 :> R by field.
  by rewrite invr_gt0 ltr0n.
have -> : 3%:R / 2%:R + 1 - (3%:R / 2%:R) ^+ 2 = 4%:R^-1 :> R by field.
by rewrite invr_ge0 ler0n.
Qed.

Definition phi (R : rcfType) : R := (1 + Num.sqrt 5%:R) / 2%:R.

Theorem phi_golden (R : rcfType) : golden_base (phi R).
Proof.
have sqr5 : Num.sqrt 5%:R ^+ 2 = 5%:R :> R by rewrite sqr_sqrtr ?ler0n.
split.
  rewrite /phi ltr_pdivl_mulr ?ltr0n // mul1r -[2%:R]/(1 + 1) ltr_add2l.
  by rewrite -[X in X < _]sqrtr1 ltr_sqrt ?ltr0n // (ltr_nat R 1 5).
suff -> : phi R ^+ 2 = phi R + 1 by [].
transitivity ((1 + 2%:R * Num.sqrt 5%:R + Num.sqrt 5%:R ^+ 2) / 4%:R : R).
  by rewrite /phi; field.
by rewrite sqr5 /phi; field.
Qed.

Theorem golden_witness (R : realFieldType) k (g : R := 3%:R / 2%:R) :
  0 <= 1 - \sum_(1 <= i < k.+1 | greedy_bit 1 (lowest g) i) lowest g i
    <= g ^- k.
Proof.
have g_golden : golden_base g := three_halves_golden R.
apply: golden_decomposition => //; first by rewrite ler01 lexx.
by apply: lowest_in_windows; case: g_golden.
Qed.

Theorem base_two_fails (R : realFieldType) k : (0 < k)%N ->
  in_windows 2%:R 1 k (@lowest R 2%:R) /\
  forall kept : nat -> bool,
    2%:R ^- k < `|1 - \sum_(1 <= i < k.+1 | kept i) @lowest R 2%:R i|.
Proof.
apply: golden_threshold; first by rewrite (ltr_nat R 1 2).
by rewrite -(natrD R 2 1) -natrX ltr_nat.
Qed.
