"""What a command is asked: by ticket, --target and --region, or by a VNN-LIB file of two networks."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from lottery_verify.commands.answers import note
from lottery_verify.commands.parsers import REGION
from lottery_verify.errors import InvalidArgument, MalformedFile, did_you_mean

if TYPE_CHECKING:
    from lottery_verify.checker.unions import AnyRegion
    from lottery_verify.networks.vnnlib import Specification
    from lottery_verify.networks.vnnlib_outputs import Equivalence


EXAMPLE = (
    "--spec demo-output/question.vnnlib --network f=demo-output/target.safetensors "
    "--network g=demo-output/ticket.safetensors"
)


def add_question(parser: argparse.ArgumentParser) -> None:
    """Adds the pair of networks and the region, none of which is demanded: --spec and --network may stand for them."""
    parser.add_argument("ticket", nargs="?", help="a ticket, or any pruned network of the same inputs and outputs")
    parser.add_argument("--target", help="the network that it should be close to (default: the first of --spec)")
    parser.add_argument("--region", help=f"{REGION} (default: that of --spec)")


def add_specification_options(parser: argparse.ArgumentParser) -> None:
    """Adds --spec and --network, a group of their own in the help."""
    group = parser.add_argument_group("a VNN-LIB 2 file of two networks, instead of ticket, --target and --region")
    group.add_argument(
        "--spec",
        metavar="FILE",
        help="the .vnnlib file: the inputs, and the epsilon by which no output may differ (default: none)",
    )
    group.add_argument(
        "--network",
        action="append",
        metavar="NAME=FILE",
        help="the file of a network that --spec declares, such as f=original.onnx; once for each of the two, the first "
        "of which is the target (default: none)",
    )


class Sized(Protocol):
    """A network, as far as its sizes."""

    @property
    def widths(self) -> Sequence[int]:
        """Of the inputs and of each layer."""


@dataclass(frozen=True)
class Question:
    """What is asked of a pair of networks besides their names.

    Attributes:
        specification: the VNN-LIB file where --spec or --region names one.
        equivalence: what it says of the outputs, where that is used.
        whole: whether the file is all that is asked (--spec).
    """

    specification: Specification | None
    equivalence: Equivalence | None
    whole: bool

    @property
    def attained(self) -> bool:
        """Whether a difference of epsilon itself is a counterexample."""
        return self.equivalence is not None and self.equivalence.attained

    def region(self, text: str, width: int) -> AnyRegion:
        """The region; says what of its file is not used."""
        from lottery_verify.networks.regions import load_any

        if self.specification is None:
            return load_any(text, width)
        unused = () if self.equivalence is not None else self.specification.unused()
        for sentence in (*self.specification.notes, *unused):
            note(sentence)
        return load_any(self.specification.region, width)

    def demand_fit(self, target: Sized, ticket: Sized) -> None:
        """Refuses networks that are not as the file declares them."""
        if not self.whole or self.specification is None:
            return
        for declared, network in zip(self.specification.networks, (target, ticket), strict=True):
            sizes = [declared.inputs[0].size, declared.outputs[0].size]
            found = [network.widths[0], network.widths[-1]]
            if sizes != found:
                raise InvalidArgument(
                    f"network {declared.name}: {self.specification.path} declares {sizes[0]} inputs and {sizes[1]} "
                    f"outputs, but its file has {found[0]} and {found[1]}; nothing was done"
                )
            if declared.relation is not None and ticket.widths != target.widths:
                raise InvalidArgument(
                    f"network {declared.name}: {self.specification.path} declares it {' '.join(declared.relation)}, "
                    f"but their widths are {ticket.widths} and {target.widths}; nothing was done"
                )


def asked(arguments: argparse.Namespace) -> Question:
    """What the command is asked; fills in ticket, target, region and epsilon from --spec and --network.

    Raises:
        InvalidArgument: they are given twice, or not at all.
        MalformedFile: the file is no specification of two networks that is understood.
    """
    if arguments.spec is not None:
        return _of_specification(arguments)
    if arguments.network:
        raise InvalidArgument("--network names a network of --spec; give --spec FILE.vnnlib too")
    missing = [
        word
        for word, value in (
            ("TICKET", arguments.ticket),
            ("--target", arguments.target),
            ("--region", arguments.region),
        )
        if value is None
    ]
    if missing:
        raise InvalidArgument(
            f"{' and '.join(missing)} must be given, or instead --spec FILE.vnnlib and --network NAME=FILE twice"
        )
    return _of_region(arguments)


def _of_region(arguments: argparse.Namespace) -> Question:
    """--region may name a VNN-LIB file whose epsilon is used, unless --epsilon states one."""
    from lottery_verify.arguments import readable
    from lottery_verify.networks.vnnlib import read_specification

    if not arguments.region.lower().endswith(".vnnlib"):
        return Question(None, None, False)
    read = read_specification(arguments.region)
    if len(read.networks) != 2 or arguments.epsilon is not None or arguments.norm != "linf":
        return Question(read, None, False)
    try:
        stated = read.equivalence()
    except MalformedFile as error:
        note(str(error))
        return Question(read, None, False)
    arguments.epsilon = stated.epsilon
    note(f"epsilon {readable(stated.epsilon)} is the one that {read.path} states")
    _doubt(stated, False)
    return Question(read, stated, False)


def _of_specification(arguments: argparse.Namespace) -> Question:
    from lottery_verify.networks.vnnlib import read_specification

    given = [("TICKET", arguments.ticket), ("--target", arguments.target), ("--region", arguments.region)]
    twice = [word for word, value in (*given, ("--epsilon", arguments.epsilon)) if value is not None]
    if twice:
        raise InvalidArgument(f"{' and '.join(twice)}: --spec and --network state it already; leave it out")
    if arguments.norm != "linf":
        raise InvalidArgument("--norm l2: a VNN-LIB file compares each output by itself, which is linf")
    read = read_specification(arguments.spec)
    if len(read.networks) != 2:
        raise InvalidArgument(
            f"{read.path}: it declares {len(read.networks)} networks (version 2), and --spec compares two; as --region "
            "it states the inputs alone"
        )
    first, second = read.networks
    if second.relation is not None and second.relation[0] == "equal-to":
        raise InvalidArgument(
            f"{read.path}: network {second.name} is declared equal-to {first.name}; on the same inputs they don't "
            "differ, and there is nothing to prove"
        )
    files = _files(arguments.network or [], [first.name, second.name], read.path)
    stated = read.equivalence()
    _doubt(stated, getattr(arguments, "vnncomp", False))
    kinds = sorted({tensor.kind for one in read.networks for tensor in (*one.inputs, *one.outputs)})
    if any(kind.lower() != "real" for kind in kinds):
        note(f"{read.path} declares {', '.join(kinds)}; what is proved is about exact real arithmetic")
    arguments.target, arguments.ticket = files
    arguments.region, arguments.epsilon = read.path, stated.epsilon
    return Question(read, stated, True)


def _files(given: Sequence[str], names: list[str], path: str) -> list[str]:
    """The networks' files, in the order in which the specification declares them."""
    found: dict[str, str] = {}
    for word in given:
        name, sign, file = word.partition("=")
        if not (name and sign and file):
            raise InvalidArgument(f"--network {word!r}: expected NAME=FILE, such as {names[0]}=original.onnx")
        if name not in names:
            raise InvalidArgument(
                f"--network {word!r}: {path} declares {' and '.join(names)}{did_you_mean(name, names)}"
            )
        if name in found:
            raise InvalidArgument(f"--network {word!r}: {name} is {found[name]} already")
        found[name] = file
    missing = [name for name in names if name not in found]
    if missing:
        raise InvalidArgument(f"--network {missing[0]}=FILE is missing: {path} declares {' and '.join(names)}")
    return [found[name] for name in names]


def _doubt(stated: Equivalence, refused: bool) -> None:
    """Says, or refuses, that a file's own words are not the question that is taken from it."""
    from lottery_verify.arguments import readable

    if stated.doubt and refused:
        raise InvalidArgument(f"{stated.doubt}; --vnncomp answers a file's own words only. Join the outputs by or")
    if stated.doubt:
        note(f"{stated.doubt}. It is read as asking whether an output differs by more than {readable(stated.epsilon)}")


def settled(found: Fraction | None, proved: Fraction, epsilon: Fraction, attained: bool) -> str:
    """Whether a claim holds, of what was found and proved.

    Args:
        found: the largest difference met, if any was.
        proved: a bound of every difference.
        epsilon: the claim's.
        attained: whether a difference of epsilon itself is a counterexample.
    Returns:
        "accepted", "rejected" or "undecided".
    """
    if found is not None and (found > epsilon or (attained and found == epsilon)):
        return "rejected"
    if proved < epsilon or (proved == epsilon and not attained):
        return "accepted"
    return "undecided"
