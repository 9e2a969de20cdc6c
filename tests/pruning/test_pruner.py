"""Target + source → ticket, end to end."""

import os
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lottery_verify import attack, certify, check, load_target, load_ticket, prune
from lottery_verify.checker.regions import Box
from lottery_verify.decompose.methods import METHODS
from lottery_verify.errors import InvalidArgument, NoTicketError, TooManyNeurons
from lottery_verify.hunting import oracle
from lottery_verify.networks.network import Network
from lottery_verify.pruning import pruner
from lottery_verify.pruning.plan import CARRY, plan
from tests.pruning.cases import EPSILONS, NET, SQUARE, cases

ROUNDING = Fraction(1 + 2**20, 2**20)  # the plan works in floats; the certificate takes nothing for granted


@settings(max_examples=70, suppress_health_check=list(HealthCheck))
@given(cases(), st.data())
def test_prune_certify_check(case, data):
    """Whatever is pruned is certified at the epsilon asked, the checker accepts it, no point contradicts the bound, and
    each row of each layer keeps within what the plan allows.

    Catches: a plan looser than the certificate, a half of a link left out, a wrong sign or block, a lost bias or shift,
    a certificate that the checker computes differently, a bound below the truth.
    """
    asked = dict(case)
    target, region, norm, epsilon = asked.pop("target"), case["region"], case["norm"], case["epsilon"]
    ticket = prune(target, **asked)
    certificate = certify(ticket, target, region=region, epsilon=epsilon, norm=norm)
    assert certificate.proved <= certificate.epsilon == epsilon
    verdict = check(
        certificate, ticket=ticket, target=target, region=region, epsilon=epsilon, norm=norm, seed=case["seed"]
    )
    assert (verdict.status, verdict.proved) == ("accepted", certificate.proved), verdict
    found = attack(ticket, target, region=region, norm=norm, samples=64, starts=4, steps=5)
    assert found.found <= certificate.proved

    parts = [oracle.layers(target), oracle.layers(ticket)]
    for numbers in data.draw(
        st.lists(st.lists(st.integers(-8, 8), min_size=region.width, max_size=region.width), max_size=4)
    ):
        x = oracle.point(region, numbers)
        f, g = (oracle.run(n, p, x) for n, p in zip((target, ticket), parts, strict=True))
        gaps = [b - a for a, b in zip(f, g, strict=True)]
        assert not oracle.exceeds(gaps, certificate.proved, norm), f"at {x}: {gaps}, proved {certificate.proved}"

    planned = plan(target, region, epsilon, norm)
    for i, layer in enumerate(target.layers):
        e, (plus, minus) = planned.epsilon_w[i], oracle.effective(ticket, i)
        assert ticket.layers[i].epsilon_w == e
        for a in range(layer.n_out):
            errors = []
            for b in range(layer.n_in):
                w, sign = Fraction(float(layer.weight[a, b])), planned.signs[i][b]
                halves = [half[a][b] for half, skipped in ((plus, -1), (minus, 1)) if sign != skipped]
                errors.append(max(abs(h - w) for h in halves))
                if sign:
                    assert (minus if sign > 0 else plus)[a][b] == 0, "a half that is never read is kept"
            reach = [Fraction(float(r)) for r in planned.reach[i]]
            assert max(errors) <= CARRY * e * ROUNDING
            assert sum(x * r for x, r in zip(errors, reach, strict=False)) <= e * sum(reach[: layer.n_in]) * ROUNDING
            assert sum(x * x for x in errors) <= e * e * layer.n_in * ROUNDING
            if layer.bias is not None:
                assert abs(plus[a][layer.n_in] - Fraction(float(layer.bias[a]))) <= e * ROUNDING


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(cases())
def test_a_mask_keeps_only_what_exists(case):
    """Kept neurons are below M, ascending in each link; U and V are kept together: no v without its u, no u that no v
    reads.

    Catches: padding kept as a neuron, a mask row of the wrong block, weights kept to no use.
    """
    ticket = prune(case.pop("target"), **case)
    for layer in ticket.layers:
        shared = ticket.source.shape == "shared"
        assert len(layer.u) == (layer.n_inputs if shared else layer.links)
        assert len(layer.counts) == layer.links
        assert len(layer.indices) == layer.counts.sum()
        used = [set() for _ in layer.u]
        for link in range(layer.links):
            kept = layer.indices[layer.ends[link] : layer.ends[link + 1]].tolist()
            assert kept == sorted(set(kept))
            assert not kept or kept[-1] < layer.neurons
            used[link // layer.n_out if shared else link].update(kept)
        assert [set(layer.u_positions(block).tolist()) for block in range(len(layer.u))] == used
        assert layer.kept_u == sum(map(len, used)), "bits beyond M"


@pytest.mark.parametrize("shape", ["shared", "dedicated"])
@pytest.mark.parametrize("method", sorted(METHODS))
def test_same_bytes(method, shape, monkeypatch):
    """The same seed gives the same bytes, on one processor and on seven, with links in one batch or in several; another
    seed gives another ticket.

    Catches: order of threads, or a batch's size, in the result; a seed that is not used.
    """
    target = Network.from_arrays([np.linspace(-1, 1, 140).reshape(70, 2)])

    def made(seed, processors):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)))
        epsilon = {"nearest": "1"}.get(method, EPSILONS[method])
        return prune(
            target, region=Box.cube(0, 1, 2), epsilon=epsilon, method=method, shape=shape, seed=seed
        ).canonical()

    assert made(3, 1) == made(3, 7)
    assert made(3, 1) != made(4, 1)


















