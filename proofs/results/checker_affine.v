(******************************************************************************)
(* The checker's rules for an affine layer.                                   *)
(*                                                                            *)
(*   in_box l u y        l_b <= y_b <= u_b for every b                        *)
(*   scale_lo, scale_hi  the ends of w * [l, u]          (interval.v)         *)
(*   kink_lo, kink_hi    the ends of wp max(y,0) + wn min(y,0) on [l, u]      *)
(*   mix_lo, mix_hi      the ends of the hull of wp [l, u] and wn [l, u]      *)
(*   y, y'               the inputs of the target's and the ticket's          *)
(*                       layer, of which the checker knows a box each         *)
(*                       and a box of the difference y' - y                   *)
(*   W, b                matrix and bias of the target                        *)
(*   W', b'              those of a ticket whose inputs are known to have     *)
(*                       one sign each, or of any other network               *)
(*   signed_mul Wp Wn y' Wp max(y', 0) + Wn min(y', 0), the ticket's          *)
(*                       layer with its effective weights w+, w-              *)
(*                                                                            *)
(* checker_range          a box of W y + b                                    *)
(* checker_affine         a box of (W' y' + b') - (W y + b) from              *)
(*                        W' (y' - y) + (W' - W) y + (b' - b)                 *)
(* checker_affine_ticket  the same from W (y' - y) + (W' - W) y' + ...        *)
(* checker_signed, checker_signed_ticket   the same two for signed_mul.       *)
(*                                                                            *)
(* Source: the checker's difference propagation (the issue's claim            *)
(* checker_affine). All rules hold in any ordered domain, so also in the      *)
(* integers over a common power of two.                                       *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import gadgets ranges.
From LotteryVerify.facts Require Import interval layer_error.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Affine.
Variables (R : realDomainType) (p q : nat).
Implicit Types (W Wp Wn : 'M[R]_(p, q)) (b l u : 'cV[R]_p).
Implicit Types (y dl du yl yu : 'cV[R]_q).

Lemma in_box_add l l' u u' x x' : @in_box R p l u x -> in_box l' u' x' ->
  in_box (l + l') (u + u') (x + x').
Proof.
move=> x_in x'_in j; have /andP[lx xu] := x_in j;
  have /andP[lx' xu'] := x'_in j.
by rewrite !mxE !ler_add.
Qed.

Lemma in_box_const b : in_box b b b.
Proof. by move=> j; rewrite lexx. Qed.

Lemma in_box_mul W yl yu y : in_box yl yu y ->
  in_box (sum_terms scale_lo W yl yu) (sum_terms scale_hi W yl yu) (W *m y).
Proof.
move=> y_in a; rewrite !mxE; apply/andP; split; apply: ler_sum => j _;
by have /andP[] := scale_range (W a j) (y_in j).
Qed.

Lemma signed_mulE Wp Wn y a :
  signed_mul Wp Wn y a ord0 = \sum_j kink (Wp a j) (Wn a j) (y j ord0).
Proof. by rewrite !mxE -big_split; apply: eq_bigr => j _; rewrite !mxE. Qed.

Lemma in_box_kink Wp Wn yl yu y : in_box yl yu y ->
  in_box (sum_signed_terms kink_lo Wp Wn yl yu)
         (sum_signed_terms kink_hi Wp Wn yl yu) (signed_mul Wp Wn y).
Proof.
move=> y_in a; rewrite signed_mulE !mxE; apply/andP.
by split; apply: ler_sum => j _;
  have /andP[] := kink_range (Wp a j) (Wn a j) (y_in j).
Qed.

Lemma in_box_mix Wp Wn dl du y y' : in_box dl du (y' - y) ->
  in_box (sum_signed_terms mix_lo Wp Wn dl du)
         (sum_signed_terms mix_hi Wp Wn dl du)
         (signed_mul Wp Wn y' - signed_mul Wp Wn y).
Proof.
move=> d_in a.
have -> : (signed_mul Wp Wn y' - signed_mul Wp Wn y) a ord0 = \sum_j
    (kink (Wp a j) (Wn a j) (y' j ord0) - kink (Wp a j) (Wn a j) (y j ord0)).
  rewrite sumrB -!signed_mulE.
  by move: (signed_mul _ _ y') (signed_mul _ _ y) => A B; rewrite !mxE.
rewrite !mxE; apply/andP; split; apply: ler_sum => j _;
have := d_in j; rewrite !mxE => d_in_b;
by have /andP[] := mix_range (Wp a j) (Wn a j) d_in_b.
Qed.

Theorem checker_range W b yl yu y : in_box yl yu y ->
  in_box (sum_terms scale_lo W yl yu + b) (sum_terms scale_hi W yl yu + b)
         (W *m y + b).
Proof. by move=> y_in; apply: in_box_add (in_box_mul W y_in) (in_box_const b).
  Qed.

Theorem checker_affine W W' b b' yl yu dl du y y' :
  in_box yl yu y -> in_box dl du (y' - y) ->
  in_box (sum_terms scale_lo W' dl du
            + sum_terms scale_lo (W' - W) yl yu + (b' - b))
         (sum_terms scale_hi W' dl du
            + sum_terms scale_hi (W' - W) yl yu + (b' - b))
         ((W' *m y' + b') - (W *m y + b)).
Proof.
move=> y_in d_in.
have -> : W' *m y' + b' - (W *m y + b)
        = W' *m (y' - y) + (W' - W) *m y + (b' - b).
  by rewrite opprD addrACA mulmxBr mulmxBl subrKA.
apply: in_box_add (in_box_const _).
exact: in_box_add (in_box_mul _ d_in) (in_box_mul _ y_in).
Qed.

Theorem checker_affine_ticket W W' b b' yl yu dl du y y' :
  in_box yl yu y' -> in_box dl du (y' - y) ->
  in_box (sum_terms scale_lo W dl du
            + sum_terms scale_lo (W' - W) yl yu + (b' - b))
         (sum_terms scale_hi W dl du
            + sum_terms scale_hi (W' - W) yl yu + (b' - b))
         ((W' *m y' + b') - (W *m y + b)).
Proof.
move=> y_in d_in.
have -> : W' *m y' + b' - (W *m y + b)
        = W *m (y' - y) + (W' - W) *m y' + (b' - b).
  rewrite opprD addrACA mulmxBr mulmxBl; congr (_ + _).
  by rewrite [RHS]addrC subrKA.
apply: in_box_add (in_box_const _).
exact: in_box_add (in_box_mul _ d_in) (in_box_mul _ y_in).
Qed.

Lemma signed_mulB W Wp Wn y :
  signed_mul (Wp - W) (Wn - W) y = signed_mul Wp Wn y - W *m y.
Proof.
rewrite /signed_mul -[in W *m y](parts_split y) mulmxDr !mulmxBl.
by rewrite addrACA -opprD.
Qed.

Theorem checker_signed W Wp Wn b b' yl yu dl du y y' :
  in_box yl yu y -> in_box dl du (y' - y) ->
  in_box (sum_signed_terms mix_lo Wp Wn dl du
            + sum_signed_terms kink_lo (Wp - W) (Wn - W) yl yu + (b' - b))
         (sum_signed_terms mix_hi Wp Wn dl du
            + sum_signed_terms kink_hi (Wp - W) (Wn - W) yl yu + (b' - b))
         ((signed_mul Wp Wn y' + b') - (W *m y + b)).
Proof.
move=> y_in d_in.
have -> : signed_mul Wp Wn y' + b' - (W *m y + b)
        = signed_mul Wp Wn y' - signed_mul Wp Wn y
          + signed_mul (Wp - W) (Wn - W) y + (b' - b).
  by rewrite signed_mulB subrKA opprD addrACA.
apply: in_box_add (in_box_const _).
exact: in_box_add (in_box_mix _ _ d_in) (in_box_kink _ _ y_in).
Qed.

Theorem checker_signed_ticket W Wp Wn b b' yl yu dl du y y' :
  in_box yl yu y' -> in_box dl du (y' - y) ->
  in_box (sum_terms scale_lo W dl du
            + sum_signed_terms kink_lo (Wp - W) (Wn - W) yl yu + (b' - b))
         (sum_terms scale_hi W dl du
            + sum_signed_terms kink_hi (Wp - W) (Wn - W) yl yu + (b' - b))
         ((signed_mul Wp Wn y' + b') - (W *m y + b)).
Proof.
move=> y_in d_in.
have -> : signed_mul Wp Wn y' + b' - (W *m y + b)
        = W *m (y' - y) + signed_mul (Wp - W) (Wn - W) y' + (b' - b).
  rewrite signed_mulB mulmxBr [_ - _ + (_ - W *m y')]addrC subrKA.
  by rewrite opprD addrACA.
apply: in_box_add (in_box_const _).
exact: in_box_add (in_box_mul _ d_in) (in_box_kink _ _ y_in).
Qed.

End Affine.
