(******************************************************************************)
(* A random source serves every link out of its pool, with high probability.  *)
(*                                                                            *)
(*   pool i a          the m_i intermediate neurons of each input that serve  *)
(*                     the output a                                           *)
(*   pool_draws a b f  the outcomes of the pairs (u, v) of the pool of the    *)
(*                     link from b to a                                       *)
(*   serves i a b      the outcomes with which the link from b to a is served:*)
(*                     any event of its pool, not of single neurons only      *)
(*   pools_serve f     every link of every layer is served                    *)
(*                                                                            *)
(* pool_marginal: the pairs of one pool are independent.                      *)
(* pools_serve_likely: the union bound over links: if a pool of layer i fails *)
(*   its link with probability at most fail_i and                             *)
(*   L n_i n_(i-1) fail_i <= delta, every link is served with probability     *)
(*   >= 1 - delta. Links share their u, and no independence between links is  *)
(*   used.                                                                    *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra zify.
From LotteryVerify.definitions Require Import finite_law network random_source.
From LotteryVerify.facts Require Import probability.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section PoolNetwork.
Variables (R : rcfType) (T : finType) (p : nat -> law R T).
Variables (n M m : nat -> nat) (L : nat).
Variable pool : forall i, 'I_(n i.+1) -> 'I_(m i) -> 'I_(M i).
Hypothesis pool_inj : forall i (a : 'I_(n i.+1)), injective (@pool i a).

Section OnePool.
Variables (i : 'I_L) (a : 'I_(n i.+1)) (b : 'I_(n i)).

Definition pool_draws (f : {ffun slot n M L -> T}) :
  {ffun 'I_(m i) -> T * T} :=
  [ffun t => (f (@in_slot n M L i (b, pool a t) b),
              f (@out_slot n M L i a (b, pool a t)))].

Lemma pool_marginal (A : pred {ffun 'I_(m i) -> T * T}) :
  Pr (source_law p) [pred f | A (pool_draws f)]
  = Pr (iid [finType of 'I_(m i)] (pair_law (p i) (p i))) A.
Proof.
apply: marginal_pairs.
- move=> t t' /eqP; rewrite -tag_eqE /tag_eq eqxx tagged_asE.
  by move=> /eqP[] /pool_inj.
- move=> t t' /eqP; rewrite -tag_eqE /tag_eq eqxx tagged_asE.
  by move=> /eqP[] /pool_inj.
by move=> t t'; rewrite -tag_eqE /tag_eq eqxx tagged_asE.
Qed.

End OnePool.

Variable serves : forall i : 'I_L, 'I_(n i.+1) -> 'I_(n i) ->
  pred {ffun 'I_(m i) -> T * T}.

Definition pools_serve (f : {ffun slot n M L -> T}) : bool :=
  [forall i : 'I_L, forall a : 'I_(n i.+1), forall b : 'I_(n i),
   serves a b (pool_draws a b f)].

Lemma layer_fails (i : 'I_L) (fail : R) :
  (forall a b, 1 - fail <=
    Pr (iid [finType of 'I_(m i)] (pair_law (p i) (p i))) (@serves i a b)) ->
  Pr (source_law p) [pred f | ~~ [forall a, forall b,
    @serves i a b (pool_draws a b f)]] <= (n i.+1 * n i)%:R * fail.
Proof.
move=> served; pose index := [finType of 'I_(n i.+1) * 'I_(n i)].
pose miss (t : index) := predC [pred f | @serves i t.1 t.2
  (pool_draws t.1 t.2 f)].
have -> : (n i.+1 * n i)%N = #|index| by rewrite card_prod !card_ord.
rewrite mulr_natl -sumr_const.
apply: (@le_trans _ _ (\sum_t Pr (source_law p) (miss t))).
  apply: le_trans (union_bound _ miss); apply: Pr_mono => f /=.
  rewrite negb_forall => /existsP[a]; rewrite negb_forall => /existsP[b fails].
  by apply/existsP; exists (a, b).
apply: ler_sum => t _; rewrite Pr_setC pool_marginal.
by rewrite ler_subl_addr addrC -ler_subl_addr.
Qed.

Lemma pools_serve_likely (fail : nat -> R) (delta : R) : 0 <= delta ->
  (forall (i : 'I_L) a b, 1 - fail i <=
    Pr (iid [finType of 'I_(m i)] (pair_law (p i) (p i))) (@serves i a b)) ->
  (forall i, (i < L)%N -> (L * n i.+1 * n i)%:R * fail i <= delta) ->
  1 - delta <= Pr (source_law p) [pred f | pools_serve f].
Proof.
move=> delta0 served enough; rewrite ler_subl_addr -ler_subl_addl -Pr_setC.
pose miss (i : 'I_L) := [pred f | ~~ [forall a, forall b,
  @serves i a b (pool_draws a b f)]].
apply: (@le_trans _ _ (\sum_i Pr (source_law p) (miss i))).
  apply: le_trans (union_bound _ miss); apply: Pr_mono => f /=.
  by rewrite /pools_serve negb_forall.
case: (posnP L) => [L0|L0].
  by rewrite big1 // => i; have := ltn_ord i; rewrite {2}L0.
apply: (@le_trans _ _ (\sum_(i < L) delta / L%:R)).
  apply: ler_sum => i _; apply: le_trans (layer_fails (served i)) _.
  rewrite ler_pdivl_mulr ?ltr0n // mulrAC -natrM;
    apply: le_trans (enough i _) => //.
  by rewrite (_ : (_ * L = L * n i.+1 * n i)%N) //; lia.
by rewrite sumr_const card_ord -[X in X <= _]mulr_natr divfK ?pnatr_eq0 -?lt0n.
Qed.

End PoolNetwork.

Arguments pool_draws {T n M m L} pool {i} a b f.
