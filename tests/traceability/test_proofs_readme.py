"""What proofs/README.md says of where words are defined is so."""

import re

import pytest

from lottery_verify.traceability.audit import home

README = home() / "proofs" / "README.md"
pytestmark = pytest.mark.skipif(not README.is_file(), reason="the proofs were left behind")


def test_words_are_defined_where_the_readme_says() -> None:
    """Each line "- `word` … in `file`" of the list names definitions that stand in that file.

    Catches: "the statements depend on three files" when a definition stands in another.
    """
    lines = re.findall(r"^- (`.*`) in `([\w/.]+\.v)`,$", README.read_text(encoding="utf-8"), re.MULTILINE)
    words = {word for names, _ in lines for word in re.findall(r"`(\w+)`", names)}
    assert words >= {"fills", "source_law", "random_source", "golden_base", "norm_product"}
    for names, file in lines:
        source = (README.parent / file).read_text(encoding="utf-8")
        for word in re.findall(r"`(\w+)`", names):
            assert re.search(rf"^\s*(?:Definition|Record|Fixpoint) {word}\b", source, re.MULTILINE), (word, file)
