(******************************************************************************)
(* joint-affine-forms: both networks carried as affine forms over the same    *)
(* symbols, so that what they share cancels in their difference.              *)
(*                                                                            *)
(*   N, N'            the target and the ticket (or any pair) with biases     *)
(*   k i, f i, g i    the number of symbols, and the forms of the neurons of  *)
(*                    N and N' behind layer i; the inputs have the same forms *)
(*   r i a, P i a     the relaxation of neuron a and the strip it is sound on *)
(*   relaxed_value, relaxed_mate   the forms that r makes of x and of y       *)
(*   joint_step i     the forms of layer i+1 are coarser than those that the  *)
(*                    relaxations make of the forms of layer i                *)
(*                                                                            *)
(* joint_affine_forms: then for every input that the first forms cover with   *)
(*   some symbols, and whose neurons lie in their strips, the forms of every  *)
(*   layer cover both networks with the same symbols, which extend the first. *)
(* joint_affine_difference: so |N'(x)_a - N(x)_a| is at most |c| + sum of the *)
(*   sizes of the difference of the last forms, symbol by symbol.             *)
(* joint_strip: strips from the ranges of the forms before the activation.    *)
(*                                                                            *)
(* Source: DERIVED (TIGHT, section 6). A stable neuron is the relaxation with *)
(* sizes 0 (slope 1 or 0), an unstable one adds a symbol, and keep = 1 is the *)
(* coupled form: relu y from relu x (relaxation_sound.v gives the conditions  *)
(* that a program decides).                                                   *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import strip forms biased.
From LotteryVerify.facts Require Import form_rules.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Layer.
Variables (R : realFieldType) (p q : nat) (k : nat) (s : R -> R).
Variables (A A' : 'M[R]_(p, q)) (b b' : 'cV[R]_p).
Variables (f g : 'I_q -> form R) (r : 'I_p -> relaxation R).
Variable P : 'I_p -> strip R.

Definition before (M : 'M[R]_(p, q)) (c : 'cV[R]_p) (h : 'I_q -> form R)
    (a : 'I_p) : form R :=
  affine_form (fun j => M a j) h (c a ord0).

(* The forms over the first k symbols of what the relaxation says. *)
Definition relaxed_value (a : 'I_p) : form R :=
  with_symbol k (affine_form (fun _ : 'I_1 => slope (r a))
    (fun _ => before A b f a) (offset (r a))) a (size (r a)).

Definition three (u v w : R) (i : 'I_3) : R := nth u [:: u; v; w] i.
Definition three_forms (u v w : form R) (i : 'I_3) : form R :=
  nth u [:: u; v; w] i.

Definition relaxed_mate (a : 'I_p) : form R :=
  with_symbol (k + p) (affine_form
    (three (keep (r a)) (x_slope (r a)) (y_slope (r a)))
    (three_forms (relaxed_value a) (with_symbol k (before A b f a) 0 0)
       (with_symbol k (before A' b' g a) 0 0))
    (y_offset (r a))) a (y_size (r a)).

Definition joint_step (f' g' : 'I_p -> form R) : Prop := forall a,
  coarser (k + p + p) (with_symbol (k + p) (relaxed_value a) 0 0) (f' a) /\
  coarser (k + p + p) (relaxed_mate a) (g' a).

Lemma sum_three (u : 'I_3 -> R) :
  \sum_i u i = u ord0 + u (lift ord0 ord0) + u (lift ord0 (lift ord0 ord0)).
Proof. by rewrite !big_ord_recl big_ord0 addr0 addrA. Qed.

Hypothesis r_sound : forall a, sound_relaxation s (r a) (P a).
Variables (y y' : 'cV[R]_q) (t : nat -> R).
Hypothesis t_unit : unit_symbols t.
Hypothesis f_in : forall j, covers k (f j) t (y j ord0).
Hypothesis g_in : forall j, covers k (g j) t (y' j ord0).

Let x := A *m y + b.
Let x' := A' *m y' + b'.
Hypothesis strips : forall a, in_strip (P a) (x a ord0) (x' a ord0).

Lemma covers_before M c h (z : 'cV[R]_q) a : (forall j,
  covers k (h j) t (z j ord0)) ->
  covers k (before M c h a) t ((M *m z + c : 'cV[R]_p) a ord0).
Proof. by move=> z_in; rewrite !mxE; apply: covers_affine. Qed.

Lemma covers_layer f' g' : joint_step f' g' -> exists t',
  [/\ unit_symbols t', forall i, (i < k)%N -> t' i = t i,
      forall a, covers (k + p + p) (f' a) t' (s (x a ord0))
    & forall a, covers (k + p + p) (g' a) t' (s (x' a ord0))].
Proof.
move=> step; pose w a := slope (r a) * x a ord0 + offset (r a).
have w_in a : covers k (affine_form (fun _ : 'I_1 => slope (r a))
    (fun _ => before A b f a) (offset (r a))) t (w a).
  have -> : w a = \sum_(i < 1) slope (r a) * x a ord0 + offset (r a).
    by rewrite big_ord1.
  by apply: covers_affine => _; apply: covers_before.
have near a : `|s (x a ord0) - w a| <= size (r a).
  by have [] := r_sound (strips a).
have [t1 [t1_unit t1_t x_in]] := covers_fresh t_unit w_in near.
pose w' a := keep (r a) * s (x a ord0) + x_slope (r a) * x a ord0
  + y_slope (r a) * x' a ord0 + y_offset (r a).
have near' a : `|s (x' a ord0) - w' a| <= y_size (r a).
  by have [] := r_sound (strips a).
have w'_in a : covers (k + p) (affine_form
    (three (keep (r a)) (x_slope (r a)) (y_slope (r a)))
    (three_forms (relaxed_value a) (with_symbol k (before A b f a) 0 0)
       (with_symbol k (before A' b' g a) 0 0)) (y_offset (r a))) t1 (w' a).
  pose z := three (s (x a ord0)) (x a ord0) (x' a ord0).
  have -> : w' a = \sum_i
      three (keep (r a)) (x_slope (r a)) (y_slope (r a)) i * z i
      + y_offset (r a) by rewrite sum_three.
  apply: covers_affine => -[[|[|[|i]]] i_lt] //=.
  - exact: x_in.
  - exact/(covers_raised _ t1_t)/covers_before.
  exact/(covers_raised _ t1_t)/covers_before.
have [t2 [t2_unit t2_t1 x'_in]] := covers_fresh t1_unit w'_in near'.
exists t2; split=> // [i i_lt | a | a].
- by rewrite t2_t1 ?t1_t ?ltn_addr.
- apply: (covers_coarser t2_unit (step a).1).
  exact: covers_raised t2_t1 (x_in a).
exact: covers_coarser t2_unit (step a).2 (x'_in a).
Qed.

End Layer.

Section Networks.
Variables (R : realFieldType) (n : nat -> nat) (L : nat).
Variables (N N' : affine_network R n).
Variables (k : nat -> nat) (f g : forall i, 'I_(n i) -> form R).
Variable r : forall i, 'I_(n i.+1) -> relaxation R.
Variable P : forall i, 'I_(n i.+1) -> strip R.

Hypothesis same : forall i, (i < L)%N -> sigma N' i = sigma N i.
Hypothesis symbols : forall i, (i < L)%N -> k i.+1 = (k i + n i.+1 + n i.+1)%N.
Hypothesis r_sound : forall i a, (i < L)%N ->
  sound_relaxation (sigma N i) (@r i a) (P a).
Hypothesis steps : forall i, (i < L)%N ->
  joint_step (k i) (matrix N i) (matrix N' i) (shift N i) (shift N' i)
    (@f i) (@g i) (@r i) (@f i.+1) (@g i.+1).

Definition in_strips (x : 'cV[R]_(n 0)) : Prop := forall i a, (i < L)%N ->
  in_strip (@P i a) (pre_activation N (network_run N i x) a ord0)
    (pre_activation N' (network_run N' i x) a ord0).

Theorem joint_affine_forms (x : 'cV[R]_(n 0)) t : unit_symbols t ->
  (forall j, covers (k 0) (f j) t (x j ord0)) ->
  (forall j, covers (k 0) (g j) t (x j ord0)) -> in_strips x ->
  forall l, (l <= L)%N -> exists t',
  [/\ unit_symbols t', forall i, (i < k 0)%N -> t' i = t i,
      forall a, covers (k l) (@f l a) t' (network_run N l x a ord0)
    & forall a, covers (k l) (@g l a) t' (network_run N' l x a ord0)].
Proof.
move=> t_unit f_in g_in strips.
suff main l : (l <= L)%N -> (k 0 <= k l)%N /\ exists t',
  [/\ unit_symbols t', forall i, (i < k 0)%N -> t' i = t i,
      forall a, covers (k l) (@f l a) t' (network_run N l x a ord0)
    & forall a, covers (k l) (@g l a) t' (network_run N' l x a ord0)].
  by move=> l /main[].
elim: l => [_ | l IHl l_lt]; first by split=> //; exists t.
have [k_le [t1 [t1_unit t1_t f_l g_l]]] := IHl (ltnW l_lt).
have [t2 [t2_unit t2_t1 f_l' g_l']] := covers_layer
  (fun a => @r_sound l a l_lt) t1_unit f_l g_l (fun a => strips l a l_lt)
  (steps l_lt).
split; first by rewrite symbols // -addnA (leq_trans k_le) // leq_addr.
exists t2; rewrite symbols //; split=> // [i i_lt | a | a].
- by rewrite t2_t1 ?t1_t // (leq_trans i_lt).
- by rewrite /= mxE; apply: f_l'.
by rewrite /= same // mxE; apply: g_l'.
Qed.

Corollary joint_affine_difference (x : 'cV[R]_(n 0)) t a : unit_symbols t ->
  (forall j, covers (k 0) (f j) t (x j ord0)) ->
  (forall j, covers (k 0) (g j) t (x j ord0)) -> in_strips x ->
  `|network_run N' L x a ord0 - network_run N L x a ord0|
  <= `|centre (difference (@f L a) (@g L a))|
     + spread_of (k L) (difference (@f L a) (@g L a)).
Proof.
move=> t_unit f_in g_in strips.
have [t' [t'_unit _ f_l g_l]] :=
  joint_affine_forms t_unit f_in g_in strips (leqnn L).
have := covers_range t'_unit (covers_difference (f_l a) (g_l a)).
rewrite -ler_distl; set d := difference _ _.
set z := network_run N' L x a ord0 - network_run N L x a ord0 => z_near.
rewrite -[z in leLHS](subrK (centre d)); apply: le_trans (ler_norm_add _ _) _.
by rewrite addrC ler_add2l.
Qed.

End Networks.

Theorem joint_strip (R : realDomainType) k (f g : form R) t (P : strip R) x y :
  unit_symbols t -> covers k f t x -> covers k g t y ->
  [&& x_lo P <= form_lo k f, form_hi k f <= x_hi P,
      y_lo P <= form_lo k g, form_hi k g <= y_hi P,
      d_lo P <= form_lo k (difference f g)
    & form_hi k (difference f g) <= d_hi P] ->
  in_strip P x y.
Proof.
move=> t_unit x_in y_in /and5P[xl xu yl yu /andP[dl du]].
have /andP[fl fu] := covers_range t_unit x_in.
have /andP[gl gu] := covers_range t_unit y_in.
have /andP[hl hu] := covers_range t_unit (covers_difference x_in y_in).
by rewrite /in_strip (le_trans xl fl) (le_trans fu xu) (le_trans yl gl)
  (le_trans gu yu) (le_trans dl hl) (le_trans hu du).
Qed.
