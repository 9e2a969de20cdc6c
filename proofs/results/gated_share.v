(******************************************************************************)
(* Rule gated, a neuron at a time: a gate's share ties the difference behind  *)
(* the gate to the input of the gate.                                         *)
(*                                                                            *)
(*   x, d           the gate's input in the target, and ticket minus target   *)
(*   D              at least |d|                                              *)
(*   share x d s    2 (relu (x + d) - relu x) = (1 + s) d, |s| <= 1, and      *)
(*                  |x| - D / 2 <= s x <= |x|                                 *)
(*                                                                            *)
(* gated_share: every gate has a share.                                       *)
(* gated_open, gated_closed: gates of known sign, which need none.            *)
(* gated_share_relu: (1 + s) x <= 2 relu x <= (1 + s) x + D / 2.              *)
(* gated_half: D / 2 is attained.                                             *)
(* gated_multiplier_up, gated_multiplier_down: what may be added to an upper  *)
(*   bound, as it is not negative: multiples of the share and of the input.   *)
(* gated_output: so the difference of an output is bounded by a form that is  *)
(*   bilinear in the shares and the inputs; quadratic_bound.v bounds it.      *)
(*                                                                            *)
(* Source: DERIVED (docs/gated.md: gated_share, gated_multipliers).           *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
From LotteryVerify.definitions Require Import network.
From LotteryVerify.facts Require Import relu.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Share.
Variable R : realFieldType.
Implicit Types x d D s p r h l u nu m : R.

Definition share D x d s : Prop := [/\ -1 <= s <= 1,
  2 * (relu (x + d) - relu x) = (1 + s) * d,
  `|x| - D / 2 <= s * x & s * x <= `|x|].

Theorem gated_open x d : 0 <= x -> 0 <= x + d ->
  relu (x + d) - relu x = d /\ relu x = x.
Proof. by move=> x_ge0 y_ge0; rewrite !relu_on //; split=> //; ring. Qed.

Theorem gated_closed x d : x <= 0 -> x + d <= 0 ->
  relu (x + d) - relu x = 0 /\ relu x = 0.
Proof. by move=> x_le0 y_le0; rewrite !relu_off //; split=> //; ring. Qed.

(* d is p + r, the parts of it on both sides of 0; h is half of D. *)
Lemma crossing p r h : 0 < p -> 0 < r -> p + r <= h + h ->
  let s := (p - r) / (p + r) in
  [/\ -1 <= s <= 1, p - h <= s * p, s * p <= p & s * (p + r) = p - r].
Proof.
move=> p_gt0 r_gt0 d_le s; have d_gt0 : 0 < p + r by rewrite addr_gt0.
have s_eq : s * (p + r) = p - r by rewrite divfK // lt0r_neq0.
have s_le : s <= 1.
  rewrite ler_pdivr_mulr // mul1r ler_add2l.
  by apply: le_trans (ltW r_gt0); rewrite oppr_le0 ltW.
have s_ge : -1 <= s.
  rewrite ler_pdivl_mulr // mulN1r opprD ler_add2r.
  by apply: le_trans (ltW p_gt0); rewrite oppr_le0 ltW.
split=> //; [by apply/andP | | by rewrite ler_pimull // ltW].
rewrite -subr_ge0 -(pmulr_rge0 _ d_gt0) -(pmulr_rge0 _ (ltr0n _ 2)).
have -> : 2 * ((p + r) * (s * p - (p - h)))
        = (p + r) * (h + h - (p + r)) + (p - r) ^+ 2
          + 2 * p * (s * (p + r) - (p - r)) by ring.
rewrite s_eq subrr mulr0 addr0 addr_ge0 ?sqr_ge0 //.
by apply: mulr_ge0; rewrite ?subr_ge0 ?(ltW d_gt0).
Qed.

Lemma share_down D x d : `|d| <= D -> 0 < x -> x + d < 0 ->
  exists s, share D x d s.
Proof.
move=> d_le x_gt0 y_lt0; pose r := - (x + d).
have r_gt0 : 0 < r by rewrite oppr_gt0.
have dE : d = - (x + r) by rewrite /r; ring.
have D_ge : x + r <= D / 2 + D / 2.
  by rewrite -splitr; apply: le_trans d_le; rewrite dE normrN ler_norm.
have [s_in s_ge s_le s_eq] := crossing x_gt0 r_gt0 D_ge.
exists ((x - r) / (x + r)); split; rewrite ?gtr0_norm //.
rewrite relu_off ?ltW // relu_on ?ltW // dE mulrN mulrDl s_eq mul1r.
by ring.
Qed.

Lemma share_up D p r : 0 < p -> 0 < r -> p + r <= D ->
  exists s, share D (- p) (p + r) s.
Proof.
move=> p_gt0 r_gt0; rewrite [X in _ <= X -> _]splitr => D_ge.
have [s_in s_ge s_le s_eq] := crossing p_gt0 r_gt0 D_ge.
have p_off : - p <= 0 by rewrite oppr_le0 ltW.
exists (- ((p - r) / (p + r))); split; rewrite ?normrN ?(gtr0_norm p_gt0).
- by rewrite ler_opp2 ler_oppl andbC.
- by rewrite addKr relu_on ?ltW // relu_off // mulrDl mulNr s_eq; ring.
- by rewrite mulrNN.
by rewrite mulrNN.
Qed.

Theorem gated_share D x d : `|d| <= D -> exists s, share D x d s.
Proof.
move=> d_le; have D_ge0 : 0 <= D / 2.
  by rewrite divr_ge0 ?ler0n // (le_trans (normr_ge0 d)).
have [x_ge0 | x_lt0] := lerP 0 x; have [y_ge0 | y_lt0] := lerP 0 (x + d).
- have [eE _] := gated_open x_ge0 y_ge0; exists 1; split; rewrite ?eE //.
  + by rewrite lexx andbT (le_trans (lerN10 _)) ?ler01.
  + by rewrite mul1r ger0_norm // ler_subl_addr ler_addl.
  by rewrite mul1r ler_norm.
- move: x_ge0; rewrite le_eqVlt => /orP[/eqP x0 | x_gt0]; last first.
    exact: share_down d_le x_gt0 y_lt0.
  rewrite -{x}x0 add0r in y_lt0 *; exists (-1).
  split; rewrite ?normr0 ?mulr0 ?sub0r ?oppr_le0 //.
  + by rewrite lexx /= (le_trans (lerN10 _)) ?ler01.
  by rewrite add0r !relu_off ?lexx ?(ltW y_lt0) // !(subrr, mulr0, mul0r).
- have [y0 | y_gt0] := eqVneq (x + d) 0.
    have dE : d = - x by rewrite -[LHS](addKr x) y0 addr0.
    exists (-1); rewrite dE in d_le *; split; rewrite ?subrr ?mulN1r.
    + by rewrite lexx /= (le_trans (lerN10 _)) ?ler01.
    + by rewrite !relu_off ?lexx ?(ltW x_lt0) // !(subrr, mulr0, mul0r).
    + by rewrite ltr0_norm // ler_subl_addr ler_addl.
    by rewrite ltr0_norm.
  have := @share_up D (- x) (x + d); rewrite opprK addKr; apply.
  + by rewrite oppr_gt0.
  + by rewrite lt_neqAle eq_sym y_gt0.
  by apply: le_trans d_le; rewrite ler_norm.
have [eE _] := gated_closed (ltW x_lt0) (ltW y_lt0); exists (-1); split.
- by rewrite lexx /= (le_trans (lerN10 _)) ?ler01.
- by rewrite eE addrN mul0r mulr0.
- by rewrite mulN1r ltr0_norm // ler_subl_addr ler_addl.
by rewrite mulN1r ltr0_norm.
Qed.

Lemma twice_relu x : 2 * relu x = x + `|x|.
Proof.
have [x_ge0 | x_lt0] := lerP 0 x.
  by rewrite relu_on // ger0_norm //; ring.
by rewrite relu_off ?ltW // ltr0_norm //; ring.
Qed.

Theorem gated_share_relu D x d s : share D x d s ->
  (1 + s) * x <= 2 * relu x <= (1 + s) * x + D / 2.
Proof.
case=> _ _ ge le; rewrite twice_relu mulrDl mul1r ler_add2l le /=.
by rewrite -addrA ler_add2l -ler_subl_addr.
Qed.

Theorem gated_half : share 2 1 (-2) (0 : R) /\ `|1| - 2 / 2 = 0 * 1 :> R.
Proof.
have two : 1 + (-2) = -1 :> R by ring.
split; last by rewrite normr1 divff ?subrr ?mul0r // pnatr_eq0.
split; rewrite ?mul0r ?normr1 ?ler01 ?andbT //.
- by rewrite ler_oppl oppr0 ler01.
- by rewrite two relu_off ?relu_on ?ler01 ?lerN10 //; ring.
by rewrite divff ?subrr // pnatr_eq0.
Qed.

Theorem gated_multiplier_up D x s nu m : `|m| <= nu ->
  `|x| - D / 2 <= s * x -> 0 <= nu * (s * x + D / 2) - m * x.
Proof.
move=> m_le ge; rewrite subr_ge0; apply: (@le_trans _ _ (nu * `|x|)).
  apply: le_trans (ler_norm _) _; rewrite normrM.
  by apply: ler_wpmul2r.
apply: ler_wpmul2l; first exact: le_trans (normr_ge0 m) m_le.
by rewrite -ler_subl_addr.
Qed.

(* -nu |x| is convex, so a line above it at both ends is above it between. *)
Lemma above_norm nu m h l u x : nu <= 0 -> l <= x <= u ->
  - nu * `|l| <= m * l + h -> - nu * `|u| <= m * u + h ->
  - nu * `|x| <= m * x + h.
Proof.
move=> nu_le0 /andP[l_x x_u] at_l at_u.
have nu_ge0 : 0 <= - nu by rewrite oppr_ge0.
pose gap (e : R) y := (m - e) * y + h.
have end_of y (e : R) : e * y <= - nu * `|y| ->
    - nu * `|y| <= m * y + h -> 0 <= gap e y.
  move=> e_le above; rewrite /gap mulrBl addrAC subr_ge0.
  exact: le_trans e_le above.
have line (e : R) : 0 <= gap e l -> 0 <= gap e u -> e * x <= m * x + h.
  move=> gl gu; rewrite -subr_ge0.
  have -> : m * x + h - e * x = gap e x by rewrite /gap; ring.
  have [m_ge | m_lt] := lerP 0 (m - e).
    by apply: le_trans gl _; rewrite ler_add2r ler_wpmul2l.
  by apply: le_trans gu _; rewrite ler_add2r ler_wnmul2l // ltW.
have up y : (- nu) * y <= - nu * `|y| by apply: ler_wpmul2l; rewrite ?ler_norm.
have down y : nu * y <= - nu * `|y|.
  rewrite -[nu * y]opprK -mulNr -mulrN; apply: ler_wpmul2l => //.
  by rewrite -normrN ler_norm.
have [x_ge0 | x_lt0] := lerP 0 x.
  by rewrite ger0_norm //; apply: line; apply: end_of.
by rewrite ltr0_norm // mulrN mulNr opprK; apply: line; apply: end_of.
Qed.

Theorem gated_multiplier_down x s nu m h l u : nu <= 0 -> l <= x <= u ->
  - nu * `|l| <= m * l + h -> - nu * `|u| <= m * u + h -> s * x <= `|x| ->
  0 <= m * x + h + nu * (s * x).
Proof.
move=> nu_le0 x_in at_l at_u le.
have := above_norm nu_le0 x_in at_l at_u; rewrite -subr_ge0 => above.
apply: le_trans above _; rewrite mulNr opprK ler_add2l.
by apply: ler_wnmul2l.
Qed.

End Share.

Section Output.
Variables (R : realFieldType) (I : finType).
Variables (opened free : pred I) (x d D s w v nu : I -> R) (c : R).

Let e k := relu (x k + d k) - relu (x k).

Theorem gated_output :
  (forall k, opened k -> 0 <= x k /\ 0 <= x k + d k) ->
  (forall k, ~~ opened k -> ~~ free k -> x k <= 0 /\ x k + d k <= 0) ->
  (forall k, ~~ opened k -> free k -> share (D k) (x k) (d k) (s k)) ->
  (forall k, ~~ opened k -> free k -> 0 <= nu k) ->
  2 * (\sum_k (w k * e k + v k * relu (x k)) + c)
  <= \sum_(k | opened k) 2 * (w k * d k + v k * x k)
     + \sum_(k | ~~ opened k && free k)
         ((1 + s k) * (w k * d k + v k * x k)
          + Num.max (v k) 0 * (D k / 2) + nu k) + 2 * c.
Proof.
move=> on off shares nu_ge0.
rewrite mulrDr ler_add2r mulr_sumr (bigID opened) /=.
apply: ler_add.
  apply: ler_sum => k /on[x_ge0 y_ge0]; rewrite /e.
  by have [-> ->] := gated_open x_ge0 y_ge0.
rewrite (bigID free) /= [X in _ + X]big1 ?addr0; last first.
  move=> k /andP[closed not_free]; rewrite /e.
  have [x_le0 y_le0] := off k closed not_free.
  by have [-> ->] := gated_closed x_le0 y_le0; ring.
apply: ler_sum => k /andP[closed is_free].
have [s_in sE ge le] := shares k closed is_free.
have /andP[lo hi] := gated_share_relu (shares k closed is_free).
apply: ler_paddr; first exact: nu_ge0.
have -> : 2 * (w k * e k + v k * relu (x k))
    = w k * (2 * e k) + v k * (2 * relu (x k)) by ring.
rewrite sE; set r := 2 * relu (x k) in lo hi *; rewrite mulrDr -addrA.
have -> : w k * ((1 + s k) * d k) = (1 + s k) * (w k * d k) by ring.
rewrite ler_add2l; have [v_ge0 | v_lt0] := lerP 0 (v k).
  apply: le_trans (ler_wpmul2l v_ge0 hi) _.
  by rewrite le_eqVlt; apply/orP/or_introl/eqP; ring.
rewrite mul0r addr0; apply: le_trans (ler_wnmul2l (ltW v_lt0) lo) _.
by rewrite le_eqVlt; apply/orP/or_introl/eqP; ring.
Qed.

End Output.
