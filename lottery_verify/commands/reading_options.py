"""The options that say what a file of tensors by name (.pt, .pth, plain .safetensors) does not, and their use."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lottery_verify.commands.answers import note
from lottery_verify.errors import InvalidArgument

if TYPE_CHECKING:
    from lottery_verify.networks.network import Network
    from lottery_verify.tickets.ticket import Ticket

_ACTIVATIONS = (
    "activations, which a state_dict does not name: relu (between the layers), none, or one word for each layer "
    "(default: relu, and it is printed that this is assumed)"
)
_MODULE = "the module whose state_dict it is: FILE.py IS RUN, and its forward pass followed (default: none)"
_KEY = (
    "where in {} checkpoint the state_dict is, as model.state_dict; needed where several dicts hold tensors "
    "(default: the only dict of tensors)"
)


def add_reading_options(parser: argparse.ArgumentParser, *, pair: bool = False) -> None:
    """Adds the options to a command that reads one network or, with `pair`, a pruned one and its target."""
    group = parser.add_argument_group("files of tensors by name (.pt, .pth, plain .safetensors)")
    group.add_argument("--activations", metavar="A,B,…", help=_ACTIVATIONS)
    group.add_argument("--module", metavar="FILE.py:CLASS", help=_MODULE)
    group.add_argument("--key", metavar="A.B", help=_KEY.format("the pruned network's" if pair else "a"))
    group.add_argument("--mask", metavar="FILE", help="masks of the weights, in a file of their own (default: none)")
    if pair:
        group.add_argument("--target-activations", metavar="A,B,…", help="of the target alone (default: --activations)")
        group.add_argument("--target-module", metavar="FILE.py:CLASS", help="of the target alone (default: --module)")
        group.add_argument("--target-key", metavar="A.B", help=_KEY.format("the target's"))


def files_of_options(arguments: argparse.Namespace) -> tuple[str, ...]:
    """The files that these options name, which a command must not overwrite."""
    modules = (arguments.module, getattr(arguments, "target_module", None))
    names = (arguments.mask, *(None if one is None else one.rpartition(":")[0] for one in modules))
    return tuple(name for name in names if name is not None)


def read_target(path: str, arguments: argparse.Namespace) -> Network:
    """Loads the one network of a command by its options, and prints what was assumed."""
    from lottery_verify.networks.loading import load_target

    _warn(arguments.module)
    network = load_target(
        path, activations=arguments.activations, module=arguments.module, key=arguments.key, mask=arguments.mask
    )
    say_assumed(network)
    return network


def read_network(path: str, arguments: argparse.Namespace, *, say: bool = True) -> Ticket | Network:
    """As read_target, where a ticket is read as one; what was assumed is not said where the answer holds it."""
    from lottery_verify.tickets.opening import open_network

    _warn(arguments.module)
    network = open_network(
        path, activations=arguments.activations, module=arguments.module, key=arguments.key, mask=arguments.mask
    )
    if say:
        say_assumed(network)
    return network


def read_pair(arguments: argparse.Namespace) -> tuple[Network, Ticket | Network]:
    """Loads a command's target and its ticket or pruned network, and prints what was assumed of each."""
    refuse_unused(arguments)
    return read_target_of_pair(arguments), read_ticket_of_pair(arguments)


def refuse_unused(arguments: argparse.Namespace) -> None:
    """Raises InvalidArgument where activations are stated and neither file leaves them open."""
    from lottery_verify.networks.loading import names_no_activations

    own = arguments.target_activations or arguments.target_module
    open_files = [arguments.ticket] if own else [arguments.ticket, arguments.target]
    if (arguments.activations or arguments.module) and not any(map(names_no_activations, open_files)):
        raise InvalidArgument(
            f"--activations and --module: {' and '.join(open_files)} state their activations themselves"
        )


def read_target_of_pair(arguments: argparse.Namespace) -> Network:
    """The target, by its own options or, where it states no activations and none are given for it alone, by those of
    both."""
    from lottery_verify.networks.loading import names_no_activations

    stated = {"activations": arguments.target_activations, "module": arguments.target_module}
    both = arguments.activations or arguments.module
    if both and not any(stated.values()) and names_no_activations(arguments.target):
        stated = {"activations": arguments.activations, "module": arguments.module}
    return read_target(arguments.target, argparse.Namespace(**stated, key=arguments.target_key, mask=None))


def read_ticket_of_pair(arguments: argparse.Namespace) -> Ticket | Network:
    """The ticket or pruned network, by the options of both where it states no activations."""
    from lottery_verify.networks.loading import names_no_activations

    stated = {"activations": None, "module": None}
    if (arguments.activations or arguments.module) and names_no_activations(arguments.ticket):
        stated = {"activations": arguments.activations, "module": arguments.module}
    return read_network(arguments.ticket, argparse.Namespace(**stated, key=arguments.key, mask=arguments.mask))


def say_assumed(network: Ticket | Network) -> None:
    """Notes what a network's file did not say; a ticket says all."""
    for sentence in getattr(network, "assumed", ()):
        note(sentence, f"assumed of {getattr(network, 'name', '')}")


def _warn(module: str | None) -> None:
    if module is not None:
        note(f"{module.rpartition(':')[0]} is run, as --module asks")
