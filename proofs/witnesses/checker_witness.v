(******************************************************************************)
(* The checker's rules at work on small integers and dyadic numbers.          *)
(*                                                                            *)
(* affine_witness   z = 2 y with y in [-1, 3], ticket 2 -> (3, 1),            *)
(*                  y' - y in [-1, 1]: difference in [-3, 6]                  *)
(* relu_witness     z in [-2, 3], z' - z in [-1, 2]: in [-1, 2]               *)
(* relu_box_beats_basic   z in [-5, -1], z' - z in [-1, 2]: the box rule      *)
(*                  gives [0, 1] where the basic rule gives [-1, 2]           *)
(* dyadic_witness   (3/2)(1/4) + (5/4)(-1/2) = -8/32                          *)
(* gadget_witness   one neuron of each sign: u = 2, -1, v = 3, -4             *)
(* layer_witness    two neurons that serve one output: u = 2, 3, v = 3, -4;   *)
(*                  -6 x where x >= 0, but 0 at x = -1                        *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import gadgets network ranges.
From LotteryVerify.results Require Import checker_affine checker_dyadic.
From LotteryVerify.results Require Import checker_relu gadget_identity.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Notation column x := (const_mx x : 'cV[int]_1).
Notation single x := (const_mx x : 'M[int]_(1, 1)).

Theorem affine_witness (y y' : 'cV[int]_1) :
  in_box (column (-1)) (column 3) y ->
    in_box (column (-1)) (column 1) (y' - y) ->
  in_box (column (-3)) (column 6) (signed_mul (single 3) (single 1) y' - single
    2 *m y).
Proof.
move=> y_in d_in.
have := checker_signed (single 2) (single 3) (single 1) 0 0 y_in d_in.
rewrite !addr0 => box a; have := box a; rewrite (ord1 a).
by rewrite !mxE !big_ord1 !mxE.
Qed.

Theorem relu_witness (z z' : int) : -2 <= z <= 3 -> -1 <= z' - z <= 2 ->
  -1 <= relu z' - relu z <= 2.
Proof. exact: checker_relu_box. Qed.

Theorem relu_box_beats_basic (z z' : int) : -5 <= z <= -1 ->
  -1 <= z' - z <= 2 ->
  0 <= relu z' - relu z <= 1 /\ -1 <= relu z' - relu z <= 2.
Proof.
by move=> z_in d_in; have := (checker_relu_box z_in d_in, checker_relu d_in);
  case.
Qed.

Theorem dyadic_witness (R : realFieldType) :
  dyadic R 3 1 * dyadic R 1 2
    + dyadic R 5 2 * dyadic R (-1) 1 = dyadic R (-8) 5.
Proof.
have := @checker_dyadic_sum R _ xpredT (fun b : bool => if b then 3 else 5)
  (fun b => if b then 1 else -1) (fun b => if b then 1 else 2)%N
  (fun b => if b then 2 else 1)%N 5.
by rewrite !big_bool /= => ->; last by case.
Qed.

Theorem gadget_witness (x : int) (u :=
  fun b : bool => if b then 2 else -1 : int)
    (v := fun b : bool => if b then 3 else -4 : int) :
  \sum_(b | xpredT b) v b * relu (u b * x) = 6 * Num.max x 0 + 4 * Num.min x 0.
Proof.
rewrite gadget_link /link_pos /link_neg !(big_mkcond (fun b =>
  _ && _)) !big_bool /=.
by rewrite addr0 add0r.
Qed.

Theorem layer_witness (u :=
  fun (m : bool) (_ : 'I_1) => if m then 2 else 3 : int)
    (v := fun (_ : 'I_1) (m : bool) => if m then 3 else -4 : int)
    (layer := @served_layer _ (fun=> 1%N) 0 _ u v (fun=> xpredT)
                (fun=> xpredT)) :
  (forall x : 'cV[int]_1, 0 <= x ord0 ord0 -> layer x = single (-6) *m x) /\
  layer (column (-1)) = 0.
Proof.
split=> [x x_ge0|]; last first.
  by apply/matrixP => a b; rewrite !mxE big_bool /= !big_ord1 !mxE.
rewrite /layer gadget_layer_nonnegative => [|[]|b] //; last by rewrite (ord1 b).
by congr mulmx; apply/matrixP => a b; rewrite !mxE big_bool.
Qed.
