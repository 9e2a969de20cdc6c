# ruff: noqa: E501 (one case is one line)
"""Certificates that are none: each is refused by what is wrong with it."""

from tests.corpus.changes import claim, witness


def add_cases(corpus):
    """Keys, types, sizes, and text that is no JSON."""
    for name, words, change in (
        ("unknown-key", "unknown key 'note'", lambda w: w.update(note=1)),
        ("missing-key", "missing key 'semantics'", lambda w: w.pop("semantics")),
        (
            "another-version",
            "this version reads 'lottery_verify.certificate/1' and 'lottery_verify.certificate/2'",
            lambda w: w.update(format="lottery_verify.certificate/3"),
        ),
        ("other-semantics", "this version reads", lambda w: w.update(semantics="float32")),
        ("precision-true", "precision: True is no integer", lambda w: w.update(precision=True)),
        ("precision-absurd", "precision: 4096 is no integer", lambda w: w.update(precision=4096)),
        ("precision-negative", "precision: -1 is no integer", lambda w: w.update(precision=-1)),
        ("too-few-layers", "layers: 1 bounds; these networks have 2", lambda w: w["layers"].pop()),
        ("too-many-layers", "layers: expected 1 or 2", lambda w: w["layers"].append(w["layers"][0])),
        ("difference-as-number", "expected an integer as hexadecimal text, found 5", lambda w: w["layers"][0].update(difference=5)),
        ("difference-too-long", "expected an integer as hexadecimal text", lambda w: w["layers"][0].update(difference="0x" + "f" * 2049)),
        ("difference-decimal", "expected an integer as hexadecimal text", lambda w: w["layers"][0].update(difference="10")),
        ("epsilon-as-number", "epsilon: expected a number as text, found 1", claim(epsilon=1)),
        ("epsilon-nonsense", "is not a decimal number", claim(epsilon="1e9999")),
        ("layers-an-object", "layers: expected a list, found dict", lambda w: w.update(layers={})),
        ("claim-a-list", "claim: expected an object, found list", lambda w: w.update(claim=[])),
    ):  # fmt: skip
        corpus.case("malformed", name, "shared", words, certificate=corpus.certificate("shared", name, change))
    ragged = corpus.certificate("ball", "ragged", lambda w: w["layers"][0]["spectral"]["factor"].pop())
    corpus.case("malformed", "factor-ragged", "ball", "factor: expected 8 rows", certificate=ragged)
    coarse = corpus.certificate("ball", "coarse", witness(scale=0))
    corpus.case("malformed", "witness-scale-too-small", "ball", "scale: 0 is no integer", certificate=coarse)
    text = corpus.files["shared.json"].decode()
    for name, words, new in (
        ("float", "number '48.0'", text.replace('"precision": 48', '"precision": 48.0')),
        ("exponent", "number '1e3'", text.replace('"precision": 48', '"precision": 1e3')),
        ("nan", "number 'NaN'", text.replace('"precision": 48', '"precision": NaN')),
        ("infinity", "number '-Infinity'", text.replace('"precision": 48', '"precision": -Infinity')),
        ("long-integer", "only integers of at most 20 digits", text.replace('"precision": 48', '"precision": ' + "9" * 21)),
        ("doubled-key", "key 'precision' appears twice", text.replace('"precision": 48', '"precision": 48, "precision": 48')),
        ("truncated", "not JSON", text[: len(text) // 2]),
        ("trailing-text", "not JSON", text + "{}"),
        ("only-a-number", "expected an object, found int", "5"),
        ("pickle", "not JSON", "\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00c"),
    ):  # fmt: skip
        corpus.files[f"{name}.json"] = new.encode("latin-1")
        corpus.case("malformed", name, "shared", words, certificate=f"{name}.json")
    corpus.files["empty.json"] = corpus.files["empty.safetensors"] = b""
    corpus.case("malformed", "empty-certificate", "shared", "0 bytes; expected", certificate="empty.json")
    corpus.case("malformed", "empty-ticket", "shared", "0 bytes; expected", ticket="empty.safetensors")
