# ruff: noqa: E501 (one case is one line)
"""Tickets of shape `free` whose last layer's neurons serve one output each: one that is sound, and files that are none."""

import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from lottery_verify.checker.formats import CODED_FORMAT, TICKET_FORMAT
from lottery_verify.checker.source import Law
from lottery_verify.laws.source import Source
from lottery_verify.tickets.ticket import TicketLayer
from tests.corpus.changes import bit, entry, header
from tests.corpus.parts import BOX, ticket

LAW, SEED, NEURONS, WIDTHS = Law("uniform", 0, 0), 27, 21, (3, 4, 2)
SERVES, MASK = "layers.1.serves", "layers.1.u"


def signs():
    """Of each input of layer 2, the constant 1 last, which neurons have u above 0."""
    return [Source(SEED, "free").u(LAW, 1, 0, b, NEURONS) > 0 for b in range(5)]


def add_pairs(corpus):
    """Biases in both layers; some neurons of layer 2 serve no output, and inputs keep them all the same."""
    chance = random.Random(SEED)
    above = [np.nonzero(row)[0].tolist() for row in signs()]
    layers = []
    for i, (n_in, n_out) in enumerate(pairwise(WIDTHS)):
        among = above if i else [range(NEURONS)] * n_out
        rows = [[m for m in row if chance.random() < 0.5] for row in among]
        layer = TicketLayer(
            n_in, n_out, True, not i, LAW, NEURONS, Fraction(1, 64), np.zeros((0, 0), np.uint8),
            np.array([len(row) for row in rows], np.uint32), np.array([m for row in rows for m in row], np.uint32),
            serves_outputs=bool(i),
        )  # fmt: skip
        layers.append(layer.assigned(np.array([chance.randrange(layer.to_serve + 1) for _ in range(NEURONS)], np.uint32)))
    made = ticket(SEED, "shared", LAW, WIDTHS, (True, True), (True, False), NEURONS, 0.5)
    corpus.pair("sided", replace(made, source=Source(SEED, "free"), layers=tuple(layers)), 9, BOX)


def serving(neuron, output):
    """One neuron of layer 2 serves another output, or none, which the header counts."""

    def change(table, own, body):
        body[table[SERVES]["data_offsets"][0] + 2 * neuron] = output
        own["layers"][1]["kept_v"] -= output == 2
        return body

    return change


def layer(i, **values):
    """A layer's header says this."""
    return lambda table, own, body: own["layers"][i].update(values)


def add_cases(corpus):
    """Another output served, an input less, two entries of V, an entry of U below 0, an output that is not there."""
    corpus.case("accepted", "sided", "sided", "accepted: sup")
    last = corpus.networks["sided"][1].layers[1]
    keeps = np.split(last.indices, last.ends[1:-1])
    kept = int(next(m for m in keeps[2] if last.serves[m] < 2))
    cut = int(np.nonzero(~signs()[2])[0][0])
    for name, change in (
        ("sided-another-output-served", serving(kept, 1 - int(last.serves[kept]))),
        ("sided-no-output-served", serving(kept, 2)),
        ("sided-bit-of-u", bit(MASK, 2 * 24 + kept)),
        ("sided-another-epsilon", header(epsilon="2")),
    ):
        file = corpus.tampered("sided", name, change)
        corpus.case("rejected", name, "sided", "it is about ticket", ticket=file)
        if name != "sided-another-epsilon":
            corpus.case("rejected", f"{name}-and-digest", "sided", "claimed, ", ticket=file, certificate=corpus.renamed("sided", name, file))

    def beside(table, own, body):
        table["layers.1.v"] = {"dtype": "U8", "shape": [2, 3], "data_offsets": [len(body), len(body) + 6]}
        return body + b"\xff" * 6

    def truncated(table, own, body):
        table[MASK]["shape"] = [4, 3]
        low, high = table[MASK]["data_offsets"]
        table[MASK]["data_offsets"] = [low, high - 3]
        for name, other in table.items():
            if name != MASK and other.get("data_offsets", [0])[0] >= high:
                other["data_offsets"] = [place - 3 for place in other["data_offsets"]]
        return body[: high - 3] + body[high:]

    def linear(table, own, body):
        own["relu"] = [False, False]

    for name, words, change in (
        ("sided-two-entries-of-v", "tensor 'layers.1.v' is not part of the format", beside),
        ("sided-two-outputs-each", "tensor 'layers.1.serves': its data are not the bytes", entry(SERVES, shape=[2, NEURONS])),
        ("sided-u-below-0", f"layer 2: neuron {cut} keeps its entry of U from input 2, which is not above 0", bit(MASK, 2 * 24 + cut)),
        ("sided-output-out-of-range", f"neuron {kept} serves output 3 of 2", serving(kept, 3)),
        ("sided-outputs-of-32-bits", "tensor 'layers.1.serves': its data are not the bytes", entry(SERVES, dtype="U32")),
        ("sided-masks-truncated", "tensor 'layers.1.u'", truncated),
        ("sided-neuron-beyond-the-last", "layers.1.u, row 2: a neuron beyond the 21", bit(MASK, 2 * 24 + 22)),
        ("sided-in-the-first-layer", "layer 1: its neurons serve outputs, which takes inputs that cannot be below 0", layer(0, serves="outputs")),
        ("sided-behind-no-relu", "layer 2: its neurons serve outputs, which takes inputs that cannot be below 0", linear),
        ("sided-by-no-layer", "in no layer neurons serve outputs", layer(1, serves="inputs")),
        ("sided-by-another-name", "layer 2: serves 'both'; neurons serve inputs or outputs", layer(1, serves="both")),
        ("sided-called-format-1", "serves", header(format=TICKET_FORMAT)),
        ("sided-called-coded", "serves", header(format=CODED_FORMAT)),
        ("sided-called-shared", "shape shared in lottery_verify.ticket/3, whose shape is free", header(shape="shared")),
    ):
        file = corpus.tampered("sided", name, change)
        corpus.case("malformed", name, "sided", words, ticket=file, certificate=corpus.renamed("sided", name, file))
