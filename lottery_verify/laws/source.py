"""The source G, block by block, vectorised: the same weights as lottery_verify.checker.source, never held whole."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from lottery_verify.checker.source import INPUT, OUTPUT, Law, mantissas, stream
from lottery_verify.errors import InvalidArgument

SHAPES = ("shared", "dedicated", "free")
Array = npt.NDArray[np.float64]


@cache
def _mantissa_table() -> Array:
    return np.array(mantissas(), dtype=np.float64)


def weights(law: Law, data: bytes, columns: npt.NDArray[np.int64] | None = None) -> Array:
    """The weights that a stream's bytes stand for, exactly.

    Args:
        law: the law of the layer.
        data: bytes of `checker.source.stream`, a multiple of `law.n_bytes`.
        columns: which weights; all when left out.
    Returns:
        float64, each exact in float32 too.
    """
    raw = np.frombuffer(data, dtype=np.uint8).reshape(-1, law.n_bytes)
    if columns is not None:
        raw = raw[columns]
    if law.name == "uniform":
        numerator = raw[:, 0] + (raw[:, 1].astype(np.int64) << 8) + (raw[:, 2].astype(np.int64) << 16)
        values: Array = np.ldexp((2 * numerator - 0xFFFFFF).astype(np.float64), law.exponent)
        return values
    word = np.ascontiguousarray(raw).view("<u4")[:, 0].astype(np.int64)
    cell = law.lower + ((word & 0x7FFFFFFF) * (law.upper - law.lower) >> 31)
    magnitude: Array = np.ldexp(_mantissa_table()[cell & 0xFFFF], (cell >> 16).astype(np.int32) - 23)
    return np.where(word >> 31, -magnitude, magnitude)


@dataclass(frozen=True)
class Source:
    """A random network G of 2ℓ layers, addressed and not stored.

    Between target layers stand blocks of intermediate neurons: `shared` has one block per input neuron, re-used by
    every output; `dedicated` has one per link (input b, output a), in the order b·n_out + a; `free` has one,
    and each of its neurons serves the input that a ticket says. Where a target layer has a bias, the constant 1 is one
    more input, the last.

    Attributes:
        seed: 0 ≤ seed < 2^64.
        shape: "shared", "dedicated" or "free".
    """

    seed: int
    shape: str

    def __post_init__(self) -> None:
        if not isinstance(self.seed, int) or isinstance(self.seed, bool) or not 0 <= self.seed < 1 << 64:
            raise InvalidArgument(f"seed {self.seed!r} must be an integer from 0 to 2^64 - 1")
        if self.shape not in SHAPES:
            raise InvalidArgument(f"shape {self.shape!r} must be one of {', '.join(SHAPES)}")

    def block(self, n_out: int, output: int, input_: int) -> int:
        """The block that serves the link from `input_` to `output` of a layer of n_out outputs."""
        return {"shared": input_, "dedicated": input_ * n_out + output, "free": 0}[self.shape]

    def u(self, law: Law, layer: int, block: int, input_: int, neurons: int) -> Array:
        """The weights U from one input neuron to a block's first `neurons` intermediate neurons; shape (neurons,)."""
        return weights(law, stream(self.seed, layer, INPUT, block, input_, neurons * law.n_bytes))

    def v(
        self,
        law: Law,
        layer: int,
        block: int,
        outputs: npt.NDArray[np.int64],
        neurons: int,
        columns: npt.NDArray[np.int64],
    ) -> Array:
        """The weights V from chosen intermediate neurons of a block's first `neurons` to some outputs.

        Args:
            law, layer, block: where.
            outputs: output neurons, shape (L,).
            neurons: how long the block is.
            columns: which of its neurons, shape (n,).
        Returns:
            float64, shape (L, n).
        """
        size = neurons * law.n_bytes
        data = b"".join(stream(self.seed, layer, OUTPUT, block, int(a), size) for a in outputs)
        index = (np.arange(len(outputs))[:, None] * neurons + columns).ravel()
        return weights(law, data, index).reshape(len(outputs), len(columns))
