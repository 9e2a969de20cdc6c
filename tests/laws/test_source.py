"""The source's weights, vectorised, against the checker's integers and against the stated rule written again."""

from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lottery_verify.checker.source import INPUT, OUTPUT, Law, mantissas, stream
from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting import oracle
from lottery_verify.laws.source import Source, weights

LAWS = [
    Law("uniform", 0, 0),
    Law("uniform", 60, 0),
    Law("uniform", -60, 0),
    Law("hyperbolic", -300000, 100000),
    Law("hyperbolic", -60 << 16, 60 << 16),
    Law("hyperbolic", 12345, 12346),
    Law("hyperbolic", -1, 1),
]
laws = st.sampled_from(LAWS) | st.integers(-60, 60).map(lambda s: Law("uniform", s, 0))
laws |= (
    st.tuples(st.integers(-60 << 16, 60 << 16), st.integers(-60 << 16, 60 << 16))
    .filter(lambda t: t[0] != t[1])
    .map(lambda t: Law("hyperbolic", min(t), max(t)))
)


def test_mantissa_tables():
    """The integers' table equals the one whose factors mpmath computes, and lies within one unit of the ideal middles.

    Catches: a wrong square root or shift, a table that drifts with a library's version.
    """
    table = mantissas()
    assert [oracle.mantissa(c) for c in range(1 << 16)] == list(table)
    with mpmath.workprec(100):
        for c in range(0, 1 << 16, 997):
            ideal = mpmath.mpf(2) ** ((c + mpmath.mpf(1) / 2) / 65536) * 2**23
            assert abs(table[c] - ideal) < 0.5 + 2**-5
    assert all(1 << 23 <= m < 1 << 24 for m in table)
    assert all(a <= b for a, b in pairwise(table)), "not in order"


def test_stream_is_shake_of_the_address():
    """Bytes are SHAKE-256 of the stated address, in little-endian fields. Catches any change of what a seed means."""
    assert stream(17, 2, OUTPUT, 5, 9, 24) == oracle.random_bytes(17, 2, 1, 5, 9, 24)
    assert stream(2**64 - 1, 0, INPUT, 2**40, 3, 8) == oracle.random_bytes(2**64 - 1, 0, 0, 2**40, 3, 8)


@given(laws, st.binary(min_size=12, max_size=240))
def test_three_implementations_agree(law, data):
    """numpy's weights, the checker's integer numerators, and the rule in Fractions give the same numbers, each of at
    most 24 bits, so exact in float32; none is zero.

    Catches: a float rounding, a sign bit or shift that differs, a weight that torch would run rounded.
    """
    data = data[: len(data) // 12 * 12]
    found = weights(law, data)
    numerators = law.numerators(data, list(range(len(found))))
    for m, (value, numerator) in enumerate(zip(found.tolist(), numerators, strict=True)):
        assert Fraction(value) == numerator * Fraction(2) ** law.exponent == oracle.weight(law, data, m)
        assert value != 0
        assert float(np.float32(value)) == value
        assert abs(value) >= 2.0**-126, "not a normal float32"


@given(laws, st.binary(min_size=12, max_size=120), st.data())
def test_columns_are_a_choice(law, data, drawn):
    """Weights of chosen columns are those of all, chosen. Catches an index that is off by a weight's bytes."""
    data = data[: len(data) // 12 * 12]
    whole = weights(law, data)
    columns = np.array(drawn.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)), dtype=np.int64)
    assert np.array_equal(weights(law, data, columns), whole[columns])


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_sign_symmetry(law):
    """Each draw has a mirror draw of the opposite weight: the sign bit for hyperbolic, the complement for uniform.

    Catches: a law that is not symmetric, such as two's complement numerators.
    """
    data = stream(3, 0, INPUT, 0, 0, 600 * law.n_bytes)
    if law.name == "uniform":
        mirror = bytes(255 - b for b in data)
    else:
        mirror = bytes(b ^ 128 if i % 4 == 3 else b for i, b in enumerate(data))
    assert np.array_equal(weights(law, mirror), -weights(law, data))
    assert 200 < (weights(law, data) > 0).sum() < 400


