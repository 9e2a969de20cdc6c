(******************************************************************************)
(* pruner-ticket: the theorem about the tickets that the pruner makes.        *)
(*                                                                            *)
(*   W, b, on       the target's weights, biases, and which layers have ReLUs *)
(*   fed, G, biased_ticket_run, known_signs, halves, pruner_budget, plan,     *)
(*   planned        (pruner.v): the constant 1 is one more input of every     *)
(*                  layer, exact; only the halves of links that the signs of  *)
(*                  the inputs need are counted; each layer has its own e_i   *)
(*   wmax, k, c, p  for each layer: at least every |weight| and |bias|, the   *)
(*                  categories, their least probability, the law              *)
(*   promised f     the source that f draws has a mask whose ticket is within *)
(*                  the plan's error of the target on the region, entry by    *)
(*                  entry and in norm                                         *)
(*                                                                            *)
(* pruner_ticket: with probability at least 1 - delta it is so, where the     *)
(*   budget is at most delta.                                                 *)
(* pruner_ticket_shares: the budget shared over half links: H at least their  *)
(*   number, and H k_i (1 - c_i)^(M_i) <= delta for every layer.              *)
(* pruner_ticket_entries, pruner_ticket_norm: so the ticket is within eps of  *)
(*   the target, for the largest entry and for the Euclidean norm, where the  *)
(*   plan's last error is.                                                    *)
(*                                                                            *)
(* Source: pruner-ticket (DERIVED). A shift v of the inputs is the same for   *)
(* both networks: X is the region of x - v. The law is any finite law, so the *)
(* package's own, with the c that integer_law.v counts. Differences from the  *)
(* program: every link errs by at most e_i (CARRY = 1), and this mask keeps   *)
(* at most one product of each category; golden_greedy.v shows that the       *)
(* pruner's greedy rule over all products leaves no more.                     *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import boolp reals.
From LotteryVerify.definitions Require Import network finite_law categories.
From LotteryVerify.definitions Require Import gadgets random_source reach.
From LotteryVerify.definitions Require Import pruner.
From LotteryVerify.facts Require Import probability golden_selection.
From LotteryVerify.facts Require Import asked_halves.
From LotteryVerify.results Require Import planned_error pruner_mask.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Pruner.
Variables (R : realType) (T : finType) (val : T -> R) (p : nat -> law R T).
Variables (n M : nat -> nat) (L : nat) (signs : known_signs n).
Variables (W : forall i, 'M[R]_(n i.+1, n i)) (b : forall i, 'cV[R]_(n i.+1)).
Variables (on : nat -> bool) (X : 'cV[R]_(n 0%N) -> Prop) (P : plan R n).
Variables (g : R) (wmax c : nat -> R) (k : nat -> nat) (delta : R).

Hypothesis base : golden_base g.
Hypothesis W_le : forall i a j, (i < L)%N -> `|W i a j| <= wmax i.
Hypothesis b_le : forall i a, (i < L)%N -> `|b i a ord0| <= wmax i.
Hypothesis k_enough : forall i, (i < L)%N -> wmax i <= error P i * g ^+ k i.
Hypothesis law_fills : forall i, (i < L)%N ->
  fills g (wmax i) (k i) (c i) (p i) val.
Hypothesis signs_ok : signs_right signs on X.
Hypothesis plan_ok : plan_right (plain W b) on L X P.

Let target := signed_run (plain W b) on L.

Definition promised (f : {ffun slot (fed n) M L -> T}) : Prop :=
  exists m : mask (fed n) M, forall x, X x ->
  let ticket := biased_ticket_run (random_source val f) m on L x in
  (forall a, `|(ticket - target x) a ord0| <= (planned W P L).1 a ord0) /\
  norm2 (ticket - target x) <= (planned W P L).2.

Lemma asked_selectable (f : {ffun slot (fed n) M L -> T}) :
  all_asked val signs W b g wmax k f ->
  forall i (a : 'I_(n i.+1)) (j : 'I_(fed n i)), (i < L)%N ->
  exists K, close_halves signs W b (error P) (random_source val f) a j K.
Proof.
move=> all_f i a j iL; have [g_gt1 _] := base.
have w_le : `|augmented W b i (lshift 1 a) j| <= wmax i.
  rewrite /augmented -(splitK j); case: (split j) => j' /=.
    by rewrite block_mxEul W_le.
  by rewrite block_mxEur (ord1 j') b_le.
have s_ge0 := le_trans (normr_ge0 _) w_le.
have filled sgn : fed_needs signs j sgn ->
    half_filled g (wmax i) (k i) (augmented W b i (lshift 1 a) j)
      (fun t => in_wire (random_source val f) ((j, t) : hidden (fed n) M i) j)
      (fun t => out_wire (random_source val f) (lshift 1 a : 'I_(fed n i.+1))
                  ((j, t) : hidden (fed n) M i)) sgn.
  move=> needed; apply/forallP => h.
  have /forallP/(_ a)/forallP/(_ j)/forallP/(_ sgn)/forallP/(_ h) :=
    forallP all_f (Ordinal iL).
  by move/implyP/(_ needed)/existsP => [t at_t]; apply/existsP; exists t.
have [K K_w] := needed_selection base s_ge0 w_le filled.
exists K; apply/forallP => sgn; apply/implyP => /K_w /le_trans; apply.
by rewrite ler_pdivr_mulr ?k_enough ?exprn_gt0 // (lt_trans ltr01).
Qed.

Lemma asked_promised f : all_asked val signs W b g wmax k f -> promised f.
Proof.
move=> /asked_selectable selectable.
exists (block_mask (fed_keep signs W b (error P) (random_source val f))).
move=> x x_in /=.
rewrite (fed_ticket_run W b (error P) (random_source val f) signs_ok) //.
apply: (planned_error plan_ok) => // i iL.
exact: (effective_within selectable).
Qed.

Theorem pruner_ticket : pruner_budget L signs k M c <= delta ->
  1 - delta <= Pr (source_law p) [pred f | `[< promised f >]].
Proof.
move=> /(all_asked_likely W b law_fills)/le_trans; apply.
by apply: Pr_mono => f /asked_promised f_in; apply/asboolP.
Qed.

Corollary pruner_ticket_shares (H : nat) : 0 <= delta -> (0 < H)%N ->
  (\sum_(i < L) halves signs i <= H)%N ->
  (forall i, (i < L)%N -> (H * k i)%:R * (1 - c i) ^+ M i <= delta) ->
  1 - delta <= Pr (source_law p) [pred f | `[< promised f >]].
Proof.
move=> delta_ge0 H_gt0 H_ge enough; apply: pruner_ticket.
have H_pos : 0 < H%:R :> R by rewrite ltr0n.
apply: (@le_trans _ _ (\sum_(i < L) (halves signs i)%:R * (delta / H%:R))).
  apply: ler_sum => i _; rewrite natrM -mulrA ler_wpmul2l ?ler0n //.
  by rewrite ler_pdivl_mulr // mulrC mulrA -natrM enough.
rewrite -mulr_suml -natr_sum mulrA ler_pdivr_mulr // mulrC.
by rewrite ler_wpmul2l // ler_nat.
Qed.

Corollary pruner_ticket_entries eps : pruner_budget L signs k M c <= delta ->
  (forall a, (planned W P L).1 a ord0 <= eps) ->
  1 - delta <= Pr (source_law p) [pred f : {ffun slot (fed n) M L -> T} |
    `[< exists m : mask (fed n) M, forall x, X x -> forall a,
        `|(biased_ticket_run (random_source val f) m on L x - target x) a ord0|
        <= eps >]].
Proof.
move=> /pruner_ticket/le_trans likely small; apply: likely.
apply: Pr_mono => f /asboolP[m m_ok]; apply/asboolP; exists m => x x_in a.
exact: le_trans ((m_ok x x_in).1 a) (small a).
Qed.

Corollary pruner_ticket_norm eps : pruner_budget L signs k M c <= delta ->
  (planned W P L).2 <= eps ->
  1 - delta <= Pr (source_law p) [pred f : {ffun slot (fed n) M L -> T} |
    `[< exists m : mask (fed n) M, forall x, X x ->
        norm2 (biased_ticket_run (random_source val f) m on L x - target x)
        <= eps >]].
Proof.
move=> /pruner_ticket/le_trans likely small; apply: likely.
apply: Pr_mono => f /asboolP[m m_ok]; apply/asboolP; exists m => x x_in.
exact: le_trans (m_ok x x_in).2 small.
Qed.

End Pruner.
