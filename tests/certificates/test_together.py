"""Ends that share scales: the search's bounds beside those of ends of their own, and the same integers in doubles."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.certificates import doubles, gated, sharing
from lottery_verify.certificates.deadline import Deadline
from lottery_verify.certificates.doubles import Doubles, End, residue
from lottery_verify.certificates.gated import gate
from lottery_verify.certificates.last_gates import FloatGates
from lottery_verify.certificates.proof import Proof
from lottery_verify.certificates.together import search
from lottery_verify.checker.judge import check
from lottery_verify.checker.regions import Box
from lottery_verify.checker.rules.bilinear import Last, Shares
from lottery_verify.checker.rules.ends import shared_bound, weighted
from lottery_verify.checker.rules.factor import residual
from lottery_verify.checker.rules.multiples import SharedSide
from lottery_verify.checker.rules.shared import multiplied, shared
from lottery_verify.networks.network import Array, Network
from lottery_verify.networks.saving import save_network
from tests.certificates.test_gated import networks
from tests.checker.rules.test_ends import problems
from tests.checker.test_gated import layer

REGION = Box.cube(0, 1, 6)


def together(f: Network, g: Network, region: Box = REGION, enough: Fraction | None = None) -> Proof:
    """The proof where all ends share scales, however few gates there are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gated, "TOGETHER", 1)
        patch.setattr(gated, "MANY", 1)
        return gate(g, f, region=region, steps=60, enough=enough)


@pytest.mark.parametrize("depth", [2, 3])
def test_the_checker_accepts_what_is_proved_and_nothing_less(depth: int, tmp_path: Path) -> None:
    """It is accepted at what it proves, which is half as much again at most as with scales of each end's own."""
    f, g = networks(depth)
    files = [str(tmp_path / name) for name in ("f.safetensors", "g.safetensors", "c.json")]
    save_network(f, files[0])
    save_network(g, files[1])
    proof, own = together(f, g), gate(g, f, region=REGION, steps=60).proved
    assert "scale" in proof.steps[0]
    assert proof.proved is not None
    assert own is not None
    assert proof.proved <= own * Fraction(3, 2)
    proof.save(files[2])
    asked = {"ticket": files[1], "target": files[0], "region": REGION}
    assert check(files[2], epsilon=proof.proved, **asked).status == "accepted"  # type: ignore[arg-type]
    replace(proof, epsilon=proof.proved * Fraction(999, 1000)).save(files[2])
    assert check(files[2], epsilon=proof.proved, **asked).status == "rejected"  # type: ignore[arg-type]


def test_what_is_missed_together_is_sought_for_each_end(tmp_path: Path) -> None:
    """Just above what is asked for, the outputs that miss it get hints of their own in a step more; it is accepted."""
    f, g = networks(2)
    shared = together(f, g).proved
    assert shared is not None
    asked = shared * Fraction(99, 100)
    proof = together(f, g, enough=asked)
    assert ["scale" in step for step in proof.steps] == [True, False]
    assert proof.proved is not None
    assert proof.proved <= asked
    assert len(together(f, g, enough=shared / 2).steps) == len(together(f, g, enough=shared).steps) == 1
    files = [str(tmp_path / name) for name in ("f.safetensors", "g.safetensors", "c.json")]
    save_network(f, files[0])
    save_network(g, files[1])
    proof.save(files[2])
    found = check(files[2], ticket=files[1], target=files[0], region=REGION, epsilon=proof.proved)
    assert found.status == "accepted"


class Passing(Deadline):
    """A deadline that comes when it is told to."""

    come = False

    @property
    def passed(self) -> bool:
        """Whether it was told."""
        return self.come


