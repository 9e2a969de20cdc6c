"""Exported tickets: other tools run the very network that was certified; what is read back is held to its source."""

import io
import tracemalloc
from fractions import Fraction

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from torch.nn.utils.prune import custom_from_mask

from lottery_verify import load_target, prune
from lottery_verify.checker.regions import Box
from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting import oracle
from lottery_verify.networks.export_header import HEADER_KEY
from lottery_verify.networks.network import Network
from lottery_verify.tickets import export as exporting
from lottery_verify.tickets.export import export, state_dict
from lottery_verify.tickets.exported import load_exported
from lottery_verify.tickets.onnx_export import to_onnx
from tests.pruning.cases import cases

NET = Network.from_arrays([[[0.5, -1.0], [0.25, 0.75]], [[1.0, -0.5]]], [np.array([0.1, 0.0]), None])


@pytest.fixture(scope="module", params=["shared", "dedicated", "free"])
def ticket(request):
    return prune(NET, region=Box.cube(-1, 1, 2), epsilon="0.1", seed=17, shape=request.param)


def sequential(ticket, state, dtype):
    """The nn.Sequential of Linear and ReLU that the state_dict is of, with weight_orig·weight_mask as weights."""
    modules, position = [], 0
    for layer in ticket.layers:
        for k in (0, 2):
            orig, mask = (state[f"{position + k}.weight_{part}"] for part in ("orig", "mask"))
            biased = f"{position + k}.bias_orig" in state
            linear = torch.nn.utils.skip_init(torch.nn.Linear, orig.shape[1], orig.shape[0], bias=biased, dtype=dtype)
            with torch.no_grad():
                linear.weight.copy_(orig.to(dtype) * mask)
                if biased:
                    linear.bias.copy_(state[f"{position + k}.bias_orig"].to(dtype) * state[f"{position + k}.bias_mask"])
            modules += [linear, torch.nn.ReLU()]
        position += 4 if layer.relu else 3
        if not layer.relu:
            modules.pop()
    return torch.nn.Sequential(*modules)


def rounding(modules, x, unit):
    """A bound on |any floating-point run − exact run|, by γ_{n+2} of absolute sums, layer by layer; no underflow
    here.
    """
    y, error = np.abs(x), np.zeros_like(x)
    for module in modules:
        if isinstance(module, torch.nn.Linear):
            size = module.weight.detach().abs().double().numpy()
            bias = 0 if module.bias is None else module.bias.detach().abs().double().numpy()
            n = size.shape[1] + 2
            gamma = 2 * n * unit / (1 - n * unit)  # twice: this bound is itself computed in float64
            error = size @ error + gamma * (size @ (y + error) + bias)
            y = size @ y + bias
    return error


def onnx_bytes(ticket, *, compact):
    """The model that is written."""
    buffer = io.BytesIO()
    to_onnx(ticket, compact=compact)(buffer)
    return buffer.getvalue()


@pytest.mark.filterwarnings("ignore:Initializing zero-element tensors")
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(cases(), st.data())
def test_torch_and_onnxruntime_run_the_certified_network(case, data):
    """torch in float64 and onnxruntime in float32, whole or compact, agree with the oracle's effective weights within
    the rounding that their sums may have.

    Catches: masks transposed, a block at the wrong column, a kept weight rounded, the constant 1 lost, ReLU
    misplaced.
    """
    target = case.pop("target")
    assume(target.shift is None)
    ticket = prune(target, **case)
    parts = oracle.layers(ticket)
    x = data.draw(st.lists(st.integers(-8, 8), min_size=target.widths[0], max_size=target.widths[0]))
    exact = np.array([float(v) for v in oracle.run(ticket, parts, [Fraction(v, 4) for v in x])])
    point = np.array(x) / 4
    for compact in (False, True):
        net = sequential(ticket, state_dict(ticket, compact=compact), torch.float64)
        with torch.no_grad():
            ran = net(torch.from_numpy(point)).numpy()
        assert (np.abs(ran - exact) <= rounding(net, point, 2.0**-53) + np.abs(exact) * 2.0**-52).all()
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        session = ort.InferenceSession(onnx_bytes(ticket, compact=compact), options, providers=["CPUExecutionProvider"])
        ran = session.run(None, {"x": point[None].astype(np.float32)})[0][0]
        assert (np.abs(ran - exact) <= rounding(net, point, 2.0**-24) + np.abs(exact) * 2.0**-23 + 2.0**-100).all()


def test_files(ticket, tmp_path):
    """Both files load with the ordinary loaders as networks that have the ticket's values.

    Catches a private dialect.
    """
    export(ticket, tmp_path / "t.onnx")
    export(ticket, tmp_path / "t.pt")
    export(ticket, tmp_path / "small.pt", compact=True)
    parts = oracle.layers(ticket)
    as_onnx = load_target(tmp_path / "t.onnx")
    for x in ([Fraction(1, 3), Fraction(-2)], [Fraction(0)] * 2):
        assert oracle.run(as_onnx, oracle.layers(as_onnx), x) == oracle.run(ticket, parts, x)
    state = torch.load(tmp_path / "t.pt", weights_only=True)
    assert {k.split(".")[1] for k in state if k[0].isdigit()} == {
        "weight_orig",
        "weight_mask",
        "bias_orig",
        "bias_mask",
    }
    small = torch.load(tmp_path / "small.pt", weights_only=True)
    assert small["0.weight_orig"].shape[0] < state["0.weight_orig"].shape[0]
    assert load_exported(tmp_path / "t.pt").canonical() == ticket.canonical()


