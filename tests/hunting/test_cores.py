"""The checker's integer cores, followed path by path by a solver; and what random search misses."""

import pytest

from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting import cores
from lottery_verify.hunting.cores import CORES, Core, symbolic_hunt

FAULT = 123_457


def kinked_with_a_fault(p: int, n: int, low: int, high: int, t: int) -> bool:
    """`kinked`, which overlooks that a range crosses 0 if it ends at one certain number."""
    if not low <= t <= high:
        return True
    a, b = (p if low >= 0 else n) * low, (p if high >= 0 else n) * high
    crosses = low < 0 < high and high != FAULT
    least, most = (min(a, b, 0), max(a, b, 0)) if crosses else (min(a, b), max(a, b))
    return least <= (p if t > 0 else n) * t <= most


WRONG = Core("kinked", 5, kinked_with_a_fault)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("core", CORES, ids=lambda core: core.name)
@pytest.mark.parametrize("examples", [8, pytest.param(100, marks=pytest.mark.slow)])
def test_no_path_is_wrong(core: Core, examples: int) -> None:
    """No path that the solver follows makes the statement false."""
    assert symbolic_hunt(core, examples=examples) is None


@pytest.mark.filterwarnings("ignore")
def test_a_solver_finds_one_wrong_integer() -> None:
    """A fault at one integer of two million is found, and confirmed in plain integers."""
    found = symbolic_hunt(WRONG, examples=100)
    assert found is not None
    assert found[3] == FAULT
    assert not kinked_with_a_fault(*found)


def test_random_search_misses_it() -> None:
    """2,000 random examples do not find it."""
    assert symbolic_hunt(WRONG, examples=2000, backend="hypothesis") is None


def test_without_crosshair_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""
    monkeypatch.setattr(cores, "has_crosshair", lambda: False)
    with pytest.raises(InvalidArgument, match="install hypothesis-crosshair"):
        symbolic_hunt(CORES[0])
