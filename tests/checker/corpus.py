"""The corpus of tests/corpus, as cases to run."""

import json
from fractions import Fraction
from pathlib import Path

CORPUS = Path(__file__).parents[1] / "corpus"
VERDICTS = {"accepted": 0, "rejected": 1, "malformed": 2, "undecided": 3}
CASES = {
    f"{folder}/{path.stem}": json.loads(path.read_text())
    for folder in VERDICTS
    for path in sorted((CORPUS / folder).glob("*.json"))
}


def region(case):
    """A case's region: text, or the path of its file of bounds."""
    file = CORPUS / "files" / case["region"]
    return str(file) if file.is_file() else case["region"]


def command(case):
    """The arguments of `check` that ask a case's claim."""
    names = {key: str(CORPUS / "files" / case[key]) for key in ("certificate", "ticket", "target")}
    words = [names["certificate"], "--ticket", names["ticket"], "--target", names["target"]]
    words += [f"--region={region(case)}", f"--norm={case['norm']}"]
    words += [f"--{key}={case[key]}" for key in ("epsilon", "claim", "only", "margin") if case.get(key) is not None]
    return words if case["seed"] is None else [*words, "--seed", str(case["seed"])]


def claim(case):
    """The arguments of `judge.check` that ask it."""
    names = {key: str(CORPUS / "files" / case[key]) for key in ("certificate", "ticket", "target")}
    found = names | {"region": region(case)}
    found |= {key: case[key] for key in ("norm", "seed", "claim", "only") if key in case}
    return found | {key: Fraction(case[key]) for key in ("epsilon", "margin") if case.get(key) is not None}


def answers():
    """What the checker says of every case, and what it proves; asked of the right program and of every wrong one."""
    from lottery_verify.checker.judge import check  # the mutant's, in a process of its own

    said = []
    for name, case in CASES.items():
        try:
            verdict = check(**claim(case))
            code, text, proved = verdict.exit_code, str(verdict), str(verdict.proved)
        except Exception as error:
            code, text, proved = VERDICTS["malformed"], str(error), ""
        right = code == case["exit"] and case["reason"] in text
        said.append(f"{name}: {'as expected' if right else f'exit code {code}, {text}'}, proved {proved}")
    return "\n".join(said)
