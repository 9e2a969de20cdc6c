"""Which letters the theorems bind, as Coq prints their statements, and the table that says what they mean."""

import re
from collections import defaultdict
from pathlib import Path

PROOFS = Path(__file__).parents[2] / "proofs"
STATEMENT = re.compile(r"([\w']+)\.[\w']+\n\s+: (.*)", re.DOTALL)
FAMILY = re.compile(r"(?:forall i : nat, |(?:nat|[IJT]|S0|'I_(?:\([^()]*\)|\S+)) -> )")
KINDS = {
    "index": r"'I_|I$|S$|S0$|ordinal_|\[finType of 'I_",
    "natural": r"nat$",
    "integer": r"int$",
    "number": r"R$|Num\.",
    "column": r"'cV",
    "matrix": r"'M",
    "function": r"R -> R$",
    "set": r"pred |\{set|.*-> Prop$",
    "law": r"finite_law\.law|\(R -> R -> bool\) -> R$",
    "element": r"\{ffun|\[finType of \{ffun|T$",
    "type": r"finType$|Type$",
    "field": r"(?:real\w*|rcf)Type$",
    "boolean": r"bool$",
    "network": r"network\.target|biased\.affine_network|reach\.signed_network",
    "source": r"network\.source",
    "mask": r"network\.mask|\{ffun network\.slot .* -> bool\}",
    "hypothesis": r"\(\d+ < ",
    "reach": r"reach\.reach",
    "form": r"forms\.form ",
    "relaxation": r"forms\.relaxation",
    "strip": r"strip\.strip",
    "plan": r"pruner\.plan",
    "split": r"splits\.split",
    "tree": r"splits\.tree",
    "layer": r"judge_rows\.layer",
    "row": r"judge_rows\.row",
    "range": r"judge_rows\.range",
    "list": r"seq ",
}


def kind(type_):
    """What a letter of this type stands for; a family of such, by layer or by index, is of the same kind."""
    for name in ("mask", "law", "set"):
        if re.match(KINDS[name], type_):
            return name
    while found := FAMILY.match(type_):
        type_ = type_[found.end() :]
    return next((name for name, pattern in KINDS.items() if re.match(pattern, type_)), type_)


def closing(text, start):
    """Where the bracket that opens at `start` closes."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth == 0:
            return at
    raise AssertionError(f"a bracket stays open: {text[start : start + 40]}")


def bound(body):
    """The letters that a statement binds behind forall and exists, each with its printed type."""
    for quantifier in re.finditer(r"\b(?:forall|exists) ", body):
        at = quantifier.end()
        if typed := re.match(r"([\w' ]+) : ", body[at:]):
            rest = body[at + typed.end() :]
            end = next(i for i, letter in enumerate(rest) if letter == "," and balanced(rest[:i]))
            yield from ((name, rest[:end]) for name in typed[1].split())
        while body[at] == "(":
            end = closing(body, at)
            names, _, type_ = body[at + 1 : end].partition(" : ")
            yield from ((name, type_) for name in names.split())
            at = end + 1 + (body[end + 1] == " ")


def balanced(text):
    """Whether every bracket of this text is closed in it."""
    return all(text.count(one) == text.count(other) for one, other in ("()", "[]", "{}"))


def letters(printed, results):
    """For each of these files the kinds of each letter that its statements bind: {file: {letter: kinds}}."""
    found = defaultdict(lambda: defaultdict(set))
    for entry in re.split(r"(?m)^(?=\S)", printed):
        statement = STATEMENT.match(entry)
        if statement and statement[1] in results:
            for name, type_ in bound(re.sub(r"\s+", " ", statement[2])):
                found[statement[1]][name].add(kind(type_))
    return found


def table(text):
    """The chapters of the table: their files, and of each row its letters, their kinds and the meaning."""
    chapters = []
    for chapter in text.split("\n## ")[1:]:
        files = re.findall(r"`(\w+)`", re.search(r"^Files: (.*?)\n\n", chapter, re.DOTALL | re.MULTILINE)[1])
        lines = [line.strip("| ") for line in chapter.split("\n") if line.startswith("|")]
        rows = [[cell.strip() for cell in line.split(" | ")] for line in lines]
        chapters.append((files, [(re.findall(r"`([^`]+)`", a), b.split(", "), c) for a, b, c in rows[2:]]))
    return chapters


def complaints(chapters, found):
    """What is against the table: letters without a row, rows that say one thing twice, and rows of no letter."""
    for files, rows in chapters:
        used = set()
        places = [(letter, one) for names, kinds, _ in rows for letter in names for one in kinds]
        yield from (f"{letter} ({one}) has two rows" for letter, one in {p for p in places if places.count(p) > 1})
        for file in files:
            for letter, kinds in found[file].items():
                fitting = {i for i, (names, row, _) in enumerate(rows) if letter in names and kinds & {*row}}
                known = {one for i in fitting for one in rows[i][1]}
                listed = len(letter.rstrip("'")) <= 2 or any(letter in names for names, _, _ in rows)
                if listed and not kinds <= known:
                    yield f"{file}: {letter} is a {', a '.join(sorted(kinds - known))}, which no row says"
                if len(fitting) > 1:
                    yield f"{file}: {letter} has two meanings"
                used |= {(letter, i) for i in fitting}
        yield from (
            f"no statement binds {letter}: {meaning}"
            for i, (names, _, meaning) in enumerate(rows)
            for letter in names
            if (letter, i) not in used
        )
