(******************************************************************************)
(* Rule top1 by joint affine forms: the forms of all leads decide it.         *)
(*                                                                            *)
(*   N, N', k, f, g, r, P   the hidden layers of the target and of the ticket,*)
(*                  their forms, relaxations and strips (joint_affine_forms.v)*)
(*   W, b, W', b'   the last layers, without activations                      *)
(*   outputs W b y  their values W y + b, by output                           *)
(*   lead W b h d j k   the form of output j less output k less d             *)
(*   leads_decide   for every class j some form says that the target is never *)
(*                  sure of it, or for every other k one of two forms says    *)
(*                  that the ticket's lead is positive                        *)
(*                                                                            *)
(* joint_top1: then, wherever the first forms cover the inputs and the neurons*)
(*   lie in their strips, the class of which the target is sure by the margin *)
(*   m is the ticket's first.                                                 *)
(*                                                                            *)
(* Source: top1-agreement, joint-affine-forms (DERIVED);                      *)
(* lottery_verify/checker/rules/top1.py.                                      *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring.
From LotteryVerify.definitions Require Import strip forms biased.
From LotteryVerify.facts Require Import form_rules.
From LotteryVerify.results Require Import joint_affine_forms top1_agreement.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Leads.
Variables (R : realFieldType) (p q : nat).
Implicit Types (W : 'M[R]_(p, q)) (c : 'cV[R]_p) (h : 'I_q -> form R).

Definition outputs W c (y : 'cV[R]_q) (a : 'I_p) : R := (W *m y + c) a ord0.

Definition lead W c h (d : R) (j k : 'I_p) : form R :=
  affine_form (fun i => W j i - W k i) h (c j ord0 - c k ord0 - d).

Lemma covers_lead W c h d j k s t (y : 'cV[R]_q) :
  (forall i, covers s (h i) t (y i ord0)) ->
  covers s (lead W c h d j k) t (outputs W c y j - outputs W c y k - d).
Proof.
have regroup (u v z z' : R) : u + z - (v + z') - d = u - v + (z - z' - d).
  by ring.
move=> y_in; have -> : outputs W c y j - outputs W c y k - d
    = \sum_i (W j i - W k i) * y i ord0 + (c j ord0 - c k ord0 - d).
  rewrite /outputs !mxE; under [in RHS]eq_bigr do rewrite mulrBl.
  by rewrite sumrB; apply: regroup.
exact: covers_affine.
Qed.

End Leads.

Section Networks.
Variables (R : realFieldType) (n : nat -> nat) (L p : nat).
Variables (N N' : affine_network R n).
Variables (k : nat -> nat) (f g : forall i, 'I_(n i) -> form R).
Variable r : forall i, 'I_(n i.+1) -> relaxation R.
Variable P : forall i, 'I_(n i.+1) -> strip R.
Variables (W W' : 'M[R]_(p, n L)) (b b' : 'cV[R]_p) (m m' : R).
Variable X : 'cV[R]_(n 0%N) -> Prop.

Hypothesis same : forall i, (i < L)%N -> sigma N' i = sigma N i.
Hypothesis symbols : forall i, (i < L)%N -> k i.+1 = (k i + n i.+1 + n i.+1)%N.
Hypothesis r_sound : forall i a, (i < L)%N ->
  sound_relaxation (sigma N i) (@r i a) (P a).
Hypothesis steps : forall i, (i < L)%N ->
  joint_step (k i) (matrix N i) (matrix N' i) (shift N i) (shift N' i)
    (@f i) (@g i) (@r i) (@f i.+1) (@g i.+1).
Hypothesis inputs : forall x, X x -> exists t, [/\ unit_symbols t,
  forall j, covers (k 0%N) (f j) t (x j ord0)
  & forall j, covers (k 0%N) (g j) t (x j ord0)].
Hypothesis strips : forall x, X x -> in_strips L N N' P x.

Let target_lead := lead W b (@f L) m'.
Let ticket_lead := lead W' b' (@g L) 0.

Definition leads_decide : Prop := forall j,
  (exists a, a != j /\ form_hi (k L) (target_lead j a) < 0) \/
  forall a, a != j -> (0 < form_lo (k L) (ticket_lead j a)) ||
    (0 < form_lo (k L) (difference (target_lead j a) (ticket_lead j a))).

Theorem joint_top1 : m' <= m -> leads_decide -> forall x j a, X x ->
  sure (outputs W b (network_run N L x)) m j -> a != j ->
  outputs W' b' (network_run N' L x) a < outputs W' b' (network_run N' L x) j.
Proof.
move=> m_le decided x j a x_in.
apply: (@top1_ranges R p _ X (fun z => outputs W b (network_run N L z))
  (fun z => outputs W' b' (network_run N' L z)) m m'
  (fun i h => form_hi (k L) (target_lead i h))
  (fun i h => form_lo (k L) (ticket_lead i h))
  (fun i h => form_lo (k L) (difference (target_lead i h) (ticket_lead i h))))
  => // z i h z_in.
have [t [t_unit f_in g_in]] := inputs z_in.
have [t' [t'_unit _ f_L g_L]] := joint_affine_forms same symbols r_sound steps
  t_unit f_in g_in (strips z_in) (leqnn L).
have target_in := @covers_lead R p _ W b _ m' i h _ _ _ f_L.
have := @covers_lead R p _ W' b' _ 0 i h _ _ _ g_L; rewrite subr0 => ticket_in.
have /andP[_ hi] := covers_range t'_unit target_in.
have /andP[lo _] := covers_range t'_unit ticket_in.
have /andP[both _] :=
  covers_range t'_unit (covers_difference target_in ticket_in).
by split.
Qed.

End Networks.
