"""Parts of the corpus: tickets of hand-made masks, targets near them, and files that are edited."""

import json
import random
from fractions import Fraction

import numpy as np

from lottery_verify.checker.formats import METADATA_KEY, digest
from lottery_verify.checker.regions import parse_region
from lottery_verify.hunting import oracle
from lottery_verify.laws.source import Source
from lottery_verify.networks.network import Network
from lottery_verify.tickets.ticket import Ticket, TicketLayer

BOX, SIGNED, BALL = "box:0,1", "box:-1,1/2", "ball:1"


def ticket(seed, shape, law, widths, biases, relu, neurons, kept, shift=None):
    """A ticket of hand-made masks: each entry of U is kept, and of V each with probability `kept`."""
    chance, layers = random.Random(seed), []
    for n_in, n_out, bias, active in zip(widths, widths[1:], biases, relu, strict=False):
        columns = n_in + bias
        blocks = columns * n_out if shape == "dedicated" else columns
        whole = [255] * (neurons // 8) + ([(1 << neurons % 8) - 1] if neurons % 8 else [])
        rows = [[m for m in range(neurons) if chance.random() < kept] for _ in range(columns * n_out)]
        layers.append(
            TicketLayer(
                n_in, n_out, bias, active, law, neurons, Fraction(1, 64),
                np.array([whole] * blocks, np.uint8),
                np.array([len(row) for row in rows], np.uint32),
                np.array([m for row in rows for m in row], np.uint32),
            )
        )  # fmt: skip
    moved = None if shift is None else np.array(shift, np.float64)
    return Ticket(
        Source(seed, shape), tuple(layers), moved, "hand", None, "none", None, "1", "linf",
        parse_region(BOX, widths[0]).describe(), "network:none", "corpus",
    )  # fmt: skip


def target_of(made, places):
    """The network whose weights are the ticket's W⁺, rounded down to some binary places."""
    unit, weights, biases = 2**places, [], []
    for plus, _, bias, _ in oracle.layers(made):
        weights.append([[float(Fraction(v * unit // 1, unit)) for v in row] for row in plus])
        biases.append([float(Fraction(v * unit // 1, unit)) for v in bias])
    some = [b if layer.bias else None for b, layer in zip(biases, made.layers, strict=True)]
    return Network.from_arrays(weights, some, [layer.relu for layer in made.layers], shift=made.shift)


def edited(blob, change):
    """A safetensors file whose header table (with our own header parsed) `change` has edited."""
    length = int.from_bytes(blob[:8], "little")
    table = json.loads(blob[8 : 8 + length])
    own = json.loads(table["__metadata__"][METADATA_KEY])
    body = change(table, own, bytearray(blob[8 + length :]))
    table["__metadata__"][METADATA_KEY] = json.dumps(own, sort_keys=True, separators=(",", ":"))
    text = json.dumps(table).encode()
    return len(text).to_bytes(8, "little") + text + bytes(blob[8 + length :] if body is None else body)


def digest_of(blob, kind="ticket"):
    """The digest of a file."""
    first = 8 + int.from_bytes(blob[:8], "little")
    table = json.loads(blob[8:first])
    header = table.pop("__metadata__")[METADATA_KEY]
    places = {name: entry["data_offsets"] for name, entry in table.items()}
    return digest(kind, header, {name: blob[first + low : first + high] for name, (low, high) in places.items()})
