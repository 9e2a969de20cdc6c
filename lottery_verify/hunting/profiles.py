"""Hypothesis profiles, registered in one place: dev, ci, deep, fuzz; and how many examples each property gets."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase, MultiplexedDatabase, ReadOnlyDatabase

from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting.records import Property

EXAMPLES = {"dev": 100, "ci": 40, "deep": 10_000, "fuzz": 1_000_000}
"""Examples of each property of the registry; slow ones get fewer in dev and ci (see `examples_for`)."""
ORDINARY = {"dev": 100, "ci": 40, "deep": 1_000, "fuzz": 1_000_000}
"""Examples of a test that is no property of the registry and asks for no number of its own."""
FEWEST = {"dev": 10, "ci": 5, "deep": 10_000, "fuzz": 1_000_000}
DATABASE_VARIABLE = "LOTTERY_VERIFY_EXAMPLES"
SUPPRESSED = (HealthCheck.too_slow,)  # not all of them: HypoFuzz passes over tests that suppress every health check


def register() -> None:
    """Registers the profiles with Hypothesis.

    dev: random, 100 examples. ci: derandomised and quick, no database. deep: 10,000 examples of each property, 1,000 of
    other tests, and no database: Hypothesis would keep each step of the steering in it and take two to three times as
    long; a failure prints what reproduces it. fuzz: without end, for HypoFuzz or `lottery-verify hunt --minutes`.
    """
    phases = (Phase.explicit, Phase.reuse, Phase.generate, Phase.target, Phase.shrink)
    shared = settings(deadline=None, suppress_health_check=SUPPRESSED, phases=phases)
    settings.register_profile("dev", shared, max_examples=ORDINARY["dev"], database=database())
    settings.register_profile(
        "ci", shared, max_examples=ORDINARY["ci"], derandomize=True, database=None, print_blob=True
    )
    settings.register_profile("deep", shared, max_examples=ORDINARY["deep"], database=None, print_blob=True)
    settings.register_profile("fuzz", shared, max_examples=ORDINARY["fuzz"], database=database())


def examples_for(prop: Property, profile: str) -> int:
    """How many examples a property gets: a slow one gets fewer in dev and ci, and no fewer than all in deep."""
    if profile not in EXAMPLES:
        return max(FEWEST["dev"], EXAMPLES["dev"] // prop.slow)
    return max(FEWEST[profile], EXAMPLES[profile] // prop.slow)


def database(spec: str | None = None) -> ExampleDatabase:
    """The example database: a folder, Redis, or a folder of one's own with others' examples read as well.

    Args:
        spec: folders and redis://host:port/db addresses, comma-separated; "+" before one makes it read-only. When left
            out, the environment variable LOTTERY_VERIFY_EXAMPLES, and without that the folder .hypothesis/examples.
    Raises:
        InvalidArgument: redis is asked for and not installed.
    """
    text = os.environ.get(DATABASE_VARIABLE, "") if spec is None else spec
    parts = [_one(part.strip()) for part in text.split(",") if part.strip()]
    if not parts:
        return DirectoryBasedExampleDatabase(Path(".hypothesis") / "examples")
    return parts[0] if len(parts) == 1 else MultiplexedDatabase(*parts)


def _one(spec: str) -> ExampleDatabase:
    if spec.startswith("+"):
        return ReadOnlyDatabase(_one(spec[1:]))
    if not spec.startswith("redis://"):
        return DirectoryBasedExampleDatabase(spec)
    try:
        from hypothesis.extra.redis import RedisExampleDatabase
        from redis import Redis  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        raise InvalidArgument(f"{DATABASE_VARIABLE} {spec!r}: the package redis is not installed") from None
    return RedisExampleDatabase(Redis.from_url(spec))
