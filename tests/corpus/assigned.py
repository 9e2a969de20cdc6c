# ruff: noqa: E501 (one case is one line)
"""Tickets of shape `free`, whose neurons say which input they serve: one that is sound, and files that are none."""

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np

from lottery_verify.checker.formats import CODED_FORMAT
from lottery_verify.checker.source import Law
from lottery_verify.laws.source import Source
from lottery_verify.tickets.ticket import TicketLayer
from tests.corpus.changes import bit, entry, header
from tests.corpus.parts import BOX, ticket

SERVES = "layers.0.serves"


def add_pairs(corpus):
    """Two layers with a bias in the first; some neurons serve no input, and some outputs keep them all the same."""
    law, chance = Law("uniform", 0, 0), random.Random(27)
    layers = []
    for n_in, n_out, bias in ((3, 4, True), (4, 2, False)):
        rows = [[m for m in range(21) if chance.random() < 0.5] for _ in range(n_out)]
        layer = TicketLayer(
            n_in, n_out, bias, not layers, law, 21, Fraction(1, 64), np.zeros((0, 0), np.uint8),
            np.array([len(row) for row in rows], np.uint32), np.array([m for row in rows for m in row], np.uint32),
        )  # fmt: skip
        layers.append(layer.assigned(np.array([chance.randrange(n_in + bias + 1) for _ in range(21)], np.uint32)))
    made = ticket(27, "shared", law, (3, 4, 2), (True, False), (True, False), 21, 0.5)
    corpus.pair("free", replace(made, source=Source(27, "free"), layers=tuple(layers)), 9, BOX)


def serving(neuron, input_):
    """One neuron of layer 1 serves another input, or none, which the header counts."""

    def change(table, own, body):
        body[table[SERVES]["data_offsets"][0] + 2 * neuron] = input_
        own["layers"][0]["kept_u"] -= input_ == 4
        return body

    return change


def moved(corpus):
    """The first neuron of layer 1 that serves an input and that every other output keeps, and another input."""
    layer = corpus.networks["free"][1].layers[0]
    kept = set(layer.indices.tolist())
    neuron = next(m for m, b in enumerate(layer.serves.tolist()) if b < 3 and m in kept)
    return neuron, (int(layer.serves[neuron]) + 1) % 3


def add_cases(corpus):
    """Another input served, another weight kept, two entries of U, an input that is not there, another shape."""
    corpus.case("accepted", "free", "free", "accepted: sup")
    neuron, other = moved(corpus)
    for name, change in (
        ("free-another-input-served", serving(neuron, other)),
        ("free-no-input-served", serving(neuron, 4)),
        ("free-bit-of-v", bit("layers.0.v", 3)),
        ("free-seed-changed", header(seed=28)),
    ):
        file = corpus.tampered("free", name, change)
        corpus.case("rejected", name, "free", "it is about ticket", ticket=file)
        corpus.case("rejected", f"{name}-and-digest", "free", "claimed, ", ticket=file, certificate=corpus.renamed("free", name, file))

    def beside(table, own, body):
        table["layers.0.u"] = {"dtype": "U8", "shape": [4, 3], "data_offsets": [len(body), len(body) + 12]}
        return body + b"\xff" * 12

    def twice(table, own, body):
        """Two inputs for each neuron, of the same bytes in all: those of the neurons that there are."""
        table[SERVES]["shape"] = [2, 21]

    def missing(table, own, body):
        low, high = table.pop(SERVES)["data_offsets"]
        for other in table.values():
            if other.get("data_offsets", [0])[0] >= high:
                other["data_offsets"] = [place - (high - low) for place in other["data_offsets"]]
        return body[:low] + body[high:]

    for name, words, change in (
        ("free-two-entries-of-u", "tensor 'layers.0.u' is not part of the format", beside),
        ("free-two-inputs-each", "tensor 'layers.0.serves': its data are not the bytes", twice),
        ("free-input-out-of-range", f"neuron {neuron} serves input 5 of 4", serving(neuron, 5)),
        ("free-inputs-of-32-bits", "tensor 'layers.0.serves': its data are not the bytes", entry(SERVES, dtype="U32")),
        ("free-inputs-missing", "tensor 'layers.0.serves': missing", missing),
        ("free-called-shared", "tensor 'layers.0.u'", header(shape="shared")),
        ("free-called-coded", "masks of shape free have no codes", header(format=CODED_FORMAT)),
    ):
        file = corpus.tampered("free", name, change)
        corpus.case("malformed", name, "free", words, ticket=file, certificate=corpus.renamed("free", name, file))
    file = corpus.tampered("shared", "shared-called-free", header(shape="free"))
    corpus.case("malformed", "shared-called-free", "shared", "tensor 'layers.0.serves': missing", ticket=file, certificate=corpus.renamed("shared", "shared-called-free", file))
