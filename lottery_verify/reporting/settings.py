"""The settings that the report evaluates every bound for."""

from dataclasses import dataclass
from functools import cache

from lottery_verify import bounds

WIDTHS = (784, 500, 10)
ERROR = "0.01"


@dataclass(frozen=True)
class Setting:
    """A named evaluation.

    Attributes:
        id: a short name, for tables and files.
        title: a heading.
        remark: why it is here.
        evaluation: all bounds, and the lemmas' figures.
    """

    id: str
    title: str
    remark: str
    evaluation: bounds.Evaluation


@cache
def settings() -> tuple[Setting, ...]:
    """The report's settings, evaluated."""
    unit = bounds.evaluate(WIDTHS, ERROR, ERROR)
    small = bounds.evaluate(WIDTHS, ERROR, ERROR, w_max="1/28", input_norm=1)
    return (
        Setting(
            "unit",
            "All constants 1",
            "Widths 784, 500, 10; ε = δ = 0.01; w_max = F_max = ‖W_i‖₂ = 1; γ = φ. Weights may be as large as 1, "
            "which "
            "Malach's assumptions exclude.",
            unit,
        ),
        Setting(
            "malach",
            "Malach's assumptions",
            "The same with w_max = 1/√784 = 1/28 and ‖x‖₂ ≤ 1: here every bound applies, so that they can be compared.",
            small,
        ),
    )
