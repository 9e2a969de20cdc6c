(******************************************************************************)
(* The checker's rules as functions of what is known: one layer of a pair of  *)
(* networks, with biases.                                                     *)
(*                                                                            *)
(*   reach, inside, meet, wider                                   (reach.v)   *)
(*   affine_rule      Interval: boxes of both layers, and their distance;     *)
(*                    Difference, DifferenceTicket: the difference from W'd + *)
(*                    (W'-W) y, from W d + (W'-W) y'; Spectral s: norms, with *)
(*                    s a bound of the target's matrix (checker_factor)       *)
(*   affine_reach     what a rule makes of a reach                            *)
(*   rules_reach      what all rules of a list make of it, met                *)
(*   relu_reach       what a ReLU makes of it, from the target's values and   *)
(*                    from the ticket's                                       *)
(*   right_rule       the spectral bounds that the rules name are right       *)
(*                                                                            *)
(* rules_sound, relu_sound   what the rules compute is inside.                *)
(*                                                                            *)
(* Source: lottery_verify/checker/rules.                                      *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import network gadgets ranges norms.
From LotteryVerify.definitions Require Import reach.
From LotteryVerify.facts Require Import norm2 layer_error relu.
From LotteryVerify.results Require Import checker_affine checker_relu.
From LotteryVerify.results Require Import checker_vectors checker_step.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Boxes.
Variables (R : rcfType) (m : nat).
Implicit Types (r : reach R m) (l u y : 'cV[R]_m).

Lemma in_box_meet l u l' u' y : in_box l u y -> in_box l' u' y ->
  in_box (upper_of l l') (lower_of u u') y.
Proof.
move=> y_in y_in' a; rewrite !mxE le_maxl le_minr.
by have [/andP[-> ->] /andP[-> ->]] := (y_in a, y_in' a).
Qed.

Lemma inside_meet r r' y y' : inside r y y' -> inside r' y y' ->
  inside (meet r r') y y'.
Proof.
case=> ? ? ? ? ? ? [? ? ? ? ? ?].
by split; rewrite /= ?le_minr; do ?[exact: in_box_meet | exact/andP].
Qed.

Lemma in_box_within l u l' u' y : box_within l u l' u' -> in_box l u y ->
  in_box l' u' y.
Proof.
move=> within y_in a; have [/andP[l_le le_u] /andP[yl yu]] :=
  (within a, y_in a).
by rewrite (le_trans l_le) ?(le_trans yu).
Qed.

Lemma inside_wider r r' y y' : wider r r' -> inside r y y' -> inside r' y y'.
Proof.
case=> w1 w2 w3 [n1 n2 n3] [? y_n ? y'_n ? d_n].
split; first exact: in_box_within w1 _.
- exact: le_trans n1.
- exact: in_box_within w2 _.
- exact: le_trans n2.
- exact: in_box_within w3 _.
exact: le_trans n3.
Qed.

Lemma inside_boxes l u l' u' dl du y y' : in_box l u y -> in_box l' u' y' ->
  in_box dl du (y' - y) -> inside (boxes_reach l u l' u' dl du) y y'.
Proof.
move=> y_in y'_in d_in; split=> //.
- exact: (checker_corner y_in).2.
- exact: (checker_corner y'_in).2.
exact: (checker_corner d_in).2.
Qed.

Lemma in_box_radius (c rho y : 'cV[R]_m) :
  (forall a, `|y a ord0 - c a ord0| <= rho a ord0) ->
  in_box (c - rho) (c + rho) y.
Proof. by move=> y_near a; rewrite !mxE -ler_distl. Qed.

End Boxes.

Inductive affine_rule (R : Type) :=
  Interval | Difference | DifferenceTicket | Spectral of R.

Section Affine.
Variables (R : rcfType) (p q : nat) (W P N : 'M[R]_(p, q)) (b c : 'cV[R]_p).
Implicit Types (r : reach R q) (rule : affine_rule R).

Let layer (y : 'cV[R]_q) : 'cV[R]_p := W *m y + b.
Let layer' (y : 'cV[R]_q) : 'cV[R]_p := signed_mul P N y + c.
Let gap := largest_of (P - W) (N - W).

Definition target_lo' r := sum_terms scale_lo W (target_lo r) (target_hi r) + b.
Definition target_hi' r := sum_terms scale_hi W (target_lo r) (target_hi r) + b.
Definition ticket_lo' r :=
  sum_signed_terms kink_lo P N (ticket_lo r) (ticket_hi r) + c.
Definition ticket_hi' r :=
  sum_signed_terms kink_hi P N (ticket_lo r) (ticket_hi r) + c.

Definition rows (A : 'M[R]_(p, q)) (s : R) : 'cV[R]_p :=
  \col_a (row_norm A a * s).

Definition affine_reach rule r : reach R p :=
  let boxes := boxes_reach (target_lo' r) (target_hi' r)
                 (ticket_lo' r) (ticket_hi' r) in
  match rule with
  | Interval => boxes (ticket_lo' r - target_hi' r)
                      (ticket_hi' r - target_lo' r)
  | Difference => boxes
      (sum_signed_terms mix_lo P N (apart_lo r) (apart_hi r)
         + sum_signed_terms kink_lo (P - W) (N - W) (target_lo r) (target_hi r)
         + (c - b))
      (sum_signed_terms mix_hi P N (apart_lo r) (apart_hi r)
         + sum_signed_terms kink_hi (P - W) (N - W) (target_lo r) (target_hi r)
         + (c - b))
  | DifferenceTicket => boxes
      (sum_terms scale_lo W (apart_lo r) (apart_hi r)
         + sum_signed_terms kink_lo (P - W) (N - W) (ticket_lo r) (ticket_hi r)
         + (c - b))
      (sum_terms scale_hi W (apart_lo r) (apart_hi r)
         + sum_signed_terms kink_hi (P - W) (N - W) (ticket_lo r) (ticket_hi r)
         + (c - b))
  | Spectral s =>
      let x := rows W (target_norm r) in
      let y := rows (largest_of P N) (ticket_norm r) in
      let d := rows (largest_of P N) (apart_norm r)
                 + rows gap (target_norm r) in
      Reach (b - x) (b + x) (s * target_norm r + norm2 b)
        (c - y) (c + y) ((s + frobenius gap) * ticket_norm r + norm2 c)
        (c - b - d) (c - b + d)
        ((s + frobenius gap) * apart_norm r + frobenius gap * target_norm r
           + norm2 (c - b))
  end.

Definition right_rule rule : Prop :=
  if rule is Spectral s then 0 <= s /\ operator_bound W s else True.

Lemma affine_sound rule r y y' : right_rule rule -> inside r y y' ->
  inside (affine_reach rule r) (layer y) (layer' y').
Proof.
move=> right [y_in y_n y'_in y'_n d_in d_n].
have z_in : in_box (target_lo' r) (target_hi' r) (layer y).
  exact: checker_range.
have z'_in : in_box (ticket_lo' r) (ticket_hi' r) (layer' y').
  exact: in_box_add (in_box_kink _ _ y'_in) (in_box_const c).
case: rule right => [_|_|_|s [s_ge0 W_s]].
- apply: inside_boxes => //.
  exact: (checker_apart z_in z'_in (lexx _) (lexx _)).1.
- by apply: inside_boxes => //; apply: checker_signed.
- by apply: inside_boxes => //; apply: checker_signed_ticket.
have [z_n z'_n z_row z'_row] := checker_step_values P N b c y_n y'_n s_ge0 W_s.
have [d_n' d_row] := checker_step_difference P N b c y_n d_n s_ge0 W_s.
split=> //=; apply: in_box_radius => a; rewrite [leRHS]mxE.
- exact: z_row.
- exact: z'_row.
by rewrite [rows _ _ a ord0]mxE [rows _ _ a ord0]mxE; apply: d_row.
Qed.

Fixpoint rules_reach (rules : seq (affine_rule R)) r : reach R p :=
  if rules is rule :: rules' then meet (affine_reach rule r)
                                       (rules_reach rules' r)
  else affine_reach (Interval R) r.

Fixpoint right_rules (rules : seq (affine_rule R)) : Prop :=
  if rules is rule :: rules' then right_rule rule /\ right_rules rules'
  else True.

Theorem rules_sound rules r y y' : right_rules rules -> inside r y y' ->
  inside (rules_reach rules r) (layer y) (layer' y').
Proof.
elim: rules => [_ | rule rules IHrules [right rights]] y_in.
  exact: (@affine_sound (Interval R) r y y' I y_in).
exact: inside_meet (affine_sound right y_in) (IHrules rights y_in).
Qed.

End Affine.

Section Relu.
Variables (R : rcfType) (m : nat).
Implicit Types (r : reach R m) (l u z : 'cV[R]_m).

Definition relu_of z : 'cV[R]_m := map_mx (@relu R) z.

Definition entries (f : R -> R -> R -> R) (l u d : 'cV[R]_m) : 'cV[R]_m :=
  \col_a f (l a ord0) (u a ord0) (d a ord0).

(* The ends of relu z' - relu z from the ticket's z' (checker_relu_ticket). *)
Definition ticket_end (on : bool) (zl zu d : R) : R :=
  if on then relu zl - relu (zl - d) else relu zu - relu (zu - d).

Definition relu_reach r : reach R m :=
  let lo := entries (@box_lo R) (target_lo r) (target_hi r) (apart_lo r) in
  let hi := entries (@box_hi R) (target_lo r) (target_hi r) (apart_hi r) in
  let lo' := entries (fun v w d => ticket_end (0 <= d) v w d)
    (ticket_lo r) (ticket_hi r) (apart_lo r) in
  let hi' := entries (fun v w d => ticket_end (~~ (0 <= d)) v w d)
    (ticket_lo r) (ticket_hi r) (apart_hi r) in
  let boxes := boxes_reach (relu_of (target_lo r)) (relu_of (target_hi r))
                 (relu_of (ticket_lo r)) (relu_of (ticket_hi r)) in
  meet (meet (boxes lo hi) (boxes lo' hi'))
    (Reach (relu_of (target_lo r)) (relu_of (target_hi r)) (target_norm r)
       (relu_of (ticket_lo r)) (relu_of (ticket_hi r)) (ticket_norm r)
       lo hi (apart_norm r)).

Theorem relu_sound r y y' : inside r y y' ->
  inside (relu_reach r) (relu_of y) (relu_of y').
Proof.
case=> y_in y_n y'_in y'_n d_in d_n.
have entry (u v : 'cV[R]_m) a : (u - v) a ord0 = u a ord0 - v a ord0.
  by rewrite !mxE.
have relu_in l u (z : 'cV[R]_m) : in_box l u z ->
    in_box (relu_of l) (relu_of u) (relu_of z).
  by move=> z_in a; rewrite !mxE; apply: checker_relu_range.
have d_at a : apart_lo r a ord0 <= y' a ord0 - y a ord0 <= apart_hi r a ord0.
  by have := d_in a; rewrite entry.
have box a : in_box (entries (@box_lo R) (target_lo r) (target_hi r)
    (apart_lo r)) (entries (@box_hi R) (target_lo r) (target_hi r)
    (apart_hi r)) (relu_of y' - relu_of y).
  by move=> a'; rewrite entry !mxE; apply: checker_relu_box.
do ![apply: inside_meet].
- by apply: inside_boxes; [apply: relu_in | apply: relu_in | apply: box].
- apply: inside_boxes; [exact: relu_in | exact: relu_in | move=> a].
  rewrite entry !mxE; have := checker_relu_ticket (y'_in a) (d_at a).
  by rewrite /ticket_end; case: (0 <= apart_lo r a ord0);
    case: (0 <= apart_hi r a ord0).
split=> /=; [exact: relu_in | | exact: relu_in | | exact: box |].
- exact: le_trans (checker_relu_norm y) y_n.
- exact: le_trans (checker_relu_norm y') y'_n.
exact: le_trans (checker_relu_difference_norm y y') d_n.
Qed.

End Relu.
