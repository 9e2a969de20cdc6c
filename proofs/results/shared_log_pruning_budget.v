(******************************************************************************)
(* shared-log-pruning with one failure probability for the whole network, as  *)
(* the pruner shares it out.                                                  *)
(*                                                                            *)
(*   budget        the sum over layers i of                                   *)
(*                 2 k_i n_(i+1) n_i (1 - c_i)^(m_i): half links, categories, *)
(*                 and the chance that m_i draws miss one                     *)
(*   shared_log_pruning_budget   budget <= delta: on an event of probability  *)
(*                 >= 1 - delta the source has a ticket within the error that *)
(*                 propagated (error_recursion.v) computes                    *)
(*   shared_log_pruning_shares   each layer gets the share of delta that its  *)
(*                 half links are of all: H k_i (1 - c_i)^(m_i) <= delta for  *)
(*                 all i, H at least the number of half links of the network  *)
(*                                                                            *)
(* Source: shared-log-pruning (DERIVED), decompose/golden.py (M with          *)
(* half_links * k * (1 - c)^M <= delta). Difference from shared_log_pruning.v:*)
(* there each layer gets delta / L.                                           *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import categories errors finite_law.
From LotteryVerify.definitions Require Import network random_source.
From LotteryVerify.facts Require Import filled_network hit_network probability.
From LotteryVerify.facts Require Import selected_ticket.
From LotteryVerify.results Require Import error_recursion.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Budget.
Variables (R : rcfType) (T : finType) (val : T -> R) (p : nat -> law R T).
Variables (n M m : nat -> nat) (L : nat) (F : target R n).
Variable pool : forall i, 'I_(n i.+1) -> 'I_(m i) -> 'I_(M i).
Variables (g : R) (wmax e c s Fm : nat -> R) (k : nat -> nat) (delta : R).
Variable X : 'cV[R]_(n 0%N) -> Prop.
Hypothesis pool_inj : forall i (a : 'I_(n i.+1)), injective (@pool i a).
Hypothesis base : golden_base g.
Hypothesis range : forall i a b, (i < L)%N -> `|weight F i a b| <= wmax i.
Hypothesis depth : forall i, (i < L)%N -> wmax i <= e i * g ^+ k i.
Hypothesis law_fills : forall i, (i < L)%N ->
  fills g (wmax i) (k i) (c i) (p i) val.
Hypothesis e_ge0 : forall i, (i < L)%N -> 0 <= e i.
Hypothesis s_ge0 : forall i, (i < L)%N -> 0 <= s i.
Hypothesis act_lip : forall i, (i < L)%N -> lipschitz1 (act F i).
Hypothesis W_s : forall i, (i < L)%N -> operator_bound (weight F i) (s i).
Hypothesis f_Fm : forall i x a, (i < L)%N -> X x ->
  `|target_run F i x a ord0| <= Fm i.

Definition budget : R :=
  \sum_(i < L) (2 * k i * n i.+1 * n i)%:R * (1 - c i) ^+ m i.

Definition half_links : nat := \sum_(i < L) 2 * n i.+1 * n i.

Lemma source_filled : budget <= delta ->
  1 - delta <= Pr (source_law p)
    [pred f : {ffun slot n M L -> T} |
       network_filled L pool g wmax k F (random_source val f)].
Proof.
by apply: source_hit_budget; [exact: pool_inj | exact: golden_event_ge].
Qed.

Theorem shared_log_pruning_budget : budget <= delta ->
  exists A : pred {ffun slot n M L -> T},
    1 - delta <= Pr (source_law p) A /\
    forall f, A f ->
      has_ticket F L X (propagated n e s Fm L) (random_source val f).
Proof.
move=> enough; eexists; split; first exact: source_filled enough.
move=> f /(filled_selectable base range depth) f_in; eexists.
apply: (selected_approximates pool_inj f_in) => Wp Wn Wp_e Wn_e x x_in.
by apply: (@error_recursion _ _ F L X) => //; split.
Qed.

Corollary shared_log_pruning_shares (H : nat) : 0 <= delta ->
  (0 < H)%N -> (half_links <= H)%N ->
  (forall i, (i < L)%N -> (H * k i)%:R * (1 - c i) ^+ m i <= delta) ->
  exists A : pred {ffun slot n M L -> T},
    1 - delta <= Pr (source_law p) A /\
    forall f, A f ->
      has_ticket F L X (propagated n e s Fm L) (random_source val f).
Proof.
move=> delta_ge0 H_gt0 H_ge enough; apply: shared_log_pruning_budget.
have H_pos : 0 < H%:R :> R by rewrite ltr0n.
apply: (@le_trans _ _ (\sum_(i < L) (2 * n i.+1 * n i)%:R * (delta / H%:R))).
  apply: ler_sum => i _.
  have -> : (2 * k i * n i.+1 * n i = 2 * n i.+1 * n i * k i)%N.
    by rewrite (mulnAC 2%N (k i)) (mulnAC (2 * n i.+1)%N (k i)).
  rewrite natrM -mulrA ler_wpmul2l ?ler0n // ler_pdivl_mulr // mulrC mulrA.
  rewrite -natrM.
  exact: enough.
rewrite -mulr_suml -natr_sum -/half_links mulrA ler_pdivr_mulr // mulrC.
by rewrite ler_wpmul2l // ler_nat.
Qed.

End Budget.
