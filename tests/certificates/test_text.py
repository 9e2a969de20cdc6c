"""Certificates in words and as files: what is shown, and which file is refused with which words."""

import json
from fractions import Fraction

import pytest

from lottery_verify.certificates.certificate import Certificate, load_certificate
from lottery_verify.certificates.spectral import Witness
from lottery_verify.errors import InvalidArgument, MalformedFile

WITNESS = Witness(4, 300, ((5,), (-2, 3)), 0)
TWO = Certificate(
    "network:sha256:aa", "ticket:sha256:bb", {"kind": "ball", "width": 2, "radius": "1"}, "linf", Fraction(1, 2),
    Fraction(3, 8), 4, ((3, 5, None), (6, 8, WITNESS)),
)  # fmt: skip
ONE = Certificate(
    "network:sha256:aa", "network:sha256:cc", {"kind": "ball", "width": 2, "radius": "1"}, "l2", Fraction(1, 3),
    Fraction(5, 16), 4, ((3, 5, None),),
)  # fmt: skip


def test_in_words():
    """The claim, what it is about, and each layer's share, numbers never below what is meant."""
    assert str(TWO).split("\n") == [
        "certificate: sup |F − Ĝ| (linf) ≤ 0.5, proved 0.375",
        "  target  network:sha256:aa",
        "  ticket  ticket:sha256:bb",
        "  layer 1: no entry differs by more than 0.1875, in l2 no more than 0.3125",
        "  layer 2: no entry differs by more than 0.375, in l2 no more than 0.5 (with a certified spectral norm)",
    ]
    assert str(ONE).split("\n") == [
        "certificate: sup |F − Ĝ| (l2) ≤ 0.3334, proved 0.3125",
        "  target  network:sha256:aa",
        "  ticket  network:sha256:cc",
        "  output: no entry differs by more than 0.1875, in l2 no more than 0.3125",
    ]


def test_as_a_file(tmp_path):
    """Every field is written by its name, and the bound of the norm that is claimed is what is proved."""
    assert json.loads(TWO.to_json()) == {
        "format": "lottery_verify.certificate/1",
        "semantics": "exact real arithmetic of the stored weights",
        "claim": {
            "target": "network:sha256:aa",
            "ticket": "ticket:sha256:bb",
            "region": {"kind": "ball", "width": 2, "radius": "1"},
            "norm": "linf",
            "epsilon": "1/2",
        },
        "precision": 4,
        "layers": [
            {"difference": "0x3", "norm": "0x5", "spectral": None},
            {
                "difference": "0x6",
                "norm": "0x8",
                "spectral": {"scale": 4, "square": "0x12c", "factor": [["0x5"], ["-0x2", "0x3"]]},
            },
        ],
    }
    assert TWO.to_json().splitlines()[:3] == ["{", ' "format": "lottery_verify.certificate/1",', ' "semantics": "exact'
        ' real arithmetic of the stored weights",']  # fmt: skip
    for made in (TWO, ONE):
        made.save(tmp_path / "c.json")
        assert load_certificate(tmp_path / "c.json") == made


def test_claiming():
    """A rounder epsilon is a claim of the same proof; one below it is none."""
    assert TWO.claiming(Fraction(3, 8)).epsilon == Fraction(3, 8)
    assert TWO.claiming(Fraction(7)).layers == TWO.layers
    with pytest.raises(InvalidArgument) as caught:
        TWO.claiming(Fraction(3, 8) - Fraction(1, 1 << 70))
    assert str(caught.value) == "epsilon ≈0.375 is less than the steps prove: 0.375"


