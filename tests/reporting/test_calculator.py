"""The page's calculator, in a browser, against the package's own integers."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from lottery_verify import bounds
from lottery_verify.bounds import Evaluation
from tests.reporting.browser import chromium

FIELDS = ("n", "depth", "epsilon", "delta", "wMax", "fMax", "norm", "base")

READ = """
const {result, epsilonW} = window.lastResult;
return {
  epsilonW, k: result.it.k.toString(),
  widths: document.getElementById("c-widths").value,
  fields: Object.fromEntries(arguments[0].map((name) => [name, document.getElementById("c-" + name).value])),
  rows: result.rows.map((row) => ({
    id: row.id, applies: row.applies, undecided: row.undecided || "",
    perLayer: (row.perLayer || []).map(String), neurons: String(row.neurons), weights: String(row.weights),
    smallest: row.smallest == null ? null : row.smallest.toString(),
    perWeight: row.applies ? directedDecimal(row.perWeight, 12, true) : null,
    bits: row.bitsOverLowerBound ? directedDecimal(row.bitsOverLowerBound, 12, true) : null,
  })),
  shown: [...document.querySelectorAll("#c-rows tr")].map((row) => [...row.cells].map((one) => one.title)),
};
"""
MOVE = """
const slider = document.getElementById("c-" + arguments[0] + "-slider");
slider.value = Math.round(arguments[1] * slider.max);
slider.dispatchEvent(new Event("input", {bubbles: true}));
"""
TYPE = """
const field = document.getElementById("c-" + arguments[0]);
field.value = arguments[1];
field.dispatchEvent(new Event("change"));
"""


@pytest.fixture(scope="module")
def page(report: Path) -> Iterator[Chrome]:
    """The page, opened from its file."""
    with chromium() as driver:
        driver.get((report / "index.html").as_uri())
        yield driver


def read(page: Chrome) -> dict[str, Any]:
    """What the calculator shows now."""
    page.execute_script("cancelAnimationFrame(waiting); recompute();")
    found = page.execute_script(READ, list(FIELDS))
    assert isinstance(found, dict)
    return found


def python_says(found: dict[str, Any]) -> Evaluation:
    """The package's evaluation of the setting that the page's fields hold."""
    fields = found["fields"]
    widths = [int(one) for one in found["widths"].split(",")]
    return bounds.evaluate(
        widths,
        fields["epsilon"],
        fields["delta"],
        w_max=fields["wMax"],
        f_max=fields["fMax"],
        spectral_norms=[fields["norm"]] * (len(widths) - 1),
        base=fields["base"],
    )


def disagreements(found: dict[str, Any]) -> list[str]:
    """Every figure in which page and package differ."""
    evaluation, wrong = python_says(found), []
    shared = evaluation["shared-log-pruning"]
    if shared.k is not None and str(shared.k[0]) != found["k"]:
        wrong.append(f"k: {found['k']}, {shared.k[0]}")
    if shared.epsilon_w_down not in (None, found["epsilonW"]):
        wrong.append(f"epsilon_w: {found['epsilonW']}, {shared.epsilon_w_down}")
    for row in found["rows"]:
        expected = evaluation[row["id"]]
        pairs: list[tuple[str, object, object]] = [("applies", row["applies"], expected.applies)]
        if row["applies"] and expected.applies and expected.size is not None:
            pairs += [
                ("neurons per layer", row["perLayer"], [str(one) for one in expected.size.neurons_per_layer]),
                ("neurons", row["neurons"], str(expected.size.neurons_total)),
                ("weights", row["weights"], str(expected.size.weights_total)),
                ("neurons per target weight", row["perWeight"], expected.neurons_per_target_weight_up),
                ("mask bits / lower bound", row["bits"], expected.bits_over_lower_bound_up),
            ]
            if row["smallest"] is not None:
                least = None if expected.exact is None else str(expected.exact.neurons_total)
                pairs.append(("exact smallest", row["smallest"], least))
        wrong += [f"{row['id']}, {what}: {ours}, {theirs}" for what, ours, theirs in pairs if ours != theirs]
    return wrong


def test_the_page_opens_with_the_check_value(page: Chrome) -> None:
    """Widths 784, 500, 10 and all constants 1: k = 34 and M_1 = ceil(272 ln(5.3312e9)) per input neuron."""
    found = read(page)
    assert found["k"] == "34"
    assert next(row for row in found["rows"] if row["id"] == "shared-log-pruning")["perLayer"] == [
        str(784 * 6092),
        str(500 * 4906),
    ]
    assert disagreements(found) == []


@pytest.mark.parametrize("name", FIELDS)
def test_each_slider_moved_by_key_agrees_with_python(page: Chrome, name: str) -> None:
    """An arrow key on a slider changes its field, and all figures agree with the package's."""
    before = read(page)["fields"][name]
    slider = page.find_element(By.ID, f"c-{name}-slider")
    for key in (Keys.ARROW_LEFT, Keys.ARROW_LEFT, Keys.ARROW_LEFT):
        slider.send_keys(key)
    found = read(page)
    assert found["fields"][name] != before
    assert disagreements(found) == []


