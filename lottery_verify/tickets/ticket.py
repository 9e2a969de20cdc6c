"""The ticket Ĝ: masks over a source that its seed determines, and the file that holds them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from lottery_verify import __version__
from lottery_verify.arguments import check_choice
from lottery_verify.checker import formats
from lottery_verify.checker.files import canonical_json
from lottery_verify.checker.source import Law
from lottery_verify.errors import printable
from lottery_verify.laws.source import Source
from lottery_verify.tickets.words import described

Bits = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.uint32]
Kept = npt.NDArray[np.unsignedinteger[Any]]
TOGETHER = 1 << 16  # links whose masks are packed at once
MASKS = ("plain", "coded")
"""How a ticket's file may hold the masks."""


@dataclass(frozen=True, eq=False)
class TicketLayer:
    """The two masks between one target layer and the next.

    Attributes:
        n_in, n_out: widths of the target layer.
        bias: whether the constant 1 is one more input, the last.
        relu: whether ReLU follows.
        law: of every weight of this layer of the source.
        neurons: M, intermediate neurons per block; of shape `free`, whose neurons are one block, in all.
        epsilon_w: within which every link was met, exact; by a rule "in the mean", their root mean square error.
        u: mask on U, uint8, shape (blocks, ⌈M/8⌉), least significant bit first; all other entries of U are pruned.
        counts: how many entries of V each link keeps, shape (links,), link = input·n_out + output; of shape `free` how
            many each output keeps, shape (n_out,), or of U each input, shape (n_inputs,), where `serves_outputs`.
        indices: which neurons of the link's block, ascending within a link, shape (Σ counts,), 16 bits or more.
        serves: of shape `free` the input whose entry of U each neuron keeps, shape (M,), and n_inputs where it keeps
            none, as `u` says too (see `assigned`); None of other shapes.
        serves_outputs: of shape `free`, behind a ReLU: whether `serves` is the output whose entry of V each neuron
            keeps, and n_out where it keeps none, as `u` says too. Entries of U that it keeps are above 0 then.
    """

    n_in: int
    n_out: int
    bias: bool
    relu: bool
    law: Law
    neurons: int
    epsilon_w: Fraction
    u: Bits
    counts: Counts
    indices: Kept
    serves: Counts | None = None
    serves_outputs: bool = False

    def assigned(self, serves: Counts) -> TicketLayer:
        """This layer with its neurons serving these inputs: exactly one entry of U is kept of each, or none.

        Where `serves_outputs`, these outputs, and exactly one entry of V.
        """
        bits = np.packbits(serves < self.to_serve, bitorder="little")
        return replace(self, serves=serves.astype(np.uint32), u=bits[None])

    @property
    def to_serve(self) -> int:
        """How many inputs there are, or outputs where neurons serve these."""
        return self.n_out if self.serves_outputs else self.n_inputs

    @property
    def n_inputs(self) -> int:
        """Inputs, with the constant 1."""
        return self.n_in + self.bias

    @property
    def links(self) -> int:
        """Target weights, biases included."""
        return self.n_inputs * self.n_out

    @property
    def kept_u(self) -> int:
        """Entries of U that are kept."""
        return len(self.indices) if self.serves_outputs else self.in_use

    @property
    def kept_v(self) -> int:
        """Entries of V that are kept."""
        return self.in_use if self.serves_outputs else len(self.indices)

    @property
    def in_use(self) -> int:
        """Neurons that keep their entry of U, or that serve an output."""
        return int(np.unpackbits(self.u).sum())

    @property
    def source_weights(self) -> int:
        """Entries of U and V in the source, kept or not."""
        return len(self.u) * self.neurons * (self.n_inputs + self.n_out)

    @cached_property
    def ends(self) -> npt.NDArray[np.int64]:
        """Link j keeps indices[ends[j] : ends[j + 1]]."""
        return np.concatenate([[0], np.cumsum(self.counts, dtype=np.int64)])

    def u_positions(self, block: int) -> npt.NDArray[np.int64]:
        """Which neurons of a block keep their entry of U."""
        return np.nonzero(np.unpackbits(self.u[block], count=self.neurons, bitorder="little"))[0]

    @property
    def row_bytes(self) -> int:
        """⌈M/8⌉, bytes of a row of mask bits."""
        return (self.neurons + 7) // 8

    @property
    def small_indices(self) -> npt.NDArray[Any]:
        """The indices in 16 bits, where they fit."""
        return self.indices.astype("<u2" if self.neurons <= 1 << 16 else "<u4", copy=False)

    @property
    def as_bits(self) -> bool:
        """Whether V's mask (or U's, see `counts`) is stored as bits: they are not longer than counts and indices."""
        index = 2 if self.neurons <= 1 << 16 else 4
        return len(self.counts) * self.row_bytes <= 4 * len(self.counts) + index * len(self.indices)

    def mask_bits(self) -> Bits:
        """The mask that `counts` and `indices` hold, as bits, shape (len(counts), ⌈M/8⌉)."""
        bits = np.zeros((len(self.counts), self.row_bytes), dtype=np.uint8)
        for start in range(0, len(bits), TOGETHER):
            part, ends = bits[start : start + TOGETHER], self.ends[start : start + TOGETHER + 1]
            indices, link = self.indices[ends[0] : ends[-1]], np.repeat(np.arange(len(part)), np.diff(ends))
            np.bitwise_or.at(part, (link, indices >> 3), (1 << (indices & 7)).astype(np.uint8))
        return bits


