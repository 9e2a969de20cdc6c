(******************************************************************************)
(* Affine forms over shared symbols.                                          *)
(*                                                                            *)
(*   form             centre + sum of coef i times symbol i, up to radius     *)
(*   value k f t      centre + sum over i < k of coef i t_i                   *)
(*   covers k f t z   z is within the radius of f's value                     *)
(*   unit_symbols t   |t_i| <= 1 for every i                                  *)
(*   spread_of k f    sum over i < k of |coef i|, and the radius              *)
(*   form_lo, form_hi   the ends of what f covers                             *)
(*   affine_form w fs b   the form of sum_a w_a z_a + b                       *)
(*   difference f g   the form of z' - z, symbol by symbol                    *)
(*   with_symbol k f j h   f over the first k symbols, and h times symbol     *)
(*                    k + j                                                   *)
(*   coarser k f g    g covers what f covers: what is cut away of centre and  *)
(*                    coefficients goes to the radius                         *)
(*                                                                            *)
(*   relaxation       of one neuron of both networks, x and y before, relu x  *)
(*                    and relu y behind the activation: relu x is slope x +   *)
(*                    offset up to size, relu y is keep relu x + x_slope x +  *)
(*                    y_slope y + y_offset up to y_size                       *)
(*   sound_relaxation s r P   it holds for the activation s on the strip P    *)
(*                                                                            *)
(* Source: joint-affine-forms (TIGHT, sections 1 and 6).                      *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import strip.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Num.Theory.
Local Open Scope ring_scope.

Section Forms.
Variable R : realDomainType.

Record form := Form { centre : R; coef : nat -> R; radius : R }.

Implicit Types (f g : form) (t : nat -> R) (k : nat).

Definition value k f t : R := centre f + \sum_(i < k) coef f i * t i.

Definition covers k f t (z : R) : bool := `|z - value k f t| <= radius f.

Definition unit_symbols t : Prop := forall i, `|t i| <= 1.

Definition spread_of k f : R := \sum_(i < k) `|coef f i| + radius f.

Definition form_lo k f : R := centre f - spread_of k f.
Definition form_hi k f : R := centre f + spread_of k f.

Definition affine_form m (w : 'I_m -> R) (fs : 'I_m -> form) (b : R) : form :=
  Form (\sum_a w a * centre (fs a) + b) (fun i => \sum_a w a * coef (fs a) i)
       (\sum_a `|w a| * radius (fs a)).

Definition difference f g : form :=
  Form (centre g - centre f) (fun i => coef g i - coef f i)
       (radius g + radius f).

Definition with_symbol k f j (h : R) : form :=
  Form (centre f)
       (fun i => if (i < k)%N then coef f i
                 else if i == (k + j)%N then h else 0)
       (radius f).

Definition coarser k f g : bool :=
  `|centre f - centre g| + \sum_(i < k) `|coef f i - coef g i| + radius f
  <= radius g.

Record relaxation := Relaxation {
  slope : R; offset : R; size : R;
  keep : R; x_slope : R; y_slope : R; y_offset : R; y_size : R }.

Definition sound_relaxation (s : R -> R) (r : relaxation) (P : strip R) :=
  forall x y, in_strip P x y ->
  `|s x - (slope r * x + offset r)| <= size r /\
  `|s y - (keep r * s x + x_slope r * x + y_slope r * y + y_offset r)|
    <= y_size r.

End Forms.
