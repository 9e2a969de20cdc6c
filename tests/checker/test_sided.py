"""Layers of shape `free` whose neurons serve one output each, as the checker and the loaders read them."""

import re
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify.certificates.exact import exact_network
from lottery_verify.checker.networks import read_network
from lottery_verify.checker.source import INPUT, OUTPUT, Law, stream
from lottery_verify.errors import MalformedFile
from lottery_verify.hunting import oracle
from lottery_verify.laws.source import Source
from lottery_verify.tickets.export import export
from lottery_verify.tickets.exported import load_exported
from lottery_verify.tickets.files import load_ticket
from lottery_verify.tickets.ticket import Ticket, TicketLayer
from tests.checker.cases import dense
from tests.checker.test_masks import rational
from tests.corpus.parts import edited

SEED = 7
LAWS = [Law("uniform", 0, 0), Law("uniform", 50, 0), Law("uniform", -50, 0), Law("hyperbolic", -(50 << 16), 50 << 16)]


def drawn(law, matrix, other, neurons, layer=1):
    """The source's weights as Fractions, by the stream's own bytes."""
    data = stream(SEED, layer, matrix, 0, other, neurons * law.n_bytes)
    return [v * Fraction(2) ** law.exponent for v in law.numerators(data, [*range(neurons)])]


def above(law, columns, neurons):
    """For each input the neurons whose u is above 0."""
    return [[m for m, u in enumerate(drawn(law, INPUT, b, neurons)) if u > 0] for b in range(columns)]


def sided(serves, kept, law=LAWS[0], widths=(2, 3, 2), bias=True, relu=True):
    """A ticket of two layers, the second of whose neurons serve these outputs and keep these from each input."""
    n_0, n_1, n_2 = widths
    rows = [[0, 1, 2, 3], [2, 3, 4], [0, 4]][:n_1]
    first = TicketLayer(
        n_0, n_1, True, relu, LAWS[0], 5, Fraction(1), np.zeros((0, 0), np.uint8),
        np.array([len(row) for row in rows], np.uint32), np.array([m for row in rows for m in row], np.uint32),
    ).assigned(np.array([0, 1, 2, 0, 1], np.uint32))  # fmt: skip
    second = TicketLayer(
        n_1, n_2, bias, False, law, len(serves), Fraction(1), np.zeros((0, 0), np.uint8),
        np.array([len(row) for row in kept], np.uint32), np.array([m for row in kept for m in row], np.uint32),
        serves_outputs=True,
    ).assigned(np.array(serves, np.uint32))  # fmt: skip
    region = {"kind": "box", "lower": ["-1"], "upper": ["1"], "width": n_0}
    return Ticket(
        Source(SEED, "free"), (first, second), None, "hand", None, "none", None, "1", "linf", region, "network:none"
    )


def cases(law):
    """Neurons that serve either output or none, and that keep all or half of the inputs; many, which are indices."""
    all_of = above(law, 4, 40)
    serves = [m * m % 3 for m in range(40)]
    yield sided(serves, all_of, law)
    yield sided(serves, [row[b % 2 :: 2] for b, row in enumerate(all_of)], law)
    yield sided([0] * 40, [[], all_of[1][:1], []], law, bias=False)
    yield sided([2] * 3, [[m for m in row if m < 3] for row in all_of], law)
    yield sided([], [[]] * 4, law)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.name}{law.lower}")
def test_it_is_the_relu_network(law, tmp_path):
    """Checker, certificates and the second implementation read the sums with which the two ReLU networks of the source,
    neuron by neuron with these masks, compute the output; the file is read back whole, and so is the export.

    Catches V of another output, an entry of U of another input, a sum that some ReLU cuts, the bias among the inputs,
    a shift the wrong way, and a reader who takes the inputs' side.
    """
    path = str(tmp_path / "t.safetensors")
    for made in cases(law):
        made.save(path)
        read = read_network(path)
        parts = oracle.layers(made)
        rows, biases = dense(read.layers[1])
        assert [[[pair[side] for pair in row] for row in rows] for side in (0, 1)] == [parts[1].plus, parts[1].minus]
        assert biases == parts[1].bias
        exact = exact_network(made).layers[1]
        assert [[rational(v) for v in row] for row in exact.positive.reals()] == parts[1].plus
        assert exact.negative is exact.positive
        layer, m = made.layers[1], made.layers[1].neurons
        u = [drawn(law, INPUT, b, m) for b in range(layer.n_inputs)]
        v = [drawn(law, OUTPUT, a, m) for a in range(layer.n_out)]
        keeps = np.split(layer.indices, layer.ends[1:-1])
        for y in ([0, 0, 0], [1, 0, Fraction(1, 3)], [2, 5, 7]):
            x = [*y, 1][: layer.n_inputs]
            hidden = [max(0, sum((u[b][k] * x[b] for b in range(len(x)) if k in keeps[b]), 0)) for k in range(m)]
            out = [sum((v[a][k] * hidden[k] for k in range(m) if layer.serves[k] == a), 0) for a in range(layer.n_out)]
            assert oracle.affine(parts[1], y) == out
        assert load_ticket(path).canonical() == made.canonical()
        export(made, tmp_path / "t.pt")
        assert load_exported(tmp_path / "t.pt").digest == made.digest


