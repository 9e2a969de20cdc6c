(* The constants of the theorems, printed by Coq.                             *)
(*                                                                            *)
(* Each constant is a function of its own. After it the theorem is used with  *)
(* that function in its hypothesis or conclusion: Coq accepts this only if the*)
(* function is the theorem's own expression. Then it is printed; the output   *)
(* is audit/constants.expected, which tests/proofs reads and evaluates.       *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import boolp reals sequences exp.
From LotteryVerify.definitions Require Import network finite_law categories
  grids errors counts gadgets random_source dedicated reach pruner.
From LotteryVerify.results Require Import golden_decomposition
  hyperbolic_product category_filling category_filling_exponential
  error_recursion error_propagation_euler shared_log_pruning
  shared_log_pruning_budget universal_ticket pruner_ticket integer_law
  log_pruning malach_pruning product_weight subset_sum parameter_lower_bound
  uniform_product_tail.

Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Printing Width 400.

(* golden-decomposition: what is left of a weight of at most wmax *)
Definition golden_rest (R : realFieldType) (wmax gamma : R) (k : nat) : R :=
  wmax * gamma ^- k.
Goal forall (R : realFieldType) (gamma wmax w : R) (k : nat) (x : nat -> R),
  golden_base gamma -> 0 <= w <= wmax -> in_windows gamma wmax k x ->
  0 <= w - \sum_(1 <= i < k.+1 | greedy_bit w x i) x i
    <= golden_rest R wmax gamma k.
Proof. by move=> R g wmax w k x base w_in;
  apply: golden_decomposition_scaled. Qed.
Print golden_rest.

(* hyperbolic-product *)
Definition category_probability (R : realFieldType) (k : nat) : R :=
  (8 * k%:R)^-1.
Goal forall (R : realFieldType) (alpha q s : R) (k r A N : nat),
  0 < alpha -> 1 < q -> (0 < k)%N -> (0 < r)%N -> N.+1 = (k * r)%N ->
  (A.+1.*2 <= k * r <= A.+2.*2)%N -> s = alpha ^+ 2 * q ^+ (A + k.+1 * r) ->
  fills (q ^+ r) s k (category_probability R k) (grid_law R N)
    (grid_value (fun t => alpha * q ^+ t)).
Proof. exact: hyperbolic_product. Qed.
Print category_probability.

(* category-filling *)
Definition filling_failure (R : realFieldType) (c : R) (k m draws : nat) : R :=
  k%:R * (2 ^+ m * (1 - c / 2) ^+ draws).
Definition hit_failure (R : realFieldType) (c : R) (k draws : nat) : R :=
  k%:R * (1 - c) ^+ draws.
Definition filling_draws_ln2 (R : realType) (c delta : R) (k m : nat) : R :=
  (2 / c) * (m%:R * ln 2 + ln (k%:R / delta)).
Definition filling_draws (R : realType) (c delta : R) (k m : nat) : R :=
  (2 / c) * (m%:R + ln (k%:R / delta)).
Definition hit_draws (R : realType) (c delta : R) (k : nat) : R :=
  c^-1 * ln (k%:R / delta).
Section Filling.
Variables (R : realType) (J T : finType) (p : law R T) (k m : nat).
Variables (C : 'I_k -> pred T) (c delta : R).
Hypothesis C_ge_c : forall i, c <= Pr p (C i).
Hypotheses (c_gt0 : 0 < c) (delta_gt0 : 0 < delta).
Let filled (least : nat) := 1 - delta <=
  Pr (iid J p) [pred f | [forall i, (least < members (C i) f)%N]].
Let hit := 1 - delta <=
  Pr (iid J p) [pred f : {ffun J -> T} | [forall i, exists j, C i (f j)]].
Goal filling_failure R c k m #|J| <= delta -> filled m.
Proof. exact: category_filling. Qed.
Goal hit_failure R c k #|J| <= delta -> hit.
Proof. exact: category_hit. Qed.
Goal filling_draws_ln2 R c delta k m <= #|J|%:R -> filled m.
Proof. exact: category_filling_ln2. Qed.
Goal hit_draws R c delta k <= #|J|%:R -> hit.
Proof. exact: category_hit_ln. Qed.
Goal let M := draws (filling_draws R c delta k m) in 1 - delta <=
  Pr (iid [finType of 'I_M] p)
    [pred f : {ffun 'I_M -> T} | [forall i, (m <= members (C i) f)%N]].
Proof. exact: category_filling_talk. Qed.
End Filling.
Print filling_failure.
Print hit_failure.
Print filling_draws_ln2.
Print filling_draws.
Print hit_draws.

(* error-propagation *)
Definition weight_error (R : realType) (eps Fm norms : R) (L N : nat) : R :=
  eps / (expR 1 * L%:R * (N%:R * Num.sqrt N%:R) * Fm * norms).
Definition largest_error (R : realType) (Fm : R) (N : nat) : R :=
  expR 1 * Num.sqrt N%:R * Fm.
Definition weight_error_sharp (R : realType) (eps Fm norms : R) (L N : nat) : R
  :=
  eps / ((expR 1 - 1) * L%:R * (N%:R * Num.sqrt N%:R) * Fm * norms).
Section Propagation.
Variables (R : realType) (n : nat -> nat) (F : target R n) (L N : nat).
Variables (X : 'cV[R]_(n 0%N) -> Prop) (Wp Wn : forall i, 'M[R]_(n i.+1, n i)).
Variables (ew Fm : R) (s : nat -> R).
Hypotheses (L_gt0 : (0 < L)%N) (N_gt0 : (0 < N)%N).
Hypotheses (ew_ge0 : 0 <= ew) (Fm_gt0 : 0 < Fm).
Hypothesis widths : forall i, (i <= L)%N -> (n i <= N)%N.
Hypothesis close : close_layers F L X Wp Wn (fun=> ew) s (fun=> Fm).
Goal forall eps x,
  ew <= weight_error R eps Fm (\prod_(i < L) Num.max 1 (s i)) L N ->
  eps <= largest_error R Fm N -> X x ->
  norm2 (target_run F L x - run (signed_layer Wp Wn (act F)) L x) <= eps.
Proof. by move=> eps x; apply: error_propagation_euler. Qed.
Goal forall eps x,
  ew <= weight_error_sharp R eps Fm (norm_product s L) L N ->
  eps <= (expR 1 - 1) * Num.sqrt N%:R * Fm * norm_product s L ->
  X x ->
  norm2 (target_run F L x - run (signed_layer Wp Wn (act F)) L x) <= eps.
Proof. by move=> eps x; apply: error_propagation_sharp. Qed.
End Propagation.
Print weight_error.
Print largest_error.
Print weight_error_sharp.

(* shared-log-pruning: neurons per input neuron *)
Definition shared_neurons (R : realType) (c delta : R) (k L outputs inputs :
  nat)
  : R := c^-1 * ln ((2 * k * L * outputs * inputs)%:R / delta).
Definition shared_neurons_explicit (R : realType) (delta : R)
    (k L outputs inputs : nat) : R :=
  8 * k%:R * ln ((2 * k * L * outputs * inputs)%:R / delta).
Definition categories_needed (R : realType) (wmax ew gamma : R) : R :=
  ln (wmax / ew) / ln gamma.
Definition shared_failure (R : rcfType) (c : R) (half_links k draws : nat) : R
  :=
  (half_links * k)%:R * (1 - c) ^+ draws.
Section Shared.
Variables (R : realType) (T : finType) (val : T -> R).
Variables (n M : nat -> nat) (L N : nat) (F : target R n).
Variables (X : 'cV[R]_(n 0%N) -> Prop) (s : nat -> R) (g Fm eps delta : R).
Hypotheses (L_gt0 : (0 < L)%N) (Fm_ge0 : 0 <= Fm) (delta_gt0 : 0 < delta).
Hypothesis g_golden : golden_base g.
Hypothesis F_bounded : bounded_target F L N X s Fm.
Hypothesis eps_le : eps <= (expR 1 - 1) * Num.sqrt N%:R * Fm
  * norm_product s L.
Variables (p : nat -> law R T) (wmax c : nat -> R) (k : nat -> nat) (ew : R).
Hypotheses (ew_ge0 : 0 <= ew) (ew_small : amplification L N s Fm * ew <= eps).
Hypothesis W_le : forall i a b, (i < L)%N -> `|weight F i a b| <= wmax i.
Hypothesis k_enough : forall i, (i < L)%N -> wmax i <= ew * g ^+ k i.
Hypothesis c_gt0 : forall i, (i < L)%N -> 0 < c i.
Hypothesis p_fills : forall i, (i < L)%N ->
  fills g (wmax i) (k i) (c i) (p i) val.
Goal (forall i, (i < L)%N ->
    shared_neurons R (c i) delta (k i) L (n i.+1) (n i) <= (M i)%:R) ->
  1 - delta <= Pr (source_law p) [pred f : {ffun slot n M L -> T} |
    `[< has_ticket F L X eps (random_source val f) >]].
Proof. by move=> width; apply: (@shared_log_pruning _ _ _ _ _ _ N _ _ s g Fm _ _
  L_gt0 Fm_ge0 delta_gt0 g_golden F_bounded eps_le p wmax c k ew). Qed.
End Shared.
Goal forall (R : realType) n L N (s : nat -> R) g wmax Fm eps delta i,
  neurons n L N s g wmax Fm eps delta i = draws (shared_neurons_explicit R delta
    (categories L N s g wmax Fm eps) L (n i.+1) (n i)).
Proof. by []. Qed.
Goal forall (R : realType) L N (s : nat -> R) g wmax Fm eps,
  categories L N s g wmax Fm eps
  = draws (categories_needed R wmax (precision L N s Fm eps) g).
Proof. by []. Qed.
Goal forall (R : rcfType) (T : finType) (val : T -> R) (p : nat -> law R T)
    (n M m : nat -> nat) (L : nat) (F : target R n)
    (pool : forall i, 'I_(n i.+1) -> 'I_(m i) -> 'I_(M i))
    (g : R) (wmax e c s Fm : nat -> R) (k : nat -> nat) (delta : R)
    (X : 'cV[R]_(n 0%N) -> Prop),
  (forall i (a : 'I_(n i.+1)), injective (@pool i a)) -> golden_base g ->
  (forall i a b, (i < L)%N -> `|weight F i a b| <= wmax i) ->
  (forall i, (i < L)%N -> wmax i <= e i * g ^+ k i) ->
  (forall i, (i < L)%N -> fills g (wmax i) (k i) (c i) (p i) val) ->
  (forall i, (i < L)%N -> 0 <= e i) -> (forall i, (i < L)%N -> 0 <= s i) ->
  (forall i, (i < L)%N -> lipschitz1 (act F i)) ->
  (forall i, (i < L)%N -> operator_bound (weight F i) (s i)) ->
  (forall i x a, (i < L)%N -> X x -> `|target_run F i x a ord0| <= Fm i) ->
  forall H : nat, 0 <= delta -> (0 < H)%N -> (half_links n L <= H)%N ->
  (forall i, (i < L)%N -> shared_failure R (c i) H (k i) (m i) <= delta) ->
  exists A : pred {ffun slot n M L -> T},
    1 - delta <= Pr (source_law p) A /\
    forall f, A f ->
      has_ticket F L X (propagated n e s Fm L) (random_source val f).
Proof. by move=> *; apply: shared_log_pruning_shares; eauto. Qed.
Print shared_neurons.
Print shared_neurons_explicit.
Print categories_needed.
Print shared_failure.

(* universal-ticket: neurons per input neuron *)
Definition universal_count (R : realType) (delta : R)
    (k L outputs inputs : nat) : R :=
  8 * k%:R * ln ((4 * k * L * outputs * inputs)%:R / delta).
Goal forall (R : realType) n L N (s : nat -> R) g wmax Fm eps delta i,
  universal_neurons n L N s g wmax Fm eps delta i = draws (universal_count R
    delta (categories L N s g wmax Fm eps) L (n i.+1) (n i)).
Proof. by []. Qed.
Print universal_count.

(* pruner-ticket, with shared_failure, and the package's law *)
Definition integer_probability (R : realFieldType) (pairs points : nat) : R :=
  pairs%:R / (2 * points)%:R ^+ 2.
Goal forall (R : realFieldType) (N size : nat) (x : nat -> R) (g s : R)
    (k C : nat),
  (0 < size)%N -> (forall c, (c < size)%N -> 0 < x c) ->
  (forall j, (0 < j <= k)%N -> (C <= pairs N size x g s j)%N) ->
  fills g s k (integer_probability R C N.+1) (grid_law R N)
    (@cell_value R N size x).
Proof.
by move=> *; rewrite /integer_probability -natrX; apply: integer_law_fills.
Qed.
Goal forall (R : realType) (T : finType) (val : T -> R) p (n M : nat -> nat) L
    (signs : known_signs n) (W : forall i, 'M[R]_(n i.+1, n i))
    (b : forall i, 'cV_(n i.+1)) on X (P : plan R n) g s c k delta (H : nat),
  golden_base g -> (forall i a j, (i < L)%N -> `|W i a j| <= s i) ->
  (forall i a, (i < L)%N -> `|b i a ord0| <= s i) ->
  (forall i, (i < L)%N -> s i <= error P i * g ^+ k i) ->
  (forall i, (i < L)%N -> fills g (s i) (k i) (c i) (p i) val) ->
  signs_right signs on X -> plan_right (plain W b) on L X P ->
  0 <= delta -> (0 < H)%N -> (\sum_(i < L) halves signs i <= H)%N ->
  (forall i, (i < L)%N -> shared_failure R (c i) H (k i) (M i) <= delta) ->
  1 - delta <= Pr (source_law p)
    [pred f : {ffun slot (fed n) M L -> T} | `[< promised val W b on X P f >]].
Proof. by move=> *; apply: pruner_ticket_shares; eauto. Qed.
Print integer_probability.

(* malach-pruning and product-weight: steps grid steps of 1/points in ew/2 *)
Definition near_probability (R : realFieldType) (steps points : nat) : R :=
  (steps%:R / (2 * points)%:R) ^+ 2.
Definition malach_draws (R : realType) (delta : R)
    (steps points L outputs inputs : nat) : R :=
  ((2 * points)%:R / steps%:R) ^+ 2
  * ln ((2 * L * outputs * inputs)%:R / delta).
Goal forall (R : realFieldType) (N : nat) (w e : R) (a : nat) b,
  `|w| <= 1 -> (a <= N.+1)%N -> a%:R / N.+1%:R <= e / 2 ->
  near_probability R a N.+1 <= Pr (pair_law (grid_law R N) (grid_law R N))
    [pred uv | near w e b (@uniform_value R N uv.1) (@uniform_value R N uv.2)].
Proof. exact: product_weight. Qed.
Goal forall (R : realType) (n m : nat -> nat) (L N : nat) (F : target R n)
    (eps delta ew : R) (a N0 : nat),
  (forall i, (i < L)%N -> lipschitz1 (act F i)) ->
  (forall i, (i < L)%N -> operator_bound (weight F i) 1) ->
  (forall i, (i < L)%N -> act F i 0 = 0) ->
  (0 < L)%N -> (0 < a <= N0.+1)%N -> 0 < delta -> 0 <= ew ->
  (forall i, (i <= L)%N -> (n i <= N)%N) ->
  (forall i b c, (i < L)%N -> `|weight F i b c| <= 1) ->
  a%:R / N0.+1%:R <= ew / 2 ->
  (expR 1 - 1) * L%:R * (N%:R * Num.sqrt N%:R) * ew <= eps ->
  eps <= (expR 1 - 1) * Num.sqrt N%:R ->
  (forall i, (i < L)%N ->
    malach_draws R delta a N0.+1 L (n i.+1) (n i) <= (m i)%:R) ->
  1 - delta <= Pr (source_law (fun=> grid_law R N0))
    [pred f : {ffun slot n (dedicated_width n m) L -> grid_type N0} |
    `[< has_dedicated_ticket F L (@unit_ball R n) eps
          (random_source (@uniform_value R N0) f) >]].
Proof.
move=> R n m L N F eps delta ew a N0 lip norm zero *.
by apply: (@malach_pruning R n m L N N0 a F eps delta ew); eauto.
Qed.
Print near_probability.
Print malach_draws.

(* subset-sum *)
Definition subset_failure (R : realFieldType) (share : R)
    (points steps grow fill : nat) : R :=
  (1 - share / 8%:R) ^+ grow * (points%:R / (2 * steps.*2.+1%:R))
  + (1 - share / 4%:R) ^+ fill * (points%:R / (2 * steps.+1%:R)).
Definition subset_grow (R : realType) (eps delta : R) : R :=
  ln (2 * eps * delta)^-1 / ln (8%:R / 7%:R).
Definition subset_fill (R : realType) (eps delta : R) : R :=
  ln (eps * delta)^-1 / ln (4%:R / 3%:R).
Section SubsetSum.
Variables (R : realType) (n : nat) (q : law R [finType of 'I_n.*2]).
Variables (p delta : R) (c e T1 T2 : nat).
Let reached := 1 - delta <= Pr (iid [finType of 'I_(T1 + T2)] q)
  [pred f : {ffun 'I_(T1 + T2) -> 'I_n.*2} |
     [forall z, close_subset c e z f]].
Goal 0 <= p <= 1 -> spread q p -> (e <= c)%N -> (c + e < n)%N ->
  subset_failure R p n e T1 T2 <= delta -> reached.
Proof. exact: subset_sum. Qed.
Goal (0 < n)%N -> (0 < e)%N -> (forall x, q x = (n.*2)%:R^-1) -> 0 < delta ->
  (e <= c)%N -> (c + e < n)%N ->
  subset_grow R (e%:R / n%:R) delta <= T1%:R ->
  subset_fill R (e%:R / n%:R) delta <= T2%:R -> reached.
Proof. by move=> *; apply: subset_sum_uniform. Qed.
End SubsetSum.
Print subset_failure.
Print subset_grow.
Print subset_fill.

(* uniform-product-tail *)
Definition product_tail (R : realType) (z : R) : R := z * (1 - ln z).
Goal forall (R : realType) (n m : nat) (mn : (0 < m <= n)%N),
  Pr (pair_law (fine_law R mn) (fine_law R mn))
    [pred uv | fine_value R uv.1 * fine_value R uv.2 <= m%:R / n%:R]
  <= product_tail R (m%:R / n%:R).
Proof. exact: uniform_product_tail. Qed.
Print product_tail.

(* parameter-lower-bound *)
Definition least_parameters (R : realType) (eps : R) (d : nat) : R :=
  (d * d)%:R * (ln ((2%:R * eps)^-1) / ln 2%:R) - 1.
Goal forall (R : realType) (d : nat) (I T : finType) (p : law R T)
    (net : T -> {ffun I -> bool} -> 'cV[R]_d -> 'cV[R]_d) eps,
  0 < eps -> universal p net eps -> least_parameters R eps d <= #|I|%:R.
Proof. by move=> *; apply: parameter_lower_bound_log; eauto. Qed.
Print least_parameters.
