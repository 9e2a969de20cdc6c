"""Prune the shipped digits network out of a random one at three precisions, certify each ticket, and let the checker
repeat each certificate.

Run it with `python prune_and_certify.py`. It takes about ten seconds, and writes the last ticket, its certificate, the
target and the picture `prune_and_certify.png` into the current folder.
"""

from matplotlib.figure import Figure

from lottery_verify import Box, attack, certify, check, embedded_target, prune, save_network

EPSILONS = ("0.2", "0.05", "0.02")

target = embedded_target()
region = Box.cube(0, 1, target.widths[0])
save_network(target, "target.safetensors")

found, proved, kept = [], [], []
for epsilon in EPSILONS:
    ticket = prune(target, region=region, epsilon=epsilon, method="subset-sum", seed=17)
    certificate = certify(ticket, target, region=region, epsilon=epsilon)
    ticket.save("ticket.safetensors")
    certificate.save("certificate.json")
    verdict = check(
        "certificate.json", ticket="ticket.safetensors", target="target.safetensors", region=region, epsilon=epsilon
    )
    print(verdict)
    if verdict.status != "accepted":
        raise SystemExit(verdict.exit_code)
    tried = attack(ticket, target, region=region, samples=1_000, starts=8, steps=20)
    found.append(float(tried.found))
    proved.append(float(certificate.proved))
    kept.append(sum(layer.kept_u + int(layer.counts.sum()) for layer in ticket.layers) / target.n_weights)
    print(f"  a search found a difference of {found[-1]:.2g}; the certificate proves at most {proved[-1]:.2g}")

figure = Figure(figsize=(7, 4), layout="constrained")
axes = figure.add_subplot()
places = range(len(EPSILONS))
asked = [float(epsilon) for epsilon in EPSILONS]
axes.vlines(places, found, proved, color="#0072b2", linewidth=8, alpha=0.3, label="the true error lies in here")
axes.plot(places, asked, "_", color="#222222", markersize=20, label="ε asked for")
axes.plot(places, proved, "v", color="#0072b2", label="proved")
axes.plot(places, found, "^", color="#d55e00", label="found by a search")
axes.set_yscale("log")
axes.set_xlim(-0.5, len(EPSILONS) - 0.5)
axes.set_xticks(
    places, [f"ε = {epsilon}\n{each:.1f} weights kept per link" for epsilon, each in zip(EPSILONS, kept, strict=True)]
)
axes.set_ylabel("largest output error over [0, 1]⁶⁴")
axes.set_title("Each ticket's error is between what was found and what was proved", loc="left")
figure.legend(loc="outside lower center", ncols=4, frameon=False)
figure.savefig("prune_and_certify.png", dpi=150)
print("written: prune_and_certify.png")