def test_an_entry_of_u_is_above_0(tmp_path):
    """A kept entry of U below 0, by which ReLU may cut a sum, is refused by layer, neuron and input, by the checker and
    by the loaders, whatever the neuron serves.

    Catches a reader that sums u·v of either sign.
    """
    for output in (0, 2):
        kept = above(LAWS[0], 4, 40)
        wrong = next(m for m in range(40) if m not in kept[2])
        serves = [0] * 40
        serves[wrong] = output
        kept[2] = sorted([*kept[2], wrong])
        made = sided(serves, kept)
        made.save(tmp_path / "t.safetensors")
        export(made, tmp_path / "t.pt")
        words = f"layer 2: neuron {wrong} keeps its entry of U from input 2, which is not above 0"
        for read, name in ((read_network, "t.safetensors"), (load_ticket, "t.safetensors"), (load_exported, "t.pt")):
            with pytest.raises(MalformedFile, match=words):
                read(str(tmp_path / name))
        with pytest.raises(ValueError, match=f"neuron {wrong}, input 2: its sum may be below 0"):
            oracle.layers(made)


def test_only_behind_relu(tmp_path):
    """Where inputs may be below 0, in the first layer and behind one without ReLU, it is refused by layer.

    Catches a check of the region's signs, of which a ticket's meaning must not depend.
    """
    kept = [[0, 2], [1], [0], [2]]
    second = sided([0, 1, 0], [row[:0] for row in kept])
    first = replace(second, layers=(replace(second.layers[1], n_in=2, counts=np.zeros(3, np.uint32)),))
    linear = replace(second, layers=(replace(second.layers[0], relu=False), second.layers[1]))
    for made, where in ((linear, 2), (first, 1)):
        made.save(tmp_path / "t.safetensors")
        for read in (read_network, load_ticket):
            with pytest.raises(MalformedFile, match=f"layer {where}: its neurons serve outputs, which takes inputs"):
                read(str(tmp_path / "t.safetensors"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda own: own["layers"][1].update(serves="both"), "layer 2: serves 'both'; neurons serve inputs or outputs"),
        (lambda own: own["layers"][1].update(serves=True), "layer 2: serves True; neurons serve inputs or outputs"),
        (lambda own: own["layers"][0].pop("serves"), "layer 1"),
        (lambda own: own["layers"][0].update(serves="outputs"), "layer 1: its neurons serve outputs"),
        (lambda own: own["layers"][1].update(serves="inputs"), "in no layer neurons serve outputs"),
        (lambda own: own.update(format="lottery_verify.ticket/1"), "serves"),
        (lambda own: own.update(format="lottery_verify.ticket/2"), "serves"),
        (lambda own: own.update(shape="shared"), "shape shared in lottery_verify.ticket/3, whose shape is free"),
    ],
)  # fmt: skip
def test_headers(change, words, tmp_path):
    """Each way in which a header can misstate what neurons serve is refused, by the checker and by the loader alike.

    Catches one ticket with two spellings, and format 1 with a layer that its readers would take for another.
    """
    path = tmp_path / "t.safetensors"
    path.write_bytes(edited(next(cases(LAWS[0])).canonical(), lambda table, own, body: change(own) and None))
    for read in (read_network, load_ticket):
        with pytest.raises(MalformedFile, match=re.escape(words)):
            read(str(path))


def test_dense_masks(tmp_path):
    """An exported file in which a neuron keeps two entries of V is refused by neuron and outputs.

    Catches argmax of a mask whose other entries are not looked at.
    """
    import torch

    made = next(cases(LAWS[0]))
    export(made, tmp_path / "t.pt")
    state = torch.load(tmp_path / "t.pt", weights_only=True)
    state["6.weight_mask"][:, 4] = True
    torch.save(state, tmp_path / "two.pt")
    with pytest.raises(MalformedFile, match="layer 2: neuron 4 keeps its entries of V to outputs 0 and 1; it may one"):
        load_exported(tmp_path / "two.pt")


def test_what_is_printed():
    """Each such layer says that its neurons are each for one output, and counts entries of U and V as they are kept."""
    made = next(cases(LAWS[0]))
    assert "layer 2   8 links, 40 neurons, each for one output, epsilon_w 1.000e+00, kept " in str(made)
    kept, serving = sum(map(len, above(LAWS[0], 4, 40))), sum(m * m % 3 < 2 for m in range(40))
    assert f"kept {kept} of U and {serving} of V" in str(made)
    assert made.figures()["kept weights"] == 5 + 9 + kept + serving
