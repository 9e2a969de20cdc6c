"""A ticket and its certificate, made by the commands once for each module."""

import pytest
import torch

from lottery_verify import cli
from lottery_verify.networks.saving import save_network
from tests.commands.main_job import NET, PRUNE, QUICK


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a target (as .safetensors and .pt), a ticket and a certificate; made by the commands themselves."""
    folder = tmp_path_factory.mktemp("made")
    save_network(NET, folder / "f.safetensors")
    state = {"0.weight": NET.layers[0].weight, "0.bias": NET.layers[0].bias, "2.weight": NET.layers[1].weight}
    torch.save({k: torch.from_numpy(v.copy()) for k, v in state.items()}, folder / "f.pt")
    names = {k: str(folder / k) for k in ("f.safetensors", "f.pt", "t.safetensors", "c.json")}
    assert cli.main(["prune", names["f.pt"], "-o", names["t.safetensors"], *PRUNE]) == 0
    claim = ["--target", names["f.pt"], "--region", "box:-1,1", "--epsilon", "0.1"]
    assert cli.main(["certify", names["t.safetensors"], *claim, *QUICK, "-o", names["c.json"]]) == 0
    return names
