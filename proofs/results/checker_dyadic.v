(******************************************************************************)
(* The checker's arithmetic: dyadic numbers as integers over a power of 2.    *)
(*                                                                            *)
(*   dyadic a s           a / 2^s, a an integer                               *)
(*   (a %/ 2 ^+ k)%Z      the quotient rounded down, a shift by k bits        *)
(*                                                                            *)
(* checker_dyadic_sum     a sum of products of dyadic numbers is one          *)
(*                        integer sum over one common power of two            *)
(* checker_dyadic_rescale a / 2^s = (a * 2^k) / 2^(s+k)                       *)
(* checker_dyadic_le, checker_dyadic_lt   comparisons over one power of       *)
(*                        two are those of the integers                       *)
(* checker_round_down, checker_round_up   dropping k bits outward:            *)
(*                        shift of a is below, minus shift of minus a         *)
(*                        above, each by less than one unit                   *)
(*                                                                            *)
(* Source: the checker's exact arithmetic (the issue's claim                  *)
(* checker_dyadic_sum); it is the sum w+ or w- of gadget-identity when        *)
(* the predicate P says which neurons are kept and have that sign.            *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Dyadic.
Variable R : realFieldType.
Implicit Types (a b : int) (s t k : nat).

Definition dyadic a s : R := a%:~R / 2%:R ^+ s.

Lemma two_pow_gt0 s : 0 < 2%:R ^+ s :> R.
Proof. by rewrite exprn_gt0 // ltr0n. Qed.

Lemma two_pow_neq0 s : 2%:R ^+ s != 0 :> R.
Proof. by rewrite gt_eqF // two_pow_gt0. Qed.

Theorem checker_dyadic_rescale a s k :
  dyadic a s = dyadic (a * 2%:R ^+ k) (s + k).
Proof.
rewrite /dyadic intrM rmorphX rmorph_nat /= exprD invfM mulrACA.
by rewrite divff ?two_pow_neq0 // mulr1.
Qed.

Lemma dyadicM a b s t : dyadic a s * dyadic b t = dyadic (a * b) (s + t).
Proof. by rewrite /dyadic intrM exprD invfM mulrACA. Qed.

Theorem checker_dyadic_sum (I : finType) (P : pred I) (a b : I -> int)
    (s t : I -> nat) E :
  (forall m, P m -> (s m + t m <= E)%N) ->
  \sum_(m | P m) dyadic (a m) (s m) * dyadic (b m) (t m)
  = dyadic (\sum_(m | P m) a m * b m * 2%:R ^+ (E - (s m + t m))) E.
Proof.
move=> le_E; rewrite /dyadic rmorph_sum mulr_suml; apply: eq_bigr => m P_m.
rewrite -!/(dyadic _ _) dyadicM (checker_dyadic_rescale _ _ (E - (s m + t m))).
by rewrite subnKC // le_E.
Qed.

Theorem checker_dyadic_le a b s : (dyadic a s <= dyadic b s) = (a <= b).
Proof. by rewrite ler_pmul2r ?invr_gt0 ?two_pow_gt0 // ler_int. Qed.

Theorem checker_dyadic_lt a b s : (dyadic a s < dyadic b s) = (a < b).
Proof. by rewrite ltr_pmul2r ?invr_gt0 ?two_pow_gt0 // ltr_int. Qed.

Theorem checker_round_down a s k :
  dyadic (a %/ 2%:R ^+ k)%Z s <= dyadic a (s + k)
    < dyadic ((a %/ 2%:R ^+ k)%Z + 1) s.
Proof.
have pow_gt0 : 0 < 2%:R ^+ k :> int by rewrite exprn_gt0.
rewrite !(checker_dyadic_rescale _ s k) checker_dyadic_le checker_dyadic_lt.
by rewrite lez_floor ?gt_eqF //= ltz_ceil.
Qed.

Theorem checker_round_up a s k :
  dyadic (- (- a %/ 2%:R ^+ k)%Z - 1) s < dyadic a (s + k)
    <= dyadic (- (- a %/ 2%:R ^+ k)%Z) s.
Proof.
have dyadicN b u : dyadic (- b) u = - dyadic b u by rewrite /dyadic rmorphN
  mulNr.
have /andP[down up] := checker_round_down (- a) s k.
rewrite -opprD !dyadicN -[dyadic a _]opprK -(dyadicN a) ltr_opp2 ler_opp2.
by rewrite up down.
Qed.

End Dyadic.

Section Root.
Variable R : rcfType.

Theorem checker_root (n r : int) s : 0 <= r -> n <= r ^+ 2 ->
  Num.sqrt (dyadic R n s.*2) <= dyadic R r s.
Proof.
move=> r_ge0 n_le; have r_pos : 0 <= dyadic R r s.
  by rewrite divr_ge0 ?ler0z // ltW // two_pow_gt0.
rewrite -[leRHS]ger0_norm // -sqrtr_sqr ler_wsqrtr //.
rewrite /dyadic expr_div_n -exprM muln2 ler_pmul2r ?invr_gt0 ?two_pow_gt0 //.
by rewrite -rmorphX ler_int.
Qed.

End Root.
