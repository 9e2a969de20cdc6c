(******************************************************************************)
(* Rule top1: where the target's first class leads by a margin, the ticket's  *)
(* first class is the same.                                                   *)
(*                                                                            *)
(*   y, y'          the outputs of the target and of the ticket at one input  *)
(*   m, m'          the margin, and the margin rounded down                   *)
(*   sure y m j     the target's output j leads every other by at least m     *)
(*   never y m' j   some other output is so close that j is not sure          *)
(*   settled y y' m' j k   j leads k in the ticket, or the leads of both over *)
(*                  k differ by less than the margin                          *)
(*   fh, gl, dl     ends over a region X: the highest y j - y k - m', the     *)
(*                  lowest y' j - y' k, the lowest difference of these two    *)
(*                                                                            *)
(* top1_agreement: if every class is never sure, or settled against every     *)
(*   other, then the sure class is the ticket's first.                        *)
(* top1_ranges: the same over a region, decided by the ends alone.            *)
(*                                                                            *)
(* Source: top1-agreement (DERIVED); lottery_verify/checker/rules/top1.py.    *)
(* A class that is beaten everywhere is never sure. Any ordered domain.       *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Agreement.
Variables (R : realDomainType) (n : nat).
Implicit Types (y : 'I_n -> R) (m : R) (j k : 'I_n).

Definition sure y m j : Prop :=
  forall k, k != j -> y k < y j /\ m <= y j - y k.

Definition never y m j : Prop := exists k, k != j /\ y j - y k - m < 0.

Definition settled y y' m j k : bool :=
  (0 < y' j - y' k) || (0 < (y' j - y' k) - (y j - y k - m)).

Theorem top1_agreement y y' m m' j k : m' <= m ->
  (never y m' j \/ forall k, k != j -> settled y y' m' j k) ->
  sure y m j -> k != j -> y' k < y' j.
Proof.
move=> m_le decided j_sure kj.
have lead k' : k' != j -> m' <= y j - y k'.
  by move=> /j_sure[_ le]; exact: le_trans m_le le.
case: decided => [[k' [k'j lt]] | all_settled].
  by move: lt; rewrite subr_lt0 ltNge lead.
case/orP: (all_settled k kj) => [|more]; first by rewrite subr_gt0.
rewrite -subr_gt0; apply: (@le_lt_trans _ _ (y j - y k - m')).
  by rewrite subr_ge0 lead.
by rewrite -subr_gt0.
Qed.

Theorem top1_ranges (T : Type) (X : T -> Prop) (Y Y' : T -> 'I_n -> R) m m'
    (fh gl dl : 'I_n -> 'I_n -> R) : m' <= m ->
  (forall x j k, X x -> [/\ Y x j - Y x k - m' <= fh j k,
     gl j k <= Y' x j - Y' x k
   & dl j k <= (Y' x j - Y' x k) - (Y x j - Y x k - m')]) ->
  (forall j, (exists k, k != j /\ fh j k < 0) \/
     forall k, k != j -> (0 < gl j k) || (0 < dl j k)) ->
  forall x j k, X x -> sure (Y x) m j -> k != j -> Y' x k < Y' x j.
Proof.
move=> m_le ranges decided x j k x_in; apply: top1_agreement m_le _.
case: (decided j) => [[k' [k'j lt]] | ok]; [left | right=> k' k'j].
  exists k'; split=> //; apply: le_lt_trans lt.
  by case: (ranges x j k' x_in).
have [_ g_ge d_ge] := ranges x j k' x_in; apply/orP.
case/orP: (ok k' k'j) => gt; [left | right]; first exact: lt_le_trans gt g_ge.
exact: lt_le_trans gt d_ge.
Qed.

End Agreement.
