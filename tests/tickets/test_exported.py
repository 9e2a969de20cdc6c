"""Exported tickets read back: held to their source, read as the network that torch runs, put into a torch module."""

import numpy as np
import pytest
import torch
import torch.nn.utils.prune

from lottery_verify import load_into, load_target, prune
from lottery_verify.checker.regions import Box
from lottery_verify.errors import InvalidArgument, MalformedFile, NotThisSource, UnsupportedNetwork
from lottery_verify.networks.export_header import HEADER_KEY
from lottery_verify.networks.network import Network
from lottery_verify.tickets.export import export, state_dict
from lottery_verify.tickets.exported import load_exported
from lottery_verify.tickets.opening import open_network
from tests.networks.models import forward

NET = Network.from_arrays([[[0.5, -1.0], [0.25, 0.75]], [[1.0, -0.5]]], [np.array([0.1, 0.0]), None])


@pytest.fixture(scope="module", params=["shared", "dedicated", "free"])
def ticket(request):
    return prune(NET, region=Box.cube(-1, 1, 2), epsilon="0.1", seed=17, shape=request.param)


def saved(state, path):
    torch.save(state, path)
    return path


@pytest.mark.parametrize("key", ["0.weight_orig", "0.bias_orig", "2.weight_orig"])
@pytest.mark.parametrize("kept", [True, False])
def test_a_changed_weight_is_refused(ticket, key, kept, tmp_path):
    """A weight changed by one unit in its last place, kept or not, is not the source's; the message names tensor,
    entry, both numbers and the seed.

    Catches: a comparison with tolerance; a check of kept weights' products only.
    """
    state = state_dict(ticket)
    mask = state[key.replace("orig", "mask")]
    place = tuple(int(v) for v in (mask == kept).nonzero()[0])
    before = state[key][place].item()
    state[key][place] = float(np.nextafter(np.float32(before), np.float32(9)))
    with pytest.raises(NotThisSource) as caught:
        load_exported(saved(state, tmp_path / "t.pt"))
    text = str(caught.value)
    for words in (
        "t.pt",
        key,
        str(place),
        repr(before),
        repr(state[key][place].item()),
        "not a pruning of source seed 17",
    ):
        assert words in text


def test_foreign_masks_and_tensors(ticket, tmp_path):
    """A mask outside its block, a tensor too many, one missing, one of another type or shape: each is named.

    Catches: a weight of G that belongs to no link smuggled in by its mask.
    """
    m = ticket.layers[0].neurons
    state = state_dict(ticket)
    state["0.weight_mask"][0, 1] = True  # block 0 belongs to input 0
    state["0.weight_mask"][0, 0] = True
    wrong = "layer 1: a mask keeps a weight outside its block"
    if ticket.source.shape == "free":
        wrong = "layer 1: neuron 0 keeps its entries of U from inputs 0 and 1; it may one"
    with pytest.raises(MalformedFile, match=wrong):
        load_exported(saved(state, tmp_path / "a.pt"))
    if ticket.source.shape == "dedicated":
        state = state_dict(ticket)
        state["2.weight_mask"][1, :m] = True  # block 0 belongs to output 0
        with pytest.raises(MalformedFile, match="outside its block"):
            load_exported(saved(state, tmp_path / "b.pt"))
    for change, words in (
        ({"9.weight": torch.zeros(1)}, "not part of an exported ticket"),
        ({"2.weight_orig": None}, "2.weight_orig"),
        ({"0.weight_orig": state_dict(ticket)["0.weight_orig"].double()}, "0.weight_orig"),
        ({"2.weight_mask": torch.zeros(1, 2, dtype=torch.bool)}, "masks of shapes"),
        ({HEADER_KEY: torch.tensor([1, 2], dtype=torch.uint8)}, "header"),
        ({HEADER_KEY: torch.tensor([200], dtype=torch.uint8)}, "no header of an exported ticket"),
        ({HEADER_KEY: None}, "not an exported ticket"),
    ):
        state = {k: v for k, v in (state_dict(ticket) | change).items() if v is not None}
        with pytest.raises(MalformedFile, match=words):
            load_exported(saved(state, tmp_path / "c.pt"))


def test_no_pickle_code(tmp_path):
    """A pickle with code is refused without running it. Catches pickle.load."""

    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "sprung"), "w"))

    torch.save({HEADER_KEY: Trap()}, tmp_path / "t.pt")
    with pytest.raises(MalformedFile, match=r"t\.pt: names \w+\.open, which is code, and no code is run"):
        load_exported(tmp_path / "t.pt")
    assert not (tmp_path / "sprung").exists()
    (tmp_path / "e.pt").write_bytes(b"")
    with pytest.raises(MalformedFile, match=r"e\.pt: the file is empty"):
        load_exported(tmp_path / "e.pt")


LINEAR = Network.from_arrays(
    [[[0.5, -1.0], [-0.25, -0.75]], [[1.0, -0.5], [-1.0, 0.5]], [[0.5, 0.5]]],
    [np.array([0.1, -0.5]), None, None],
    [False, True, True],
)


