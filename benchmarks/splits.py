"""Top-1 agreement of a pruned network around digits, settled one by one: by halving boxes, or by signs of gates.

Run: python benchmarks/splits.py [--sparsity 0.5] [--radius 0.1] [--images 120] [--seconds 10]. Half of the weights of
the embedded digits network, the smallest of each layer, are set to 0; the images are the first of those that it was not
trained on; the box is the ball around an image, cut to [0, 1]. Each image has so many seconds by the clock, in one
process; seconds in the table are the processor's.
"""

from __future__ import annotations

import argparse
import sys
import time
from fractions import Fraction

import torch
from digits_around import HELD_OUT, pruned
from sklearn.datasets import load_digits

from lottery_verify import Box, embedded_target
from lottery_verify.certificates.agreement import Agreement, Top1


def how(found: Agreement) -> str:
    """What settled an image: the kind of tree, and how many leaves it has; or that none did."""
    if found.certificate is None:
        return found.status
    step = found.certificate.steps[0]
    tree = step["tree"]
    leaves = tree.count(0) if isinstance(tree, list) else 0
    if leaves == 1:
        return "agreed, the whole box"
    return f"agreed, {'parts by signs' if step['rule'] == 'splits' else 'halves of boxes'}"


def main(arguments: list[str]) -> int:
    """Prints a row for each way in which images were settled, and 1 where one was not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sparsity", type=float, default=0.5)
    parser.add_argument("--radius", default="0.1")
    parser.add_argument("--images", type=int, default=120)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    target, radius = embedded_target(), Fraction(options.radius)
    both = Top1(pruned(target, options.sparsity), target)
    rows: dict[str, list[tuple[int, float, int]]] = {}
    for image in load_digits().data[-HELD_OUT:][: options.images] / 16:
        ends = [(max(Fraction(v) - radius, Fraction(0)), min(Fraction(v) + radius, Fraction(1))) for v in image]
        started = time.process_time()
        found = both.prove(Box(*zip(*ends, strict=True)), timeout=options.seconds)
        size = 0 if found.certificate is None else len(found.certificate.to_json())
        rows.setdefault(how(found), []).append((found.boxes, time.process_time() - started, size))
    print("| what came of it | images | pieces looked at | seconds, median and most | bytes of the certificate, most |")
    print("| --- | --- | --- | --- | --- |")
    for name in sorted(rows):
        looked, seconds, sizes = map(sorted, zip(*rows[name], strict=True))
        spent = f"{seconds[len(seconds) // 2]:.2f}, {seconds[-1]:.2f}"
        print(f"| {name} | {len(looked)} | {looked[0]} to {looked[-1]} | {spent} | {sizes[-1] or '–'} |")
    return int("undecided" in rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
