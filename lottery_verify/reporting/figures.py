"""The report's figures; each answers one question."""

import math
from decimal import Context, Decimal
from fractions import Fraction

from matplotlib.axes import Axes

from lottery_verify import bounds
from lottery_verify.bounds import Row, Size
from lottery_verify.counts.decide import directed_decimal
from lottery_verify.reporting.plotting import COLOURS, DASHES, Picture, figure, house_style, label_ends, picture
from lottery_verify.reporting.settings import ERROR, WIDTHS, settings

_LINES = tuple(COLOURS)
DIGITS = Context(prec=40)  # powers and logarithms in decimals: those of a C library differ in the last bit


def against_epsilon() -> Picture:
    """Neurons per target weight against 1/epsilon, for all bounds, with their slopes."""
    exponents = [Fraction(i, 4) for i in range(37)]
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in _LINES}
    for exponent in exponents:
        epsilon = _tenth(exponent)
        evaluation = bounds.evaluate(WIDTHS, epsilon, ERROR, w_max="1/28", input_norm=1, costs=False)
        for row in evaluation.rows:
            height = _height(row)
            if row.claim.id in found and row.applies and height:
                found[row.claim.id].append((float(1 / epsilon), height))
    with house_style():
        made = figure(9.2, 7.2)
        upper, lower = made.subplots(2, 1, sharex=True, height_ratios=(1.5, 1))
        upper.set_xscale("log")
        upper.set_yscale("log")
        for axes in (upper, lower):
            for name, points in found.items():
                if axes is upper or name in _SMALLEST:
                    axes.plot(*zip(*points, strict=True), color=COLOURS[name], linestyle=DASHES.get(name, "-"))
        upper.set_xlim(1, float(10 ** exponents[-1]))
        upper.set_ylim(1, 1e34)
        upper.set_yticks([10.0**i for i in range(0, 35, 4)])
        upper.set_ylabel("neurons of G per target weight")
        upper.set_title("(a) all bounds, both axes logarithmic; slopes over the last decade")
        label_ends(upper, [_end(name, points) for name, points in found.items() if name != _SMALLEST[2]], 0.05)
        lower.set_ylim(0, 50)
        lower.set_xlabel(r"$1/\varepsilon$")
        lower.set_ylabel("per target weight")
        lower.set_title("(b) the smallest ones, vertical axis linear: what one more decade of 1/ε costs")
        label_ends(lower, [_end(name, found[name], per_decade=True) for name in _SMALLEST], 0.09)
        return picture(
            "epsilon",
            "How do the bounds grow as ε falls?",
            "Widths 784, 500, 10, δ = 0.01 and Malach's assumptions (w_max = 1/28, F_max = 1, norms 1), so that "
            "every "
            "bound applies; log-pruning-malach coincides with log-pruning here. (a) Slope 2 is Malach's ε⁻², "
            "slope 1 that "
            "of uniform products taken one at a time or in golden sums; slopes near 0 are logarithms of 1/ε. (b) The "
            "dotted line counts mask bits per target weight, not neurons: no method needs fewer, and each neuron "
            "brings "
            "the mask bits of all its outputs.",
            made,
        )


_SMALLEST = ("shared-log-pruning", "subset-sum-pruning", "parameter-lower-bound")


def _end(name: str, points: list[tuple[float, float]], per_decade: bool = False) -> tuple[float, float, str, str]:
    """Where a line ends, and its name with its growth over the last decade."""
    (_, y0), (x1, y1) = points[-5], points[-1]
    if name == "parameter-lower-bound":
        label = f"lower bound, mask bits: +{y1 - y0:.2f}"
    elif per_decade:
        label = f"{name}: +{y1 - y0:.2f}"
    else:
        label = f"{name}: {Decimal(y1 / y0).log10(DIGITS):.2f}"
    return x1, y1, label, COLOURS[name]


