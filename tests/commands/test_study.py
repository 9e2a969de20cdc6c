"""`lottery-verify study`."""

import json
from pathlib import Path

import numpy as np
import pytest

from lottery_verify.cli import main
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network
from lottery_verify.studies.rows import read_table

STUDY = ["study", "overparameterization"]


@pytest.fixture
def target(tmp_path, monkeypatch):
    """A network of two weights in an otherwise empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    save_network(Network.from_arrays([np.array([[0.5, -0.25]])]), "f.safetensors")
    return "f.safetensors"


def test_a_row_is_what_its_ticket_says(target, capsys):
    """The row of a cell has the ticket's own figures, counted by hand. Catches figures of another run.

    Each of two inputs has a block of M neurons, which the source links with both inputs and the output: 6M weights for
    two target weights, each of which chooses among M products.
    """
    words = [*STUDY, "-o", "out", "--targets", target, "--epsilons", "0.1", "--methods", "golden", "--seeds", "3"]
    assert main(words) == 0
    [row] = read_table(Path("out/measured.json"))
    [neurons] = row.neurons_per_block
    assert (row.target, row.widths, row.method, row.law) == (target, (2, 1), "golden", "hyperbolic")
    assert (row.target_weights, row.draws_per_link, row.source_per_weight) == (2, neurons, 3 * neurons)
    assert row.command == f"lottery-verify study overparameterization --targets {target} --epsilons 0.1 " + (
        "--methods golden --seeds 3"
    )
    said = capsys.readouterr()
    assert "1/1 f.safetensors golden hyperbolic shared epsilon=1/10 seed=3: " in said.err
    assert f"| {target} | 0.1 | golden |" in said.out
    assert main(["prune", target, "--region", "box:0,1", "--epsilon", "0.1", "--seed", "3", "-o", "t.safetensors"]) == 0
    assert f"{neurons} neurons" in capsys.readouterr().out.replace("  ", " ")


def test_resume_makes_the_same_table(target):
    """A grid in two parts, the second with --resume, has the rows of the grid in one.

    Catches a seed or a method that resuming forgets. (The rows name their commands, which differ.)
    """
    axes = ["--targets", target, "--epsilons", "0.1,1/3", "--seeds", "1,2"]
    assert main([*STUDY, "-o", "a", *axes, "--only", "golden"]) == 0
    assert main([*STUDY, "-o", "a", *axes]) == 2
    assert main([*STUDY, "-o", "a", *axes, "--resume", "--jobs", "2"]) == 0
    assert main([*STUDY, "-o", "b", *axes]) == 0
    tables = [json.loads(Path(name, "measured.json").read_text()) for name in "ab"]
    for table in tables:
        assert len(table) == 8
        for row in table:
            del row["command"]
    assert tables[0] == tables[1]


def test_no_ticket_is_a_result(target, capsys):
    """A cell without a ticket is kept with its reason, has no row, and the command ends with 1, also when resumed."""
    words = [*STUDY, "-o", "out", "--targets", target, "--epsilons", "1e-7", "--methods", "nearest"]
    assert main(words) == 1
    assert "NoTicketError: " in capsys.readouterr().err
    assert main([*words, "--resume"]) == 1
    assert json.loads(Path("out/measured.json").read_text()) == []


BAD = {
    "a seed": (["--seeds", "x"], "seeds: 'x' is not an integer"),
    "a method": (["--methods", "golde"], "method 'golde' must be one of"),
    "no job": (["--jobs", "0"], "jobs 0 must be at least 1"),
    "a target": (["--targets", "none.pt"], "none.pt"),
    "an epsilon": (["--epsilons", "0"], "epsilon 0 must be above 0"),
    "nothing left": (["--only", "x"], "only 'x': none of 10 cells has all of these words"),
}


@pytest.mark.parametrize(("words", "message"), BAD.values(), ids=BAD)
def test_bad_arguments(words, message, target, capsys, tmp_path):
    """Exit code 2, the argument is named, and no folder is made."""
    assert main([*STUDY, "-o", "out", *words]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_rows_name_files_without_their_folder(target):
    """A row's command has the names of target and region, not where they lie. Catches a reader sent to our folders."""
    Path("there").mkdir()
    Path(target).rename(f"there/{target}")
    Path("there/box.txt").write_text("0 1/2\n0 1/2\n")
    words = ["--targets", f"there/{target}", "--region", "there/box.txt", "--epsilons", "0.1", "--methods", "golden"]
    assert main([*STUDY, "-o", "out", *words]) == 0
    [row] = read_table(Path("out/measured.json"))
    assert row.command == (
        f"lottery-verify study overparameterization --targets {target} --region box.txt --epsilons 0.1 --methods golden"
    )