@pytest.mark.parametrize("seed", range(4))
def test_sliders_anywhere_agree_with_python(page: Chrome, seed: int) -> None:
    """Random positions of all sliders: every integer of every row is the package's."""
    drawn, wrong = random.Random(seed), []
    for _ in range(15):
        for name in FIELDS:
            page.execute_script(MOVE, name, drawn.random() ** (3 if name == "depth" else 1))
        found = read(page)
        wrong += [f"{found['fields']}: {one}" for one in disagreements(found)]
    assert wrong == []


@pytest.mark.parametrize(
    ("widths", "typed"),
    [
        ("784,500,10", {"wMax": "1/28"}),
        ("5,5,5,5", {"epsilon": "1e-300", "base": "3/2"}),
        ("1,1", {"epsilon": "2", "wMax": "0.3"}),
        ("1,1", {"epsilon": "1000", "wMax": "0.3"}),
        ("3,2", {"wMax": "0"}),
        ("2,3,4", {"norm": "0", "fMax": "1e-20"}),
        ("1000000000,1000000000", {"delta": "1e-100", "epsilon": "1e-12"}),
        ("16,16,16,16,16,16", {"norm": "7.5", "base": "1.618", "delta": "0.999"}),
    ],
)
def test_typed_numbers_agree_with_python(page: Chrome, widths: str, typed: dict[str, str]) -> None:
    """Exact numbers typed into the fields, extreme ones among them."""
    start = {"epsilon": "0.01", "delta": "0.01", "wMax": "1", "fMax": "1", "norm": "1", "base": "phi", "widths": widths}
    for name, text in (start | typed).items():
        page.execute_script(TYPE, name, text)
    assert disagreements(read(page)) == []


def test_the_table_shows_what_was_computed(page: Chrome) -> None:
    """Each cell's full number is the computed one."""
    found = read(page)
    last = "return [...document.querySelectorAll('#c-rows tr')].map((row) => row.lastChild.innerText)"
    shown = page.execute_script(last)
    evaluation = python_says(found)
    for row, k in zip(found["rows"], shown, strict=True):
        if row["applies"]:
            assert k == ("–" if evaluation[row["id"]].k is None else found["k"])
    for row, cells in zip(found["rows"], found["shown"], strict=True):
        if row["applies"]:
            assert cells[1:3] == [row["perWeight"], row["neurons"]]
            assert cells[4] == row["weights"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("epsilon", "0", "ε: 0"),
        ("delta", "1", "δ: 1"),
        ("base", "1.62", "γ: 1.62"),
        ("widths", "7", "widths"),
        ("wMax", "x", "w_max: x"),
    ],
)
def test_bad_input_is_named(page: Chrome, name: str, text: str, said: str) -> None:
    """A number out of range is named with its value, and no figure is shown."""
    before = page.execute_script("return document.getElementById('c-' + arguments[0]).value", name)
    page.execute_script(TYPE, name, text)
    page.execute_script("recompute()")
    assert said in page.find_element(By.ID, "c-message").text
    assert page.execute_script("return document.getElementById('c-rows').rows.length") == 0
    page.execute_script(TYPE, name, before)
    page.execute_script("recompute()")


SHARED = "const shared = BOUNDS.find((one) => one.id === 'shared-log-pruning');"


def test_the_comparison_can_fail(page: Chrome) -> None:
    """A wrong constant in the page's script (16k for 8k) is caught."""
    page.execute_script(f"{SHARED} window.kept = shared.count; shared.count = (it, links) => 2n * kept(it, links);")
    try:
        assert any("shared-log-pruning, neurons" in one for one in disagreements(read(page)))
    finally:
        page.execute_script(f"{SHARED} shared.count = window.kept")
    assert disagreements(read(page)) == []


@pytest.mark.parametrize("axis", ["epsilon", "delta", "n", "depth", "base"])
def test_every_plot_is_drawn(page: Chrome, axis: str) -> None:
    """Each choice of the horizontal axis gives lines without NaN."""
    page.execute_script("document.getElementById('c-axis').value = arguments[0]; recompute();", axis)
    paths = page.execute_script(
        "return [...document.querySelectorAll('#c-plot path.line')].map((p) => p.getAttribute('d'))"
    )
    assert paths
    assert not any("NaN" in one or "Infinity" in one for one in paths)


def test_nothing_went_wrong_in_the_page(page: Chrome) -> None:
    """The browser's console has no error, so nothing was fetched in vain either."""
    assert [one for one in page.get_log("browser") if one["level"] == "SEVERE"] == []
