"""What the claims about classes and signs can be, and what they shrink to."""

from lottery_verify.strategies.claimed import SplitCase, divided_cases, split_cases
from tests.strategies.finding import find_any, minimal


def paths(case: SplitCase) -> list[tuple[object, ...]]:
    """The signs that are asked on the way to each part."""
    found: list[tuple[object, ...]] = []
    waiting: list[tuple[object, ...]] = [()]
    for split in case.tree:
        above = waiting.pop()
        if split is None:
            found.append(above)
        else:
            waiting += [(*above, split)] * 2
    return found


def test_both_networks_signs_are_asked_on_one_path() -> None:
    """Some part knows a sign of F and another one of Ĝ. Catches a strategy that splits F alone."""
    wanted = {"x", "y"}
    find_any(split_cases(), lambda case: any({str(split)[-3] for split in path} == wanted for path in paths(case)))


def test_no_sign_is_asked_twice() -> None:
    """What a path knows it does not ask; such trees the checker refuses, and nothing would be hunted."""
    find_any(split_cases(), lambda case: any(len(path) == 3 for path in paths(case)))
    twice = 0

    def seen(case: SplitCase) -> bool:
        nonlocal twice
        twice += any(len(set(path)) < len(path) for path in paths(case))
        return len(case.tree) > 9

    find_any(split_cases(), seen)
    assert twice == 0


def test_they_shrink_to_no_split() -> None:
    """The smallest case is one part. Catches trees that hide in a counterexample without need."""
    assert minimal(split_cases(), lambda case: True).tree == (None,)


def test_divisors_are_alike_or_not() -> None:
    """Pairs of one divisor, whose difference is divided by it, and pairs that a checker must refuse."""
    for alike in (True, False):
        case = find_any(divided_cases(), lambda case: (len(set(case.divisors)) == 1) is alike)  # noqa: B023
        f, g = case.networks()
        assert (f.divisor, g.divisor) == case.divisors