def _height(row: Row) -> float:
    if row.size is not None:
        return float(row.size.neurons_per_target_weight)
    return float(row.lower_bits(96).ends()[0]) if row.lower_bits else 0.0


def _tenth(exponent: Fraction) -> Fraction:
    """10^-exponent, rounded to nine digits: a tidy epsilon for a picture."""
    power = DIGITS.power(10, DIGITS.divide(-exponent.numerator, exponent.denominator))
    return Fraction(f"{power:.8e}")


def cost_of_inequalities() -> Picture:
    """What each inequality costs: for shared-log-pruning step by step, and explicit over exact for the others."""
    costs = settings()[0].evaluation["shared-log-pruning"].costs
    with house_style():
        made = figure(9.2, 6.6)
        upper, lower = made.subplots(2, 1, height_ratios=(1, 1.15))
        names = [
            "the claim: $8k\\,\\ln(2k\\ell N_i/\\delta)$",
            "$(1-c)^M$ in place of $e^{-cM}$",
            "exact probabilities in place of $c=1/(8k)$",
            "$e-1$ in place of $e$",
            "$(1+n\\varepsilon_w)^\\ell-1$, no norm of layer 1",
            "the recurrence, with each layer's own sizes",
        ]
        totals = [one.neurons_total / 1e6 for one in costs]
        upper.barh(range(len(costs)), totals, height=0.62, color=["#00735a", *["#7fb9ac"] * (len(costs) - 1)])
        upper.set_yticks(range(len(costs)), names[: len(costs)])
        upper.invert_yaxis()
        upper.grid(axis="y", visible=False)
        upper.set_xlim(0, totals[0] * 1.3)
        upper.set_xlabel("million neurons of G in all")
        for i, one in enumerate(costs):
            factor = "" if i == 0 else f", ÷ {directed_decimal(*one.factor.as_integer_ratio(), 4, upward=True)}"
            upper.text(totals[i], i, f" {totals[i]:.2f} (k = {one.k}){factor}", va="center")
        upper.set_title("(a) shared-log-pruning, each line with one more inequality replaced")
        _explicit_over_exact(lower)
        return picture(
            "inequalities",
            "What does each inequality cost?",
            "(a) Widths 784, 500, 10, ε = δ = 0.01, all constants 1: the bound again, each time with one more "
            "inequality "
            "replaced by an exact computation. All of them together are worth less than a factor of 1.3: the "
            "chain is "
            "nearly tight. (b) Explicit count divided by the exact smallest count (same ε_w, exact probabilities), "
            "Malach's assumptions: what is left is the pool for each link of log-pruning, 2/c in place of 1/c.",
            made,
        )


def _explicit_over_exact(axes: Axes) -> None:
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in _LINES[:5]}
    for i in range(17):
        epsilon = _tenth(Fraction(i, 2))
        evaluation = bounds.evaluate(WIDTHS, epsilon, ERROR, w_max="1/28", input_norm=1)
        for name, points in found.items():
            explicit, exact = _pair(evaluation[name])
            points.append((float(1 / epsilon), explicit.neurons_total / exact.neurons_total))
    axes.set_xscale("log")
    ends = []
    for name, points in found.items():
        axes.plot(*zip(*points, strict=True), color=COLOURS[name], linestyle=DASHES.get(name, "-"))
        label = f"{name}, a pool per link" if name == "log-pruning" else name
        ends.append((*points[-1], label, COLOURS[name]))
    axes.set_xlim(1, 1e8)
    axes.set_ylim(0.7, 2.6)
    axes.set_xlabel(r"$1/\varepsilon$")
    axes.set_ylabel("explicit ÷ exact smallest")
    axes.set_title("(b) the explicit count over the exact smallest one")
    label_ends(axes, ends, 0.09)


def _pair(row: Row) -> tuple[Size, Size]:
    """The explicit size and the exact smallest one; for log-pruning those with a pool for each link."""
    if row.exact is not None and row.size is not None:
        return row.size, row.exact
    return row.forms[0], row.forms[1]


