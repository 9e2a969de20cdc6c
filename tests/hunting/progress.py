"""Progress of long hunts, to look at: a line now and then on the terminal, also from the processes of pytest-xdist."""

import sys
import time
from contextlib import nullcontext

import pytest

LONG = ("deep", "fuzz")  # the profiles whose properties take minutes
SECONDS = 20.0  # between two lines of one property


class Terminal:
    """Where lines go: to nowhere, until a pytest run of a long profile is configured."""

    def __init__(self) -> None:
        self.config: pytest.Config | None = None

    def write(self, line: str) -> None:
        """Puts a line on the run's error stream, past pytest's capture."""
        if self.config is not None:
            capture = self.config.pluginmanager.getplugin("capturemanager")
            with capture.global_and_fixture_disabled() if capture else nullcontext():
                print(line, file=sys.stderr, flush=True)


TERMINAL = Terminal()


class Watch:
    """Counts one property's examples, and tells how far it has come."""

    def __init__(self, name: str, examples: int, terminal: Terminal = TERMINAL) -> None:
        self.name, self.examples, self.terminal = name, examples, terminal
        self.seen, self.closest, self.begun, self.told = 0, 0.0, 0.0, 0.0

    def see(self, closeness: float) -> None:
        """One more example, so near to a violation."""
        now = time.monotonic()
        if not self.seen:
            self.begun = self.told = now
        self.seen += 1
        self.closest = max(self.closest, closeness)
        if now - self.told >= SECONDS:
            self.told = now
            rate = self.seen / (now - self.begun)
            self.terminal.write(
                f"{self.name}: {self.seen:,} of {self.examples:,} examples, {rate:,.0f} per second, "
                f"closest {self.closest:.4g}"
            )
