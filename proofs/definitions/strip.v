(******************************************************************************)
(* What is known of one neuron of the two networks, and its corners.          *)
(*                                                                            *)
(*   strip              six ends: of x, of y and of y - x, where x is the     *)
(*                      target's and y the ticket's value before the ReLU     *)
(*   in_strip P x y     x, y and y - x lie between the ends of P              *)
(*   corners P          the six corners of the hexagon P as pairs (x, y);     *)
(*                      some may be the same; none where P is empty           *)
(*   x_nonnegative P, x_nonpositive P   the halves of P where x >= 0, x <= 0  *)
(*   mirror P           P with the roles of x and y exchanged                 *)
(*   upper_points P     the corners of the two halves of P in x               *)
(*   lower_points P     the corners of the two halves of P in y               *)
(*                                                                            *)
(* Source: TIGHT, section 1. All is computed by minima, maxima, sums and      *)
(* comparisons, so a program over the integers can do the same.               *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Num.Theory.
Local Open Scope ring_scope.

Section Strips.
Variable R : realDomainType.
Implicit Types x y : R.

Record strip := Strip { x_lo : R; x_hi : R; y_lo : R; y_hi : R;
                        d_lo : R; d_hi : R }.
Implicit Type P : strip.

Definition in_strip P x y : bool :=
  [&& x_lo P <= x <= x_hi P, y_lo P <= y <= y_hi P
    & d_lo P <= y - x <= d_hi P].

(* The values of y that occur in P. *)
Definition y_first P : R := Num.max (y_lo P) (x_lo P + d_lo P).
Definition y_last P : R := Num.min (y_hi P) (x_hi P + d_hi P).

(* The values of x that occur in P beside y. *)
Definition x_first P y : R := Num.max (x_lo P) (y - d_hi P).
Definition x_last P y : R := Num.min (x_hi P) (y - d_lo P).

Definition clamp P y : R := Num.max (y_first P) (Num.min y (y_last P)).

Definition occurs P : bool :=
  [&& x_lo P <= x_hi P, d_lo P <= d_hi P & y_first P <= y_last P].

Definition first_corner P y : R * R := (x_first P y, y).
Definition last_corner P y : R * R := (x_last P y, y).

Definition corners P : seq (R * R) :=
  if occurs P then
    [:: first_corner P (y_first P); last_corner P (y_first P);
        first_corner P (y_last P); last_corner P (y_last P);
        first_corner P (clamp P (x_lo P + d_hi P));
        last_corner P (clamp P (x_hi P + d_lo P))]
  else [::].

Definition x_nonnegative P : strip :=
  Strip (Num.max 0 (x_lo P)) (x_hi P) (y_lo P) (y_hi P) (d_lo P) (d_hi P).
Definition x_nonpositive P : strip :=
  Strip (x_lo P) (Num.min 0 (x_hi P)) (y_lo P) (y_hi P) (d_lo P) (d_hi P).
Definition mirror P : strip :=
  Strip (y_lo P) (y_hi P) (x_lo P) (x_hi P) (- d_hi P) (- d_lo P).

Definition upper_points P : seq (R * R) :=
  corners (x_nonnegative P) ++ corners (x_nonpositive P).
Definition lower_points P : seq (R * R) :=
  [seq (yx.2, yx.1) | yx <- upper_points (mirror P)].

End Strips.
