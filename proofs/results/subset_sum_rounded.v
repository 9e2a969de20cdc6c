(******************************************************************************)
(* subset-sum for a law that is not on the grid: a draw is rounded to the     *)
(* grid, and what the rounding loses is added to the error.                   *)
(*                                                                            *)
(*   T, p, val      outcomes of a draw, their law, their values in units of   *)
(*                  1/n: for the package's products u v, pairs of outcomes    *)
(*                  and n times the product of two odd numerators             *)
(*   usable x       the draws that may be kept: for half a link those whose u *)
(*                  has its sign and whose product is on the grid's interval  *)
(*   r x            the grid point that val x is rounded to, within d units   *)
(*                  where x is usable                                         *)
(*   image_law p r  the law of r x                                            *)
(*   part           every grid point is hit by usable draws with probability  *)
(*                  >= part / (2n)                                            *)
(*   near_subset z f   some subset of the usable draws of f has values that   *)
(*                  sum to z within 2e + (T1 + T2) d                          *)
(*                                                                            *)
(* image_iid: rounding independent draws makes independent draws.             *)
(* subset_sum_rounded: with probability >= 1 - delta every z of the range has *)
(*   one, under subset_sum's condition on T1, T2 and part.                    *)
(*                                                                            *)
(* Source: subset-sum (DERIVED here). The law itself may give weight 0 to     *)
(* every other grid point, as that of odd numerators does; its rounding to a  *)
(* coarser grid need not. How much part is for a law is counted, not proved.  *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra zify.
From LotteryVerify.definitions Require Import finite_law.
From LotteryVerify.facts Require Import probability.
From LotteryVerify.results Require Import subset_sum.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Image.
Variables (R : realFieldType) (S T : finType) (p : law R T) (r : T -> S).

Lemma image_ge0 (y : S) : 0 <= Pr p [pred x | r x == y].
Proof. exact: Pr_ge0. Qed.

Lemma image_sum : \sum_y Pr p [pred x | r x == y] = 1.
Proof.
by rewrite -(mass_sum p) (partition_big r predT).
Qed.

Definition image_law : law R S := Law image_ge0 image_sum.

Theorem image_iid (J : finType) (A : pred {ffun J -> S}) :
  Pr (iid J p) [pred f : {ffun J -> T} | A [ffun j => r (f j)]]
  = Pr (iid J image_law) A.
Proof.
pose round (f : {ffun J -> T}) := [ffun j => r (f j)].
rewrite /Pr (partition_big round A) //=.
apply: eq_bigr => g Ag; rewrite /= [RHS]bigA_distr_big_dep.
apply: eq_bigl => f; apply/idP/familyP => [/andP[_ /eqP <-] j | fg].
  by rewrite inE ffunE.
have roundE : round f = g.
  by apply/ffunP => j; rewrite ffunE; apply/eqP; have := fg j; rewrite inE.
by rewrite /= -/(round f) roundE Ag eqxx.
Qed.

End Image.

Section Rounded.
Variables (R : realFieldType) (T : finType) (n : nat) (p : law R T).
Variables (usable : pred T) (r : T -> 'I_n.*2) (val : T -> R).
Variables (d part delta : R) (mid e T1 T2 : nat).
Hypothesis d_ge0 : 0 <= d.
Hypothesis near_grid : forall x, usable x ->
  `|((r x)%:Z - n%:Z)%:~R - val x| <= d.

Definition near_subset (z : 'I_n) (f : {ffun 'I_(T1 + T2) -> T}) : bool :=
  [exists J : {set 'I_(T1 + T2)}, [forall j in J, usable (f j)] &&
    (`|(z%:Z - mid%:Z)%:~R - \sum_(j in J) val (f j)|
      <= e.*2%:R + (T1 + T2)%:R * d)].

(* A draw that is not usable is 0, the grid point zero, and is never kept. *)
Lemma zero_lt (z : 'I_n) : (n < n.*2)%N.
Proof. by have := leq_ltn_trans (leq0n z) (ltn_ord z); lia. Qed.

Definition grid_point (z : 'I_n) (x : T) : 'I_n.*2 :=
  if usable x then r x else Ordinal (zero_lt z).

Definition rounded (z : 'I_n) (f : {ffun 'I_(T1 + T2) -> T}) :
  {ffun 'I_(T1 + T2) -> 'I_n.*2} := [ffun j => grid_point z (f j)].

Lemma rounding_loss z x :
  `|((grid_point z x)%:Z - n%:Z)%:~R - (if usable x then val x else 0)| <= d.
Proof.
rewrite /grid_point; case: ifP => [/near_grid //|_].
by rewrite /= subrr subr0 normr0.
Qed.

Lemma close_near z0 z f :
  close_subset mid e z (rounded z0 f) -> near_subset z f.
Proof.
case/existsP => m close; pose s := mask m (enum 'I_(T1 + T2)).
apply/existsP; exists [set j in s | usable (f j)]; apply/andP; split.
  by apply/forallP => j; apply/implyP; rewrite inE => /andP[].
have -> : \sum_(j in [set j in s | usable (f j)]) val (f j)
    = \sum_(j in s) (if usable (f j) then val (f j) else 0).
  by rewrite -big_mkcondr; apply: eq_bigl => j; rewrite inE.
have total : subset_total (mask m (codom (rounded z0 f)))
    = \sum_(j in s) ((grid_point z0 (f j))%:Z - n%:Z).
  rewrite /subset_total codomE -map_mask big_map big_uniq ?mask_uniq //=;
    last exact: enum_uniq.
  by apply: eq_bigr => j _; rewrite ffunE.
move: close; rewrite total => close.
rewrite -(subrKA ((\sum_(j in s) ((grid_point z0 (f j))%:Z - n%:Z))%:~R : R)).
apply: le_trans (ler_norm_add _ _) _; apply: ler_add.
  by rewrite -rmorphB -intr_norm -[e.*2%:R]/(e.*2%:Z%:~R) ler_int.
rewrite rmorph_sum -sumrB; apply: le_trans (ler_norm_sum _ _ _) _.
apply: (@le_trans _ _ (\sum_(j in s) d)).
  by apply: ler_sum => j _; apply: rounding_loss.
rewrite sumr_const -[d *+ _]mulr_natl ler_wpmul2r // ler_nat.
by rewrite (leq_trans (max_card _)) // card_ord.
Qed.

Theorem subset_sum_rounded : 0 <= part <= 1 ->
  (forall y, part / (n.*2)%:R <= Pr p [pred x | usable x && (r x == y)]) ->
  (e <= mid)%N -> (mid + e < n)%N ->
  (1 - part / 8%:R) ^+ T1 * (n%:R / (2 * e.*2.+1%:R))
    + (1 - part / 4%:R) ^+ T2 * (n%:R / (2 * e.+1%:R)) <= delta ->
  1 - delta <= Pr (iid [finType of 'I_(T1 + T2)] p)
    [pred f : {ffun 'I_(T1 + T2) -> T} | [forall z, near_subset z f]].
Proof.
move=> part01 hits e_le lt le_delta; pose z0 := Ordinal lt.
have spread_r : spread (image_law p (grid_point z0)) part.
  move=> y; apply: le_trans (hits y) _; apply: Pr_mono => x /andP[x_in].
  by rewrite /= /grid_point x_in.
apply: le_trans (subset_sum part01 spread_r e_le lt le_delta) _.
rewrite -image_iid; apply: Pr_mono => f /forallP close.
by apply/forallP => z; apply: close_near (close z).
Qed.

End Rounded.
