"""`lottery-verify demo`: one acceptance and two refusals, the second by recomputation."""

import json
from pathlib import Path

import pytest

from lottery_verify.checker.judge import check
from lottery_verify.checker.networks import read_network
from lottery_verify.checker.regions import parse_number
from lottery_verify.cli import main
from lottery_verify.commands import demo


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str, Path]:
    """(exit code, what it printed, its folder)."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        lines: list[str] = []
        patch.setattr("builtins.print", lambda *words, **_: lines.append(" ".join(map(str, words))))
        code = main(["demo", "--folder", str(folder)])
    return code, "\n".join(lines), folder


def verdict(folder: Path, certificate: str, ticket: str):
    """The checker's verdict on two files of the demo."""
    return check(
        str(folder / certificate),
        ticket=str(folder / ticket),
        target=str(folder / "target.safetensors"),
        region="box:0,1",
        epsilon=parse_number(demo.EPSILON, "epsilon"),
    )


def test_the_changed_ticket_falls_to_its_digest_and_to_recomputation(shown: tuple[int, str, Path]) -> None:
    """With the old certificate the digest differs and nothing is computed; with a certificate that names the new digest
    the checker computes the bounds, and they do not hold.

    Catches: a demonstration that shows a comparison of digests only.
    """
    code, _, folder = shown
    assert code == 0
    assert verdict(folder, "cert.json", "ticket.safetensors").status == "accepted"
    by_digest = verdict(folder, "cert.json", "tampered.safetensors")
    assert (by_digest.status, by_digest.proved) == ("rejected", None)
    assert "it is about ticket" in by_digest.reason
    forged = json.loads((folder / "forged.json").read_text())
    assert forged["claim"]["ticket"] == read_network(str(folder / "tampered.safetensors")).digest
    by_sums = verdict(folder, "forged.json", "tampered.safetensors")
    assert by_sums.status == "rejected"
    assert by_sums.proved is not None
    assert by_sums.proved > parse_number(demo.EPSILON, "epsilon")


def test_only_the_digest_was_made_again(shown: tuple[int, str, Path]) -> None:
    """The two certificates differ in the name of the ticket and in nothing else.

    Catches: a second refusal that is owed to some other damage.
    """
    _, _, folder = shown
    old, new = (json.loads((folder / name).read_text()) for name in ("cert.json", "forged.json"))
    assert old["claim"].pop("ticket") != new["claim"].pop("ticket")
    assert old == new


def test_it_speaks_in_sentences(shown: tuple[int, str, Path]) -> None:
    """Each numbered step begins with a sentence and shows its command; the last line says how it ended."""
    _, printed, _ = shown
    steps = [line for line in printed.splitlines() if line[:2] in {f"{n}." for n in range(1, 6)}]
    assert len(steps) == 5
    assert all(line.endswith(".") for line in steps)
    assert printed.count("$ lottery-verify ") == 5
    assert printed.splitlines()[-1].startswith("The ticket was accepted. The changed one was rejected")


def test_exit_code_1_when_a_verdict_is_not_the_expected_one(tmp_path, monkeypatch, capsys) -> None:
    """If the changed ticket were the old one, so that the checker accepts it, the demonstration fails.

    Catches: a demonstration that returns 0 whatever the checker says.
    """
    monkeypatch.setattr(demo, "without_a_link", lambda ticket, target: ticket)
    assert main(["demo", "--folder", str(tmp_path), "--method", "subset-sum"]) == 1
    assert "The verdicts are not the expected ones: accepted, accepted, accepted." in capsys.readouterr().out
