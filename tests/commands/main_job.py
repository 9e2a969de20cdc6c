"""What the tests of the main job share: a network, its claim, and `check` of what the commands made."""

import numpy as np

from lottery_verify import cli
from lottery_verify.networks.network import Network

NET = Network.from_arrays([[[0.5, -1.0], [0.25, 0.75]], [[1.0, -0.5]]], [np.array([0.1, 0.0]), None])
PRUNE = ["--region", "box:-1,1", "--epsilon", "0.1", "--seed", "17"]
QUICK = ["--samples", "200"]


def check(made, capsys, *more, **changed):
    """`check` of the made triple with changes: (exit code, standard output, standard error)."""
    asked = {"certificate": made["c.json"], "--ticket": made["t.safetensors"], "--target": made["f.safetensors"]}
    asked |= {"--region": "box:-1,1", "--epsilon": "0.1"} | {
        f"--{k}" if k != "certificate" else k: v for k, v in changed.items()
    }
    words = [asked.pop("certificate"), *(w for pair in asked.items() for w in pair)]
    return (cli.main(["check", *words, *more]), *capsys.readouterr())