def test_torch_prune_takes_the_masks(ticket):
    """torch.nn.utils.prune's own modules load the state_dict strictly. Catches names or shapes that only look alike."""
    state = {k: v for k, v in state_dict(ticket).items() if k != HEADER_KEY}
    net = sequential(ticket, state, torch.float32)
    for module in net:
        if isinstance(module, torch.nn.Linear):
            for name, parameter in list(module.named_parameters()):
                custom_from_mask(module, name, torch.ones_like(parameter))
    names, wanted = list(net.state_dict()), list(state)
    assert sorted(k.split(".", 1)[1] for k in names) == sorted(k.split(".", 1)[1] for k in wanted)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_shift(dtype, tmp_path):
    """A shift is subtracted in the ONNX model where float32 holds it, and refused where it does not.

    Catches: a shift rounded in silence, which makes another network.
    """
    target = Network.from_arrays([[[0.5, -1.0]]], shift=np.array([0.1, 0.5], dtype=dtype))
    ticket = prune(target, region=Box.cube(0, 1, 2), epsilon="0.1", seed=1)
    export(ticket, tmp_path / "t.pt")
    assert load_exported(tmp_path / "t.pt").digest == ticket.digest
    if dtype is np.float64:
        with pytest.raises(InvalidArgument, match="shift is not exact in float32"):
            export(ticket, tmp_path / "t.onnx")
        assert not (tmp_path / "t.onnx").exists()
    else:
        export(ticket, tmp_path / "t.onnx")
        read = load_target(tmp_path / "t.onnx")
        x = [Fraction(1, 3), Fraction(1)]
        assert oracle.run(read, oracle.layers(read), x) == oracle.run(ticket, oracle.layers(ticket), x)


def test_sizes_are_refused(ticket, tmp_path, monkeypatch):
    """A file beyond its format's size is refused before anything is made.

    Catches an out-of-memory kill; a broken .onnx.
    """
    monkeypatch.setitem(exporting.MOST_BYTES, ".pt", 1000)
    monkeypatch.setitem(exporting.MOST_BYTES, ".onnx", 10)
    with pytest.raises(
        InvalidArgument, match=r"t\.pt: it would hold [\d,]+ bytes, and the most is 1,000; compact leaves out"
    ):
        export(ticket, tmp_path / "t.pt")
    with pytest.raises(InvalidArgument, match=r"t\.onnx: it would hold [\d,]+ bytes, and the most is 10$"):
        export(ticket, tmp_path / "t.onnx")
    with pytest.raises(InvalidArgument, match=r"t\.txt: a ticket is exported to \.pt or \.onnx"):
        export(ticket, tmp_path / "t.txt")
    assert list(tmp_path.iterdir()) == []


def test_same_bytes(ticket):
    """An export's bytes depend on the ticket alone. Catches a date or a path in the file."""
    assert onnx_bytes(ticket, compact=True) == onnx_bytes(ticket, compact=True)
    buffers = [io.BytesIO() for _ in range(2)]
    for buffer in buffers:
        torch.save(state_dict(ticket), buffer)
    assert buffers[0].getvalue() == buffers[1].getvalue()


def test_a_written_model_is_what_onnx_writes(ticket):
    """onnx reads the bytes, finds nothing wrong in the model, and writes the same bytes. Catches a length that is not
    its message's, and fields in another order."""
    for compact in (False, True):
        data = onnx_bytes(ticket, compact=compact)
        model = onnx.load_from_string(data)
        onnx.checker.check_model(model, full_check=True)
        assert model.SerializeToString() == data


@pytest.mark.parametrize(("suffix", "times"), [(".onnx", 2.5), (".pt", 2.5)])
def test_memory_is_bounded_by_the_file(suffix, times, tmp_path):
    """Whole exports of all shapes hold at most so many times the file's size. Catches a model that is put together in
    memory, and V of a whole layer drawn at once in numbers of 64 bits."""
    generator = np.random.default_rng(0)
    target = Network.from_arrays([generator.normal(0, 1, (24, 12))], [generator.normal(0, 1, 24)])
    for shape, neurons in (("shared", 3000), ("free", 40_000), ("dedicated", 150)):
        made = prune(target, region=Box.cube(0, 1, 12), epsilon="9", seed=1, shape=shape, neurons=neurons)
        path = tmp_path / f"{shape}{suffix}"
        export(made, path, compact=False)  # what is loaded on first use is not counted
        tracemalloc.start()
        export(made, path, compact=False)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        size = path.stat().st_size
        assert size > 1 << 22
        assert peak < times * size, (shape, peak / size)
