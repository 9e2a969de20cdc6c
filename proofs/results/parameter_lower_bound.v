(******************************************************************************)
(* Claim parameter-lower-bound (Pensia et al.; constant: THEORY.md).          *)
(*                                                                            *)
(*   I, P = |I|         the parameters of the random network, their number    *)
(*   net t m            the function that the draw t computes under the       *)
(*                      mask m of its parameters: any function at all         *)
(*   implements eps W f f is within eps of x |-> W x on the unit ball         *)
(*   universal p net eps   for every W with norm at most 1, with              *)
(*                      probability >= 1/2 some mask implements W             *)
(*                                                                            *)
(* packing_bound: every family of matrices of norm <= 1, any two of them      *)
(*   further than 2 eps apart in operator norm, has at most 2^(P+1)           *)
(*   members.                                                                 *)
(* parameter_lower_bound: (1/(2 eps))^(d^2) <= 2^(P+1), so                    *)
(* parameter_lower_bound_log: d^2 log2(1/(2 eps)) - 1 <= P.                   *)
(*                                                                            *)
(* ticket_lower_bound: the same for the pruned sources of network.v.          *)
(*                                                                            *)
(* Difference: none in the statement. The packing of the ball is not a        *)
(* hypothesis and no volume is used: integer matrices in balls of growing     *)
(* radius are counted (packing_growth.v). The networks need not be            *)
(* ReLU networks and the law of the draw is any finite one.                   *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import boolp reals sequences exp.
From LotteryVerify.definitions Require Import finite_law network.
From LotteryVerify.facts Require Import mask_counting norm2 operator_norm.
From LotteryVerify.facts Require Import packing_growth.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section LowerBound.
Variables (R : realType) (d : nat) (I T : finType) (p : law R T).
Variable net : T -> {ffun I -> bool} -> 'cV[R]_d -> 'cV[R]_d.
Local Notation P := #|I|.

Definition implements (eps : R) (W : 'M[R]_d) (f : 'cV[R]_d ->
  'cV[R]_d) : Prop :=
  forall x, norm2 x <= 1 -> norm2 (W *m x - f x) <= eps.

Definition universal (eps : R) : Prop :=
  forall W : 'M[R]_d, operator_bound W 1 ->
    2%:R^-1 <= Pr p [pred t | `[< exists m, implements eps W (net t m) >]].

Lemma implements_close eps W W' f : implements eps W f -> implements eps W' f ->
  operator_bound (W - W') (2%:R * eps).
Proof.
move=> W_f W'_f; apply: contrapT => /operator_bound_unit[x x_le].
apply/negP; rewrite -leNgt mulmxBl -(subrKA (f x)).
apply: le_trans (norm2_triangle _ _) _; rewrite mulrDl mul1r ler_add ?W_f //.
by rewrite -opprB -scaleN1r norm2Z normrN1 mul1r W'_f.
Qed.

Theorem packing_bound eps (S : finType) (W : S -> 'M[R]_d) : universal eps ->
  (forall s, operator_bound (W s) 1) ->
  (forall s s', operator_bound (W s - W s') (2%:R * eps) -> s = s') ->
  (#|S| <= 2 ^ P.+1)%N.
Proof.
move=> univ W_le apart.
pose covers t m s := `[< implements eps (W s) (net t m) >].
have separated t m s s' : covers t m s -> covers t m s' -> s = s'.
  by move=> /asboolP ts /asboolP ts'; apply/apart/(implements_close ts ts').
have half s : 2%:R^-1 <= Pr p [pred t | covered covers t s].
  rewrite (le_trans (univ _ (W_le s))) // /Pr le_eqVlt; apply/orP; left;
    apply/eqP.
  apply: eq_bigl => t; apply/asboolP/existsP => -[m m_impl]; exists m.
    exact/asboolP.
  exact/asboolP.
have := mask_counting separated half; rewrite ler_pdivr_mull ?ltr0n //.
by rewrite card_ffun card_bool -natrM ler_nat expnS.
Qed.

Theorem parameter_lower_bound eps : 0 < eps -> universal eps ->
  ((2%:R * eps)^-1) ^+ (d * d) <= 2%:R ^+ P.+1.
Proof.
move=> eps_gt0 univ; rewrite -natrX; case: (posnP d) => [-> | d_gt0].
  by rewrite expr0 ler1n expn_gt0.
apply: packing_growth => //; first by rewrite mulr_gt0 ?ltr0n.
move=> S W; exact: packing_bound.
Qed.

Corollary parameter_lower_bound_log eps :
  0 < eps -> universal eps ->
  (d * d)%:R * (ln ((2%:R * eps)^-1) / ln 2%:R) - 1 <= P%:R.
Proof.
move=> eps_gt0 /(parameter_lower_bound eps_gt0) pow_le.
have ln2_gt0 : 0 < ln 2%:R :> R by rewrite ln_gt0 // ltr1n.
have eps2_gt0 : 0 < (2%:R * eps)^-1 by rewrite invr_gt0 mulr_gt0 ?ltr0n.
rewrite ler_subl_addr mulrA ler_pdivr_mulr // -(natrD R P 1) addn1.
by rewrite ![_%:R * ln _]mulr_natl -!lnX ?ltr0n // ler_ln ?posrE ?exprn_gt0
  ?ltr0n.
Qed.

End LowerBound.

Corollary ticket_lower_bound (R : realType) (d L : nat) (M : nat -> nat)
    (T : finType) (val : T -> R) (sigma : nat -> R -> R)
    (p : law R [finType of {ffun slot (fun=> d) M L -> T}]) eps :
  0 < eps ->
  universal p (fun f (m : {ffun slot (fun=> d) M L -> bool}) =>
    ticket_run (wires_of 0 (fun w : slot (fun=> d) M L => val (f w)))
      (wires_of false m) sigma L : 'cV_d -> 'cV_d) eps ->
  (d * d)%:R * (ln ((2%:R * eps)^-1) / ln 2%:R) - 1 <= #|slot (fun=> d) M L|%:R.
Proof. exact: parameter_lower_bound_log. Qed.
