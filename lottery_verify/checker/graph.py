"""A network as layers of exact integer rows; standard library only."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Row:
    """One neuron: t ↦ Σ positive·max(t, 0) + Σ negative·min(t, 0) + bias over some of its inputs.

    Attributes:
        scale: weights and bias are integers over 2^scale; each row has its own, so that one tiny weight costs its row.
        columns: which inputs have a weight that is not 0, ascending.
        positive, negative: their weights for inputs of either sign; the same list where there is only one weight.
        bias: the constant.
    """

    scale: int
    columns: list[int]
    positive: list[int]
    negative: list[int]
    bias: int


@dataclass(frozen=True)
class Affine:
    """A layer of such neurons on `width` inputs, then ReLU if `relu`."""

    width: int
    rows: list[Row]
    relu: bool

    @property
    def scale(self) -> int:
        """The largest of the rows' scales: every weight and bias is an integer over 2^scale."""
        return max(row.scale for row in self.rows)


@dataclass(frozen=True)
class Network:
    """Layers of widths n_0, …, n_ℓ, and the shift that is subtracted from the input; a ticket has a seed."""

    digest: str
    seed: int | None
    widths: list[int]
    shift: list[Fraction]
    layers: list[Affine]
