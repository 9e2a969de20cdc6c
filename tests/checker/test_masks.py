"""Masks as the checker reads them: both encodings, every law's scale, and nothing beyond the last neuron."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from lottery_verify.certificates.exact import exact_network
from lottery_verify.checker import masks
from lottery_verify.checker.networks import read_network
from lottery_verify.checker.source import Law
from lottery_verify.errors import MalformedFile
from lottery_verify.hunting import oracle
from tests.checker.cases import dense
from tests.corpus.parts import edited, ticket

UNIFORM = Law("uniform", 0, 0)


def effective(made, tmp_path):
    """(W⁺, W⁻, bias) of each layer, as the checker reads them from the ticket's file."""
    (tmp_path / "t").write_bytes(made.canonical())
    found = []
    for layer in read_network(str(tmp_path / "t")).layers:
        rows, biases = dense(layer)
        found.append((*([[pair[side] for pair in row] for row in rows] for side in (0, 1)), biases))
    return found


def right(made):
    """The same by the tests' oracle."""
    return [(plus, minus, bias) for plus, minus, bias, _ in oracle.layers(made)]


def rational(raw):
    """The number that a raw mpmath value stands for."""
    sign, mantissa, exponent, _ = raw
    return (-1) ** sign * int(mantissa) * Fraction(2) ** exponent