@pytest.mark.parametrize("shape", ["shared", "dedicated"])
@pytest.mark.parametrize("method", sorted(METHODS))
def test_fit_is_least(method, shape):
    """With one half link, M by fit works as a given number too and M − 1 does not. (With more links M − 1 may fail
    for none: for no method but product does every neuron more help.)

    Catches: a binary search that stops early, growth without a search back, an M that was never tried.
    """
    asked = {"region": Box.cube(0, 1, 1), "method": method, "shape": shape}
    asked["epsilon"] = {"golden": "1/512", "nearest": "1/32", "product": "1/512", "subset-sum": "1/65536"}[method]
    grew = 0
    for seed, w in enumerate((0.7, -0.31, 0.05, 0.33, -0.9)):
        target = Network.from_arrays([np.array([[w]])])
        m = prune(target, seed=seed, **asked).layers[0].neurons
        assert prune(target, seed=seed, neurons=m, **asked).layers[0].neurons == m
        if m > pruner.FIRST_NEURONS:
            grew += 1
            with pytest.raises(NoTicketError):
                prune(target, seed=seed, neurons=m - 1, **asked)
    assert grew >= 3


@pytest.mark.parametrize("method", ["golden", "product", "nearest", "subset-sum"])
def test_theorem(method):
    """M by theorem meets every link on four seeds where failure has probability 10^-6, M does not depend on the seed,
    and it is no less than what fits.

    Catches: a count that is too small (a lost factor, a wrong logarithm), theorem mode that grows M in silence.
    """
    target = Network.from_arrays([np.array([[0.4, -0.5]]), np.array([[0.5]])], [None, np.array([0.3])])
    asked = {
        "region": Box.cube(-1, 1, 2),
        "epsilon": {"nearest": "1", "subset-sum": "1/4"}.get(method, "1/8"),
        "method": method,
    }
    made = [prune(target, seed=seed, neurons="theorem", delta="1e-6", **asked) for seed in range(4)]
    counts = {tuple(layer.neurons for layer in t.layers) for t in made}
    assert len(counts) == 1, counts
    fitted = prune(target, seed=0, **asked)
    assert all(a.neurons >= b.neurons for a, b in zip(made[0].layers, fitted.layers, strict=True))
    assert (made[0].rule, made[0].delta, fitted.rule, fitted.delta) == ("theorem", "1/1000000", "fit", None)
    certify(made[0], target, region=asked["region"], epsilon=asked["epsilon"])


