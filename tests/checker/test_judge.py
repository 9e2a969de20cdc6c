"""Corrupted certificates and tickets: whatever the checker still accepts is true."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lottery_verify.certificates.certificate import certify
from lottery_verify.checker.judge import check, near
from lottery_verify.checker.networks import read_network
from lottery_verify.errors import LotteryError
from lottery_verify.networks.ticket import load_ticket
from tests import oracle
from tests.checker.cases import pairs
from tests.corpus.make import target_of

texts = st.sampled_from(["0x0", "-0x1", "0x1", "1", "0", "1e-9", "linf", "l2", "", "0x" + "f" * 40])
values = texts | st.integers(-2, 2**20) | st.none() | st.booleans() | st.just([]) | st.just({})


@st.composite
def corrupted(draw, whole):
    """A certificate with some of its leaves, or whole parts, replaced."""
    for _ in range(draw(st.integers(0, 2))):
        part = whole
        while True:
            key = draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))
            if not isinstance(part[key], dict | list) or not part[key] or draw(st.integers(0, 5)) == 0:
                part[key] = draw(values)
                break
            part = part[key]
    return whole


@settings(max_examples=150)
@given(pairs(), st.data())
def test_what_is_accepted_is_true(tmp_path_factory, pair, data):
    """Bits of the ticket flipped, fields of the certificate changed, digests mended: where the checker accepts, no
    exact difference at a point of the region exceeds the epsilon asked.

    Catches any way to have a false claim accepted that chance can find.
    """
    f, g, region = pair
    if hasattr(g, "source"):
        f = target_of(g, data.draw(st.sampled_from([2, 6])))
    norm = data.draw(st.sampled_from(["linf", "l2"]))
    made = certify(g, f, region=region, norm=norm, precision=data.draw(st.sampled_from([8, 64])))
    folder = tmp_path_factory.mktemp("j")
    names = {key: str(folder / key) for key in ("certificate", "ticket", "target")}
    blob = bytearray(g.canonical())
    for _ in range(data.draw(st.integers(0, 2))):
        blob[data.draw(st.integers(len(blob) * 3 // 4, len(blob) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    (folder / "ticket").write_bytes(blob)
    (folder / "target").write_bytes(f.canonical())
    whole = json.loads(made.to_json())
    try:
        whole["claim"]["ticket"] = read_network(names["ticket"]).digest
    except LotteryError:
        return
    (folder / "certificate").write_text(json.dumps(data.draw(corrupted(whole))))
    epsilon = data.draw(st.sampled_from([made.epsilon, made.epsilon / 2, Fraction(1, 10**9), made.epsilon * 2]))
    try:
        verdict = check(**names, region=region, epsilon=epsilon, norm=norm)
    except LotteryError:
        return
    if verdict.status != "accepted":
        return
    changed = load_ticket(names["ticket"]) if hasattr(g, "source") else g
    if not hasattr(g, "source") and bytes(blob) != g.canonical():
        return
    sides = [(n, oracle.layers(n)) for n in (f, changed)]
    steps = st.lists(st.sampled_from([-8, 0, 8]), min_size=f.widths[0], max_size=f.widths[0])
    for numbers in data.draw(st.lists(steps, min_size=1, max_size=4)):
        x = oracle.point(region, numbers)
        one, two = (oracle.run(n, parts, x) for n, parts in sides)
        assert not oracle.exceeds([b - a for a, b in zip(one, two, strict=True)], epsilon, norm)


@pytest.mark.parametrize(
    ("value", "below", "above"),
    [
        ("0", "0.000000000", "0.000000000"),
        ("1/3", "0.333333333", "0.333333334"),
        ("-1/3", "-0.333333334", "-0.333333333"),
        ("12345678901/8", "1543209862.625000000", "1543209862.625000000"),
        ("1/1000000000", "0.000000001", "0.000000001"),
        ("1/10000000000", "0.000000000", "0.000000001"),
        ("-1/10000000000", "-0.000000001", "0.000000000"),
        ("-5/2", "-2.500000000", "-2.500000000"),
    ],
)
def test_numbers_in_messages(value, below, above):
    """Nine places, of what is claimed rounded down, of what follows rounded up: never a rejection that looks equal."""
    assert (near(Fraction(value), False), near(Fraction(value), True)) == (below, above)
