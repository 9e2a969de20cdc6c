"""Examples per second of each property, and what the deep profile would take.

python benchmarks/hunt_rates.py [EXAMPLES] [JOBS]
"""

import os
import platform
import sys
from functools import partial
from pathlib import Path

from lottery_verify import __version__
from lottery_verify.executors.processes import processes
from lottery_verify.hunting import PROPERTIES
from lottery_verify.hunting.many import Campaign, run_campaigns
from lottery_verify.hunting.profiles import EXAMPLES

PIPELINE = "pipeline/sandwich"
REPORT = Path(__file__).resolve().parents[1] / "reports" / "hunt" / "rates.md"


def main() -> None:
    """Runs each property for so many examples (slow ones fewer) and writes the table."""
    examples, jobs = (int(sys.argv[i]) if len(sys.argv) > i else default for i, default in ((1, 400), (2, 2)))
    campaigns = [Campaign(one.id, (), max(40, examples // one.slow), None, 5) for one in PROPERTIES]
    pool = partial(processes, jobs)
    hunts = run_campaigns(campaigns, pool=pool, at_once=jobs)
    together = run_campaigns(
        [Campaign(PIPELINE, (), max(40, 4 * examples), None, seed) for seed in range(jobs)], pool=pool, at_once=jobs
    )
    deep = sum(EXAMPLES["deep"] / one.rate for one in hunts) / jobs / 60
    load = ", ".join(f"{v:.1f}" for v in os.getloadavg())
    lines = [
        "# Examples per second",
        "",
        f"Made by `python benchmarks/hunt_rates.py {examples} {jobs}` with lottery_verify {__version__}, Python "
        f"{platform.python_version()}, {os.cpu_count()} cores, {jobs} processes; load averages at the end {load} "
        f"(of which {jobs} are the hunt's own). The rates are of one process each.",
        "",
        f"{EXAMPLES['deep']:,} examples of every property would take {deep:.0f} minutes at these rates (extrapolated).",
        "",
        f"{PIPELINE}, hunted by all {jobs} processes at once, {together[0].examples:,} examples each: "
        f"{sum(one.rate for one in together):.0f} per second ({' + '.join(f'{one.rate:.0f}' for one in together)}).",
        "",
        "| property | examples | per second, one process | closest | evidence |",
        "| --- | --- | --- | --- | --- |",
    ]
    for prop, one in zip(PROPERTIES, hunts, strict=True):
        lines.append(f"| {prop.id} | {one.examples} | {one.rate:.0f} | {one.closest:.4g} | {prop.evidence} |")
        if one.status == "counterexample":
            raise SystemExit(f"{prop.id}: counterexample {one.case!r}")
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
