"""Joint back-substitution of two networks, in floats, for many boxes at once: what the checker's rule will say.

A row is a lower bound a·x + b·d + constant over a layer's pre-activations x of F and d = y − x. By the layer's weights
it is a bound u·f + v·e over f = max(x, 0) and e = max(y, 0) − f of the gates before; there a plane below u·f + v·e
leads on. Any slopes will do, since each plane's intercept is exact; the usual ones may be moved uphill by gradient.
The same recipe, in integers, is `lottery_verify.checker.rules.backward`. Shapes: (boxes, rows, neurons).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from lottery_verify.certificates.deadline import NEVER, Deadline
from lottery_verify.certificates.polygon import Ends, Gates, exact_slopes, gate, least, slopes
from lottery_verify.certificates.relaxed import LEAST, Slots
from lottery_verify.certificates.tensors import TensorLayer

PARTS = {"x": (1.0, 0.0), "d": (0.0, 1.0), "y": (1.0, 1.0)}  # a and b of each: y = x + d
RATE, DECAY = 0.05, 0.97  # of the ascent of slopes, relative to the row's coefficients
Moved = dict[int, tuple[Tensor, Tensor]]  # layer → slopes on x and d; or how far from the usual, relative to |u|, |v|


class Rows(NamedTuple):
    """Lower bounds that are wanted, over what enters a layer: u on f, v on e, shape (boxes, rows, inputs)."""

    u: Tensor
    v: Tensor
    constant: Tensor
    bent: Tensor

    @classmethod
    def of(cls, layer: TensorLayer, a: Tensor, b: Tensor) -> Rows:
        """What a·x + b·d is, by a layer's weights."""
        constant = a @ layer.bias + b @ layer.gap_bias
        return cls(a @ layer.f + b @ layer.gap, b @ layer.g, constant, b @ layer.kink)

    @classmethod
    def ends_of(cls, layer: TensorLayer, part: str, index: Tensor) -> Rows:
        """The x, y or d of some neurons of each box, then their negatives; index of shape (boxes, count)."""
        a, b = PARTS[part]
        whole = cls(a * layer.f + b * layer.gap, b * layer.g, a * layer.bias + b * layer.gap_bias, b * layer.kink)
        return cls(*(torch.cat([part[index], -part[index]], 1) for part in whole))


