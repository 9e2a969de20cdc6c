"""While files are read the time is looked at again and again: a hostile one asks for hours of it."""

from dataclasses import dataclass, field

import pytest

from lottery_verify.checker import judge, masks
from lottery_verify.checker.clock import Clock
from lottery_verify.checker.networks import open_file, read_network, weights
from lottery_verify.errors import Undecided
from tests.checker.corpus import CASES, claim


@dataclass(frozen=True)
class Over(Clock):
    """A clock on which the time is over once it was asked so often."""

    questions: float = float("inf")
    asked: list[None] = field(default_factory=list)

    def demand(self) -> None:
        """Counts."""
        self.asked.append(None)
        if len(self.asked) > self.questions:
            raise Undecided("over")


def ticket(name):
    """The file of a case's ticket."""
    return claim(CASES[f"accepted/{name}"])["ticket"]


def questions(path):
    """How often the clock is asked while a file is read, up to its weights and after."""
    opened, read = Over(), Over()
    weights(open_file(path, opened), read)
    return len(opened.asked), len(read.asked)


@pytest.mark.parametrize("name", ["shared", "dedicated", "free", "sparse", "loose"])
def test_weights_are_drawn_with_a_look_at_the_clock(name):
    """At least once for each input of each layer. Catches a clock that is first read when the weights are there."""
    path = ticket(name)
    opened, read = questions(path)
    assert opened == 0
    assert read >= sum(open_file(path).header.widths[:-1])


def test_plain_rows_and_codes_are_read_with_a_look_at_the_clock():
    """Each row of a plain network, each set of a code. Catches files that are read to their end whatever the time."""
    path = claim(CASES["accepted/shared"])["target"]
    assert questions(path) == (0, sum(open_file(path).header.widths[1:]))
    assert questions(ticket("coded-shared"))[0] > 10


@pytest.mark.parametrize("name", ["shared", "free", "coded-shared"])
def test_no_time_ends_the_reading(name, monkeypatch):
    """A check whose time is over at any question ends there, undecided; none of them is asked in vain."""
    asked = claim(CASES[f"accepted/{name}"])
    opened, read = questions(asked["ticket"])
    for allowed in {0, opened // 2, opened, opened + read // 2}:
        monkeypatch.setattr(Clock, "of", lambda seconds, allowed=allowed: Over(questions=allowed))
        with pytest.raises(Undecided, match="over"):
            judge.check(**asked, max_seconds=1)


def test_many_weights_are_drawn_in_pieces(monkeypatch):
    """Three at a time they are the same, and the clock is asked more often. Catches a piece that is left out."""
    path = ticket("free")
    whole, before = read_network(path), questions(path)[1]
    monkeypatch.setattr(masks, "AT_ONCE", 3)
    assert read_network(path) == whole
    assert questions(path)[1] > before
