(******************************************************************************)
(* A model of the judge's rules for a neuron, over integers and lists, so     *)
(* that it can be run and extracted; and its soundness over the reals.        *)
(*                                                                            *)
(*   row            a neuron of both networks: target's weights and bias, and *)
(*                  the ticket's, all over 2^scale                            *)
(*   layer          scale, rows, and whether ReLUs follow                     *)
(*   range          ends of an interval, integers over 2^k                    *)
(*   dot w y        sum of w_b y_b; gap w w' the row w' - w                   *)
(*   row_range      where W y + b lies, rounded outward to k bits             *)
(*   gap_range      where W' (y' - y) + (W' - W) y + b' - b lies              *)
(*   relu_range, relu_gap   behind a ReLU                                     *)
(*   known k xs ds y y'  the target's values y lie in xs, the differences     *)
(*                  y' - y in ds, entry by entry                              *)
(*                                                                            *)
(* row_inside, gap_inside, relu_gap_inside: they do lie there.                *)
(*                                                                            *)
(* Source: judgement-soundness (DERIVED); lottery_verify/checker/rules.       *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import network ranges.
From LotteryVerify.facts Require Import relu interval.
From LotteryVerify.results Require Import checker_dyadic checker_relu.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Record row := Row { weights : seq int; bias : int;
                    weights' : seq int; bias' : int }.
Record layer := Layer { scale : nat; rows : seq row; active : bool }.

Definition range := (int * int)%type.

Fixpoint dot (S : ringType) (w : seq int) (y : seq S) : S :=
  match w, y with
  | a :: w', b :: y' => a%:~R * b + dot w' y'
  | _, _ => 0
  end.

Fixpoint gap (w w' : seq int) : seq int :=
  match w, w' with
  | a :: v, a' :: v' => (a' - a) :: gap v v'
  | [::], _ => w'
  | _, [::] => map -%R w
  end.

Fixpoint dot_range (w : seq int) (xs : seq range) : range :=
  match w, xs with
  | a :: w', x :: xs' =>
      let s := dot_range w' xs' in
      (scale_lo a x.1 x.2 + s.1, scale_hi a x.1 x.2 + s.2)
  | _, _ => (0, 0)
  end.

(* Integers over 2^(k + scale) as ends over 2^k, outward. *)
Definition outward (s : nat) (x : range) : range :=
  ((x.1 %/ 2%:R ^+ s)%Z, - (- x.2 %/ 2%:R ^+ s)%Z).

Definition row_range (k s : nat) (w : seq int) (b : int) (xs : seq range) :=
  let d := dot_range w xs in
  outward s (d.1 + b * 2%:R ^+ k, d.2 + b * 2%:R ^+ k).

Definition gap_range (k s : nat) (r : row) (xs ds : seq range) :=
  let d := dot_range (weights' r) ds in
  let e := dot_range (gap (weights r) (weights' r)) xs in
  let b := (bias' r - bias r) * 2%:R ^+ k in
  outward s (d.1 + e.1 + b, d.2 + e.2 + b).

Definition relu_range (x : range) : range := (relu x.1, relu x.2).

Definition relu_gap (x d : range) : range :=
  (box_lo x.1 x.2 d.1, box_hi x.1 x.2 d.2).

Section Rows.
Variable R : realFieldType.
Implicit Types (y : seq R) (xs ds : seq range).

Definition inside k (x : range) (z : R) : Prop :=
  dyadic R x.1 k <= z <= dyadic R x.2 k.

Fixpoint known k xs ds (y y' : seq R) : Prop :=
  match xs, ds, y, y' with
  | [::], [::], [::], [::] => True
  | x :: xs, d :: ds, z :: y, z' :: y' =>
      [/\ inside k x z, inside k d (z' - z) & known k xs ds y y']
  | _, _, _, _ => False
  end.

Fixpoint in_ranges k xs y : Prop :=
  match xs, y with
  | [::], [::] => True
  | x :: xs, z :: y => inside k x z /\ in_ranges k xs y
  | _, _ => False
  end.

Fixpoint differences y y' : seq R :=
  match y, y' with
  | z :: y, z' :: y' => (z' - z) :: differences y y'
  | _, _ => [::]
  end.

Lemma known_values k xs ds y y' : known k xs ds y y' ->
  in_ranges k xs y /\ in_ranges k ds (differences y y').
Proof.
elim: xs ds y y' => [|x xs IH] [|d ds] [|z y] [|z' y'] //= [x_in d_in].
by move=> /IH[].
Qed.

Lemma dyadicD a b k : dyadic R (a + b) k = dyadic R a k + dyadic R b k.
Proof. by rewrite /dyadic intrD mulrDl. Qed.

Lemma dyadicN a k : dyadic R (- a) k = - dyadic R a k.
Proof. by rewrite /dyadic rmorphN mulNr. Qed.

Lemma dyadic0 k : dyadic R 0 k = 0.
Proof. by rewrite /dyadic mul0r. Qed.

Lemma dyadic_relu a k : dyadic R (relu a) k = relu (dyadic R a k).
Proof.
have [a_ge0 | a_lt0] := lerP 0 a.
  by rewrite !relu_on // -(dyadic0 k) checker_dyadic_le.
rewrite !relu_off ?dyadic0 ?(ltW a_lt0) //.
by rewrite -(dyadic0 k) checker_dyadic_le ltW.
Qed.

Lemma dyadic_scale (a l u : int) k :
  dyadic R (scale_lo a l u) k = scale_lo a%:~R (dyadic R l k) (dyadic R u k) /\
  dyadic R (scale_hi a l u) k = scale_hi a%:~R (dyadic R l k) (dyadic R u k).
Proof.
rewrite /scale_lo /scale_hi; have [a_ge0 | a_lt0] := lerP 0 a.
  have a_geR : 0 <= a%:~R :> R by rewrite ler0z.
  by rewrite !max_l // !min_r // !mul0r !addr0 /dyadic !intrM !mulrA.
have a_leR : a%:~R <= 0 :> R by rewrite lerz0 ltW.
rewrite !max_r ?(ltW a_lt0) // !min_l ?(ltW a_lt0) // !mul0r !add0r.
by rewrite /dyadic !intrM !mulrA.
Qed.

Local Arguments scale_lo : simpl never.
Local Arguments scale_hi : simpl never.

Lemma dot_inside k w xs y : in_ranges k xs y ->
  inside k (dot_range w xs) (dot w y).
Proof.
elim: w xs y => [|a w IH] [|x xs] [|z y] //=;
  try by rewrite /inside /dyadic !mul0r lexx.
case=> x_in /IH/andP[lo hi]; have [lE hE] := dyadic_scale a x.1 x.2 k.
have /andP[alo ahi] := scale_range a%:~R x_in; apply/andP; split.
  have low := ler_add alo lo; apply: le_trans low.
  by rewrite -lE -dyadicD.
have high := ler_add ahi hi; apply: le_trans high _.
by rewrite -hE -dyadicD.
Qed.

Lemma outward_inside k s (x : range) z : inside k x z ->
  inside k (outward s x) (z / 2%:R ^+ s).
Proof.
have pow_gt0 : 0 < (2%:R ^+ s)^-1 :> R by rewrite invr_gt0 two_pow_gt0.
have split_s a : dyadic R a k / 2%:R ^+ s = dyadic R a (k + s).
  by rewrite /dyadic exprD invfM mulrA.
case/andP=> lo hi; apply/andP; split=> /=.
  have /andP[down _] := checker_round_down R x.1 k s.
  by apply: le_trans down _; rewrite -split_s ler_pmul2r.
have /andP[_ up] := checker_round_up R x.2 k s.
by apply: le_trans up; rewrite -split_s ler_pmul2r.
Qed.

Lemma dyadic_whole (b : int) k : dyadic R (b * 2%:R ^+ k) k = b%:~R.
Proof.
by rewrite /dyadic intrM rmorphX rmorph_nat mulfK // two_pow_neq0.
Qed.

Lemma dot_gap w w' y : dot (gap w w') y = dot w' y - dot w y :> R.
Proof.
elim: w w' y => [|a w IH] [|a' w'] [|z y] //=; rewrite ?subr0 ?subrr //.
  have opp v u : dot (map -%R v) u = - dot v u :> R.
    elim: v u => [|c v IHv] [|t u] //=; rewrite ?oppr0 //.
    by rewrite IHv rmorphN mulNr opprD.
  by rewrite opp rmorphN mulNr sub0r opprD.
by rewrite IH rmorphB mulrBl opprD addrACA.
Qed.

Lemma dot_differences k xs ds w y y' : known k xs ds y y' ->
  dot w (differences y y') = dot w y' - dot w y.
Proof.
elim: w xs ds y y' => [|a w IH] [|x xs] [|d ds] [|z y] [|z' y'] //=;
  rewrite ?subr0 //.
by case=> _ _ /IH->; rewrite mulrBr opprD addrACA.
Qed.

Theorem row_inside k s w b xs y : in_ranges k xs y ->
  inside k (row_range k s w b xs) ((dot w y + b%:~R) / 2%:R ^+ s).
Proof.
move=> /(dot_inside w)/andP[lo hi]; apply: outward_inside.
by rewrite /inside /= !dyadicD !dyadic_whole !ler_add2r lo.
Qed.

Theorem gap_inside k s r xs ds y y' : known k xs ds y y' ->
  inside k (gap_range k s r xs ds)
    ((dot (weights' r) y' + (bias' r)%:~R) / 2%:R ^+ s
     - (dot (weights r) y + (bias r)%:~R) / 2%:R ^+ s).
Proof.
move=> yy_in; have [x_in d_in] := known_values yy_in.
have /andP[dlo dhi] := dot_inside (weights' r) d_in.
have /andP[elo ehi] := dot_inside (gap (weights r) (weights' r)) x_in.
rewrite -mulrBl; apply: outward_inside.
rewrite /inside /= !dyadicD !dyadic_whole rmorphB.
have -> : dot (weights' r) y' + (bias' r)%:~R
    - (dot (weights r) y + (bias r)%:~R)
  = dot (weights' r) (differences y y')
    + dot (gap (weights r) (weights' r)) y
    + ((bias' r)%:~R - (bias r)%:~R).
  by rewrite (dot_differences _ yy_in) dot_gap subrKA opprD addrACA.
by rewrite !ler_add.
Qed.

Theorem relu_gap_inside k (x d : range) z z' :
  inside k x z -> inside k d (z' - z) ->
  inside k (relu_gap x d) (relu z' - relu z).
Proof.
move=> x_in d_in; have := checker_relu_box x_in d_in.
have step_dyadic a e : dyadic R (step a e) k
    = step (dyadic R a k) (dyadic R e k).
  by rewrite /step dyadicD dyadicN !dyadic_relu dyadicD.
have sign e : (dyadic R e k <= 0) = (e <= 0).
  by rewrite -(dyadic0 k) checker_dyadic_le.
have sign' e : (0 <= dyadic R e k) = (0 <= e).
  by rewrite -(dyadic0 k) checker_dyadic_le.
rewrite /inside /= /box_lo /box_hi sign sign'.
by rewrite !(fun_if (fun a => dyadic R a k)) !step_dyadic.
Qed.

End Rows.
