"""Average pooling as one exact affine layer: each window is a row of weights 2^-k, where its count is 2^k·q, q odd.

What is left is a division by q. No float is 1/q, so the network divides at its end: see `Network`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.chain import Chain

Shape = tuple[int, ...]


def average(chain: Chain, shape: Shape, kernel: Shape, strides: Shape, where: str) -> Shape:
    """Appends the averages over windows of the last dimensions, and says which shape they have.

    Args:
        chain: what comes before; its values in row-major order.
        shape: theirs, without the batch.
        kernel: the window's size, one or more numbers above 0.
        strides: from one window to the next, as many.
        where: for messages.
    Raises:
        UnsupportedNetwork: a window that does not fit; a layer too large; divisions by too large a number in all.
    """
    rank, count = len(kernel), math.prod(kernel)
    if not 0 < rank <= len(shape) or len(strides) != rank or min(*kernel, *strides) < 1:
        raise UnsupportedNetwork(f"{where}: windows {_told(kernel)} at steps of {_told(strides)} over {_told(shape)}")
    leading, spatial = shape[:-rank], shape[-rank:]
    if any(k > n for k, n in zip(kernel, spatial, strict=True)):
        raise UnsupportedNetwork(f"{where}: a window {_told(kernel)} is larger than {_told(spatial)}")
    places = tuple((n - k) // s + 1 for n, k, s in zip(spatial, kernel, strides, strict=True))
    n_in, n_out = math.prod(shape), math.prod(leading) * math.prod(places)
    chain.require(n_in * n_out, where)
    numbers = np.arange(n_in).reshape(math.prod(leading), *spatial)
    windows = np.lib.stride_tricks.sliding_window_view(numbers, kernel, tuple(range(1, rank + 1)))
    steps = (slice(None), *(slice(None, None, s) for s in strides))
    weight = np.zeros((n_out, n_in))
    even = count & -count
    np.put_along_axis(weight, windows[steps].reshape(n_out, count), 1 / even, axis=1)
    chain.affine(weight, None, where)
    chain.postpone(count // even, where)
    return (*leading, *places)


def adaptive(chain: Chain, shape: Shape, sizes: Shape, where: str) -> Shape:
    """Appends the averages over windows that cut the last dimensions into so many equal parts, and says their shape.

    Raises:
        UnsupportedNetwork: the parts are not equal; and as `average`.
    """
    spatial = shape[-len(sizes) :]
    if len(sizes) > len(shape) or any(m < 1 or n % m for n, m in zip(spatial, sizes, strict=True)):
        raise UnsupportedNetwork(f"{where}: {_told(spatial)} is not cut into {_told(sizes)} windows of one size")
    kernel = tuple(n // m for n, m in zip(spatial, sizes, strict=True))
    return average(chain, shape, kernel, kernel, where)


def exhausts(shape: Shape, kernel: Shape, strides: Shape) -> bool:
    """Whether windows reach the last entries, so that rounding their number up or down is the same."""
    pairs = zip(shape[-len(kernel) :], kernel, strides, strict=True)
    return all(s > 0 and (n - k) % s == 0 for n, k, s in pairs)


def _told(sizes: Sequence[int]) -> str:
    """Sizes as people write them: 2x3."""
    return "x".join(map(str, sizes[:16])) or "()"
