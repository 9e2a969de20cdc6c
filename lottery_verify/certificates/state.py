"""What a search keeps on disk while it runs, so that a run that was killed can be taken up again.

The file states the claim and the tree so far, with the bounds that the search found in floats; nothing of it is relied
on: every leaf is bounded exactly again. It stands beside the output as `<output>.partial`. Of several boxes it has a
tree for each that was begun, also of those that are done.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, isnan
from pathlib import Path

from lottery_verify.certificates.tree import Tree
from lottery_verify.checker import files, formats
from lottery_verify.checker.rules import boxes
from lottery_verify.errors import InvalidArgument, MalformedFile
from lottery_verify.networks.saving import atomic_write

FORMAT = "lottery_verify.search/1"
EVERY = 5.0  # seconds between two writings
TREE = {"tree", "values", "witness"}
Claim = Mapping[str, object]


@dataclass(frozen=True)
class Begun:
    """What a search left: its tree, and the point of the largest difference that it came by, or None."""

    tree: Tree
    witness: tuple[float, ...] | None


def partial_of(output: str | os.PathLike[str]) -> Path | None:
    """Where the progress of work on an output is kept; nowhere for a device or a pipe."""
    path = Path(output)
    return path.with_name(path.name + ".partial") if path.is_file() or not path.exists() else None


class State:
    """The file of one search, or of a search in each of several boxes.

    Attributes:
        at: the box that is worked on, from 0.
    """

    def __init__(self, path: str | os.PathLike[str], claim: Claim, boxes: int | None = None) -> None:
        """Args:
        path: of the file; it need not be there.
        claim: {"target", "ticket", "region", "norm"}, as in a certificate.
        boxes: how many the region has; None where it is no union of boxes.
        """
        self.path, self.claim, self.written = Path(path), dict(claim), time.monotonic()
        self.at = 0
        self._several = boxes is not None
        self._kept: list[dict[str, object] | None] = [None] * (boxes or 1)

    def read(self, width: int) -> Begun | None:
        """What an earlier search left of the box that is worked on, or None where it left nothing.

        Args:
            width: how many inputs there are.
        Raises:
            InvalidArgument: it left it of another claim.
            MalformedFile: it is no such file.
        """
        if not self.path.exists():
            return None
        name = os.fspath(self.path)
        text = files.read_bounded(name, formats.MAX_CERTIFICATE_BYTES).decode("utf-8", "replace")
        keys = {"boxes"} if self._several else TREE
        given = files.fields(files.strict_json(text, name), {"format", "claim", *keys}, name)
        files.demand(given["format"] == FORMAT, f"{name}: format {files.shown(given['format'])} is not {FORMAT}")
        if given["claim"] != self.claim:
            raise InvalidArgument(
                f"{name}: the progress of a search for another claim; remove that file, or name another output"
            )
        kept = given["boxes"] if self._several else [{key: given[key] for key in TREE}]
        proper = isinstance(kept, list) and len(kept) == len(self._kept)
        files.demand(proper, f"{name}: boxes: expected {len(self._kept)} trees or nulls")
        found = [None if one is None else self._begun(one, width, name) for one in kept]
        self._kept = list(kept)
        return found[self.at]

    def _begun(self, kept: object, width: int, name: str) -> Begun:
        """The tree of one box, as the file has it."""
        given = files.fields(kept, TREE, name)
        tree = boxes.read_tree(given["tree"], width, name)
        zero = (boxes.HALF,) * width
        for _ in boxes.leaves(tree, zero, zero, name):  # refuses what is no tree
            pass
        values = _floats(given["values"], len(tree), f"{name}: values")
        witness = given["witness"]
        point = None if witness is None else tuple(_floats(witness, width, f"{name}: witness"))
        files.demand(point is None or all(map(isfinite, point)), f"{name}: witness: expected finite numbers")
        return Begun(Tree.of(tree, values), point)

    def write(self, tree: Tree, witness: Sequence[float] | None) -> None:
        """Keeps a tree."""
        nodes = list(tree.cut())
        one: dict[str, object] = {
            "tree": [by for _, by in nodes],
            "values": [tree.value[node].hex() for node, _ in nodes],
            "witness": None if witness is None else [entry.hex() for entry in witness],
        }
        self._kept[self.at] = one
        whole = {"format": FORMAT, "claim": self.claim, **({"boxes": self._kept} if self._several else one)}
        atomic_write(self.path, json.dumps(whole, separators=(",", ":")).encode())
        self.written = time.monotonic()

    def due(self) -> bool:
        """Whether it is time to write again."""
        return time.monotonic() - self.written > EVERY

    def finish(self, tree: Tree, witness: Sequence[float] | None) -> None:
        """Ends the box that is worked on: of several boxes its tree is kept until all are done."""
        if self._several:
            self.write(tree, witness)

    def remove(self) -> None:
        """Ends it."""
        self.path.unlink(missing_ok=True)


def _floats(given: object, length: int, where: str) -> list[float]:
    """Numbers spelled in hexadecimal, none of them NaN."""
    if not isinstance(given, list) or len(given) != length:
        raise MalformedFile(f"{where}: expected {length} numbers")
    try:
        found = [float.fromhex(entry) for entry in given]
    except (TypeError, ValueError, OverflowError):
        raise MalformedFile(f"{where}: expected numbers in hexadecimal, as text") from None
    files.demand(not any(map(isnan, found)), f"{where}: a number that is none")
    return found
