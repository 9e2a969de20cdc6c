"""Lets the reference show docstrings whose sections stand on one line (`Returns: the row.`) as sections."""

import re
from typing import Any

import griffe

ONE_LINE = re.compile(r"^( *)(Returns|Raises|Source|Rule): (?=\S)", re.MULTILINE)
QUOTED = re.compile(r"(?<=: )> (?=\d)")  # `epsilon: > 0` is a bound, and no quotation


class Sections(griffe.Extension):
    """Rewrites each docstring before it is parsed."""

    def on_object(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        """Puts a one-line section into a paragraph of its own, under a bold word."""
        if obj.docstring is not None:
            text = ONE_LINE.sub(r"\n\1**\2:** ", obj.docstring.value)
            obj.docstring.value = QUOTED.sub("above ", text)
