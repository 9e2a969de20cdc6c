(******************************************************************************)
(* The golden categories as the events that a link asks for.                  *)
(*                                                                            *)
(*   fills g s k c p val   the law hypothesis: each of the k categories, with *)
(*                     each choice of the two signs, has probability >= c     *)
(*   golden_event      the link of weight w asks, for each sign of u, for a   *)
(*                     product of the sign of w in each of the k windows      *)
(*   network_filled    every link finds them in its pool                      *)
(*   filled_selectable a filled network has kept sets within s_i g^(-k_i) of  *)
(*                     all weights                                            *)
(*                                                                            *)
(* Source: shared-log-pruning, golden-decomposition.                          *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import categories finite_law network.
From LotteryVerify.facts Require Import golden_selection hit_network.
From LotteryVerify.facts Require Import selected_ticket.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section FilledNetwork.
Variables (R : rcfType) (n M m : nat -> nat) (L : nat).
Variable pool : forall i, 'I_(n i.+1) -> 'I_(m i) -> 'I_(M i).
Variables (g : R) (s : nat -> R) (k : nat -> nat) (F : target R n).

Definition golden_event i (a : 'I_(n i.+1)) (b : 'I_(n i)) (j : 'I_(k i))
    (sgn : bool) (u v : R) : bool :=
  category g (s i) j.+1 sgn (sgn == (0 <= weight F i a b)) u v.

Definition network_filled (G : source R n M) : bool :=
  network_hit L pool golden_event G.

Lemma golden_event_ge (T : finType) (val : T -> R) (p : nat -> law R T)
    (c : nat -> R) :
  (forall i, (i < L)%N -> fills g (s i) (k i) (c i) (p i) val) ->
  forall i a b j sgn, (i < L)%N -> c i <= Pr (pair_law (p i) (p i))
    [pred uv | @golden_event i a b j sgn (val uv.1) (val uv.2)].
Proof. by move=> p_fills i a b j sgn iL; apply: p_fills;
  rewrite //= ltn_ord. Qed.

Lemma filled_selectable (e : nat -> R) (G : source R n M) :
  golden_base g ->
  (forall i a b, (i < L)%N -> `|weight F i a b| <= s i) ->
  (forall i, (i < L)%N -> s i <= e i * g ^+ k i) ->
  network_filled G -> selectable L pool e F G.
Proof.
move=> g_golden W_le k_enough filled i a b iL; have [g_gt1 _] := g_golden.
have w_le := W_le i a b iL; have s_ge0 := le_trans (normr_ge0 _) w_le.
have /forallP/(_ (Ordinal iL))/forallP/(_ a)/forallP/(_ b) ab_filled := filled.
have [K /forallP KP] := link_selection g_golden s_ge0 w_le ab_filled.
exists K; apply/forallP => sgn; apply: le_trans (KP sgn) _.
by rewrite ler_pdivr_mulr ?k_enough ?exprn_gt0 ?(lt_trans _ g_gt1).
Qed.

End FilledNetwork.
