(******************************************************************************)
(* What a ticket errs by whose links are precise to eps / (2 L n_i n_(i-1)),  *)
(* where norms and activations are at most 1.                                 *)
(*                                                                            *)
(*   link_precision n L eps i   eps / (2 L n_(i+1) n_i)                       *)
(*   power_bound     (1 + x)^l <= 1 + l x + (l x)^2 for l x <= 1              *)
(*   propagated_power   the error after l layers is at most                   *)
(*                   (1 + eps / (2 L))^l - 1                                  *)
(*   propagated_eps  for eps <= 2 it is at most eps after L layers            *)
(*                                                                            *)
(* Source: subset-sum-pruning (the error's half).                             *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra ring.
From LotteryVerify.definitions Require Import errors.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Error.
Variables (R : rcfType) (n : nat -> nat) (L : nat) (eps : R).

Definition link_precision (i : nat) : R :=
  eps / (2 * L%:R * (n i.+1)%:R * (n i)%:R).

Lemma power_bound (x : R) (l : nat) : 0 <= x -> l%:R * x <= 1 ->
  (1 + x) ^+ l <= 1 + l%:R * x + (l%:R * x) ^+ 2.
Proof.
move=> x_ge0; elim: l => [_|l IHl lx_le1].
  by rewrite expr0 !mul0r expr0n addr0 addr0.
have l_le1 : l%:R * x <= 1.
  by apply: le_trans lx_le1; rewrite ler_wpmul2r // ler_nat.
rewrite exprSr; apply: le_trans (ler_wpmul2r _ (IHl l_le1)) _.
  by rewrite addr_ge0 ?ler01.
rewrite -subr_ge0 mulrSr; set y := l%:R * x in l_le1 *.
have -> : 1 + (l%:R + 1) * x + ((l%:R + 1) * x) ^+ 2
    - (1 + y + y ^+ 2) * (1 + x) = x * (y * (1 - y) + x).
  by rewrite /y; ring.
rewrite mulr_ge0 // addr_ge0 // mulr_ge0 ?subr_ge0 //.
by rewrite mulr_ge0 ?ler0n.
Qed.

Lemma sqrt_nat_le (k : nat) : Num.sqrt k%:R <= k%:R :> R.
Proof.
rewrite -[leRHS](@ger0_norm R) ?ler0n // -sqrtr_sqr ler_wsqrtr // -natrX.
by rewrite ler_nat; case: k => // k; rewrite leq_pmulr.
Qed.

Lemma layer_precision (i : nat) : 0 <= eps ->
  0 <= link_precision i /\
  (n i.+1)%:R * (n i)%:R * link_precision i <= eps / (2 * L%:R).
Proof.
move=> eps_ge0; have eta_ge0 : 0 <= eps / (2 * L%:R).
  by rewrite divr_ge0 ?mulr_ge0 ?ler0n.
split; first by rewrite divr_ge0 ?mulr_ge0 ?ler0n.
have -> : link_precision i
    = eps / (2 * L%:R) * ((n i.+1)%:R * (n i)%:R)^-1.
  by rewrite /link_precision -[2 * _ * _ * _]mulrA invfM mulrA.
rewrite -natrM; case: (posnP (n i.+1 * n i)) => [-> | wide].
  by rewrite mul0r.
by rewrite mulrCA mulfV ?mulr1 // pnatr_eq0 -lt0n.
Qed.

Lemma propagated_power (s Fm : nat -> R) (l : nat) : 0 <= eps ->
  (forall i, (i < L)%N -> 0 <= s i <= 1) ->
  (forall i, (i < L)%N -> 0 <= Fm i <= 1) -> (l <= L)%N ->
  propagated n link_precision s Fm l <= (1 + eps / (2 * L%:R)) ^+ l - 1.
Proof.
move=> eps_ge0 s_le Fm_le; elim: l => [_|l IHl lL].
  by rewrite expr0 subrr.
set eta := eps / _ in IHl *; have {}IHl := IHl (ltnW lL).
have [e_ge0 e_le] := layer_precision l eps_ge0; rewrite -/eta in e_le.
have [/andP[s_ge0 s_le1] /andP[F_ge0 F_le1]] := (s_le l lL, Fm_le l lL).
have eta_ge0 : 0 <= eta by rewrite divr_ge0 ?mulr_ge0 ?ler0n.
have power_ge0 : 0 <= (1 + eta) ^+ l - 1.
  by rewrite subr_ge0 exprn_ege1 // ler_addl.
have -> : (1 + eta) ^+ l.+1 - 1 = eta + (1 + eta) * ((1 + eta) ^+ l - 1).
  by rewrite exprS; ring.
have roots : Num.sqrt (n l.+1)%:R * Num.sqrt (n l)%:R * link_precision l <= eta.
  apply: le_trans e_le; apply: ler_wpmul2r => //.
  by apply: ler_pmul; rewrite ?sqrtr_ge0 ?sqrt_nat_le.
rewrite /=; apply: ler_add.
  apply: le_trans e_le; rewrite -mulrA; apply: ler_pmul.
  - exact: sqrtr_ge0.
  - by apply: mulr_ge0 (ler0n _ _) (mulr_ge0 e_ge0 F_ge0).
  - exact: sqrt_nat_le.
  by rewrite ler_wpmul2l ?ler0n // ler_pimulr.
apply: (@le_trans _ _ ((s l + Num.sqrt (n l.+1)%:R * Num.sqrt (n l)%:R
  * link_precision l) * ((1 + eta) ^+ l - 1))).
  apply: ler_wpmul2l IHl; apply: addr_ge0 s_ge0 _; apply: mulr_ge0 _ e_ge0.
  by apply: mulr_ge0; apply: sqrtr_ge0.
by rewrite ler_wpmul2r // ler_add.
Qed.

Lemma propagated_eps (s Fm : nat -> R) : (0 < L)%N -> 0 <= eps <= 2 ->
  (forall i, (i < L)%N -> 0 <= s i <= 1) ->
  (forall i, (i < L)%N -> 0 <= Fm i <= 1) ->
  propagated n link_precision s Fm L <= eps.
Proof.
move=> L_gt0 /andP[eps_ge0 eps_le] s_le Fm_le.
apply: le_trans (propagated_power eps_ge0 s_le Fm_le (leqnn L)) _.
have half : L%:R * (eps / (2 * L%:R)) = eps / 2.
  have : L%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
  by move=> L_neq0; field.
have eta_ge0 : 0 <= eps / (2 * L%:R) by rewrite divr_ge0 ?mulr_ge0 ?ler0n.
have half_le1 : eps / 2 <= 1 by rewrite ler_pdivr_mulr ?ltr0n // mul1r.
have half_ge0 : 0 <= eps / 2 by rewrite divr_ge0 ?ler0n.
rewrite ler_subl_addl; apply: le_trans (power_bound eta_ge0 _) _;
  rewrite half //.
rewrite -addrA ler_add2l [leRHS]splitr ler_add2l expr2.
by rewrite ler_pimulr.
Qed.

End Error.
