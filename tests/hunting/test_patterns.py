"""Patterns of syntax: what they find, and what they leave alone."""

import ast

import pytest

from lottery_verify.errors import InvalidArgument
from lottery_verify.hunting.mutants.patterns import Pattern, replaced


def changed(source, old, new):
    """(the changed source in the form that ast writes, the number of places)."""
    tree = ast.parse(source)
    places = replaced(tree, Pattern(old), Pattern(new))
    return ast.unparse(ast.fix_missing_locations(tree)), places


def same(source):
    """The source as ast writes it."""
    return ast.unparse(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "x = max(a, 'b') + 1",
        'x = max(a, "b") + 1',
        "x = (max(\n    a,  # a comment\n    'b',\n)) + 1",
    ],
)
def test_format_does_not_matter(source):
    """Line breaks, comments, quotes and brackets that mean nothing are nothing. Catches: a search in the text."""
    assert changed(source, "max( a,'b' )", "min(a, 'b')") == ("x = min(a, 'b') + 1", 1)


@pytest.mark.parametrize(
    ("source", "old"),
    [
        ("x = a + b + c", "b + c"),  # (a + b) + c
        ("x = 'n >> bits'  # n >> bits", "n >> bits"),
        ("x = 1", "True"),
        ("x = 1", "1.0"),
        ("x = f(a, b)", "f(a)"),
        ("x = f(a=1)", "f(b=1)"),
        ("x = 1", "x"),  # a name that is read, not one that is written
        ("if a:\n    b", "if a: c"),
        ("x = f(a, b)", "f($n, $n)"),
        ("x = 1\ny = 2", "y = 2\nx = 1"),
    ],
)
def test_what_is_no_such_node_is_left_alone(source, old):
    """Text that is no node of its own, other values of the same size, other arguments. Catches: a loose comparison."""
    assert changed(source, old, "changed") == (same(source), 0)


@pytest.mark.parametrize(
    ("source", "old", "new", "wanted", "places"),
    [
        ("x = f(a + 1, b)", "f($first, b)", "g(b, $first)", "x = g(b, a + 1)", 1),
        ("x = f(a, a)", "f($n, $n)", "$n", "x = a", 1),
        ("x = f(g(b), g(b))", "$n(b)", "$n(c)", "x = f(g(c), g(c))", 2),
        ("x = [k + 1, k + 1, k]", "k + 1", "k", "x = [k, k, k]", 2),
        ("x = a + (a + (a + b))", "a + $n", "$n", "x = a + (a + b)", 1),  # not looked at again
        ("if a:\n    b = 1\n    c = 2", "if a: ...", "if False: ...", "if False:\n    b = 1\n    c = 2", 1),
        ("while x:\n    a = 1\n    b = 1\n    c = 2", "a = 1\nb = 1", "pass", "while x:\n    pass\n    c = 2", 1),
        ("try:\n    f(1)\nexcept E:\n    f(1)", "f(1)", "pass", "try:\n    pass\nexcept E:\n    pass", 2),
        ("def f():\n    if a:\n        return 1\n    return 2", "return 2", "return 3", None, 1),
    ],
)
def test_what_is_found_is_changed(source, old, new, wanted, places):
    """Holes keep what stands there, statements may follow each other, and each place is counted."""
    wanted = same(wanted) if wanted else same(source.replace("2", "3"))
    assert changed(source, old, new) == (wanted, places)


@pytest.mark.parametrize("text", ["n >>", "if a", "return return"])
def test_no_python_is_refused(text):
    """By the pattern's own words."""
    with pytest.raises(InvalidArgument, match="not Python"):
        Pattern(text)
