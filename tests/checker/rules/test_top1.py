"""Rule `top1`: where it settles every pair of classes of a box, no input of the box changes the class."""

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.rules import top1
from lottery_verify.checker.rules.paired import PairLayer
from lottery_verify.errors import UnsupportedNetwork
from tests.checker.pairs import PRECISION, entering, kinks, random_pair

MARGINS = [Fraction(0), Fraction(1, 64), Fraction(1, 3), Fraction(1)]
Pair = Sequence[PairLayer]


def both(pair: Pair, t: Fraction) -> tuple[list[Fraction], list[Fraction]]:
    """The outputs of F and of Ĝ at a point, exactly."""
    values = entering(pair, t)
    if pair[-1].relu:
        values = [max(v, Fraction(0)) for v in values]
    count = len(pair[-1].bias)
    return values[count:], values[:count]


def changes(pair: Pair, t: Fraction, margin: Fraction) -> bool:
    """Whether F is sure of its class at a point, and Ĝ has another one there: the definition, word by word."""
    f, g = both(pair, t)
    for j in range(len(f)):
        others = [k for k in range(len(f)) if k != j]
        if all(f[j] > f[k] and f[j] - f[k] >= margin for k in others):
            return any(g[k] >= g[j] for k in others)
    return False


def decisive(pair: Pair, low: Fraction, high: Fraction, margin: Fraction) -> Iterator[Fraction]:
    """Points of an interval among which one changes the class if any does: on each piece of a line where no two outputs
    change order or lead by the margin, the ends and the middle."""
    places = sorted(kinks(pair, low, high))
    cuts = set(places)
    for s, t in pairwise(places):
        for a, b in zip(both(pair, s), both(pair, t), strict=True):
            for j, k in permutations(range(len(a)), 2):
                for level in (Fraction(0), margin):
                    p, q = a[j] - a[k] - level, b[j] - b[k] - level
                    if p * q < 0:
                        cuts.add(s + p / (p - q) * (t - s))
    ordered = sorted(cuts)
    yield from ordered
    yield from ((s + t) / 2 for s, t in pairwise(ordered))


def case(seed: int) -> tuple[Pair, Fraction, Fraction, Fraction]:
    """Two networks of one input and two to four outputs, an interval and a margin."""
    generator = random.Random(seed)
    widths = [1, *(generator.randint(1, 4) for _ in range(generator.randint(0, 2))), generator.randint(2, 4)]
    pair = random_pair(generator, widths, near=generator.choice([2, 20, 200]))
    pair[-1] = pair[-1]._replace(relu=generator.random() < 0.2)
    low, high = sorted(Fraction(generator.randint(-64, 64), 32) for _ in range(2))
    middle = (low + high) / 2
    if generator.random() < 0.5:
        low, high = middle - (high - low) / 64, middle + (high - low) / 64
    return pair, low, high, generator.choice(MARGINS)


def settled(pair: Pair, low: Fraction, high: Fraction, margin: Fraction) -> bool:
    """What the rule says of one box."""
    unit = 1 << PRECISION
    ends = [low.numerator * unit // low.denominator], [-(-high.numerator * unit // high.denominator)]
    return not top1.unsettled(top1.comparable(pair), *ends, [(0, 0)], PRECISION, margin)


def falsely_settled(seed: int) -> bool:
    """Whether the rule settles an interval in which some point changes the class."""
    pair, low, high, margin = case(seed)
    return settled(pair, low, high, margin) and any(changes(pair, t, margin) for t in decisive(pair, low, high, margin))


@given(st.integers(0, 1 << 32))
def test_settled_boxes_change_no_class(seed: int) -> None:
    """With one input the truth is known exactly. Catches every pair, sign or margin that is forgotten."""
    assert not falsely_settled(seed)


def test_much_is_settled() -> None:
    """Of 200 intervals more than a third is settled, and of the others some change the class. Catches a rule that
    settles nothing, of which the test above would know nothing."""
    verdicts = [settled(*case(seed)) for seed in range(200)]
    true = [any(changes(case(seed)[0], t, case(seed)[3]) for t in decisive(*case(seed))) for seed in range(200)]
    assert sum(verdicts) > 200 / 3
    assert sum(true) > 20


def flipped(last: PairLayer, j: int, others: Sequence[int], margin: Fraction) -> PairLayer:
    """The margin twice where Ĝ's lead is compared with F's."""
    rows = LEADS(last, j, others, margin)
    return rows._replace(gap_bias=[b + int(margin * (1 << rows.scale)) for b in rows.gap_bias])


def raised(last: PairLayer, j: int, others: Sequence[int], margin: Fraction) -> PairLayer:
    """The margin taken from F's lead twice: inputs of which F is sure are left out."""
    rows = LEADS(last, j, others, margin)
    m = int(margin * (1 << rows.scale))
    return rows._replace(bias=[b - m for b in rows.bias], gap_bias=[b + m for b in rows.gap_bias])


LEADS = top1.leads
WRONG = {
    "difference's sign dropped": ("stays", lambda lead: lead.y[0] > 0 or -lead.d[0] > 0),
    "upper end of the difference": ("stays", lambda lead: lead.y[0] > 0 or lead.d[1] > 0),
    "upper end of Ĝ's lead": ("stays", lambda lead: lead.y[1] > 0),
    "F's lead for Ĝ's": ("stays", lambda lead: lead.x[0] > 0),
    "F's lower end": ("never", lambda lead: lead.x[0] < 0),
    "the margin twice in Ĝ": ("leads", flipped),
    "the margin twice in F": ("leads", raised),
    "a rival forgotten": ("leads", lambda last, j, others, m: LEADS(last, j, [others[0]] * len(others), m)),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_wrong_rules_are_found(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each wrong rule settles an interval in which the class changes; so the property above can fail."""
    monkeypatch.setattr(top1, *WRONG[wrong])
    assert any(falsely_settled(seed) for seed in range(1500))


def test_one_output_is_refused() -> None:
    """Of one output there is no class. Catches a claim that is true of nothing."""
    pair = random_pair(random.Random(0), [1, 1], near=1)
    with pytest.raises(UnsupportedNetwork, match="two outputs or more"):
        top1.comparable(pair)


def test_a_margin_is_rounded_down() -> None:
    """A third is no multiple of 2^-32: what is compared is less, about more inputs. Catches rounding the other way."""
    pair = random_pair(random.Random(1), [1, 2], near=1)
    rows = top1.leads(pair[-1], 0, [1], Fraction(1, 3))
    m = pair[-1].bias[0] - pair[-1].bias[1] - Fraction(rows.bias[0], 1 << rows.scale - pair[-1].scale)
    assert 0 <= Fraction(1, 3) - m / (1 << pair[-1].scale) < Fraction(1, 1 << 32)
