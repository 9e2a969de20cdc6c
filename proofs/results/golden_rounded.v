(******************************************************************************)
(* The greedy rule in rounded arithmetic, as the pruner runs it in float64:   *)
(* what rounding changes is bounded, and the bound is the rounding's.         *)
(*                                                                            *)
(*   zy             a product: z as it was rounded, y what it is              *)
(*   eta            what one product, and one difference of two numbers up to *)
(*                  s, is rounded by at most: for float64, 2^-53 times the    *)
(*                  largest number                                            *)
(*   fl, sub        the rounded numbers; the rounded difference of two, which *)
(*                  lies between 0 and the first (rounding keeps the order)   *)
(*   near_window j z   z lies in the j-th window, but for eta                 *)
(*   run e zys (r, t)   the rest r and the sum t of what was taken, after each*)
(*                  product of zys, in this order, was taken where more than e*)
(*                  is left and z is at most that                             *)
(*                                                                            *)
(* golden_rounded: with at least one product near each of the windows 1 .. k, *)
(*   in this order, whatever comes before and behind them, the products that  *)
(*   are taken sum to w within max (e, s g^(-k)) + (2 k + 2 products) eta.    *)
(*                                                                            *)
(* Source: golden-decomposition, lottery_verify/decompose/golden.py. Products *)
(* sorted by their rounded size are in this order: rounding keeps the order,  *)
(* and two that become equal lie near both windows. With e <= (1 - 2^-20) ew  *)
(* the sum is within ew where (2 k + 2 products) eta <= 2^-20 ew and the base *)
(* leaves s g^(-k) <= (1 - 2^-20) ew.                                         *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring.
From LotteryVerify.definitions Require Import categories.
From LotteryVerify.facts Require Import golden_step.
From LotteryVerify.results Require Import golden_greedy.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Rounded.
Variables (R : realFieldType) (e eta g s : R) (fl : pred R).
Variable sub : R -> R -> R.
Hypotheses (base : golden_base g) (s_ge0 : 0 <= s) (eta_ge0 : 0 <= eta).
Hypothesis sub_rounds : forall r z, fl r -> fl z -> 0 <= z <= r -> r <= s ->
  [/\ fl (sub r z), 0 <= sub r z <= r & `|sub r z - (r - z)| <= eta].

Definition product_ok (zy : R * R) : bool :=
  [&& fl zy.1, 0 <= zy.1 & `|zy.2 - zy.1| <= eta].

Definition near_window j (zy : R * R) : bool :=
  s * g ^- j.+1 - eta <= zy.1 <= s * g ^- j + eta.

Definition take_rounded (rt zy : R * R) : R * R :=
  if (e < rt.1) && (zy.1 <= rt.1) then (sub rt.1 zy.1, rt.2 + zy.2) else rt.

Definition run (zys : seq (R * R)) (rt : R * R) : R * R :=
  foldl take_rounded rt zys.

(* What holds of the rest before and after every product. *)
Definition rest_ok (w : R) (m : nat) (rt : R * R) : Prop :=
  [/\ fl rt.1, 0 <= rt.1 <= s & `|rt.1 + rt.2 - w| <= (2 * m)%:R * eta].

Lemma take_ok w m rt zy : product_ok zy -> rest_ok w m rt ->
  rest_ok w m.+1 (take_rounded rt zy) /\ (take_rounded rt zy).1 <= rt.1.
Proof.
case: rt zy => r t [z y] /and3P[/= z_fl z_ge0 y_near] [/= r_fl r_in near].
have /andP[r_ge0 r_le] := r_in.
have more : (2 * m.+1)%:R * eta = (2 * m)%:R * eta + (eta + eta).
  by rewrite mulnS addnC natrD mulrDl [2%:R * _]mulr_natl mulr2n.
rewrite /take_rounded /=; case: ifP => [/andP[_ z_le] | _] /=; last first.
  split=> //; split=> //=; apply: le_trans near _.
  by rewrite more ler_addl addr_ge0.
have [|fl_d d_in d_near] := sub_rounds r_fl z_fl _ r_le; first by rewrite z_ge0.
have /andP[d_ge0 d_le] := d_in; split=> //; split=> //=.
  by rewrite d_ge0 (le_trans d_le).
rewrite more; have -> : sub r z + (t + y) - w
    = r + t - w + ((sub r z - (r - z)) + (y - z)). by ring.
apply: le_trans (ler_norm_add _ _) (ler_add near _).
exact: le_trans (ler_norm_add _ _) (ler_add d_near y_near).
Qed.

Lemma run_ok w zys m rt : all product_ok zys -> rest_ok w m rt ->
  rest_ok w (m + size zys) (run zys rt) /\ (run zys rt).1 <= rt.1.
Proof.
elim: zys m rt => [|zy zys IHzys] m rt /=; first by rewrite addn0.
case/andP=> zy_ok zys_ok rt_ok; have [ok le] := take_ok zy_ok rt_ok.
have [ok' le'] := IHzys _ _ zys_ok ok; rewrite addnS -addSn; split=> //.
exact: le_trans le' le.
Qed.

(* One window: more is lost than without rounding by at most 2 eta. *)
Lemma run_block w m j a rt zys : all product_ok zys -> rest_ok w m rt ->
  0 <= a -> rt.1 <= Num.max e (s * g ^- j) + a ->
  zys != [::] -> all (near_window j.+1) zys ->
  (run zys rt).1 <= Num.max e (s * g ^- j.+1) + (a + 2 * eta).
Proof.
case: zys => // zy zys /= /andP[zy_ok zys_ok] rt_ok a_ge0 r_le _ /andP[in_w _].
have [ok _] := take_ok zy_ok rt_ok; have [_] := run_ok zys_ok ok.
move/le_trans; apply; have /and3P[z_fl z_ge0 _] := zy_ok.
have /andP[z_ge z_le] := in_w; have [r_fl /andP[r_ge0 r_le_s] _] := rt_ok.
have room : 0 <= a + 2 * eta by rewrite addr_ge0 ?mulr_ge0 ?ler0n.
have two : 2 * eta = eta + eta by rewrite mulr_natl mulr2n.
rewrite /take_rounded; case: (ltP e rt.1) => [e_lt | r_le_e] /=; last first.
  by rewrite -[X in X <= _]addr0 ler_add // le_maxr r_le_e.
case: (leP zy.1 rt.1) => [z_le_r | /ltW r_le_z] /=; last first.
  apply: le_trans r_le_z (le_trans z_le _); apply: ler_add.
    by rewrite le_maxr lexx orbT.
  by rewrite two addrA ler_addr addr_ge0.
have [|_ _ near] := sub_rounds r_fl z_fl _ r_le_s; first by rewrite z_ge0.
have sub_le : sub rt.1 zy.1 <= rt.1 - zy.1 + eta.
  by rewrite -ler_subl_addl; apply: le_trans (ler_norm _) near.
apply: le_trans sub_le _; rewrite two [a + _]addrA [_ + (a + eta + eta)]addrA.
rewrite ler_add2r; move: r_le; rewrite addr_maxl le_maxr => /orP[] r_le.
  rewrite ler_subl_addr (le_trans r_le) // -addrA ler_add ?le_maxr ?lexx //.
  by rewrite -addrA ler_addl addr_ge0.
rewrite ler_subl_addr (le_trans r_le) //.
have gap : s * g ^- j - s * g ^- j.+2 <= s * g ^- j.+1.
  by rewrite -mulrBr ler_wpmul2l ?golden_gap.
apply: le_trans (_ : s * g ^- j.+1 + (a + eta) + (s * g ^- j.+2 - eta) <= _).
  rewrite [leRHS](_ : _ = s * g ^- j.+1 + s * g ^- j.+2 + a);
    last by ring.
  by rewrite ler_add2r -ler_subl_addr.
by rewrite ler_add // ler_add2r le_maxr lexx orbT.
Qed.

Lemma run_cat zys zys' rt : run (zys ++ zys') rt = run zys' (run zys rt).
Proof. exact: foldl_cat. Qed.

Definition blocks_from (blocks : nat -> seq (R * R)) (k : nat) : seq (R * R) :=
  flatten [seq blocks j | j <- iota 1 k].

Lemma run_blocks w m k rt blocks : rest_ok w m rt ->
  rt.1 <= Num.max e s ->
  (forall j, (0 < j <= k)%N -> [/\ blocks j != [::],
     all product_ok (blocks j) & all (near_window j) (blocks j)]) ->
  rest_ok w (m + size (blocks_from blocks k)) (run (blocks_from blocks k) rt) /\
  (run (blocks_from blocks k) rt).1
    <= Num.max e (s * g ^- k) + (2 * k)%:R * eta.
Proof.
move=> rt_ok rt_le; elim: k => [_ | k IHk filled].
  by rewrite addn0 muln0 mul0r addr0 expr0 invr1 mulr1.
have [|ok le] := IHk.
  by move=> j /andP[j_gt0 j_le]; apply: filled; rewrite j_gt0 leqW.
have [|some block_ok in_window] := filled k.+1; first by rewrite /= leqnn.
rewrite /blocks_from -[k.+1]addn1 iotaD map_cat flatten_cat /= cats0 add1n.
rewrite addn1 -/(blocks_from blocks k) size_cat addnA run_cat.
have [ok' _] := run_ok block_ok ok; split=> //.
rewrite mulnS addnC natrD mulrDl.
apply: run_block block_ok ok _ le some _ => //.
by rewrite mulr_ge0 ?ler0n.
Qed.

Theorem golden_rounded k w (top tail zys : seq (R * R)) blocks :
  fl w -> 0 <= w <= s -> all product_ok top -> all product_ok tail ->
  (forall j, (0 < j <= k)%N -> [/\ blocks j != [::],
     all product_ok (blocks j) & all (near_window j) (blocks j)]) ->
  zys = top ++ blocks_from blocks k ++ tail ->
  `|w - (run zys (w, 0)).2|
  <= Num.max e (s * g ^- k) + (2 * k + 2 * size zys)%:R * eta.
Proof.
move=> w_fl w_in top_ok tail_ok filled ->; have /andP[_ w_le] := w_in.
have start : rest_ok w 0 (w, 0).
  by split=> //=; rewrite addr0 subrr normr0 muln0 mul0r.
have [ok le] := run_ok top_ok start.
have [|ok' le'] := run_blocks ok _ filled.
  by rewrite le_maxr (le_trans le w_le) orbT.
have [ok'' le''] := run_ok tail_ok ok'.
rewrite !run_cat !size_cat addnA; set rt := run tail _ in ok'' le'' *.
case: ok'' => _ /andP[r_ge0 _] near.
have -> : w - rt.2 = rt.1 - (rt.1 + rt.2 - w) by ring.
apply: le_trans (ler_norm_sub _ _) _; rewrite natrD mulrDl addrA.
by apply: ler_add near; rewrite ger0_norm // (le_trans le'').
Qed.

End Rounded.
