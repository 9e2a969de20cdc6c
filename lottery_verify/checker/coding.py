"""Sets of neurons that a file holds as integers, read back in bounded time and memory; standard library only.

A set among n neurons is split into pieces of at most 32 neurons, and 256 pieces are one integer. A piece is two of its
digits. The first says how many neurons are kept, k; a number counts for as much as it was seen before in pieces of this
size, and once to begin with. The second says which of the C(n, k) sets of k neurons it is, in colexicographic order.
Reading is one to one: each list of sets has one code, and each code that is read to its end is one list.
"""

from math import comb

from lottery_verify.checker.clock import NO_LIMIT, Clock
from lottery_verify.checker.files import demand
from lottery_verify.checker.formats import MAX_FILE_BYTES

PIECE, GROUP = 32, 256  # neurons of a piece, pieces of an integer
LENGTH = 2  # bytes that say how long an integer is
MOST_PER_BYTE, SPARE = 64, 64  # work for each byte of a code, and bytes for which work is always allowed
MOST = MAX_FILE_BYTES // 4  # work for any code: a step makes about 4 bytes of masks
CHOICES = tuple(tuple(comb(n, k) for k in range(PIECE + 1)) for n in range(PIECE + 1))


class Work:
    """What reading codes of so many bytes may cost: sets, pieces and kept neurons count 1 each."""

    def __init__(self, n_bytes: int, where: str, clock: Clock = NO_LIMIT) -> None:
        self.clock = clock
        self.left = min(MOST_PER_BYTE * (n_bytes + SPARE), MOST)
        self.where = where

    def spend(self, amount: int) -> None:
        """MalformedFile where more is spent than is left; Undecided past the time."""
        self.clock.demand()
        self.left -= amount
        problem = f"{self.where}: its codes mean over {MOST_PER_BYTE} steps for each of their bytes, or over {MOST}"
        demand(self.left >= 0, problem)


def piece_sizes(n: int) -> list[int]:
    """The sizes of the pieces of n neurons: as few as may be, and as even."""
    parts = -(-n // PIECE)
    return [n * (j + 1) // parts - n * j // parts for j in range(parts)]


def subset(n: int, k: int, rank: int) -> list[int]:
    """The set of k of n neurons with `rank` sets before it, ascending: rank = Σ C(p_j, j) over its p_1 < … < p_k."""
    found = []
    for p in range(n - 1, -1, -1):
        before = CHOICES[p][k]
        if before <= rank:  # with k = 0 it is 1, and the rank 0
            found.append(p)
            rank -= before
            k -= 1
    return found[::-1]


class Codes:
    """Reads one code, set by set; MalformedFile where it is none, or not the shortest spelling of its integers."""

    def __init__(self, data: bytes, work: Work, where: str) -> None:
        self.data, self.work, self.where = data, work, where
        self.place = self.number = self.pieces = 0
        self.seen = [[1] * (n + 1) for n in range(PIECE + 1)]

    def kept(self, n: int) -> list[int]:
        """The next set, of some of n neurons, ascending."""
        self.work.spend(1 + -(-n // PIECE))
        found, first = [], 0
        for size in piece_sizes(n):
            found += [first + p for p in self._piece(size)]
            first += size
        self.work.spend(len(found))
        return found

    def end(self) -> None:
        """Refuses what follows the last set."""
        demand(self.number == 0, f"{self.where}: an integer is larger than what its sets are")
        demand(self.place == len(self.data), f"{self.where}: {len(self.data) - self.place} bytes follow the last set")

    def _piece(self, n: int) -> list[int]:
        if self.pieces % GROUP == 0:
            self._next_integer()
        self.pieces += 1
        seen, k = self.seen[n], 0
        number, digit = divmod(self.number, sum(seen))
        while digit >= seen[k]:
            digit -= seen[k]
            k += 1
        number = number * seen[k] + digit
        seen[k] += 1
        self.number, rank = divmod(number, CHOICES[n][k])
        return subset(n, k, rank)

    def _next_integer(self) -> None:
        demand(self.number == 0, f"{self.where}: an integer is larger than what its sets are")
        first = self.place + LENGTH
        size = int.from_bytes(self.data[self.place : first], "little")
        self.place = first + size
        demand(self.place <= len(self.data), f"{self.where}: it ends within an integer")
        demand(size == 0 or self.data[self.place - 1] > 0, f"{self.where}: an integer begins with a zero byte")
        self.number = int.from_bytes(self.data[first : self.place], "little")
