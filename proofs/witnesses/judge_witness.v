(******************************************************************************)
(* The model of the judge runs: relu (y / 2) in the target and relu y in the  *)
(* ticket, over 2^1, for y in [0, 1]: the difference is at most 1/2, which is *)
(* 2 over 2^2; it accepts 2, and not 1.                                       *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.results Require Import judge_rows judge_model.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope ring_scope.

Definition one_neuron : layer :=
  Layer 1 [:: Row [:: 1%:Z] 0 [:: 2%:Z] 0] true.

Theorem judge_accepts : judge 2 [:: one_neuron] [:: (0, 4%:Z)] 2%:Z = true.
Proof. by vm_compute. Qed.

Theorem judge_refuses : judge 2 [:: one_neuron] [:: (0, 4%:Z)] 1 = false.
Proof. by vm_compute. Qed.
