"""Whole ONNX models: float64, initializers that are listed as inputs, and any network written and read back."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper

from lottery_verify.networks.loading import load_target
from tests.networks.models import model, network_model, networks, write
from tests.networks.onnx_parts import W


def test_float64_model_is_read_as_float64(tmp_path):
    """A weight that float32 can't hold survives. Catches a loader that narrows to float32."""
    weight = np.array([[0.1, 1e300]])
    path = write(tmp_path, model([("MatMul", "xw", "y", {})], {"w": weight.T}, [1, 2], dtype=np.float64))
    assert np.array_equal(load_target(path).layers[0].weight, weight)


def test_initializers_may_be_listed_as_inputs(tmp_path):
    """Old exporters list initializers among the inputs. Catches "more than one input" for such a file."""
    proto = model([("MatMul", "xw", "y", {})], {"w": W.T}, [1, 4])
    proto.graph.input.append(helper.make_tensor_value_info("w", TensorProto.FLOAT, [4, 3]))
    assert np.array_equal(load_target(write(tmp_path, proto)).layers[0].weight, W)


@given(
    network=networks(all_relu_but_last=False),
    shift=st.none() | st.floats(width=32, allow_nan=False, allow_infinity=False),
)
def test_round_trip_through_onnx(tmp_path_factory, network, shift):
    """Any network written as MatMul, Add, Relu and Sub is read back with the same digest.

    Catches any changed bit.
    """
    if shift is not None:
        network = type(network)(network.layers, np.full(network.widths[0], shift) + 0.0)
    path = write(tmp_path_factory.getbasetemp(), network_model(network), "round.onnx")
    assert load_target(path).digest == network.digest
