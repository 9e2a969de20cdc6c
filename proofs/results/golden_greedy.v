(******************************************************************************)
(* The greedy rule over all products of every category, as the pruner runs    *)
(*   it.                                                                      *)
(*                                                                            *)
(*   window g s j z     z lies in the j-th window            (categories.v)   *)
(*   greedy e r zs      what is left of r: each z of zs, in this order, is    *)
(*                      taken where more than e is left and z is at most that *)
(*                                                                            *)
(* golden_greedy: with at least one product in each of the windows 1 .. k, in *)
(*   this order, whatever comes before and behind them, at most s g^(-k) is   *)
(*   left, or at most e where the rule stops early. Products sorted by size   *)
(*     are                                                                    *)
(*   in this order: those above the windows, windows 1 .. k, those below.     *)
(*                                                                            *)
(* Source: golden-decomposition, lottery_verify/decompose/golden.py, which    *)
(* stops at e = (1 - 2^-20) epsilon_w. More products can only help.           *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import categories.
From LotteryVerify.facts Require Import golden_step.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Greedy.
Variables (R : realFieldType) (e : R).
Implicit Types (r z : R) (zs : seq R).

Definition take_one r z : R := if (e < r) && (z <= r) then r - z else r.

Definition greedy r zs : R := foldl take_one r zs.

Lemma greedy_ge0 r zs : 0 <= r -> 0 <= greedy r zs.
Proof.
elim: zs r => //= z zs IHzs r r_ge0; apply: IHzs; rewrite /take_one.
by case: ifP => // /andP[_]; rewrite subr_ge0.
Qed.

Lemma greedy_le r zs : all (>= 0) zs -> greedy r zs <= r.
Proof.
elim: zs r => //= z zs IHzs r /andP[z_ge0 /IHzs zs_le].
apply: le_trans (zs_le _) _; rewrite /take_one; case: ifP => // _.
by rewrite ger_addl oppr_le0.
Qed.

Variables (g s : R).
Hypotheses (base : golden_base g) (s_ge0 : 0 <= s).

Lemma window_ge0 j z : window g s j z -> 0 <= z.
Proof.
have [g_gt1 _] := base; case/andP=> /ltW z_ge _; apply: le_trans z_ge.
by rewrite mulr_ge0 // invr_ge0 exprn_ge0 // (le_trans ler01) // ltW.
Qed.

Lemma greedy_block j r zs : 0 <= r -> r <= Num.max e (s * g ^- j) ->
  zs != [::] -> all (window g s j.+1) zs ->
  greedy r zs <= Num.max e (s * g ^- j.+1).
Proof.
case: zs => // z zs r_ge0 r_le _ /= /andP[z_in /allP zs_in].
apply: le_trans (greedy_le _ _) _.
  by apply/allP => y /zs_in /window_ge0.
rewrite /take_one; case: (ltP e r) => [e_lt | r_le_e] /=; last first.
  by rewrite le_maxr r_le_e.
have r_in : 0 <= r <= s * g ^- j.
  by rewrite r_ge0; move: r_le; rewrite le_maxr leNgt e_lt.
have z_in' : s * g ^- j.+2 <= z <= s * g ^- j.+1.
  by case/andP: z_in => /ltW -> ->.
by rewrite le_maxr; have /andP[_ ->] := golden_step base s_ge0 r_in z_in';
  rewrite orbT.
Qed.

Definition blocks_of (blocks : nat -> seq R) (k : nat) : seq R :=
  flatten [seq blocks j | j <- iota 1 k].

Theorem golden_greedy k w (top tail : seq R) (blocks : nat -> seq R) :
  0 <= w <= s -> all (>= 0) top -> all (>= 0) tail ->
  (forall j, (0 < j <= k)%N ->
     blocks j != [::] /\ all (window g s j) (blocks j)) ->
  0 <= greedy w (top ++ blocks_of blocks k ++ tail)
    <= Num.max e (s * g ^- k).
Proof.
move=> /andP[w_ge0 w_le] top_ge0 tail_ge0 filled; rewrite greedy_ge0 //=.
rewrite /greedy !foldl_cat -/(greedy _ _) -/(greedy _ _).
apply: le_trans (greedy_le _ tail_ge0) _; set r := foldl _ w top.
have r_ge0 : 0 <= r by apply: (greedy_ge0 top).
have r_le : r <= Num.max e (s * g ^- 0).
  rewrite expr0 invr1 mulr1 le_maxr; apply/orP; right; apply: le_trans w_le.
  exact: (greedy_le w top_ge0).
elim: k filled => [_ | k IHk filled]; first exact: r_le.
rewrite /blocks_of -[k.+1]addn1 iotaD map_cat flatten_cat /= cats0.
rewrite -/(blocks_of blocks k) add1n addn1 /greedy foldl_cat -!/(greedy _ _).
have [|some in_window] := filled k.+1; first by rewrite /= leqnn.
apply: greedy_block some in_window; first exact: (greedy_ge0 _ r_ge0).
by apply: IHk => j /andP[j_gt0 j_le]; apply: filled; rewrite j_gt0 leqW.
Qed.

End Greedy.
