"""docs/answers.md states the keys of each answer, and its example in Python runs."""

import json
import re
from pathlib import Path

import pytest

from lottery_verify import cli
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "answers.md").read_text(encoding="utf-8")
ALWAYS = {"format", "command", "version", "status", "exit_code", "notes"}
PAIR = ["t.safetensors", "--target", "f.safetensors", "--region", "box:0,1"]
RUNS = {
    "prune": ["f.safetensors", "--region", "box:0,1", "--epsilon", "0.1", "--seed", "3", "-o", "t.safetensors"],
    "certify": [*PAIR, "--epsilon", "0.1", "--samples", "20", "-o", "c.json"],
    "check": ["c.json", "--ticket", *PAIR, "--epsilon", "0.1"],
    "attack": [*PAIR, "--samples", "20"],
    "export": ["t.safetensors", "--to", "t.onnx"],
    "bounds": ["--widths", "4,4", "--epsilon", "0.1"],
    "hunt": ["gadget-identity", "--examples", "5"],
}


def documented(command: str) -> set[str]:
    """The keys in the row of a command, before what it says of its options."""
    [row] = re.findall(rf"^\| `{command}` \| (.*) \|$", PAGE, re.MULTILINE)
    row = re.sub(r"\([^)]*\)", "", row.partition("with `--")[0].partition(": each")[0].partition(": as")[0])
    return set(re.findall(r"`([a-z_]+)`", row)) - {"show"}


def test_the_keys_are_those_that_are_documented(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Key for key. Catches one that was renamed, or added and not written down."""
    monkeypatch.chdir(tmp_path)
    save_network(Network.from_arrays([[[0.5, 0.25]]]), "f.safetensors")
    for command, words in RUNS.items():
        assert cli.main([command, *words, "--json"]) == 0, command
        keys = set(json.loads(capsys.readouterr().out))
        assert keys >= ALWAYS
        told = documented(command)
        assert told <= keys, command
        assert command == "prune" or keys - ALWAYS == told, command
    for name, kind in (("f.safetensors", "network"), ("t.safetensors", "ticket"), ("c.json", "certificate")):
        assert cli.main(["show", name, "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        [text] = re.findall(rf"of a {kind} ([^;|]*)", PAGE)
        told = set(re.findall(r"`([a-z_]+)`", text))
        assert answer["kind"] == kind
        assert told <= set(answer)
        assert kind == "ticket" or set(answer) - ALWAYS - {"kind"} == told


def test_the_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The bound is proved, and nothing was assumed of the embedded network."""
    [program] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(program, "answers.md", "exec"), {})
    first, assumed = capsys.readouterr().out.splitlines()
    assert first.startswith("True ")
    assert assumed == "{}"
