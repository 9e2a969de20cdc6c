(******************************************************************************)
(* subset sums serve every link of a random network, whatever the law of the  *)
(* products.                                                                  *)
(*                                                                            *)
(*   points, mid    the grid: points values, -mid .. points-1-mid, in steps   *)
(*   step i         the width of a step in layer i, a weight                  *)
(*   round i uv     the grid point of the product of the pair uv              *)
(*   loss           how far, in steps, a product may be from its grid point   *)
(*   half_draw      the draws that may serve one half of a link: u has its    *)
(*                  sign, and the product is within loss of its grid point    *)
(*   part           each of the 2 points grid points is hit by half draws with*)
(*                  probability >= part / (2 points): the law of half a link  *)
(*                  contains the uniform one with weight part                 *)
(*   grow i, fill i   draws of the two phases; the pool of a link of layer i  *)
(*                  has grow i + fill i neurons, which serve both halves      *)
(*   prec           precision of the sums, in steps                           *)
(*   served w ew f  the draws f hold a set of neurons whose two sums, over    *)
(*                  u > 0 and over u < 0, are within ew of w                  *)
(*   sums_cover     what one layer asks of its law and of its pools, to serve *)
(*                  a link with probability >= 1 - fail                       *)
(*                                                                            *)
(* subset_sum_links: with probability >= 1 - delta every link of the target   *)
(*   is served, within ew = (2 prec + 1 + loss (grow + fill)) step of its     *)
(*   weight.                                                                  *)
(*                                                                            *)
(* Source: subset-sum-pruning (Pensia et al.; constants DERIVED). Differences:*)
(* a finite law; any pools, those that all outputs share or one for each link;*)
(* the same draws serve both halves, so the claim's 2 N is N.                 *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra zify.
From mathcomp Require Import boolp reals.
From LotteryVerify.definitions Require Import categories finite_law.
From LotteryVerify.definitions Require Import network random_source.
From LotteryVerify.facts Require Import golden_selection pool_network.
From LotteryVerify.facts Require Import probability selected_ticket.
From LotteryVerify.results Require Import subset_sum_rounded.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section OneLink.
Variables (R : realType) (T : finType) (val : T -> R).
Variables (points mid prec grow fill : nat) (step loss : R).
Variable round : T * T -> 'I_points.*2.

Definition half_draw (sgn : bool) (uv : T * T) : bool :=
  has_sign sgn (val uv.1) &&
  (`|((round uv)%:Z - points%:Z)%:~R - val uv.2 * val uv.1 / step| <= loss).

Hypotheses (step_gt0 : 0 < step) (loss_ge0 : 0 <= loss).

Definition served (w ew : R) (f : {ffun 'I_(grow + fill) -> T * T}) : bool :=
  [exists K : {set 'I_(grow + fill)}, forall sgn,
    `|sum_of (fun t => val (f t).1) (fun t => val (f t).2) sgn K - w| <= ew].

Let product (uv : T * T) : R := val uv.2 * val uv.1 / step.

(* The grid point just below a weight of at most mid steps. *)
Lemma grid_below (w : R) : (mid.*2 < points)%N -> `|w| <= mid%:R * step ->
  exists z : 'I_points, `|(z%:Z - mid%:Z)%:~R - w / step| <= 1.
Proof.
move=> mid_lt w_le; have {w_le} : - mid%:Z%:~R <= w / step <= mid%:Z%:~R.
  by rewrite -ler_norml normrM (gtr0_norm (_ : 0 < step^-1)) ?invr_gt0 //
    ler_pdivr_mulr.
rewrite -rmorphN floor_ge_int => /andP[low high].
have {}high : floor (w / step) <= mid%:Z.
  by rewrite -(ler_int R); apply: le_trans (floor_le _) high.
have z_ge0 : 0 <= floor (w / step) + mid%:Z by rewrite -ler_subl_addr sub0r.
have z_lt : (absz (floor (w / step) + mid%:Z)%R < points)%N.
  by rewrite -ltz_nat gez0_abs //; lia.
exists (Ordinal z_lt); rewrite /= gez0_abs // addrK distrC ger0_norm.
  by rewrite ler_subl_addl ltW // lt_succ_floor.
by rewrite subr_ge0 floor_le.
Qed.

Lemma halves_served (w ew : R) (f : {ffun 'I_(grow + fill) -> T * T}) :
  (mid.*2 < points)%N -> `|w| <= mid%:R * step ->
  (prec.*2%:R + 1 + (grow + fill)%:R * loss) * step <= ew ->
  (forall sgn, [forall z, @near_subset R [finType of T * T] points
    (half_draw sgn) product loss mid prec grow fill z f])
  -> served w ew f.
Proof.
move=> mid_lt w_le ew_ge halves; have [z z_near] := grid_below mid_lt w_le.
apply/existsP; pose u t := val (f t).1; pose v t := val (f t).2.
have [|K K_near] := @join_halves R predT w ew _ u v; last first.
  by exists K; apply/forallP => sgn; apply: K_near.
move=> sgn.
have /existsP[J /andP[/forallP J_half J_near]] := forallP (halves sgn) z.
exists J; split=> [j jJ|_].
  by have := J_half j; rewrite jJ => /andP[].
have sumE : \sum_(j in J) v j * u j = step * \sum_(j in J) product (f j).
  rewrite mulr_sumr; apply: eq_bigr => j _.
  by rewrite /product [RHS]mulrC divfK ?gt_eqF.
apply: le_trans ew_ge.
rewrite sumE -{1}[w](divfK (lt0r_neq0 step_gt0)) [step * _]mulrC -mulrBl.
rewrite normrM (gtr0_norm step_gt0); apply: ler_wpmul2r; first exact: ltW.
rewrite distrC [leRHS]addrAC [leRHS]addrC.
rewrite -[w / step - _](subrKA ((z%:Z - mid%:Z)%:~R : R)).
apply: le_trans (ler_norm_add _ _) (ler_add _ J_near).
by rewrite distrC.
Qed.

Variables (p : law R T) (part fail : R).

(* The probability half for one link: both of its halves are served. *)
Lemma link_served (w ew : R) : 0 <= part <= 1 ->
  (forall sgn y, part / (points.*2)%:R <= Pr (pair_law p p)
    [pred uv | half_draw sgn uv && (round uv == y)]) ->
  (mid.*2 < points)%N -> (prec <= mid)%N -> (mid + prec < points)%N ->
  `|w| <= mid%:R * step ->
  (prec.*2%:R + 1 + (grow + fill)%:R * loss) * step <= ew ->
  (1 - part / 8%:R) ^+ grow * (points%:R / (2 * prec.*2.+1%:R))
    + (1 - part / 4%:R) ^+ fill * (points%:R / (2 * prec.+1%:R)) <= fail ->
  1 - 2 * fail <= Pr (iid [finType of 'I_(grow + fill)] (pair_law p p))
    (served w ew).
Proof.
move=> part01 hits mid_lt e_le lt w_le ew_ge le_fail.
have near sgn uv : half_draw sgn uv ->
    `|((round uv)%:Z - points%:Z)%:~R - product uv| <= loss by case/andP.
pose good sgn := [pred f : {ffun 'I_(grow + fill) -> T * T} |
  [forall z, @near_subset R [finType of T * T] points
    (half_draw sgn) product loss mid prec grow fill z f]].
have likely sgn := @subset_sum_rounded R _ points (pair_law p p)
  (half_draw sgn) round product loss part fail mid prec grow fill loss_ge0
  (near sgn) part01 (hits sgn) e_le lt le_fail.
rewrite ler_subl_addr -ler_subl_addl.
apply: (@le_trans _ _ (Pr (iid [finType of 'I_(grow + fill)] (pair_law p p))
  [pred f | [exists sgn, ~~ good sgn f]])).
  rewrite -Pr_setC; apply: Pr_mono => f; apply: contraR => /= bad.
  apply: halves_served ew_ge _ => // sgn.
  by apply: contraR bad => bad; apply/existsP; exists sgn.
apply: le_trans (union_bound _ (fun sgn => predC (good sgn))) _.
rewrite big_bool mulr_natl mulr2n; apply: ler_add; rewrite Pr_setC.
  by rewrite ler_subl_addr addrC -ler_subl_addr; apply: likely.
by rewrite ler_subl_addr addrC -ler_subl_addr; apply: likely.
Qed.

End OneLink.

(* What one layer asks of its law and of its pools. *)
Record sums_cover (R : realType) (T : finType) (val : T -> R) (p : law R T)
    (points mid prec grow fill : nat) (round : T * T -> 'I_points.*2)
    (wmax step loss part ew fail : R) : Prop := {
  sums_step : 0 < step;
  sums_loss : 0 <= loss;
  sums_part : 0 <= part <= 1;
  sums_hits : forall sgn y, part / (points.*2)%:R <= Pr (pair_law p p)
    [pred uv | half_draw val step loss round sgn uv && (round uv == y)];
  sums_grid : [/\ (prec <= mid)%N, (mid + prec < points)%N &
    (mid.*2 < points)%N];
  sums_range : wmax <= mid%:R * step;
  sums_precision : (prec.*2%:R + 1 + (grow + fill)%:R * loss) * step <= ew;
  sums_draws : 2 * (
    (1 - part / 8%:R) ^+ grow * (points%:R / (2 * prec.*2.+1%:R))
    + (1 - part / 4%:R) ^+ fill * (points%:R / (2 * prec.+1%:R))) <= fail }.

Section Network.
Variables (R : realType) (T : finType) (val : T -> R) (p : nat -> law R T).
Variables (n M : nat -> nat) (L : nat) (F : target R n).
Variables (points mid prec grow fill : nat -> nat).
Variable round : forall i, T * T -> 'I_(points i).*2.
Variables (wmax step loss part ew fail : nat -> R) (delta : R).
Variable pool : forall i, 'I_(n i.+1) -> 'I_(grow i + fill i) -> 'I_(M i).
Hypothesis delta_ge0 : 0 <= delta.
Hypothesis pool_inj : forall i (a : 'I_(n i.+1)), injective (@pool i a).
Hypothesis W_le : forall i a b, (i < L)%N -> `|weight F i a b| <= wmax i.
Hypothesis cover : forall i, (i < L)%N ->
  sums_cover val (p i) (mid i) (prec i) (grow i) (fill i) (@round i)
    (wmax i) (step i) (loss i) (part i) (ew i) (fail i).
Hypothesis enough : forall i, (i < L)%N ->
  (L * n i.+1 * n i)%:R * fail i <= delta.

Definition sums_event : pred {ffun slot n M L -> T} :=
  [pred f | pools_serve pool
    (fun (i : 'I_L) a b => @served R T val (grow i) (fill i)
      (weight F i a b) (ew i)) f].

Lemma sums_event_likely : 1 - delta <= Pr (source_law p) sums_event.
Proof.
apply: (pools_serve_likely pool_inj delta_ge0 (fail := fail)) => // i a b.
have [step_gt0 loss_ge0 part01 hits [e_le lt mid_lt] range precise draws_ok] :=
  cover (ltn_ord i).
pose half := fail i / 2.
have failE : fail i = 2 * half by rewrite mulrC divfK // pnatr_eq0.
rewrite failE.
apply: (link_served step_gt0 loss_ge0 part01 hits mid_lt e_le lt _ precise).
  by apply: le_trans range; apply: W_le.
by rewrite -(ler_pmul2l (ltr0Sn R 1)) -failE.
Qed.

Theorem subset_sum_links : exists A : pred {ffun slot n M L -> T},
  1 - delta <= Pr (source_law p) A /\
  forall f, A f -> selectable L pool ew F (random_source val f).
Proof.
exists sums_event; split=> [|f /forallP f_in i a b iL].
  exact: sums_event_likely.
have /forallP/(_ a)/forallP/(_ b)/existsP[K /forallP KP] := f_in (Ordinal iL).
exists K; apply/forallP => sgn.
have inE t := @in_wires_of n M L _ 0 (fun x => val (f x)) (Ordinal iL)
  (b, pool a t) b.
have outE t := @out_wires_of n M L _ 0 (fun x => val (f x)) (Ordinal iL) a
  (b, pool a t).
apply: le_trans (KP sgn); rewrite le_eqVlt; apply/orP; left; apply/eqP.
congr (`|_ - _|); rewrite /sum_of; apply: eq_big => [t|t _].
  by rewrite inE ffunE.
by rewrite inE outE ffunE.
Qed.

End Network.