def spoilt(place, value, tmp_path):
    """What is said of the file of TWO with a value put at a place, or with the key taken away."""
    whole = json.loads(TWO.to_json())
    part = whole
    for key in place[:-1]:
        part = part[key]
    if value is KeyError:
        del part[place[-1]]
    else:
        part[place[-1]] = value
    (tmp_path / "c.json").write_text(json.dumps(whole))
    with pytest.raises((MalformedFile, InvalidArgument)) as caught:
        load_certificate(tmp_path / "c.json")
    return str(caught.value).removeprefix(str(tmp_path / "c.json"))


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("format",), KeyError, ": missing key 'format'"),
        (("format",), "x" * 99, ": format '" + "x" * 90 + "'; this version reads 'lottery_verify.certificate/1'"),
        (("layers",), {}, ": layers: expected a list, found dict"),
        (("layers",), [], ": layers: expected at least one"),
        (("precision",), 1025, ": precision: 1025 is no integer from 0 to 1024"),
        (("precision",), -1, ": precision: -1 is no integer from 0 to 1024"),
        (("claim", "norm"), KeyError, ": claim: missing key 'norm'"),
        (("claim", "epsilon"), "small", ": epsilon: 'small' is not a decimal number or a ratio of integers"),
        (("claim", "region"), 3, ": claim: region: expected an object, found 3"),
        (("claim", "region"), [], ": claim: region: expected an object, found list"),
        (("claim", "region"), {"kind": "box"}, ": claim: region: no box and no ball is no region: width NoneType"),
        (("claim", "region", "radius"), "1e99999999", ": claim: region: the ball of radius 1e99999999 in 2 inputs is"),
        (("claim", "region", "radius"), "2/2", ": claim: region: the ball of radius 2/2 in 2 inputs is not spelt as"),
        (("claim", "norm"), "linf) ≤ 0.0001, proved 0.0001", ": claim: norm 'linf) ≤ 0.0001, proved 0.0001' is"),
        (("claim", "target"), None, ": claim: target: expected text, found NoneType"),
        (("claim", "epsilon"), 1, ": epsilon: expected a number as text, found 1"),
        (("semantics",), "float32", ": semantics 'float32'; this version reads"),
        (("layers", 1), 3, ": layer 2: expected an object, found int"),
        (("layers", 0, "norm"), KeyError, ": layer 1: missing key 'norm'"),
        (("layers", 1, "norm"), "8", ": layer 2: norm: expected an integer as hexadecimal text, found '8'"),
        (("layers", 0, "difference"), 8, ": layer 1: difference: expected an integer as hexadecimal text, found 8"),
        (("layers", 1, "spectral"), 8, ": layer 2: spectral: expected an object, found int"),
        (("layers", 1, "spectral", "scale"), KeyError, ": layer 2: spectral: missing key 'scale'"),
        (("layers", 1, "spectral", "scale"), -1, ": layer 2: spectral: scale: -1 is no integer from 0 to 8192"),
        (("layers", 1, "spectral", "scale"), 8193, ": layer 2: spectral: scale: 8193 is no integer from 0 to 8192"),
        (("layers", 1, "spectral", "square"), 1, ": layer 2: spectral: square: expected an integer as hexadecimal"),
        (("layers", 1, "spectral", "factor"), 3, ": layer 2: spectral: factor: expected rows of numbers"),
        (("layers", 1, "spectral", "factor"), [["0x1"], 3], ": layer 2: spectral: factor: expected rows of numbers"),
        (("layers", 1, "spectral", "factor", 0, 0), 3, ": layer 2: spectral: expected an integer as hexadecimal text"),
    ],
)
def test_a_spoilt_file_is_refused_with_its_place(place, value, words, tmp_path):
    """The message begins with the file and the place. Catches a number of layers off by one, a place left out."""
    assert spoilt(place, value, tmp_path).startswith(words)


def test_the_ends_of_the_ranges_are_inside(tmp_path):
    """Precision 0 and 1024 and scale 0 and 8192 are read."""
    whole = json.loads(TWO.to_json())
    for precision, scale in ((0, 8192), (1024, 0)):
        whole["precision"], whole["layers"][1]["spectral"]["scale"] = precision, scale
        (tmp_path / "c.json").write_text(json.dumps(whole))
        read = load_certificate(tmp_path / "c.json")
        assert (read.precision, read.layers[1][2].scale, read.proved) == (precision, scale, Fraction(6, 1 << precision))
