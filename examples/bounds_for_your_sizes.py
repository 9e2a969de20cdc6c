"""How wide must the random network be for a target of your sizes? Evaluate every theorem's bound as an exact integer.

Change WIDTHS, DELTA and EPSILONS, and run it with `python bounds_for_your_sizes.py`. It takes a few seconds, prints the
table for the smallest epsilon, and writes `bounds_for_your_sizes.png` into the current folder.
"""

from matplotlib.figure import Figure

from lottery_verify import bounds

WIDTHS = [64, 32, 10]
DELTA = "0.01"
EPSILONS = ("1", "0.1", "0.01", "0.001")
W_MAX = "0.125"  # 1/sqrt(64): Malach et al. assume that no weight is larger
COLOURS = {
    "malach-pruning": "#d55e00",
    "log-pruning": "#0072b2",
    "shared-log-pruning": "#00735a",
    "subset-sum-pruning": "#222222",
}

neurons: dict[str, list[float]] = {claim: [] for claim in COLOURS}
for epsilon in EPSILONS:
    evaluation = bounds.evaluate(WIDTHS, epsilon, DELTA, w_max=W_MAX, input_norm=1, costs=False)
    for claim, figures in neurons.items():
        size = evaluation[claim].size
        figures.append(float("nan") if size is None else float(size.neurons_per_target_weight))
print(evaluation)

figure = Figure(figsize=(7, 4), layout="constrained")
axes = figure.add_subplot()
epsilons = [float(epsilon) for epsilon in EPSILONS]
for claim, figures in neurons.items():
    axes.plot(epsilons, figures, "o-", color=COLOURS[claim], label=claim)
axes.set_xscale("log")
axes.set_yscale("log")
axes.invert_xaxis()
axes.set_xlabel("ε, the allowed error")
axes.set_ylabel("intermediate neurons per target weight")
axes.set_title(f"What the theorems ask for: widths {'-'.join(map(str, WIDTHS))}, δ = {DELTA}", loc="left")
axes.legend(frameon=False)
figure.savefig("bounds_for_your_sizes.png", dpi=150)
print("written: bounds_for_your_sizes.png")