def test_ends_that_are_not_bounded_in_time_stay_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time is over after one end: it keeps its hints, the others have none, and the checker accepts what is proved.

    Catches: all ends bounded however long it takes; an end without hints that counts as proved; nothing kept.
    """
    f, g = networks(2)
    deadline, lowest = Passing(), sharing.lowest

    def once(*given: Any) -> Any:
        Passing.come = True
        return lowest(*given)

    monkeypatch.setattr(Passing, "come", False)
    monkeypatch.setattr(sharing, "lowest", once)
    monkeypatch.setattr(gated, "TOGETHER", 1)
    monkeypatch.setattr(gated, "MANY", 1)
    proof = gate(g, f, region=REGION, steps=60, deadline=deadline)
    hints = [one[end] for one in proof.steps[0]["hints"] for end in ("upper", "lower")]
    assert [side is not None for side in hints] == [True] + [False] * (len(hints) - 1)
    files = [str(tmp_path / name) for name in ("f.safetensors", "g.safetensors", "c.json")]
    save_network(f, files[0])
    save_network(g, files[1])
    proof.save(files[2])
    assert proof.proved is not None
    found = check(files[2], ticket=files[1], target=files[0], region=REGION, epsilon=proof.proved)
    assert found.status == "accepted"


def test_the_same_bytes_again() -> None:
    """Nothing depends on what ran before."""
    f, g = networks(2)
    assert together(f, g).to_json() == together(f, g).to_json()


@pytest.mark.parametrize("size", [0.0, 1.0, 2.0**60, 2.0**500, 2.0**900])
@pytest.mark.parametrize("point", [True, False])
def test_numbers_at_the_ends_of_floats(size: float, point: bool) -> None:
    """Weights whose squares overflow, and a region of one point, get a bound that is no less than the difference."""
    bias: list[Array | None] = [np.array([size, size]), None]
    f, g = (
        Network.from_arrays([np.array([[size], [-size]]), np.array([[last, size]])], bias, [True, False])
        for last in (1.0, 1.25)
    )
    proved = together(f, g, Box((1,), (1,)) if point else Box((-1,), (1,))).proved
    assert proved is not None
    assert proved >= Fraction(size) / 2


@given(problems())
def test_no_time_is_no_answer(problem: tuple[Last, list[int], Shares, SharedSide]) -> None:
    """The search looks at the clock before it has swept once."""
    gates = problem[0]
    x, d = (np.array([form.coefficients for form in forms], dtype=np.float64) for forms in (gates.x, gates.d))
    zeros = np.zeros(len(x))
    floats = FloatGates(x, d, zeros, zeros, [], gates.free, zeros, zeros, zeros)
    behind_them = layer([[1] * len(x)], [[2] * len(x)], [0], [0], False)
    assert search(floats, behind_them, [(0, 1)], 5, Deadline.after(0)) is None


@given(problems())
def test_doubles_say_the_same_integer(problem: tuple[Last, list[int], Shares, SharedSide]) -> None:
    """Whatever the hints are."""
    gates, scale, form, side = problem
    common = shared(gates, scale)
    expected = shared_bound(form, side, common, multiplied(common))
    assert End(Doubles(common), weighted(form, common), side).bound(list(side.p))[1] == expected


@pytest.mark.parametrize("size", [1, 2**20, 2**25, 2**26, 2**62])
@pytest.mark.parametrize("rows", [1, doubles.BLOCK - 1, doubles.BLOCK, 2 * doubles.BLOCK + 3])
def test_doubles_leave_what_integers_leave_or_refuse(rows: int, size: int) -> None:
    """The factor's sums are exact up to 2^52, and beyond that there is no answer: catches a sum that is rounded."""
    random = Random(rows)
    near = [[random.randint(-size, size) // (i + 1) for _ in range(rows)] for i in range(rows)]
    square = [[sum(a * b for a, b in zip(row, other, strict=True)) for other in near] for row in near]
    if max(max(map(abs, row)) for row in square) >= 2**63:
        square = [[v % 2**62 for v in row] for row in square]
    found = residue(np.array(square, dtype=np.int64))
    columns = [[row[j] for row in square[j:]] for j in range(rows)]
    assert found in (None, residual(columns, rows))
    assert (found is None) == (max(max(map(abs, row)) for row in square) >= doubles.LIMIT)


@given(problems(), st.sampled_from([1 << 52, (1 << 64) - 1, -(1 << 63)]))
def test_what_does_not_fit_is_done_in_integers(problem: tuple[Last, list[int], Shares, SharedSide], large: int) -> None:
    """An entry of p beyond doubles gives the same integer all the same."""
    gates, scale, form, side = problem
    p = [large, *side.p[1:]]
    common = shared(gates, scale)
    expected = shared_bound(form, side._replace(p=p), common, multiplied(common))
    assert End(Doubles(common), weighted(form, common), side).bound(p)[1] == expected