def effect_of_base() -> Picture:
    """Neurons against the base, and what goes wrong above the golden ratio."""
    bases = [Fraction(i, 200) for i in range(215, 324)]
    heights: list[float] = []
    at: dict[str, tuple[int, int]] = {}
    values: list[Fraction | str] = [*bases, "phi"]
    for base in values:
        row = bounds.evaluate(WIDTHS, ERROR, ERROR, base=base, claims=["shared-log-pruning"], costs=False).rows[0]
        heights.append(float(_first(row)) / 1e3)
        at[str(base)] = (_first(row), row.k[0] if row.k else 0)
    phi = (1 + math.sqrt(5)) / 2
    xs = [*(float(base) for base in bases), phi]
    with house_style():
        made = figure(9.2, 4.2)
        left, right = made.subplots(1, 2, width_ratios=(1.5, 1))
        left.plot(xs, heights, color="#00735a", drawstyle="steps-mid")
        for base, x, dx, dy in (("3/2", 1.5, -60, 62), ("phi", phi, -36, 106)):
            count, k = at[base]
            name = r"\varphi" if base == "phi" else base
            text = f"$\\gamma={name}$: $k={k}$\n{count:,} neurons".replace(",", "\u202f")
            left.plot([x], [count / 1e3], "o", color="#00735a", markersize=5)
            left.annotate(text, (x, count / 1e3), xytext=(dx, dy), textcoords="offset points", va="center", ha="center",
                          arrowprops={"arrowstyle": "-", "color": "#555555", "linewidth": 0.6})  # fmt: skip
        left.axvspan(phi, 1.75, color="#f4e4d8", linewidth=0)
        words = "golden-\ndecomposition\nis false"
        left.text((phi + 1.75) / 2, 0.97, words, transform=left.get_xaxis_transform(), ha="center", va="top",
                  color="#a04000")  # fmt: skip
        left.set_xlim(1.07, 1.75)
        left.set_ylim(0, max(heights) * 1.03)
        left.set_xlabel(r"base $\gamma$")
        left.set_ylabel("thousand neurons per input neuron, layer 1")
        left.set_title("(a) fewer categories, fewer neurons")
        beyond = [phi + i * (2.05 - phi) / 60 for i in range(61)]
        right.plot([1.2, phi], [0, 0], color="#00735a")
        right.plot(beyond, [1 - 1 / (g * (g - 1)) for g in beyond], color="#d55e00")
        right.axvline(phi, color="#555555", linewidth=0.8, linestyle=(0, (3, 2)))
        right.text(phi - 0.02, 0.3, r"$\varphi=\frac{1+\sqrt{5}}{2}$", ha="right")
        right.text(1.23, 0.018, r"$\leq\gamma^{-k}\to 0$", color="#00735a")
        right.text(2.04, 0.33, r"$1-\frac{1}{\gamma(\gamma-1)}$", color="#a04000", ha="right")
        right.set_xlim(1.2, 2.05)
        right.set_ylim(-0.012, 0.55)
        right.set_xlabel(r"base $\gamma$")
        right.set_ylabel(r"worst rest of $w=1$ as $k\to\infty$")
        right.set_title("(b) why not beyond φ")
        return picture(
            "base",
            "Why the golden ratio?",
            "(a) shared-log-pruning for widths 784, 500, 10, ε = δ = 0.01, all constants 1: a larger base needs "
            "fewer "
            "categories, k = ⌈log_γ(w_max/ε_w)⌉. (b) With every sample at the bottom of its window, the part of "
            "w = 1 that no "
            "choice of samples can reach, however many categories there are: nothing up to φ, and at once something "
            "above it (golden-threshold). So φ is the best base.",
            made,
        )


def _first(row: Row) -> int:
    """Neurons per input neuron of the first layer."""
    return row.size.draws_per_link[0] if row.size else 0
