"""Each ONNX operator, in each form, against onnxruntime; and each form that is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper, numpy_helper

from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.loading import load_target
from tests.networks.models import forward, model, network_model, networks, run_onnx, write

RNG = np.random.default_rng(5)


def small(*shape):
    """Multiples of 1/8: sums and products of a few of them are exact in float32."""
    return (RNG.integers(-16, 17, shape) / 8).astype(np.float32)


W = small(3, 4)  # 4 inputs, 3 outputs
V = small(2, 3)
B = small(3)
RESHAPE = {"r": np.array([1, -1])}
SCALE = np.array([0.5, -2, 4, 0.25], np.float32)
Q = RNG.integers(-128, 128, (4, 3)).astype(np.int8)
CASES = {
    "MatMul, constant right": ([("MatMul", "xw", "y", {})], {"w": W.T}, [1, 4]),
    "MatMul, constant left": ([("MatMul", "wx", "y", {})], {"w": W}, [4]),
    "MatMul, constant left, column": ([("MatMul", "wx", "y", {})], {"w": W}, [4, 1]),
    "MatMul, vector right": ([("MatMul", "xw", "y", {})], {"w": W.T}, [4]),
    "MatMul, one output, vector constant": ([("MatMul", "xw", "y", {})], {"w": W[0]}, [1, 4]),
    "MatMul, vector constant left of a column": ([("MatMul", "wx", "y", {})], {"w": W[0]}, [4, 1]),
    "MatMul, leading ones": ([("MatMul", "xw", "y", {})], {"w": W.T[None]}, [1, 1, 1, 4]),
    "Gemm": ([("Gemm", "xw", "y", {})], {"w": W.T}, [1, 4]),
    "Gemm with bias": ([("Gemm", "xwb", "y", {})], {"w": W.T, "b": B}, [1, 4]),
    "Gemm transB": ([("Gemm", "xwb", "y", {"transB": 1})], {"w": W, "b": B[None]}, [1, 4]),
    "Gemm transA": ([("Gemm", "xw", "y", {"transA": 1})], {"w": W.T}, [4, 1]),
    "Gemm alpha beta": (
        [("Gemm", "xwb", "y", {"alpha": -0.5, "beta": 3.0})],
        {"w": W.T, "b": B},
        [1, 4],
    ),
    "Gemm beta alone": ([("Gemm", "xwb", "y", {"beta": 0.5})], {"w": W.T, "b": B}, [1, 4]),
    "Gemm, constant A": ([("Gemm", "wxb", "y", {})], {"w": W, "b": B[:, None]}, [4, 1]),
    "Gemm, constant A, transA": ([("Gemm", "wx", "y", {"transA": 1})], {"w": W.T}, [4, 1]),
    "Gemm, constant A, transB": ([("Gemm", "wx", "y", {"transB": 1})], {"w": W}, [1, 4]),
    "Gemm, both turned": ([("Gemm", "xw", "y", {"transA": 1, "transB": 1})], {"w": W}, [4, 1]),
    "Gemm, scalar bias": ([("Gemm", "xwb", "y", {})], {"w": W.T, "b": np.float32(0.25)}, [1, 4]),
    "Add, constant left": ([("MatMul", "xw", "h", {}), ("Add", "bh", "y", {})], {"w": W.T, "b": B}, [1, 4]),
    "Add, constant right": ([("MatMul", "xw", "h", {}), ("Add", "hb", "y", {})], {"w": W.T, "b": B}, [1, 4]),
    "Add, scalar": (
        [("MatMul", "xw", "h", {}), ("Add", "hb", "y", {})],
        {"w": W.T, "b": np.float32(0.5)},
        [1, 4],
    ),
    "Add of more dimensions": (
        [("MatMul", "wx", "h", {}), ("Add", "hb", "y", {})],
        {"w": W, "b": B[None]},
        [4],
    ),
    "Add to the input": (
        [("Add", "xc", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "c": small(4)},
        [1, 4],
    ),
    "Sub from the input": (
        [("Sub", "xc", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "c": small(1, 4)},
        [1, 4],
    ),
    "Sub of a scalar twice": (
        [("Sub", "xc", "a", {}), ("Sub", "ac", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "c": np.float32(0.5)},
        [1, 4],
    ),
    "Sub after MatMul": ([("MatMul", "xw", "h", {}), ("Sub", "hb", "y", {})], {"w": W.T, "b": B}, [1, 4]),
    "two biases": (
        [("Gemm", "xwb", "h", {}), ("Add", "hb", "a", {}), ("Sub", "ac", "y", {})],
        {"w": W.T, "b": B, "c": small(3)},
        [1, 4],
    ),
    "affine after affine": (
        [("MatMul", "xw", "h", {}), ("MatMul", "hv", "y", {})],
        {"w": W.T, "v": V.T},
        [1, 4],
    ),
    "Relu twice, and last": (
        [("MatMul", "xw", "h", {}), ("Relu", "h", "a", {}), ("Relu", "a", "y", {})],
        {"w": W.T},
        [1, 4],
    ),
    "out of node order": (
        [("MatMul", "av", "y", {}), ("Relu", "h", "a", {}), ("MatMul", "xw", "h", {})],
        {"w": W.T, "v": V.T},
        [1, 4],
    ),
    "Flatten": ([("Flatten", "x", "h", {}), ("MatMul", "hw", "y", {})], {"w": W.T}, [1, 2, 2]),
    "Flatten axis 0": ([("Flatten", "x", "h", {"axis": 0}), ("MatMul", "hw", "y", {})], {"w": W.T}, [2, 2]),
    "Flatten axis -1": (
        [("Flatten", "x", "h", {"axis": -2}), ("MatMul", "hw", "y", {})],
        {"w": W.T},
        [1, 2, 2],
    ),
    "Reshape -1": ([("Reshape", "xr", "h", {}), ("MatMul", "hw", "y", {})], {"w": W.T} | RESHAPE, [1, 2, 2]),
    "Reshape 0": (
        [("Reshape", "xr", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "r": np.array([0, 4])},
        [1, 2, 2],
    ),
    "Reshape to a column": (
        [("Reshape", "xr", "h", {}), ("MatMul", "wh", "y", {})],
        {"w": W, "r": np.array([4, 1])},
        [1, 4],
    ),
    "Identity of both": (
        [("Identity", "x", "h", {}), ("Identity", "w", "v", {}), ("MatMul", "hv", "y", {})],
        {"w": W.T},
        [1, 4],
    ),
    "Constant": (
        [("Constant", "", "w", {"value": numpy_helper.from_array(W.T.copy())}), ("MatMul", "xw", "y", {})],
        {},
        [1, 4],
    ),
    "Constant of a number and of a list": (
        [
            ("Constant", "", "c", {"value_float": 0.25}),
            ("Constant", "", "r", {"value_ints": [1, 4]}),
            ("Add", "xc", "h", {}),
            ("Reshape", "hr", "a", {}),
            ("MatMul", "aw", "y", {}),
        ],
        {"w": W.T},
        [4],
    ),
    "named batch": ([("MatMul", "xw", "y", {})], {"w": W.T}, ["batch", 4]),
    "Mul of the input by each entry's factor, Sub before it": (
        [("Sub", "xc", "a", {}), ("Mul", "as", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "c": small(4), "s": SCALE},
        [1, 4],
    ),
    "Mul, then Add to the input": (
        [("Mul", "sx", "a", {}), ("Add", "ac", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "c": small(4), "s": SCALE},
        [1, 4],
    ),
    "Mul and Div of a layer": (
        [("Gemm", "xwb", "h", {}), ("Mul", "hc", "a", {}), ("Div", "ad", "y", {})],
        {"w": W.T, "b": B, "c": small(3), "d": np.array([0.5, -4, 1], np.float32)},
        [1, 4],
    ),
    "Mul after Relu, by both signs, then a layer": (
        [("MatMul", "xw", "h", {}), ("Relu", "h", "r", {}), ("Mul", "rc", "a", {}), ("MatMul", "av", "y", {})],
        {"w": W.T, "v": V.T, "c": np.array([2, -0.5, 0], np.float32)},
        [1, 4],
    ),
    "Mul after Relu, and Relu again": (
        [("MatMul", "xw", "h", {}), ("Relu", "h", "r", {}), ("Mul", "rc", "a", {}), ("Relu", "a", "y", {})],
        {"w": W.T, "c": np.array([2, -0.5, 0], np.float32)},
        [1, 4],
    ),
    "Neg of the output after Relu": (
        [("MatMul", "xw", "h", {}), ("Relu", "h", "r", {}), ("Neg", "r", "y", {})],
        {"w": W.T},
        [1, 4],
    ),
    "Neg between layers": (
        [("Gemm", "xwb", "h", {}), ("Neg", "h", "a", {}), ("Relu", "a", "r", {}), ("MatMul", "rv", "y", {})],
        {"w": W.T, "b": B, "v": V.T},
        [1, 4],
    ),
    "constant minus the input": (
        [("Sub", "cx", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "c": small(4)},
        [1, 4],
    ),
    "constant minus a layer, and minus its Relu": (
        [("MatMul", "xw", "h", {}), ("Sub", "bh", "a", {}), ("Relu", "a", "r", {}), ("Sub", "br", "y", {})],
        {"w": W.T, "b": B},
        [1, 4],
    ),
    "Add after Relu": (
        [("MatMul", "xw", "h", {}), ("Relu", "h", "a", {}), ("Add", "ab", "r", {}), ("MatMul", "rv", "y", {})],
        {"w": W.T, "b": B, "v": V.T},
        [1, 4],
    ),
    "Relu of the input": ([("Relu", "x", "r", {}), ("MatMul", "rw", "y", {})], {"w": W.T}, [1, 4]),
    "Relu of the input alone": ([("Relu", "x", "y", {})], {}, [1, 4]),
    "Clip from 0": (
        [("MatMul", "xw", "h", {}), ("Clip", "hz", "r", {}), ("MatMul", "rv", "y", {})],
        {"w": W.T, "z": np.float32(0), "v": V.T},
        [1, 4],
    ),
    "Max with 0": (
        [("MatMul", "xw", "h", {}), ("Max", "zh", "r", {}), ("MatMul", "rv", "y", {})],
        {"w": W.T, "z": np.float32(0), "v": V.T},
        [1, 4],
    ),
    "Transpose of a weight and of the tensor": (
        [("Transpose", "w", "t", {}), ("Transpose", "x", "h", {"perm": [1, 0]}), ("MatMul", "ht", "y", {})],
        {"w": W},
        [4, 1],
    ),
    "Transpose that moves entries": (
        [("Transpose", "x", "h", {"perm": [0, 2, 1]}), ("Flatten", "h", "a", {}), ("MatMul", "aw", "y", {})],
        {"w": W.T},
        [1, 2, 2],
    ),
    "Transpose after a Relu": (
        [("MatMul", "xw", "h", {}), ("Relu", "h", "r", {}), ("Reshape", "rs", "a", {}),
         ("Transpose", "a", "t", {"perm": [1, 0]}), ("Reshape", "to", "b", {}), ("MatMul", "bv", "y", {})],
        {"w": small(4, 6), "s": np.array([2, 3]), "o": np.array([1, 6]), "v": small(6, 2)},
        [1, 4],
    ),
    "Squeeze and Unsqueeze": (
        [("Squeeze", "xa", "h", {}), ("Unsqueeze", "hz", "u", {}), ("MatMul", "uw", "y", {})],
        {"w": W.T, "a": np.array([0, 2]), "z": np.array([0])},
        [1, 4, 1],
    ),
    "Squeeze of a weight": (
        [("Squeeze", "wa", "t", {}), ("Identity", "t", "u", {}), ("MatMul", "xu", "y", {})],
        {"w": W.T[:, None], "a": np.array([1])},
        [1, 4],
    ),
    "Slice of the input": (
        [("Slice", "xsea", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "s": np.array([1]), "e": np.array([5]), "a": np.array([1])},
        [1, 6],
    ),
    "Slice backwards, twice, less a constant": (
        [("Sub", "xm", "d", {}), ("Slice", "dseab", "h", {}), ("Slice", "htnab", "g", {}), ("Add", "gk", "i", {}),
         ("MatMul", "iw", "y", {})],
        {"w": W.T[:3], "m": small(8), "s": np.array([-1]), "e": np.array([-100]), "a": np.array([1])}
        | {"b": np.array([-1]), "t": np.array([4]), "n": np.array([1]), "k": small(3)},
        [1, 8],
    ),
    "Slice of a layer after its Relu": (
        [("Gemm", "xwb", "h", {}), ("Relu", "h", "r", {}), ("Mul", "rb", "m", {}), ("Slice", "msea", "y", {})],
        {"w": W.T, "b": B, "s": np.array([1]), "e": np.array([3]), "a": np.array([1])},
        [1, 4],
    ),
    "Gather of entries": (
        [("Gather", "xi", "h", {"axis": 1}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "i": np.array([3, 0, -2, 1])},
        [1, 4],
    ),
    "Cast to the same type, Dropout": (
        [("Cast", "x", "a", {"to": 1}), ("Dropout", "a", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T},
        [1, 4],
    ),
    "view of the size": (
        [("Shape", "x", "s", {}), ("Gather", "sz", "n", {"axis": 0}), ("Unsqueeze", "nu", "m", {}),
         ("Concat", "mo", "v", {"axis": 0}), ("Reshape", "xv", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "z": np.array(0), "u": np.array([0]), "o": np.array([-1])},
        ["batch", 2, 2],
    ),
    "float16 weight, cast": (
        [("Cast", "w", "v", {"to": 1}), ("MatMul", "xv", "y", {})],
        {"w": W.T.astype(np.float16)},
        [1, 4],
    ),
    "DequantizeLinear, per tensor": (
        [("DequantizeLinear", "qsz", "w", {}), ("MatMul", "xw", "y", {})],
        {"q": Q, "s": np.float32(0.125), "z": np.int8(3)},
        [1, 4],
    ),
    "DequantizeLinear, per axis": (
        [("DequantizeLinear", "qsz", "w", {"axis": 0}), ("MatMul", "xw", "y", {})],
        {"q": Q.astype(np.uint8), "s": SCALE, "z": np.array([3, 0, 255, 128], np.uint8)},
        [1, 4],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_operator_is_what_onnxruntime_runs(tmp_path, case):
    """Every form of every operator computes exactly what onnxruntime does on small dyadic numbers.

    Catches: a weight not transposed for one operand order, alpha or beta ignored, a Sub with the sign of an
    Add, the shift's sign, a scalar added to one entry only, nodes taken in the file's order, a Relu dropped.
    """
    nodes, constants, shape = CASES[case]
    proto = model(nodes, constants, shape)
    path = write(tmp_path, proto)
    network = load_target(path)
    unordered = case == "out of node order"
    if unordered:
        nodes = nodes[::-1]
        proto = model(nodes, constants, shape)
    for _ in range(4):
        x = small(network.widths[0]).astype(np.float64)
        assert np.array_equal(forward(network, x, 2.0**-53)[0], run_onnx(proto.SerializeToString(), x))


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


HUGE = np.full(3, 2.0**60, np.float32)
TINY = np.full(3, 1.0, np.float32)
REFUSED = {
    "unknown operator": (
        [("Tanh", "x", "y", {})],
        {},
        [1, 4],
        r"node 'n0' \(Tanh\): operator Tanh is not one of",
    ),
    "branch": (
        [("MatMul", "xw", "h", {}), ("Relu", "h", "a", {}), ("Add", "ha", "y", {})],
        {"w": W.T},
        [1, 4],
        r"tensor 'h' goes to node 'n1' \(Relu\), node 'n2' \(Add\)",
    ),
    "one node, twice": (
        [("MatMul", "xw", "h", {}), ("Add", "hh", "y", {})],
        {"w": W.T},
        [1, 4],
        r"node 'n1' \(Add\) takes 'h' 2 times",
    ),
    "non-constant weight": ([("MatMul", "xz", "y", {})], {}, [1, 4], "'z' is not a constant"),
    "output goes on": (
        [("MatMul", "xw", "y", {}), ("Relu", "y", "z", {})],
        {"w": W.T},
        [1, 4],
        r"tensor 'y' goes to node 'n1' \(Relu\), the output",
    ),
    "no way to the output": ([("MatMul", "xw", "h", {})], {"w": W.T}, [1, 4], "tensor 'h' goes to nothing"),
    "MatMul of a number": (
        [("MatMul", "xw", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W[0]},
        [4],
        r"node 'n1' \(MatMul\) takes a single number",
    ),
    "Softmax": (
        [("MatMul", "xw", "h", {}), ("Softmax", "h", "y", {})],
        {"w": W.T},
        [1, 4],
        r"node 'n1' \(Softmax\): operator Softmax is not one of",
    ),
    "inexact Mul": (
        [("MatMul", "xw", "h", {}), ("Mul", "hs", "y", {})],
        {"w": np.full((4, 3), 0.1), "s": np.float64(0.3)},
        [1, 4],
        r"node 'n1' \(Mul\): 0.1 times 0.3 is no float64",
    ),
    "inexact Div": (
        [("Div", "xs", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "s": np.float32(255)},
        [1, 4],
        r"node 'n0' \(Div\): 1.0 divided by 255.0 is no float64",
    ),
    "Div by 0": ([("Div", "xs", "y", {})], {"s": np.float32(0)}, [1, 4], "1.0 divided by 0.0 is no number"),
    "Div by the tensor": ([("Div", "sx", "y", {})], {"s": np.float32(2)}, [1, 4], "divides by the tensor"),
    "Clip to 6": (
        [("MatMul", "xw", "h", {}), ("Clip", "hzs", "y", {})],
        {"w": W.T, "z": np.float32(0), "s": np.float32(6)},
        [1, 4],
        r"node 'n1' \(Clip\) to \[0.0, 6.0\] is no ReLU",
    ),
    "Max with 1": ([("Max", "xs", "y", {})], {"s": np.float32(1)}, [1, 4], "a constant that is not 0 is no ReLU"),
    "cast that rounds": (
        [("Cast", "x", "h", {"to": 10}), ("MatMul", "hw", "y", {})],
        {"w": W.T},
        [1, 4],
        "only a cast to the same type is read, not float32 to float16",
    ),
    "cast of a constant that rounds": (
        [("Cast", "w", "v", {"to": 10}), ("MatMul", "xv", "y", {})],
        {"w": np.full((4, 3), 0.1, np.float32)},
        [1, 4],
        "is no float16; the cast rounds it",
    ),
    "Dropout in training": (
        [("Dropout", "xrt", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "r": np.float32(0.5), "t": np.bool_(True)},
        [1, 4],
        "is in training mode",
    ),
    "an entry twice": (
        [("Gather", "xi", "h", {"axis": 1}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "i": np.array([0, 0, 1, 2])},
        [1, 4],
        "takes an entry of the input twice",
    ),
    "integer weight": (
        [("MatMul", "xw", "y", {})],
        {"w": np.ones((4, 3), int)},
        [1, 4],
        "'w' has type int64",
    ),
    "batch of two": ([("MatMul", "xw", "y", {})], {"w": W.T}, [2, 4], "takes 2 vectors at once"),
    "Gemm batch of two": ([("Gemm", "xw", "y", {})], {"w": W.T}, [2, 4], "takes 2 vectors at once"),
    "rows as a batch": (
        [("Reshape", "xr", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "r": np.array([2, 4])},
        [1, 8],
        "takes 2 vectors at once",
    ),
    "outer product": (
        [("MatMul", "xw", "y", {})],
        {"w": np.ones((1, 3), np.float32)},
        [4, 1],
        "takes 4 vectors",
    ),
    "Reshape of another size": (
        [("Reshape", "xr", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "r": np.array([1, 5])},
        [1, 4],
        r"shape \[1, 5\] does not fit \[1, 4\]",
    ),
    "Reshape by the input": ([("Reshape", "xx", "y", {})], {}, [1, 4], r"\(Reshape\) takes 'x' 2 times"),
    "inexact biases": (
        [("MatMul", "xw", "h", {}), ("Add", "hb", "a", {}), ("Add", "ac", "y", {})],
        {"w": W.T, "b": HUGE, "c": TINY},
        [1, 4],
        r"node 'n2' \(Add\): entry 0: 1.152921504606847e\+18 \+ 1.0 is no float64",
    ),
    "inexact alpha": (
        [("Gemm", "xw", "y", {"alpha": float(np.float32(0.1))})],
        {"w": np.full((4, 3), 0.1)},
        [1, 4],
        "alpha: .* is no float64",
    ),
    "Add that enlarges": (
        [("MatMul", "wx", "h", {}), ("Add", "hb", "y", {})],
        {"w": W, "b": B},
        [4, 1],
        r"a constant of shape \[3\] does not fit \[3, 1\]",
    ),
    "NaN": (
        [("MatMul", "xw", "y", {})],
        {"w": np.array([[1], [np.nan]], np.float32)},
        [1, 2],
        r"node 'n0' \(MatMul\): constant 'w': entry \(1, 0\) is nan",
    ),
    "infinite bias": (
        [("Gemm", "xwb", "y", {})],
        {"w": W.T, "b": np.array([1, -np.inf, 0], np.float32)},
        [1, 4],
        r"constant 'b': entry \(1,\) is -inf",
    ),
    "wrong width": ([("MatMul", "xw", "y", {})], {"w": W.T}, [1, 5], "a weight for 4 inputs, but 'x' has 5"),
    "unknown size": ([("MatMul", "xw", "y", {})], {"w": W.T}, [1, "n"], r"input 'x' has shape \[1, 'n'\]"),
    "huge input": ([("Add", "xc", "y", {})], {"c": np.float32(1)}, [1, 10**12], "is empty or too large"),
    "no layer": ([("Identity", "x", "y", {})], {}, [1, 4], "no layers"),
    "unknown attribute": ([("Relu", "x", "y", {"alpha": 2.0})], {}, [1, 4], "attribute 'alpha' is not known"),
    "attribute of another type": (
        [("Gemm", "xw", "y", {"alpha": "half"})],
        {"w": W.T},
        [1, 4],
        r"node 'n0' \(Gemm\): attribute 'alpha' is not known, or of another type",
    ),
    "alpha that is no number": (
        [("Gemm", "xw", "y", {"alpha": float("nan")})],
        {"w": W.T},
        [1, 4],
        "alpha: nan is no number to multiply weights by",
    ),
    "Constant of text": (
        [("Constant", "", "w", {"value_string": "1"}), ("MatMul", "xw", "y", {})],
        {},
        [1, 4],
        "Constant 'w' is no tensor of numbers",
    ),
    "foreign domain": ([("Relu", "x", "y", {"domain": "com.example"})], {}, [1, 4], "Relu of 'com.example'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_chain_is_refused_by_name(tmp_path, case):
    """Each message names the node and the reason.

    Catches a loader that guesses, and one that refuses for another reason.
    """
    nodes, constants, shape, message = REFUSED[case]
    path = write(tmp_path, model(nodes, constants, shape))
    with pytest.raises(UnsupportedNetwork, match=message) as caught:
        load_target(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_two_outputs_and_two_inputs_are_refused(tmp_path):
    """Names both. Catches a loader that takes the first of several."""
    proto = model([("MatMul", "xw", "y", {}), ("Relu", "y", "z", {})], {"w": W.T}, [1, 4])
    proto.graph.output.append(helper.make_tensor_value_info("z", TensorProto.FLOAT, [1, 3]))
    with pytest.raises(UnsupportedNetwork, match=r"outputs \['y', 'z'\]"):
        load_target(write(tmp_path, proto))
    proto = model([("MatMul", "xz", "y", {})], {}, [1, 4])
    proto.graph.input.append(helper.make_tensor_value_info("z", TensorProto.FLOAT, [4, 3]))
    with pytest.raises(UnsupportedNetwork, match=r"inputs \['x', 'z'\]"):
        load_target(write(tmp_path, proto))


def test_a_local_function_does_not_pass_for_the_standard_operator(tmp_path):
    """A model may define its own "Relu" of the standard domain.

    Catches a loader that reads only the operator's name.
    """
    proto = model([("MatMul", "xw", "h", {}), ("Relu", "h", "y", {})], {"w": W.T}, [1, 4])
    body = [helper.make_node("Neg", ["a"], ["b"])]
    proto.functions.append(
        helper.make_function("", "Relu", ["a"], ["b"], body, [helper.make_opsetid("", 17)])
    )
    with pytest.raises(UnsupportedNetwork, match="operator Relu is a function of the model's own"):
        load_target(write(tmp_path, proto))
