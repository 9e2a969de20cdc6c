"""What was assumed of a network's file stands in the certificates about it, of both formats, and nowhere else."""

import json
from dataclasses import replace

import pytest

from lottery_verify import Network, certify, check, prove
from lottery_verify.certificates.assumed import assumed_of
from lottery_verify.certificates.certificate import load_certificate
from lottery_verify.checker.certificate import MOST_ASSUMED

SENTENCES = ("ReLU between layers", "inputs are flattened")
F = Network.from_arrays([[[1.0, -1.0], [0.5, 2.0]], [[1.0, 1.0]]])
G = Network.from_arrays([[[0.9, -1.0], [0.5, 1.9]], [[1.0, 1.1]]])
ASKED = {"region": "box:-1,1"}


def certificates(target):
    """One of each format, about the same networks."""
    first = certify(G, target, **ASKED)
    second = prove(G, target, timeout=5, samples=100, **ASKED).certificate
    assert ("layers" in first.to_json(), '"steps"' in second.to_json()) == (True, True)
    return first, second


def test_without_an_assumption_not_a_byte_changes():
    """Nothing was assumed: no member. With one, the rest of the file is what it was.

    Catches a claim, a step or a spelling that depends on the text.
    """
    for plain, told in zip(certificates(F), certificates(replace(F, assumed=SENTENCES)), strict=True):
        assert plain.assumed == {}
        assert "assumed" not in plain.to_json()
        assert told.assumed == {"target": "ReLU between layers; inputs are flattened"}
        assert replace(told, assumed={}).to_json() == plain.to_json()
        assert json.loads(told.to_json()) == json.loads(plain.to_json()) | {"assumed": told.assumed}


def test_it_is_read_back_and_checked(tmp_path):
    """A file's text is kept by the loader, shown, and repeated in the verdict, which is accepted as without it."""
    for told in certificates(replace(F, assumed=SENTENCES)):
        path = tmp_path / "c.json"
        told.claiming(1).save(path)
        read = load_certificate(path)
        assert read.assumed == told.assumed
        assert "  assumed of the target: ReLU between layers; inputs are flattened" in str(read).splitlines()
        verdict = check(path, ticket=G, target=F, epsilon=1, **ASKED)
        assert (verdict.status, verdict.assumed) == ("accepted", told.assumed)


@pytest.mark.parametrize("role", ["target", "ticket"])
def test_of_each_role(role):
    """The sentences go with the network that they are about."""
    pair = {"target": F, "ticket": G}
    pair[role] = replace(pair[role], assumed=("one",))
    assert assumed_of(**pair) == {role: "one"}


def test_a_long_text_is_cut():
    """What a hostile file's names make long still gives a certificate that the checker reads."""
    text = assumed_of(G, replace(F, assumed=("x" * 10_000,)))["target"]
    assert (len(text), text[-1]) == (MOST_ASSUMED, "…")
