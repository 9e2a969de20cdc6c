"""The moment at which a search is to end: made once, at the start, and handed down to all that is done for it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from lottery_verify.checker.clock import NO_LIMIT, Clock

NANOSECONDS = 10**9


@dataclass(frozen=True)
class Deadline:
    """A moment of the machine's monotonic clock, or none.

    Attributes:
        clock: the same for the checker's rules, which end with Undecided when it has come.
    """

    clock: Clock = NO_LIMIT

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """So many seconds from now, 0 or more."""
        return cls(Clock(time.monotonic_ns() + round(seconds * NANOSECONDS)))

    @property
    def left(self) -> float:
        """Seconds until then, 0 once it has come; infinite where there is none."""
        end = self.clock.end
        return float("inf") if end is None else max(0, end - time.monotonic_ns()) / NANOSECONDS

    @property
    def passed(self) -> bool:
        """Whether it has come."""
        return self.left <= 0

    def within(self, seconds: float) -> Deadline:
        """So many seconds from now, but no later than this; infinitely many are no limit of their own."""
        return self if seconds >= self.left else Deadline.after(seconds)

    def later(self, seconds: float) -> Deadline:
        """So many seconds after it."""
        end = self.clock.end
        return self if end is None else Deadline(Clock(end + round(seconds * NANOSECONDS)))


NEVER = Deadline()