def keeping(neurons, kept, u=None, law=UNIFORM):
    """A ticket of one link that keeps these neurons in V, and these (or the same) in U."""
    made = ticket(7, "shared", law, (1, 1), (False,), (False,), 0, 0.0)
    bits = np.zeros((1, (neurons + 7) // 8), np.uint8)
    for m in kept if u is None else u:
        bits[0, m // 8] |= 1 << m % 8
    layer = replace(
        made.layers[0], neurons=neurons, u=bits, counts=np.array([len(kept)], np.uint32),
        indices=np.array(kept, np.uint32),
    )  # fmt: skip
    return replace(made, layers=(layer,))


@pytest.mark.parametrize(
    ("neurons", "kept", "kind"),
    [
        (60_000, [3, 40_000, 59_999], "U16"),
        (65_536, [0, 65_535], "U16"),
        (70_000, [3, 40_000, 65_535, 65_536, 69_999], "U32"),
    ],
)
def test_indices(neurons, kept, kind, tmp_path):
    """Positions of 16 and of 32 bits, the largest too. Catches a sign bit, a wrong size, a place that does not move."""
    made = keeping(neurons, kept)
    assert effective(made, tmp_path) == right(made)
    assert f'"dtype":"{kind}"' in (tmp_path / "t").read_bytes()[:2000].decode("latin1").replace(" ", "")


@pytest.mark.parametrize(("neurons", "kind"), [(60_000, "U16"), (70_000, "U32")])
def test_indices_of_several_links(neurons, kind, tmp_path):
    """Each link reads on where the one before it ended, also one that keeps nothing. Catches a wrong step."""
    made = ticket(7, "shared", UNIFORM, (1, 3), (False,), (False,), 0, 0.0)
    bits = np.full((1, (neurons + 7) // 8), 255, np.uint8)
    kept = [[2, neurons - 1], [], [0, 5, 58_000]]
    layer = replace(
        made.layers[0], neurons=neurons, u=bits, counts=np.array([len(row) for row in kept], np.uint32),
        indices=np.array([m for row in kept for m in row], np.uint32),
    )  # fmt: skip
    made = replace(made, layers=(layer,))
    assert effective(made, tmp_path) == right(made)
    assert f'"dtype":"{kind}"' in (tmp_path / "t").read_bytes()[:2000].decode("latin1").replace(" ", "")


@pytest.mark.parametrize(
    "law",
    [Law("uniform", 60, 0), Law("uniform", -60, 0), Law("uniform", 24, 0), Law("uniform", 23, 0)]
    + [Law("hyperbolic", low << 16, high << 16) for low, high in ((59, 60), (-60, -59), (-60, 60), (22, 23), (0, 24))],
    ids=lambda law: f"{law.name}{law.lower}",
)
@pytest.mark.parametrize("shape", ["shared", "dedicated"])
def test_every_scale(law, shape, tmp_path):
    """From the smallest to the largest weights that a law may have, with a bias; mpmath reads the same.

    Catches a shift the wrong way, or one that is taken once for two factors.
    """
    made = ticket(5, shape, law, (2, 2), (True,), (False,), 9, 0.5)
    assert effective(made, tmp_path) == right(made)
    (layer,) = exact_network(made).layers
    for half, wanted in zip((layer.positive, layer.negative), right(made)[0], strict=False):
        assert [[rational(v) for v in row] for row in half.reals()] == wanted


def test_kept_in_v_alone(tmp_path):
    """A neuron that V's mask keeps and U's does not computes 0. Catches a product with a weight that is pruned."""
    made = keeping(20, [0, 1, 5, 17, 19], u=[1, 17])
    assert effective(made, tmp_path) == right(made)
    assert right(made) == right(keeping(20, [1, 17]))
    (layer,) = exact_network(made).layers
    assert [[rational(v) for v in row] for row in layer.positive.reals()] == right(made)[0][0]


def beyond(made, name, place, tmp_path):
    """What the checker says of the ticket's file with one byte of a tensor replaced: (offset in it, byte)."""

    def change(table, own, body):
        body[table[name]["data_offsets"][0] + place[0]] = place[1]
        return body

    (tmp_path / "t").write_bytes(edited(made.canonical(), change))
    with pytest.raises(MalformedFile) as caught:
        read_network(str(tmp_path / "t"))
    return str(caught.value)


@pytest.mark.parametrize(("neurons", "byte"), [(12, 12), (12, 15), (9, 9), (15, 15)])
@pytest.mark.parametrize("name", ["layers.0.u", "layers.0.v"])
def test_no_neuron_beyond_the_last(neurons, byte, name, tmp_path):
    """The padding of a mask of bits must be 0, from the very first bit on. Catches `<=` for `<`."""
    made = ticket(3, "shared", UNIFORM, (1, 1), (False,), (False,), neurons, 1.0)
    said = beyond(made, name, (byte // 8, 1 << byte % 8), tmp_path)
    assert said.endswith(f"{name}, row 0: a neuron beyond the {neurons}")


@pytest.mark.parametrize("index", [159, 160, 255])
def test_no_index_beyond_the_last(index, tmp_path):
    """The same of positions; and the last is not named twice."""
    made = keeping(159, [1, 158])
    said = beyond(made, "layers.0.v_indices", (2, index), tmp_path)
    assert said.endswith("layers.0.v: kept neurons are not in order below 159")
    assert beyond(keeping(159, [1, 158]), "layers.0.v_indices", (2, 1), tmp_path) == said


def test_no_index_of_32_bits_beyond_the_last(tmp_path):
    """2^31 and more is a large number, not a negative one."""
    said = beyond(keeping(70_000, [1, 69_999]), "layers.0.v_indices", (3, 0x80), tmp_path)
    assert said.endswith("layers.0.v: kept neurons are not in order below 70000")


@pytest.mark.parametrize("neurons", [-1, (1 << 32) + 1])
def test_the_layer_is_named(neurons, tmp_path):
    """What is wrong in the second layer's entry is said of layer 2."""
    made = ticket(3, "shared", UNIFORM, (1, 1, 1), (False, False), (True, False), 4, 1.0)

    def change(table, own, body):
        own["layers"][1]["neurons"] = neurons

    (tmp_path / "t").write_bytes(edited(made.canonical(), change))
    with pytest.raises(MalformedFile, match=rf"t: layer 2: neurons: {neurons} is no integer from 0 to"):
        read_network(str(tmp_path / "t"))


def test_what_is_drawn_is_counted(tmp_path, monkeypatch):
    """Bytes are counted up to the last kept neuron of each row of U and V, and the limit itself is allowed."""
    (tmp_path / "t").write_bytes(keeping(59, [1, 40]).canonical())
    needed = 2 * 41 * UNIFORM.n_bytes
    monkeypatch.setattr(masks, "MAX_RANDOM_BYTES", needed)
    assert read_network(str(tmp_path / "t")).widths == [1, 1]
    monkeypatch.setattr(masks, "MAX_RANDOM_BYTES", needed - 1)
    with pytest.raises(MalformedFile, match=f"it draws over {needed - 1} bytes"):
        read_network(str(tmp_path / "t"))
    (tmp_path / "t").write_bytes(keeping(59, []).canonical())
    monkeypatch.setattr(masks, "MAX_RANDOM_BYTES", 0)
    assert read_network(str(tmp_path / "t")).widths == [1, 1]
