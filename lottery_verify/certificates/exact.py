"""Networks and tickets as layers of exact numbers: matrices of integers, and biases as raw mpmath values (libmp)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from mpmath import libmp

from lottery_verify.certificates.dyadic import HELD, Dyadic, Floats, Integers
from lottery_verify.certificates.limbs import joined, squares
from lottery_verify.certificates.reals import Real
from lottery_verify.checker.source import OUTPUT, stream
from lottery_verify.laws.source import Source, weights
from lottery_verify.networks.network import Network
from lottery_verify.tickets.assigned import kept_of_u
from lottery_verify.tickets.ticket import Counts, Ticket, TicketLayer

Keys = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ExactLayer:
    """y ↦ P·max(y, 0) + N·min(y, 0) + b, then ReLU if `relu`; for a plain layer P and N are the same matrix.

    Raises:
        ValueError: P, N and b do not fit, or P and N are not over the same power of two.
    """

    positive: Dyadic
    negative: Dyadic
    bias: list[Real]
    relu: bool

    def __post_init__(self) -> None:
        p, n = self.positive, self.negative
        if p.shape != n.shape or p.places != n.places or len(self.bias) != p.shape[0]:
            raise ValueError(f"layer: matrices of shapes {p.shape} and {n.shape}, {len(self.bias)} biases: no fit")

    @property
    def n_out(self) -> int:
        return len(self.bias)

    @property
    def plain(self) -> bool:
        """Whether inputs of both signs meet the same matrix, as one object."""
        return self.positive is self.negative

    @cached_property
    def squares(self) -> list[Real]:
        """Σ max(|p|, |n|)² of each row."""
        p, n = self.positive.whole, self.negative.whole
        largest = p if self.plain else np.maximum(abs(p), abs(n))
        return [libmp.from_man_exp(v, -2 * self.positive.places) for v in squares(largest)]


@dataclass(frozen=True)
class ExactNetwork:
    """Exact layers, the shift that is subtracted from the input, and what the outputs are divided by."""

    digest: str
    layers: list[ExactLayer]
    shift: list[Real]
    divisor: int = 1

    @property
    def widths(self) -> list[int]:
        """n_0, …, n_ℓ."""
        return [len(self.shift), *(layer.n_out for layer in self.layers)]


@lru_cache(maxsize=2)  # a target and its ticket, which certify and attack read one after the other
def exact_network(network: Network | Ticket) -> ExactNetwork:
    """The exact layers of a network, or of a ticket with its effective weights W⁺ and W⁻.

    Source: gadget-identity.
    """
    shift = np.zeros(network.widths[0]) if network.shift is None else network.shift.astype(np.float64)
    if isinstance(network, Ticket):
        layers = [_effective(layer, i, network.source) for i, layer in enumerate(network.layers)]
    else:
        layers = []
        for layer in network.layers:
            weight = Dyadic.of(layer.weight)
            bias = np.zeros(layer.n_out) if layer.bias is None else layer.bias
            layers.append(ExactLayer(weight, weight, [libmp.from_float(v) for v in bias.tolist()], layer.relu))
    divisor = 1 if isinstance(network, Ticket) else network.divisor
    return ExactNetwork(network.digest, layers, [libmp.from_float(v) for v in shift.tolist()], divisor)


def _effective(layer: TicketLayer, i: int, source: Source) -> ExactLayer:
    """Σ v·u over the kept neurons with u > 0, and with u < 0, for each link; exact in float64 is each product."""
    if layer.serves is not None and layer.serves_outputs:
        return _serving_outputs(layer, layer.serves, i, source)
    if layer.serves is not None:
        return _assigned(layer, layer.serves, i, source)
    n_out, law, m = layer.n_out, layer.law, layer.neurons
    made = _Halves(layer)
    together = n_out if source.shape == "shared" else 1  # links of one block
    for first in range(0, layer.links, together):
        b, block = first // n_out, first // together
        kept = np.zeros(m, dtype=bool)
        kept[layer.u_positions(block)] = True
        u = np.where(kept, source.u(law, i, block, b, m), 0.0)
        ends = layer.ends[first : first + together + 1]
        columns = layer.indices[ends[0] : ends[-1]].astype(np.int64)
        link = np.repeat(np.arange(together), np.diff(ends))
        used = np.unique(link)
        data = b"".join(
            stream(source.seed, i, OUTPUT, block, (first + j) % n_out, m * law.n_bytes) for j in used.tolist()
        )
        products = weights(law, data, np.searchsorted(used, link) * m + columns) * u[columns]
        outputs = slice(first % n_out, first % n_out + together)
        made.put((slice(None), outputs, b), products, link + together * (u[columns] < 0), together)
    return made.layer()


def _assigned(layer: TicketLayer, serves: Counts, i: int, source: Source) -> ExactLayer:
    """The same sums where each neuron serves one input."""
    law, m, n = layer.law, layer.neurons, layer.n_inputs
    u = np.zeros(m)
    for b in np.unique(serves[serves < n]).tolist():
        here = serves == b
        u[here] = source.u(law, i, 0, b, m)[here]
    made = _Halves(layer)
    for a in range(layer.n_out):
        columns = layer.indices[layer.ends[a] : layer.ends[a + 1]].astype(np.int64)
        columns = columns[u[columns] != 0]
        products = source.v(law, i, 0, np.array([a]), m, columns)[0] * u[columns]
        made.put((slice(None), a), products, serves[columns] + n * (u[columns] < 0), n)
    return made.layer()


def _serving_outputs(layer: TicketLayer, serves: Counts, i: int, source: Source) -> ExactLayer:
    """The same sums where each neuron serves one output; no input is below 0, and so is no u that it keeps."""
    made, v = _Halves(layer), np.zeros(layer.neurons)
    for a in range(layer.n_out):
        own = np.nonzero(serves == a)[0]
        v[own] = source.v(layer.law, i, 0, np.array([a]), layer.neurons, own)[0]
    for b, (kept, u) in enumerate(kept_of_u(layer, i, source)):
        here = serves[kept] < layer.n_out
        outputs = serves[kept[here]].astype(np.int64)
        made.put((slice(None), slice(None), b), v[kept[here]] * u[here], outputs, layer.n_out)
    one = made.layer()
    return replace(one, negative=one.positive)


class _Halves:
    """A ticket layer's W⁺ and W⁻, the constant 1's column last where there is a bias, as they are summed."""

    def __init__(self, layer: TicketLayer) -> None:
        self.made, self.places = layer, max(0, -2 * layer.law.exponent)
        self.whole: Integers = np.zeros((2, layer.n_out, layer.n_inputs), dtype=np.int64)

    def put(self, place: tuple[slice | int, ...], products: Floats, keys: Keys, n: int) -> None:
        """Sums products whose keys are the same; those below n are of the first half."""
        sums = totals(np.ldexp(products, self.places), keys, 2 * n)
        if sums.dtype == object and self.whole.dtype != object:
            self.whole = self.whole.astype(object)
        self.whole[place] = sums.reshape(self.whole[place].shape)

    def layer(self) -> ExactLayer:
        """What was summed."""
        positive, negative = (Dyadic(half[:, : self.made.n_in], self.places) for half in self.whole)
        bias = [libmp.fzero] * self.made.n_out
        if self.made.bias:
            bias = [libmp.from_man_exp(v, -self.places) for v in self.whole[0, :, self.made.n_in].tolist()]
        return ExactLayer(positive, negative, bias, self.made.relu)


def totals(whole: Floats, keys: Keys, n: int) -> Integers:
    """Σ of the integers of each key from 0 to n - 1: in lanes of so few bits that float64 sums each without rounding.

    Returns:
        shape (n,); int64 where sums below 2^62 are sure, Python integers elsewhere.
    """
    often = int(np.bincount(keys, minlength=1).max()).bit_length()
    bits = 53 - often
    most = int(np.frexp(np.abs(whole).max(initial=0))[1]) + often
    lanes = []
    while whole.any():
        above = np.trunc(np.ldexp(whole, -bits))
        lanes.append(np.bincount(keys, whole - np.ldexp(above, bits), n).astype(np.int64))
        whole = above
    if most > HELD:
        return joined(np.array(lanes), bits)
    total = np.zeros(n, dtype=np.int64)
    for lane in lanes[::-1]:
        total = (total << bits) + lane
    return total
