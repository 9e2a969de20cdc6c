"""Targets from torch's files: what is read exactly, and what is refused."""

import os
import pickle
import zipfile

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.utils import prune

from lottery_verify.errors import MalformedFile, UnsupportedNetwork
from lottery_verify.networks.loading import load_target
from lottery_verify.networks.torch_files import read_value
from lottery_verify.networks.torch_storages import as_array
from tests.networks.models import networks, refusal, stored
from tests.networks.torch_saved import saved


class Code:
    """Pickles to a call of os.system that leaves a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.system, (f"touch {self.path}",)




def state(*shapes, names=("a", "b", "c")):
    return {f"{name}.weight": torch.ones(shape) for name, shape in zip(names, shapes, strict=False)}


@given(networks(), st.booleans())
def test_round_trip_through_torch(tmp_path_factory, network, zip_format):
    """Any network saved as a state_dict is read back with the same digest.

    Catches any changed bit, order or bias.
    """
    tensors = {key: torch.from_numpy(value.copy()) for key, value in stored(network).items()}
    folder = tmp_path_factory.getbasetemp()
    path = saved(folder, tensors, "round.pth", _use_new_zipfile_serialization=zip_format)
    assert load_target(path).digest == network.digest


@pytest.mark.parametrize("key", ["state_dict", "model_state_dict"])
def test_checkpoint(tmp_path, key):
    """A checkpoint's other entries are passed over.

    Catches a loader that reads the optimizer's tensors as layers.
    """
    network = load_target(
        saved(tmp_path, {"epoch": 3, key: state((3, 2), (1, 3)), "optimizer": state((9, 9))})
    )
    assert network.widths == (2, 3, 1)
    assert [layer.relu for layer in network.layers] == [True, False]


def test_pruned_by_torch(tmp_path):
    """weight_orig times weight_mask is the weight, in the file and in the module. Catches an ignored mask."""
    model = torch.nn.Sequential(torch.nn.Linear(6, 5), torch.nn.ReLU(), torch.nn.Linear(5, 2))
    for layer, name in ((model[0], "weight"), (model[2], "weight"), (model[2], "bias")):
        prune.random_unstructured(layer, name, 0.5)
    expected = [model[i].weight.detach().double().numpy() for i in (0, 2)]
    assert (expected[0] == 0).sum() == 15
    bias = model[2].bias.detach().double().numpy()
    with torch.no_grad():
        model[0].weight = (
            model[0].weight + 1
        )  # a stale attribute, which the next forward pass would overwrite
    for source in (saved(tmp_path, model.state_dict()), model.eval()):
        network = load_target(source)
        assert np.array_equal(network.layers[0].weight, expected[0])
        assert np.array_equal(network.layers[1].weight, expected[1])
        assert np.array_equal(network.layers[1].bias, bias)


def test_file_order_is_kept_not_sorted(tmp_path):
    """Layers named against the alphabet. Catches a loader that sorts a state_dict's names."""
    path = saved(tmp_path, state((2, 2), (2, 2), names=("second", "first")) | {"first.bias": torch.zeros(2)})
    assert [layer.bias is None for layer in load_target(path).layers] == [True, False]


CODE = r"names (posix|nt)\.system, which is code, and no code is run"


