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
(*   asks i a b h      the draws h of its pool hold all that the link asks for*)
(*   source_hit        network_hit has probability >= 1 - delta if every event*)
(*                     of layer i has probability >= c_i and                  *)
(*                     2 k_i L n_i n_(i-1) (1 - c_i)^(m_i) <= delta           *)
(*   source_hit_budget the same where the sum over the layers of              *)
(*                     2 k_i n_i n_(i-1) (1 - c_i)^(m_i) is at most delta     *)
(*                                                                            *)
(* Single neurons are asked for here; pool_network.v has the union bound over *)
(* links, for any event of a pool.                                            *)
(* Source: shared-log-pruning (probabilistic half).                           *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra zify.
From LotteryVerify.definitions Require Import finite_law network random_source.
From LotteryVerify.facts Require Import category_members pool_network.
From LotteryVerify.facts Require Import probability.

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

Definition wants i (a : 'I_(n i.+1)) (b : 'I_(n i)) j sgn (uv : T * T) : bool :=
  event a b j sgn (val uv.1) (val uv.2).

Definition asks (i : 'I_L) (a : 'I_(n i.+1)) (b : 'I_(n i)) :
  pred {ffun 'I_(m i) -> T * T} :=
  [pred h : {ffun 'I_(m i) -> T * T} |
   [forall j, forall sgn, exists t, wants a b j sgn (h t)]].

Lemma hit_drawn (i : 'I_L) a b j sgn f :
  @hit i a b j sgn f = [exists t, @wants i a b j sgn (pool_draws pool a b f t)].
Proof.
by apply: eq_existsb => t; rewrite in_wires_of out_wires_of ffunE.
Qed.

Lemma unwanted (i : 'I_L) a b j sgn :
  Pr (iid [finType of 'I_(m i)] (pair_law (p i) (p i)))
    [pred h : {ffun 'I_(m i) -> T * T} | 
   ~~ [exists t, @wants i a b j sgn (h t)]]
  <= (1 - c i) ^+ m i.
Proof.
rewrite -[X in _ <= _ ^+ X]card_ord.
exact: (no_member _ (event_ge a b j sgn (ltn_ord i))).
Qed.

Lemma missed (i : 'I_L) a b j sgn :
  Pr (source_law p) [pred f | ~~ @hit i a b j sgn f] <= (1 - c i) ^+ m i.
Proof.
apply: le_trans (unwanted a b j sgn); rewrite -(pool_marginal p pool_inj a b).
rewrite le_eqVlt; apply/orP; left; apply/eqP/Pr_ext => f /=.
by rewrite hit_drawn.
Qed.

Lemma link_asks (i : 'I_L) a b :
  1 - (2 * k i)%:R * (1 - c i) ^+ m i <=
  Pr (iid [finType of 'I_(m i)] (pair_law (p i) (p i))) (@asks i a b).
Proof.
rewrite ler_subl_addr -ler_subl_addl -Pr_setC.
pose index := [finType of 'I_(k i) * bool].
pose miss (x : index) := [pred h : {ffun 'I_(m i) -> T * T} |
  ~~ [exists t, wants a b x.1 x.2 (h t)]].
have -> : (2 * k i)%N = #|index| by rewrite card_prod card_ord card_bool mulnC.
rewrite mulr_natl -sumr_const.
apply: (@le_trans _ _ (\sum_x Pr (iid [finType of 'I_(m i)]
  (pair_law (p i) (p i))) (miss x))); last first.
  by apply: ler_sum => x _; apply: unwanted.
apply: le_trans (union_bound _ miss); apply: Pr_mono => h /=.
rewrite negb_forall => /existsP[j]; rewrite negb_forall => /existsP[sgn no].
by apply/existsP; exists (j, sgn).
Qed.

Lemma layer_hit_drawn (i : 'I_L) f : layer_hit (random_source f) i
  = [forall a, forall b, @asks i a b (pool_draws pool a b f)].
Proof.
apply: eq_forallb => a; apply: eq_forallb => b; apply: eq_forallb => j.
by apply: eq_forallb => sgn; apply: hit_drawn.
Qed.

Lemma unhit_layer (i : 'I_L) :
  Pr (source_law p) [pred f | ~~ layer_hit (random_source f) i]
  <= (2 * k i * n i.+1 * n i)%:R * (1 - c i) ^+ m i.
Proof.
apply: le_trans (_ : _ <= (n i.+1 * n i)%:R *
  ((2 * k i)%:R * (1 - c i) ^+ m i)) _; last first.
  by rewrite mulrA -natrM [(n i.+1 * n i * _)%N]mulnC mulnA.
apply: le_trans (layer_fails pool_inj (@link_asks i)).
by apply: Pr_mono => f /=; rewrite layer_hit_drawn.
Qed.

Lemma source_hit_budget :
  \sum_(i < L) (2 * k i * n i.+1 * n i)%:R * (1 - c i) ^+ m i <= delta ->
  1 - delta <=
    Pr (source_law p) [pred f | network_hit (random_source f)].
Proof.
move=> enough; rewrite ler_subl_addr -ler_subl_addl -Pr_setC.
pose miss (i : 'I_L) := [pred f | ~~ layer_hit (random_source f) i].
apply: (@le_trans _ _ (\sum_i Pr (source_law p) (miss i))).
  apply: le_trans (union_bound _ miss); apply: Pr_mono => f /=.
  by rewrite /network_hit negb_forall.
by apply: le_trans enough; apply: ler_sum => i _; apply: unhit_layer.
Qed.

Lemma source_hit : 0 <= delta ->
  (forall i, (i < L)%N ->
    (2 * k i * L * n i.+1 * n i)%:R * (1 - c i) ^+ m i <= delta) ->
  1 - delta <=
    Pr (source_law p) [pred f | network_hit (random_source f)].
Proof.
move=> delta0 enough.
apply: le_trans (pools_serve_likely pool_inj delta0
  (fail := fun i => (2 * k i)%:R * (1 - c i) ^+ m i) (serves := asks) _ _) _.
- by move=> i a b; apply: link_asks.
- move=> i iL; apply: le_trans (enough i iL); rewrite mulrA -natrM.
  by rewrite (_ : (_ * (2 * k i) = 2 * k i * L * n i.+1 * n i)%N) //; lia.
apply: Pr_mono => f /forallP f_in; apply/forallP => i.
by rewrite layer_hit_drawn; apply: f_in.
Qed.

End RandomSource.
