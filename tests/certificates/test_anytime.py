"""The search and its exact bounds: the truth enclosed, leaves opened again, time, Ctrl-C, and going on after a kill."""

import json
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from lottery_verify import Box, check, save_network
from lottery_verify.certificates import branching, tight
from lottery_verify.certificates.anytime import Anytime
from lottery_verify.certificates.deadline import Deadline
from lottery_verify.certificates.joint import joint_bounds
from lottery_verify.certificates.reached import at_point
from lottery_verify.certificates.settling import Settled
from lottery_verify.certificates.state import State
from lottery_verify.certificates.tree import Tree
from lottery_verify.hunting.paths import largest_along
from lottery_verify.networks.network import Network

LINE, SQUARE = Box([-1], [1]), Box([-1, -1], [1, 1])


def arrays(generator, near, widths):
    """Weights and biases of two networks that differ by up to `near` in each entry."""
    shapes = list(zip(widths[1:], widths[:-1], strict=True))
    w = [generator.uniform(-1, 1, shape) for shape in shapes]
    b = [generator.uniform(-0.5, 0.5, m) for m, _ in shapes]
    return w, b, [m + generator.uniform(-near, near, m.shape) for m in w]


def made(w, b, moved):
    """The two networks, with gates between their layers."""
    relu = [True] * (len(w) - 1) + [False]
    return Network.from_arrays(w, b, relu), Network.from_arrays(moved, b, relu)


def line_pair(seed, near=0.05):
    """Two networks of one input and one output."""
    return made(*arrays(np.random.default_rng(seed), near, (1, 5, 4, 1)))


def joined(seed, near=0.05):
    """F(s, t) = p(s) + q(t), likewise Ĝ; and the pairs (p, p̂) and (q, q̂)."""
    generator = np.random.default_rng(seed)
    one, other = (arrays(generator, near, (1, 4, 1)) for _ in "pq")

    def both(first, second):
        p, q = first[0], second[0]
        top = np.zeros((len(p) + len(q), 2))
        top[: len(p), :1], top[len(p) :, 1:] = p, q
        return [top, np.hstack([first[1], second[1]])]

    biases = [np.concatenate([one[1][0], other[1][0]]), one[1][1] + other[1][1]]
    whole = made(both(one[0], other[0]), biases, both(one[2], other[2]))
    return whole, made(*one), made(*other)


def ends_along(target, pruned, bias):
    """The exact ends of ĝ − f over the line: with ĝ moved up by `bias` the largest difference is its upper end."""
    ends = []
    for sign in (1, -1):
        last = target.layers[-1]
        moved = last.bias - sign * bias
        shifted = replace(target, layers=(*target.layers[:-1], replace(last, bias=moved)))
        ends.append(largest_along(shifted, pruned, [[Fraction(-1)], [Fraction(1)]], "linf") - Fraction(float(bias)))
    return -ends[1], ends[0]


def tightened(pruned, target, region, **more):
    """tighten, with what these tests leave as it is."""
    options = {"norm": "linf", "gap": 1.05, "epsilon": None, "found": Fraction(0)}
    deadline = Deadline.after(more.pop("seconds", 60.0))
    return tight.tighten(pruned, target, region=region, deadline=deadline, **(options | more))


def reached(pruned, target, one, region=LINE):
    """The difference at the witness, exactly."""
    return at_point(pruned, target, np.array(one.witness), region=region, norm="linf").found


@pytest.mark.parametrize("seed", range(6))
def test_one_input(seed):
    """found ≤ sup ≤ proved ≤ 1.05 × found, where the supremum is known exactly."""
    target, pruned = line_pair(seed)
    truth = largest_along(target, pruned, [[Fraction(-1)], [Fraction(1)]], "linf")
    one = tightened(pruned, target, LINE)
    assert truth <= one.proof.epsilon <= truth * Fraction(1051, 1000)


