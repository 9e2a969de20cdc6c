"""The polygon in which a neuron's pre-activations lie, and the least gap between its gates and a plane; integers.

x and y are the pre-activations of one neuron in F and Ĝ, d = y − x, f = max(x, 0), e = max(y, 0) − f. What is known are
ends of x, of y and of d. The lines x = 0 and y = 0 cut the polygon of all such (x, y) into pieces, on each of which
u·f + v·e − a·x − b·d is affine, whatever u, v, a and b are; so it is least at a corner of a piece. All sides are x, y
or y − x at an integer, so the corners are integers too. Rule: relu_relaxation_upper.
"""

from typing import NamedTuple

from lottery_verify.checker.rules.relaxation import ONE, SLOPE

Ends = tuple[int, int]
MARGIN = 20  # the plane by d is to be higher by 2^-20 of the polygon, so that a search in floats chooses alike
Corner = tuple[int, int, int, int]  # f, e, x and d there


class Gates(NamedTuple):
    """Where x, y and d of one neuron lie."""

    x: Ends
    y: Ends
    d: Ends

    @property
    def open(self) -> bool:
        """Whether the sign of x or of y is open."""
        return self.x[0] < 0 < self.x[1] or self.y[0] < 0 < self.y[1]

    def tightened(self) -> "Gates":
        """Each of the three by the two others."""
        x, y, d = self
        y = max(y[0], x[0] + d[0]), min(y[1], x[1] + d[1])
        x = max(x[0], y[0] - d[1]), min(x[1], y[1] - d[0])
        return Gates(x, y, (max(d[0], y[0] - x[1]), min(d[1], y[1] - x[0])))

    def made(self) -> tuple[Ends, Ends]:
        """Where f and e lie. e is between 0 and d; it rises with y and falls with x."""
        (lx, ux), (ly, uy) = ((max(low, 0), max(high, 0)) for low, high in (self.x, self.y))
        return (lx, ux), (max(min(self.d[0], 0), ly - ux), min(max(self.d[1], 0), uy - lx))

    def corners(self) -> list[Corner]:
        """The corners of all pieces."""
        (lx, ux), (ly, uy), (ld, ud) = self
        points = {(x, y) for x in (lx, ux, 0) for y in (ly, uy, 0)}
        points |= {(x, x + d) for x in (lx, ux, 0) for d in (ld, ud)}
        points |= {(y - d, y) for y in (ly, uy, 0) for d in (ld, ud)}
        inside = sorted((x, y) for x, y in points if lx <= x <= ux and ly <= y <= uy and ld <= y - x <= ud)
        return [(max(x, 0), max(y, 0) - max(x, 0), x, y - x) for x, y in inside]


def least(corners: list[Corner], u: int, v: int, a: int, b: int) -> int:
    """The least of u·f + v·e − a·x − b·d over the polygon."""
    return min(u * f + v * e - a * x - b * d for f, e, x, d in corners)


class Slopes:
    """Slopes of planes below u·f + v·e, for one neuron whose gates are open: good ones, which nothing relies on."""

    def __init__(self, gates: Gates) -> None:
        self.corners = gates.corners()
        self.width, self.twice_x, self.twice_d = gates.x[1] - gates.x[0], sum(gates.x), sum(gates.d)
        self.x, self.y = chords(gates.x), chords(gates.y)
        low, high = gates.d
        above = ONE if low >= 0 else 0 if high <= 0 else (high << SLOPE) // (high - low)
        self.d = above, ONE - above

    def choose(self, u: int, v: int) -> tuple[int, int, int]:
        """(a, b, intercept): F's and Ĝ's gates apart, or F's and e by d; the plane that is higher in the middle."""
        on_x, on_y = (u - v) * self.x[u > v] >> SLOPE, v * self.y[v > 0] >> SLOPE
        planes = (on_x + on_y, on_y), (u * self.x[u > 0] >> SLOPE, v * self.d[v > 0] >> SLOPE)
        heights = []
        for a, b in planes:
            lowest = least(self.corners, u, v, a, b)
            heights.append((2 * lowest + a * self.twice_x + b * self.twice_d, a, b, lowest))
        margin = (abs(u) + abs(v)) * self.width >> MARGIN - 1
        return heights[heights[1][0] > heights[0][0] + margin][1:]


def chords(ends: Ends) -> tuple[int, int]:
    """Slopes of lines above and below max(z, 0): of its chord, and of 0 or z, whichever is nearer."""
    low, high = ends
    if low < 0 < high:
        return (high << SLOPE) // (high - low), ONE if high > -low else 0
    return (ONE, ONE) if low >= 0 else (0, 0)
