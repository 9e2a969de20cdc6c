"""One step of back-substitution: a bound of a sum of gates, where each gate gives way to a line below or above it.

A form holds a gate between two parallel lines. For a lower bound of Σ w·gate, though, any line below the gate will do
where w > 0, and any line above it where w < 0; a gap is the gate's form less such a line.
"""

from collections.abc import Iterable, Iterator, Sequence

from lottery_verify.checker.rules.forms import Ends, Form, Space
from lottery_verify.checker.rules.relaxation import up

Gaps = dict[int, tuple[tuple[Form, Form], Form]]  # neuron → gaps to two lines below its gate, and to one above


def narrowed(space: Space, form: Form, ends: Ends, row: Sequence[int], gaps: Gaps, scale: int) -> Ends:
    """Ends of a form that holds Σ row·gate/2^scale: those known, or by two choices of lines.

    `demand_room` holds for the gaps' forms and the row. Rule: joint_back_substitution.
    """
    up_weights = [(row[j], gap) for j, gap in gaps.items() if row[j] > 0]
    down_weights = [(row[j], gap) for j, gap in gaps.items() if row[j] < 0]
    if not up_weights and not down_weights:
        return ends
    choices = (0, 1) if any(below[0] != below[1] for _, (below, _) in (*up_weights, *down_weights)) else (0,)
    low_above = total((w, above) for w, (_, above) in down_weights)
    high_above = total((w, above) for w, (_, above) in up_weights)
    for k in choices:
        low = taken(space, form, low_above + total((w, below[k]) for w, (below, _) in up_weights), scale)
        high = taken(space, form, high_above + total((w, below[k]) for w, (below, _) in down_weights), scale)
        ends = max(ends[0], space.ends(low)[0]), min(ends[1], space.ends(high)[1])
    return ends


def forms_of(gaps: Gaps) -> Iterator[Form]:
    """The forms of all gaps."""
    for below, above in gaps.values():
        yield from (*below, above)


def total(terms: Iterable[tuple[int, Form]]) -> Form:
    """Σ weight·gap, not rounded."""
    packed = slack = 0
    for w, gap in terms:
        packed += w * gap.packed
        slack += abs(w) * gap.slack
    return Form(packed, slack)


def taken(space: Space, form: Form, gaps: Form, scale: int) -> Form:
    """The form less gaps/2^scale."""
    return form - Form(space.lanes.floor(gaps.packed, scale), up(gaps.slack, scale) + space.count)
