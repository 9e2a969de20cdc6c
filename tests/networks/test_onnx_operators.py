"""Each ONNX operator, in each form, against onnxruntime."""

import numpy as np
import pytest
from onnx import numpy_helper

from lottery_verify.networks.loading import load_target
from tests.networks.models import forward, model, run_onnx, write
from tests.networks.onnx_parts import RESHAPE, SCALE, B, Q, V, W, small

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
    "Unflatten of torch": (
        [("Shape", "x", "s", {}), ("Mod", "tu", "m", {}), ("Reshape", "mo", "e", {}), ("Slice", "sze", "a", {}),
         ("Add", "mo", "n", {}), ("Slice", "snh", "b", {}), ("Concat", "ava", "c", {"axis": 0}),
         ("Concat", "avb", "d", {"axis": 0}), ("Reshape", "xd", "f", {}), ("MatMul", "fw", "y", {})],
        {"w": W.T, "t": np.array(3), "u": np.array(2), "o": np.array([1]), "z": np.array([0]), "v": np.array([1, 4]),
         "h": np.array([2**63 - 1])},
        ["batch", 4],
    ),
    "numbers of a shape, calculated": (
        [("Mul", "ab", "c", {}), ("Sub", "cd", "e", {}), ("Mod", "ef", "g", {}), ("Concat", "og", "v", {"axis": 0}),
         ("Reshape", "xv", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "a": np.array([-3]), "b": np.array([2]), "d": np.array([5]), "f": np.array([5]),
         "o": np.array([1])},
        [1, 2, 2],
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
