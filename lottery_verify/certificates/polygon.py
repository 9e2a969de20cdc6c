"""The polygon in which a neuron's pre-activations x of F and y of Ĝ lie, and planes below its gates, in floats.

f = max(x, 0), e = max(y, 0) − f, d = y − x. The same in integers: `lottery_verify.checker.rules.polygon`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor

from lottery_verify.certificates.relaxed import LEAST, Slots

Ends = tuple[Tensor, Tensor]
ROUNDING = 1e-12  # of a corner that floats may have put outside, relative to the polygon's size
MARGIN = 2.0**-20  # as in the checker: of a plane that is no more than equally high, rounding would decide


@dataclass(frozen=True)
class Gates:
    """Ends of x, y and d for one layer's neurons, each of shape (boxes, neurons)."""

    x: Ends
    y: Ends
    d: Ends

    @cached_property
    def opened(self) -> Tensor:
        """Whether the sign of x or of y is open."""
        return crosses(self.x) | crosses(self.y)

    @cached_property
    def open(self) -> Tensor:
        """The neurons that are open in some box."""
        return self.opened.any(0).nonzero()[:, 0]

    def at(self, index: Tensor) -> Gates:
        """The same of some neurons."""
        return Gates(*((low[:, index], high[:, index]) for low, high in (self.x, self.y, self.d)))

    def met(self, part: str, slots: Slots, ends: Ends) -> Gates:
        """With the ends of x, y or d of some neurons met with others."""
        low, high = getattr(self, part)
        infinite = torch.full_like(ends[0], torch.inf)
        valid, index = torch.from_numpy(slots.valid), torch.from_numpy(slots.index)
        below, above = torch.where(valid, ends[0], -infinite), torch.where(valid, ends[1], infinite)
        low = low.scatter_reduce(1, index, below, "amax")
        return replace(self, **{part: (low, high.scatter_reduce(1, index, above, "amin"))})

    def tightened(self) -> Gates:
        """Each of the three by the two others."""
        (lx, ux), (ly, uy), (ld, ud) = self.x, self.y, self.d
        y = torch.maximum(ly, lx + ld), torch.minimum(uy, ux + ud)
        x = torch.maximum(lx, y[0] - ud), torch.minimum(ux, y[1] - ld)
        return Gates(x, y, (torch.maximum(ld, y[0] - x[1]), torch.minimum(ud, y[1] - x[0])))

    def made(self) -> tuple[Ends, Ends]:
        """Where f and e lie. e is between 0 and d; it rises with y and falls with x."""
        (lx, ux), (ly, uy) = ((low.clamp(min=0), high.clamp(min=0)) for low, high in (self.x, self.y))
        low, high = torch.maximum(self.d[0].clamp(max=0), ly - ux), torch.minimum(self.d[1].clamp(min=0), uy - lx)
        return (lx, ux), (low, high)

    @cached_property
    def corners(self) -> tuple[Tensor, Tensor, Tensor]:
        """x, y and whether it is one, for all corners of the pieces that x = 0 and y = 0 cut the polygon into."""
        (lx, ux), (ly, uy), (ld, ud) = self.x, self.y, self.d
        xs, ys = (lx, ux, torch.zeros_like(lx)), (ly, uy, torch.zeros_like(ly))
        points = [(x, y) for x in xs for y in ys]
        points += [(x, x + d) for x in xs for d in (ld, ud)] + [(y - d, y) for y in ys for d in (ld, ud)]
        x, y = torch.stack([x for x, _ in points]), torch.stack([y for _, y in points])
        slack = ROUNDING * (lx.abs() + ux.abs() + ly.abs() + uy.abs())
        inside = torch.ones_like(x, dtype=torch.bool)
        for value, (low, high) in ((x, self.x), (y, self.y), (y - x, self.d)):
            inside &= (value >= low - slack) & (value <= high + slack)
        return x, y, inside


def crosses(ends: Ends) -> Tensor:
    """Where both signs are possible."""
    return (ends[0] < 0) & (ends[1] > 0)


def exact_slopes(gates: Gates, u: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    """Slopes on x and d where both signs are known."""
    on_x, on_y = ((ends[0] >= 0).to(u.dtype)[:, None] for ends in (gates.x, gates.y))
    return (u - v) * on_x + v * on_y, v * on_y


def gate(weight: Tensor, ends: Ends) -> Tensor:
    """The slope of a line below weight·max(z, 0): the chord's, or that of the nearer of 0 and z."""
    low, high = ends
    chord = torch.where(crosses(ends), high / (high - low).clamp(min=LEAST), (low >= 0).to(low.dtype))
    nearer = torch.where(crosses(ends), (high > -low).to(low.dtype), chord)
    return weight * torch.where(weight < 0, chord[:, None], nearer[:, None])


def strip(weight: Tensor, ends: Ends) -> Tensor:
    """The slope on d of a line below weight·e, by min(d, 0) ≤ e ≤ max(d, 0)."""
    low, high = ends
    above = (high / (high - low).clamp(min=LEAST)).clamp(0, 1)
    return weight * torch.where(weight > 0, (1 - above)[:, None], above[:, None])


def slopes(gates: Gates, u: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    """Slopes below u·f + v·e: F's and Ĝ's gates apart, or F's and e by d, what is higher in the polygon's middle."""
    on_x, on_y = gate(u - v, gates.x), gate(v, gates.y)
    apart, coupled = (on_x + on_y, on_y), (gate(u, gates.x), strip(v, gates.d))
    middle_x, middle_d = (((low + high) / 2)[:, None] for low, high in (gates.x, gates.d))

    def height(a: Tensor, b: Tensor) -> Tensor:
        return least(gates, u, v, a, b) + a * middle_x + b * middle_d

    margin = MARGIN * (u.abs() + v.abs()) * (gates.x[1] - gates.x[0])[:, None]
    better = height(*coupled) > height(*apart) + margin
    return torch.where(better, coupled[0], apart[0]), torch.where(better, coupled[1], apart[1])


def least(gates: Gates, u: Tensor, v: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """The least of u·f + v·e − a·x − b·d over each neuron's polygon: it is at a corner of a piece."""
    found = torch.full_like(u, torch.inf)
    for x, y, inside in zip(*gates.corners, strict=True):
        f, d = x.clamp(min=0)[:, None], (y - x)[:, None]
        value = u * f + v * (y.clamp(min=0)[:, None] - f) - a * x[:, None] - b * d
        found = torch.minimum(found, torch.where(inside[:, None], value, torch.inf))
    return found
