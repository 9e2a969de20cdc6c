"""A network under construction, one operation at a time, each one exact or refused."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.network import Array, Network


class Chain:
    """Collects affine maps, additions of constants and ReLUs into layers.

    Attributes:
        name: the network's name, for messages.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._weights: list[Array] = []
        self._biases: list[Array | None] = []
        self._relu: list[bool] = []
        self._shift: Array | None = None

    def affine(
        self, weight: npt.NDArray[np.floating], bias: npt.NDArray[np.floating] | None, where: str
    ) -> None:
        """Appends y ↦ W·y + b; W has shape (n_out, n_in), b (n_out,)."""
        if self._weights and weight.shape[1] != self._weights[-1].shape[0]:
            raise UnsupportedNetwork(
                f"{where} takes {weight.shape[1]} inputs but the layer before it gives "
                f"{self._weights[-1].shape[0]}"
            )
        if not self._weights and self._shift is not None and weight.shape[1] != len(self._shift):
            raise UnsupportedNetwork(
                f"{where} takes {weight.shape[1]} inputs but the network has {len(self._shift)}"
            )
        self._weights.append(weight.astype(np.float64))
        self._biases.append(None if bias is None else bias.astype(np.float64))
        self._relu.append(False)

    def add(self, constant: npt.NDArray[np.floating], where: str) -> None:
        """Adds a vector: to the input (as minus the shift) or to the bias of the layer before it.

        Raises:
            UnsupportedNetwork: a ReLU came before it, or the sum with what is there is not a float64.
        """
        wide = constant.astype(np.float64)
        if not self._weights:
            self._shift = -wide if self._shift is None else exact_sum(self._shift, -wide, where)
        elif self._relu[-1]:
            raise UnsupportedNetwork(
                f"{where} adds a constant after a ReLU; make it a bias of the layer that follows"
            )
        else:
            bias = self._biases[-1]
            self._biases[-1] = wide if bias is None else exact_sum(bias, wide, where)

    def relu(self, where: str) -> None:
        """Applies ReLU; a second one in a row changes nothing."""
        if not self._weights:
            raise UnsupportedNetwork(f"{where} is a ReLU of the input itself; put a linear layer before it")
        self._relu[-1] = True

    def network(self) -> Network:
        """What was collected; UnsupportedNetwork if that is no layer."""
        return Network.from_arrays(self._weights, self._biases, self._relu, shift=self._shift, name=self.name)


def exact_sum(a: Array, b: Array, where: str) -> Array:
    """a + b, where Knuth's two-sum shows that it is a float64 in each entry; UnsupportedNetwork elsewhere."""
    with np.errstate(over="ignore", invalid="ignore"):
        total = a + b
        part = total - a
        error = (a - (total - part)) + (b - part)
    bad = np.flatnonzero(~((error == 0) & np.isfinite(total)))
    if len(bad):
        i = int(bad[0])
        raise UnsupportedNetwork(
            f"{where}: entry {i}: {float(a[i])!r} + {float(b[i])!r} is no float64; the two constants can't "
            "become one exactly"
        )
    return np.asarray(total, dtype=np.float64)


def exact_multiple(values: npt.NDArray[np.floating], factor: float, where: str) -> Array:
    """factor·values, where that is a float64 in each entry; UnsupportedNetwork elsewhere."""
    wide = values.astype(np.float64)
    if factor == 1:
        return wide
    if not math.isfinite(factor):
        raise UnsupportedNetwork(f"{where}: {factor!r} is no number to multiply weights by")
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = wide * factor
    exact_factor = Fraction(factor)
    for value, product in zip(wide.ravel().tolist(), scaled.ravel().tolist(), strict=True):
        if not np.isfinite(product) or Fraction(product) != exact_factor * Fraction(value):
            raise UnsupportedNetwork(
                f"{where}: {factor!r} times the weight {value!r} is no float64; scale the weights first"
            )
    return np.asarray(scaled, dtype=np.float64)
