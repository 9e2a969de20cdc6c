"""Each form of an ONNX operator that is no part of a chain, refused by name."""

import numpy as np
import pytest
from onnx import TensorProto, helper

from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.networks.loading import load_target
from tests.networks.models import model, write
from tests.networks.onnx_parts import B, W

HUGE = np.full(3, 2.0**60, np.float32)
TINY = np.full(3, 1.0, np.float32)
REFUSED = {
    "unknown operator": (
        [("Tanh", "x", "y", {})],
        {},
        [1, 4],
        r"node 'n0' \(Tanh\): operator Tanh is not one of",
    ),
    "a remainder by 0": (
        [("Mod", "ab", "s", {}), ("Reshape", "xs", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "a": np.array([4]), "b": np.array([0])},
        [1, 4],
        r"node 'n0' \(Mod\): a remainder of a division by 0",
    ),
    "a remainder of C": (
        [("Mod", "ab", "s", {"fmod": 1}), ("Reshape", "xs", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "a": np.array([4]), "b": np.array([5])},
        [1, 4],
        r"node 'n0' \(Mod\): only integers of 64 bits are calculated with",
    ),
    "a sum over 64 bits": (
        [("Add", "ab", "s", {}), ("Reshape", "xs", "h", {}), ("MatMul", "hw", "y", {})],
        {"w": W.T, "a": np.array([2**63 - 1]), "b": np.array([1])},
        [1, 4],
        r"node 'n0' \(Add\): shapes \[\[1\], \[1\]\] do not fit, or an entry takes over 64 bits",
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
