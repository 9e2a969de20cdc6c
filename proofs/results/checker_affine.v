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
(*   W, c                matrix and bias of the target                        *)
(*   W', c'              those of a ticket whose inputs are known to have     *)
(*                       one sign each, or of any other network               *)
(*   signed_mul Wp Wn y' Wp max(y', 0) + Wn min(y', 0), the ticket's          *)
(*                       layer with its effective weights w+, w-              *)
(*                                                                            *)
(* checker_range          a box of W y + c                                    *)
(* checker_affine         a box of (W' y' + c') - (W y + c) from              *)
(*                        W' (y' - y) + (W' - W) y + (c' - c)                 *)
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
Implicit Types (W Wp Wn : 'M[R]_(p, q)) (c l u : 'cV[R]_p).
Implicit Types (y dl du yl yu : 'cV[R]_q).

Lemma in_box_add l l' u u' x x' : @in_box R p l u x -> in_box l' u' x' ->
  in_box (l + l') (u + u') (x + x').
Proof.
move=> x_in x'_in b; have /andP[lx xu] := x_in b;
  have /andP[lx' xu'] := x'_in b.
by rewrite !mxE !ler_add.
Qed.

Lemma in_box_const c : in_box c c c.
Proof. by move=> b; rewrite lexx. Qed.

Lemma in_box_mul W yl yu y : in_box yl yu y ->
  in_box (sum_terms scale_lo W yl yu) (sum_terms scale_hi W yl yu) (W *m y).
Proof.
move=> y_in a; rewrite !mxE; apply/andP; split; apply: ler_sum => b _;
by have /andP[] := scale_range (W a b) (y_in b).
Qed.

Lemma signed_mulE Wp Wn y a :
  signed_mul Wp Wn y a ord0 = \sum_b kink (Wp a b) (Wn a b) (y b ord0).
Proof. by rewrite !mxE -big_split; apply: eq_bigr => b _; rewrite !mxE. Qed.

Lemma in_box_kink Wp Wn yl yu y : in_box yl yu y ->
  in_box (sum_signed_terms kink_lo Wp Wn yl yu)
         (sum_signed_terms kink_hi Wp Wn yl yu) (signed_mul Wp Wn y).
Proof.
move=> y_in a; rewrite signed_mulE !mxE; apply/andP.
by split; apply: ler_sum => b _;
  have /andP[] := kink_range (Wp a b) (Wn a b) (y_in b).
Qed.

Lemma in_box_mix Wp Wn dl du y y' : in_box dl du (y' - y) ->
  in_box (sum_signed_terms mix_lo Wp Wn dl du)
         (sum_signed_terms mix_hi Wp Wn dl du)
         (signed_mul Wp Wn y' - signed_mul Wp Wn y).
Proof.
move=> d_in a.
have -> : (signed_mul Wp Wn y' - signed_mul Wp Wn y) a ord0 = \sum_b
    (kink (Wp a b) (Wn a b) (y' b ord0) - kink (Wp a b) (Wn a b) (y b ord0)).
  rewrite sumrB -!signed_mulE.
  by move: (signed_mul _ _ y') (signed_mul _ _ y) => A B; rewrite !mxE.
rewrite !mxE; apply/andP; split; apply: ler_sum => b _;
have := d_in b; rewrite !mxE => d_in_b;
by have /andP[] := mix_range (Wp a b) (Wn a b) d_in_b.
Qed.

Theorem checker_range W c yl yu y : in_box yl yu y ->
  in_box (sum_terms scale_lo W yl yu + c) (sum_terms scale_hi W yl yu + c)
         (W *m y + c).
Proof. by move=> y_in; apply: in_box_add (in_box_mul W y_in) (in_box_const c).
  Qed.

Theorem checker_affine W W' c c' yl yu dl du y y' :
  in_box yl yu y -> in_box dl du (y' - y) ->
  in_box (sum_terms scale_lo W' dl du
            + sum_terms scale_lo (W' - W) yl yu + (c' - c))
         (sum_terms scale_hi W' dl du
            + sum_terms scale_hi (W' - W) yl yu + (c' - c))
         ((W' *m y' + c') - (W *m y + c)).
Proof.
move=> y_in d_in.
have -> : W' *m y' + c' - (W *m y + c)
        = W' *m (y' - y) + (W' - W) *m y + (c' - c).
  by rewrite opprD addrACA mulmxBr mulmxBl subrKA.
apply: in_box_add (in_box_const _).
exact: in_box_add (in_box_mul _ d_in) (in_box_mul _ y_in).
Qed.

Theorem checker_affine_ticket W W' c c' yl yu dl du y y' :
  in_box yl yu y' -> in_box dl du (y' - y) ->
  in_box (sum_terms scale_lo W dl du
            + sum_terms scale_lo (W' - W) yl yu + (c' - c))
         (sum_terms scale_hi W dl du
            + sum_terms scale_hi (W' - W) yl yu + (c' - c))
         ((W' *m y' + c') - (W *m y + c)).
Proof.
move=> y_in d_in.
have -> : W' *m y' + c' - (W *m y + c)
        = W *m (y' - y) + (W' - W) *m y' + (c' - c).
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

Theorem checker_signed W Wp Wn c c' yl yu dl du y y' :
  in_box yl yu y -> in_box dl du (y' - y) ->
  in_box (sum_signed_terms mix_lo Wp Wn dl du
            + sum_signed_terms kink_lo (Wp - W) (Wn - W) yl yu + (c' - c))
         (sum_signed_terms mix_hi Wp Wn dl du
            + sum_signed_terms kink_hi (Wp - W) (Wn - W) yl yu + (c' - c))
         ((signed_mul Wp Wn y' + c') - (W *m y + c)).
Proof.
move=> y_in d_in.
have -> : signed_mul Wp Wn y' + c' - (W *m y + c)
        = signed_mul Wp Wn y' - signed_mul Wp Wn y
          + signed_mul (Wp - W) (Wn - W) y + (c' - c).
  by rewrite signed_mulB subrKA opprD addrACA.
apply: in_box_add (in_box_const _).
exact: in_box_add (in_box_mix _ _ d_in) (in_box_kink _ _ y_in).
Qed.

Theorem checker_signed_ticket W Wp Wn c c' yl yu dl du y y' :
  in_box yl yu y' -> in_box dl du (y' - y) ->
  in_box (sum_terms scale_lo W dl du
            + sum_signed_terms kink_lo (Wp - W) (Wn - W) yl yu + (c' - c))
         (sum_terms scale_hi W dl du
            + sum_signed_terms kink_hi (Wp - W) (Wn - W) yl yu + (c' - c))
         ((signed_mul Wp Wn y' + c') - (W *m y + c)).
Proof.
move=> y_in d_in.
have -> : signed_mul Wp Wn y' + c' - (W *m y + c)
        = W *m (y' - y) + signed_mul (Wp - W) (Wn - W) y' + (c' - c).
  rewrite signed_mulB mulmxBr [_ - _ + (_ - W *m y')]addrC subrKA.
  by rewrite opprD addrACA.
apply: in_box_add (in_box_const _).
exact: in_box_add (in_box_mul _ d_in) (in_box_kink _ _ y_in).
Qed.

End Affine.
