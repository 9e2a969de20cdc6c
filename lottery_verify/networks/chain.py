"""A network under construction, one operation at a time, each one exact or refused."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from lottery_verify.checker.headers import MAX_DIVISOR, MAX_WEIGHTS
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.exactly import exact_product, exact_quotient, exact_sum
from lottery_verify.networks.network import Array, Network


class Chain:
    """Collects affine maps, additions, scalings, choices of entries and ReLUs into layers.

    Between layers a vector is scale·v, where v is the input less the shift (of it the chosen entries), or what the
    last layer gives. What no layer can take up exactly becomes a layer of its own, with a diagonal weight.

    Averages over a number of entries that is no power of two are sums here, so that from there on every vector is a
    multiple of the true one: constants that are added are multiplied likewise, and the network divides its outputs.

    Attributes:
        name: the network's name, for messages.
        width: how many inputs it has, where that is known before the first layer.
    """

    def __init__(self, name: str, width: int | None = None) -> None:
        self.name = name
        self.width = width
        self._weights: list[Array] = []
        self._biases: list[Array | None] = []
        self._relu: list[bool] = []
        self._shift: Array | None = None
        self._chosen: npt.NDArray[np.int64] | None = None
        self._scale: Array | None = None
        self._total = 0
        self._divisor = 1

    def affine(
        self, weight: npt.NDArray[np.floating], bias: npt.NDArray[np.floating] | None, where: str
    ) -> None:
        """Appends y ↦ W·y + b; W has shape (n_out, n_in), b (n_out,)."""
        if self._weights and weight.shape[1] != self._weights[-1].shape[0]:
            raise UnsupportedNetwork(
                f"{where} takes {weight.shape[1]} inputs but the layer before it gives "
                f"{self._weights[-1].shape[0]}"
            )
        plain = not self._weights and self._shift is not None and self._chosen is None
        if plain and self._shift is not None and weight.shape[1] != len(self._shift):
            raise UnsupportedNetwork(
                f"{where} takes {weight.shape[1]} inputs but the network has {len(self._shift)}"
            )
        n_in = weight.shape[1] if self._chosen is None or self.width is None else self.width
        self._charge(weight.shape[0] * n_in, where)
        wide = weight.astype(np.float64)
        if self._scale is not None:
            wide = exact_product(wide, self._scale[None, :], where)
        if self._chosen is not None:
            full = np.zeros((wide.shape[0], n_in))
            full[:, self._chosen] = wide
            wide = full
        self._scale = self._chosen = None
        self._weights.append(wide)
        self._biases.append(None if bias is None else self._constant(bias, where))
        self._relu.append(False)

    def add(self, constant: npt.NDArray[np.floating], where: str) -> None:
        """Adds a vector: to the input (as minus the shift) or to the bias of the layer before it; elsewhere a layer of
        weight 1 is made for it.

        Raises:
            UnsupportedNetwork: the sum with what is there is not a float64.
        """
        wide = self._constant(constant, where)
        if self._scale is not None or (self._weights and self._relu[-1]):
            self._diagonal(len(wide), where)
        if self._weights:
            bias = self._biases[-1]
            self._biases[-1] = wide if bias is None else exact_sum(bias, wide, where)
        elif self._chosen is None or self.width is None:
            self._shift = -wide if self._shift is None else exact_sum(self._shift, -wide, where)
        else:
            moved = np.zeros(self.width)
            moved[self._chosen] = -wide
            self._shift = moved if self._shift is None else exact_sum(self._shift, moved, where)

    def multiply(self, factor: npt.NDArray[np.floating], where: str) -> None:
        """Multiplies entry by entry: the layer before it, or after a ReLU and at the input the layer that follows."""
        self._scaled(exact_product, factor.astype(np.float64), where)

    def divide(self, divisor: npt.NDArray[np.floating], where: str) -> None:
        """Divides entry by entry, where each quotient is a float64."""
        self._scaled(exact_quotient, divisor.astype(np.float64), where)

    def _scaled(self, apply: Callable[[Array, Array, str], Array], factor: Array, where: str) -> None:
        if self._weights and not self._relu[-1]:
            bias = self._biases[-1]
            self._weights[-1] = apply(self._weights[-1], factor[:, None], where)
            self._biases[-1] = None if bias is None else apply(bias, factor, where)
        else:
            self._scale = apply(np.ones(len(factor)) if self._scale is None else self._scale, factor, where)

    def postpone(self, divisor: int, where: str) -> None:
        """Divides by an odd number at the network's end: what was added so far is a multiple already.

        Raises:
            UnsupportedNetwork: the number by which the outputs are divided in all is too large.
        """
        self._divisor *= divisor
        if self._divisor > MAX_DIVISOR:
            raise UnsupportedNetwork(f"{where}: with it the network's averages divide by more than 2^62")

    def _constant(self, constant: npt.NDArray[np.floating], where: str) -> Array:
        """What is added, as the multiple that the vectors are of; UnsupportedNetwork where that is no float64."""
        wide = constant.astype(np.float64)
        if self._divisor == 1:
            return wide
        factor = np.array([self._divisor], dtype=np.float64)
        if int(factor[0]) != self._divisor:
            raise UnsupportedNetwork(f"{where}: {self._divisor}, by which the averages before it divide, is no float64")
        return exact_product(wide, factor, where)

    def choose(self, entries: npt.NDArray[np.int64], where: str) -> None:
        """Keeps these entries of the vector, in this order."""
        if self._scale is not None:
            self._scale = self._scale[entries]
        if self._weights:
            bias = self._biases[-1]
            self._charge(len(entries) * self._weights[-1].shape[1] - self._weights[-1].size, where)
            self._weights[-1] = self._weights[-1][entries]
            self._biases[-1] = None if bias is None else bias[entries]
            return
        if len(np.unique(entries)) != len(entries):
            raise UnsupportedNetwork(f"{where} takes an entry of the input twice; a chain takes each at most once")
        self._chosen = entries if self._chosen is None else self._chosen[entries]

    def relu(self, where: str) -> None:
        """Applies ReLU; a second in a row changes nothing, and one of the input itself makes a layer of weight 1."""
        if self._scale is not None or not self._weights:
            known = next((len(v) for v in (self._scale, self._chosen) if v is not None), self.width)
            if known is None:
                raise UnsupportedNetwork(f"{where} is a ReLU of the input itself; put a linear layer before it")
            self._diagonal(known, where)
        self._relu[-1] = True

    def network(self) -> Network:
        """What was collected; UnsupportedNetwork if that is no layer."""
        pending = self._scale if self._scale is not None else self._chosen
        if pending is not None:
            self._diagonal(len(pending), f"{self.name}: what is done to the output")
        return Network.from_arrays(
            self._weights, self._biases, self._relu, shift=self._shift, name=self.name, divisor=self._divisor
        )

    def _diagonal(self, size: int, where: str) -> None:
        """A layer of weight 1, which takes up what waits for a layer."""
        self.require(size * size, where)
        self.affine(np.eye(size), None, where)

    def _charge(self, weights: int, where: str) -> None:
        self.require(weights, where)
        self._total += weights

    def require(self, weights: int, where: str) -> None:
        """Raises UnsupportedNetwork unless there is room for so many weights more."""
        if self._total + weights > MAX_WEIGHTS:
            raise UnsupportedNetwork(
                f"{where}: with it the network has {self._total + weights:,} weights; at most {MAX_WEIGHTS:,} are read"
            )
