(******************************************************************************)
(* joint-affine-forms for a ticket's layer whose weights depend on the sign   *)
(* of an input: max(y, 0) is one more input, with a form of its own.          *)
(*                                                                            *)
(*   Wp, Wn         the ticket's matrices for positive and negative inputs    *)
(*   y, y'          the layer's inputs in the target and in the ticket        *)
(*   f, g           their forms over k symbols                                *)
(*   r j, P j       the relaxation of max(y'_j, 0), and the strip where it is *)
(*                  sound                                                     *)
(*   ramp j         the form that r makes of max(y'_j, 0), with the symbol    *)
(*                  k + j for what it leaves open                             *)
(*   kinked a       the form of the ticket's neuron a                         *)
(*                                                                            *)
(* kinked_layer: Wp max(y, 0) + Wn min(y, 0) = Wn y + (Wp - Wn) max(y, 0)     *)
(* joint_kinked: there are symbols that extend the given ones with which f    *)
(*   still covers the inputs, and kinked the neurons of the ticket.           *)
(*                                                                            *)
(* Source: DERIVED (lottery_verify/checker/rules/joint.py, kinked).           *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import network strip forms.
From LotteryVerify.facts Require Import form_rules.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Kinked.
Variables (R : realFieldType) (p q k : nat).
Variables (Wp Wn : 'M[R]_(p, q)) (b : 'cV[R]_p).
Variables (f g : 'I_q -> form R) (r : 'I_q -> relaxation R).
Variable P : 'I_q -> strip R.

Definition ramp (j : 'I_q) : form R :=
  with_symbol k (affine_form (fun _ : 'I_1 => slope (r j)) (fun=> g j)
    (offset (r j))) j (size (r j)).

Definition kinked_input (j : 'I_(q + q)) : form R :=
  match split j with
  | inl j' => with_symbol k (g j') 0 0
  | inr j' => ramp j'
  end.

Definition kinked (a : 'I_p) : form R :=
  affine_form (fun j => row_mx Wn (Wp - Wn) a j) kinked_input (b a ord0).

Definition ramped (y : 'cV[R]_q) : 'cV[R]_q := map_mx (@relu R) y.

Theorem kinked_layer (y : 'cV[R]_q) :
  Wp *m ramped y + Wn *m (y - ramped y)
  = Wn *m y + (Wp - Wn) *m ramped y.
Proof. by rewrite mulmxBr mulmxBl addrCA addrC -addrA [- _ + _]addrC. Qed.

Hypothesis r_sound : forall j, sound_relaxation (@relu R) (r j) (P j).
Variables (y y' : 'cV[R]_q) (t : nat -> R).
Hypothesis t_unit : unit_symbols t.
Hypothesis f_in : forall j, covers k (f j) t (y j ord0).
Hypothesis g_in : forall j, covers k (g j) t (y' j ord0).
Hypothesis strips : forall j, in_strip (P j) (y' j ord0) (y' j ord0).

Theorem joint_kinked : exists t',
  [/\ unit_symbols t', forall i, (i < k)%N -> t' i = t i,
      forall j, covers (k + q) (with_symbol k (f j) 0 0) t' (y j ord0)
    & forall a, covers (k + q) (kinked a) t'
        ((Wp *m ramped y' + Wn *m (y' - ramped y') + b) a ord0)].
Proof.
have w_in j : covers k (affine_form (fun _ : 'I_1 => slope (r j))
    (fun=> g j) (offset (r j))) t (slope (r j) * y' j ord0 + offset (r j)).
  have -> : slope (r j) * y' j ord0 + offset (r j)
      = \sum_(i < 1) slope (r j) * y' j ord0 + offset (r j) by rewrite big_ord1.
  by apply: covers_affine => _; apply: g_in.
have near j : `|relu (y' j ord0) - (slope (r j) * y' j ord0 + offset (r j))|
    <= size (r j) by have [] := r_sound (strips j).
have [t' [t'_unit t'_t ramp_in]] := covers_fresh t_unit w_in near.
exists t'; split=> // [j | a]; first exact: covers_raised t'_t (f_in j).
rewrite kinked_layer -mul_row_col mxE mxE.
apply: covers_affine => j; rewrite /kinked_input mxE.
case: (split j) => j'; first exact: covers_raised t'_t (g_in j').
by rewrite mxE; apply: ramp_in.
Qed.

End Kinked.
