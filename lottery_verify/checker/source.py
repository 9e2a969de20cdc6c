"""The source G as a pure function of its address: the laws of its weights, in integers. This procedure IS the law."""

import hashlib
import struct
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, repeat
from math import isqrt

INPUT, OUTPUT = 0, 1  # the matrices U and V
SPARSE = 8  # where fewer than one weight of so many is wanted, the others are not read
MAX_OCTAVE = 60  # |log2| of the largest and smallest magnitude: weights and their products are normal in float32

def stream(seed: int, layer: int, matrix: int, block: int, other: int, n_bytes: int) -> bytes:
    """The random bytes of the weights between a block of neurons and one input or output; a longer one begins alike."""
    address = b"lottery_verify/1" + struct.pack("<QIBQQ", seed, layer, matrix, block, other)
    return hashlib.shake_256(address).digest(n_bytes)

@cache
def mantissas() -> tuple[int, ...]:
    """round(2^((c + 1/2)/65536) · 2^23) for c in [0, 65536), as a product of two tables of 256.

    Coarse 2^(i/256) and fine 2^((2j+1)/131072) are rounded to 30 binary places, from repeated integer square roots of
    2 with 160 places; their product is rounded to 23 places, halves upward.
    """
    def table(halvings: int, odd: bool) -> list[int]:
        root = 2 << 160
        for _ in range(halvings):
            root = isqrt(root << 160)
        first, ratio = (root, root * root >> 160) if odd else (1 << 160, root)
        powers = accumulate(repeat(ratio, 255), lambda power, ratio: power * ratio >> 160, initial=first)
        return [(power + (1 << 129)) >> 130 for power in powers]
    fine = table(17, True)
    return tuple((a * b + (1 << 36)) >> 37 for a in table(8, False) for b in fine)

@dataclass(frozen=True)
class Law:
    """The law of every weight of one layer of G: numerator · 2^exponent, exact in float32, its sign fair and apart.

    `uniform`: the magnitudes are the odd multiples of 2^(lower-24) below 2^lower; `upper` is 0.
    `hyperbolic`: log2 of the magnitude is uniform on [lower, upper)/65536, in cells of 1/65536, each represented by
    its middle rounded to 24 bits; the cell is lower + floor(t·(upper - lower)/2^31) for a uniform 31-bit t.
    """
    name: str
    lower: int
    upper: int

    def __post_init__(self) -> None:
        uniform, bound = self.name == "uniform", MAX_OCTAVE << (0 if self.name == "uniform" else 16)
        proper = type(self.lower) is type(self.upper) is int and -bound <= self.lower <= bound
        proper = proper and (self.upper == 0 if uniform else self.lower < self.upper <= bound)
        if self.name not in ("uniform", "hyperbolic") or not proper:
            raise ValueError(f"no law of lottery_verify/1: {self.name!r:.20}, {self.lower!r:.20}, {self.upper!r:.20}")

    @property
    def n_bytes(self) -> int:
        """Random bytes for one weight."""
        return 3 if self.name == "uniform" else 4

    @property
    def exponent(self) -> int:
        """A weight is its numerator times 2^exponent."""
        return self.lower - 24 if self.name == "uniform" else (self.lower >> 16) - 23

    @property
    def bits(self) -> int:
        """A numerator is below 2^bits in size."""
        return 24 if self.name == "uniform" else 24 + (self.upper - 1 >> 16) - (self.lower >> 16)

    def words(self, data: bytes, kept: list[int]) -> list[int]:
        """The random integers at some positions of a stream, in ascending order; few of them are read one by one."""
        n = self.n_bytes
        if len(kept) * SPARSE < len(data) // n:
            return [int.from_bytes(data[n * m : n * m + n], "little") for m in kept]
        wide = bytearray(len(data) // n * 4)
        for k in range(n):
            wide[k::4] = data[k::n]
        found = struct.unpack(f"<{len(wide) // 4}I", wide)
        return [found[m] for m in kept]

    def numerators(self, data: bytes, kept: list[int]) -> list[int]:
        """The numerators of the weights at some positions of a stream."""
        words = self.words(data, kept)
        if self.name == "uniform":
            return [2 * word - 0xFFFFFF for word in words]
        table, first, width = mantissas(), self.lower >> 16, self.upper - self.lower
        cells = [self.lower + ((word & 0x7FFFFFFF) * width >> 31) for word in words]
        sizes = [table[cell & 0xFFFF] << ((cell >> 16) - first) for cell in cells]
        return [-size if word >> 31 else size for size, word in zip(sizes, words, strict=True)]