def test_extremes():
    """The least and largest draws give the ends of each law.

    Catches a magnitude beyond the ends, or one never reached.
    """
    low, high = bytes(3), b"\xff" * 3
    assert weights(Law("uniform", 0, 0), low + high).tolist() == [-(1 - 2.0**-24), 1 - 2.0**-24]
    middle = (0x7FFFFF).to_bytes(3, "little") + (0x800000).to_bytes(3, "little")
    assert weights(Law("uniform", 3, 0), middle).tolist() == [-(2.0**-21), 2.0**-21]
    law = Law("hyperbolic", -65536, 2 * 65536)
    found = weights(law, bytes(4) + (2**31 - 1).to_bytes(4, "little") + b"\xff" * 4)
    first, last = mantissas()[0] / 2**24, mantissas()[-1] / 2**22
    assert found.tolist() == [first, last, -last]


@given(laws, st.integers(0, 2**64 - 1), st.integers(0, 3), st.integers(0, 50), st.integers(0, 50))
def test_prefix_property(law, seed, layer, block, other):
    """A longer block begins with the shorter one.

    Catches a source that changes when M grows: old masks would be void.
    """
    source = Source(seed, "shared")
    outputs, some = np.array([other, other + 1]), np.array([0, 2, 4])
    short, long = (source.u(law, layer, block, other, n) for n in (5, 31))
    assert np.array_equal(short, long[:5])
    short, long = (source.v(law, layer, block, outputs, n, some) for n in (5, 31))
    assert np.array_equal(short, long)


def test_addresses_are_independent():
    """Each part of an address alone makes other weights. Catches a part that is left out, or two that overlap."""
    law, base = LAWS[0], (1, 0, INPUT, 0, 0)
    seen = {stream(*base, 48)}
    for position, values in enumerate(((2, 256, 2**63), (1, 256), (OUTPUT,), (1, 256, 2**32), (1, 256, 2**32))):
        for value in values:
            seen.add(stream(*base[:position], value, *base[position + 1 :], 48))
    assert len(seen) == 13
    source = Source(1, "dedicated")
    assert len({source.block(4, a, b) for a in range(4) for b in range(3)}) == 12
    assert [Source(1, "shared").block(4, a, b) for a in range(2) for b in range(2)] == [0, 1, 0, 1]
    u, v = source.u(law, 0, 7, 1, 9), source.v(law, 0, 7, np.array([1]), 9, np.arange(9))[0]
    assert not np.array_equal(u, v)


def test_fixed_vectors():
    """Four weights of each law, once and for ever. Catches any change of bytes, laws or tables between versions."""
    source = Source(17, "shared")
    uniform = source.u(Law("uniform", 0, 0), 0, 3, 3, 4)
    hyperbolic = source.u(Law("hyperbolic", -300000, 100000), 0, 3, 3, 4)
    for law, found in ((Law("uniform", 0, 0), uniform), (Law("hyperbolic", -300000, 100000), hyperbolic)):
        data = oracle.random_bytes(17, 0, 0, 3, 3, 4 * (3 if law.name == "uniform" else 4))
        assert [Fraction(v) for v in found.tolist()] == [oracle.weight(law, data, m) for m in range(4)]
    assert [v.hex() for v in uniform.tolist()] == FIXED["uniform"]
    assert [v.hex() for v in hyperbolic.tolist()] == FIXED["hyperbolic"]


FIXED = {  # printed by hunting/oracle.py, not by the package
    "uniform": ["-0x1.b6cb8c0000000p-2", "-0x1.04ec660000000p-1", "0x1.d30dd40000000p-2", "0x1.2736c20000000p-1"],
    "hyperbolic": ["-0x1.3b1caa0000000p+0", "0x1.0f0ad80000000p+0", "-0x1.ebae980000000p-2", "0x1.47e71c0000000p-2"],
}


@pytest.mark.parametrize(
    ("seed", "shape", "words"),
    [
        (-1, "shared", "seed -1 must be an integer from 0"),
        (1 << 64, "shared", "seed 18446744073709551616 must be"),
        (1.0, "shared", r"seed 1\.0 must be"),
        (True, "shared", "seed True must be"),
        (1, "square", "shape 'square' must be one of shared, dedicated, free"),
    ],
)
def test_bad_source(seed, shape, words):
    """Seed and shape are named with their range. Catches a seed that is reduced modulo 2^64."""
    with pytest.raises(InvalidArgument, match=words):
        Source(seed, shape)


@pytest.mark.parametrize(
    "parts",
    [
        ("normal", 0, 0),
        ("uniform", 61, 0),
        ("uniform", 0, 1),
        ("hyperbolic", 5, 5),
        ("hyperbolic", 5, 4),
        ("hyperbolic", 0, (60 << 16) + 1),
    ],
)
def test_bad_law(parts):
    """A law outside the format is refused. Catches weights that float32 would round or overflow."""
    with pytest.raises(ValueError, match="no law of lottery_verify/1"):
        Law(*parts)
