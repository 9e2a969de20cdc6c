"""Tickets of shape `free` as the checker reads them."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify.certificates.exact import exact_network
from lottery_verify.checker.networks import read_network
from lottery_verify.checker.source import Law
from lottery_verify.errors import MalformedFile
from lottery_verify.hunting import oracle
from lottery_verify.laws.source import Source
from lottery_verify.tickets.files import load_ticket
from lottery_verify.tickets.ticket import Ticket, TicketLayer
from tests.checker.cases import dense
from tests.checker.test_masks import rational
from tests.corpus.parts import edited

LAWS = [Law("uniform", 0, 0), Law("uniform", 60, 0), Law("uniform", -60, 0), Law("hyperbolic", -(60 << 16), 60 << 16)]


def free(serves, kept, law=LAWS[0], n_in=2):
    """A ticket of one layer with a bias and two outputs, whose neurons serve these inputs and feed these outputs."""
    layer = TicketLayer(
        n_in, 2, True, False, law, len(serves), Fraction(1), np.zeros((0, 0), np.uint8),
        np.array([len(row) for row in kept], np.uint32), np.array([m for row in kept for m in row], np.uint32),
    ).assigned(np.array(serves, np.uint32))  # fmt: skip
    region = {"kind": "box", "lower": ["0"], "upper": ["1"], "width": n_in}
    return Ticket(
        Source(7, "free"), (layer,), None, "hand", None, "none", None, "1", "linf", region, "network:none"
    )


MADE = [
    free([0, 1, 2, 3, 0, 1, 1, 2, 0], [[0, 1, 2, 3, 4, 5], [2, 6, 7, 8]]),
    free([0] * 20, [[*range(20)], []]),
    free([3] * 5, [[0], [1, 2]]),
    free([], [[], []]),
]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.name}{law.lower}")
@pytest.mark.parametrize("case", range(len(MADE)))
def test_sums(case, law, tmp_path):
    """Checker, certificates and the second implementation read the same sums of every law; the file is read back whole.

    Catches a shift the wrong way, a neuron of another input, V kept of a neuron that keeps no U.
    """
    made = replace(MADE[case], layers=(replace(MADE[case].layers[0], law=law),))
    made.save(tmp_path / "t.safetensors")
    [(plus, minus, bias, _)] = oracle.layers(made)
    rows, biases = dense(read_network(str(tmp_path / "t.safetensors")).layers[0])
    assert [[[pair[side] for pair in row] for row in rows] for side in (0, 1)] == [plus, minus]
    assert biases == bias
    (layer,) = exact_network(made).layers
    assert [[rational(v) for v in row] for row in layer.positive.reals()] == plus
    assert [[rational(v) for v in row] for row in layer.negative.reals()] == minus
    assert load_ticket(tmp_path / "t.safetensors").canonical() == made.canonical()


def test_a_neuron_serves_an_input_that_is_there(tmp_path):
    """An index beyond the inputs is refused by neuron, by the checker and by the loader; one at the end means none."""

    def change(table, own, body):
        body[table["layers.0.serves"]["data_offsets"][0] + 2] = 4
        return body

    path = tmp_path / "t.safetensors"
    path.write_bytes(edited(MADE[0].canonical(), change))
    for read in (read_network, load_ticket):
        with pytest.raises(MalformedFile, match=r"layers\.0\.serves: neuron 1 serves input 4 of 3"):
            read(str(path))


def test_indices_are_as_short_as_they_can_be(tmp_path):
    """Where 16 bits do, 32 are refused. Catches one ticket with two digests."""

    def change(table, own, body):
        table["layers.0.serves"]["dtype"] = "U32"

    path = tmp_path / "t.safetensors"
    path.write_bytes(edited(MADE[3].canonical(), change))
    for read in (read_network, load_ticket):
        with pytest.raises(MalformedFile, match=r"layers\.0\.serves"):
            read(str(path))


def test_a_neuron_serves_one_input_by_form(tmp_path):
    """A second list of inputs is refused, as are masks on U beside it. Catches a tensor that is not looked at."""
    path = tmp_path / "t.safetensors"

    def change(table, own, body):
        table["layers.0.u"] = {"dtype": "U8", "shape": [1, 0], "data_offsets": [len(body), len(body)]}

    path.write_bytes(edited(MADE[0].canonical(), change))
    for read in (read_network, load_ticket):
        with pytest.raises(MalformedFile, match=r"layers\.0\.u"):
            read(str(path))
