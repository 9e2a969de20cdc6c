"""The page on a phone: what is wide says so, and what a mouse shows by pointing is shown by a tap."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from tests.reporting.browser import chromium

PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}


@pytest.fixture(scope="module")
def phone(report: Path) -> Iterator[Chrome]:
    """The page, opened on a screen of 390 by 844."""
    with chromium() as driver:
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
        driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
        driver.get((report / "index.html").as_uri())
        yield driver


def test_the_page_itself_does_not_scroll_sideways(phone: Chrome) -> None:
    """Only tables and pictures do. Catches a line that widens the whole page."""
    assert phone.execute_script("return [innerWidth, document.scrollingElement.scrollWidth]") == [390, 390]


def test_what_is_wide_says_that_it_scrolls(phone: Chrome) -> None:
    """Every table and picture that is cut off has the hint, and can be scrolled by keys; one that fits has none."""
    found = phone.execute_script("""return [...document.querySelectorAll(".scroll")].map((box) => [
      box.scrollWidth > box.clientWidth + 1, getComputedStyle(box, "::before").content.includes("swipe"),
      box.tabIndex === 0,
    ])""")
    assert found
    assert any(wide for wide, _, _ in found)
    assert [one for one in found if len(set(one)) > 1] == []
    tables = phone.execute_script("return [...document.querySelectorAll('table')].every((t) => t.closest('.scroll'))")
    assert tables is True


def test_a_tap_shows_a_number_in_full(phone: Chrome) -> None:
    """A tap on a cell writes its whole number, its claim and its column below the table."""
    cell = "document.querySelector('tr[data-id=shared-log-pruning]').cells[2]"
    x, y = phone.execute_script(
        f"const c = {cell}; c.scrollIntoView({{behavior: 'instant', block: 'center', inline: 'center'}});"
        "const b = c.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]"
    )
    for kind, points in (("touchStart", [{"x": x, "y": y}]), ("touchEnd", [])):
        phone.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    said = "return document.getElementById('c-full').textContent"
    for _ in range(50):
        if phone.execute_script(said):
            break
        phone.execute_async_script("setTimeout(arguments[0], 100)")
    assert phone.execute_script(said) == "shared-log-pruning, neurons of G: 7229128"


def test_nothing_is_shown_by_pointing_alone(phone: Chrome) -> None:
    """Whatever has a title for the mouse can have the focus, so that a tap or a key reaches it."""
    titled = "[...document.querySelectorAll('[title]')]"
    alone = phone.execute_script(f"return {titled}.filter((one) => one.tabIndex < 0).map((one) => one.outerHTML)")
    assert alone == []


def test_the_closing_questions_need_no_swipe(phone: Chrome) -> None:
    """Their figures are as wide as the screen leaves room for, legends and all. Catches a legend behind the swipe."""
    found = phone.execute_script("""return [...document.querySelectorAll("figure.answer img")].map((image) => [
      image.getBoundingClientRect().right <= innerWidth, image.naturalWidth > image.naturalHeight * 1.3,
    ])""")
    assert found
    assert all(fits and not flat for fits, flat in found)
