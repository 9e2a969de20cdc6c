"""Makes the corpus: files that the checker must accept, reject, call malformed or leave undecided, with the reasons.

`python -m tests.corpus.make` writes it again; the same code gives the same bytes. A case is NAME.json: the files'
names (inside files/), the claim asked, the exit code expected, and words that the answer must contain.
"""

from pathlib import Path

from tests.corpus import (
    around,
    assigned,
    broken_certificates,
    broken_networks,
    broken_proofs,
    classes,
    codes,
    divided,
    proofs,
    sided,
    sound,
    unions,
    unsound,
)
from tests.corpus.builder import Corpus

HERE = Path(__file__).parent


def build():
    """The corpus: the bytes of each file by its path below this folder."""
    corpus = Corpus()
    sound.add_pairs(corpus)
    classes.add_pairs(corpus)
    codes.add_pairs(corpus)
    unions.add_pairs(corpus)
    assigned.add_pairs(corpus)
    sided.add_pairs(corpus)
    divided.add_pairs(corpus)
    broken = broken_certificates, broken_networks, broken_proofs
    for cases in (sound, unsound, around, *broken, proofs, classes, codes, unions, assigned, sided, divided):
        cases.add_cases(corpus)
    return corpus.built()


def main():
    """Writes the corpus."""
    for old in HERE.glob("*/*"):
        if old.suffix in (".json", ".safetensors", ".txt"):
            old.unlink()
    for name, blob in build().items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(blob)


if __name__ == "__main__":
    main()
