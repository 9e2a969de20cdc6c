"""The target F: a ReLU network whose weights are exact dyadic numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lottery_verify.checker import formats
from lottery_verify.checker.files import canonical_json
from lottery_verify.checker.headers import MAX_DIVISOR
from lottery_verify.errors import UnsupportedNetwork, printable

Array = npt.NDArray[np.float64]


def _exact(values: npt.ArrayLike, what: str) -> Array:
    """A read-only float64 copy of `values`, which must be float32, float64 or float16 and finite."""
    array = np.asarray(values)
    if array.dtype.kind not in "fiu" or array.dtype.itemsize > 8:
        raise UnsupportedNetwork(
            f"{what}: element type {array.dtype} has no exact float64 value; use float32 or float64"
        )
    wide = array.astype(np.float64, order="C")  # safetensors writes memory as it lies, whatever its strides
    if array.dtype.kind != "f" and not np.array_equal(wide.astype(object), array.astype(object)):
        raise UnsupportedNetwork(f"{what}: an integer is too large for float64")
    bad = np.argwhere(~np.isfinite(wide))
    if len(bad):
        place = tuple(int(i) for i in bad[0])
        raise UnsupportedNetwork(f"{what}: entry {place} is {wide[place]}; every weight must be finite")
    wide += 0.0  # -0.0 becomes 0.0, so that equal networks have equal bytes
    wide.flags.writeable = False
    return wide


@dataclass(frozen=True, eq=False)
class Layer:
    """One affine layer and its activation: y ↦ σ(W·y + b).

    Attributes:
        weight: W, float64, shape (n_out, n_in), finite.
        bias: b, float64, shape (n_out,), or None.
        relu: whether σ is ReLU; otherwise σ is the identity.
    """

    weight: Array
    bias: Array | None
    relu: bool

    @property
    def n_in(self) -> int:
        return int(self.weight.shape[1])

    @property
    def n_out(self) -> int:
        return int(self.weight.shape[0])


@dataclass(frozen=True, eq=False)
class Network:
    """A ReLU network x ↦ f_ℓ(… f_1(x − shift))/divisor over the reals; its weights are read as exact dyadic numbers.

    An average over 9 entries is their sum divided by 9, and max(t, 0)/9 = max(t/9, 0): so layers hold the sums, and
    all division waits for the outputs.

    Attributes:
        layers: the affine layers in order, at least one.
        shift: float64, shape (n_0,), subtracted from the input, or None.
        name: what to call it in messages (a file's name, say); not part of the digest.
        assumed: what its file did not say and was taken for granted, in sentences; not part of the digest, which
            binds what came of it.
        divisor: of the outputs; odd, above 0. A power of two is in the weights.
    """

    layers: tuple[Layer, ...]
    shift: Array | None = None
    name: str = "network"
    assumed: tuple[str, ...] = ()
    divisor: int = 1

    @classmethod
    def from_arrays(
        cls,
        weights: Sequence[npt.ArrayLike],
        biases: Iterable[npt.ArrayLike | None] | None = None,
        relu: Iterable[bool] | None = None,
        *,
        shift: npt.ArrayLike | None = None,
        name: str = "network",
        assumed: Iterable[str] = (),
        divisor: int = 1,
    ) -> Network:
        """Builds a network from its arrays and checks that they fit together.

        Args:
            weights: one array per layer, shape (n_i, n_{i-1}).
            biases: one array of shape (n_i,) or None per layer; no biases when left out.
            relu: one truth value per layer; when left out, ReLU on all but the last.
            shift: shape (n_0,), subtracted from the input first.
            name: for messages.
            assumed: see the class.
            divisor: of the outputs; odd, from 1 to 2^62 - 1.
        Raises:
            UnsupportedNetwork: a weight is not finite, shapes do not fit, or the divisor is none of these.
        """
        depth = len(weights)
        if type(divisor) is not int or not (0 < divisor <= MAX_DIVISOR and divisor % 2):
            raise UnsupportedNetwork(f"{name}: divisor {divisor!r}: expected an odd integer from 1 to 2^62 - 1")
        if depth == 0:
            raise UnsupportedNetwork(f"{name}: no layers; a network has at least one")
        bias_list = [None] * depth if biases is None else list(biases)
        relu_list = [i < depth - 1 for i in range(depth)] if relu is None else [bool(r) for r in relu]
        if len(bias_list) != depth or len(relu_list) != depth:
            raise UnsupportedNetwork(
                f"{name}: {depth} weights, {len(bias_list)} biases and {len(relu_list)} activations"
            )
        layers: list[Layer] = []
        for i, (w, b, r) in enumerate(zip(weights, bias_list, relu_list, strict=True)):
            weight = _exact(w, f"{name}: layer {i + 1}, weight")
            bias = None if b is None else _exact(b, f"{name}: layer {i + 1}, bias")
            if weight.ndim != 2 or 0 in weight.shape:
                raise UnsupportedNetwork(
                    f"{name}: layer {i + 1}: weight has shape {weight.shape}; expected (n_out, n_in)"
                )
            if layers and weight.shape[1] != layers[-1].n_out:
                raise UnsupportedNetwork(
                    f"{name}: layer {i + 1} takes {weight.shape[1]} inputs but layer {i} gives {layers[-1].n_out}"
                )
            if bias is not None and bias.shape != (weight.shape[0],):
                raise UnsupportedNetwork(
                    f"{name}: layer {i + 1}: bias has shape {bias.shape}; expected ({weight.shape[0]},)"
                )
            layers.append(Layer(weight, bias, r))
        moved = None if shift is None else _exact(shift, f"{name}: shift")
        if moved is not None and moved.shape != (layers[0].n_in,):
            raise UnsupportedNetwork(f"{name}: shift has shape {moved.shape}; expected ({layers[0].n_in},)")
        return cls(tuple(layers), moved, name, tuple(assumed), divisor)

    def shifted(self, shift: npt.ArrayLike) -> Network:
        """This network with `shift`, of shape (n_0,), subtracted from its input in place of its own.

        Raises:
            UnsupportedNetwork: another shape, or a number that is not finite.
        """
        weights, biases, relu = zip(*((y.weight, y.bias, y.relu) for y in self.layers), strict=True)
        return Network.from_arrays(
            weights, biases, relu, shift=shift, name=self.name, assumed=self.assumed, divisor=self.divisor
        )

    @property
    def undivided(self) -> Network:
        """What the last layer gives, before the division."""
        return replace(self, divisor=1)

    def demand_undivided(self, doing: str) -> Network:
        """This network, where its outputs are not divided.

        Args:
            doing: what works on the layers alone, for the message.
        Raises:
            UnsupportedNetwork: it averages over a number of entries that is no power of two.
        """
        if self.divisor != 1:
            raise UnsupportedNetwork(
                f"{self.name}: its averages divide by {self.divisor}, and {doing} works on weights that are floats "
                "alone; over one region certify, check and attack take such a network, and so does convert"
            )
        return self

    @property
    def widths(self) -> tuple[int, ...]:
        """n_0, …, n_ℓ."""
        return (self.layers[0].n_in, *(layer.n_out for layer in self.layers))

    @property
    def depth(self) -> int:
        """ℓ."""
        return len(self.layers)

    @property
    def n_weights(self) -> int:
        """How many target weights there are, biases included."""
        return sum(layer.weight.size + (0 if layer.bias is None else layer.bias.size) for layer in self.layers)

    @cached_property
    def _content(self) -> tuple[str, dict[str, Array | npt.NDArray[np.float32]]]:
        """The canonical metadata and tensors: float32 where that is exact, float64 elsewhere."""
        tensors: dict[str, Array | npt.NDArray[np.float32]] = {}
        for i, layer in enumerate(self.layers):
            for key, array in (("weight", layer.weight), ("bias", layer.bias)):
                if array is not None:
                    tensors[f"layers.{i}.{key}"] = _narrow(array)
        if self.shift is not None:
            tensors["shift"] = _narrow(self.shift)
        header = {
            "format": formats.NETWORK_FORMAT if self.divisor == 1 else formats.DIVIDED_FORMAT,
            "widths": list(self.widths),
            "relu": [layer.relu for layer in self.layers],
            "bias": [layer.bias is not None for layer in self.layers],
            "shift": self.shift is not None,
            **({} if self.divisor == 1 else {"divisor": self.divisor}),
        }
        return canonical_json(header), tensors

    def canonical(self) -> bytes:
        """The canonical `.safetensors` file of this network, the one that the checker reads."""
        from safetensors.numpy import save

        header, tensors = self._content
        return bytes(save(dict(tensors), metadata={formats.METADATA_KEY: header}))

    @cached_property
    def digest(self) -> str:
        """`network:sha256:…`, a function of the weights alone: the same for every file format that holds them."""
        header, tensors = self._content
        return formats.digest("network", header, {name: array.tobytes() for name, array in tensors.items()})

    def __repr__(self) -> str:
        arrows = "-".join(str(n) for n in self.widths)
        divided = "" if self.divisor == 1 else f", divided by {self.divisor}"
        weights = f"{self.n_weights:,} weights{divided}"
        return f"Network({printable(self.name)}: {arrows}, {weights}, {self.digest[:27]}…)"


def _narrow(array: Array) -> Array | npt.NDArray[np.float32]:
    with np.errstate(over="ignore"):
        small = array.astype("<f4")
    return small if np.array_equal(small.astype(np.float64), array) else array.astype("<f8")
