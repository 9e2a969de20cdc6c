"""Trees of halved boxes agree with the checker's own reading of them, and are cut where the bound suffices."""

import random
from fractions import Fraction

from lottery_verify.certificates.tree import INFINITE, Tree
from lottery_verify.checker.rules import boxes

LOW, HIGH = (Fraction(-1), Fraction(0), Fraction(1, 3)), (Fraction(1), Fraction(5), Fraction(1, 2))


def grown(seed, splits=40):
    """A tree of random splits, whose nodes' values fall from parent to child."""
    generator, tree = random.Random(seed), Tree()
    tree.value[0] = 64.0
    for _ in range(splits):
        for node in tree.halve(generator.choice(tree.leaves()), generator.randrange(3)):
            tree.value[node] *= generator.choice((0.5, 0.75, 1.0))
    return tree


def test_boxes_are_the_checkers():
    """The box of each leaf is the one that the checker makes of the splits. Catches halves that change places."""
    for seed in range(8):
        tree = grown(seed)
        splits = [by for _, by in tree.cut()]
        expected = list(boxes.leaves(splits, LOW, HIGH, "tree"))
        assert [tree.box(node, LOW, HIGH) for node in tree.leaves()] == expected


def test_read_back():
    """A tree made again of its splits and values has the same splits, values and boxes."""
    tree = grown(3)
    nodes = list(tree.cut())
    again = Tree.of([by for _, by in nodes], [tree.value[node] for node, _ in nodes])
    assert [(by, again.value[node]) for node, by in again.cut()] == [(by, tree.value[node]) for node, by in nodes]
    assert [again.box(n, LOW, HIGH) for n in again.leaves()] == [tree.box(n, LOW, HIGH) for n in tree.leaves()]


def test_cut_as_little_as_can_be():
    """At most so many unsettled leaves are left, and at the next smaller value there would be more."""
    tree = grown(5)
    values = [-INFINITE, *sorted(set(tree.value))]
    settled = set(tree.leaves()[::2])

    def fresh(enough):
        return len(set(tree.leaves(enough, settled)) - settled)

    assert tree.enough(settled, len(tree.split)) == -INFINITE
    for most in range(1, fresh(-INFINITE)):
        enough = tree.enough(settled, most)
        assert fresh(enough) <= most
        assert fresh(values[values.index(enough) - 1]) > most
    assert tree.leaves(tree.enough((), 0)) == [0]


def test_what_is_settled_is_not_cut():
    """Leaves that are bounded already are leaves of the tree that is cut, wherever they make up a box.

    Catches a cut that goes by values alone, and throws away what was bounded below a box that is enough.
    """
    for seed in range(8):
        tree = grown(seed)
        lower, upper = tree.children[0]
        settled = {node for node in tree.leaves() if below(tree, node, lower)}
        tree.value[0] = INFINITE
        kept = set(tree.leaves(64.0, settled))
        assert kept == settled | {upper}


def below(tree, node, ancestor):
    """Whether a node is the other one or lies below it."""
    while node != ancestor and node:
        node = tree.parent[node]
    return node == ancestor
