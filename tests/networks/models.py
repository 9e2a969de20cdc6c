"""Makes small networks and writes them in every format; computes an output with a bound on its rounding."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from hypothesis import strategies as st
from onnx import helper, numpy_helper

from lottery_verify.errors import InvalidArgument, MalformedFile, UnsupportedNetwork
from lottery_verify.networks.network import Network

FLOAT32 = st.floats(width=32, allow_nan=False, allow_infinity=False)
FLOAT64 = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def networks(draw, all_relu_but_last=True):
    """Small networks of any widths, with and without biases, of float32 or float64 weights of any size."""
    widths = draw(st.lists(st.integers(1, 4), min_size=2, max_size=5))
    numbers = draw(st.sampled_from([FLOAT32, FLOAT64]))
    dtype = np.float32 if numbers is FLOAT32 else np.float64
    depth = len(widths) - 1
    weights, biases = [], []
    for n_in, n_out in pairwise(widths):
        flat = draw(st.lists(numbers, min_size=n_in * n_out, max_size=n_in * n_out))
        weights.append(np.array(flat, dtype).reshape(n_out, n_in))
        bias = draw(st.none() | st.lists(numbers, min_size=n_out, max_size=n_out))
        biases.append(None if bias is None else np.array(bias, dtype))
    relu = [True] * (depth - 1) + [False]
    if not all_relu_but_last:
        relu = draw(st.lists(st.booleans(), min_size=depth, max_size=depth))
    return Network.from_arrays(weights, biases, relu)


def stored(network: Network) -> dict[str, np.ndarray]:
    """A network's tensors as torch names them, float32 where all are."""
    arrays = {}
    for i, layer in enumerate(network.layers):
        arrays[f"{2 * i}.weight"] = layer.weight
        if layer.bias is not None:
            arrays[f"{2 * i}.bias"] = layer.bias
    with np.errstate(over="ignore"):
        narrow = {key: value.astype(np.float32) for key, value in arrays.items()}
    exact = all(np.array_equal(narrow[key], arrays[key]) for key in arrays)
    return narrow if exact else arrays


def model(nodes, constants, shape, out="y", dtype=np.float32, **extra) -> onnx.ModelProto:
    """An ONNX model from input "x" of `shape` to `out`; nodes are (operator, inputs, output, attributes)."""
    kind = helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
    made = [
        helper.make_node(op, list(inputs), [output], name=f"n{i}", **attributes)
        for i, (op, inputs, output, attributes) in enumerate(nodes)
    ]
    graph = helper.make_graph(
        made,
        "g",
        [helper.make_tensor_value_info("x", kind, shape)],
        [helper.make_tensor_value_info(out, kind, None)],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, **extra)


def network_model(network: Network) -> onnx.ModelProto:
    """A network as MatMul, Add and Relu; its shift as Sub."""
    tensors = stored(network)
    dtype = next(iter(tensors.values())).dtype
    if network.shift is not None and not np.array_equal(network.shift.astype(np.float32), network.shift):
        raise ValueError("a test shift must be float32")
    nodes, constants, name = [], {}, "x"
    if network.shift is not None:
        constants["shift"] = network.shift.astype(dtype)
        nodes.append(("Sub", ("x", "shift"), "moved", {}))
        name = "moved"
    for i, layer in enumerate(network.layers):
        constants[f"w{i}"] = tensors[f"{2 * i}.weight"].T.copy()
        steps = [("MatMul", f"w{i}")]
        if layer.bias is not None:
            constants[f"b{i}"] = tensors[f"{2 * i}.bias"]
            steps.append(("Add", f"b{i}"))
        for op, constant in steps:
            nodes.append((op, (name, constant), f"{op}{i}", {}))
            name = f"{op}{i}"
        if layer.relu:
            nodes.append(("Relu", (name,), f"relu{i}", {}))
            name = f"relu{i}"
    return model(nodes, constants, [1, network.widths[0]], name, dtype)


def write(folder: Path, proto: onnx.ModelProto, name: str = "model.onnx") -> Path:
    """Writes a model without any check of onnx's."""
    path = folder / name
    path.write_bytes(proto.SerializeToString())
    return path


def run_onnx(source: bytes | str, x: np.ndarray) -> np.ndarray:
    """onnxruntime's output for one input vector, as a vector."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = ort.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    given = session.get_inputs()[0]
    shape = [n if isinstance(n, int) else 1 for n in given.shape]
    dtype = np.float32 if given.type == "tensor(float)" else np.float64
    return session.run(None, {given.name: x.astype(dtype).reshape(shape)})[0].astype(np.float64).ravel()


def forward(network: Network, x: np.ndarray, unit: float) -> tuple[np.ndarray, np.ndarray]:
    """F(x) in float64 and a bound on its distance from any evaluation in floating point of unit roundoff
    `unit`.

    A sum of n products in any order errs by at most γ_{n+1}·(|W|·|y| + |b|), γ_m = m·u/(1 − m·u); twice that
    covers this function's own rounding as well, whose unit 2⁻⁵³ is at most `unit`. Underflow is outside its
    range.
    """
    y = x if network.shift is None else x - network.shift
    error = np.zeros_like(y) if network.shift is None else 2 * unit * np.abs(y)
    for layer in network.layers:
        bias = np.zeros(layer.n_out) if layer.bias is None else layer.bias
        gamma = (layer.n_in + 2) * unit / (1 - (layer.n_in + 2) * unit)
        size = np.abs(layer.weight)
        error = size @ error + 2 * gamma * (size @ (np.abs(y) + error) + np.abs(bias))
        y = layer.weight @ y + bias
        if layer.relu:
            y = np.maximum(y, 0)
    return y, error


def refusal(load, path: Path) -> str:
    """The message with which `load` refuses a file, or "" if it accepts it; other errors pass through."""
    try:
        load(str(path))
    except (InvalidArgument, MalformedFile, UnsupportedNetwork) as error:
        return str(error)
    return ""
