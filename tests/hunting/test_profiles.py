"""Profiles, and the example database in a folder, in Redis, and in both."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase, MultiplexedDatabase, ReadOnlyDatabase

from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting import PROPERTIES, find_property, hunt
from lottery_verify.hunting.many import Campaign, run_campaign
from lottery_verify.hunting.profiles import DATABASE_VARIABLE, EXAMPLES, ORDINARY, database, examples_for, register


@pytest.mark.parametrize("name", EXAMPLES)
def test_profiles_are_registered(name: str) -> None:
    """No deadline, and never every health check off: HypoFuzz would pass over such tests."""
    register()
    profile = settings.get_profile(name)
    assert profile.deadline is None
    assert set(HealthCheck) - set(profile.suppress_health_check)
    assert profile.max_examples == ORDINARY[name] <= EXAMPLES[name]


def test_ci_is_derandomised() -> None:
    """The same examples on every machine, and nothing kept."""
    profile = settings.get_profile("ci")
    assert profile.derandomize
    assert profile.database is None


def test_deep_is_deep() -> None:
    """At least 10,000 examples for each property, slow ones included, and no database to slow them down."""
    assert settings.get_profile("deep").database is None
    assert all(examples_for(prop, "deep") >= 10_000 for prop in PROPERTIES)
    assert all(examples_for(prop, "ci") <= 40 for prop in PROPERTIES)
    assert examples_for(PROPERTIES[0], "a profile of your own") == 100


def finds_again(store: ExampleDatabase) -> tuple[int, int]:
    """Examples that a hunt takes to a counterexample, first without and then with what it left in the database."""
    prop = find_property("golden-decomposition/greedy")
    first = hunt(prop, dropping=["base<=phi"], examples=1000, seed=1, database=store, shrink=False)
    again = hunt(prop, dropping=["base<=phi"], examples=1000, seed=2, database=store, shrink=False)
    assert first.status == again.status == "counterexample"
    return first.examples, again.examples


def test_a_folder_remembers(tmp_path: Path) -> None:
    """The second hunt begins with the first one's counterexample."""
    first, again = finds_again(database(str(tmp_path)))
    assert again <= first
    assert any(tmp_path.rglob("*"))


def test_the_command_shares_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`lottery-verify hunt` keeps what it finds where the environment says, begins with it, and else keeps nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)
    campaign = Campaign("golden-decomposition/greedy", ("w<=1",), 300, None, 1)
    assert run_campaign(campaign).status == "counterexample"
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv(DATABASE_VARIABLE, str(tmp_path / "kept"))
    first = run_campaign(campaign)
    again = run_campaign(Campaign("golden-decomposition/greedy", ("w<=1",), 300, None, 2, shrink=False))
    assert again.status == "counterexample"
    assert again.examples < first.examples
    assert again.case == first.case


def test_the_environment_names_the_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One folder; two, the second to read only; none."""
    monkeypatch.setenv(DATABASE_VARIABLE, str(tmp_path))
    assert isinstance(database(), DirectoryBasedExampleDatabase)
    monkeypatch.setenv(DATABASE_VARIABLE, f"{tmp_path}/a, +{tmp_path}/b")
    both = database()
    assert isinstance(both, MultiplexedDatabase)
    both.save(b"key", b"value")
    assert set(database(f"{tmp_path}/a").fetch(b"key")) == {b"value"}
    assert set(database(f"{tmp_path}/b").fetch(b"key")) == set()
    monkeypatch.delenv(DATABASE_VARIABLE)
    assert isinstance(database(), DirectoryBasedExampleDatabase)
    assert isinstance(database(f"+{tmp_path}"), ReadOnlyDatabase)


def test_redis_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package the message says which is missing."""
    monkeypatch.setitem(__import__("sys").modules, "redis", None)
    with pytest.raises(InvalidArgument, match=r"redis://localhost.*package redis is not installed"):
        database("redis://localhost")


@pytest.fixture
def redis_address(tmp_path: Path) -> Iterator[str]:
    """A Redis server of our own, on a free port, gone after the test."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed (apt-get install redis-server)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        for _ in range(100):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
        server.terminate()


def test_redis_is_shared(redis_address: str, tmp_path: Path) -> None:
    """What one machine finds in Redis, another one replays at once; a folder beside it keeps a copy."""
    here = database(f"{tmp_path}/here,{redis_address}")
    there = database(f"{tmp_path}/there,+{redis_address}")
    prop = find_property("golden-decomposition/greedy")
    first = hunt(prop, dropping=["base<=phi"], examples=1000, seed=1, database=here)
    again = hunt(prop, dropping=["base<=phi"], examples=1000, seed=2, database=there, shrink=False)
    assert first.case == again.case
    assert again.examples < first.examples
    assert any((tmp_path / "here").rglob("*"))
    for one in (here, there):
        for part in one._wrapped:  # type: ignore[attr-defined]
            inner = getattr(part, "_wrapped", part)
            if hasattr(inner, "redis"):
                inner.redis.close()