class Backward:
    """The layers so far of two networks over many boxes: ends of f and e before each, and the gates after it."""

    def __init__(
        self,
        pair: Sequence[TensorLayer],
        low: Tensor,
        high: Tensor,
        steps: int = 0,
        known: Sequence[Gates] = (),
        deadline: Deadline = NEVER,
    ) -> None:
        """Args:
        pair: the two networks.
        low, high: ends of the boxes, shape (boxes, inputs), after the shift.
        steps: of the ascent of slopes, for all rows but the outputs'.
        known: the gates of the first layers, as far as they were bounded elsewhere.
        deadline: when every ascent ends.
        """
        self.pair, self.steps, self.deadline = pair, steps, deadline
        self.f: list[Ends] = [(low, high)]
        self.e: list[Ends] = [(torch.zeros_like(low), torch.zeros_like(low))]
        self.gates: list[Gates] = []
        for i, layer in enumerate(pair[:-1]):
            gates = known[i] if i < len(known) else self.ranges(layer)
            f, e = gates.made() if layer.relu else (gates.x, gates.d)
            self.gates.append(gates)
            self.f.append(f)
            self.e.append(e)

    def outputs(self, steps: int = 0) -> Ends:
        """Ends of ĝ_j − f_j, shape (boxes, outputs), with that many steps of ascent."""
        layer = self.pair[-1]
        gates = self.ranges(layer)
        if layer.relu:
            return gates.made()[1]
        index = torch.arange(len(layer.bias)).expand(len(gates.d[0]), -1)
        found = self.climbed(Rows.ends_of(layer, "d", index), steps)
        low, high = found.chunk(2, 1)
        return torch.maximum(gates.d[0], low), torch.minimum(gates.d[1], -high)

    def ranges(self, layer: TensorLayer) -> Gates:
        """Where x, y and d of each neuron lie; of those whose gates stay open, by back-substitution too."""
        x = interval(self.f[-1], layer.f, layer.bias)
        low, high = interval(self.f[-1], layer.gap, layer.gap_bias)
        extra = interval(self.e[-1], layer.g, torch.zeros_like(layer.bias))
        y = self.bent_ends()
        bend = interval((y[0].clamp(min=0), y[1].clamp(min=0)), layer.kink, torch.zeros_like(layer.bias))
        d = low + extra[0] + bend[0], high + extra[1] + bend[1]
        gates = Gates(x, (x[0] + d[0], x[1] + d[1]), d).tightened()
        for part in ("x", "d", "y") if self.gates and layer.relu else ():
            slots = Slots(gates.opened.numpy())
            if slots.count:
                low, high = self.climbed(Rows.ends_of(layer, part, torch.from_numpy(slots.index)), self.steps).chunk(
                    2, 1
                )
                gates = gates.met(part, slots, (low, -high)).tightened()
        return gates

    def bent_ends(self) -> Ends:
        """Where Ĝ's inputs of the next layer lie whose weights depend on their sign."""
        kinks = list(self.pair[len(self.gates)].kinks)
        (f, g), (d, e) = self.f[-1], self.e[-1]
        return (f + d)[:, kinks], (g + e)[:, kinks]

    def climbed(self, rows: Rows, steps: int) -> Tensor:
        """The best lower bounds of rows that some steps of Adam on the slopes come by, shape (boxes, rows)."""
        return self.ascended(rows, steps)[0]

    def ascended(self, rows: Rows, steps: int) -> tuple[Tensor, Moved]:
        """The same, and how far each row's slopes are from the usual where its bound is best."""
        best = self.lowest(rows)
        shape = rows.constant.shape
        moved: Moved = {}
        for i, gates in enumerate(self.gates):
            if steps and self.pair[i].relu and len(gates.open):
                a, b = (torch.zeros(*shape, len(gates.open), dtype=torch.float64, requires_grad=True) for _ in "ab")
                moved[i] = a, b
        kept = {i: (a.detach().clone(), b.detach().clone()) for i, (a, b) in moved.items()}
        if not moved:
            return best, kept
        optimizer = torch.optim.Adam([entry for both in moved.values() for entry in both], lr=RATE)
        schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, DECAY)
        for _ in range(steps):
            if self.deadline.passed:
                break
            optimizer.zero_grad()
            value = self.lowest(rows, moved)
            (-value.sum()).backward()  # type: ignore[no-untyped-call]
            better = value.detach() > best
            best = torch.where(better, value.detach(), best)
            for i, both in moved.items():
                for place, entry in zip(kept[i], both, strict=True):
                    place[better] = entry.detach()[better]
            optimizer.step()
            schedule.step()
        return best, kept

    def lowest(self, rows: Rows, moved: Moved | None = None, trail: Moved | None = None) -> Tensor:
        """Lower bounds of rows over what enters the layer after the last gates, shape (boxes, rows).

        Args:
            rows: of that layer.
            moved: how far slopes are from the usual; not at all when left out.
            trail: given the slopes on x and on d at each layer's gates, shape (boxes, rows, neurons).
        """
        constant = rows.constant
        for i in reversed(range(len(self.gates) + 1)):
            u, v = rows.u, rows.v
            if self.pair[i].kinks:
                u, v, fixed = self.unbent(i, u, v, rows.bent)
                constant = constant + fixed
            if i == 0:
                break
            if self.pair[i - 1].relu:
                u, v, fixed = planes(self.gates[i - 1], u, v, moved.get(i - 1) if moved else None)
                constant = constant + fixed
                if trail is not None:
                    trail[i - 1] = u, v
            rows = Rows.of(self.pair[i - 1], u, v)
            constant = constant + rows.constant
        (low, high), radius = self.f[0], (self.f[0][1] - self.f[0][0]) / 2
        return constant + (u @ ((low + high) / 2)[:, :, None] - u.abs() @ radius[:, :, None])[:, :, 0]

    def unbent(self, i: int, u: Tensor, v: Tensor, weights: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Puts lines below weight·max(y, 0), for the inputs y of Ĝ's layer i whose weights depend on their sign."""
        kinks = list(self.pair[i].kinks)
        low, high = ((f + e)[:, kinks] for f, e in zip(self.f[i], self.e[i], strict=True))
        slope = gate(weights, (low, high))
        u, v = u.clone(), v.clone()
        u[:, :, kinks] += slope
        v[:, :, kinks] += slope
        values = [weights * y.clamp(min=0)[:, None] - slope * y[:, None] for y in (low, high, 0 * low)]
        ends = torch.minimum(values[0], values[1])
        inside = ((low < 0) & (high > 0))[:, None]
        return u, v, torch.where(inside, torch.minimum(ends, values[2]), ends).sum(2)


def interval(ends: Ends, matrix: Tensor, bias: Tensor) -> Ends:
    """Ends of matrix·vector + bias."""
    middle, radius = (ends[0] + ends[1]) / 2 @ matrix.T + bias, (ends[1] - ends[0]) / 2 @ matrix.abs().T
    return middle - radius, middle + radius


def planes(gates: Gates, u: Tensor, v: Tensor, moved: tuple[Tensor, Tensor] | None) -> tuple[Tensor, Tensor, Tensor]:
    """Slopes and constant of a bound below u·f + v·e: exact where both signs are known in all boxes."""
    a, b = exact_slopes(gates, u, v)
    index = gates.open
    if not len(index):
        return a, b, torch.zeros_like(u[:, :, 0])
    some, p, q = gates.at(index), u[:, :, index], v[:, :, index]
    on_x, on_d = slopes(some, p, q)
    if moved is not None:
        ratio = ((some.d[1] - some.d[0]) / (some.x[1] - some.x[0]).clamp(min=LEAST)).clamp(1e-6, 1.0)[:, None]
        size = p.abs() + q.abs() * ratio  # a step counts about as much on either axis
        on_x, on_d = on_x + size * moved[0], on_d + size / ratio * moved[1]
    a, b = a.clone(), b.clone()
    a[:, :, index], b[:, :, index] = on_x, on_d
    return a, b, least(some, p, q, on_x, on_d).sum(2)
