"""Numbers of torch's files: every type, layout and bit."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.networks.loading import load_target
from lottery_verify.networks.torch_files import read_value
from lottery_verify.networks.torch_storages import as_array
from tests.networks.torch_saved import saved

NUMBERS = {
    torch.float16: torch.int16, torch.bfloat16: torch.int16, torch.float32: torch.int32, torch.float64: torch.int64,
    torch.int64: torch.int64, torch.int32: torch.int32, torch.int16: torch.int16, torch.int8: torch.int8,
    torch.uint8: torch.uint8,
}  # fmt: skip


@st.composite
def tensors(draw):
    """State_dicts of every type that is read: of any bits, sharing storages, transposed, sliced, reversed in steps."""
    found = {}
    storages = []
    for i in range(draw(st.integers(1, 5))):
        dtype = draw(st.sampled_from(list(NUMBERS)))
        fits = [s for s in storages if s.dtype is dtype]
        if fits and draw(st.booleans()):
            base = fits[0]
        else:
            bits = NUMBERS[dtype]
            low, high = torch.iinfo(bits).min, torch.iinfo(bits).max
            size = draw(st.integers(0, 24))
            values = draw(st.lists(st.integers(low, high), min_size=size, max_size=size))
            base = torch.tensor(values, dtype=bits).view(dtype)
            storages.append(base)
        view = base[draw(st.integers(0, 3)) :: draw(st.integers(1, 3))]
        rows = draw(st.integers(1, 4))
        view = view[: len(view) // rows * rows].reshape(rows, -1) if draw(st.booleans()) else view
        found[f"{i}.weight"] = draw(st.sampled_from([view, view.t(), view[..., None], torch.nn.Parameter(view)])
                                    if dtype.is_floating_point else st.just(view))  # fmt: skip
    found["bool"] = torch.tensor(draw(st.lists(st.booleans(), max_size=9)), dtype=torch.bool)
    return found


@pytest.mark.parametrize("zip_format", [True, False])
@given(made=tensors(), nested=st.booleans())
def test_every_bit_is_torchs(tmp_path_factory, zip_format, made, nested):
    """What is read is what torch.load(weights_only=True) reads, bit for bit.

    Catches: an offset in bytes, swapped strides, a storage read once too often, NaN made another NaN.
    """
    value = {"model": made, "epoch": 3, "loss": 0.5, "names": ["a", (1, None)]} if nested else made
    path = saved(tmp_path_factory.getbasetemp(), value, "bits.pt", _use_new_zipfile_serialization=zip_format)
    read, expected = read_value(path.read_bytes(), str(path)), torch.load(path, weights_only=True)
    if nested:
        assert {k: v for k, v in read.items() if k != "model"} == {k: v for k, v in expected.items() if k != "model"}
        read, expected = read["model"], expected["model"]
    assert list(read) == list(expected)
    for key, tensor in expected.items():
        found = as_array(read[key], key)
        wide = tensor.detach().float() if tensor.dtype is torch.bfloat16 else tensor.detach()
        assert found.shape == tuple(wide.shape)
        assert found.tobytes() == wide.contiguous().numpy().tobytes()


def test_half_precision_is_read_exactly(tmp_path):
    """float16 and bfloat16 weights are the numbers that torch widens them to. Catches one read as the other."""
    for dtype in (torch.float16, torch.bfloat16):
        weight = torch.tensor([[1.5, -0.1], [6e-8, 3e4]]).to(dtype)
        read = load_target(saved(tmp_path, {"0.weight": weight}))
        assert np.array_equal(read.layers[0].weight, weight.double().numpy())
