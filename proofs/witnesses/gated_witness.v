(******************************************************************************)
(* Instances in which the hypotheses of quadratic_bound and of weight_bits    *)
(* hold together, and their bounds are attained.                              *)
(*                                                                            *)
(* quadratic_attained: 2 s t, with one share and one symbol: the hints q = 1, *)
(*   p = (0, 1) and no Q prove 2, which it is at s = t = 1.                   *)
(* weight_bits_attained: one mask bit, of values 1/2 and 3/2, reaches every   *)
(*   weight of [0, 2] within 1/2, and 2 / (2 (1/2)) = 2^1.                    *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.results Require Import quadratic_bound weight_bits.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Quadratic.
Variable R : realFieldType.

Definition share_form : 'M[R]_(2, 1) := \matrix_(i, j) (2 *+ i).
Definition no_column (i : 'I_2) : R := 0.
Definition one_square (b : 'I_1) : R := 1.
Definition quarter (b : 'I_1) : R := (4 * 1)^-1.
Definition own_squares (i : 'I_2) : R := i%:R.
Definition both_one (i : 'I_2) : R := 1.

Lemma no_residue i j :
  residue share_form (0 : 'M[R]_(2, 0)) no_column quarter own_squares i j = 0.
Proof.
rewrite !mxE big_ord0 big_ord1 !mxE /quarter /own_squares !mulr0 addr0 mul0r.
rewrite !subr0 mulr1; case: i j => [[|[|i]] i_lt] [[|[|j]] j_lt] //=;
  rewrite ?mulr0n ?mulr1n ?mul0r ?mulr0 ?subrr //.
have -> : 2 * 2 = 4 :> R by ring.
by rewrite mulVf ?subrr // pnatr_eq0.
Qed.

Theorem quadratic_attained :
  [/\ forall b, 0 < one_square b,
      forall b, (4 * one_square b)^-1 <= quarter b,
      forall i, `|both_one i| <= 1 :> R
    & form share_form no_column both_one (fun=> 1)
      = \sum_b one_square b
        + (own_squares ord0 + \sum_(i | i != ord0) Num.max (own_squares i) 0)
        + \sum_i \sum_j `|residue share_form (0 : 'M[R]_(2, 0)) no_column
                            quarter own_squares i j|].
Proof.
split=> [b | b | i |]; rewrite ?ltr01 ?lexx ?normr1 //.
rewrite [X in _ = _ + X]big1 => [|i _]; last first.
  by apply: big1 => j _; rewrite no_residue normr0.
rewrite /form [X in own_squares ord0 + X]big_mkcond.
rewrite !big_ord_recl !big_ord0 !mxE /= /own_squares /both_one /no_column.
by rewrite /one_square max_l ?ler01 // !(mulr0n, mulr1n); ring.
Qed.

End Quadratic.

Section Bits.
Variable R : realFieldType.

Definition two_values (k : {ffun 'I_1 -> bool}) : R :=
  if k ord0 then 3%:R / 2 else 1 / 2.

Theorem weight_bits_attained : reaches two_values 2 (1 / 2) /\
  2 / (2%:R * (1 / 2)) = (2 ^ #|'I_1|)%:R :> R.
Proof.
have half : 1 / 2 + 1 / 2 = 1 :> R by rewrite -splitr.
have more : 3%:R / 2 = 1 + 1 / 2 :> R by field.
split=> [w /andP[w_ge0 w_le2] |]; last first.
  by rewrite card_ord expn1 mulrCA divff ?mulr1 ?divr1 // pnatr_eq0.
exists [ffun=> 1 <= w]; rewrite /two_values ffunE.
have near (c : R) : c - 1 / 2 <= w <= c + 1 / 2 -> `|c - w| <= 1 / 2.
  by rewrite distrC ler_distl.
have [w_ge1 | w_lt1] := lerP 1 w; apply: near.
  by rewrite more addrK w_ge1 -addrA half.
by rewrite subrr w_ge0 half ltW.
Qed.

End Bits.
