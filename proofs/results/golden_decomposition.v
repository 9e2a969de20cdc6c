(******************************************************************************)
(* Claim golden-decomposition (statement: the talk; proof: THEORY.md).        *)
(*                                                                            *)
(*   golden_base g, in_windows g s k x   (categories.v)                       *)
(*   greedy_rest w x i  r_i: what is left of w after the samples x_1..x_i     *)
(*   greedy_bit w x i   b_i: the greedy rule keeps x_i, x_i <= r_(i-1)        *)
(*                                                                            *)
(* golden_decomposition: 0 <= w - sum_(kept i <= k) x_i <= g^(-k) for         *)
(*   every w in [0, 1] and every choice of the samples in their windows.      *)
(* golden_decomposition_scaled: the same with windows and w scaled by s.      *)
(* golden_decomposition_within: k categories with s <= e * g^k, that is       *)
(*   k >= log_g(s / e), bring w in [0, s] within e.                           *)
(*                                                                            *)
(* Difference: the talk uses g = 3/2 or phi; this is any g up to phi, in      *)
(* any real field, and the scale s is w_max.                                  *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import categories.
From LotteryVerify.facts Require Import golden_step.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Definitions.
Variable R : realFieldType.

Fixpoint greedy_rest (w : R) (x : nat -> R) (i : nat) : R :=
  if i is j.+1 then
    let r := greedy_rest w x j in if x i <= r then r - x i else r
  else w.

Definition greedy_bit (w : R) (x : nat -> R) (i : nat) : bool :=
  x i <= greedy_rest w x i.-1.

End Definitions.

Section Decomposition.
Variables (R : realFieldType) (g : R).
Hypothesis g_golden : golden_base g.

Lemma greedy_restE (w : R) x k :
  greedy_rest w x k = w - \sum_(1 <= i < k.+1 | greedy_bit w x i) x i.
Proof.
elim: k => [|k IHk]; first by rewrite big_nil subr0.
rewrite big_mkcond big_nat_recr //= -big_mkcond /= {1 2}IHk -IHk.
rewrite /greedy_bit /=; case: ifP => _; last by rewrite addr0.
by rewrite IHk opprD addrA.
Qed.

Lemma greedy_rest_bounds s w x k : 0 <= w <= s -> in_windows g s k x ->
  0 <= greedy_rest w x k <= s * g ^- k.
Proof.
move=> w_in; have /andP[w_ge0 w_le] := w_in.
elim: k => [|k IHk] x_in; first by rewrite expr0 invr1 mulr1.
apply: (golden_step g_golden); first exact: le_trans w_le.
  by apply: IHk => i /andP[i_gt0 i_le]; rewrite x_in // i_gt0 leqW.
by apply: x_in; rewrite /= leqnn.
Qed.

Theorem golden_decomposition_scaled s k w x :
  0 <= w <= s -> in_windows g s k x ->
  0 <= w - \sum_(1 <= i < k.+1 | greedy_bit w x i) x i <= s * g ^- k.
Proof. by rewrite -greedy_restE; apply: greedy_rest_bounds. Qed.

Theorem golden_decomposition k w x : 0 <= w <= 1 -> in_windows g 1 k x ->
  0 <= w - \sum_(1 <= i < k.+1 | greedy_bit w x i) x i <= g ^- k.
Proof.
by move=> w_in /(golden_decomposition_scaled w_in); rewrite mul1r.
Qed.

Corollary golden_decomposition_within e s k w x :
  s <= e * g ^+ k -> 0 <= w <= s -> in_windows g s k x ->
  0 <= w - \sum_(1 <= i < k.+1 | greedy_bit w x i) x i <= e.
Proof.
move=> s_le w_in x_in; have /andP[-> /le_trans ->//] :=
  golden_decomposition_scaled w_in x_in.
have [/(lt_trans ltr01) g_gt0 _] := g_golden.
by rewrite ler_pdivr_mulr // exprn_gt0.
Qed.

End Decomposition.
