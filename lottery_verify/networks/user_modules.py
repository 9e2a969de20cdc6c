"""A module of the user's own, in a Python file that is run, with weights from a file loaded into it strictly."""

from __future__ import annotations

import copy
import importlib.util
import os
from collections.abc import Mapping
from dataclasses import replace

import torch

from lottery_verify.checker.files import shown
from lottery_verify.errors import InvalidArgument
from lottery_verify.networks.module_weights import fill
from lottery_verify.networks.network import Network
from lottery_verify.networks.state_dicts import Tensor
from lottery_verify.networks.torch_modules import from_module


def module_from_file(place: str) -> torch.nn.Module:
    """Runs a Python file and makes the module that it defines.

    Args:
        place: "FILE.py:NAME", where NAME is a class or function that takes no arguments and gives a torch.nn.Module,
            or a module itself. The file's code is executed.
    Raises:
        InvalidArgument: no such file or name, its code raises, or it gives no module.
    """
    path, colon, name = place.rpartition(":")
    if not colon or not path.endswith(".py") or not name.isidentifier():
        raise InvalidArgument(f"module {shown(place)}: expected FILE.py:CLASS")
    if not os.path.isfile(path):
        raise InvalidArgument(f"module {shown(place)}: no such file")
    spec = importlib.util.spec_from_file_location("lottery_verify_user_module", path)
    if spec is None or spec.loader is None:
        raise InvalidArgument(f"module {shown(place)}: no Python file")
    defined = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(defined)
        found = getattr(defined, name)
        made = found if isinstance(found, torch.nn.Module) else found()
    except Exception as error:  # the user's own code may raise anything
        reason = shown(f"{type(error).__name__}: {error}")
        raise InvalidArgument(f"module {shown(place)}: running it failed: {reason}") from None
    if not isinstance(made, torch.nn.Module):
        raise InvalidArgument(f"module {shown(place)}: gives a {type(made).__name__}, not a torch.nn.Module")
    return made


def network_of_module(module: torch.nn.Module, tensors: Mapping[str, Tensor], path: str) -> Network:
    """The network that a module computes in eval mode with the weights of a file.

    Args:
        module: what `torch_modules.from_module` follows; a copy of it is filled.
        tensors: a state_dict, with or without masks, which must have the module's names and shapes exactly; the
            prefixes of DataParallel and torch.compile are left out.
        path: the file, for messages.
    Raises:
        UnsupportedNetwork: names or shapes are not the module's, or it is no chain of linear layers and ReLU.
    """
    filled = copy.deepcopy(module).double().eval()  # float64 holds every weight that is read
    fill(filled, tensors, path)
    return replace(from_module(filled), name=path)
