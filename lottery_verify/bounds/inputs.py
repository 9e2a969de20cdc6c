"""What a bound is evaluated for: the sizes of the target, the errors allowed, and where the figures come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import prod

from lottery_verify.arguments import Number, as_fraction
from lottery_verify.counts.base import PHI, Base, base_of
from lottery_verify.counts.enclosure import Interval, euler, ratio, whole
from lottery_verify.errors import InvalidArgument

MOST_LAYERS = 1_000_000


@dataclass(frozen=True)
class LayerSize:
    """One target layer: `outputs` neurons with `inputs` links each; a bias counts as one more input (constantly 1)."""

    outputs: int
    inputs: int

    @property
    def links(self) -> int:
        """How many target weights the layer has."""
        return self.outputs * self.inputs


@dataclass(frozen=True)
class Inputs:
    """Everything that a bound may depend on, exactly.

    Attributes:
        layers: the layers' sizes, first to last.
        epsilon: allowed sup error of the ticket, above 0.
        delta: allowed failure probability, in (0, 1).
        w_max: at least every |weight|; 0 or above.
        f_max: at least every |activation| before the last layer, inputs included; above 0.
        spectral_norms: an upper bound of each layer's spectral norm.
        base: the base of golden decompositions.
        input_norm: an upper bound of the inputs' Euclidean norm, or None when it is not known.
        nonzeros: each layer's count of weights that are not 0, or None when it is not known.
        biases: whether the target has biases.
        provenance: where the figures come from: "given", or the file and region that they were certified from.
    """

    layers: tuple[LayerSize, ...]
    epsilon: Fraction
    delta: Fraction
    w_max: Fraction = Fraction(1)
    f_max: Fraction = Fraction(1)
    spectral_norms: tuple[Fraction, ...] = ()
    base: Base = PHI
    input_norm: Fraction | None = None
    nonzeros: tuple[int, ...] | None = None
    biases: bool = False
    provenance: str = "given"

    @property
    def depth(self) -> int:
        """The number of layers of the target."""
        return len(self.layers)

    @cached_property
    def width(self) -> int:
        """n: the most neurons of any layer, inputs and the constant neuron included."""
        return max(max(layer.outputs, layer.inputs) for layer in self.layers)

    @cached_property
    def links(self) -> int:
        """The number of target weights."""
        return sum(layer.links for layer in self.layers)

    def growth(self, bits: int, first: int = 0) -> Interval:
        """The product of max{1, norm} over the layers from `first` on, enclosed.

        Args:
            bits: precision.
            first: index of the first layer that counts.
        Returns: the enclosure.
        """
        above, below = self._growth_all if first == 0 else self._growth_later
        return ratio(above, below, bits)

    @cached_property
    def _growth_all(self) -> tuple[int, int]:
        return _product([max(Fraction(1), one) for one in self.spectral_norms])

    @cached_property
    def _growth_later(self) -> tuple[int, int]:
        return _product([max(Fraction(1), one) for one in self.spectral_norms[1:]])

    def epsilon_w(self, bits: int) -> Interval:
        """The error per weight that error-propagation allows: epsilon/(e*l*n^(3/2)*F_max*prod max{1, norm})."""
        above, below = self._growth_all
        power = whole(self.width**3, bits).sqrt() * euler(bits)
        top = self.epsilon.numerator * self.f_max.denominator * below
        bottom = self.epsilon.denominator * self.f_max.numerator * above * self.depth
        return ratio(top, bottom, bits) / power


def _product(factors: list[Fraction]) -> tuple[int, int]:
    return prod(one.numerator for one in factors), prod(one.denominator for one in factors)


def inputs_from_widths(
    widths: Sequence[int],
    epsilon: Number,
    delta: Number,
    *,
    w_max: Number = 1,
    f_max: Number = 1,
    spectral_norms: Sequence[Number] | None = None,
    base: Number | Base = PHI,
    input_norm: Number | None = None,
) -> Inputs:
    """Checks the numbers of a target and puts them together.

    Args:
        widths: neurons per layer, inputs first: n_0, ..., n_l; at least two.
        epsilon: allowed sup error, above 0.
        delta: allowed failure probability, in (0, 1).
        w_max: bound of the weights, at least 0.
        f_max: bound of the activations before the last layer, above 0.
        spectral_norms: one bound per layer, at least 0; all 1 when left out.
        base: "phi" or a rational in (1, phi].
        input_norm: bound of the inputs' Euclidean norm, at least 0, if known.
    Returns: the inputs.
    Raises: InvalidArgument naming the argument and its value.
    """
    sizes = tuple(widths)
    if len(sizes) < 2:
        raise InvalidArgument(f"widths: {_shown(sizes)} has no layer; give inputs and outputs, e.g. 784,500,10")
    if len(sizes) > MOST_LAYERS:
        raise InvalidArgument(f"widths: {len(sizes)} of them; at most {MOST_LAYERS}")
    for place, size in enumerate(sizes):
        if isinstance(size, bool) or not isinstance(size, int) or size < 1:
            raise InvalidArgument(f"widths: number {place} is {size!r}; each is an integer of at least 1")
    norms = [Fraction(1)] * (len(sizes) - 1) if spectral_norms is None else list(spectral_norms)
    if len(norms) != len(sizes) - 1:
        raise InvalidArgument(f"spectral_norms: {len(norms)} for {len(sizes) - 1} layers; give one per layer")
    return Inputs(
        layers=tuple(LayerSize(after, before) for before, after in pairwise(sizes)),
        epsilon=as_fraction("epsilon", epsilon, above=0),
        delta=as_fraction("delta", delta, above=0, below=1),
        w_max=as_fraction("w_max", w_max, at_least=0),
        f_max=as_fraction("f_max", f_max, above=0),
        spectral_norms=tuple(as_fraction(f"spectral_norms[{i}]", one, at_least=0) for i, one in enumerate(norms)),
        base=base_of(base),
        input_norm=None if input_norm is None else as_fraction("input_norm", input_norm, at_least=0),
    )


def _shown(sizes: tuple[int, ...]) -> str:
    return ",".join(str(one) for one in sizes) or "nothing"
