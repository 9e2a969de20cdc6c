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
Implicit Types (T : reach R m) (l u y : 'cV[R]_m).

Lemma in_box_meet l u l' u' y : in_box l u y -> in_box l' u' y ->
  in_box (upper_of l l') (lower_of u u') y.
Proof.
move=> y_in y_in' a; rewrite !mxE le_maxl le_minr.
by have [/andP[-> ->] /andP[-> ->]] := (y_in a, y_in' a).
Qed.

Lemma inside_meet T T' y y' : inside T y y' -> inside T' y y' ->
  inside (meet T T') y y'.
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

Lemma inside_wider T T' y y' : wider T T' -> inside T y y' -> inside T' y y'.
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
Variables (R : rcfType) (p q : nat) (W Wp Wn : 'M[R]_(p, q)) (b b' : 'cV[R]_p).
Implicit Types (T : reach R q) (rule : affine_rule R).

Let layer (y : 'cV[R]_q) : 'cV[R]_p := W *m y + b.
Let layer' (y : 'cV[R]_q) : 'cV[R]_p := signed_mul Wp Wn y + b'.
Let gap := largest_of (Wp - W) (Wn - W).

Definition target_lo' T := sum_terms scale_lo W (target_lo T) (target_hi T) + b.
Definition target_hi' T := sum_terms scale_hi W (target_lo T) (target_hi T) + b.
Definition ticket_lo' T :=
  sum_signed_terms kink_lo Wp Wn (ticket_lo T) (ticket_hi T) + b'.
Definition ticket_hi' T :=
  sum_signed_terms kink_hi Wp Wn (ticket_lo T) (ticket_hi T) + b'.

Definition rows (A : 'M[R]_(p, q)) (s : R) : 'cV[R]_p :=
  \col_a (row_norm A a * s).

Definition affine_reach rule T : reach R p :=
  let boxes := boxes_reach (target_lo' T) (target_hi' T)
                 (ticket_lo' T) (ticket_hi' T) in
  match rule with
  | Interval => boxes (ticket_lo' T - target_hi' T)
                      (ticket_hi' T - target_lo' T)
  | Difference => boxes
      (sum_signed_terms mix_lo Wp Wn (apart_lo T) (apart_hi T)
         + sum_signed_terms kink_lo (Wp - W) (Wn - W)
              (target_lo T) (target_hi T)
         + (b' - b))
      (sum_signed_terms mix_hi Wp Wn (apart_lo T) (apart_hi T)
         + sum_signed_terms kink_hi (Wp - W) (Wn - W)
              (target_lo T) (target_hi T)
         + (b' - b))
  | DifferenceTicket => boxes
      (sum_terms scale_lo W (apart_lo T) (apart_hi T)
         + sum_signed_terms kink_lo (Wp - W) (Wn - W)
              (ticket_lo T) (ticket_hi T)
         + (b' - b))
      (sum_terms scale_hi W (apart_lo T) (apart_hi T)
         + sum_signed_terms kink_hi (Wp - W) (Wn - W)
              (ticket_lo T) (ticket_hi T)
         + (b' - b))
  | Spectral s =>
      let x := rows W (target_norm T) in
      let y := rows (largest_of Wp Wn) (ticket_norm T) in
      let d := rows (largest_of Wp Wn) (apart_norm T)
                 + rows gap (target_norm T) in
      Reach (b - x) (b + x) (s * target_norm T + norm2 b)
        (b' - y) (b' + y) ((s + frobenius gap) * ticket_norm T + norm2 b')
        (b' - b - d) (b' - b + d)
        ((s + frobenius gap) * apart_norm T + frobenius gap * target_norm T
           + norm2 (b' - b))
  end.

Definition right_rule rule : Prop :=
  if rule is Spectral s then 0 <= s /\ operator_bound W s else True.

Lemma affine_sound rule T y y' : right_rule rule -> inside T y y' ->
  inside (affine_reach rule T) (layer y) (layer' y').
Proof.
move=> right [y_in y_n y'_in y'_n d_in d_n].
have z_in : in_box (target_lo' T) (target_hi' T) (layer y).
  exact: checker_range.
have z'_in : in_box (ticket_lo' T) (ticket_hi' T) (layer' y').
  exact: in_box_add (in_box_kink _ _ y'_in) (in_box_const b').
case: rule right => [_|_|_|s [s_ge0 W_s]].
- apply: inside_boxes => //.
  exact: (checker_apart z_in z'_in (lexx _) (lexx _)).1.
- by apply: inside_boxes => //; apply: checker_signed.
- by apply: inside_boxes => //; apply: checker_signed_ticket.
have [z_n z'_n z_row z'_row] := checker_step_values Wp Wn b b'
  y_n y'_n s_ge0 W_s.
have [d_n' d_row] := checker_step_difference Wp Wn b b' y_n d_n s_ge0 W_s.
split=> //=; apply: in_box_radius => a; rewrite [leRHS]mxE.
- exact: z_row.
- exact: z'_row.
by rewrite [rows _ _ a ord0]mxE [rows _ _ a ord0]mxE; apply: d_row.
Qed.

Fixpoint rules_reach (rules : seq (affine_rule R)) T : reach R p :=
  if rules is rule :: rules' then meet (affine_reach rule T)
                                       (rules_reach rules' T)
  else affine_reach (Interval R) T.

Fixpoint right_rules (rules : seq (affine_rule R)) : Prop :=
  if rules is rule :: rules' then right_rule rule /\ right_rules rules'
  else True.

Theorem rules_sound rules T y y' : right_rules rules -> inside T y y' ->
  inside (rules_reach rules T) (layer y) (layer' y').
Proof.
elim: rules => [_ | rule rules IHrules [right rights]] y_in.
  exact: (@affine_sound (Interval R) T y y' I y_in).
exact: inside_meet (affine_sound right y_in) (IHrules rights y_in).
Qed.

End Affine.

Section Relu.
Variables (R : rcfType) (m : nat).
Implicit Types (T : reach R m) (l u z : 'cV[R]_m).

Definition relu_of z : 'cV[R]_m := map_mx (@relu R) z.

Definition entries (f : R -> R -> R -> R) (l u d : 'cV[R]_m) : 'cV[R]_m :=
  \col_a f (l a ord0) (u a ord0) (d a ord0).

(* The ends of relu z' - relu z from the ticket's z' (checker_relu_ticket). *)
Definition ticket_end (on : bool) (zl zu d : R) : R :=
  if on then relu zl - relu (zl - d) else relu zu - relu (zu - d).

Definition relu_reach T : reach R m :=
  let lo := entries (@box_lo R) (target_lo T) (target_hi T) (apart_lo T) in
  let hi := entries (@box_hi R) (target_lo T) (target_hi T) (apart_hi T) in
  let lo' := entries (fun v w d => ticket_end (0 <= d) v w d)
    (ticket_lo T) (ticket_hi T) (apart_lo T) in
  let hi' := entries (fun v w d => ticket_end (~~ (0 <= d)) v w d)
    (ticket_lo T) (ticket_hi T) (apart_hi T) in
  let boxes := boxes_reach (relu_of (target_lo T)) (relu_of (target_hi T))
                 (relu_of (ticket_lo T)) (relu_of (ticket_hi T)) in
  meet (meet (boxes lo hi) (boxes lo' hi'))
    (Reach (relu_of (target_lo T)) (relu_of (target_hi T)) (target_norm T)
       (relu_of (ticket_lo T)) (relu_of (ticket_hi T)) (ticket_norm T)
       lo hi (apart_norm T)).

Theorem relu_sound T y y' : inside T y y' ->
  inside (relu_reach T) (relu_of y) (relu_of y').
Proof.
case=> y_in y_n y'_in y'_n d_in d_n.
have entry (u v : 'cV[R]_m) a : (u - v) a ord0 = u a ord0 - v a ord0.
  by rewrite !mxE.
have relu_in l u (z : 'cV[R]_m) : in_box l u z ->
    in_box (relu_of l) (relu_of u) (relu_of z).
  by move=> z_in a; rewrite !mxE; apply: checker_relu_range.
have d_at a : apart_lo T a ord0 <= y' a ord0 - y a ord0 <= apart_hi T a ord0.
  by have := d_in a; rewrite entry.
have box a : in_box (entries (@box_lo R) (target_lo T) (target_hi T)
    (apart_lo T)) (entries (@box_hi R) (target_lo T) (target_hi T)
    (apart_hi T)) (relu_of y' - relu_of y).
  by move=> a'; rewrite entry !mxE; apply: checker_relu_box.
do ![apply: inside_meet].
- by apply: inside_boxes; [apply: relu_in | apply: relu_in | apply: box].
- apply: inside_boxes; [exact: relu_in | exact: relu_in | move=> a].
  rewrite entry !mxE; have := checker_relu_ticket (y'_in a) (d_at a).
  by rewrite /ticket_end; case: (0 <= apart_lo T a ord0);
    case: (0 <= apart_hi T a ord0).
split=> /=; [exact: relu_in | | exact: relu_in | | exact: box |].
- exact: le_trans (checker_relu_norm y) y_n.
- exact: le_trans (checker_relu_norm y') y'_n.
exact: le_trans (checker_relu_difference_norm y y') d_n.
Qed.

End Relu.
