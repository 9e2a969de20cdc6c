(******************************************************************************)
(* Packing the unit ball of d x d matrices (operator norm), by counting.      *)
(*                                                                            *)
(*   ball d B r       the integer matrices with entries -B .. B and           *)
(*                    operator bound r               (integer_balls.v)        *)
(*   packing_le d a c a family of matrices of norm <= 1 that are pairwise     *)
(*                    further than a apart has at most c members              *)
(*                                                                            *)
(* ball_shrink      packing_le d a c: |ball r| <= c |ball (a r)|              *)
(* packing_growth   packing_le d a c: (1/a)^(d^2) <= c                        *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import boolp reals ring.
From LotteryVerify.definitions Require Import network.
From LotteryVerify.facts Require Import integer_balls norm2 operator_norm.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Packing.
Variables (R : realType) (d : nat) (a : R) (c : nat).
Hypothesis a_gt0 : 0 < a.

Definition packing_le : Prop :=
  forall (S : finType) (W : S -> 'M[R]_d), (forall s, operator_bound (W s) 1) ->
    (forall s s', operator_bound (W s - W s') a -> s = s') -> (#|S| <= c)%N.

Hypothesis packing : packing_le.

Lemma operator_boundZ (A : 'M[R]_d) (k r : R) : 0 <= k ->
  operator_bound A r -> operator_bound (k *: A) (k * r).
Proof.
move=> k_ge0 A_le y; rewrite -scalemxAl norm2Z ger0_norm // -mulrA.
by rewrite ler_wpmul2l.
Qed.

Lemma near_sym B (r : R) (s t : point d B) : near r s t -> near r t s.
Proof.
move=> /asboolP st_le; apply/asboolP => y; have := st_le y.
by rewrite -opprB mulNmx -scaleN1r norm2Z normrN1 mul1r.
Qed.

Lemma near_refl B (r : R) (s : point d B) : 0 <= r -> near r s s.
Proof.
by move=> r_ge0; apply/asboolP => y;
  rewrite subrr mul0mx norm2_0 mulr_ge0 ?norm2_ge0.
Qed.

Definition apart B (r : R) (C : {set point d B}) : bool :=
  [forall s in C, forall t in C, near (a * r) s t ==> (s == t)].

Lemma apartP B (r : R) (C : {set point d B}) :
  reflect {in C &, forall s t, near (a * r) s t -> s = t} (apart r C).
Proof.
apply: (iffP forall_inP) => [C_apart s t s_in t_in st_near | C_apart s s_in].
  by have /forall_inP/(_ t t_in)/implyP/(_ st_near)/eqP := C_apart s s_in.
by apply/forall_inP => t t_in; apply/implyP => st_near; apply/eqP/C_apart.
Qed.

Lemma apart_card B (r : R) (C : {set point d B}) : 0 < r ->
  C \subset ball d B r -> apart r C -> (#|C| <= c)%N.
Proof.
move=> r_gt0 /subsetP C_sub /apartP C_apart;
  have r_neq0 : r != 0 by rewrite gt_eqF.
have r_ge0 := ltW r_gt0; have rV_ge0 : 0 <= r^-1 by rewrite invr_ge0.
pose W (s : [finType of {s | s \in C}]) : 'M[R]_d := r^-1 *: value R (val s).
rewrite -card_sig; apply: (packing (W := W)) => [s | s t st_near].
  have := C_sub _ (valP s); rewrite inE => /asboolP /(operator_boundZ rV_ge0).
  by rewrite mulVf.
apply/val_inj/C_apart; [exact: valP | exact: valP | apply: near_sym].
apply/asboolP; rewrite mulrC; have := operator_boundZ r_ge0 st_near.
by rewrite -scalerBr scalerA mulfV // scale1r.
Qed.

Lemma apart_cover B (r : R) (C : {set point d B}) : 0 < r ->
  maxset (fun D => (D \subset ball d B r) && apart r D) C ->
  {in ball d B r, forall s, exists2 t, t \in C & near (a * r) t s}.
Proof.
move=> r_gt0 /maxsetP[/andP[C_sub /apartP C_apart] C_max] s s_in.
have ar_ge0 : 0 <= a * r by rewrite ltW ?mulr_gt0.
have [s_inC | s_notin] := boolP (s \in C); first by exists s;
  rewrite ?near_refl.
apply: contrapT => no_t.
have far t : t \in C -> near (a * r) t s -> False by move=> ? ?; apply: no_t;
  exists t.
suff sC : s |: C = C by rewrite -sC setU11 in s_notin.
apply: C_max; last exact: subsetUr.
rewrite subUset sub1set s_in C_sub /=; apply/apartP => u v.
rewrite !inE => /orP[/eqP-> | u_in] /orP[/eqP-> | v_in] //.
- by move=> /near_sym /(far v v_in).
- by move=> /(far u u_in).
exact: C_apart.
Qed.

Lemma ball_shrink B (r : R) : 0 < r -> a * r <= B%:R ->
  (#|ball d B r| <= c * #|ball d B (a * r)|)%N.
Proof.
move=> r_gt0 ar_le.
have [|C C_max] := @ex_maxset _ (fun D => (D \subset ball d B r) && apart r D).
  by exists set0; rewrite sub0set; apply/apartP => s t; rewrite inE.
have /maxsetP[/andP[C_sub C_apart] _] := C_max.
apply: leq_trans (leq_mul (apart_card r_gt0 C_sub C_apart) (leqnn _)).
rewrite -sum_nat_const.
apply: (@leq_trans (\sum_(t in C) #|[set s | near (a * r) t s]|)); last first.
  by apply: leq_sum => t _; apply: near_card.
rewrite -sum1_card; under [X in (_
  <= X)%N]eq_bigr do rewrite -sum1_card big_mkcond.
rewrite exchange_big /= [X in (X <= _)%N]big_mkcond; apply: leq_sum => s _.
case: ifP => // /(apart_cover r_gt0 C_max)[t t_in ts_near].
by rewrite (bigD1 t) //= inE ts_near.
Qed.

Lemma ball_iterate B (r : R) j : a <= 1 -> 0 < r -> r <= B%:R ->
  (#|ball d B r| <= c ^ j * #|ball d B (a ^+ j * r)|)%N.
Proof.
move=> a_le1 r_gt0 r_le; elim: j => [|j IHj]; first by rewrite mul1r mul1n.
apply: leq_trans IHj _; rewrite expnSr -mulnA leq_mul2l exprS -mulrA.
rewrite ball_shrink ?orbT // ?mulr_gt0 ?exprn_gt0 //.
rewrite mulrA -exprS; apply: le_trans r_le.
by rewrite ler_pimull ?exprn_ile1 // ltW.
Qed.

Lemma nat_floor (x : R) : 0 <= x -> exists k : nat, k%:R <= x < k.+1%:R.
Proof.
move=> x_ge0; have x_lt : exists m : nat, x < m%:R.
  by exists (Num.bound x); apply: archi_boundP.
case: (ex_minnP x_lt) => -[|k] k_lt k_min.
  by move: k_lt; rewrite ltNge x_ge0.
exists k; rewrite k_lt andbT leNgt; apply/negP => /k_min.
by rewrite ltnn.
Qed.

Lemma ball_ge B (r : R) : (0 < d)%N -> 0 < r -> r <= B%:R ->
  (r / d%:R) ^+ (d * d) <= #|ball d B r|%:R.
Proof.
move=> d_gt0 r_gt0 r_le; have d_pos : 0 < d%:R :> R by rewrite ltr0n.
have rd_ge0 : 0 <= r / d%:R by rewrite ltW ?divr_gt0.
have [k /andP[k_le k_gt]] := nat_floor rd_ge0.
have dk_le : d%:R * k%:R <= r by rewrite mulrC -ler_pdivl_mulr.
have k_leB : (k <= B)%N.
  rewrite -(ler_nat R) (le_trans _ r_le) // (le_trans _ dk_le) //.
  by rewrite ler_pemull ?ler0n // ler1n.
apply: (@le_trans _ _ ((2 * k).+1 ^ (d * d))%:R); last first.
  by rewrite ler_nat ball_large.
rewrite natrX ler_expn2r ?nnegrE ?ler0n // (le_trans (ltW k_gt)) // ler_nat.
by rewrite ltnS leq_pmull.
Qed.

Lemma growth_le (A C k : R) : 0 < k -> 0 < C ->
  (forall j, k * A ^+ j <= C ^+ j) -> A <= C.
Proof.
move=> k_gt0 C_gt0 growth; rewrite leNgt; apply/negP => C_lt.
have bernoulli h j : 0 <= h -> 1 + j%:R * h <= (1 + h) ^+ j :> R.
  move=> h_ge0; elim: j => [|j IHj]; first by rewrite mul0r addr0 expr0.
  rewrite exprS; apply: le_trans (ler_wpmul2l _ IHj);
    last by rewrite addr_ge0 ?ler01.
  have -> : (1 + h) * (1 + j%:R * h) = 1 + j.+1%:R * h + j%:R * h ^+ 2.
    by rewrite -[j.+1]addn1 natrD; ring.
  by rewrite ler_addl mulr_ge0 ?ler0n ?sqr_ge0.
pose h := A / C - 1; have h_gt0 : 0 < h by rewrite subr_gt0 ltr_pdivl_mulr //
  mul1r.
have ratio_ge0 : 0 <= k^-1 / h by rewrite ltW // divr_gt0 ?invr_gt0.
have := archi_boundP ratio_ge0; set m := Num.bound _;
  rewrite ltr_pdivr_mulr // => m_gt.
have := growth m; rewrite -ler_pdivl_mull // -ler_pdivr_mulr ?exprn_gt0 //.
have -> : A ^+ m / C ^+ m = (1 + h) ^+ m by rewrite -expr_div_n /h addrC subrK.
move=> /(le_trans (bernoulli h m (ltW h_gt0)))/le_lt_trans/(_ m_gt).
by rewrite -subr_gt0 opprD addrCA subrr addr0 oppr_gt0 ltr10.
Qed.

Lemma packing_gt0 : (0 < c)%N.
Proof.
apply: leq_trans (_ : #|[finType of unit]| <= c)%N; first by rewrite card_unit.
apply: (packing (W := fun=> 0)) => [_ y | [] []] //.
by rewrite mul0mx norm2_0 mul1r norm2_ge0.
Qed.

Theorem packing_growth : (0 < d)%N -> a^-1 ^+ (d * d) <= c%:R.
Proof.
move=> d_gt0; have [a_gt1 | a_le1] := ltP 1 a.
  apply: (@le_trans _ _ 1); last by rewrite ler1n packing_gt0.
  by rewrite exprn_ile1 ?invr_ge0 ?invf_le1 ?ltW.
have dV_gt0 : 0 < (2%:R * d%:R)^-1 :> R by rewrite invr_gt0 mulr_gt0 ?ltr0n.
apply: (growth_le (exprn_gt0 (d * d) dV_gt0));
  first by rewrite ltr0n packing_gt0.
move=> j; rewrite exprAC -exprMn -natrX.
pose r : R := a^-1 ^+ j / 2%:R.
have r_gt0 : 0 < r by rewrite divr_gt0 ?exprn_gt0 ?invr_gt0 ?ltr0n.
have r_le := ltW (archi_boundP (ltW r_gt0)).
have -> : (2%:R * d%:R)^-1 * a^-1 ^+ j = r / d%:R.
  by rewrite invfM mulrC mulrA.
apply: le_trans (ball_ge d_gt0 r_gt0 r_le) _; rewrite ler_nat.
apply: leq_trans (ball_iterate j a_le1 r_gt0 r_le) _.
rewrite -[X in (_ <= X)%N]muln1 leq_mul2l ball_small ?orbT // /r mulrA -exprMn.
by rewrite divff ?gt_eqF // expr1n mul1r invf_lt1 ?ltr0n // ltr1n.
Qed.

End Packing.
