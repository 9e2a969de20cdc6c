From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import ring.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Goal forall (R : realFieldType) (a b : R), a * b * a = b * a ^+ 2.
Proof. move=> R a b. ring. Qed.
Goal forall (R : realFieldType) (I:finType) (p z : I -> R) i, z i * p i * z i = p i * z i ^+ 2.
Proof. move=> R m p z i. ring. Qed.
Goal forall (R : realFieldType) m (p : 'rV[R]_m.+1) (z : 'I_m.+1 -> R) i, z i * p ord0 i * z i = p ord0 i * z i ^+ 2.
Proof. move=> R m p z i. ring. Qed.
