"""The rules: each against brute force, all together against exact values, and against the second implementation."""

from fractions import Fraction
from itertools import product
from math import isqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lottery_verify.certificates.exact import exact_network
from lottery_verify.certificates.rules import Rules
from lottery_verify.certificates.spectral import Witness
from lottery_verify.checker.networks import read_network
from lottery_verify.checker.reach import Reach, root, up
from lottery_verify.checker.rules import difference
from lottery_verify.checker.rules.rows import kinked, sloped
from lottery_verify.checker.rules.spectral import spectral_bound
from lottery_verify.errors import UnsupportedNetwork
from lottery_verify.hunting import oracle
from lottery_verify.hunting.second_gain import largest_gain
from tests.checker.cases import factors, pairs, propagate

small = st.integers(-4, 4)


def read(tmp_path_factory, *networks):
    """What the checker reads of the files of these networks."""
    folder = tmp_path_factory.mktemp("n")
    for i, network in enumerate(networks):
        (folder / f"{i}").write_bytes(network.canonical())
    return [read_network(str(folder / f"{i}")) for i in range(len(networks))]


@given(st.integers(), st.integers(0, 80))
def test_up(n, bits):
    """⌈n/2^bits⌉. Catches floor for ceil, a wrong sign."""
    assert up(n, bits) * 2**bits >= n > (up(n, bits) - 1) * 2**bits


