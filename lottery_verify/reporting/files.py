"""The report's files: made together, written whole, and compared with what is committed."""

from pathlib import Path

from lottery_verify.networks.saving import atomic_write
from lottery_verify.reporting.comparison import same_file
from lottery_verify.reporting.figures import against_epsilon, cost_of_inequalities, effect_of_base
from lottery_verify.reporting.link_costs import cost_of_links, read_link_costs
from lottery_verify.reporting.pages import COMMAND, Report, as_html, as_markdown, as_tex
from lottery_verify.reporting.questions import answers_of, question_files
from lottery_verify.reporting.reality import THEOREMS, against_pruner, compare
from lottery_verify.reporting.tables import as_csv
from lottery_verify.studies.rows import MEASURED, read_table

__all__ = ["COMMAND", "build_report", "check_report", "make_report"]


def build_report(measured: Path) -> dict[str, bytes]:
    """All files of the report, by name.

    Args:
        measured: measured.json; where there is none, the comparison with real tickets is left out. Tables of other
            studies beside it bring questions.md and the page's section of answers, link_costs.json a figure.
    Returns: each file's bytes.
    Raises: MalformedFile when a table is damaged.
    """
    tickets = [one for one in read_table(measured) if one.method in THEOREMS]
    compared = sorted(tickets, key=lambda one: (one.target, one.epsilon, one.draws_per_link))
    comparisons = tuple(map(compare, compared))
    pictures = [against_epsilon(), cost_of_inequalities(), effect_of_base()]
    costs = read_link_costs(measured.parent)
    if costs:
        pictures.append(cost_of_links(costs))
    if comparisons:
        pictures.append(against_pruner(comparisons))
    report = Report(tuple(pictures), comparisons, answers_of(measured.parent))
    texts = {
        "bounds.md": as_markdown(report),
        "bounds.csv": as_csv(),
        "bounds.tex": as_tex(report),
        "index.html": as_html(report),
    }
    files = {name: text.encode() for name, text in texts.items()}
    for one in pictures:
        files[f"{one.id}.svg"] = one.svg
        files[f"{one.id}.png"] = one.png
    return files | question_files(report.answers)


def make_report(folder: Path) -> tuple[Path, ...]:
    """Writes the report into a folder.

    Args:
        folder: made if it is not there; its measured.json, if any, is read.
    Returns: the files written.
    Raises: MalformedFile when measured.json is damaged; OSError when a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = build_report(folder / MEASURED)
    for name, data in files.items():
        atomic_write(folder / name, data)
    return tuple(folder / name for name in files)


def check_report(folder: Path) -> tuple[str, ...]:
    """Makes the report again and compares it with a folder's: text byte by byte, drawings to a thousandth of a point.

    Args:
        folder: a report that `make_report` wrote.
    Returns: one line for each file that differs or is missing; none when the report is up to date.
    Raises: MalformedFile when a table is damaged.
    """
    found = []
    for name, data in build_report(folder / MEASURED).items():
        path = folder / name
        if not path.exists():
            found.append(f"{path}: it is missing")
        elif not same_file(name, path.read_bytes(), data):
            found.append(f"{path}: {_difference(path, data)}")
    return tuple(found)


def _difference(path: Path, data: bytes) -> str:
    if path.suffix == ".png":
        return "its pixels differ from those made now"
    old, new = path.read_text(encoding="utf-8").splitlines(), data.decode().splitlines()
    for place, (before, after) in enumerate(zip(old, new, strict=False), 1):
        if before != after:
            same = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
            start = max(0, same - 20)
            return f"line {place} has {before[start : start + 80]!r}, made now {after[start : start + 80]!r}"
    return f"it has {len(old)} lines, made now {len(new)}"
