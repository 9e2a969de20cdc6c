"""`certify --around`: rows, summary, files and exit codes."""

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lottery_verify import cli
from lottery_verify.executors import cluster
from lottery_verify.executors.cluster import Cluster
from lottery_verify.networks.network import Network
from lottery_verify.networks.saving import save_network
from tests.executors.machines import machines

BASE = ["certify", "g.safetensors", "--target", "f.safetensors", "--around", "images.npy", "--timeout", "5"]
ROWS = [*BASE, "--radius", "0.25,0.5", "--clip", "0,1"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """F(x) = x and Ĝ(x) = (x₀ − x₁/4, x₁) with three images: they differ by x₁/4."""
    monkeypatch.chdir(tmp_path)
    save_network(Network.from_arrays([np.eye(2)]), "f.safetensors")
    save_network(Network.from_arrays([[[1.0, -0.25], [0.0, 1.0]]]), "g.safetensors")
    np.save("images.npy", np.array([[1.0, 0.0], [0.0, 0.5], [0.5, 1.0]]))
    return tmp_path


def test_rows_summary_and_exit_code(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """(x₁ + radius)/4, at most 1/4: 0.0625, 0.1875, 0.25 and 0.125, 0.25, 0.25."""
    assert cli.main([*ROWS, "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert [row["found"]["exact"] for row in made["rows"]] == ["1/16", "1/8", "3/16", "1/4", "1/4", "1/4"]
    assert [(row["image"], row["radius"]) for row in made["rows"][:3]] == [(0, "1/4"), (0, "1/2"), (1, "1/4")]
    assert [summary["proved_exactly"] for summary in made["summary"]] == [3, 3]
    assert made["images"] == {"file": "images.npy", "shape": [3, 2], "type": "float64", "scale": "1"}
    assert (made["status"], made["seed"], made["command"]) == ("done", 0, "certify")
    assert cli.main(ROWS) == 0
    text = capsys.readouterr().out
    assert "image 0, radius 0.25: [0.0625, 0.0626]" in text.replace("0.06251]", "0.0626]")
    assert "radius 0.5: 3 images, 3 proved exactly" in text
    assert "rows a minute" in text


@pytest.mark.parametrize(
    ("epsilon", "code", "word"), [("0.251", 0, "accepted"), ("0.2", 1, "rejected"), ("0.2475", 1, "rejected")]
)
def test_epsilon(here: Path, capsys: pytest.CaptureFixture[str], epsilon: str, code: int, word: str) -> None:
    """0 where every row is proved, 1 where one is exceeded."""
    assert cli.main([*ROWS, "--epsilon", epsilon]) == code
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{word}: epsilon {epsilon}: of 6 rows ")


@pytest.mark.parametrize(("radius", "code"), [("0.2", 0), ("0.5", 1)])
def test_top1(here: Path, capsys: pytest.CaptureFixture[str], radius: str, code: int) -> None:
    """F's class is 0 where x₀ > x₁, Ĝ's where x₀ > 5/4·x₁. Around (1, 0), (0, 1/2) and (1/2, 1), cut to [0, 1]², a
    fifth keeps them; a half reaches both sides."""
    assert cli.main([*BASE, "--radius", radius, "--clip", "0,1", "--claim", "top1"]) == code
    said = capsys.readouterr().out.splitlines()[-1]
    assert ("accepted" if code == 0 else "rejected") in said
    assert "of 3 rows 3 agreed, 0 differed, 0 undecided" in said or code == 1


def test_certificates_of_agreement(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each row that agreed has one, which the checker accepts over its own region and over no other; a row that differs
    has none. Catches the bound's certificate under that name, and a region that belongs to another row."""
    words = [*BASE, "--radius", "0.2,0.5", "--clip", "0,1", "--claim", "top1", "--certificates", "proofs"]
    assert cli.main(words) == 1
    said = capsys.readouterr().out
    found = {path.name.removesuffix("-top1.json") for path in Path("proofs").glob("*-top1.json")}
    agreed = {line.split(":")[0] for line in said.splitlines() if "top-1 agreed" in line}
    assert {f"image {name[6]}, radius {name.rpartition('-')[2]}" for name in found} == agreed
    assert 3 <= len(found) < 6
    regions = sorted(Path("proofs").glob("*.txt"))
    for name in found:
        for region in regions:
            claim = ["--ticket", "g.safetensors", "--target", "f.safetensors", "--region", str(region)]
            code = cli.main(["check", f"proofs/{name}-top1.json", *claim, "--claim", "top1"])
            assert code == (0 if region.stem == name else 1)


def test_files(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The rows' file holds the answer; each certificate is accepted with its region; a figure is drawn; old files
    stay."""
    words = [*ROWS, "-o", "rows.json", "--plot", "rows.png", "--certificates", "proofs"]
    assert cli.main(words) == 0
    assert len(json.loads(Path("rows.json").read_text())["rows"]) == 6
    assert Path("rows.png").read_bytes().startswith(b"\x89PNG")
    names = sorted(path.stem for path in Path("proofs").glob("image-*-radius-0.25.json"))
    assert names == [f"image-{i}-radius-0.25" for i in range(3)]
    for name, epsilon in zip(names, ("0.0626", "0.1876", "0.2501"), strict=True):
        claim = ["--ticket", "g.safetensors", "--target", "f.safetensors", "--region", f"proofs/{name}.txt"]
        assert cli.main(["check", f"proofs/{name}.json", *claim, "--epsilon", epsilon]) == 0
    capsys.readouterr()
    for option, output in (("-o", "rows.json"), ("--plot", "rows.png"), ("--certificates", "proofs")):
        assert cli.main([*ROWS, option, output]) == 2
        assert "--force" in capsys.readouterr().err
    assert cli.main([*words, "--force"]) == 0
    for output in ("f.safetensors", "g.safetensors", "images.npy"):
        before = Path(output).read_bytes()
        assert cli.main([*ROWS, "-o", output, "--force"]) == 2
        assert Path(output).read_bytes() == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (BASE, "--around needs a --radius"),
        ([*BASE, "--radius", "0.1,x"], "radius: 'x' is not a decimal"),
        ([*BASE, "--radius", "1", "--clip", "0"], "clip: 1 numbers"),
        ([*BASE, "--radius", "1", "--clip", "0.1,1"], "image 0, input 1 is 0, outside the clip 0.1,1"),
        ([*BASE, "--radius", "1", "--plot", "rows.pdf"], "must end in .png or .svg"),
        ([*BASE, "--radius", "1", "--samples", "5"], "--samples is not for --around"),
        ([*BASE, "--radius", "1", "--only", "1"], "--only is not for --around"),
        ([*BASE, "--radius", "1", "--gates"], "--gates is not for --around"),
        ([*BASE[:-4], "--region", "box:0,1", "--radius", "1"], "--radius is for --around"),
        ([*BASE, "--region", "box:0,1"], "--region is not for --around"),
        (BASE[:4], "--region must be given"),
    ],
)
def test_wrong_use(here: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str) -> None:
    """Each is named, before anything is written."""
    try:
        code = cli.main(words)
    except SystemExit as ended:
        code = int(str(ended.code))
    assert code == 2
    assert message in capsys.readouterr().err
    assert sorted(path.name for path in here.iterdir()) == ["f.safetensors", "g.safetensors", "images.npy"]


GAPS = ["1/16", "1/8", "3/16", "1/4", "1/4", "1/4"]


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_jobs(here: Path, jobs: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows are the same with any number of processes."""
    assert cli.main([*ROWS, "--json", "--jobs", jobs]) == 0
    assert [row["found"]["exact"] for row in json.loads(capsys.readouterr().out)["rows"]] == GAPS


def test_on_a_cluster(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A scheduler's two workers decide the boxes, of which one dies by SIGKILL when it is given the first: the same
    rows, and `check` accepts each certificate. Where the scheduler dies the exit code is 3, and no file is written.

    Catches: `--scheduler` that computes here after all, a row that is lost with its worker, and half an answer.
    """
    given: list[object] = []
    submit = Cluster.submit
    with machines(here / "machines") as there:
        dying: subprocess.Popen[bytes] | None = there.workers[0]

        def submitted(self: Cluster, call: Any, /, *args: Any, **settings: Any) -> Any:
            made = submit(self, call, *args, **settings)
            given.append(call)
            assert dying is not None
            dying.kill()
            dying.wait()
            return made

        monkeypatch.setattr(Cluster, "submit", submitted)
        monkeypatch.setattr(cluster, "ANSWERS_WITHIN", 1)
        assert cli.main([*ROWS, "--json", "--scheduler", there.address, "--certificates", "c"]) == 0
        answer = capsys.readouterr()
        assert given
        dying = there.scheduler
        assert cli.main([*ROWS, "--scheduler", there.address, "-o", "rows.json"]) == 3
    assert "the scheduler no longer answers; nothing was written" in capsys.readouterr().err
    assert not Path("rows.json").exists()
    rows = json.loads(answer.out)["rows"]
    assert [row["found"]["exact"] for row in rows] == GAPS
    for row in rows:
        stem = f"c/image-{row['image']}-radius-{0.25 if row['radius'] == '1/4' else 0.5}"
        words = ["check", f"{stem}.json", "--ticket", "g.safetensors", "--target", "f.safetensors"]
        assert cli.main([*words, "--region", f"{stem}.txt", "--epsilon", "0.26"]) == 0
