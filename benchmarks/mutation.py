"""Reports the general mutation run over the checker and certify: the score, and every survivor with its reason.

`make mutation` runs mutmut (settings in pyproject.toml) and then this: python benchmarks/mutation.py [--draft]

Reasons stand in benchmarks/survivors.toml. Exit code 1 where a survivor has none, or the score is below 95 %.
"""

import argparse
import platform
import re
import subprocess
import sys
from collections import Counter, defaultdict
from importlib.metadata import version
from pathlib import Path

from survivors import TABLE, Reasons, Survivor

from lottery_verify import __version__

HERE = Path(__file__).resolve().parent
REPORT = HERE.parent / "reports" / "hunt" / "mutation.md"
WANTED = 95.0  # per cent
KILLED = {"killed", "timeout"}  # a mutant that never ends is noticed too
TYPED = "caught by type check"
LINE = re.compile(r"^ *(lottery_verify\.\S+): (.+)$")


def statuses() -> dict[str, str]:
    """What became of each mutant, by mutmut's names."""
    text = subprocess.run(["mutmut", "results", "--all", "true"], capture_output=True, text=True, check=True).stdout
    return {found[1]: found[2] for found in map(LINE.match, text.splitlines()) if found}


def place(name: str) -> str:
    """lottery_verify.checker.judge.x_near__mutmut_3 -> checker.judge:near."""
    module, _, function = name.removeprefix("lottery_verify.").rpartition(".")
    function = function.rpartition("__mutmut_")[0]
    return f"{module}:" + (function.removeprefix("x_") if function.startswith("x_") else function[2:].replace("ǁ", "."))


def survivor(name: str) -> Survivor:
    """The mutant's change, as mutmut shows it."""
    text = subprocess.run(["mutmut", "show", name], capture_output=True, text=True, check=True).stdout
    lines = [line for line in text.splitlines() if line[:3] not in ("---", "+++")]
    old, new = (" ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return Survivor(place(name), old, new)


def main() -> int:
    """Writes the report; with --draft prints the survivors that have no reason, ready for survivors.toml."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draft", action="store_true", help="print unexplained survivors as TOML, and stop")
    arguments = parser.parse_args()
    reasons = Reasons(TABLE.read_text())
    found = statuses()
    left = sorted(name for name, status in found.items() if status not in KILLED | {TYPED})
    explained = {name: (one, reasons.of(one)) for name, one in ((name, survivor(name)) for name in left)}
    open_ = [(name, one) for name, (one, why) in explained.items() if why is None]
    if arguments.draft:
        for name, one in open_:
            print(f"# {name}\n[[survivor]]\nplace = '{one.place}'\n# {one.old}\n# {one.new}\nchanges = []\nwhy = ''\n")
        return 0
    score = report(found, explained)
    print(f"score {score:.2f} %, {len(left)} survivors, {len(open_)} without a reason")
    for name, one in open_:
        print(f"  {name}: {one.new}", file=sys.stderr)
    for change in (lost := reasons.lost()):
        print(f"  survivors.toml: nothing there is so: {change}", file=sys.stderr)
    return 0 if score >= WANTED and not open_ and not lost else 1


def report(found: dict[str, str], explained: dict[str, tuple[Survivor, str | None]]) -> float:
    """Writes the tables; returns the score in per cent."""
    by_file: dict[str, Counter[str]] = defaultdict(Counter)
    for name, status in found.items():
        by_file[name.removeprefix("lottery_verify.").rpartition(".")[0]][status] += 1
    total: Counter[str] = sum(by_file.values(), Counter())

    def row(name: str, counts: Counter[str]) -> str:
        killed, typed, every = sum(counts[k] for k in KILLED), counts[TYPED], counts.total()
        left = every - killed - typed
        tested = f"{100 * killed / (killed + left):.1f} %" if killed + left else "-"
        return f"| {name} | {every} | {typed} | {killed} | {left} | {100 - 100 * left / every:.1f} % | {tested} |"

    score = 100 - 100 * len(explained) / total.total()
    lines = [
        "# General mutation run",
        "",
        f"Made by `make mutation` (mutmut {version('mutmut')}, mypy {version('mypy')}, Hypothesis "
        f"{version('hypothesis')}, profile ci) with lottery_verify {__version__}, Python {platform.python_version()}.",
        "",
        "mutmut changes one place of one function at a time, in the checker and in certify (`certificates/`; not in",
        "`attack.py`, a search in floats whose finds are evaluated again exactly). It leaves decorated functions",
        "(properties, the cached table of mantissas) and what stands outside functions alone. A mutant that `mypy",
        "--strict`, which CI runs, refuses is not tested further; the last column leaves those out.",
        "",
        "| module | mutants | refused by types | killed by tests | survived | score | score of the tested |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(row(name, by_file[name]) for name in sorted(by_file)),
        row("**all**", total),
        "",
        "## Survivors, one by one",
        "",
        "| where | change | why it survives |",
        "| --- | --- | --- |",
    ]
    for one, why in explained.values():
        cells = (f"`{shown(one.old)}` → `{shown(one.new)}`", why or "**not explained**")
        lines.append(f"| {one.place} | {cells[0]} | {cells[1]} |")
    REPORT.write_text("\n".join(lines) + "\n")
    return score


def shown(code: str) -> str:
    """Code inside a table's cell."""
    return code.replace("|", "\\|").replace("`", "'")


if __name__ == "__main__":
    raise SystemExit(main())
