(******************************************************************************)
(* The package's own law: a weight is a sign and a cell of a table, the cell  *)
(* read from an integer draw; cells differ by one draw.                       *)
(*                                                                            *)
(*   N+1            the number of integer draws (2^31 in the package)         *)
(*   cell t         floor (t size / (N+1)): the cell of the draw t, of size   *)
(*   first c        ceil (c (N+1) / size): the first draw of the cell c       *)
(*   draws_of c     first (c+1) - first c, the number of draws of the cell c  *)
(*   cell_value     sign * x_cell, x the table of positive magnitudes         *)
(*   pairs g s j    how many pairs of draws have a product in the j-th        *)
(*                  window:                                                   *)
(*                  the sum of draws_of c draws_of c' over the pairs of cells *)
(*                  whose product lies there                                  *)
(*                                                                            *)
(* cell_draws: the cell c has draws_of c draws, no more and no less.          *)
(* integer_law_category: a category with both signs prescribed has            *)
(*   probability at least pairs / (2 (N+1))^2.                                *)
(* integer_law_fills: so C / (2 (N+1))^2, C the least of them, is the c of    *)
(*   pruner_ticket and shared_log_pruning for this law.                       *)
(*                                                                            *)
(* Source: lottery_verify/laws/choice.py (category_probability leaves pairs   *)
(* within 2^-40 of an edge out, so that it counts no more than pairs).        *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra zify.
From LotteryVerify.definitions Require Import finite_law categories grids.
From LotteryVerify.facts Require Import probability grid_law.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Cells.
Variables (N size : nat).
Hypothesis size_gt0 : (0 < size)%N.

Definition cell (t : nat) : nat := (t * size %/ N.+1)%N.

Definition first (c : nat) : nat := ((c * N.+1 + size.-1) %/ size)%N.

Definition draws_of (c : nat) : nat := (first c.+1 - first c)%N.

Lemma first_le c t : (first c <= t)%N = (c <= cell t)%N.
Proof.
rewrite /first /cell leq_divRL // -ltnS ltn_divLR //.
by apply/idP/idP; nia.
Qed.

Lemma cell_lt t : (t < N.+1)%N -> (cell t < size)%N.
Proof. by move=> t_lt; rewrite /cell ltn_divLR // mulnC ltn_pmul2l. Qed.

Lemma first_size c : (c <= size)%N -> (first c <= N.+1)%N.
Proof. by move=> c_le; rewrite first_le /cell mulnC mulnK. Qed.

Lemma card_below m : (m <= N.+1)%N -> #|[pred t : 'I_N.+1 | (t < m)%N]| = m.
Proof.
move=> m_le; rewrite -sum1_card (big_ord_narrow m_le) /=.
by rewrite sum1_card card_ord.
Qed.

Theorem cell_draws c : (c < size)%N ->
  #|[pred t : 'I_N.+1 | cell t == c]| = draws_of c.
Proof.
move=> c_lt; rewrite /draws_of.
rewrite -(card_below (first_size c_lt)) -(card_below (first_size (ltnW c_lt))).
rewrite -(cardID [pred t : 'I_N.+1 | (t < first c)%N]
  [pred t : 'I_N.+1 | (t < first c.+1)%N]).
have -> : #|[predI [pred t : 'I_N.+1 | (t < first c.+1)%N]
             & [pred t | (t < first c)%N]]| = #|[pred t : 'I_N.+1 |
             (t < first c)%N]|.
  apply: eq_card => t; rewrite !inE andbC; case: ltnP => //= t_lt.
  by rewrite ltnNge first_le; move: t_lt; rewrite ltnNge first_le; lia.
rewrite addKn; apply: eq_card => t; rewrite !inE -leqNgt first_le ltnNge.
by rewrite first_le -ltnNge ltnS eqn_leq andbC.
Qed.

End Cells.

Section Law.
Variables (R : realFieldType) (N size : nat) (x : nat -> R).
Hypothesis size_gt0 : (0 < size)%N.
Hypothesis x_gt0 : forall c, (c < size)%N -> 0 < x c.

Definition cell_value : grid_type N -> R :=
  grid_value (fun t => x (cell N size t)).

Definition pairs (g s : R) (j : nat) : nat :=
  (\sum_(c < size) \sum_(c' < size | window g s j (x c' * x c))
     draws_of N size c * draws_of N size c')%N.

Definition hits (g s : R) (j : nat) : pred ('I_N.+1 * 'I_N.+1) :=
  [pred tt : 'I_N.+1 * 'I_N.+1 |
     window g s j (x (cell N size tt.2) * x (cell N size tt.1))].

Lemma sum_by_cell (F : nat -> nat) :
  (\sum_(t < N.+1) F (cell N size t)
   = \sum_(c < size) draws_of N size c * F c)%N.
Proof.
pose class (t : 'I_N.+1) := Ordinal (cell_lt size_gt0 (ltn_ord t)).
rewrite (partition_big class predT) //=; apply: eq_bigr => c _.
rewrite -(cell_draws _ size_gt0 (ltn_ord c)) -sum_nat_const.
by apply: eq_big => t; rewrite ?inE // => /eqP <-.
Qed.

Lemma card_hits g s j : #|hits g s j| = pairs g s j.
Proof.
rewrite -sum1_card /hits big_mkcond /=.
rewrite -(pair_bigA _ (fun t t' : 'I_N.+1 => if window g s j
  (x (cell N size t') * x (cell N size t)) then 1 else 0)%N) /=.
under eq_bigr => t _ do rewrite (sum_by_cell (fun c' => if window g s j
  (x c' * x (cell N size t)) then 1 else 0)%N).
rewrite (sum_by_cell (fun c => \sum_(c' < size) draws_of N size c' *
  (if window g s j (x c' * x c) then 1 else 0))%N) /pairs.
apply: eq_bigr => c _; rewrite big_distrr [RHS]big_mkcond /=.
by apply: eq_bigr => c' _; case: ifP; rewrite ?muln1 ?muln0.
Qed.

Theorem integer_law_category g s j bu bv :
  (pairs g s j)%:R / ((2 * N.+1) ^ 2)%:R
  <= Pr (pair_law (grid_law R N) (grid_law R N))
       [pred uv | category g s j bu bv (cell_value uv.1) (cell_value uv.2)].
Proof.
pose J := [finType of {tt | hits g s j tt}].
pose h (tt : J) : grid_type N * grid_type N :=
  ((bu, (val tt).1), (bv, (val tt).2)).
have h_inj : injective h.
  by case=> -[t t'] /= p [[u u'] /= q] [] eq_t eq_t'; apply: val_inj => /=;
    congr (_, _).
have -> : ((2 * N.+1) ^ 2)%:R = #|grid_type N|%:R ^+ 2 :> R.
  by rewrite card_prod card_bool card_ord natrX.
have -> : pairs g s j = #|J| by rewrite -card_hits card_sig.
apply: (@uniform_pair_ge _ _ _ _ _ h) => // -[[t t'] /= window_tt].
have gt0 (u : 'I_N.+1) : 0 < x (cell N size u).
  by apply/x_gt0/cell_lt.
rewrite /category /cell_value /grid_value /= /sgn.
have signed (w : bool) (u : R) : 0 < u ->
    has_sign w ((if w then 1 else -1) * u).
  by case: w => u_gt0 /=; rewrite ?mul1r // mulN1r oppr_lt0.
rewrite !signed ?gt0 //= normrM !normrM.
have one (w : bool) : `|if w then 1 else -1 : R| = 1.
  by case: w; rewrite ?normrN normr1.
by rewrite !one !mul1r !gtr0_norm ?gt0.
Qed.

Theorem integer_law_fills g s k C :
  (forall j, (0 < j <= k)%N -> (C <= pairs g s j)%N) ->
  fills g s k (C%:R / ((2 * N.+1) ^ 2)%:R) (grid_law R N) cell_value.
Proof.
move=> enough j bu bv j_in; apply: le_trans (integer_law_category _ _ _ _ _).
by rewrite ler_wpmul2r ?invr_ge0 ?ler0n // ler_nat enough.
Qed.

End Law.
