"""Which dict of a checkpoint is read: the only one with tensors, or the one that the user names."""

import pytest
import torch
from torch.ao.quantization import quantize_dynamic

from lottery_verify.errors import InvalidArgument, UnsupportedNetwork
from lottery_verify.networks.loading import load_target

WIDE, NARROW = {"0.weight": torch.ones(3, 2)}, {"0.weight": torch.ones(1, 2)}


def saved(folder, value, name="c.pth"):
    torch.save(value, folder / name)
    return folder / name


READ = {
    "model": {"model": WIDE},
    "net": {"net": WIDE, "epoch": 3, "best": torch.tensor(0.5)},
    "nested": {"model": {"state_dict": WIDE}, "amp": None},
    "optimizer": {"state_dict": WIDE, "optimizer": {"state": {0: {"exp_avg": torch.ones(3, 2)}}, "param_groups": []}},
    "optimizer's tensors": {"model_state_dict": WIDE, "optimizer_state_dict": NARROW, "scheduler": {"a": NARROW}},
    "twice the same": (lambda d: {"model": d, "state_dict": d})(WIDE),
}


@pytest.mark.parametrize("name", ["c.pth", "c.pth.tar"])
@pytest.mark.parametrize("case", READ)
def test_one_candidate_is_read(tmp_path, case, name):
    """Nested anywhere, beside an epoch, a loss and an optimizer. Catches the optimizer's tensors read as layers."""
    assert load_target(saved(tmp_path, READ[case], name)).widths == (2, 3)


AMBIGUOUS = {
    "both names": ({"state_dict": WIDE, "model_state_dict": NARROW}, "'state_dict', 'model_state_dict'"),
    "average": ({"model": WIDE, "ema": {"module": NARROW}}, "'model', 'ema.module'"),
    "tensor beside": ({"state_dict": WIDE, "mean": torch.zeros(2)}, "the file itself, 'state_dict'"),
    "weights beside": (WIDE | {"state_dict": NARROW}, "the file itself, 'state_dict'"),
}


@pytest.mark.parametrize("case", AMBIGUOUS)
def test_several_are_refused_by_name(tmp_path, case):
    """The message lists them. Catches the first of two networks read in silence."""
    value, names = AMBIGUOUS[case]
    with pytest.raises(UnsupportedNetwork, match=f"2 dicts hold tensors: {names}; say which .* --key"):
        load_target(saved(tmp_path, value))


def test_key_chooses(tmp_path):
    """By a path with points, also where a name itself has some. Catches the first match of a shorter name."""
    path = saved(tmp_path, {"a": {"b": WIDE}, "a.b": {"c": NARROW}, "loss": 1.0})
    assert load_target(path, key="a.b.c").widths == (2, 1)
    for key, message in (
        ("model", "no 'model' there; there are 'a', 'a.b', 'loss'"),
        ("loss", "leads to a float"),
        ("loss.x", "leads to a float"),
    ):
        with pytest.raises(InvalidArgument, match=message):
            load_target(path, key=key)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_quantised_layers_are_named(tmp_path):
    """An int8 state_dict is refused for what it is. Catches a complaint about some tensor's name."""
    network = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.ReLU(), torch.nn.Linear(3, 2))
    path = saved(tmp_path, quantize_dynamic(network, {torch.nn.Linear}, dtype=torch.qint8).state_dict())
    with pytest.raises(UnsupportedNetwork, match=r"_packed_params.* belongs to a quantised layer \(int8\)"):
        load_target(path)
