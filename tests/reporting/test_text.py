"""Formulas in the page, in prose and in LaTeX; numbers for people."""

import pytest

from lottery_verify.reporting.latex import tex
from lottery_verify.reporting.mathematics import mathml
from lottery_verify.reporting.plotting import spread
from lottery_verify.reporting.prose import gist, prose, sentence, status
from lottery_verify.reporting.tables import power, whole


@pytest.mark.parametrize(
    ("plain", "html"),
    [
        ("epsilon_w <= 1 - w_max", "ε<sub>w</sub> ≤ 1 − w<sub>max</sub>"),
        ("base^-k and base^(-i-1)", "γ<sup>−k</sup> and γ<sup>−i−1</sup>"),
        ("the base is above 1", "the base is above 1"),
        ("n_(i-1)*F_max", "n<sub>i−1</sub>·F<sub>max</sub>"),
        ("n^3 l^2/epsilon^2", "n<sup>3</sup> ℓ<sup>2</sup>/ε<sup>2</sup>"),
        ("sqrt(n) and sqrt(a + b)", "√n and √(a + b)"),
        ("U[-1, 1] -> 0", "U[−1, 1] → 0"),
        ("a <b> & c", "a &lt;b&gt; &amp; c"),
        ("one-layer, soft-O", "one-layer, soft-O"),
        ("||W|| and ||x||_2", "‖W‖₂ and ‖x‖₂"),
        ("w+*max(x,0) + w-*min(x,0), |w- - w|", "w<sup>+</sup>·max(x,0) + w<sup>−</sup>·min(x,0), |w<sup>−</sup> − w|"),
        ("w - 1 and w-1/2", "w − 1 and w-1/2"),
        ("t = ln(2)/-ln(1 - p/8)", "t = ln(2)/(−ln(1 − p/8))"),
        ("1/(t_ + 1), eps_(i)", "1/(t + 1), eps_(i)"),
        ("ceil((8/c)*(m + ln(k))) draws", "⌈(8/c)·(m + ln(k))⌉ draws"),
        ("ceil(2", "ceil(2"),
        ("v_t/v_{t+1}", "v<sub>t</sub>/v<sub>t+1</sub>"),
        ("O~(log(n) + sum_i norm of W_i)", "Õ(log(n) + Σ<sub>i</sub> ‖W<sub>i</sub>‖₂)"),
        ("w_max<=1/sqrt(n), |w|<1", "w<sub>max</sub> ≤ 1/√n, |w| &lt; 1"),
    ],
)
def test_prose_reads_like_mathematics(plain: str, html: str) -> None:
    """Letters, powers, indices and signs; words stay words and HTML is escaped."""
    assert str(prose(plain)) == html


def test_sentence_begins_with_a_capital() -> None:
    """A word does; a letter of mathematics does not."""
    assert str(sentence("the ticket")) == "The ticket"
    assert str(sentence("w is real")) == "w is real"
    assert str(sentence("epsilon is at most 2")) == "ε is at most 2"


def test_gist_counts_equal_parts() -> None:
    """Equal parts are said once."""
    assert str(gist("sympy: 0; sympy: 0; exact")) == "sympy: 0 (2 times); exact"


def test_gist_spells_logarithms_as_the_page_does() -> None:
    """sympy's log is ln, and its E is e. Catches a change within log_base."""
    assert str(gist("the limit is E; 2*log(2); log_base(t)")) == "the limit is e; 2·ln(2); log<sub>γ</sub>(t)"


def test_mathml_spaces_functions_as_tex_does() -> None:
    """A thin space before and after ln, none before a bracket; limits stand below."""
    assert 'k</mi><mspace width="0.167em" /><mi>ln</mi><mspace width="0.167em" /><mfrac>' in mathml(r"k\ln\frac{a}{b}")
    assert "mspace" not in mathml(r"\ln(x)")
    assert "<munder><mo>lim</mo>" in mathml(r"\lim_{n\to\infty} n")
    assert "<msub><mo>lim</mo>" in mathml(r"\lim_{n\to\infty} n", False)


@pytest.mark.parametrize(
    ("plain", "latex"),
    [
        ("4.3·10⁻¹⁶", r"4.3$\cdot$$10^{-16}$"),
        ("needs w_max<=1/sqrt(n)", r"needs $w_{\max}$$\le$1/$\sqrt{n}$"),
        ("50 % & a_b", r"50 \% \& a\_b"),
        ("214\u202f024", r"214\,024"),
    ],
)
def test_tex_escapes(plain: str, latex: str) -> None:
    """Plain text as LaTeX."""
    assert tex(plain) == latex


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (1234567, "1 234 567"),
        (10**15 - 1, "999 999 999 999 999"),
        (10**15 + 1, "≤ 1 001 000 000 000 000"),
        (10**20 + 1, "≤ 1.001·10²⁰"),
    ],
)
def test_whole_numbers_are_exact_or_rounded_up(number: int, text: str) -> None:
    """Up to 15 digits in full, above that an upper bound."""
    assert whole(number).replace("\u202f", " ") == text


def test_power() -> None:
    """A decimal string with an exponent as a power of ten."""
    assert power("8.379e-8") == "8.379·10⁻⁸"
    assert power("1524.8") == "1\u202f524.8"


def test_labels_keep_their_distance_and_their_order() -> None:
    """Labels that are too near are moved apart about their mean; others stay."""
    moved = spread([0.0, 0.5, 0.51, 0.9], 0.1)
    assert moved == pytest.approx([0.0, 0.455, 0.555, 0.9])


def test_names_in_a_status_are_code() -> None:
    """Theorems and files are names, ε_w and w_max are numbers. Catches a name set in italics or a number as code."""
    assert status("epsilon_w by near_pruning (facts/hit_network.v), w_max < 1") == (
        "ε<sub>w</sub> by <code>near_pruning</code> (<code>facts/hit_network.v</code>), w<sub>max</sub> &lt; 1"
    )
