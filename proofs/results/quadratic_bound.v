(******************************************************************************)
(* Rule gated, all neurons together: a form that is bilinear in the shares s  *)
(* and the symbols t is bounded by squares and a residual.                    *)
(*                                                                            *)
(*   K, c           the form t |-> z^T K t + c . z, z = (1, s): the entry of  *)
(*                  c that belongs to the 1 is a constant                     *)
(*   z, t           entries of at most 1, the first entry of z is 1           *)
(*   q, p, Q        hints, any but q > 0; Q is any matrix                     *)
(*   a              a_b >= 1 / (4 q_b), so rounding up is allowed             *)
(*   column c       the symmetric matrix of c . z                             *)
(*   residue        diagonal p - K (diagonal a) K^T - column c - Q Q^T        *)
(*                                                                            *)
(* quadratic_bound: then z^T K t + c . z is at most                           *)
(*     sum q + p_0 + sum_(k > 0) max (p_k) 0 + sum |residue|.                 *)
(* rounded_residue: the same with any matrix M in place of the residue, and   *)
(*   what the residue's entries are off M's.                                  *)
(* rounded_form: entries of K and c that are off by at most e each move the   *)
(*   form by at most e for each entry.                                        *)
(* rounded_rows: the same where each entry of K has an e of its own.          *)
(*                                                                            *)
(* Source: DERIVED (docs/gated.md, quadratic_bound).                          *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Quadratic.
Variables (R : realFieldType) (m n r : nat).
Implicit Types (M : 'M[R]_m.+1) (z : 'I_m.+1 -> R).

Definition quad M z : R := \sum_i \sum_j z i * M i j * z j.

Lemma quad_sub M M' z : quad (M - M') z = quad M z - quad M' z.
Proof.
rewrite /quad -sumrB; apply: eq_bigr => i _; rewrite -sumrB.
by apply: eq_bigr => j _; rewrite !mxE mulrBr mulrBl.
Qed.