@pytest.mark.parametrize("form", ["zip", "legacy", "bare"])
def test_code_is_named_and_not_run(tmp_path, form):
    """Catches weights_only=False, and a message that does not say what was found."""
    path, left = tmp_path / "evil.pt", tmp_path / "left"
    if form == "bare":
        path.write_bytes(pickle.dumps(Code(left)))
    else:
        torch.save({"w": Code(left)}, path, _use_new_zipfile_serialization=form == "zip")
    with pytest.raises(MalformedFile, match=CODE) as caught:
        load_target(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert not left.exists()


def test_whole_module_is_named(tmp_path):
    """A pickled module asks for code. Catches a message without what to do."""
    path = saved(tmp_path, torch.nn.Sequential(torch.nn.Linear(2, 2)), "whole.pt")
    with pytest.raises(
        MalformedFile, match=r"Sequential, which is code, .*torch\.load\('.*whole\.pt', .*; torch\.save\(model"
    ):
        load_target(path)


REFUSED = {
    "tensor": (torch.ones(2, 2), "holds a Tensor; expected a state_dict"),
    "number": ({"epoch": 3}, "no dict of tensors in it: 'epoch' is a int"),
    "number beside tensors": (state((2, 2)) | {"epoch": 3}, "'epoch' is a int; a state_dict holds tensors by name"),
    "nothing": ({}, "no tensors in it"),
    "convolution": ({"a.weight": torch.ones(2, 2, 3, 3)}, r"a.weight has shape \[2, 2, 3, 3\], a convolution's"),
    "batch norm": (
        state((2, 2)) | {"n.running_mean": torch.ones(2)},
        r"'n.running_mean': layer 'n' is a BatchNorm; .*fuse_linear_bn_eval",
    ),
    "layer norm": (state((2, 2)) | {"n.weight": torch.ones(2)}, r"n.weight has shape \[2\], a normalisation's"),
    "embedding": ({"embedding.weight": torch.ones(4, 2)}, r"embedding.weight has shape \[4, 2\], an embedding's"),
    "other tensor": ({"a.weight_ih_l0": torch.ones(4, 2)}, "'a.weight_ih_l0' is no weight or bias"),
    "bias alone": ({"a.bias": torch.ones(2)}, "a.bias has no a.weight"),
    "shapes": (state((3, 2), (1, 4)), "b.weight takes 4 inputs but a.weight, the layer before it, gives 3"),
    "bias shape": (
        {"a.weight": torch.ones(2, 2), "a.bias": torch.ones(3)},
        r"bias has shape \(3,\); expected \(2,\)",
    ),
    "nan": ({"a.weight": torch.tensor([[1.0, float("nan")]])}, r"layer 1, weight: entry \(0, 1\) is nan"),
    "infinity": (
        state((2, 2)) | {"b.weight": torch.tensor([[1.0, -float("inf")]])},
        r"layer 2, weight: entry \(0, 1\) is -inf",
    ),
    "integer": ({"a.weight": torch.ones(2, 2, dtype=torch.int64)}, "a.weight has type int64; convert it to float32"),
    "sparse": ({"a.weight": torch.eye(2).to_sparse()}, "'a.weight' is a sparse tensor; convert it to a dense"),
    "complex": ({"a.weight": torch.ones(2, 2, dtype=torch.complex64)}, "'a.weight' has type complex64"),
    "meta": ({"a.weight": torch.ones(2, 2, device="meta")}, "'a.weight' is a tensor on device meta"),
    "expanded": (
        {"a.weight": torch.ones(1).expand(4000, 4000)},
        r"a tensor of shape \[4000, 4000\] states 16000000 numbers, but its storage holds 1: it was expanded",
    ),
    "mask without weight": (
        {"a.weight_mask": torch.ones(2, 2)},
        "a. holds weight_mask; expected weight alone or",
    ),
    "mask of a half": (
        {"a.weight_orig": torch.ones(1, 2), "a.weight_mask": torch.tensor([[1, 0.5]])},
        r"a.weight_mask: entry \(0, 1\) is 0.5",
    ),
    "mask's shape": (
        {"a.weight_orig": torch.ones(2, 2), "a.weight_mask": torch.ones(2)},
        r"a.weight_mask has shape \[2\], weight_orig \[2, 2\]",
    ),
    "masked infinity": (
        {"a.weight_orig": torch.tensor([[float("inf")]]), "a.weight_mask": torch.zeros(1, 1)},
        r"entry \(0, 0\) is nan",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_network_is_refused_by_name(tmp_path, case):
    """Each message says file, place and reason.

    Catches a raw error of torch, and a refusal for another reason.
    """
    value, message = REFUSED[case]
    path = saved(tmp_path, value)
    with pytest.raises((MalformedFile, UnsupportedNetwork), match=message) as caught:
        load_target(path)
    assert str(caught.value).startswith(f"{path}: ")


@pytest.mark.parametrize("zip_format", [True, False])
@given(data=st.data())
def test_damage_never_raises_anything_else(tmp_path_factory, zip_format, data):
    """Any cut or changed byte gives what torch reads or a named refusal, and in an archive the very network.

    Catches: a raw error of pickle, struct or numpy; a damaged weight taken for a whole one.
    """
    folder = tmp_path_factory.getbasetemp()
    path = saved(folder, state((3, 2), (1, 3)), "damaged.pt", _use_new_zipfile_serialization=zip_format)
    blob, whole = bytearray(path.read_bytes()), load_target(path).digest
    if data.draw(st.booleans()):
        del blob[data.draw(st.integers(0, len(blob) - 1)) :]
    else:
        for _ in range(data.draw(st.integers(1, 3))):
            blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(blob)
    message = refusal(load_target, path)
    assert (message or str(path)).startswith(str(path))
    if not message and zip_format:
        assert load_target(path).digest == whole  # the archive has checksums
    elif not message:
        read, expected = read_value(path.read_bytes(), "f"), torch.load(path, weights_only=True)
        assert list(read) == list(expected)
        assert all(as_array(v, "f").tobytes() == expected[k].numpy().tobytes() for k, v in read.items())










def test_masks_in_a_file_of_their_own(tmp_path):
    """Masks by layer or by name make the network of weight_orig and weight_mask; others are refused by name.

    Catches: a mask that is ignored, or put at another layer.
    """
    weights = {"0.weight": torch.randn(3, 2), "0.bias": torch.randn(3), "2.weight": torch.randn(2, 3)}
    masks = {"0": torch.tensor([[1, 0], [0, 1], [1, 1]]), "2": torch.tensor([[0.0, 1, 1], [1, 1, 0]])}
    path = saved(tmp_path, weights)
    together = {"0.bias": weights["0.bias"]}
    together |= {f"{k}.weight_orig": weights[f"{k}.weight"] for k in masks}
    expected = load_target(
        saved(tmp_path, together | {f"{k}.weight_mask": m for k, m in masks.items()}, "together.pt")
    )
    for form in (
        {k: {"weight": m, "bias": None} for k, m in masks.items()},
        {f"{k}.weight": m for k, m in masks.items()},
        {f"{k}.weight_mask": m for k, m in masks.items()},
    ):
        assert load_target(path, mask=saved(tmp_path, form, "m.pt")).digest == expected.digest
    for form, message in (
        ({"1.weight": masks["0"]}, r"m\.pt: mask '1\.weight': '1\.weight' is not there in .*net\.pt"),
        ({"0": {"weight": masks["2"]}}, r"weight_mask has shape \[2, 3\], weight_orig \[3, 2\]"),
        ({}, "no masks in it"),
        ([masks["0"]], "holds no masks by name"),
    ):
        with pytest.raises(MalformedFile, match=message):
            load_target(path, mask=saved(tmp_path, form, "m.pt"))
    with pytest.raises(MalformedFile, match="has a mask already"):
        load_target(tmp_path / "together.pt", mask=saved(tmp_path, {"0.weight": masks["0"]}, "m.pt"))


def test_compressed_archive_is_refused(tmp_path):
    """A zip bomb under torch's name. Catches a loader that unpacks before it looks."""
    path = tmp_path / "bomb.pt"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/data.pkl", bytes(10**7))
    with pytest.raises(MalformedFile, match="its entries state 10000000 bytes, more than the file's"):
        load_target(path)
