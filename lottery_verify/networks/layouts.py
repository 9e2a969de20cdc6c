"""What the names of linear layers say of their order and of the layers between them, and what is assumed beyond it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from lottery_verify.checker.files import shown
from lottery_verify.errors import InvalidArgument, UnsupportedNetwork

ACTIVATIONS = ("relu", "none")
FILE_ORDER = "layers in the file's order: their names are not numbered alike"
FLATTEN = "layer 0, before the first linear layer, changes no number (a Flatten, say)"
BETWEEN = "ReLU between layers, none after the last: a state_dict does not say"
ALONE = "no activation after the one layer: a state_dict does not say"


@dataclass(frozen=True)
class Arrangement:
    """An order of layers, with an activation after each.

    Attributes:
        order: the layers' prefixes.
        relu: after each, whether there is ReLU.
        assumed: what neither the names nor the user said, in sentences.
    """

    order: tuple[str, ...]
    relu: tuple[bool, ...]
    assumed: tuple[str, ...]


def arrange(
    shapes: Mapping[str, tuple[int, int]], name: str, activations: str | None, *, ordered: bool
) -> Arrangement:
    """Puts linear layers in order and says which activations follow them.

    Layers whose names differ in numbers only come in the order of the numbers. Others come in the one order in which
    their shapes fit or, where there are several and the file keeps the order in which a module made its layers, in
    that order, as long as no numbers in the names contradict it. In an nn.Sequential the numbers also count the
    layers without parameters: 0, 2 have one between them, which is assumed to be ReLU; 0, 1 may have none, and 0, 3
    have two, so that both are refused unless the user states the activations.

    Args:
        shapes: (n_out, n_in) of each layer by its prefix, in the file's order.
        name: the file, for messages.
        activations: "relu" (between the layers), "none", or one word for each layer, separated by commas.
        ordered: whether the file keeps an order.
    Raises:
        InvalidArgument: `activations` has another word, or another number of words than there are layers.
        UnsupportedNetwork: no one order, or a numbering that does not say what stands between two layers.
    """
    order, assumed = _order(shapes, name, ordered)
    if activations is not None:
        return Arrangement(order, _stated(activations, len(order), name), assumed)
    for before, after in pairwise(order):
        _refuse_unknown(before, after, name)
    first = _position(order[0])
    if first is not None and first[1] > 0:
        if first[1] > 1:
            raise UnsupportedNetwork(
                f"{name}: the first linear layer is {shown(order[0])}: what the {first[1]} layers before it do is not "
                "in a state_dict. If they change no number, state the activations with --activations; else give the "
                "module that says what they do, with --module FILE.py:CLASS"
            )
        assumed = (*assumed, FLATTEN)
    between = tuple(i < len(order) - 1 for i in range(len(order)))
    return Arrangement(order, between, (*assumed, BETWEEN if len(order) > 1 else ALONE))


def natural_order(names: Iterable[str]) -> list[str]:
    """Sorts names as people number them: fc2 before fc10."""
    return sorted(names, key=lambda name: (_numbers(name), name))


def _order(shapes: Mapping[str, tuple[int, int]], name: str, ordered: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if len({_pattern(prefix) for prefix in shapes}) == 1:
        return tuple(natural_order(shapes)), ()
    if ordered:
        _refuse_contradiction(list(shapes), name)
    found = _by_shapes(shapes)
    if found is not None:
        return found, ()
    if ordered:
        return tuple(shapes), (FILE_ORDER,)
    names = ", ".join(f"{shown(prefix)} {list(shape)}" for prefix, shape in list(shapes.items())[:8])
    raise UnsupportedNetwork(
        f"{name}: neither the layers' names nor their shapes give one order: {names}; number the names"
    )


def _refuse_contradiction(prefixes: list[str], name: str) -> None:
    """Raises UnsupportedNetwork where layers numbered alike stand in the file against their numbers."""
    last: dict[str, str] = {}
    for prefix in prefixes:
        before = last.get(_pattern(prefix))
        if before is not None and _numbers(before) > _numbers(prefix):
            raise UnsupportedNetwork(
                f"{name}: layer {shown(before)} stands before {shown(prefix)} in the file, against their numbers, and "
                "not all layers are numbered alike; save them in order"
            )
        last[_pattern(prefix)] = prefix


def _by_shapes(shapes: Mapping[str, tuple[int, int]]) -> tuple[str, ...] | None:
    """The one order in which the shapes fit; None where there is none, or more than one."""
    by_input = {n_in: prefix for prefix, (_, n_in) in shapes.items()}
    outputs = {n_out for n_out, _ in shapes.values()}
    first = [prefix for prefix, (_, n_in) in shapes.items() if n_in not in outputs]
    if not len(by_input) == len(outputs) == len(shapes) or len(first) != 1:
        return None
    found: list[str] = []
    following: str | None = first[0]
    while following is not None:
        found.append(following)
        following = by_input.get(shapes[following][0])
    return tuple(found) if len(found) == len(shapes) else None


def _refuse_unknown(before: str, after: str, name: str) -> None:
    """Raises UnsupportedNetwork where two numbers do not leave exactly one layer between two linear ones."""
    one, two = _position(before), _position(after)
    if one is None or two is None or one[0] != two[0] or two[1] - one[1] == 2:
        return
    gap = two[1] - one[1] - 1
    between = (
        f"no layer between {shown(before)} and {shown(after)}: in an nn.Sequential they follow each other directly, in "
        "an nn.ModuleList there may be an activation"
        if gap <= 0
        else f"{gap} layers without weights between {shown(before)} and {shown(after)}, and a state_dict does not say "
        "which"
    )
    raise UnsupportedNetwork(
        f"{name}: its numbers leave {between}. State the activations: --activations with relu or none for each linear "
        "layer, or --module FILE.py:CLASS"
    )


def _stated(activations: str, depth: int, name: str) -> tuple[bool, ...]:
    words = [word.strip().lower() for word in activations.split(",")]
    for word in words:
        if word not in ACTIVATIONS:
            raise InvalidArgument(
                f"activations: {shown(word)} is neither relu nor none, and no network with other activations is read"
            )
    if len(words) not in (1, depth):
        raise InvalidArgument(f"activations: {len(words)} words, but {name} has {depth} layers; give one for each")
    if depth == 1 and words == ["relu"]:
        raise InvalidArgument(
            f"activations: relu alone stands between layers, and {name} has one; write none, or give its module"
        )
    if len(words) == 1:
        return tuple(words == ["relu"] and i < depth - 1 for i in range(depth))
    return tuple(word == "relu" for word in words)


def _position(prefix: str) -> tuple[str, int] | None:
    """A container's name and a layer's number in it; None where the name does not end in a number alone."""
    container, _, last = prefix.rpartition(".")
    return (container, int(last)) if re.fullmatch(r"[0-9]{1,9}", last) else None


def _pattern(prefix: str) -> str:
    return re.sub(r"[0-9]+", "#", prefix)


def _numbers(prefix: str) -> list[tuple[int, str]]:
    """The numbers in a name, of any length, as what sorts like them."""
    digits = (found.lstrip("0") for found in re.findall(r"[0-9]+", prefix))
    return [(len(number), number) for number in digits]
