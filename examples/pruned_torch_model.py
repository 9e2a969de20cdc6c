"""Train a small torch network, prune it with torch.nn.utils.prune, and certify the pruned model against the original.

The region is a box around one of the digits: every pixel may move by at most a radius. Neither network comes from
lottery_verify. Run it with `python pruned_torch_model.py`; it needs scikit-learn for the digits, takes about ten
seconds, and writes `pruned_torch_model.png` into the current folder.
"""

import copy

import torch
from matplotlib.figure import Figure
from sklearn.datasets import load_digits
from torch import nn
from torch.nn.utils import prune

from lottery_verify import Box, attack, certify, check

SPARSITIES = (0.1, 0.3, 0.5)
RADII = ("0.005", "0.02", "0.08")

torch.manual_seed(0)
torch.set_num_threads(1)
images, labels = load_digits(return_X_y=True)
inputs, classes = torch.tensor(images / 16, dtype=torch.float32), torch.tensor(labels)
model = nn.Sequential(nn.Linear(64, 24), nn.ReLU(), nn.Linear(24, 10))
optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(200):
    optimiser.zero_grad()
    nn.functional.cross_entropy(model(inputs), classes).backward()
    optimiser.step()
model.eval()
print(f"the model is right on {(model(inputs).argmax(1) == classes).float().mean():.1%} of its training digits")


def pruned(sparsity: float) -> nn.Sequential:
    """A copy of the model without its smallest weights; `sparsity` is the fraction of zeros, from 0 to 1."""
    smaller = copy.deepcopy(model)
    for layer in (smaller[0], smaller[2]):
        prune.l1_unstructured(layer, "weight", amount=sparsity)
    return smaller


radii = [float(radius) for radius in RADII]
figure = Figure(figsize=(7, 4), layout="constrained")
axes = figure.add_subplot()
digit = inputs[0].tolist()
for sparsity, colour in zip(SPARSITIES, ("#00735a", "#0072b2", "#d55e00"), strict=True):
    smaller, found, proved = pruned(sparsity), [], []
    for radius in RADII:
        region = Box([v - float(radius) for v in digit], [v + float(radius) for v in digit])
        certificate = certify(smaller, model, region=region)
        verdict = check(certificate, ticket=smaller, target=model, region=region, epsilon=certificate.epsilon)
        if verdict.status != "accepted":
            raise SystemExit(str(verdict))
        proved.append(float(certificate.proved))
        found.append(float(attack(smaller, model, region=region, samples=500, starts=8, steps=10).found))
    print(f"{sparsity:.0%} zeros, radius {RADII[0]}: [found, proved] = [{found[0]:.3g}, {proved[0]:.3g}]")
    axes.fill_between(radii, found, proved, color=colour, alpha=0.2)
    axes.plot(radii, proved, "v-", color=colour, label=f"{sparsity:.0%} zeros")
    axes.plot(radii, found, "^:", color=colour)
axes.set_xscale("log")
axes.set_yscale("log")
axes.set_xticks(radii, RADII)
axes.minorticks_off()
axes.set_xlabel("how far each pixel may move")
axes.set_ylabel("largest difference of an output")
axes.set_title("Proved (▼) and found (▲) difference of a pruned model from its original", loc="left")
figure.legend(loc="outside lower center", ncols=3, frameon=False)
figure.savefig("pruned_torch_model.png", dpi=150)
print("written: pruned_torch_model.png")
