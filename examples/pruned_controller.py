"""Bound how far a pruned controller's force can be from the original's, over all states that it is made for.

Both networks ship with the package: a 4-20-20-20-1 controller that balances a pole on a cart, and the same without the
tenth of its weights that is smallest (an output of 1 is 10 newtons). The picture shows the largest difference found and
the bound proved while the box of states is halved again and again. Run it with `python pruned_controller.py`; it takes
about ten seconds, and writes `pruned_controller.png` into the current folder.
"""

from matplotlib.figure import Figure

from lottery_verify import check, embedded_target, prove

REGION = "box:-1,1"

target, pruned = embedded_target("controller"), embedded_target("controller-pruned")
steps = []
proved = prove(pruned, target, region=REGION, gap="1.02", progress=steps.append)
print(proved.certificate)
print(f"found {float(proved.found.found):.4f}, proved {float(proved.proved):.4f}")
verdict = check(proved.certificate, ticket=pruned, target=target, region=REGION, epsilon="0.022")
print(verdict)
if verdict.status != "accepted":
    raise SystemExit(verdict.exit_code)

figure = Figure(figsize=(7, 4), layout="constrained")
axes = figure.add_subplot()
seconds = [step.seconds for step in steps]
axes.plot(seconds, [step.proved for step in steps], "v-", color="#00735a", label="proved, while the box is halved")
axes.plot(seconds, [step.found for step in steps], "^:", color="#d55e00", label="found")
axes.axhline(float(proved.proved), color="#00735a", linewidth=0.8, label="proved in exact integers at the end")
axes.set(xlabel="seconds", ylabel="difference of the forces, in 10 newtons", yscale="log")
axes.set_title("A controller without a tenth of its weights, over all states of its box")
axes.legend(frameon=False)
figure.savefig("pruned_controller.png", dpi=150)
print("written: pruned_controller.png")
