"""What an evaluation consists of: one row per claim, frozen, with everything that a table or a page shows."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Protocol

from lottery_verify.bounds.inputs import Inputs
from lottery_verify.claims import Claim, Hypothesis
from lottery_verify.counts.decide import Enclose, decimal, directed_decimal

DIGITS = 12


class Status(Enum):
    """Whether the inputs meet a hypothesis."""

    MET = "met"
    VIOLATED = "violated"
    GIVEN = "given"
    """It says how the source is drawn; whoever draws it sees to it."""
    UNKNOWN = "not checked"
    """The inputs do not tell."""
    UNUSED = "not needed"
    """The figures of this row do not rest on it."""


@dataclass(frozen=True)
class HypothesisCheck:
    """One hypothesis held against the inputs; `found` says what was found, in words."""

    hypothesis: Hypothesis
    status: Status
    found: str


@dataclass(frozen=True)
class Size:
    """A source network that a bound asks for.

    Attributes:
        form: which form of the bound; empty for the claim itself.
        proved: whether the form follows from its hypotheses (the talk's shared pool does not).
        neurons_per_layer: intermediate neurons in front of each target layer.
        draws_per_link: for each layer, how many products one target weight may choose from.
        weights_total: all weights of the source, kept or not.
        links: number of target weights.
    """

    form: str
    proved: bool
    neurons_per_layer: tuple[int, ...]
    draws_per_link: tuple[int, ...]
    weights_total: int
    links: int

    @property
    def neurons_total(self) -> int:
        """All intermediate neurons."""
        return sum(self.neurons_per_layer)

    @property
    def neurons_per_target_weight(self) -> Fraction:
        """Intermediate neurons per target weight, exactly."""
        return Fraction(self.neurons_total, self.links)

    @property
    def mask_bits_per_target_weight(self) -> Fraction:
        """Bits of the mask (one per weight of the source) per target weight, exactly."""
        return Fraction(self.weights_total, self.links)


def size_of(inputs: Inputs, neurons: list[int], draws: list[int], form: str = "", proved: bool = True) -> Size:
    """The size of the source with neurons[i] intermediate neurons in layer i, each wired to all inputs and outputs."""
    weights = sum(count * (layer.outputs + layer.inputs) for count, layer in zip(neurons, inputs.layers, strict=True))
    return Size(form, proved, tuple(neurons), tuple(draws), weights, inputs.links)


@dataclass(frozen=True)
class Cost:
    """What is left after one more inequality is replaced by an exact computation; costs are cumulative.

    Attributes:
        label: what was replaced.
        k: number of categories after it, or None.
        neurons_total: intermediate neurons after it.
        factor: neurons before it divided by neurons after it, exactly.
    """

    label: str
    k: int | None
    neurons_total: int
    factor: Fraction


@dataclass(frozen=True)
class Row:
    """One bound, evaluated.

    Attributes:
        claim: the claim.
        applies: whether no hypothesis is violated; without that there is no figure.
        hypotheses: each hypothesis held against the inputs.
        epsilon_w: allowed error per target weight (the least over the layers), or None.
        k: number of categories per layer, or None.
        size: the source that the claim asks for, or None.
        exact: the source with the exact smallest number of draws in place of the derived one, or None.
        forms: other forms of the bound.
        costs: what each inequality costs.
        values: further named figures, as decimal strings or integers, in order.
        lower_bits: mask bits per target weight that any method needs, or None.
    """

    claim: Claim
    applies: bool
    hypotheses: tuple[HypothesisCheck, ...]
    epsilon_w: Enclose | None = None
    k: tuple[int, ...] | None = None
    size: Size | None = None
    exact: Size | None = None
    forms: tuple[Size, ...] = ()
    costs: tuple[Cost, ...] = ()
    values: tuple[tuple[str, str | int], ...] = ()
    lower_bits: Enclose | None = None

    @property
    def violated(self) -> tuple[HypothesisCheck, ...]:
        """The hypotheses that the inputs violate."""
        return tuple(one for one in self.hypotheses if one.status is Status.VIOLATED)

    @property
    def epsilon_w_down(self) -> str | None:
        """epsilon_w as a decimal string, rounded down."""
        return None if self.epsilon_w is None else decimal(self.epsilon_w, DIGITS, upward=False)

    @property
    def neurons_per_target_weight_up(self) -> str | None:
        """Neurons per target weight as a decimal string, rounded up."""
        if self.size is None:
            return None
        each = self.size.neurons_per_target_weight
        return directed_decimal(each.numerator, each.denominator, DIGITS, upward=True)

    @property
    def bits_over_lower_bound_up(self) -> str | None:
        """Mask bits per target weight divided by the lower bound, rounded up; None where the lower bound is 0."""
        if self.size is None or self.lower_bits is None:
            return None
        low, _ = self.lower_bits(128).ends()
        if low <= 0:
            return None
        quotient = self.size.mask_bits_per_target_weight / low
        return directed_decimal(quotient.numerator, quotient.denominator, DIGITS, upward=True)


class Evaluated(Protocol):
    """What a rendering shows: the rows of one evaluation, and the inputs that they are for."""

    @property
    def inputs(self) -> Inputs:
        """What was given."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """One row per claim, in order."""
