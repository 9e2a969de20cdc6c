(******************************************************************************)
(* A network that shows what error_propagation says, and needs.               *)
(*                                                                            *)
(*   line_target         width 1, all weights 1, identity activations         *)
(*   line_ticket e       the ticket whose effective weights are 1 + e         *)
(*   one_point           the region {1}                                       *)
(*                                                                            *)
(* line_close                the hypotheses hold together, any e >= 0         *)
(* error_recursion_witness, error_propagation_witness                         *)
(*                           so do those of the two theorems                  *)
(* error_closed_form_attained   the closed form is the error itself           *)
(* side_condition_needed     without eps <= K sqrt N Fm norm_product the      *)
(*                           claim is false, for every K > 0                  *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import errors gadgets network.
From LotteryVerify.facts Require Import layer_error.
From LotteryVerify.results Require Import error_propagation error_recursion.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Line.
Variable R : rcfType.

Definition line_width (i : nat) : nat := 1.

Definition line_target : target R line_width :=
  Target (fun i => 1%:M : 'M_(line_width i.+1, line_width i)) (fun _ x => x).

Definition line_ticket (e : R) i : 'M[R]_(line_width i.+1, line_width i) :=
  (1 + e)%:M.

Definition one_point (x : 'cV[R]_1) : Prop := x = 1%:M.

Lemma line_target_run l : target_run line_target l 1%:M = 1%:M.
Proof.
rewrite /target_run; elim: l => //= l ->; rewrite /target_layer mul1mx.
by apply/matrixP => a b; rewrite !mxE.
Qed.

Lemma line_ticket_run e l : 0 <= e ->
  run (signed_layer (line_ticket e) (line_ticket e) (act line_target)) l 1%:M
  = ((1 + e) ^+ l)%:M.
Proof.
move=> e_ge0; elim: l => [|l IHl] //=; rewrite IHl /signed_layer /line_ticket.
rewrite -mulmxDr parts_split mul_scalar_mx scale_scalar_mx -exprS.
by apply/matrixP => a b; rewrite !mxE.
Qed.

Lemma norm2_scalar (c : R) : norm2 (c%:M : 'cV_1) = `|c|.
Proof. by rewrite /norm2 big_ord1 mxE eqxx mulr1n sqrtr_sqr. Qed.

Lemma line_error e L : 0 <= e ->
  norm2 (target_run line_target L 1%:M
    - run (signed_layer (line_ticket e) (line_ticket e) (act line_target)) L
      1%:M)
  = (1 + e) ^+ L - 1.
Proof.
move=> e_ge0; rewrite line_target_run line_ticket_run //.
rewrite -raddfB norm2_scalar distrC ger0_norm // subr_ge0.
by rewrite exprn_ege1 // ler_addl.
Qed.

Theorem line_close e L : 0 <= e ->
  close_layers line_target L one_point (line_ticket e) (line_ticket e)
    (fun=> e) (fun=> 1) (fun=> 1).
Proof.
move=> e_ge0; have near i :
    entrywise_within (weight line_target i) (line_ticket e i) e.
  move=> a b; rewrite !mxE (ord1 a) (ord1 b) eqxx !mulr1n.
  by rewrite [1 + e]addrC addrK ger0_norm.
split.
- by move=> i _.
- by move=> i _; apply: near.
- by move=> i _; apply: near.
- by move=> i _ x y.
- by move=> i _ y; rewrite /= mul1mx mul1r.
by move=> i x a _ ->; rewrite line_target_run mxE (ord1 a) eqxx mulr1n normr1.
Qed.

Lemma line_norm_product L : norm_product (fun=> 1) L = 1 :> R.
Proof. by rewrite /norm_product big1 // => i _; rewrite maxxx. Qed.

Theorem error_recursion_witness e L : 0 <= e ->
  norm2 (target_run line_target L 1%:M
    - run (signed_layer (line_ticket e) (line_ticket e) (act line_target)) L
      1%:M)
  <= propagated line_width (fun=> e) (fun=> 1) (fun=> 1) L.
Proof.
move=> e_ge0; apply: (error_recursion (line_close L e_ge0)) => // i _.
exact: ler01.
Qed.

Theorem error_closed_form_attained e L : 0 <= e ->
  norm2 (target_run line_target L 1%:M
    - run (signed_layer (line_ticket e) (line_ticket e) (act line_target)) L
      1%:M)
  = Num.sqrt 1%:R * 1 * norm_product (fun=> 1) L * ((1 + 1%:R * e) ^+ L - 1).
Proof.
by move=> e_ge0; rewrite line_error // line_norm_product sqrtr1 !mul1r.
Qed.

Theorem error_propagation_witness :
  norm2 (target_run line_target 2 1%:M
    - run (signed_layer (line_ticket 8%:R^-1) (line_ticket 8%:R^-1)
             (act line_target)) 2 1%:M) <= 2%:R^-1.
Proof.
have e_ge0 : 0 <= 8%:R^-1 :> R by rewrite invr_ge0 ler0n.
apply: (@error_propagation _ _ _ _ 1 _ _ _ _ _ _ 2%:R
          _ _ _ e_ge0 ler01 _ (line_close 2 e_ge0)) => //.
- rewrite -subr_ge0.
  have -> : 2%:R - ((1 + 2%:R^-1) ^+ 2 - 1) = 3%:R / 4%:R :> R by field.
  by rewrite divr_ge0 ?ler0n.
- rewrite line_norm_product sqrtr1 le_eqVlt; apply/orP; left; apply/eqP.
  by field.
rewrite line_norm_product sqrtr1 !mulr1 -subr_ge0.
have -> : 2%:R - 2%:R^-1 = 3%:R / 2%:R :> R by field.
by rewrite divr_ge0 ?ler0n.
Qed.

Theorem side_condition_needed K : 0 < K ->
  exists e eps : R, [/\ 0 <= e,
    close_layers line_target 2 one_point (line_ticket e) (line_ticket e)
      (fun=> e) (fun=> 1) (fun=> 1),
    K * 2%:R * (1%:R * Num.sqrt 1%:R) * 1 * norm_product (fun=> 1) 2 * e
      <= eps &
    eps < norm2 (target_run line_target 2 1%:M
      - run (signed_layer (line_ticket e) (line_ticket e) (act line_target)) 2
        1%:M)].
Proof.
move=> K_gt0; have e_ge0 : 0 <= 2%:R * K by rewrite mulr_ge0 ?ler0n // ltW.
exists (2%:R * K), (4%:R * K ^+ 2); split=> //; first exact: line_close.
  rewrite line_norm_product sqrtr1 le_eqVlt; apply/orP; left; apply/eqP; ring.
rewrite line_error // -subr_gt0.
have -> : (1 + 2%:R * K) ^+ 2 - 1 - 4%:R * K ^+ 2 = 4%:R * K by ring.
by rewrite mulr_gt0 ?ltr0n.
Qed.

End Line.
