(******************************************************************************)
(* The hypothesis of parameter-lower-bound holds for a random network.        *)
(*                                                                            *)
(*   sign_net     one parameter, no randomness, d = 1: the mask chooses       *)
(*                between x / 2 and - x / 2                                   *)
(*                                                                            *)
(* sign_net_universal: it implements every |w| <= 1 within 1/2.               *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import boolp reals ring.
From LotteryVerify.definitions Require Import finite_law.
From LotteryVerify.facts Require Import operator_norm.
From LotteryVerify.results Require Import parameter_lower_bound.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Definition sign_net (R : realType) (_ : unit) (m : {ffun 'I_1 -> bool})
    (x : 'cV[R]_1) : 'cV[R]_1 :=
  (if m ord0 then 2%:R^-1 else - 2%:R^-1) *: x.

Theorem sign_net_universal (R : realType) :
  universal (uniform_law R tt) (@sign_net R) 2%:R^-1.
Proof.
move=> W W_le; have := operator_bound_entry ord0 ord0 W_le => w_le.
rewrite /Pr (big_pred1 tt) => [|[]] /=; last first.
  rewrite eqxx; apply/asboolP; exists [ffun=> 0 <= W ord0 ord0] => x x_le.
  rewrite /sign_net ffunE [W in W *m _]mx11_scalar mul_scalar_mx -scalerBl
    norm2Z.
  apply: le_trans (ler_wpmul2l _ x_le) _; rewrite ?normr_ge0 // mulr1.
  move: w_le; move: (W ord0 ord0) => w; rewrite ler_norml => /andP[w_ge w_le].
  have half2 : 2%:R^-1 + 2%:R^-1 = 1 :> R by field.
  rewrite ler_norml; case: (leP 0 w) => [w_ge0 | /ltW w_le0].
    by rewrite ler_subl_addr half2 w_le andbT -subr_ge0 opprK subrK.
  by rewrite opprK -ler_subl_addr -opprD half2 w_ge /= ger_addr.
by rewrite card_unit invr1 invf_le1 ?ltr0n // ler1n.
Qed.
