"""Patterns of Python syntax: what to look for in a tree of the standard library's `ast`, and what to put there.

A pattern is Python, an expression or some statements. It is compared as a tree, so that line breaks, comments, quotes
and parentheses that change nothing do not matter. `$name` stands for any one expression, the same one wherever the name
occurs, and a statement `...` for any statements.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from lottery_verify.errors import InvalidArgument

MARK = "hole_"  # `$x` is parsed as the name `hole_x`
REST = "hole_..."  # what a statement `...` stands for
Bindings = dict[str, Any]


class Pattern:
    """An expression or some statements, with holes."""

    def __init__(self, text: str) -> None:
        """Reads a pattern.

        Raises:
            InvalidArgument: it is not Python.
        """
        try:
            self.statements = ast.parse(textwrap.dedent(re.sub(r"\$(\w+)", rf"{MARK}\1", text)).strip()).body
        except SyntaxError as error:
            raise InvalidArgument(f"pattern {text!r}: not Python ({error.msg})") from None

    @property
    def expression(self) -> ast.expr | None:
        """The pattern where it is one expression."""
        only = self.statements[0] if len(self.statements) == 1 else None
        return only.value if isinstance(only, ast.Expr) and not _is_rest(only) else None


def replaced(tree: ast.AST, old: Pattern, new: Pattern, *, only: int | None = None) -> int:
    """Puts `new` wherever `old` matches inside a tree, and returns in how many places it did.

    What is put there is not looked at again. An expression stands for an expression; where either of the two is
    not one, both are statements. With `only`, nothing but the match of that number, counted from 0, is changed.
    """
    change = _Change(old, new, only)
    change.inside(tree)
    return change.places


def _same(pattern: Any, node: Any, found: Bindings) -> bool:
    """Whether a node is a pattern's, apart from where it stands in its file; `found` is filled."""
    if isinstance(pattern, ast.Name) and pattern.id.startswith(MARK):
        if not isinstance(node, ast.expr):
            return False
        known = found.setdefault(pattern.id, node)
        return known is node or _same(known, node, {})
    if isinstance(pattern, list) and isinstance(node, list):
        if len(pattern) == 1 and _is_rest(pattern[0]):
            found[REST] = node
            return True
        return len(pattern) == len(node) and all(_same(a, b, found) for a, b in zip(pattern, node, strict=True))
    if type(pattern) is not type(node):
        return False
    if isinstance(pattern, ast.AST):
        return all(_same(getattr(pattern, field), getattr(node, field), found) for field in pattern._fields)
    return bool(pattern == node)


def _is_rest(node: Any) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is Ellipsis


class _Filling(ast.NodeTransformer):
    """Puts what was found into the holes."""

    def __init__(self, found: Bindings) -> None:
        self.found = found

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return deepcopy(self.found[node.id]) if node.id.startswith(MARK) else node

    def visit_Expr(self, node: ast.Expr) -> Any:
        return deepcopy(self.found[REST]) if _is_rest(node) and REST in self.found else self.generic_visit(node)


class _Change:
    """One pattern in the place of another."""

    def __init__(self, old: Pattern, new: Pattern, only: int | None) -> None:
        self.places, self.only = 0, only
        self.old, self.new = old.statements, new.statements
        self.of_expression = (old.expression, new.expression) if old.expression and new.expression else None

    def inside(self, node: ast.AST) -> ast.AST:
        """Changes all that is below a node, and returns it."""
        for field, value in ast.iter_fields(node):
            if isinstance(value, ast.AST):
                setattr(node, field, self._expression(value))
            elif isinstance(value, list):
                setattr(node, field, list(self._block(value)))
        return node

    def _expression(self, node: ast.AST) -> ast.AST:
        found: Bindings = {}
        if self.of_expression is None or not _same(self.of_expression[0], node, found):
            return self.inside(node)
        if not self._counted():
            return node
        changed: ast.AST = _Filling(found).visit(deepcopy(self.of_expression[1]))
        return changed

    def _block(self, block: list[Any]) -> Iterator[Any]:
        """A list of statements, or of other things, with what the pattern finds in it changed."""
        position = 0
        while position < len(block):
            found: Bindings = {}
            here = block[position : position + len(self.old)]
            if self.of_expression is None and _same(self.old, here, found):
                position += len(self.old)
                yield from _Filling(found).visit(ast.Module(deepcopy(self.new), [])).body if self._counted() else here
            else:
                one = block[position]
                position += 1
                yield self._expression(one) if isinstance(one, ast.AST) else one

    def _counted(self) -> bool:
        """Counts a match, and says whether it is to be changed."""
        self.places += 1
        return self.only in (None, self.places - 1)
