(******************************************************************************)
(* The half links that the pruner needs find what they ask for, with high     *)
(* probability.                                                               *)
(*                                                                            *)
(*   asked i f      in layer i, every half link that is needed finds every    *)
(*                  category, for the weights and biases of the target        *)
(*   all_asked f    in every layer                                            *)
(*                                                                            *)
(* unasked_layer    Pr (not asked i) <= halves_i k_i (1 - c_i)^(M_i)          *)
(* all_asked_likely   Pr all_asked >= 1 - delta where the budget is at most   *)
(*                  delta; no independence between half links is used         *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import network finite_law categories.
From LotteryVerify.definitions Require Import random_source pruner.
From LotteryVerify.facts Require Import probability hit_network filled_network.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Event.
Variables (R : rcfType) (T : finType) (val : T -> R) (p : nat -> law R T).
Variables (n M : nat -> nat) (L : nat) (signs : known_signs n).
Variables (W : forall i, 'M[R]_(n i.+1, n i)) (b : forall i, 'cV[R]_(n i.+1)).
Variables (g : R) (s : nat -> R) (k : nat -> nat) (c : nat -> R).
Hypothesis law_fills : forall i, (i < L)%N ->
  fills g (s i) (k i) (c i) (p i) val.

Let budget := pruner_budget L signs k M c.

Let F : target R (fed n) := Target (augmented W b) (@identity_activation R).
Let event := @golden_event R (fed n) g s k F.
Let pool i (a : 'I_(fed n i.+1)) (t : 'I_(M i)) := t.

Lemma pool_inj i (a : 'I_(fed n i.+1)) : injective (@pool i a).
Proof. by []. Qed.

Definition asked (i : 'I_L) (f : {ffun slot (fed n) M L -> T}) : bool :=
  [forall a : 'I_(n i.+1), forall j : 'I_(fed n i), forall sgn : bool,
   forall h : 'I_(k i), fed_needs signs j sgn ==>
     hit val pool event (i := i) (lshift 1 a) j h sgn f].

Lemma unasked_layer (i : 'I_L) :
  Pr (source_law p) [pred f | ~~ asked i f]
  <= (halves signs i * k i)%:R * (1 - c i) ^+ M i.
Proof.
pose half := [finType of 'I_(n i.+1) * 'I_(fed n i) * bool].
pose needed (x : half) := fed_needs signs x.1.2 x.2.
pose miss (x : half * 'I_(k i)) := [pred f | needed x.1 &&
  ~~ hit val pool event (i := i) (lshift 1 x.1.1.1) x.1.1.2 x.2 x.1.2 f].
apply: (@le_trans _ _ (\sum_x Pr (source_law p) (miss x))).
  apply: le_trans (union_bound _ miss); apply: Pr_mono => f /=.
  rewrite negb_forall => /existsP[a]; rewrite negb_forall => /existsP[j].
  rewrite negb_forall => /existsP[sgn]; rewrite negb_forall => /existsP[h].
  by rewrite negb_imply => missed_h; apply/existsP; exists (a, j, sgn, h).
rewrite -(pair_bigA _ (fun x h => Pr (source_law p) (miss (x, h)))) /=.
rewrite (bigID needed) /= [X in _ + X]big1 ?addr0; last first.
  move=> x /negbTE x_no; apply: big1 => h _.
  by rewrite /Pr big1 // => f; rewrite /= -/(needed x) x_no.
rewrite natrM -mulrA mulr_natl -sumr_const.
rewrite (eq_bigl (mem [pred x : half | needed x])) //.
apply: ler_sum => x x_needed; rewrite mulr_natl -[X in _ *+ X]card_ord.
rewrite -sumr_const; apply: ler_sum => h _.
apply: le_trans (missed pool_inj (golden_event_ge F law_fills) _ _ _ _).
by apply: Pr_mono => f /andP[_]; exact.
Qed.

Definition all_asked (f : {ffun slot (fed n) M L -> T}) : bool :=
  [forall i, asked i f].

Lemma all_asked_likely delta : budget <= delta ->
  1 - delta <= Pr (source_law p) all_asked.
Proof.
move=> enough; rewrite ler_subl_addr -ler_subl_addl -Pr_setC.
pose miss (i : 'I_L) := [pred f | ~~ asked i f].
apply: (@le_trans _ _ (\sum_i Pr (source_law p) (miss i))).
  apply: le_trans (union_bound _ miss); apply: Pr_mono => f /=.
  by rewrite /all_asked negb_forall.
by apply: le_trans enough; apply: ler_sum => i _; apply: unasked_layer.
Qed.

End Event.
