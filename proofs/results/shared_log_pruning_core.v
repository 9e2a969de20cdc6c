(******************************************************************************)
(* shared-log-pruning, any real closed field: a random network contains a     *)
(* ticket, with rational conditions only.                                     *)
(*                                                                            *)
(*   covers ...  what is asked of the law of the weights and of the widths:   *)
(*     cover_base     1 < g and g^2 <= g + 1                                  *)
(*     cover_range    |W_i[a,b]| <= wmax_i                                    *)
(*     cover_depth    wmax_i <= e_i g^(k_i), that is k_i >= log_g (wmax_i/e_i)*)
(*     cover_law      each of the k_i product categories of scale wmax_i, with*)
(*                    each choice of signs, has probability >= c_i            *)
(*     cover_width    2 k_i L n_i n_(i-1) (1 - c_i)^(m_i) <= delta            *)
(*   pool i a   the m_i neurons per input that serve output a; identity, with *)
(*                    m_i = M_i, in the shared form                           *)
(*   source_law, random_source   (hit_network.v) independent weights, those   *)
(*                    of both matrices of layer i drawn from the law p i      *)
(*                                                                            *)
(* pruning_event: an event of probability >= 1 - delta on which the source is *)
(*   selectable: every link has kept neurons within e_i of its weight.        *)
(* shared_log_pruning_recursion: on an event of probability >= 1 - delta the  *)
(*   source has a ticket within the error that propagated (error_recursion.v) *)
(*   computes, layer by layer.                                                *)
(*                                                                            *)
(* Source: shared-log-pruning (DERIVED). Differences: per-layer laws, scales  *)
(* and precisions; the law is any finite law. The probability is that of an   *)
(* event contained in has_ticket: over a real closed field has_ticket, which  *)
(* speaks of all inputs, is a Prop; over the reals it is an event of its own  *)
(* (shared_log_pruning.v).                                                    *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import categories errors finite_law.
From LotteryVerify.definitions Require Import network random_source.
From LotteryVerify.facts Require Import filled_network hit_network.
From LotteryVerify.facts Require Import selected_ticket.
From LotteryVerify.results Require Import error_recursion.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Record covers (R : rcfType) (T : finType) (val : T -> R) (p : nat -> law R T)
    (n m : nat -> nat) (L : nat) (W : forall i, 'M[R]_(n i.+1, n i))
    (g : R) (wmax e c : nat -> R) (k : nat -> nat) (delta : R) : Prop := {
  cover_base : golden_base g;
  cover_range : forall i a b, (i < L)%N -> `|W i a b| <= wmax i;
  cover_depth : forall i, (i < L)%N -> wmax i <= e i * g ^+ k i;
  cover_law : forall i, (i < L)%N -> fills g (wmax i) (k i) (c i) (p i) val;
  cover_width : forall i, (i < L)%N ->
    (2 * k i * L * n i.+1 * n i)%:R * (1 - c i) ^+ m i <= delta }.

Section Core.
Variables (R : rcfType) (T : finType) (val : T -> R) (p : nat -> law R T).
Variables (n M m : nat -> nat) (L : nat) (F : target R n).
Variable pool : forall i, 'I_(n i.+1) -> 'I_(m i) -> 'I_(M i).
Variables (g : R) (wmax e c : nat -> R) (k : nat -> nat) (delta : R).
Hypothesis delta_ge0 : 0 <= delta.
Hypothesis pool_inj : forall i (a : 'I_(n i.+1)), injective (@pool i a).
Hypothesis cover : covers val p m L (weight F) g wmax e c k delta.

Definition pruning_event : pred {ffun slot n M L -> T} :=
  [pred f | network_filled L pool g wmax k F (random_source val f)].

Lemma pruning_event_likely : 1 - delta <= Pr (source_law p) pruning_event.
Proof.
apply: (source_hit pool_inj _ delta_ge0 (cover_width cover)).
exact: golden_event_ge (cover_law cover).
Qed.

Lemma pruning_event_selectable f : pruning_event f ->
  selectable L pool e F (random_source val f).
Proof.
exact: filled_selectable (cover_base cover) (cover_range cover) (cover_depth
  cover).
Qed.

Theorem shared_log_pruning_recursion (X : 'cV[R]_(n 0) -> Prop)
    (s Fm : nat -> R) :
  (forall i, (i < L)%N -> 0 <= e i) ->
  (forall i, (i < L)%N -> 0 <= s i) ->
  (forall i, (i < L)%N -> lipschitz1 (act F i)) ->
  (forall i, (i < L)%N -> operator_bound (weight F i) (s i)) ->
  (forall i x a, (i < L)%N -> X x -> `|target_run F i x a ord0| <= Fm i) ->
  exists A : pred {ffun slot n M L -> T},
    1 - delta <= Pr (source_law p) A /\
    forall f, A f ->
      has_ticket F L X (propagated n e s Fm L) (random_source val f).
Proof.
move=> e_ge0 s_ge0 act_lip W_s f_Fm; exists pruning_event.
split=> [|f /pruning_event_selectable f_in]; first exact: pruning_event_likely.
eexists; apply: (selected_approximates pool_inj f_in) => Wp Wn Wp_e Wn_e x x_in.
by apply: (@error_recursion _ _ F L X) => //; split.
Qed.

End Core.
