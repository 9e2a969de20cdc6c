"""ONNX files that are damaged, hostile or too large are refused by name."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper

from lottery_verify.errors import MalformedFile, UnsupportedNetwork
from lottery_verify.networks import onnx_constants
from lottery_verify.networks.loading import load_target
from tests.networks.models import model, refusal, write

WEIGHT = np.ones((4, 3), np.float32)


def ordinary():
    return model([("MatMul", "xw", "h", {}), ("Relu", "h", "y", {})], {"w": WEIGHT}, [1, 4])


def test_external_data_are_not_followed(tmp_path):
    """The named file exists and is not read. Catches a loader that opens whatever path a model names."""
    (tmp_path / "secret").write_bytes(WEIGHT.tobytes())
    proto = ordinary()
    tensor = proto.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="secret")
    with pytest.raises(UnsupportedNetwork, match="initializer 'w' keeps its data in another file"):
        load_target(write(tmp_path, proto))


@pytest.mark.parametrize("size", [1, 20, 100])
def test_truncated(tmp_path, size):
    """A part of a model is no model.

    Catches a loader that takes what it could parse, or leaks protobuf's error.
    """
    path = tmp_path / "part.onnx"
    path.write_bytes(ordinary().SerializeToString()[:-size])
    with pytest.raises(MalformedFile, match=r"part\.onnx: "):
        load_target(path)


def test_no_graph(tmp_path):
    """Protobuf reads almost nothing as an empty model. Catches an IndexError in place of a message."""
    path = write(tmp_path, helper.make_model(helper.make_graph([], "g", [], [])))
    with pytest.raises(MalformedFile, match="no graph of operators"):
        load_target(path)


def test_data_that_do_not_fit_their_shape(tmp_path):
    """Catches a raw ValueError of numpy, and an allocation of the shape that is stated."""
    proto = ordinary()
    proto.graph.initializer[0].dims[0] = 10**12
    with pytest.raises(MalformedFile, match="initializer 'w': its data do not fit its shape"):
        load_target(write(tmp_path, proto))


def test_a_tensor_made_twice(tmp_path):
    """Catches a loader that takes whichever of two comes last."""
    proto = ordinary()
    proto.graph.node.add(op_type="Relu", input=["x"], output=["h"])
    with pytest.raises(MalformedFile, match="tensor 'h' is made twice"):
        load_target(write(tmp_path, proto))
    proto = ordinary()
    proto.graph.initializer.add().CopyFrom(proto.graph.initializer[0])
    with pytest.raises(MalformedFile, match="initializer 'w' is there twice"):
        load_target(write(tmp_path, proto))


def test_cycles_end(tmp_path):
    """A constant that is its own Identity, and a chain that returns to its input. Catches an endless loop."""
    path = write(tmp_path, model([("Identity", "w", "w", {}), ("MatMul", "xw", "y", {})], {}, [1, 4]))
    with pytest.raises(MalformedFile, match="'w' is defined by itself"):
        load_target(path)
    path = write(tmp_path, model([("Identity", "x", "h", {}), ("Identity", "h", "x", {})], {}, [1, 4]))
    with pytest.raises(MalformedFile, match="tensor 'x' is made twice"):
        load_target(path)


def test_wrong_number_of_operands(tmp_path):
    """Catches an IndexError in place of a message."""
    with pytest.raises(MalformedFile, match=r"node 'n0' \(MatMul\): 1 inputs and 1 outputs"):
        load_target(write(tmp_path, model([("MatMul", "x", "y", {})], {}, [1, 4])))


def test_attribute_twice(tmp_path):
    """Catches a loader that takes whichever alpha comes last."""
    proto = model([("Gemm", "xw", "y", {"alpha": 2.0})], {"w": WEIGHT}, [1, 4])
    proto.graph.node[0].attribute.add().CopyFrom(helper.make_attribute("alpha", 3.0))
    with pytest.raises(MalformedFile, match=r"node 'n0' \(Gemm\): an attribute is there twice"):
        load_target(write(tmp_path, proto))


@pytest.mark.parametrize("kind", [TensorProto.INT64, TensorProto.INT8, 999])
def test_input_of_another_type(tmp_path, kind):
    """Catches a loader that calls an integer network a real one."""
    proto = ordinary()
    proto.graph.input[0].type.tensor_type.elem_type = kind
    with pytest.raises(UnsupportedNetwork, match=r"input 'x' has type .*; expected one of FLOAT, DOUBLE"):
        load_target(write(tmp_path, proto))


def test_one_weight_used_many_times(tmp_path):
    """A file of 300 kB that asks for 12 GB is refused before it is given them. Catches a limit on files only."""
    count, weight = 20_000, np.eye(300, dtype=np.float32)
    names = ["x", *(f"h{i}" for i in range(1, count)), "y"]
    nodes = [("MatMul", (a, "w"), b, {}) for a, b in pairwise(names)]
    with pytest.raises(UnsupportedNetwork, match=r"\(MatMul\): with it the network has .* weights; at most"):
        load_target(write(tmp_path, model(nodes, {"w": weight}, [1, 300])))


def test_many_operators_on_a_wide_tensor(tmp_path, monkeypatch):
    """Work is bounded in all, not only for each operator. Catches a small file that is read for an hour."""
    monkeypatch.setattr(onnx_constants, "MAX_WORK", 0)
    with pytest.raises(UnsupportedNetwork, match="the operators up to it move too many entries"):
        load_target(write(tmp_path, ordinary()))


def test_a_long_row_of_operators_on_a_constant(tmp_path):
    """Catches a RecursionError."""
    names = ["w", *(f"v{i}" for i in range(5000))]
    nodes = [("Neg", (a,), b, {}) for a, b in pairwise(names)] + [("MatMul", ("x", names[-1]), "y", {})]
    with pytest.raises(MalformedFile, match="is defined by itself, or by over 200 operators"):
        load_target(write(tmp_path, model(nodes, {"w": WEIGHT}, [1, 4])))


def test_names_are_escaped(tmp_path):
    """Catches a name or an operator's type that draws lines of its own on the terminal."""
    proto = model([("MatMul", "xw", "y", {})], {"w": WEIGHT}, [1, 4])
    proto.graph.node[0].op_type, proto.graph.node[0].name = "Re\nlu\x1b[2J", "a\naccepted: all"
    with pytest.raises(UnsupportedNetwork) as caught:
        load_target(write(tmp_path, proto))
    assert "\n" not in str(caught.value)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("kind", [TensorProto.FLOAT16, TensorProto.BFLOAT16])
def test_half_precision(tmp_path, kind):
    """Its weights are the reals that they stand for. Catches half precision refused, or read as other numbers."""
    proto = ordinary()
    proto.graph.input[0].type.tensor_type.elem_type = kind
    proto.graph.initializer[0].CopyFrom(helper.make_tensor("w", kind, [4, 3], [0.5, -1.25, 2**-14] * 4))
    found = load_target(write(tmp_path, proto)).layers[0].weight
    assert np.array_equal(found, np.array([[0.5, -1.25, 2**-14]] * 4).T)


@given(st.data())
def test_damage_never_raises_anything_else(tmp_path_factory, data):
    """Any changed byte gives a network or a named refusal. Catches a raw error of onnx, protobuf or numpy."""
    blob = bytearray(ordinary().SerializeToString())
    for _ in range(data.draw(st.integers(1, 3))):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.onnx"
    path.write_bytes(blob)
    assert (refusal(load_target, path) or str(path)).startswith(str(path))