Definition diagonal (p : 'I_m.+1 -> R) : 'M[R]_m.+1 :=
  \matrix_(i, j) (p i *+ (i == j)).

Lemma quad_diagonal p z : quad (diagonal p) z = \sum_i p i * z i ^+ 2.
Proof.
apply: eq_bigr => i _; rewrite (bigD1 i) //= mxE eqxx mulr1n big1 ?addr0.
  by ring.
by move=> j /negPf j_neq; rewrite mxE eq_sym j_neq mulr0n mulr0 mul0r.
Qed.

(* The square of a matrix with weights on its columns. *)
Definition square_of k (a : 'I_k -> R) (B : 'M[R]_(m.+1, k)) : 'M[R]_m.+1 :=
  \matrix_(i, j) \sum_b a b * (B i b * B j b).

Lemma quad_square k (a : 'I_k -> R) (B : 'M[R]_(m.+1, k)) z :
  quad (square_of a B) z = \sum_b a b * (\sum_i z i * B i b) ^+ 2.
Proof.
have part b : a b * (\sum_i z i * B i b) ^+ 2
    = \sum_i \sum_j a b * ((z i * B i b) * (z j * B j b)).
  rewrite expr2 mulr_suml mulr_sumr; apply: eq_bigr => i _.
  by rewrite mulr_sumr mulr_sumr.
rewrite (eq_bigr _ (fun b _ => part b)) exchange_big /=.
apply: eq_bigr => i _; rewrite exchange_big /=; apply: eq_bigr => j _.
rewrite mxE mulr_sumr mulr_suml; apply: eq_bigr => b _; by ring.
Qed.

Definition column (c : 'I_m.+1 -> R) : 'M[R]_m.+1 :=
  \matrix_(i, j) (((i == ord0)%:R * c j + (j == ord0)%:R * c i) / 2).

Lemma quad_column c z : z ord0 = 1 -> quad (column c) z = \sum_i c i * z i.
Proof.
move=> z0; rewrite /quad.
have half i j : z i * column c i j * z j
    = ((i == ord0)%:R * z i * (c j * z j)
       + (c i * z i) * ((j == ord0)%:R * z j)) / 2.
  by rewrite mxE; case: (i == ord0); case: (j == ord0) => /=; ring.
under eq_bigr do
  rewrite (eq_bigr _ (fun j _ => half _ j)) -mulr_suml big_split /=.
rewrite -mulr_suml big_split /=.
have first : \sum_(i < m.+1) (i == ord0)%:R * z i = 1.
  rewrite (bigD1 ord0) //= [X in _ + X]big1 ?addr0 => [|i /negPf ->].
    by rewrite z0 mulr1.
  by rewrite mul0r.
under eq_bigr do rewrite -mulr_sumr; rewrite -mulr_suml first mul1r.
under [X in _ + X]eq_bigr do rewrite -mulr_sumr first mulr1.
by rewrite mulrDl -splitr.
Qed.

Lemma quad_le M z : (forall i, `|z i| <= 1) ->
  `|quad M z| <= \sum_i \sum_j `|M i j|.
Proof.
move=> z_le; apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => i _.
apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => j _.
rewrite !normrM -[leRHS]mulr1 ler_pmul ?mulr_ge0 //.
by rewrite -[leRHS]mul1r ler_pmul.
Qed.

Lemma square_le (a q x t : R) : 0 < q -> (4 * q)^-1 <= a -> `|t| <= 1 ->
  x * t <= q + a * x ^+ 2.
Proof.
move=> q_gt0 a_ge t_le; have q4_gt0 : 0 < 4 * q by rewrite mulr_gt0 ?ltr0n.
have t2_le : t ^+ 2 <= 1 by rewrite -real_normK ?num_real // expr_le1.
apply: (@le_trans _ _ (q * t ^+ 2 + (4 * q)^-1 * x ^+ 2)); last first.
  apply: ler_add; first by rewrite -[leRHS]mulr1 ler_pmul2l.
  by apply: ler_wpmul2r; rewrite ?sqr_ge0.
rewrite -subr_ge0 -(pmulr_rge0 _ q4_gt0).
have -> : 4 * q * (q * t ^+ 2 + (4 * q)^-1 * x ^+ 2 - x * t)
    = (2 * q * t - x) ^+ 2 + (4 * q * (4 * q)^-1 - 1) * x ^+ 2 by ring.
by rewrite divff ?gt_eqF // subrr mul0r addr0 sqr_ge0.
Qed.

Variables (K : 'M[R]_(m.+1, n)) (Q : 'M[R]_(m.+1, r)) (c : 'I_m.+1 -> R).
Variables (q a : 'I_n -> R) (p : 'I_m.+1 -> R).

Definition residue : 'M[R]_m.+1 :=
  diagonal p - square_of a K - column c - square_of (fun=> 1) Q.

Definition form z (t : 'I_n -> R) : R :=
  \sum_b (\sum_i z i * K i b) * t b + \sum_i c i * z i.

Lemma diag_le z : (forall i, `|z i| <= 1) -> z ord0 = 1 ->
  \sum_i p i * z i ^+ 2
  <= p ord0 + \sum_(i | i != ord0) Num.max (p i) 0.
Proof.
move=> z_le z0; rewrite (bigD1 ord0) //= z0 expr1n mulr1 ler_add2l.
apply: ler_sum => i _; have z2_le : z i ^+ 2 <= 1.
  by rewrite -real_normK ?num_real // expr_le1.
have [p_ge0 | p_lt0] := lerP 0 (p i).
  by rewrite -[leRHS]mulr1 ler_wpmul2l.
by rewrite mulr_le0_ge0 ?sqr_ge0 // ltW.
Qed.

Theorem quadratic_bound z t :
  (forall b, 0 < q b) -> (forall b, (4 * q b)^-1 <= a b) ->
  (forall i, `|z i| <= 1) -> z ord0 = 1 -> (forall b, `|t b| <= 1) ->
  form z t <= \sum_b q b
    + (p ord0 + \sum_(i | i != ord0) Num.max (p i) 0)
    + \sum_i \sum_j `|residue i j|.
Proof.
move=> q_gt0 a_ge z_le z0 t_le.
have squares : \sum_b (\sum_i z i * K i b) * t b
    <= \sum_b q b + quad (square_of a K) z.
  by rewrite quad_square -big_split; apply: ler_sum => b _; apply: square_le.
apply: (@le_trans _ _ (\sum_b q b + quad (square_of a K) z
                       + quad (column c) z)).
  by rewrite /form quad_column // ler_add2r.
rewrite -!addrA ler_add2l.
have split_p : quad (square_of a K) z + quad (column c) z
    = quad (diagonal p) z - quad (square_of (fun=> 1) Q) z - quad residue z.
  by rewrite /residue !quad_sub; ring.
rewrite split_p addrA; apply: ler_add; last first.
  apply: le_trans (quad_le residue z_le).
  by rewrite -normrN ler_norm.
apply: le_trans (diag_le z_le z0); rewrite quad_diagonal ler_subl_addr ler_addl.
by rewrite quad_square; apply: sumr_ge0 => b _; rewrite mul1r sqr_ge0.
Qed.

Theorem rounded_residue z t (M : 'M[R]_m.+1) (d : 'I_m.+1 -> 'I_m.+1 -> R) :
  (forall b, 0 < q b) -> (forall b, (4 * q b)^-1 <= a b) ->
  (forall i j, `|residue i j - M i j| <= d i j) ->
  (forall i, `|z i| <= 1) -> z ord0 = 1 -> (forall b, `|t b| <= 1) ->
  form z t <= \sum_b q b
    + (p ord0 + \sum_(i | i != ord0) Num.max (p i) 0)
    + (\sum_i \sum_j `|M i j| + \sum_i \sum_j d i j).
Proof.
move=> q_gt0 a_ge near z_le z0 t_le.
apply: le_trans (quadratic_bound q_gt0 a_ge z_le z0 t_le) _.
rewrite ler_add2l -big_split /=; apply: ler_sum => i _.
rewrite -big_split /=; apply: ler_sum => j _.
have -> : residue i j = M i j + (residue i j - M i j) by rewrite addrC subrK.
by apply: le_trans (ler_norm_add _ _) _; rewrite ler_add2l.
Qed.

End Quadratic.

Theorem rounded_form (R : realFieldType) (m n : nat)
    (K K' : 'M[R]_(m.+1, n)) (c c' z : 'I_m.+1 -> R) (t : 'I_n -> R) (e : R) :
  (forall i b, `|K i b - K' i b| <= e) -> (forall i, `|c i - c' i| <= e) ->
  (forall i, `|z i| <= 1) -> (forall b, `|t b| <= 1) ->
  form K c z t <= form K' c' z t + e *+ (n * m.+1 + m.+1).
Proof.
move=> K_near c_near z_le t_le; rewrite -ler_subl_addl.
have -> : form K c z t - form K' c' z t
    = \sum_b (\sum_i z i * (K i b - K' i b)) * t b
      + \sum_i (c i - c' i) * z i.
  rewrite /form opprD addrACA -!sumrB; congr (_ + _); apply: eq_bigr => k _.
    rewrite -mulrBl -sumrB; congr (_ * _); apply: eq_bigr => i _; by ring.
  by rewrite mulrBl.
have e_ge0 : 0 <= e by apply: le_trans (c_near ord0).
rewrite mulrnDr; apply: ler_add; last first.
  rewrite -[X in _ *+ X]card_ord -sumr_const; apply: ler_sum => i _.
  apply: le_trans (ler_norm _) _; rewrite normrM -[leRHS]mulr1.
  exact: ler_pmul.
rewrite mulnC mulrnA -[X in _ *+ X]card_ord -sumr_const; apply: ler_sum => b _.
apply: le_trans (ler_norm _) _; rewrite normrM -[leRHS]mulr1.
apply: ler_pmul => //; apply: le_trans (ler_norm_sum _ _ _) _.
rewrite -[X in _ *+ X]card_ord -sumr_const; apply: ler_sum => i _.
by rewrite normrM -[leRHS]mul1r; apply: ler_pmul.
Qed.

Theorem rounded_rows (R : realFieldType) (m n : nat)
    (K K' : 'M[R]_(m.+1, n)) (c z : 'I_m.+1 -> R) (t : 'I_n -> R)
    (e : 'I_m.+1 -> 'I_n -> R) :
  (forall i b, `|K i b - K' i b| <= e i b) ->
  (forall i, `|z i| <= 1) -> (forall b, `|t b| <= 1) ->
  form K c z t <= form K' c z t + \sum_i \sum_b e i b.
Proof.
move=> K_near z_le t_le; rewrite -ler_subl_addl.
have -> : form K c z t - form K' c z t
    = \sum_b (\sum_i z i * (K i b - K' i b)) * t b.
  rewrite /form opprD addrACA subrr addr0 -sumrB; apply: eq_bigr => k _.
  rewrite -mulrBl -sumrB; congr (_ * _); apply: eq_bigr => i _; by ring.
rewrite exchange_big /=; apply: ler_sum => b _.
apply: le_trans (ler_norm _) _; rewrite normrM.
apply: (@le_trans _ _ `|\sum_i z i * (K i b - K' i b)|).
  by rewrite -[leRHS]mulr1; apply: ler_wpmul2l.
apply: le_trans (ler_norm_sum _ _ _) _; apply: ler_sum => i _.
by rewrite normrM -[leRHS]mul1r; apply: ler_pmul.
Qed.
