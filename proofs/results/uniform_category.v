(******************************************************************************)
(* uniform-product-tail: how likely a window of the product of two uniform    *)
(* weights is, and how many draws its smallest golden category takes.         *)
(*                                                                            *)
(*   fine_law n, fine_value   uniform on {1/n, .., n/n}                       *)
(*                  (uniform_product_tail.v)                                  *)
(*   z, z'          the upper and the lower end of the window, grid points    *)
(*   g              the base: z' g <= z, so that the window holds a golden    *)
(*                  category (z/g, z]                                         *)
(*                                                                            *)
(* uniform_category_ge, uniform_category_le: the window's probability is      *)
(*   between (1 - 1/g) z ln (1/z) - 2/n and z (1 - ln z): of the order of     *)
(*   z ln (1/z), where z is about ew for the smallest category.               *)
(* uniform_category_draws: M draws hold one product of the window with        *)
(*   probability at most M z (1 - ln z): to find one with probability         *)
(*   1 - delta takes at least (1 - delta) / (z (1 - ln z)) draws, about 1/ew. *)
(*                                                                            *)
(* Source: uniform-product-tail (DERIVED). Differences: a finite grid law.    *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring.
From mathcomp Require Import reals sequences exp.
From LotteryVerify.definitions Require Import finite_law.
From LotteryVerify.facts Require Import exponential harmonic probability.
From LotteryVerify.results Require Import uniform_product_tail.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

(* The tail's formula grows on (0, 1]. *)
Lemma tail_mono (R : realType) (x y : R) : 0 < x <= y -> y <= 1 ->
  x * (1 - ln x) <= y * (1 - ln y).
Proof.
move=> /andP[x_gt0 xy] y_le1; have y_gt0 := lt_le_trans x_gt0 xy.
have lny_le0 : ln y <= 0 by rewrite -ln1 ler_ln ?posrE ?ltr01.
have ratio : x * (ln y - ln x) <= y - x.
  have d_ge0 : 0 <= (y - x) / x by rewrite divr_ge0 ?subr_ge0 // ltW.
  have yxE : y / x = 1 + (y - x) / x.
    by rewrite mulrBl divff ?gt_eqF // addrC subrK.
  rewrite -ln_div ?posrE // yxE; apply: le_trans (ler_wpmul2l _ (le_ln1Dx _)) _.
  - exact: ltW.
  - exact: d_ge0.
  by rewrite mulrC divfK ?gt_eqF.
rewrite -subr_ge0.
have -> : y * (1 - ln y) - x * (1 - ln x)
    = (y - x) * - ln y + (y - x - x * (ln y - ln x)) by ring.
by rewrite addr_ge0 ?mulr_ge0 ?oppr_ge0 ?subr_ge0.
Qed.

Section Window.
Variables (R : realType) (n t t' : nat) (g : R).
Hypotheses (mn : (0 < t <= n)%N) (mn' : (0 < t' <= n)%N).

Let z : R := t%:R / n%:R.
Let z' : R := t'%:R / n%:R.

Definition in_window (uv : 'I_n * 'I_n) : bool :=
  z' < fine_value R uv.1 * fine_value R uv.2 <= z.

Let law := pair_law (fine_law R mn) (fine_law R mn).
Let below (x : R) : pred ('I_n * 'I_n) :=
  [pred uv | fine_value R uv.1 * fine_value R uv.2 <= x].

Theorem uniform_category_le : Pr law in_window <= z * (1 - ln z).
Proof.
apply: le_trans (uniform_product_tail R mn); apply: Pr_mono => uv.
by case/andP.
Qed.

Lemma below_split : Pr law (below z) <= Pr law in_window + Pr law (below z').
Proof.
rewrite /Pr [leLHS]big_mkcond [X in _ <= X + _]big_mkcond.
rewrite [X in _ <= _ + X]big_mkcond -big_split /=; apply: ler_sum => uv _.
have uv_ge0 := mass_ge0 law uv.
rewrite /in_window /below /= ltNge.
by case: (_ <= z'); case: (_ <= z); rewrite /= ?addr0 ?add0r.
Qed.

Lemma tail_within : z * (1 - ln z) - 2 / n%:R <= Pr law (below z).
Proof.
apply: le_trans (uniform_product_tail_ge R mn).
have [t_gt0 t_le] := andP mn; have n_gt0 := leq_trans t_gt0 t_le.
have n_pos : 0 < n%:R :> R by rewrite ltr0n.
have t_pos : 0 < t%:R :> R by rewrite ltr0n.
have lnE : ln z = ln t%:R - ln n%:R by rewrite /z ln_div ?posrE.
have n_ln : ln n%:R <= ln n.+1%:R :> R by rewrite ler_ln ?posrE ?ltr0n ?ler_nat.
have lost : z * (ln n%:R - ln t%:R - (ln n.+1%:R - ln t.+1%:R)) <= n%:R^-1.
  have -> : n%:R^-1 = z * t%:R^-1 by rewrite /z mulrAC mulfV ?mul1r ?gt_eqF.
  apply: ler_wpmul2l; first by rewrite divr_ge0 ?ler0n.
  apply: le_trans (ln_le_inverse R t_gt0); rewrite -subr_ge0.
  have -> : ln t.+1%:R - ln t%:R
      - (ln n%:R - ln t%:R - (ln n.+1%:R - ln t.+1%:R))
      = ln n.+1%:R - ln n%:R :> R by ring.
  by rewrite subr_ge0.
rewrite lnE -subr_ge0; rewrite -subr_ge0 in lost; move: lost; rewrite -/z.
move: (ln n%:R) (ln t%:R) (ln n.+1%:R) (ln t.+1%:R) (n%:R^-1 : R) z.
move=> a b c d r x le; apply: le_trans le _; rewrite le_eqVlt.
by apply/orP; left; apply/eqP; ring.
Qed.

Theorem uniform_category_ge : 1 < g -> z' * g <= z ->
  (1 - g^-1) * (z * ln z^-1) - 2 / n%:R <= Pr law in_window.
Proof.
move=> g_gt1 zg_le; have g_gt0 := lt_trans ltr01 g_gt1.
have [[t_gt0 t_le] [t'_gt0 _]] := (andP mn, andP mn').
have n_gt0 := leq_trans t_gt0 t_le; have n_pos : 0 < n%:R :> R by rewrite ltr0n.
have z_gt0 : 0 < z by rewrite /z divr_gt0 ?ltr0n.
have z'_gt0 : 0 < z' by rewrite /z' divr_gt0 ?ltr0n.
have z_le1 : z <= 1 by rewrite /z ler_pdivr_mulr // mul1r ler_nat.
have z'_le : z' <= z / g by rewrite ler_pdivl_mulr.
have zg_le1 : z / g <= 1.
  by rewrite ler_pdivr_mulr // mul1r (le_trans z_le1) // ltW.
have ends : 0 < z' <= z / g by rewrite z'_gt0.
have tail' := le_trans (uniform_product_tail R mn') (tail_mono ends zg_le1).
have := le_trans tail_within (le_trans below_split (ler_add (lexx _) tail')).
rewrite -ler_subl_addr; apply: le_trans; rewrite -subr_ge0.
have ln_g : ln g <= g - 1.
  by rewrite -{1}(subrK 1 g) addrC le_ln1Dx // subr_ge0 ltW.
have -> : z * (1 - ln z) - 2 / n%:R - z / g * (1 - ln (z / g))
    - ((1 - g^-1) * (z * ln z^-1) - 2 / n%:R) = z / g * (g - 1 - ln g).
  rewrite ln_div ?posrE // lnV ?posrE //.
  move: (ln z) (ln g) (2 / n%:R) => a b c; have g_neq0 := lt0r_neq0 g_gt0.
  by move: z => x; field.
by rewrite mulr_ge0 ?subr_ge0 // divr_ge0 ?ltW.
Qed.

Lemma missed_ge (M : nat) (c : R) : 0 <= c <= 1 ->
  1 - M%:R * c <= (1 - c) ^+ M.
Proof.
move=> /andP[c_ge0 c_le1]; elim: M => [|M IHM].
  by rewrite mul0r subr0 expr0.
rewrite exprSr; apply: le_trans (ler_wpmul2r _ IHM); last by rewrite subr_ge0.
rewrite -subr_ge0 mulrSr.
have -> : (1 - M%:R * c) * (1 - c) - (1 - (M%:R + 1) * c) = M%:R * (c * c).
  by ring.
by rewrite !mulr_ge0 ?ler0n.
Qed.

Theorem uniform_category_draws (M : nat) (delta : R) :
  1 - delta <= Pr (iid [finType of 'I_M] law)
    [pred f : {ffun 'I_M -> 'I_n * 'I_n} | [exists j, in_window (f j)]] ->
  1 - delta <= M%:R * (z * (1 - ln z)).
Proof.
move=> /le_trans; apply.
apply: (@le_trans _ _ (M%:R * Pr law in_window)); last first.
  by rewrite ler_wpmul2l ?ler0n ?uniform_category_le.
have c01 : 0 <= Pr law in_window <= 1 by rewrite Pr_ge0 Pr_le1.
pose none := [pred f : {ffun 'I_M -> 'I_n * 'I_n} |
  [forall j, ~~ in_window (f j)]].
have noneE : Pr (iid [finType of 'I_M] law) none = (1 - Pr law in_window) ^+ M.
  rewrite (Pr_indep_all (fun=> law) (fun=> predC in_window)) prodr_const.
  by rewrite card_ord Pr_setC.
have := missed_ge M c01; rewrite -noneE ler_subl_addr -ler_subl_addl.
apply: le_trans; rewrite -Pr_setC; apply: Pr_mono => f /existsP[j fj] /=.
by apply/negP => /forallP/(_ j); rewrite fj.
Qed.

End Window.
