(******************************************************************************)
(* Ranges of real numbers and boxes of columns: what the checker tracks.      *)
(*                                                                            *)
(*   in_box l u y         l_b <= y_b <= u_b for every b                       *)
(*   scale_lo, scale_hi   the ends of w * [l, u]                              *)
(*   kink wp wn y         wp * max(y, 0) + wn * min(y, 0)                     *)
(*   nearest_to_0 l u     the point of [l, u] that is nearest to 0            *)
(*   kink_lo, kink_hi     the ends of kink on [l, u]: the least, the largest  *)
(*                        of its values at l, at u and at nearest_to_0 l u    *)
(*   mix_lo, mix_hi       the ends of the hull of wp * [l, u], wn * [l, u]    *)
(*   sum_terms t W yl yu  row by row, the sum of such ends; sum_signed_terms  *)
(*                        likewise for two matrices                           *)
(*   largest l u          the column of max(|l_a|, |u_a|)                     *)
(*                                                                            *)
(* Source: lottery_verify/checker/rules.                                      *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Ranges.
Variable R : realDomainType.
Implicit Types w wp wn l u y z : R.

Definition scale_lo w l u : R := Num.max w 0 * l + Num.min w 0 * u.
Definition scale_hi w l u : R := Num.max w 0 * u + Num.min w 0 * l.

Definition kink wp wn y : R := wp * Num.max y 0 + wn * Num.min y 0.

Definition nearest_to_0 l u : R := Num.max l (Num.min u 0).

Definition kink_lo wp wn l u : R :=
  Num.min (Num.min (kink wp wn l) (kink wp wn u)) (kink wp wn (nearest_to_0 l
    u)).
Definition kink_hi wp wn l u : R :=
  Num.max (Num.max (kink wp wn l) (kink wp wn u)) (kink wp wn (nearest_to_0 l
    u)).

Definition mix_lo wp wn l u : R := Num.min (scale_lo wp l u) (scale_lo wn l u).
Definition mix_hi wp wn l u : R := Num.max (scale_hi wp l u) (scale_hi wn l u).

End Ranges.

Section Boxes.
Variables (R : realDomainType) (p q : nat).
Implicit Types (W Wp Wn : 'M[R]_(p, q)) (yl yu : 'cV[R]_q).

Definition in_box m (l u y : 'cV[R]_m) : Prop :=
  forall b, l b ord0 <= y b ord0 <= u b ord0.

Definition sum_terms (t : R -> R -> R -> R) W yl yu : 'cV[R]_p :=
  \col_a \sum_b t (W a b) (yl b ord0) (yu b ord0).

Definition sum_signed_terms (t : R -> R -> R -> R ->
  R) Wp Wn yl yu : 'cV[R]_p :=
  \col_a \sum_b t (Wp a b) (Wn a b) (yl b ord0) (yu b ord0).

Definition largest {m} (l u : 'cV[R]_m) : 'cV[R]_m :=
  \col_a Num.max `|l a ord0| `|u a ord0|.

End Boxes.

Arguments scale_lo {R}.
Arguments scale_hi {R}.
Arguments kink {R}.
Arguments kink_lo {R}.
Arguments kink_hi {R}.
Arguments mix_lo {R}.
Arguments mix_hi {R}.