@pytest.mark.parametrize("seed", range(4))
def test_two_inputs(seed):
    """A sum of two networks of one input each: the ends of its difference are the sums of theirs."""
    (target, pruned), first, second = joined(seed)
    ends = [ends_along(*pair, 4.0) for pair in (first, second)]
    low, high = (sum(one[k] for one in ends) for k in (0, 1))
    truth = max(-low, high)
    one = tightened(pruned, target, SQUARE)
    slack = Fraction(1, 10**12)  # the biases' sums are rounded
    assert truth - slack <= one.proof.epsilon <= (truth + slack) * Fraction(1051, 1000)


@pytest.fixture
def low_floats(monkeypatch):
    """A search in floats whose bounds of the difference are a third of what they should be."""

    def less(*arguments):
        found = joint_bounds(*arguments)
        return replace(found, low=found.low / 3, high=found.high / 3)

    monkeypatch.setattr(branching, "joint_bounds", less)


def test_leaves_above_the_goal_are_opened_again(low_floats):
    """The exact bounds decide. Catches a loop that bounds its leaves once, at the end."""
    target, pruned = line_pair(1)
    truth = largest_along(target, pruned, [[Fraction(-1)], [Fraction(1)]], "linf")
    one = tightened(pruned, target, LINE)
    assert truth <= one.proof.epsilon <= truth * Fraction(1051, 1000)
    verdict = check(one.proof, ticket=pruned, target=target, region=LINE, epsilon=one.proof.epsilon)
    assert verdict.status == "accepted"


def test_only_new_leaves_are_bounded(low_floats, monkeypatch):
    """A node is bounded exactly once, however often leaves are opened again."""
    asked = []
    ask = Settled.ask

    def noted(self, nodes):
        some = list(nodes)
        before = set(self.asked)
        ask(self, some)
        asked.extend(self.asked - before)

    monkeypatch.setattr(Settled, "ask", noted)
    target, pruned = line_pair(1)
    one = tightened(pruned, target, LINE)
    assert len(asked) == len(set(asked)) > one.proof.steps[0]["tree"].count(0)


def test_a_search_that_waits_goes_on_where_the_exact_bounds_turn_out_quicker():
    """They would take all the time at first, and little later. Catches a search that ends once it is behind."""
    steps = []
    search = SimpleNamespace(
        waiting=10, idle=False, found=1.0, step=lambda *_: steps.append(settled.waiting), finish=lambda: None
    )
    search.taken_closed, search.reopen, search.goal = list, lambda *_: None, lambda _: 1.0
    settled = SimpleNamespace(waiting=1000, each=1.0, ends={}, precision=0, ask=list)

    def done(_):
        settled.waiting, settled.each = max(0, settled.waiting - 500), settled.each / 1000
        search.idle = len(steps) > 0
        return []

    settled.done = done
    options = {"norm": "linf", "epsilon": None, "progress": None, "keep": lambda: None, "deadline": Deadline.after(60)}
    Anytime(search, settled, ((), ()), **options).run(None, 1, lambda: False)
    assert steps == [500]


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.5])
def test_whatever_the_time_the_proof_holds(seconds):
    """A search that is stopped leaves a bound of the whole box, which the checker accepts."""
    target, pruned = made(*arrays(np.random.default_rng(7), 0.3, (2, 12, 12, 12, 1)))
    one = tightened(pruned, target, SQUARE, gap=1.000001, seconds=seconds)
    assert one.proof.epsilon >= reached(pruned, target, one, SQUARE)
    verdict = check(one.proof, ticket=pruned, target=target, region=SQUARE, epsilon=one.proof.epsilon)
    assert (verdict.status, verdict.proved) == ("accepted", one.proof.epsilon)


def test_any_executor_serves():
    """Threads in place of processes give the same proof."""
    target, pruned = line_pair(2)
    with ThreadPoolExecutor(2) as workers:
        shared = tightened(pruned, target, LINE, workers=workers, processes=2)
    verdict = check(shared.proof, ticket=pruned, target=target, region=LINE, epsilon=shared.proof.epsilon)
    assert (verdict.status, verdict.proved) == ("accepted", shared.proof.epsilon)


