"""The nested forms of a VNN-LIB file, bounded, each with its line."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fractions import Fraction

from lottery_verify.checker.files import shown
from lottery_verify.checker.headers import MAX_WIDTH
from lottery_verify.checker.regions import parse_number
from lottery_verify.errors import InvalidArgument, MalformedFile

MAX_NESTING = 64
_TOKEN = re.compile(r"[ \t\r\n]+|;[^\n]*|[()]|[^\s();\[\]]*\[[^\[\]();]*\]|[^\s();\[\]]+")

Expression = str | list["Expression"]


def forms(text: str, path: str) -> Iterator[tuple[int, list[Expression]]]:
    """Each outermost form with the line on which it begins."""
    line, position, start = 1, 0, 1
    stack: list[list[Expression]] = []
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise MalformedFile(f"{path}, line {line}: {text[position : position + 20]!r} is not a VNN-LIB token")
        token, position = match[0], match.end()
        if token == "(":
            if not stack:
                start = line
            if len(stack) == MAX_NESTING:
                raise MalformedFile(f"{path}, line {line}: nested more than {MAX_NESTING} deep; nothing was read")
            stack.append([])
        elif token == ")":
            if not stack:
                raise MalformedFile(f"{path}, line {line}: a ) without its (")
            form = stack.pop()
            if stack:
                stack[-1].append(form)
            else:
                yield start, form
        elif token[0] not in " \t\r\n;":
            if not stack:
                raise MalformedFile(f"{path}, line {line}: {token[:60]!r} stands outside all parentheses")
            stack[-1].append(re.sub(r"\s", "", token) if "[" in token else token)
        line += token.count("\n")
    if stack:
        raise MalformedFile(f"{path}, line {start}: the form that begins here does not end; the file is truncated")


def shortened(expression: Expression) -> str:
    """The beginning of an expression, for messages."""
    if isinstance(expression, str):
        return shown(expression[:60])[1:-1]
    text = " ".join(shortened(part) for part in expression[:4])
    return f"({text[:60]}{' …' if len(expression) > 4 or len(text) > 60 else ''})"


def indices(text: str, name: str, where: str) -> tuple[int, ...]:
    """A declared shape such as [1,5]."""
    if not re.fullmatch(r"\[\d{1,9}(,\d{1,9}){0,7}\]", text):
        raise MalformedFile(f"{where}: {name!r} has shape {text[:60]!r}; expected [n, …]")
    shape = tuple(int(n) for n in text[1:-1].split(","))
    if not 0 < math.prod(shape) <= MAX_WIDTH:
        raise MalformedFile(f"{where}: {name!r} has shape {list(shape)}: {math.prod(shape)} inputs, above {MAX_WIDTH}")
    return shape


def number(expression: Expression, where: str) -> Fraction:
    """A decimal or a ratio, also as (- 2.5), exactly."""
    match expression:
        case ["-", str(text)]:
            return -number(text, where)
        case str(text):
            try:
                return parse_number(text, where)
            except InvalidArgument as error:
                raise MalformedFile(str(error)) from None
    raise MalformedFile(f"{where}: {shortened(expression)} is not a number")
