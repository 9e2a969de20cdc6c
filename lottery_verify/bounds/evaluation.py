"""Evaluates every bound for given inputs: exact integers, each real number enclosed and rounded outward."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lottery_verify.bounds.hypotheses import check_hypotheses
from lottery_verify.bounds.inputs import Inputs
from lottery_verify.bounds.lemmas import LEMMA_ROWS
from lottery_verify.bounds.rendering import as_html, as_latex, as_table
from lottery_verify.bounds.rows import Row
from lottery_verify.bounds.theorems import THEOREM_ROWS
from lottery_verify.claims import claim
from lottery_verify.counts import explicit
from lottery_verify.counts.base import categories
from lottery_verify.counts.enclosure import rational
from lottery_verify.errors import InvalidArgument

DEFAULT_CLAIMS: tuple[str, ...] = tuple(THEOREM_ROWS)
"""The claims that give the size of a source network, largest first."""

_ROWS: dict[str, Callable[[Row, Inputs, int, bool], Row]] = {**THEOREM_ROWS, **LEMMA_ROWS}


@dataclass(frozen=True)
class Evaluation:
    """All rows of one evaluation, with the inputs that they are for."""

    inputs: Inputs
    rows: tuple[Row, ...]

    def __getitem__(self, claim_id: str) -> Row:
        """The row of a claim.

        Args:
            claim_id: e.g. `shared-log-pruning`.
        Raises: InvalidArgument when the claim was not evaluated.
        """
        for row in self.rows:
            if row.claim.id == claim_id:
                return row
        raise InvalidArgument(f"claim: {claim_id!r} is not in this evaluation; it has {self.ids}")

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the claims evaluated, in order."""
        return tuple(row.claim.id for row in self.rows)

    def _repr_html_(self) -> str:
        return as_html(self)

    def _repr_latex_(self) -> str:
        return as_latex(self)

    def __str__(self) -> str:
        return as_table(self)


def evaluate_inputs(inputs: Inputs, claims: Sequence[str] | None = None, *, costs: bool = True) -> Evaluation:
    """Evaluates bounds.

    Args:
        inputs: from `inputs_from_widths` or `measure`.
        claims: claim ids; all that give the size of a source network when left out.
        costs: whether to compute the exact smallest counts and what each inequality costs.
    Returns: the evaluation, one row per claim.
    Raises: InvalidArgument for an unknown claim; Undecided when no precision decides a ceiling.
    """
    chosen = DEFAULT_CLAIMS if claims is None else tuple(claims)
    k = golden_categories(inputs)
    rows = []
    for claim_id in chosen:
        record = claim(claim_id)
        checks = check_hypotheses(record, inputs)
        row = Row(record, True, checks)
        if row.violated:
            rows.append(replace(row, applies=False))
            continue
        lower = explicit.bits_per_weight(inputs.w_max, inputs.epsilon_w)
        rows.append(_ROWS[claim_id](replace(row, lower_bits=lower), inputs, k, costs))
    return Evaluation(inputs, tuple(rows))


def golden_categories(inputs: Inputs) -> int:
    """k = ceil(log_base(w_max/epsilon_w)), or 0 where 0 is near enough to every weight.

    Args:
        inputs: the inputs.
    Returns: k.
    Source: golden-decomposition.
    """
    if inputs.w_max == 0:
        return 0
    return categories(inputs.base, lambda bits: rational(inputs.w_max, bits) / inputs.epsilon_w(bits))
