"""The figure that holds the theorems against real tickets, and the theorems' counts at a ticket's own precision."""

from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from lottery_verify.counts import explicit
from lottery_verify.counts.base import PHI, categories
from lottery_verify.counts.decide import Enclose
from lottery_verify.counts.enclosure import rational
from lottery_verify.counts.smallest import smallest_draws_for_all
from lottery_verify.reporting.plotting import Picture, figure, house_style, picture
from lottery_verify.studies.rows import Measured

DRAWS_PER_LINK = (
    "Draws per link: the products v·u among which one target weight can choose, one for each neuron of its block, "
    "whatever the sign of u. With shared blocks, that is the number of neurons per input. Where an input is known to "
    "be ≥ 0, the weight can use about half of them, those with u > 0. With free assignment it is the average number "
    "that serve its input, all of which the weight can use, or its output, of which it can use those with u > 0."
)
"""The unit in which tickets and theorems are compared, here, on the page and in docs/figures.md."""
DELTA = Fraction(1, 100)
THEOREMS = {
    "golden": "shared-log-pruning",
    "subset-sum": "subset-sum-pruning",
    "product": "product-weight",
    "nearest": "malach-pruning",
}


@dataclass(frozen=True)
class Comparison:
    """A ticket with what the theorem of its method asks for at the same precision.

    Attributes:
        ticket: what was measured.
        theorem: draws per link by the explicit bound, weights scaled to w_max = 1.
        exact: draws per link by exact probabilities, or None where only the explicit bound is known.
    """

    ticket: Measured
    theorem: int
    exact: int | None


def compare(ticket: Measured) -> Comparison:
    """Puts a ticket beside its method's theorem, at its own log2(R/(2 epsilon_w)) and delta = 0.01.

    Args:
        ticket: a measured ticket; its method is one of THEOREMS.
    Returns: the comparison.
    """
    ratio = Fraction(f"{Context(prec=40).power(2, Decimal(ticket.lower_bound_bits)):.9e}")  # w_max/epsilon_w

    small: Enclose = lambda bits: rational(1 / ratio, bits)  # noqa: E731
    share, halves = DELTA / (2 * ticket.depth * ticket.links), 2 * ticket.target_weights
    exact = None
    if ticket.method == "golden":
        k = categories(PHI, ratio)
        theorem = explicit.shared_log_pruning_draws(k, ticket.depth, ticket.links, DELTA)
        exact = smallest_draws_for_all(k, share)
    elif ticket.method == "subset-sum":
        theorem = 2 * explicit.subset_sum_pruning_draws(1 / ratio, Fraction(1), share)
    elif ticket.method == "product":
        theorem = explicit.product_weight_draws_at_one(small, halves, DELTA)
    else:
        theorem = explicit.malach_pruning_draws(small, halves, DELTA)
    return Comparison(ticket, theorem, exact)


def against_pruner(comparisons: tuple[Comparison, ...]) -> Picture:
    """What the theorems ask for and what the pruner used, ticket by ticket."""
    with house_style():
        made = figure(9.2, 1.7 + 0.36 * len(comparisons))
        axes = made.add_subplot()
        axes.set_xscale("log")
        for i, one in enumerate(comparisons):
            right = max(one.theorem, one.exact or 0)
            least = one.ticket.draws_per_link if one.ticket.in_the_mean else one.ticket.lower_bound_bits
            axes.plot([least, right], [i, i], color="#d0d0d0", linewidth=1.2, zorder=1)
            if not one.ticket.in_the_mean:
                axes.plot([least], [i], "|", color="#555555", markersize=11, markeredgewidth=1.6)
            axes.plot([one.ticket.draws_per_link], [i], "o", color="#00735a", markersize=7)
            if one.exact is not None:
                axes.plot([one.exact], [i], "D", color="white", markeredgecolor="#0072b2", markersize=6)
            axes.plot([one.theorem], [i], "s", color="white", markeredgecolor="#d55e00", markersize=7)
            axes.annotate(
                f"{one.theorem / one.ticket.draws_per_link:,.0f}×", (right, i), xytext=(9, 0),
                textcoords="offset points", va="center", color="#a04000",
            )  # fmt: skip
        names = [f"{one.ticket.target}, ε = {float(one.ticket.epsilon):g}: {one.ticket.how}" for one in comparisons]
        axes.set_yticks(range(len(comparisons)), names)
        axes.invert_yaxis()
        axes.grid(axis="y", visible=False)
        axes.set_xlabel("draws per link (lower bound: mask bits)")
        axes.set_xlim(right=max(one.theorem for one in comparisons) * 6)
        handles = [
            axes.plot([], [], "|", color="#555555", markersize=11, markeredgewidth=1.6, label="lower bound")[0],
            axes.plot([], [], "o", color="#00735a", markersize=7, label="used by the pruner")[0],
            axes.plot([], [], "D", color="white", markeredgecolor="#0072b2", label="exact smallest M")[0],
            axes.plot([], [], "s", color="white", markeredgecolor="#d55e00", markersize=7, label="theorem")[0],
        ]
        made.legend(handles=handles, loc="outside upper left", ncols=4, frameon=False, handletextpad=0.4)
        return picture(
            "pruner",
            "How far are the bounds from what a pruner really uses?",
            "Each row is a real ticket, pruned for a whole box of inputs. The pruner takes as few neurons per block "
            "as work for its seed; the theorem of its method, at the same precision per weight and δ = 0.01, must "
            "serve any one target with probability 0.99. The figure at the right is theorem ÷ used. Lower bound: "
            "log₂(R/2ε_w), a count that is derived and in no Coq theorem; where errors are met in the mean it is "
            "none, since ε_w is their root mean square there, and docs/small.md has the certificates of those "
            "tickets. For product the mended form of product-weight, which holds for every |w| ≤ 1.",
            made,
        )
