"""The region of a command, with what it leaves out of its file."""

from __future__ import annotations

from lottery_verify.checker.regions import Region
from lottery_verify.commands.answers import note
from lottery_verify.networks.regions import load_region, region_notes


def asked_region(text: str, width: int) -> Region:
    """The region that `--region` states, as `load_region`; prints what of its file is not used."""
    print_notes(text)
    return load_region(text, width)


def print_notes(text: str) -> None:
    """Says on the error stream what of a region's file is not used."""
    for sentence in region_notes(text):
        note(sentence)


def region_file(text: str) -> str:
    """The file that a region's spelling may name, which a command must not overwrite."""
    return text.partition("@")[2] if text.startswith("ball:") and "@" in text else text
