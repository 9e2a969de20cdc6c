(******************************************************************************)
(* A random source hits every event that its links ask for, with high         *)
(* probability.                                                               *)
(*                                                                            *)
(*   source_law p      independent weights on every wire of the source, those *)
(*                     of layer i (both matrices) drawn from the law p i      *)
(*   random_source val f   the source whose weights are the values val of the *)
(*                     outcomes f                                             *)
(*   pool i a          the m_i intermediate neurons, of the M_i of each input *)
(*                     neuron, that serve the output a: pool i a t = t, with  *)
(*                     m_i = M_i, when all outputs share all neurons          *)
(*   event i a b j sgn u v   the link from b to a asks for some neuron whose  *)
(*                     weights (u, v) are in this set: k_i sets for each of   *)
(*                     the two signs of u                                     *)
(*   network_hit       every link of every layer finds what it asks for in its*)
(*                     pool                                                   *)
(*   source_hit        the union bound: network_hit has probability           *)
(*                     >= 1 - delta if every event of layer i has probability *)
(*                     >= c_i and 2 k_i L n_i n_(i-1) (1 - c_i)^(m_i) <= delta*)
(*                                                                            *)
(* For one link the m_i pairs (u, v) are independent; links share their u, and*)
(* no independence between links is used.                                     *)
(* Source: shared-log-pruning (probabilistic half).                           *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra zify.
From LotteryVerify.definitions Require Import finite_law network random_source.
From LotteryVerify.facts Require Import category_members probability.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section RandomSource.
Variables (R : rcfType) (T : finType) (val : T -> R).
Variables (n M m : nat -> nat) (L : nat).
Variable pool : forall i, 'I_(n i.+1) -> 'I_(m i) -> 'I_(M i).
Variable k : nat -> nat.
Variable event : forall i, 'I_(n i.+1) -> 'I_(n i) -> 'I_(k i) -> bool -> R ->
  R -> bool.

Definition layer_hit (G : source R n M) (i : nat) : bool :=
  [forall a : 'I_(n i.+1), forall b : 'I_(n i), forall j : 'I_(k i),
   forall sgn : bool, exists t, event a b j sgn
      (in_wire G ((b, pool a t) : hidden n M i) b)
      (out_wire G a ((b, pool a t) : hidden n M i))].

Definition network_hit (G : source R n M) : bool :=
  [forall i : 'I_L, layer_hit G i].

Variables (p : nat -> law R T) (c : nat -> R) (delta : R).
Hypothesis pool_inj : forall i (a : 'I_(n i.+1)), injective (@pool i a).
Hypothesis event_ge : forall i a b j sgn, (i < L)%N ->
  c i <= Pr (pair_law (p i) (p i))
    [pred uv | @event i a b j sgn (val uv.1) (val uv.2)].

Local Notation random_source := (@random_source R T val n M L).

Definition hit (i : 'I_L) (a : 'I_(n i.+1)) (b : 'I_(n i)) j sgn
    (f : {ffun slot n M L -> T}) : bool :=
  [exists t, event a b j sgn
    (in_wire (random_source f) ((b, pool a t) : hidden n M i) b)
    (out_wire (random_source f) a ((b, pool a t) : hidden n M i))].

Lemma missed (i : 'I_L) a b j sgn :
  Pr (source_law p) [pred f | ~~ @hit i a b j sgn f] <= (1 - c i) ^+ m i.
Proof.
pose hu t := @in_slot n M L i (b, pool a t) b.
pose hv t := @out_slot n M L i a (b, pool a t).
pose C (uv : T * T) := event a b j sgn (val uv.1) (val uv.2).
pose A (h : {ffun 'I_(m i) -> T * T}) := ~~ [exists t, C (h t)].
rewrite (@Pr_ext _ _ _ _ [pred f : {ffun slot n M L -> T} |
  A [ffun t => (f (hu t), f (hv t))]]); last first.
  move=> f /=; congr (~~ _); apply: eq_existsb => t.
  by rewrite in_wires_of out_wires_of ffunE.
rewrite marginal_pairs.
- rewrite -[X in _ <= _ ^+ X]card_ord.
  exact: (no_member _ (event_ge a b j sgn (ltn_ord i))).
- move=> t t' /eqP; rewrite -tag_eqE /tag_eq eqxx tagged_asE.
  by move=> /eqP[] /pool_inj.
- move=> t t' /eqP; rewrite -tag_eqE /tag_eq eqxx tagged_asE.
  by move=> /eqP[] /pool_inj.
by move=> t t'; rewrite -tag_eqE /tag_eq eqxx tagged_asE.
Qed.

Lemma unhit_layer (i : 'I_L) :
  Pr (source_law p) [pred f | ~~ layer_hit (random_source f) i]
  <= (2 * k i * n i.+1 * n i)%:R * (1 - c i) ^+ m i.
Proof.
pose index := [finType of 'I_(n i.+1) * 'I_(n i) * 'I_(k i) * bool].
pose miss (t : index) :=
  [pred f | ~~ @hit i t.1.1.1 t.1.1.2 t.1.2 t.2 f].
have -> : (2 * k i * n i.+1 * n i)%N = #|index|.
  by rewrite !card_prod !card_ord card_bool; lia.
rewrite mulr_natl -sumr_const.
apply: (@le_trans _ _ (\sum_t Pr (source_law p) (miss t))); last first.
  by apply: ler_sum => t _; apply: missed.
apply: le_trans (union_bound _ miss); apply: Pr_mono => f /=.
rewrite /layer_hit negb_forall => /existsP[a].
rewrite negb_forall => /existsP[b]; rewrite negb_forall => /existsP[j].
by rewrite negb_forall => /existsP[bu ?]; apply/existsP; exists (a, b, j, bu).
Qed.

Lemma source_hit : 0 <= delta ->
  (forall i, (i < L)%N ->
    (2 * k i * L * n i.+1 * n i)%:R * (1 - c i) ^+ m i <= delta) ->
  1 - delta <=
    Pr (source_law p) [pred f | network_hit (random_source f)].
Proof.
move=> delta0 enough; rewrite ler_subl_addr -ler_subl_addl -Pr_setC.
pose miss (i : 'I_L) := [pred f | ~~ layer_hit (random_source f) i].
apply: (@le_trans _ _ (\sum_i Pr (source_law p) (miss i))).
  apply: le_trans (union_bound _ miss); apply: Pr_mono => f /=.
  by rewrite /network_hit negb_forall.
case: (posnP L) => [L0|L0].
  by rewrite big1 // => i; have := ltn_ord i; rewrite {2}L0.
apply: (@le_trans _ _ (\sum_(i < L) delta / L%:R)).
  apply: ler_sum => i _; apply: le_trans (unhit_layer i) _.
  rewrite ler_pdivl_mulr ?ltr0n // mulrAC -natrM;
    apply: le_trans (enough i _) => //.
  by rewrite (_ : (_ * L = 2 * k i * L * n i.+1 * n i)%N) //; lia.
by rewrite sumr_const card_ord -[X in X <= _]mulr_natr divfK ?pnatr_eq0 -?lt0n.
Qed.

End RandomSource.
