"""The theorems that Coq printed: proofs/audit/assumptions.expected, read."""

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import lottery_verify
from lottery_verify.errors import MalformedFile

EXPECTED = "proofs/audit/assumptions.expected"
_CONSTANT = re.compile(r"^Constant\s+LotteryVerify\.([\w.']+)$", re.MULTILINE)
_AXIOM = re.compile(r"^([\w.']+)(?= :|$)", re.MULTILINE)
_CLOSED = "Closed under the global context"


@dataclass(frozen=True)
class Theorem:
    """A theorem of proofs/.

    Attributes:
        name: its name.
        file: its file, relative to the root, e.g. `proofs/results/golden_threshold.v`.
        axioms: what it rests on; empty where nothing.
    """

    name: str
    file: str
    axioms: tuple[str, ...]


def home() -> Path:
    """The folder that holds this package, and beside it proofs/ and tests/ where they were not left behind."""
    return Path(lottery_verify.__file__).resolve().parent.parent


def not_looked_at(root: Path) -> list[str]:
    """What of the table's pointers can't be followed here, one sentence each; empty in a checkout of the project.

    Args:
        root: the folder that should hold proofs/ and tests/.
    Returns: the sentences.
    """
    found = []
    if not (root / "proofs").is_dir():
        found.append(f"{root} has no proofs/: no theorem was looked at")
    if not tests_are_in(root):
        found.append(f"{root} has no tests/ of this project: no test was looked at")
    if find_spec("hypothesis") is None:
        found.append("hypothesis is not installed: no property of the hunt was looked at")
    return found


def tests_are_in(root: Path) -> bool:
    """Whether this project's tests are in a folder; another project's tests/ may stand beside an installed package."""
    return (root / "tests" / "traceability").is_dir()


def states(path: Path, name: str) -> bool:
    """Whether a file is there and is the source of a theorem or corollary of that name.

    Args:
        path: a .v file.
        name: the theorem's name.
    Returns: the answer.
    """
    if not path.is_file():
        return False
    source = path.read_text(encoding="utf-8")
    return re.search(rf"^\s*(?:Theorem|Corollary)\s+{re.escape(name)}(?![\w'])", source, re.MULTILINE) is not None


def theorems(root: Path) -> dict[str, Theorem] | None:
    """Every audited theorem by name, as Coq printed them.

    Args:
        root: the folder that holds proofs/.
    Returns: the theorems, or None where there is no proofs/ folder.
    Raises: MalformedFile when the list is missing or is not what `make audit` prints.
    """
    if not (root / "proofs").is_dir():
        return None
    path = root / EXPECTED
    if not path.is_file():
        raise MalformedFile(f"{path}: missing; `make -C proofs audit` compares what Coq prints with it")
    text = path.read_text(encoding="utf-8")
    found: dict[str, Theorem] = {}
    starts = [*_CONSTANT.finditer(text)]
    if not starts:
        raise MalformedFile(f"{path}: it lists no theorem")
    ends = [*(one.start() for one in starts[1:]), len(text)]
    for start, end in zip(starts, ends, strict=True):
        *folders, name = start.group(1).split(".")
        block = text[start.end() : end]
        closed, _, axioms = block.partition("Axioms:\n")
        if (_CLOSED in closed) == bool(axioms):
            raise MalformedFile(f"{path}: what {name} rests on is not stated")
        if name in found:
            raise MalformedFile(f"{path}: two theorems are called {name}")
        found[name] = Theorem(name, f"proofs/{'/'.join(folders)}.v", tuple(_AXIOM.findall(axioms)))
    return found
