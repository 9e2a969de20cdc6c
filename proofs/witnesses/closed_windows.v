(******************************************************************************)
(* Why the product windows must be disjoint: with closed windows              *)
(* [g^(-j-1), g^(-j)], one neuron whose product sits on a shared end fills two*)
(* categories, but a mask keeps it once.                                      *)
(*                                                                            *)
(* closed_windows_fail: g = 3/2, k = 2, one neuron with product 4/9 = g^(-2). *)
(*   Both closed windows hold a product, and no selection of neurons comes    *)
(*   within g^(-2) of w = 1.                                                  *)
(* open_windows_filled: the half-open windows of categories.v can all be      *)
(*   filled: two neurons with products g^(-1) and g^(-2).                     *)
(*                                                                            *)
(* Source: golden-decomposition, applied to category-filling. A finite law    *)
(* may put weight on such an end; THEORY.md's windows are closed.             *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import categories.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Definition g : rat := 3%:Q / 2%:Q.

Lemma three_halves_golden : golden_base g.
Proof. by []. Qed.

Corollary closed_windows_fail : exists z : 'I_1 -> rat,
  (forall j, (0 < j <= 2)%N -> exists m, g ^- j.+1 <= z m <= g ^- j) /\
  forall K : {set 'I_1}, ~ `|1 - \sum_(m in K) z m| <= g ^- 2.
Proof.
exists (fun=> g ^- 2); split=> [[|[|[|j]]]//|K].
- by exists ord0.
- by exists ord0.
rewrite sumr_const; have := max_card (mem K); rewrite card_ord.
by case: #|_| => [|[|]].
Qed.

Corollary open_windows_filled : exists z : 'I_2 -> rat,
  forall j, (0 < j <= 2)%N -> exists m, window g 1 j (z m).
Proof.
exists (fun m => g ^- m.+1); case=> [|[|[|j]]] // _.
- by exists ord0.
by exists ord_max.
Qed.
