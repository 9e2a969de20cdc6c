(******************************************************************************)
(* What the pruner makes: tickets of networks with biases, of which the signs *)
(* of some inputs are known, and the error that its plan expects.             *)
(*                                                                            *)
(*   fed n i           n i + 1: the inputs of layer i and the constant 1      *)
(*   feed y            y, and 1 below it                                      *)
(*   G : source (fed n) M   the source has neurons for every input and for    *)
(*                     the constant; its wires to the constant's place are    *)
(*                     drawn and never used                                   *)
(*   biased_ticket_run G m s on l x   the output of l layers of G pruned by m,*)
(*                     each fed with the constant, behind a ReLU where on i   *)
(*   known_signs       for each layer and input Some true (it is >= 0), Some  *)
(*                     false (<= 0) or None (both occur)                      *)
(*   needs o s         the half of a link for inputs of sign s is needed      *)
(*   signs_right       the known signs are those of the region and of ReLUs   *)
(*   halves i          how many half links layer i needs                      *)
(*   pruner_budget     the sum over layers i of halves_i k_i (1 - c_i)^(M_i): *)
(*                     half links, their categories, and the chance that M_i  *)
(*                     draws miss one                                         *)
(*                                                                            *)
(*   plan              for each layer: e, what every link errs by; reach, size*)
(*                     the largest |y_b|, norm2 y of the target's input; gain,*)
(*                     a bound of norm2 (W y) / norm2 y                       *)
(*   plan_right        these are right on the region                          *)
(*   planned P i       the differences of the entries and of the norm behind  *)
(*                     layer i that the certificate's rules then give         *)
(*                                                                            *)
(* Source: lottery_verify/pruning/plan.py. Difference: every link errs by at  *)
(* most e (CARRY = 1), as the theorem's counts make sure.                     *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import network gadgets norms reach.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Num.Theory.
Local Open Scope ring_scope.

Section Fed.
Variables (R : rcfType) (n : nat -> nat).

Definition fed (i : nat) : nat := (n i + 1)%N.

Definition feed i (y : 'cV[R]_(n i)) : 'cV[R]_(fed i) := col_mx y (const_mx 1).

Definition identity_activation (i : nat) (x : R) : R := x.

Fixpoint biased_ticket_run (M : nat -> nat) (G : source R fed M)
    (m : mask fed M) (on : nat -> bool) (l : nat) (x : 'cV[R]_(n 0)) :
    'cV[R]_(n l) :=
  if l is i.+1 then
    rectify (on i) (usubmx (pruned_layer G m identity_activation
                              (feed (biased_ticket_run G m on i x))))
  else x.

(* The weights and biases of the target as one matrix, and an empty row. *)
Definition augmented (W : forall i, 'M[R]_(n i.+1, n i))
    (b : forall i, 'cV[R]_(n i.+1)) (i : nat) : 'M[R]_(fed i.+1, fed i) :=
  block_mx (W i) (b i) 0 0.

End Fed.

Definition needs (o : option bool) (s : bool) : bool :=
  if o is Some t then s == t else true.

Section Signs.
Variables (R : rcfType) (n : nat -> nat).

Definition known_signs := forall i, 'I_(n i) -> option bool.

Record signs_right (signs : known_signs) (on : nat -> bool)
    (X : 'cV[R]_(n 0) -> Prop) : Prop := {
  input_signs : forall x b, X x ->
    (~~ needs (signs 0%N b) true -> x b ord0 <= 0) /\
    (~~ needs (signs 0%N b) false -> 0 <= x b ord0);
  relu_signs : forall i b, needs (signs i.+1 b) true /\
    (~~ needs (signs i.+1 b) false -> on i) }.

(* The constant 1 is positive. *)
Definition fed_needs (signs : known_signs) i (b : 'I_(fed n i)) (s : bool) :
    bool :=
  match split b with
  | inl b' => needs (signs i b') s
  | inr _ => s
  end.

Definition halves (signs : known_signs) (i : nat) : nat :=
  #|[pred x : 'I_(n i.+1) * 'I_(fed n i) * bool | fed_needs signs x.1.2 x.2]|.

Definition pruner_budget (L : nat) (signs : known_signs) (k M : nat -> nat)
    (c : nat -> R) : R :=
  \sum_(i < L) (halves signs i * k i)%:R * (1 - c i) ^+ M i.

End Signs.

Section Plans.
Variables (R : rcfType) (n : nat -> nat).

Record plan := Plan {
  error : nat -> R; reach_of : forall i, 'cV[R]_(n i);
  size_of : nat -> R; gain : nat -> R }.

Record plan_right (F : signed_network R n) (on : nat -> bool) (L : nat)
    (X : 'cV[R]_(n 0) -> Prop) (P : plan) : Prop := {
  error_ge0 : forall i, (i < L)%N -> 0 <= error P i;
  gain_ge0 : forall i, (i < L)%N -> 0 <= gain P i;
  gain_right : forall i, (i < L)%N -> operator_bound (pos F i) (gain P i);
  reach_right : forall i x b, (i < L)%N -> X x ->
    `|signed_run F on i x b ord0| <= reach_of P i b ord0;
  size_right : forall i x, (i < L)%N -> X x ->
    norm2 (signed_run F on i x) <= size_of P i }.

Variables (W : forall i, 'M[R]_(n i.+1, n i)) (P : plan).

Definition root (m : nat) : R := Num.sqrt m%:R.

Definition planned_entry i (d : 'cV[R]_(n i)) (d2 : R) (a : 'I_(n i.+1)) : R :=
  Num.min
    (\sum_b (`|W i a b| + error P i) * d b ord0
       + error P i * (\sum_b reach_of P i b ord0 + 1))
    ((row_norm (W i) a + root (n i) * error P i) * d2
       + root (n i) * error P i * size_of P i + error P i).

Definition planned_norm i (d' : 'cV[R]_(n i.+1)) (d2 : R) : R :=
  Num.min (norm2 d')
    ((gain P i + root (n i.+1) * root (n i) * error P i) * d2
       + root (n i.+1) * root (n i) * error P i * size_of P i
       + root (n i.+1) * error P i).

Fixpoint planned (l : nat) : 'cV[R]_(n l) * R :=
  if l is i.+1 then
    let d := planned i in
    let d' := \col_a planned_entry d.1 d.2 a in
    (d', planned_norm d' d.2)
  else (0, 0).

End Plans.
