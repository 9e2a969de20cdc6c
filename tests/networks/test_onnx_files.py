"""ONNX files that are damaged, hostile or too large are refused by name."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper

from lottery_verify.errors import MalformedFile, UnsupportedNetwork
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


@pytest.mark.parametrize("kind", [TensorProto.INT64, TensorProto.FLOAT16, 999])
def test_input_of_another_type(tmp_path, kind):
    """Catches a loader that calls an integer or half-precision network a real one."""
    proto = ordinary()
    proto.graph.input[0].type.tensor_type.elem_type = kind
    with pytest.raises(UnsupportedNetwork, match=r"input 'x' has type .*; expected FLOAT or DOUBLE"):
        load_target(write(tmp_path, proto))


@given(st.data())
def test_damage_never_raises_anything_else(tmp_path_factory, data):
    """Any changed byte gives a network or a named refusal. Catches a raw error of onnx, protobuf or numpy."""
    blob = bytearray(ordinary().SerializeToString())
    for _ in range(data.draw(st.integers(1, 3))):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged.onnx"
    path.write_bytes(blob)
    assert (refusal(load_target, path) or str(path)).startswith(str(path))
