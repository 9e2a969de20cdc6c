"""Long profiles: what one plain command makes of them, and what they tell on the way."""

from types import SimpleNamespace

import pytest

from tests import conftest
from tests.hunting import progress
from tests.hunting.progress import Terminal, Watch


class Lines(Terminal):
    """Keeps the lines."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def write(self, line: str) -> None:
        self.lines.append(line)


def test_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every so many seconds, with what has been seen, how fast, and how near it came."""
    clock = iter([100.0, 110.0, 121.0, 130.0, 141.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    lines = Lines()
    watch = Watch("a/property", 10_000, lines)
    for closeness in (0.25, 0.5, 0.125, 0.0, 1.0):
        watch.see(closeness)
    assert lines.lines == [
        "a/property: 3 of 10,000 examples, 0 per second, closest 0.5",
        "a/property: 5 of 10,000 examples, 0 per second, closest 1",
    ]


def test_nothing_is_said_in_short_profiles(capfd: pytest.CaptureFixture[str]) -> None:
    """Until a long run is configured a line goes nowhere."""
    Terminal().write("a line")
    assert capfd.readouterr() == ("", "")


class Options:
    """A pytest configuration, as far as the hook looks at it."""

    def __init__(self, profile: str | None, **more: object) -> None:
        known = {"hypothesis_profile": profile, "numprocesses": None, "dist": "no", "timeout": None, "usepdb": False}
        self.option = SimpleNamespace(**(known | more))

    def getoption(self, name: str, default: object = None) -> object:
        return getattr(self.option, name.lstrip("-").replace("-", "_"), default)


@pytest.mark.parametrize("profile", ["deep", "fuzz"])
def test_long_profiles_use_every_core(profile: str) -> None:
    """`pytest --hypothesis-profile=deep` alone: all cores, stolen work, and no limit of 300 s for a property."""
    config = Options(profile)
    conftest.pytest_cmdline_main(config)  # type: ignore[arg-type]
    option = config.option
    assert (option.numprocesses, option.dist, option.timeout) == ("auto", "worksteal", conftest.LONG_TEST)


def test_what_is_asked_stays() -> None:
    """Processes, distribution and limits that were given are kept; with a debugger there is one process."""
    config = Options("deep", numprocesses=0, dist="load", timeout=5.0)
    conftest.pytest_cmdline_main(config)  # type: ignore[arg-type]
    assert (config.option.numprocesses, config.option.dist, config.option.timeout) == (0, "load", 5.0)
    config = Options("deep", usepdb=True)
    conftest.pytest_cmdline_main(config)  # type: ignore[arg-type]
    assert config.option.numprocesses is None


@pytest.mark.parametrize("profile", ["dev", "ci", None])
def test_short_profiles_are_left_alone(profile: str | None) -> None:
    """Nothing is changed."""
    config = Options(profile)
    before = dict(vars(config.option))
    conftest.pytest_cmdline_main(config)  # type: ignore[arg-type]
    assert vars(config.option) == before


def test_the_hunts_come_first() -> None:
    """In long profiles only; the rest keeps its order."""
    names = ("tests/a.py::b", "tests/hunting/test_properties.py::c", "tests/a.py::a")
    items = [SimpleNamespace(nodeid=name) for name in names]
    conftest.pytest_collection_modifyitems(Options("deep"), items)  # type: ignore[arg-type]
    assert [item.nodeid[-1] for item in items] == ["c", "b", "a"]
    items = [items[1], items[0]]
    conftest.pytest_collection_modifyitems(Options("ci"), items)  # type: ignore[arg-type]
    assert [item.nodeid[-1] for item in items] == ["b", "c"]