def test_a_kept_tree_is_taken_up(tmp_path):
    """Given no time, a search proves what the tree that it takes up proves, far less than the whole box's bound."""
    target, pruned = line_pair(3)
    done, at_once = (tightened(pruned, target, LINE, seconds=s) for s in (60.0, 0.0))
    claim = {"target": target.digest, "ticket": pruned.digest, "region": LINE.describe(), "norm": "linf"}
    state, splits = State(tmp_path / "s.partial", claim), done.proof.steps[0]["tree"]
    state.write(Tree.of(splits, [9.0] * len(splits)), done.witness)
    again = tightened(pruned, target, LINE, seconds=0.0, state=state)
    assert again.proof.epsilon <= done.proof.epsilon < at_once.proof.epsilon
    assert reached(pruned, target, again) >= reached(pruned, target, done)


def test_false_values_prove_nothing(tmp_path):
    """What the file says of bounds is not believed: with all of them 0 the proof is still of the truth."""
    target, pruned = line_pair(4)
    truth = largest_along(target, pruned, [[Fraction(-1)], [Fraction(1)]], "linf")
    state = State(tmp_path / "s.partial", {"target": "x"})
    state.write(Tree.of([1, 0, 0], [0.0] * 3), (0.5,))
    one = tightened(pruned, target, LINE, state=state)
    assert truth <= one.proof.epsilon <= truth * Fraction(1051, 1000)


@pytest.fixture
def long_search(tmp_path):
    """The command line of a search that would take minutes and keeps its tree every tenth of a second."""
    target, pruned = made(*arrays(np.random.default_rng(7), 0.3, (4, 12, 12, 12, 1)))
    save_network(target, tmp_path / "f.safetensors")
    save_network(pruned, tmp_path / "g.safetensors")
    start = "import sys; from lottery_verify import cli; from lottery_verify.certificates import state; "
    files = ["g.safetensors", "--target", "f.safetensors", "--region", "box:-1,1", "-o", "c.json"]

    def begin(*more):
        program = [sys.executable, "-c", start + "state.EVERY = 0.1; sys.exit(cli.main(sys.argv[1:]))"]
        limits = ["--gap", "1.000001", "--timeout", "600", *more]
        return subprocess.Popen(
            [*program, "certify", *files, *limits],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    return tmp_path, begin


def until_kept(folder, process):
    """Waits for the tree to be kept."""
    for _ in range(1200):
        if (folder / "c.json.partial").exists():
            return
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.1)
    raise AssertionError("nothing was kept")


def accepted(folder):
    """Whether the checker accepts the certificate for what it claims; its number of boxes."""
    certificate = json.loads((folder / "c.json").read_text())
    asked = {"ticket": folder / "g.safetensors", "target": folder / "f.safetensors", "region": "box:-1,1"}
    assert check(folder / "c.json", epsilon=certificate["claim"]["epsilon"], **asked).status == "accepted"
    return certificate["steps"][0]["tree"].count(0)


def test_ctrl_c_leaves_a_certificate(long_search):
    """SIGINT during the search: exit code 0, a certificate that the checker accepts, and nothing else is left.

    Catches workers that die of the terminal's signal, and a signal that strikes while boxes are between two lists.
    """
    folder, begin = long_search
    process = begin()
    until_kept(folder, process)
    process.send_signal(signal.SIGINT)
    said, complaint = process.communicate(timeout=120)
    assert process.returncode == 0, complaint
    assert "[found, proved] = [" in said
    assert accepted(folder) > 1
    assert sorted(path.name for path in folder.iterdir()) == ["c.json", "f.safetensors", "g.safetensors"]


def test_killed_and_taken_up(long_search):
    """After SIGKILL the kept tree is there; the same command goes on from it, and another claim's is refused."""
    folder, begin = long_search
    process = begin()
    until_kept(folder, process)
    process.kill()
    process.communicate(timeout=60)
    assert not (folder / "c.json").exists()
    other = begin("--norm", "l2")
    _, complaint = other.communicate(timeout=120)
    assert other.returncode == 2
    assert "c.json.partial: the progress of a search for another claim" in complaint
    again = begin("--timeout", "10", "--no-attack")  # the last one counts
    _, complaint = again.communicate(timeout=120)
    assert again.returncode == 0, complaint
    assert accepted(folder) > 1
    assert not (folder / "c.json.partial").exists()
