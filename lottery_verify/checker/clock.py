"""How long the one who asks will wait; past it nothing is decided."""

import time
from dataclasses import dataclass

from lottery_verify.errors import Undecided


@dataclass(frozen=True)
class Clock:
    """A moment of the machine's monotonic clock, in nanoseconds, or None for no limit."""

    end: int | None = None

    @classmethod
    def of(cls, seconds: int | None) -> "Clock":
        """So many seconds from now."""
        return cls(None if seconds is None else time.monotonic_ns() + seconds * 10**9)

    def demand(self) -> None:
        """Raises Undecided when the time is over."""
        if self.end is not None and time.monotonic_ns() > self.end:
            raise Undecided("the time that was allowed for the check is over")


NO_LIMIT = Clock()
