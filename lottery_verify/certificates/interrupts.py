"""Ctrl-C as a wish that long work asks about, where the place that it would strike at matters."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class _Wish:
    """A handler of Ctrl-C that only takes note, tells the block around it, and is gone."""

    def __init__(self) -> None:
        self.before = signal.getsignal(signal.SIGINT)
        self.pressed = threading.Event()

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.pressed.set()
        signal.signal(signal.SIGINT, self.before)
        if isinstance(self.before, _Wish):
            self.before(number, frame)


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Gives a function that says whether Ctrl-C was pressed; pressed again, it does what it did before.

    Inside another such block the outer one is told as well; pressed again, it then does what it did before both.
    Outside the main thread, which alone may handle signals, it does what it did before at once.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    wish = _Wish()
    signal.signal(signal.SIGINT, wish)
    try:
        yield wish.pressed.is_set
    finally:
        if not wish.pressed.is_set():  # else it is what it was already
            signal.signal(signal.SIGINT, wish.before)
