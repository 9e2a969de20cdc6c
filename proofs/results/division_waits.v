(******************************************************************************)
(* A layer that divides, as an average over pixels does, may leave the        *)
(* division to the end: a ReLU commutes with it.                              *)
(*                                                                            *)
(*   div i          layer i divides its sums by div i > 0                     *)
(*   waiting div i  the product of the div before layer i: what the network's *)
(*                  values are still to be divided by there                   *)
(*   divided N div  the network with weights A i / div i and its own biases   *)
(*   postponed N div   the network of weights A i, whose biases are multiplied*)
(*                  by what waits: the one that the checker's rules are about *)
(*   homogeneous s  s (a z) = a s z for a >= 0, as ReLU and the identity have *)
(*                                                                            *)
(* division_waits: the postponed network's values are the divided one's times *)
(*   what waits.                                                              *)
(* division_difference: so where two postponed networks differ by at most eps,*)
(*   the divided ones differ by at most eps / waiting.                        *)
(*                                                                            *)
(* Source: networks with `divided` outputs (lottery_verify/networks/chain.py, *)
(* lottery_verify/checker/graph.py).                                          *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import network biased.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Division.
Variables (R : realFieldType) (n : nat -> nat).
Implicit Types (N : affine_network R n) (div : nat -> R) (s : R -> R).

Definition homogeneous s : Prop := forall a z, 0 <= a -> s (a * z) = a * s z.

Definition waiting div (i : nat) : R := \prod_(j < i) div j.

Definition divided N div : affine_network R n :=
  AffineNetwork (fun i => (div i)^-1 *: matrix N i) (shift N) (sigma N).

Definition postponed N div : affine_network R n :=
  AffineNetwork (matrix N) (fun i => waiting div i.+1 *: shift N i)
    (sigma N).

Theorem relu_homogeneous : homogeneous (@relu R).
Proof. by move=> a z a_ge0; rewrite /relu maxr_pmulr // mulr0. Qed.

Theorem division_waits N div L x : (forall i, (i < L)%N -> 0 < div i) ->
  (forall i, (i < L)%N -> homogeneous (sigma N i)) ->
  network_run (postponed N div) L x
  = waiting div L *: network_run (divided N div) L x.
Proof.
elim: L => [|L IHL] div_gt0 scales; first by rewrite /waiting big_ord0 scale1r.
have {}IHL := IHL (fun i iL => div_gt0 i (ltnW iL))
  (fun i iL => scales i (ltnW iL)).
have div_L := div_gt0 L (ltnSn L).
have waits : waiting div L.+1 = waiting div L * div L.
  by rewrite /waiting big_ord_recr.
have wait_ge0 : 0 <= waiting div L.+1.
  by apply: prodr_ge0 => i _; apply/ltW/div_gt0.
rewrite /= {}IHL; apply/matrixP => a z; rewrite [LHS]mxE [RHS]mxE.
rewrite [X in _ = _ * X]mxE.
rewrite -scales //; congr (sigma N L _); rewrite /pre_activation /=.
rewrite -scalemxAr -scalemxAl [LHS]mxE [X in _ = _ * X]mxE mulrDr.
rewrite [(_ *: shift N L) _ _]mxE; congr (_ + _); rewrite !mxE waits mulrA.
by rewrite mulfK ?gt_eqF.
Qed.

Theorem division_difference N N' div L x (eps : R) (a : 'I_(n L)) :
  (forall i, (i < L)%N -> 0 < div i) ->
  (forall i, (i < L)%N -> homogeneous (sigma N i)) ->
  (forall i, (i < L)%N -> homogeneous (sigma N' i)) ->
  `|network_run (postponed N' div) L x a ord0
    - network_run (postponed N div) L x a ord0| <= eps ->
  `|network_run (divided N' div) L x a ord0
    - network_run (divided N div) L x a ord0| <= eps / waiting div L.
Proof.
move=> div_gt0 scales scales'; rewrite !division_waits //.
have wait_gt0 : 0 < waiting div L.
  by apply: prodr_gt0 => i _; apply: div_gt0.
rewrite [X in X - _]mxE [X in _ - X]mxE -mulrBr normrM (gtr0_norm wait_gt0).
by rewrite mulrC ler_pdivl_mulr.
Qed.

End Division.
