"""The corpus is what its script makes, and small."""

from tests.corpus import make


def test_same_bytes():
    """The script makes each file again, byte for byte, and no other file lies there. Catches a case changed by hand."""
    wanted = make.build()
    kinds = (".json", ".safetensors", ".txt")
    found = {str(p.relative_to(make.HERE)): p for p in make.HERE.glob("*/*") if p.suffix in kinds}
    assert sorted(found) == sorted(wanted)
    for name, path in found.items():
        assert path.read_bytes() == wanted[name], f"{name}: run python -m tests.corpus.make and look at the difference"
    assert sum(map(len, wanted.values())) < 1 << 20
