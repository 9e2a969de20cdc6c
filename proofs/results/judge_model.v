(******************************************************************************)
(* A model of the judge: it walks the layers of both networks and says        *)
(* whether a claim is proved; and its soundness over the reals.               *)
(*                                                                            *)
(*   row, layer, range, row_range, gap_range, relu_range, relu_gap, known     *)
(*                  (judge_rows.v): integers and lists                        *)
(*   run side net y what a network computes, over the reals; side says which  *)
(*                  of the two, target (false) or ticket (true)               *)
(*   walk_layer     one layer's ranges from those of the layer before         *)
(*   judge k net xs eps   walks all layers from the box xs and says whether   *)
(*                  every difference of the outputs is within eps             *)
(*                                                                            *)
(* walk_layer_sound: a layer keeps known.                                     *)
(* judgement_soundness: what the model accepts holds for every real input of  *)
(*   the box: |ticket - target| <= eps / 2^k, entry by entry.                 *)
(*                                                                            *)
(* Source: judgement-soundness (DERIVED), in part: the interval rule and the  *)
(* difference rule of format 1 in linf. The program besides intersects with   *)
(* norms, halves by sign and the same box from the ticket's values, and reads *)
(* files. Any weights: so any stream of source weights.                       *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import network ranges.
From LotteryVerify.facts Require Import relu interval.
From LotteryVerify.results Require Import checker_dyadic checker_relu.
From LotteryVerify.results Require Import judge_rows.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Definition walk_row k (l : layer) (xs ds : seq range) (r : row) :
    range * range :=
  let x := row_range k (scale l) (weights r) (bias r) xs in
  let d := gap_range k (scale l) r xs ds in
  if active l then (relu_range x, relu_gap x d) else (x, d).

Definition walk_layer k (l : layer) (known : seq range * seq range) :=
  let both := map (walk_row k l known.1 known.2) (rows l) in
  (unzip1 both, unzip2 both).

Definition walk k (net : seq layer) (xs : seq range) :=
  foldl (fun found l => walk_layer k l found)
    (xs, nseq (size xs) (0, 0)) net.

Definition within (eps : int) (d : range) : bool :=
  (- eps <= d.1) && (d.2 <= eps).

Definition judge k (net : seq layer) (xs : seq range) (eps : int) : bool :=
  (0 <= eps) && all (within eps) (walk k net xs).2.

Section Soundness.
Variable R : realFieldType.
Implicit Types (y : seq R) (xs ds : seq range).

Definition neuron (ticket : bool) (l : layer) y (r : row) : R :=
  let w := if ticket then weights' r else weights r in
  let b := if ticket then bias' r else bias r in
  let z := (dot w y + b%:~R) / 2%:R ^+ scale l in
  if active l then relu z else z.

Definition run_layer ticket y (l : layer) := map (neuron ticket l y) (rows l).

Definition run ticket (net : seq layer) y := foldl (run_layer ticket) y net.

Lemma walk_row_inside k l xs ds y y' r : known k xs ds y y' ->
  inside k (walk_row k l xs ds r).1 (neuron false l y r) /\
  inside k (walk_row k l xs ds r).2 (neuron true l y' r - neuron false l y r).
Proof.
move=> yy_in; have [x_in d_in] := known_values yy_in.
have row_in := row_inside (scale l) (weights r) (bias r) x_in.
have gap_in := gap_inside (scale l) r yy_in.
rewrite /walk_row /neuron; case: (active l); split=> //.
  have /andP[lo hi] := row_in; rewrite /inside !dyadic_relu.
  by rewrite !le_relu.
exact: relu_gap_inside row_in gap_in.
Qed.

Theorem walk_layer_sound k l xs ds y y' : known k xs ds y y' ->
  known k (walk_layer k l (xs, ds)).1 (walk_layer k l (xs, ds)).2
    (run_layer false y l) (run_layer true y' l).
Proof.
move=> yy_in; rewrite /walk_layer /run_layer.
elim: (rows l) => //= r rs IH.
by have [row_in gap_in] := walk_row_inside l r yy_in.
Qed.

Lemma known_equal k xs y : in_ranges k xs y ->
  known k xs (nseq (size xs) (0, 0)) y y.
Proof.
elim: xs y => [|x xs IH] [|z y] //= [x_in /IH]; split=> //.
by rewrite /inside subrr /dyadic !mul0r lexx.
Qed.

Lemma walk_from k net xs ds y y' : known k xs ds y y' ->
  let found := foldl (fun known l => walk_layer k l known) (xs, ds) net in
  known k found.1 found.2 (run false net y) (run true net y').
Proof.
rewrite /run /=; elim: net xs ds y y' => //= l net IH xs ds y y' yy_in.
have := walk_layer_sound l yy_in.
by case: (walk_layer k l (xs, ds)) => xs' ds' /IH.
Qed.

Lemma walk_known k net xs y : in_ranges k xs y ->
  known k (walk k net xs).1 (walk k net xs).2 (run false net y)
    (run true net y).
Proof. by move/known_equal/(walk_from net). Qed.

Theorem judgement_soundness k net xs eps y a : judge k net xs eps ->
  in_ranges k xs y ->
  `|nth 0 (run true net y) a - nth 0 (run false net y) a| <= dyadic R eps k.
Proof.
case/andP=> eps_ge0 all_within /(walk_known net); move: all_within.
have eps_geR : 0 <= dyadic R eps k.
  by rewrite -(dyadic0 R k) checker_dyadic_le.
move: (walk k net xs).1 (walk k net xs).2 (run _ _ _) (run _ _ _).
elim: a => [|a IH] [|x xs'] [|d ds] [|z z'] [|u u'] //=; last first.
- by case/andP=> _ /IH within_rest [_ _ /within_rest].
- by rewrite subrr normr0.
- case/andP=> /andP[lo hi] _ [_ /andP[dlo dhi] _].
  rewrite ler_norml -dyadicN (le_trans _ dlo) ?checker_dyadic_le //.
  by apply: le_trans dhi _; rewrite checker_dyadic_le.
by rewrite subrr normr0.
Qed.

End Soundness.
