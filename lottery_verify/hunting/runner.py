"""Runs a hunt: Hypothesis over one property, steered by how near each example comes to a violation."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.database import ExampleDatabase

from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting.records import Outcome, Property

BATCHES = 10, 200  # examples between two looks at the clock: few at first, then twice as many each time
PHASES = (Phase.reuse, Phase.generate, Phase.target, Phase.shrink)
Progress = Callable[["Hunt"], None]
NO_RESULT = "no result"


class Violated(AssertionError):
    """A property does not hold for an example."""


@dataclass
class Hunt:
    """One hunt, running or done.

    Attributes:
        property_id, dropping, seed: what was hunted.
        examples: examples judged so far, shrinking included.
        seconds: time taken.
        closest: how near the worst example came to a violation; 1 is the edge.
        status: "running", "none found", "counterexample"; "no result" where its worker or the scheduler died.
        case, outcome: the minimal counterexample.
        error: the exception, where the code under test raised one, or why there is no result.
    """

    property_id: str
    dropping: tuple[str, ...]
    seed: int
    examples: int = 0
    seconds: float = 0.0
    closest: float = 0.0
    status: str = "running"
    case: Any = field(default=None, repr=False)
    outcome: Outcome | None = None
    error: str = ""

    @property
    def rate(self) -> float:
        """Examples per second."""
        return self.examples / self.seconds if self.seconds else 0.0

    @property
    def verdict(self) -> str:
        """What came of it, in the words of the reports."""
        if self.status == "counterexample":
            return f"counterexample after {self.examples} examples"
        return f"none found in {self.examples} examples"


def hunt(
    prop: Property,
    *,
    dropping: Iterable[str] = (),
    examples: int = 200,
    seconds: float | None = None,
    seed: int = 0,
    database: ExampleDatabase | None = None,
    shrink: bool = True,
    progress: Progress | None = None,
) -> Hunt:
    """Looks for a counterexample, and shrinks it.

    Args:
        prop: what must hold.
        dropping: names of hypotheses or constants to do without.
        examples: how many to generate; with `seconds`, how many at most.
        seconds: how long to go on, in batches, each with the next seed.
        seed: of the hunt; the same seed gives the same examples.
        database: where counterexamples are kept between hunts; nowhere when left out.
        shrink: whether to look for the smallest counterexample, or be content with the first.
        progress: called now and then with the hunt so far, and when the first counterexample is found.
    Returns:
        The hunt.
    Raises:
        InvalidArgument: something that this property cannot drop.
    """
    names = frozenset(dropping)
    for name in sorted(names - set(prop.drop_names)):
        raise InvalidArgument(
            f"drop {name!r}: {prop.id} can be hunted without {', '.join(prop.drop_names) or 'nothing'}"
        )
    if examples < 1:
        raise InvalidArgument(f"examples {examples} must be at least 1")
    result = Hunt(prop.id, tuple(sorted(names)), seed)
    begin = last = time.perf_counter()

    def judged(case: Any) -> None:
        nonlocal last
        result.examples += 1
        try:
            outcome = prop.judge(case, names)
        except Exception as error:
            violated(case, None, f"{type(error).__name__}: {error}")
            raise
        if not outcome.holds:
            violated(case, outcome, "")
            raise Violated(outcome.note)
        result.closest = max(result.closest, outcome.closeness)
        hypothesis.target(outcome.closeness, label="closeness")
        now = time.perf_counter()
        if progress and now - last > 0.2:
            last, result.seconds = now, now - begin
            progress(result)

    def violated(case: Any, outcome: Outcome | None, error: str) -> None:
        first = result.case is None
        result.case, result.outcome, result.error = case, outcome, error
        if progress and first:  # told before it is shrunk, in case that is interrupted
            progress(result)

    left, batch, turn = examples, examples if seconds is None else BATCHES[0], 0
    while left > 0 and result.case is None and (seconds is None or turn == 0 or time.perf_counter() - begin < seconds):
        before = result.examples
        try:
            _run(prop, names, judged, min(batch, left), seed + turn, database, PHASES if shrink else PHASES[:-1])
        except Exception:
            if result.case is None:  # not the code under test: the hunt itself went wrong
                raise
        result.seconds = time.perf_counter() - begin
        left -= max(1, result.examples - before)
        batch, turn = min(2 * batch, BATCHES[1]), turn + 1
    result.status = "none found" if result.case is None else "counterexample"
    result.seconds = time.perf_counter() - begin
    if result.case is not None:
        result.closest = result.outcome.closeness if result.outcome else 1.0
    if progress:
        progress(result)
    return result


def _run(
    prop: Property,
    names: frozenset[str],
    judged: Callable[[Any], None],
    examples: int,
    seed: int,
    database: ExampleDatabase | None,
    phases: tuple[Phase, ...],
) -> None:
    """One run of Hypothesis; a failure is left in what `judged` wrote down."""

    @settings(
        max_examples=examples,
        database=database,
        deadline=None,
        phases=phases,
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )
    @hypothesis.seed(seed)  # it turns the database off; the settings above turn it on again
    @given(prop.inputs(names))
    def run(case: Any) -> None:
        judged(case)

    key = " ".join([prop.id, *sorted(names)])  # one key for each hunt, the same on every machine
    run._hypothesis_internal_database_key = key.encode()  # type: ignore[attr-defined]
    run()
