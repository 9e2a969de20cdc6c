(******************************************************************************)
(* Finite laws of one weight: a sign and a magnitude of a grid.               *)
(*                                                                            *)
(*   sgn b               1 if b, -1 if not                                    *)
(*   grid_type N         a sign and an index t < N+1 (so N+1 grid points)     *)
(*   grid_law R N        the uniform law on it                                *)
(*   grid_value x (b, t) sgn b * x t                                          *)
(*   midpoint N t        (2t + 1) / (2 (N+1)): the t-th of N+1 magnitudes     *)
(*   uniform_value       sign * midpoint: an odd numerator over 2(N+1)        *)
(*   scaled_value scale  uniform_value times scale                            *)
(*   near w e sgn u v    u has the sign sgn and |v u - w| <= e                *)
(*   grid_points k r     k r points per sign: k categories of r steps         *)
(*   hyperbolic_value q wmax k r   sign * alpha q^t, t = 0 .. k r - 1, where  *)
(*       alpha^2 = wmax / q^(A + (k+1) r), A = floor (k r / 2) - 1            *)
(*                                                                            *)
(* Source: hyperbolic-product, malach-pruning; the laws are finite.           *)
(******************************************************************************)
From mathcomp Require Import all_ssreflect all_algebra.
From LotteryVerify.definitions Require Import categories finite_law.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import Num.Theory.
Local Open Scope ring_scope.

Definition sgn (R : ringType) (b : bool) : R := if b then 1 else -1.

Definition grid_type (N : nat) : finType := [finType of bool * 'I_N.+1].

Definition grid_law (R : realFieldType) (N : nat) : law R (grid_type N) :=
  uniform_law R (true, ord0 : 'I_N.+1).

Definition grid_value (R : realFieldType) (N : nat) (x : nat -> R)
    (o : grid_type N) : R := sgn R o.1 * x o.2.

Definition near (R : realFieldType) (w e : R) (sgn : bool) (u v : R) : bool :=
  has_sign sgn u && (`|v * u - w| <= e).

Section Midpoints.
Variables (R : realFieldType) (N : nat).

Definition midpoint (t : nat) : R := (t.*2.+1)%:R / (N.+1.*2)%:R.

Definition uniform_value : grid_type N -> R := grid_value midpoint.

Definition scaled_value (scale : R) (o : grid_type N) : R :=
  scale * uniform_value o.

End Midpoints.

Section Hyperbolic.
Variables (R : rcfType) (q wmax : R) (k r : nat).

Definition grid_points : nat := (k * r)%N.
Definition middle : nat := grid_points./2.-1.
Definition hyperbolic_scale : R :=
  Num.sqrt (wmax / q ^+ (middle + k.+1 * r)).

Definition hyperbolic_value : grid_type grid_points.-1 -> R :=
  grid_value (fun t => hyperbolic_scale * q ^+ t).

End Hyperbolic.