@given(st.integers(-5, 10**12), st.integers(0, 40), st.integers(0, 40))
def test_root(square, scale, precision):
    """root is no less than the root, and exact where the root is. Catches isqrt rounded down, scales mixed up."""
    bound = Fraction(root(square, scale, precision), 2**precision)
    value = Fraction(max(square, 0), 4**scale)
    assert bound**2 >= value
    least = isqrt(max(0, -(-max(square, 0) * 4**precision // 4**scale)))
    assert root(square, scale, precision) in (least, least + 1)


@given(small, small, small, st.integers(0, 5))
def test_kinked_is_the_exact_range(p, n, low, side):
    """Over a grid that holds the ends and 0, the range is exact. Catches the missing 0, slopes swapped."""
    values = [(p if t >= 0 else n) * t for t in range(low, low + side + 1)]
    assert kinked(p, n, low, low + side) == (min(values), max(values))


@given(small, small, small, st.integers(0, 5))
def test_sloped_holds_all_increments(p, n, low, side):
    """Every increment of the kinked function for a step in range lies inside. Catches one slope only."""
    bounds = sloped(p, n, low, low + side)
    for t, step in product(range(-6, 7), range(low, low + side + 1)):
        gap = (p if t + step >= 0 else n) * (t + step) - (p if t >= 0 else n) * t
        assert bounds[0] <= gap <= bounds[1]


@given(small, st.integers(0, 4), small, st.integers(0, 4), small, st.integers(0, 4))
def test_relu_difference_holds_all(zl, zs, gl, gs, dl, ds):
    """Over all integer z, ẑ in their ranges with ẑ − z in its range, the bounds are never left.

    Catches the wrong end of z or ẑ, max for min.
    """
    gaps = [
        max(g, 0) - max(z, 0)
        for z, g in product(range(zl, zl + zs + 1), range(gl, gl + gs + 1))
        if dl <= g - z <= dl + ds
    ]
    f, g, d = Reach([(zl, zl + zs)]), Reach([(gl, gl + gs)]), Reach([(dl, dl + ds)])
    if gaps:
        ((low, high),) = difference.relu(d, f, g).ends
        assert low <= min(gaps)
        assert max(gaps) <= high


def test_relu_difference_is_sharp():
    """ẑ = z + 1: for z in [-3, 3] the difference is in [0, 1], for z ≥ 0 it is 1, for z ≤ -1 it is 0."""
    for z, wanted in (((-3, 3), (0, 1)), ((0, 3), (1, 1)), ((-3, -1), (0, 0))):
        f, g = Reach([z]), Reach([(z[0] + 1, z[1] + 1)])
        assert difference.relu(Reach([(1, 1)]), f, g).ends == [wanted]


def test_a_bound_too_large_is_refused():
    """A bound of more bits than a certificate can state ends the work. Catches hours spent on absurd networks."""
    with pytest.raises(UnsupportedNetwork, match="bits"):
        Reach([(0, 1 << 9000)])


precisions = st.sampled_from([0, 1, 7, 48, 128, 1024])


@settings(max_examples=200)
@given(pairs(same=False), precisions, st.data())
def test_second_implementation_finds_the_same_integers(tmp_path_factory, pair, precision, data):
    """Both implementations give the same integers for every layer: differences, norms, with and without witnesses.

    Catches whatever differs: rounding, a sign, a kept bit, a rule.
    """
    f, g, region = pair
    p, q = read(tmp_path_factory, f, g)
    given_ = [data.draw(st.none() | factors(layer)) for layer in f.layers]
    mine = [w and spectral_bound(layer, w, "w") for layer, w in zip(p.layers, given_, strict=True)]
    theirs = []
    for layer, w in zip(exact_network(f).layers, given_, strict=True):
        if w is None:
            theirs.append(None)
            continue
        factor = tuple(tuple(int(v, 16) for v in row) for row in w["factor"])
        theirs.append(largest_gain(layer, Witness(w["scale"], int(w["square"], 16), factor, 0)))
    assert mine == theirs
    rules = Rules(precision)
    n = rules.grid.integer
    wanted = [
        ([(n(a), n(b)) for a, b in zip(r.low, r.high, strict=True)], n(r.norm))
        for r in rules.propagate(exact_network(f), exact_network(g), region, theirs)
    ]
    assert [(r.ends, r.norm) for r in propagate(p, q, region, precision, mine)] == wanted


@settings(max_examples=150)
@given(pairs(same=False), precisions, st.data())
def test_no_point_exceeds_a_bound(tmp_path_factory, pair, precision, data):
    """At exact points of the region (corners, poles and between) no entry leaves its range and no layer its norm.

    Catches any unsound rule, inward rounding, a forgotten term.
    """
    f, g, region = pair
    p, q = read(tmp_path_factory, f, g)
    given_ = [data.draw(st.none() | factors(layer)) for layer in f.layers]
    spectral = [w and spectral_bound(layer, w, "w") for layer, w in zip(p.layers, given_, strict=True)]
    reaches = propagate(p, q, region, precision, spectral)
    sides, unit = (oracle.layers(f), oracle.layers(g)), 2**precision
    steps = st.lists(st.sampled_from([-8, 8, 0, -5, 3]), min_size=f.widths[0], max_size=f.widths[0])
    for numbers in data.draw(st.lists(steps, min_size=1, max_size=4)):
        x = oracle.point(region, numbers)
        assert oracle.inside(region, x)
        places = range(1, len(reaches) + 1) if len(reaches) > 1 else [None]
        for depth, reach in zip(places, reaches, strict=True):
            values = [oracle.run(n, parts[:depth], x) for n, parts in zip((f, g), sides, strict=True)]
            gaps = [b - a for a, b in zip(*values, strict=True)]
            for gap, (low, high) in zip(gaps, reach.ends, strict=True):
                assert low <= gap * unit <= high
            assert sum(v * v for v in gaps) * unit**2 <= reach.norm**2
            assert max(map(abs, gaps)) * unit <= reach.largest


@pytest.mark.parametrize(("m", "true"), [(10.0**9, 1), (10.0**17, 1)])
def test_cancellation(tmp_path_factory, m, true):
    """y = relu(x + M) − M on [−1, 1] against 0: the bound is never below 1, however large M is. Catches floats."""
    from lottery_verify.checker.regions import Box
    from lottery_verify.networks.network import Network

    g = Network.from_arrays([[[1.0]], [[1.0]]], [[m], [-m]], [True, False])
    f = Network.from_arrays([[[0.0]], [[0.0]]], [[0.0], [0.0]], [True, False])
    reach = propagate(*read(tmp_path_factory, f, g), Box.cube(-1, 1, 1), 64, [None, None])[-1]
    assert reach.largest >= true << 64