def test_theorem_limits():
    """A count beyond the limit, and a law that the theorem does not speak of, are refused with a way out.

    Catches: hours of search, or "theorem" written on a ticket that no theorem is about.
    """
    with pytest.raises(
        TooManyNeurons, match=r"method nearest: layer 1 needs [\d,]+ neurons per block by theorem; the most is"
    ):
        prune(NET, region=SQUARE, epsilon="0.01", method="nearest", seed=1, neurons="theorem")
    for method in ("product", "subset-sum"):
        with pytest.raises(InvalidArgument, match=f"method {method}: the theorem's count .* use neurons='fit'"):
            prune(NET, region=SQUARE, epsilon="0.1", method=method, law="hyperbolic", seed=1, neurons="theorem")


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("bias", [False, True])
def test_zero_network(depth, bias):
    """A target whose weights are all zero has the empty ticket, which is exact, or proved within epsilon.

    Catches: 0 divided by 0 in the plan; a refusal of an ordinary input.
    """
    zeros = [np.zeros((2, 2))] * depth
    target = Network.from_arrays(zeros, [np.zeros(2) if bias else None] * depth)
    ticket = prune(target, region=SQUARE, epsilon="0.5", seed=1)
    assert ticket.figures()["kept weights"] == 0
    certificate = certify(ticket, target, region=SQUARE, epsilon="0.5")
    assert check(certificate, ticket=ticket, target=target, region=SQUARE, epsilon="0.5").status == "accepted"


@pytest.mark.parametrize("depth", [2, 4])
def test_deep_dense_orthogonal(depth):
    """Layers whose spectral norm is far below their Frobenius norm: what was planned is proved, on a box in linf too.

    Catches: a plan that counts on spectral norms which the certificate leaves out.
    """
    h = np.array([[1.0]])
    while len(h) < 16:
        h = np.block([[h, h], [h, -h]])
    target = Network.from_arrays([h / 4] * depth)
    region = Box.cube(-1, 1, 16)
    ticket = prune(target, region=region, epsilon="0.5", seed=1)
    for certificate in (certify(ticket, target, region=region), certify(ticket, target, region=region, epsilon="0.5")):
        assert certificate.proved <= Fraction(1, 2)
        assert check(certificate, ticket=ticket, target=target, region=region, epsilon="0.5").status == "accepted"


def test_nonnegative_inputs_skip_a_half():
    """On [0, 1] nothing with u < 0 is kept; on [−1, 0] nothing with u > 0; on [−1, 1] both are.

    Catches: twice the weights where half would do; the wrong half skipped.
    """
    target = Network.from_arrays([np.array([[0.7, -0.4]])])
    for low, high, halves in ((0, 1, (True, False)), (-1, 0, (False, True)), (-1, 1, (True, True))):
        ticket = prune(target, region=Box.cube(low, high, 2), epsilon="0.01", seed=2)
        assert tuple(any(v for row in half for v in row) for half in oracle.effective(ticket, 0)) == halves


def test_repr_carries_figures():
    """A ticket prints seed, shape, law, method, counts. Catches a summary of another ticket's numbers."""
    ticket = prune(NET, region=SQUARE, epsilon="0.1", seed=17)
    text, figures = str(ticket), ticket.figures()
    kept = sum(layer.kept_u + len(layer.indices) for layer in ticket.layers)
    source = sum(len(layer.u) * layer.neurons * (layer.n_inputs + layer.n_out) for layer in ticket.layers)
    assert (figures["kept weights"], figures["source weights"], figures["target weights"]) == (kept, source, 12)
    assert figures["sparsity"] == 1 - kept / source
    for words in (
        "seed 17, shared blocks",
        "golden, base phi; neurons by fit",
        "epsilon 1/10 (linf) on [-1, 1]^2",
        f"{kept:,} kept of {source:,}",
    ):
        assert words in text


def test_acas(shared_data, tmp_path):
    """A real controller of ACAS-Xu on a small box: pruned, saved, read, certified, accepted.

    Catches: what only real weights and six hidden layers show.
    """
    target = load_target(shared_data / "acasxu_pairs" / "ACASXU_run2a_1_1_batch_2000.onnx")
    region = Box.cube("-1/100", "1/100", 5)
    ticket = prune(target, region=region, epsilon=200, seed=17)
    ticket.save(tmp_path / "t.safetensors")
    read = load_ticket(tmp_path / "t.safetensors")
    assert read.digest == ticket.digest
    certificate = certify(read, target, region=region, epsilon=200)
    assert (
        check(certificate, ticket=tmp_path / "t.safetensors", target=target, region=region, epsilon=200).status
        == "accepted"
    )
