(******************************************************************************)
(* checker_composition: from the checker's rules to the claim that these      *)
(* steps prove eps for this pair of networks over this region, with biases.   *)
(*                                                                            *)
(*   reach, inside, wider, signed_network, signed_run             (reach.v)   *)
(*   rules_reach, relu_reach, right_rules             (composition_rules.v)   *)
(*   trace            a reach T i for each layer, at least as wide as what    *)
(*                    the rules make of the one before (so rounding outward   *)
(*                    is allowed), the spectral bounds being right            *)
(*                                                                            *)
(* checker_composition, checker_composition_norm: a trace whose last          *)
(*   differences are within eps, entry by entry or in norm, proves it for     *)
(*   every x of the region.                                                   *)
(* computed_trace: the rules' own reaches are a trace.                        *)
(* region_box, region_ball: what is known of the inputs.                      *)
(*                                                                            *)
(* Source: the certificate's argument (FORMATS, "Certificate"). Nothing about *)
(* a layer is assumed but its spectral bound; checker_network.v is the older  *)
(* form, in which each layer's soundness is a hypothesis.                     *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import network gadgets ranges norms.
From LotteryVerify.definitions Require Import reach.
From LotteryVerify.facts Require Import norm2 layer_error.
From LotteryVerify.results Require Import composition_rules.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Composition.
Variables (R : rcfType) (n : nat -> nat) (L : nat) (on : nat -> bool).
Variables (W : forall i, 'M[R]_(n i.+1, n i)) (b : forall i, 'cV[R]_(n i.+1)).
Variable N : signed_network R n.
Variables (steps : nat -> seq (affine_rule R)) (T : forall i, reach R (n i)).

Let target := signed_run (plain W b) on.
Let ticket := signed_run N on.

Definition rectified_reach m (active : bool) (s : reach R m) : reach R m :=
  if active then relu_reach s else s.

Definition layer_reach i : reach R (n i.+1) := rectified_reach (on i)
  (rules_reach (W i) (pos N i) (neg N i) (b i) (bias N i) (steps i) (T i)).

Definition trace : Prop := forall i, (i < L)%N ->
  right_rules (W i) (steps i) /\ wider (layer_reach i) (T i.+1).

Lemma wider_refl m (s : reach R m) : wider s s.
Proof. by split=> [a|a|a|]; rewrite ?lexx. Qed.

Theorem trace_inside j x : trace -> inside (T 0) x x -> (j <= L)%N ->
  inside (T j) (target j x) (ticket j x).
Proof.
move=> steps_ok x_in; elim: j => // j IHl l_lt.
have [right wide] := steps_ok j l_lt; apply: inside_wider wide _.
have := rules_sound (pos N j) (neg N j) (b j) (bias N j) right (IHl (ltnW
  l_lt)).
have same y : signed_mul (W j) (W j) y = W j *m y.
  by rewrite /signed_mul -mulmxDr parts_split.
rewrite /target /ticket /= /layer_reach /rectify -/target -/ticket same.
case: (on j) => z_in /=; first exact: relu_sound.
by rewrite !map_mx_id.
Qed.

Theorem checker_composition (X : 'cV[R]_(n 0) -> Prop) eps : trace ->
  (forall x, X x -> inside (T 0) x x) ->
  (forall a, - eps <= apart_lo (T L) a ord0 /\ apart_hi (T L) a ord0 <= eps) ->
  forall x, X x -> forall a,
  `|ticket L x a ord0 - target L x a ord0| <= eps.
Proof.
move=> steps_ok region small x /region x_in a.
have := inside_apart (trace_inside steps_ok x_in (leqnn L)) a.
move: (ticket L x) (target L x) => y' y; have [lo hi] := small a.
rewrite mxE [(- y) _ _]mxE => /andP[d_lo d_hi].
by rewrite ler_norml (le_trans lo d_lo) (le_trans d_hi hi).
Qed.

Theorem checker_composition_norm (X : 'cV[R]_(n 0) -> Prop) eps : trace ->
  (forall x, X x -> inside (T 0) x x) -> apart_norm (T L) <= eps ->
  forall x, X x -> norm2 (ticket L x - target L x) <= eps.
Proof.
move=> steps_ok region small x /region x_in; apply: le_trans small.
exact: inside_apart_norm (trace_inside steps_ok x_in (leqnn L)).
Qed.

End Composition.

Section Computed.
Variables (R : rcfType) (n : nat -> nat) (L : nat) (on : nat -> bool).
Variables (W : forall i, 'M[R]_(n i.+1, n i)) (b : forall i, 'cV[R]_(n i.+1)).
Variables (N : signed_network R n) (steps : nat -> seq (affine_rule R)).
Variable start : reach R (n 0).

(* The trace that a program computes without rounding. *)
Fixpoint computed (i : nat) : reach R (n i) :=
  if i is j.+1 then
    rectified_reach (on j) (rules_reach (W j) (pos N j) (neg N j) (b j)
      (bias N j) (steps j) (computed j))
  else start.

Theorem computed_trace : (forall i, (i < L)%N -> right_rules (W i) (steps i)) ->
  trace L on W b N steps computed.
Proof. by move=> right i i_lt; split; [exact: right | exact: wider_refl]. Qed.

End Computed.

Section Regions.
Variables (R : rcfType) (m : nat).

Theorem region_box (l u x : 'cV[R]_m) : in_box l u x ->
  inside (boxes_reach l u l u 0 0) x x.
Proof.
by move=> x_in; apply: inside_boxes => // a; rewrite subrr !mxE lexx.
Qed.

Theorem region_ball (x c : 'cV[R]_m) rho : norm2 (x - c) <= rho ->
  inside (Reach (c - const_mx rho) (c + const_mx rho) (norm2 c + rho)
    (c - const_mx rho) (c + const_mx rho) (norm2 c + rho) 0 0 0) x x.
Proof.
move=> x_near; have x_in : in_box (c - const_mx rho) (c + const_mx rho) x.
  apply: in_box_radius => a; rewrite mxE; apply: le_trans x_near.
  have -> : x a ord0 - c a ord0 = (x - c) a ord0 by rewrite !mxE.
  rewrite -sqrtr_sqr ler_wsqrtr // (bigD1 a) //= ler_addl.
  by apply: sumr_ge0 => i _; apply: sqr_ge0.
have x_n : norm2 x <= norm2 c + rho.
  rewrite -[x](subrK c) addrC; apply: le_trans (norm2_triangle _ _) _.
  by rewrite ler_add2l.
split=> //=; first by rewrite subrr => a; rewrite !mxE lexx.
by rewrite subrr norm2_0.
Qed.

End Regions.