@dataclass(frozen=True, eq=False)
class Ticket:
    """A pruning of a random source network; nothing in it is trained, and nothing that the seed determines is stored.

    Attributes:
        source: seed and shape of G.
        layers: the masks.
        shift: subtracted from the input, as by the target, or None.
        method, base, rule, delta, epsilon, norm, region, target: how it was made and what for (text and plain values).
    """

    source: Source
    layers: tuple[TicketLayer, ...]
    shift: npt.NDArray[np.float64] | None
    method: str
    base: str | None
    rule: str
    delta: str | None
    epsilon: str
    norm: str
    region: dict[str, object]
    target: str
    version: str = __version__

    @property
    def widths(self) -> tuple[int, ...]:
        """n_0, …, n_ℓ of the target."""
        return (self.layers[0].n_in, *(layer.n_out for layer in self.layers))

    @cached_property
    def _content(self) -> tuple[str, dict[str, npt.NDArray[Any]]]:
        tensors: dict[str, npt.NDArray[Any]] = {}
        entries: list[dict[str, object]] = []
        sided = any(layer.serves_outputs for layer in self.layers)
        for i, layer in enumerate(self.layers):
            if layer.serves is None:
                tensors[f"layers.{i}.u"] = layer.u
            else:
                tensors[f"layers.{i}.serves"] = layer.serves.astype("<u2" if layer.to_serve < 1 << 16 else "<u4")
            several = f"layers.{i}.{'u' if layer.serves_outputs else 'v'}"
            if layer.as_bits:
                tensors[several] = layer.mask_bits()
            else:
                tensors[f"{several}_counts"] = layer.counts.astype("<u4")
                tensors[f"{several}_indices"] = layer.small_indices
            entries.append(({"serves": "outputs" if layer.serves_outputs else "inputs"} if sided else {}) | {
                "law": {"name": layer.law.name, "lower": layer.law.lower, "upper": layer.law.upper},
                "neurons": layer.neurons,
                "encoding": "bits" if layer.as_bits else "indices",
                "epsilon_w": str(layer.epsilon_w),
                "kept_u": layer.kept_u,
                "kept_v": layer.kept_v,
            })  # fmt: skip
        if self.shift is not None:
            tensors["shift"] = self.shift.astype("<f8") + 0.0  # -0.0 becomes 0.0: equal tickets have equal bytes
        header = {
            "format": formats.SIDED_FORMAT if sided else formats.TICKET_FORMAT,
            "version": self.version,
            "seed": self.source.seed,
            "shape": self.source.shape,
            "widths": list(self.widths),
            "relu": [layer.relu for layer in self.layers],
            "bias": [layer.bias for layer in self.layers],
            "shift": self.shift is not None,
            "layers": entries,
            "method": self.method, "base": self.base, "rule": self.rule, "delta": self.delta,
            "epsilon": self.epsilon, "norm": self.norm, "region": self.region, "target": self.target,
        }  # fmt: skip
        return canonical_json(header), tensors

    @property
    def weights(self) -> int:
        """How many target weights its links stand for, biases included."""
        return sum(layer.links for layer in self.layers)

    @property
    def size(self) -> int:
        """Bytes of its tensors."""
        return sum(tensor.nbytes for tensor in self._content[1].values())

    @property
    def header(self) -> str:
        """The metadata of its file: canonical JSON."""
        return self._content[0]

    @cached_property
    def digest(self) -> str:
        """`ticket:sha256:…` of the header and the masks."""
        header, tensors = self._content
        return formats.digest("ticket", header, {name: t.tobytes() for name, t in tensors.items()})

    def canonical(self) -> bytes:
        """The `.safetensors` file of this ticket, its masks as bits or indices."""
        header, tensors = self._content
        return _file(header, tensors)

    def coded(self) -> bytes:
        """The `.safetensors` file of format 2, its masks as codes, which is smaller and takes longer to read.

        It is of format 1 where codes would not be shorter, or the masks are so regular that hardly a bit is left, and
        for shape `free`, whose masks have no bits for neurons that a link cannot use.
        """
        from lottery_verify.tickets.coding import coded_masks

        header, tensors = self._content
        masks = coded_masks(self.layers, sum(t.nbytes for name, t in tensors.items() if name != "shift"))
        if masks is None:
            return self.canonical()
        rest = {name: tensor for name, tensor in tensors.items() if name == "shift"}
        return _file(canonical_json(json.loads(header) | {"format": formats.CODED_FORMAT}), masks | rest)

    def save(self, path: str | os.PathLike[str], *, masks: str = "plain") -> str:
        """Writes the ticket; the old file stays until the new one is whole.

        Args:
            path: the file.
            masks: "plain" (see `canonical`) or "coded" (see `coded`); the digest is the same.
        Returns:
            how they were written: "plain" also where "coded" was asked and there are no shorter codes.
        """
        from lottery_verify.networks.saving import atomic_write

        plain = self.canonical()
        data = self.coded() if check_choice("masks", masks, MASKS) == "coded" else plain
        atomic_write(path, data)
        return "plain" if data == plain else "coded"

    def figures(self) -> dict[str, object]:
        """Counts that a user asks for: links, source weights, kept weights, and ratios to log₂(R/2ε_w)."""
        links = sum(layer.links for layer in self.layers)
        kept = sum(layer.kept_u + layer.kept_v for layer in self.layers)
        source = sum(layer.source_weights for layer in self.layers)
        return {
            "target weights": links,
            "source weights": source,
            "kept weights": kept,
            "sparsity": 1 - kept / source if source else 1.0,
            "source weights per target weight": source / links,
            "kept weights per target weight": kept / links,
            "neurons" + ("" if self.source.shape == "free" else " per block"): [layer.neurons for layer in self.layers],
            "epsilon_w": [float(layer.epsilon_w) for layer in self.layers],
        }

    def __str__(self) -> str:
        return "\n".join(map(printable, described(self)))

    __repr__ = __str__


def _file(header: str, tensors: dict[str, npt.NDArray[Any]]) -> bytes:
    """A `.safetensors` file."""
    from safetensors.numpy import save

    whole = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}  # its memory is what is saved
    return bytes(save(whole, metadata={formats.METADATA_KEY: header}))
