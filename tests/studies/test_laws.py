"""How many weights of each law one target weight needs."""

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import binom

from lottery_verify.cli import main
from lottery_verify.studies import law_blocks
from lottery_verify.studies.grid import cells_of
from lottery_verify.studies.law_blocks import ladder
from lottery_verify.studies.law_draws import Blocks, targets
from lottery_verify.studies.law_grid import LawGrid
from lottery_verify.studies.law_rows import MOST
from lottery_verify.studies.laws import LAWS, measure, shown


def cell(method, law, exponent=1, shape="dedicated"):
    grid = LawGrid(exponents=(exponent,), methods=(method,), laws=(law,), shapes=(shape,), seeds=(17,))
    return grid.cells("laws")[0]


def test_products_of_uniforms_against_their_density():
    """u, v uniform on [-2, 2] have a product of density ln(4/|x|)/8; a neuron helps where u > 0. So the success of M
    neurons for a uniform w is an integral, and the counts of the row and of the rung before must be likely under it
    (0.1 % on either side). Catches neurons with u < 0 that are counted as useful, another law, a success that is
    counted per link of many.
    """
    epsilon = 0.1

    def success(neurons):
        def below(x):  # P(0 ≤ uv ≤ x)
            return x * (1 + math.log(4 / x)) / 8 if x > 0 else 0.0

        def hit(w):
            return (below(w + epsilon) + (below(epsilon - w) if w < epsilon else -below(w - epsilon))) / 2

        return 1 - quad(lambda w: (1 - hit(w)) ** neurons, 0, 1, points=[epsilon])[0]

    row = measure(cell("product", "uniform"), "made")
    before = max(n for n in ladder(4) if n < row.neurons)
    assert row.reached == 1
    assert row.met in (99, 100)
    assert binom.sf(row.met - 1, row.blocks, success(row.neurons)) > 0.001
    assert binom.cdf(98, row.blocks, success(before)) > 0.001
    assert (row.source_per_weight, row.kept_per_weight) == (2 * row.neurons, 2.0)


@pytest.mark.parametrize(
    ("method", "law"), [("golden", "hyperbolic"), ("golden", "uniform"), ("subset-sum", "uniform")]
)
def test_never_below_the_lower_bound(method, law):
    """No method meets uniform weights with fewer products than log2(1/ε_w); all blocks of four outputs share theirs.

    Catches a tolerance in what counts as met.
    """
    row = measure(cell(method, law, 2, "shared"), "made", blocks=10)
    assert row.met == 10 == row.blocks
    assert row.neurons > row.lower_bound_bits == math.log2(100)
    assert row.source_per_weight == row.neurons * 5 / 4
    assert 1 < row.kept_per_weight < 2 * row.neurons


def test_what_is_not_reached_is_said(monkeypatch):
    """A cell that would need more neurons than are tried has a row, and the row says so. Catches a dropped run."""
    monkeypatch.setattr(law_blocks, "MOST", 8)
    row = measure(cell("product", "hyperbolic", 4), "made", blocks=5)
    assert (row.reached, row.neurons) == (0, 8)
    assert "> 8" in shown([row])


def test_equal_products_against_the_binomial():
    """Constant products of size just below ε: |w| ≤ 1 takes at most ⌈(|w| − ε)/ε⌉ of them, each of M is usable with
    probability 1/4, so that the success is a mean of binomial tails. Row and rung before must be likely (0.1 %).

    Catches another size of the constant, signs that are not fair, neurons with u < 0 that count.
    """
    epsilon = 0.1

    def success(neurons):
        needed = np.ceil((np.linspace(0, 1, 10001) - epsilon) / epsilon).clip(0)
        return binom.sf(needed - 1, neurons, 0.25).mean()

    row = measure(cell("golden", "constant"), "made")
    before = max(n for n in ladder(4) if n < row.neurons)
    assert binom.sf(row.met - 1, row.blocks, success(row.neurons)) > 0.001
    assert binom.cdf(98, row.blocks, success(before)) > 0.001


def test_one_constant_product_fails():
    """A single product of constants is one number: the probability of success is below 2ε, exactly. Catches a sum."""
    row = measure(cell("product", "constant", 2), "made", blocks=20)
    assert (row.reached, row.neurons) == (0, MOST)
    assert binom.sf(row.met - 1, 20, 0.02) > 0.001


def test_normal_weights_have_the_uniform_laws_variance():
    """Laws are compared at one scale. Catches one that is wider than the other."""
    for method in ("golden", "product", "subset-sum"):
        normal, uniform = (Blocks(cell(method, law, 4), 50).draw(0, 0, 400) for law in ("normal", "uniform"))
        assert np.mean(normal**2) == pytest.approx(np.mean(uniform**2), rel=0.05)
        assert (normal.astype(np.float32) == normal).all()


def test_targets_are_uniform():
    """Both signs, all sizes, none repeated. Catches weights that are all positive, or of one byte."""
    w = targets(3, 4096)
    assert len(np.unique(w)) > 4090
    assert abs(np.histogram(w, 8, (-1, 1))[0] - 512).max() < 5 * math.sqrt(512)


def test_its_grid(tmp_path, capsys):
    """Each cell once, none with a file; axes of the command are refused, since they would change nothing."""
    cells = cells_of("laws", LAWS.grids)
    assert len({one.id for one in cells}) == len(cells)
    assert {one.file for one in cells} == {""}
    assert {one.epsilon for one in cells} == {Fraction(1, 10**n) for n in range(1, 9)}
    assert main(["study", "laws", "-o", str(tmp_path / "x"), "--seeds", "1"]) == 2
    assert "laws has a grid of its own; --only chooses from its cells" in capsys.readouterr().err
    words = "epsilon=1/10 product uniform dedicated seed=17"
    assert main(["study", "laws", "-o", str(tmp_path), "--only", words]) == 0
    assert "| 0.1 | product | uniform | dedicated | 17 | " in capsys.readouterr().out
