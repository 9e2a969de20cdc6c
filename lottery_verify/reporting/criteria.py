"""What counts as yes and as no for each of the talk's closing questions, stated before the final seeds were run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Criterion:
    """What an answer must be, whatever comes of the runs.

    Attributes:
        runs: the final runs that decide, none of which had been made when this was written.
        yes, no: when the answer is yes, and when it is no; where neither holds, it is undecided, and the page says so.
    """

    runs: str
    yes: str
    no: str


CRITERIA = {
    "supermasks": Criterion(
        runs="Study `supermasks`, seeds 101 and above; smaller seeds are for choosing the grid and the rate of "
        "learning, which is chosen for the normal law and then the same for all. Every law is scaled to one variance. "
        "A difference is the test accuracy under the hyperbolic law less that under another law, with the same seed, "
        "data, width and sparsity, averaged over the sparsities; its interval is a bootstrap over pairs of width "
        "and seed.",
        yes="For one ratio β/α, on at least two of the data sets, the interval of the difference lies above +0.5 "
        "percentage points against each of the other laws (normal, uniform, signed constant), at 95 % shared by "
        "Bonferroni among the ratios and data sets: worth trying in training.",
        no="For every ratio and every data set the interval, at the same level, of the difference from at least one of "
        "the other laws lies below +0.5 percentage points: not worth trying in training, since another law does "
        "as well or better.",
    ),
    "convolutions": Criterion(
        runs="Study `supermasks`, network `convolutional`, seeds 201 and above; stated after the criterion above had "
        "been applied to fully connected networks, and before any of these seeds was run. Smaller seeds are for the "
        "rate of learning: 0.1 is the best of 0.03, 0.1, 0.3 and 1 for the normal law (digits, 16 channels, seeds 1 "
        "and 2, both sparsities), and then the same for all. Laws, ratios and variances are those of the criterion "
        "above, and so are differences and intervals; data sets are digits (16 and 32 channels, 600 batches) and "
        "mnist-5k (8 channels, 300 batches), sparsities 0.5 and 0.8.",
        yes="For one ratio β/α, on both data sets, the interval of the difference lies above +0.5 percentage points "
        "against each of the other laws (normal, uniform, signed constant), at 95 % shared by Bonferroni among the "
        "ratios and data sets: worth trying in small convolutional networks.",
        no="For every ratio and every data set the interval, at the same level, of the difference from at least one of "
        "the other laws lies below +0.5 percentage points: not worth trying there, since another law does as well or "
        "better.",
    ),
    "uniform": Criterion(
        runs="Study `laws`, seeds 18 and 19. Seed 17 was known when this was written.",
        yes="At every ε_w ≤ 0.01 and with every seed, the method that needs the fewest neurons for one target weight "
        "(dedicated blocks) with the uniform law needs no more than the method that needs the fewest with the "
        "hyperbolic law.",
        no="At some ε_w ≤ 0.01 and with every seed, every method with the uniform law needs more than twice as many "
        "neurons as the best one with the hyperbolic law.",
    ),
    "lower-bound": Criterion(
        runs="Study `laws`, seeds 18 and 19. Seed 17 was known when this was written.",
        yes="Near: at every ε_w ≤ 10⁻⁴ and with every seed, the best method and law need at most 4 times "
        "log₂(1/ε_w) neurons for one target weight (dedicated blocks).",
        no="Far: at some ε_w ≤ 10⁻⁴ and with every seed, the best method and law need more than 10 times as many.",
    ),
    "performance": Criterion(
        runs="Study `performance`, the MNIST networks fc2 and mnist-net_256x2. The tickets of the digits network were "
        "known when this was written.",
        yes="In every ticket of the final runs F and Ĝ name the same class on all test images, and on at least 90 % of "
        "them the class provably cannot change.",
        no="In some ticket of the final runs Ĝ is right on fewer images than F by more than 1 % of the images.",
    ),
}
"""For each question its criterion, by the name of its figure."""