def modules(relu, state):
    """The nn.Sequential that a state_dict's positions are of, in float64, with no weights yet."""
    made: list[torch.nn.Module] = []
    positions = sorted(int(key.split(".")[0]) for key in state if key.endswith("weight_orig"))
    for position, after in zip(positions, relu, strict=True):
        n_out, n_in = state[f"{position}.weight_orig"].shape
        made.append(torch.nn.Linear(n_in, n_out, bias=f"{position}.bias_orig" in state, dtype=torch.float64))
        made += [torch.nn.ReLU()] * after
    return torch.nn.Sequential(*made)


@pytest.mark.parametrize("compact", [True, False])
def test_torch_runs_what_was_read(compact, tmp_path):
    """A ticket with linear layers inside and ReLU at the end, exported, is read as the network that torch runs.

    Catches: an export without its neurons read with ReLU between all layers and none at the end.
    """
    made = prune(LINEAR, region=Box.cube(-1, 1, 2), epsilon="0.2", seed=5)
    export(made, tmp_path / "t.pt", compact=compact)
    opened = open_network(tmp_path / "t.pt")
    if not compact:
        assert opened.digest == made.digest
        with pytest.raises(MalformedFile, match="an exported ticket, not a network"):
            load_target(tmp_path / "t.pt")
        return
    assert opened.assumed == ()
    assert [layer.relu for layer in opened.layers] == [True, False, True, True, True, True]
    net = modules([True, False, True, True, True, True], torch.load(tmp_path / "t.pt", weights_only=True))
    load_into(net, tmp_path / "t.pt")
    for x in np.random.default_rng(1).uniform(-1, 1, (20, 2)):
        expected, bound = forward(opened, x, 2.0**-53)
        with torch.no_grad():
            actual = net(torch.from_numpy(x)).numpy()
        assert (np.abs(actual - expected) <= bound).all()


def test_a_compact_export_takes_no_options(tmp_path):
    """It states its activations. Catches an option that is ignored."""
    made = prune(NET, region=Box.cube(-1, 1, 2), epsilon="0.2", seed=5)
    export(made, tmp_path / "t.pt", compact=True)
    with pytest.raises(InvalidArgument, match=r"t\.pt: an exported ticket, which states its activations"):
        load_target(tmp_path / "t.pt", activations="none")
    export(made, tmp_path / "whole.pt")
    with pytest.raises(InvalidArgument, match=r"whole\.pt: a ticket, which states its activations"):
        open_network(tmp_path / "whole.pt", activations="none")


def test_load_into_is_strict_and_exact(ticket, tmp_path):
    """The module holds each masked weight bit for bit, the header is left out, and other names or types are refused.

    Catches: a weight rounded to half precision; strict=False; a mask ignored.
    """
    export(ticket, tmp_path / "t.pt")
    state = state_dict(ticket)
    net = modules([True, True, True, False], state)
    load_into(net.float(), tmp_path / "t.pt")
    for key in ("0.weight", "0.bias", "2.weight", "4.weight", "6.weight"):
        assert torch.equal(net.state_dict()[key], state[f"{key}_orig"] * state[f"{key}_mask"])
    with pytest.raises(UnsupportedNetwork, match=r"is not exact in the module's float16; call module\.double"):
        load_into(net.half(), tmp_path / "t.pt")
    with pytest.raises(UnsupportedNetwork, match=r"its tensors are not those of Sequential: .*Missing key"):
        load_into(torch.nn.Sequential(*net, torch.nn.Linear(1, 1)).float(), tmp_path / "t.pt")


def test_load_into_a_pruned_module(ticket, tmp_path):
    """A module of torch.nn.utils.prune keeps weights and masks apart. Catches the product in place of both."""
    export(ticket, tmp_path / "t.pt")
    state = state_dict(ticket)
    net = modules([True, True, True, False], state).float()
    for layer in net:
        if isinstance(layer, torch.nn.Linear):
            for name in [name for name, _ in layer.named_parameters()]:
                torch.nn.utils.prune.identity(layer, name)
    load_into(net, tmp_path / "t.pt")
    loaded = net.state_dict()
    assert all(torch.equal(loaded[key].to(state[key].dtype), state[key]) for key in state if key != HEADER_KEY)


def test_a_shift_needs_its_place(tmp_path):
    """A ticket that subtracts a shift is not put into a module that does not. Catches a dropped shift."""
    target = Network.from_arrays([[[0.5, -1.0]]], shift=np.array([0.5, 0.25]))
    made = prune(target, region=Box.cube(0, 1, 2), epsilon="0.1", seed=1)
    export(made, tmp_path / "t.pt", compact=True)
    assert load_target(tmp_path / "t.pt").shift.tolist() == [0.5, 0.25]
    net = modules([True, False], state_dict(made, compact=True))
    with pytest.raises(UnsupportedNetwork, match="it subtracts a shift from its input"):
        load_into(net, tmp_path / "t.pt")
