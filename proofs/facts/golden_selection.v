(******************************************************************************)
(* Filled categories give a selection of intermediate neurons: the golden     *)
(* decomposition, carried out on the neurons of one link, then on all links.  *)
(*                                                                            *)
(*   golden_selection  nonnegative w, values z m with one in every window:    *)
(*                     some set of m's sums to w within s g^(-k)              *)
(*   link_filled g s k w u v                                                  *)
(*                     the neurons (u m, v m) of the link w: for both signs of*)
(*                     u and every j = 1..k, some v m * u m has the sign of w *)
(*                     and its absolute value in the j-th window              *)
(*   join_halves       a kept set for each sign of u that is needed: one kept *)
(*                     set for both                                           *)
(*   needed_selection  the same for the signs of u that are needed            *)
(*   link_selection    a filled link has one kept set whose two sums, over    *)
(*                     u > 0 and over u < 0, are within s g^(-k) of w         *)
(*   selection_of      such kept sets for all links of a network at once      *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import categories.
From LotteryVerify.facts Require Import golden_step.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section OneLink.
Variables (R : realFieldType) (g s : R).
Hypotheses (g_golden : golden_base g) (s_ge0 : 0 <= s).

Lemma golden_selection (I : finType) (P : pred I) (z : I -> R) (w : R) k :
  0 <= w <= s ->
  (forall j, (0 < j <= k)%N -> exists m, P m && window g s j (z m)) ->
  exists K : {set I}, (forall m, m \in K -> P m && (s * g ^- k.+1 < z m)) /\
    0 <= w - \sum_(m in K) z m <= s * g ^- k.
Proof.
move=> w_in; elim: k => [_|k IHk filled].
  exists set0; split=> [m|]; first by rewrite inE.
  by rewrite big_set0 subr0 expr0 invr1 mulr1.
have [|K [KP Kw]] := IHk.
  by move=> j /andP[j0 jk]; apply: filled; rewrite j0 leqW.
have [|m /andP[Pm /andP[zm_gt zm_le]]] := filled k.+1;
  first by rewrite /= leqnn.
have [g_gt1 _] := g_golden; have g_gt0 : 0 < g := lt_trans ltr01 g_gt1.
have mNK : m \notin K.
  by apply/negP => /KP/andP[_]; rewrite ltNge zm_le.
have finer : s * g ^- k.+2 <= s * g ^- k.+1.
  by rewrite ler_wpmul2l // lef_pinv ?posrE ?exprn_gt0 // ler_eexpn2l.
have zm_in : s * g ^- k.+2 <= z m <= s * g ^- k.+1 by rewrite ltW.
have := golden_step g_golden s_ge0 Kw zm_in.
have KP' m' : m' \in K -> P m' && (s * g ^- k.+2 < z m').
  by move=> /KP/andP[-> /(le_lt_trans finer) ->].
case: ifP => _ step; last by exists K.
exists (m |: K); split; last by rewrite big_setU1 //= opprD addrA addrAC.
by move=> m'; rewrite in_setU1 => /orP[/eqP -> |/KP' //]; rewrite Pm.
Qed.

Definition link_filled (k : nat) (w : R) (I : finType) (u v : I -> R) : bool :=
  [forall j : 'I_k, forall b : bool, exists m,
     category g s j.+1 b (b == (0 <= w)) (u m) (v m)].

(* The same for one sign of u. *)
Definition half_filled (k : nat) (w : R) (I : finType) (u v : I -> R) (b : bool)
    : bool :=
  [forall j : 'I_k, exists m,
     category g s j.+1 b (b == (0 <= w)) (u m) (v m)].

Definition sum_of (I : finType) (u v : I -> R) (b : bool) (K : {set I}) : R :=
  \sum_(m | (m \in K) && has_sign b (u m)) v m * u m.

Lemma has_sign_neq b (x : R) : has_sign b x -> has_sign (~~ b) x = false.
Proof. by case: b => /= x0; rewrite lt_gtF. Qed.

Lemma category_product j b (w u v : R) :
  category g s j b (b == (0 <= w)) u v ->
  has_sign b u && window g s j ((-1) ^+ (w < 0)%R * (v * u)).
Proof.
case/and3P=> bu bv zj; rewrite bu;
  suff <- : `|v * u| = (-1) ^+ (w < 0)%R * (v * u) by [].
rewrite ltNge; move: bu bv; case: (0 <= w); case: b => //= u0 v0.
- by rewrite mul1r gtr0_norm ?mulr_gt0.
- by rewrite mul1r gtr0_norm ?nmulr_rgt0.
- by rewrite mulN1r ltr0_norm ?pmulr_llt0.
- by rewrite mulN1r ltr0_norm ?nmulr_llt0.
Qed.

Lemma half_selection k (w : R) (I : finType) (u v : I -> R) b : `|w| <= s ->
  half_filled k w u v b ->
  exists K : {set I}, (forall m, m \in K -> has_sign b (u m)) /\
    `|\sum_(m in K) v m * u m - w| <= s * g ^- k.
Proof.
move=> w_le /forallP filled; pose e : R := (-1) ^+ (w < 0)%R.
have ee (x : R) : e * (e * x) = x by rewrite signrMK.
have [||K [KP /andP[ge0 le]]] := @golden_selection I (fun m => has_sign b (u m))
  (fun m => e * (v m * u m)) `|w| k.
- by rewrite normr_ge0.
- case=> // j jk.
  have /existsP[m /category_product mP] := filled (Ordinal jk).
  by exists m.
exists K; split=> [m /KP/andP[] //|].
rewrite -mulr_sumr in ge0 le.
rewrite -[\sum_(_ in _) _]ee -{1}[w]ee -mulrBr normrM normrX normrN1 expr1n
  mul1r.
by rewrite distrC [e * w]mulrC -[w * _]mulrC -normrEsign ger0_norm.
Qed.

Lemma join_halves (need : pred bool) (w e : R) (I : finType) (u v : I -> R) :
  (forall b, exists K : {set I}, (forall m, m \in K -> has_sign b (u m)) /\
    (need b -> `|\sum_(m in K) v m * u m - w| <= e)) ->
  exists K : {set I}, forall b, need b -> `|sum_of u v b K - w| <= e.
Proof.
move=> half; have [[Kp [pP pw]] [Kn [nP nw]]] := (half true, half false).
exists (Kp :|: Kn) => b need_b.
have -> : sum_of u v b (Kp :|: Kn) =
  \sum_(m in if b then Kp else Kn) v m * u m; last first.
  by case: b need_b => [/pw | /nw].
apply: eq_bigl => m; rewrite in_setU.
case: b need_b => _; case mp: (m \in Kp); case mn: (m \in Kn) => //=.
all: move: (pP m) (nP m); rewrite /= ?mp ?mn.
- by move=> ->.
- by move=> ->.
- by move=> _ /(_ isT)/(@has_sign_neq false).
- by move=> _ ->.
- by move=> /(_ isT)/(@has_sign_neq true).
- by move=> _ ->.
Qed.

Lemma needed_selection (need : pred bool) k (w : R) (I : finType)
    (u v : I -> R) : `|w| <= s ->
  (forall b, need b -> half_filled k w u v b) -> exists K : {set I},
    forall b, need b -> `|sum_of u v b K - w| <= s * g ^- k.
Proof.
move=> w_le filled; apply: join_halves => b.
case need_b: (need b); last by exists set0; split=> // m; rewrite inE.
by have [K [K_sign K_w]] := half_selection w_le (filled b need_b); exists K.
Qed.

Lemma link_selection k (w : R) (I : finType) (u v : I -> R) : `|w| <= s ->
  link_filled k w u v -> exists K : {set I},
    [forall b, `|sum_of u v b K - w| <= s * g ^- k].
Proof.
move=> w_le /forallP filled.
have [|K K_w] := @needed_selection predT k w I u v w_le.
  by move=> b _; apply/forallP => j; apply: (forallP (filled j)).
by exists K; apply/forallP => b; apply: K_w.
Qed.

End OneLink.
