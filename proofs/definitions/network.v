(******************************************************************************)
(* Targets, random sources, masks and tickets.                                *)
(*                                                                            *)
(* All layers are families indexed by nat; a network of depth L uses the      *)
(* layers i < L, and every hypothesis elsewhere speaks of i < L only.         *)
(*   n i            width of layer i; n 0 is the number of inputs             *)
(*   'cV[R]_(n i)   a column of activations of layer i                        *)
(*                                                                            *)
(*   norm2 y        the Euclidean norm of a column (over a real closed R)     *)
(*   relu x         max 0 x                                                   *)
(*   lipschitz1 s   s : R -> R is 1-Lipschitz                                 *)
(*   operator_bound A s   for all y, norm2 (A y) <= s * norm2 y               *)
(*   unit_ball x    norm2 x <= 1                                              *)
(*   run layer l x  the output of layers 0 .. l-1 applied to x                *)
(*                                                                            *)
(*   target n       weights W i : 'M_(n i.+1, n i), activations act i         *)
(*   target_run F l x   f_l(x) of the target F                                *)
(*                                                                            *)
(*   hidden n M i   the intermediate neurons between target layers i and      *)
(*                  i+1: pairs (b, m), M i of them per input neuron b         *)
(*   wires n M A    one A for every wire of the source: in_wire (fully        *)
(*                  connected, input neuron -> intermediate neuron) and       *)
(*                  out_wire (intermediate neuron -> output neuron)           *)
(*   source n M R   == wires n M R, the weights of the 2L-layer source G      *)
(*   mask n M       == wires n M bool, true where a weight is kept            *)
(*   kept k w       the weight w where k, and 0 where it is pruned            *)
(*   pruned_layer G m act i, ticket_run G m act l x                           *)
(*                  the layer i, the output of l target layers, of the        *)
(*                  source G pruned by the mask m; every kept weight is       *)
(*                  the weight of G, nothing is scaled or shifted             *)
(*   signed_layer Wp Wn act i y                                               *)
(*                  act (Wp * max(y, 0) + Wn * min(y, 0)), what a pruned      *)
(*                  layer with effective weights Wp, Wn computes              *)
(*                                                                            *)
(*   slot n M L     the finite type of all wires of the first L layers        *)
(*   wires_of d f   the wires read from f : slot -> A, and d beyond L:        *)
(*                  a random source is wires_of 0 of i.i.d. slots             *)
(*   approximates   sup over the region of norm2 (F - ticket) <= eps          *)
(*   has_ticket     some mask of G approximates F                             *)
(*                                                                            *)
(* Source: Setting of the talk (THEORY.md, "Setting"). Difference: the        *)
(* talk leaves the shape of the layer between two target layers open;         *)
(* here it is "shared", M i neurons per input neuron, each read by every      *)
(* output neuron. The activation of an output layer is any function, so       *)
(* identity and ReLU are both instances.                                      *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Scalars.
Variable R : realDomainType.

Definition relu (x : R) : R := Num.max 0 x.

Definition positive_part {m} (y : 'cV[R]_m) : 'cV[R]_m :=
  map_mx (fun x => Num.max x 0) y.

Definition negative_part {m} (y : 'cV[R]_m) : 'cV[R]_m :=
  map_mx (fun x => Num.min x 0) y.

Definition lipschitz1 (s : R -> R) : Prop :=
  forall x y, `|s x - s y| <= `|x - y|.

End Scalars.

Section Norms.
Variable R : rcfType.

Definition norm2 {m : nat} (y : 'cV[R]_m) : R :=
  Num.sqrt (\sum_i y i ord0 ^+ 2).

Definition operator_bound {p q} (A : 'M[R]_(p, q)) (s : R) : Prop :=
  forall y : 'cV[R]_q, norm2 (A *m y) <= s * norm2 y.

End Norms.

Section Networks.
Variable R : rcfType.
Variable n : nat -> nat.

Definition unit_ball (x : 'cV[R]_(n 0%N)) : Prop := norm2 x <= 1.

Fixpoint run (layer : forall i, 'cV[R]_(n i) -> 'cV[R]_(n i.+1)) (l : nat)
    (x : 'cV[R]_(n 0)) : 'cV[R]_(n l) :=
  if l is l'.+1 then layer l' (run layer l' x) else x.

Record target := Target {
  weight : forall i, 'M[R]_(n i.+1, n i);
  act : nat -> R -> R }.

Definition target_layer (F : target) i (y : 'cV[R]_(n i)) : 'cV[R]_(n i.+1) :=
  map_mx (act F i) (weight F i *m y).

Definition target_run (F : target) := run (target_layer F).

Definition signed_layer (Wp Wn : forall i, 'M[R]_(n i.+1, n i))
    (sigma : nat -> R -> R) i (y : 'cV[R]_(n i)) : 'cV[R]_(n i.+1) :=
  map_mx (sigma i) (Wp i *m positive_part y + Wn i *m negative_part y).

Variable M : nat -> nat.

Definition hidden (i : nat) : finType := [finType of 'I_(n i) * 'I_(M i)].

Record wires (A : Type) := Wires {
  in_wire : forall i, hidden i -> 'I_(n i) -> A;
  out_wire : forall i, 'I_(n i.+1) -> hidden i -> A }.

Definition source := wires R.
Definition mask := wires bool.

Definition kept (k : bool) (w : R) : R := if k then w else 0.

Definition pruned_hidden (G : source) (m : mask) i (y : 'cV[R]_(n i))
    (h : hidden i) : R :=
  relu (\sum_b kept (in_wire m h b) (in_wire G h b) * y b ord0).

Definition pruned_layer (G : source) (m : mask) (sigma : nat -> R -> R) i
    (y : 'cV[R]_(n i)) : 'cV[R]_(n i.+1) :=
  \col_a sigma i
    (\sum_h kept (out_wire m a h) (out_wire G a h) * pruned_hidden G m y h).

Definition ticket_run (G : source) (m : mask) (sigma : nat -> R -> R) :=
  run (pruned_layer G m sigma).

Definition approximates (F : target) (L : nat) (X : 'cV[R]_(n 0) -> Prop)
    (eps : R) (G : source) (m : mask) : Prop :=
  forall x, X x ->
    norm2 (target_run F L x - ticket_run G m (act F) L x) <= eps.

Definition has_ticket (F : target) (L : nat) (X : 'cV[R]_(n 0) -> Prop)
    (eps : R) (G : source) : Prop :=
  exists m : mask, approximates F L X eps G m.

End Networks.

Section Slots.
Variables (n M : nat -> nat) (L : nat).

Definition slot : finType :=
  [finType of {i : 'I_L &
     (hidden n M i * 'I_(n i) + 'I_(n i.+1) * hidden n M i)%type}].

Definition in_slot (i : 'I_L) (h : hidden n M i) (b : 'I_(n i)) : slot :=
  existT _ i (inl (h, b)).

Definition out_slot (i : 'I_L) (a : 'I_(n i.+1)) (h : hidden n M i) : slot :=
  existT _ i (inr (a, h)).

Variable A : Type.

Definition in_wire_of (d : A) (f : slot -> A) i (h : hidden n M i)
    (b : 'I_(n i)) : A :=
  if decP (@idP (i < L)%N) is left lt_iL
  then f (@in_slot (Ordinal lt_iL) h b) else d.

Definition out_wire_of (d : A) (f : slot -> A) i (a : 'I_(n i.+1))
    (h : hidden n M i) : A :=
  if decP (@idP (i < L)%N) is left lt_iL
  then f (@out_slot (Ordinal lt_iL) a h) else d.

Definition wires_of (d : A) (f : slot -> A) : wires n M A :=
  Wires (in_wire_of d f) (out_wire_of d f).

Lemma in_wires_of d f (i : 'I_L) (h : hidden n M i) b :
  in_wire (wires_of d f) h b = f (in_slot h b).
Proof.
rewrite /= /in_wire_of; case: decP => [lt_iL|[]]; last exact: ltn_ord.
by case: i h b lt_iL => i lt_i h b lt_iL; rewrite (bool_irrelevance lt_i lt_iL).
Qed.

Lemma out_wires_of d f (i : 'I_L) a (h : hidden n M i) :
  out_wire (wires_of d f) a h = f (out_slot a h).
Proof.
rewrite /= /out_wire_of; case: decP => [lt_iL|[]]; last exact: ltn_ord.
by case: i a h lt_iL => i lt_i a h lt_iL; rewrite (bool_irrelevance lt_i lt_iL).
Qed.

End Slots.

Arguments in_slot {n M L i}.
Arguments out_slot {n M L i}.
