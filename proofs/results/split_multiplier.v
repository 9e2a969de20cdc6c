(******************************************************************************)
(* In a part of a region that signs of numbers cut out, multiples of these    *)
(* numbers may be added to what is to be bounded above.                       *)
(*                                                                            *)
(*   X              the region                                                *)
(*   goal x         what is to be bounded above                               *)
(*   z i, signs i, be i   a number of the inputs, the sign that it has in the *)
(*                  part (true: z >= 0), and its multiplier                   *)
(*                                                                            *)
(* split_multiplier: with be >= 0, a bound of goal x + sum be_i (+-z_i x) over*)
(*   the whole region bounds goal over the part.                              *)
(*                                                                            *)
(* Source: relu-splits (DERIVED; the multipliers of beta-CROWN).              *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import grids.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Theorem split_multiplier (R : realDomainType) (I : finType) (T : Type)
    (X : T -> Prop) (goal : T -> R) (z : I -> T -> R) (signs : I -> bool)
    (be : I -> R) (top : R) :
  (forall i, 0 <= be i) ->
  (forall x, X x -> goal x + \sum_i be i * (sgn R (signs i) * z i x) <= top) ->
  forall x, X x -> (forall i, if signs i then 0 <= z i x else z i x <= 0) ->
  goal x <= top.
Proof.
move=> be_ge0 bound x x_in part; apply: le_trans (bound x x_in).
rewrite ler_addl; apply: sumr_ge0 => i _; rewrite mulr_ge0 //.
by have := part i; case: (signs i); rewrite /= ?mul1r // mulN1r oppr_ge0.
Qed.
