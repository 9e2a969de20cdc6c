"""What is promised as the same bytes, made once in this process.

`python -m tests.processors` prints a digest for each thing; tests/test_processors.py runs it under several settings.
The networks come from integers, so that no transcendental function takes part in them.
"""

import hashlib
import json
import random
import sys
from fractions import Fraction
from itertools import pairwise

import numpy as np

from lottery_verify import certify, prune
from lottery_verify.bounds.evaluation import evaluate_inputs
from lottery_verify.bounds.measure import inputs_from_target
from lottery_verify.bounds.rendering import as_json
from lottery_verify.certificates.spectral import spectral_witness
from lottery_verify.checker.regions import Ball, Box
from lottery_verify.networks.network import Network
from lottery_verify.pruning.plan import plan
from tests.corpus import make

METHODS = {"nearest": "8", "product": "1", "golden": "1/50", "subset-sum": "1/50"}  # each with an epsilon within reach


def network(widths, seed):
    """A ReLU network with biases, of weights that use all of float32's digits."""
    numbers = random.Random(seed)

    def entries(*shape):
        count = int(np.prod(shape))
        return np.array([numbers.randint(-(2**23), 2**23) / 2**24 for _ in range(count)]).reshape(shape)

    layers = list(pairwise(widths))
    return Network.from_arrays([entries(b, a) for a, b in layers], [entries(b) for _, b in layers])


def promised():
    """Name → bytes."""
    small, large = network([7, 11, 5], 1), network([90, 80, 70], 2)
    box = Box.cube(-1, 1, 7)
    made = {f"corpus {name}": data for name, data in make.build().items()}
    for method, epsilon in METHODS.items():
        ticket = prune(small, region=box, epsilon=epsilon, method=method, seed=17)
        made[f"ticket by {method}"] = ticket.digest.encode()
        proof = certify(ticket, small, region=box, norm="l2", spectral=True)
        made[f"certificate of {method}"] = proof.to_json().encode()
    few = network([7, 23, 3], 3)  # neurons serve inputs before layer 1, and outputs before layer 2
    for errors in ("each", "mean"):
        free = prune(few, region=box, epsilon="1/2", method="subset-sum", seed=17, shape="free", errors=errors)
        made[f"ticket of free assignment, {errors}"] = free.digest.encode()
    for i, layer in enumerate(large.layers):
        witness = spectral_witness(layer)
        made[f"witness of layer {i + 1}"] = json.dumps(None if witness is None else witness.describe()).encode()
    for region, norm in ((Box.cube(-1, 1, 90), "linf"), (Ball(3, 90), "l2")):
        chosen = plan(large, region, Fraction(1, 100), norm)
        made[f"plan for {norm}"] = repr((chosen.epsilon_w, [reach.tolist() for reach in chosen.reach])).encode()
    asked = inputs_from_target(large, Box.cube(-1, 1, 90), "1/100", "1/100")
    made["bounds"] = as_json(evaluate_inputs(asked, costs=False)).encode()
    return made


if __name__ == "__main__":
    json.dump({name: hashlib.sha256(data).hexdigest() for name, data in promised().items()}, sys.stdout)
