"""The page: self-contained, complete, well formed."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lottery_verify.bounds import derivations
from lottery_verify.claims import CLAIMS

VOID = frozenset(("meta", "input", "img", "br", "link"))


class Reader(HTMLParser):
    """Collects ids, links and what is fetched; notes tags that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.wrong: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes a tag."""
        found = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append(found["href"])
        self.fetched += [found[name] for name in ("src", "srcset", "data", "poster", "action") if name in found]
        if tag == "link":
            self.fetched.append(found["href"])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes a tag that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Checks that what is closed was opened last."""
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"</{tag}> at line {self.getpos()[0]}")


@pytest.fixture(scope="module")
def text(report: Path) -> str:
    """The page's source."""
    return (report / "index.html").read_text()


@pytest.fixture(scope="module")
def read(text: str) -> Reader:
    """The page, read."""
    reader = Reader()
    reader.feed(text)
    return reader


def test_the_page_is_well_formed(read: Reader) -> None:
    """Every element is closed in order, and no id stands twice."""
    assert read.wrong == []
    assert len(read.ids) == len(set(read.ids))


def test_the_page_fetches_nothing(read: Reader, text: str) -> None:
    """Everything is inside: pictures are data, there is no link to another file or host."""
    assert [one for one in read.fetched if not one.startswith("data:")] == []
    assert re.findall(r"url\(|@import|fetch\(|XMLHttpRequest|import\(", text) == []
    assert all(one.startswith("#") for one in read.links)


def test_every_link_leads_somewhere(read: Reader) -> None:
    """Each link's place is in the page."""
    assert {one[1:] for one in read.links} <= set(read.ids)


def test_every_claim_and_every_step_is_there(read: Reader) -> None:
    """All claims, and all steps of their derivations, with their audit steps."""
    assert {one.id for one in CLAIMS} <= set(read.ids)
    assert {step.id.replace("/", "-") for one in derivations() for step in one.steps} <= set(read.ids)


def test_it_says_what_is_checked_and_what_is_not(text: str) -> None:
    """Assumed and failed steps are counted, and the rule of inference is not claimed to be checked."""
    steps = [step for one in derivations() for step in one.steps]
    assert f"{len(steps)} steps, of which" in text
    assert "is named in words and is not checked there" in text


def test_formulas_are_spelt_in_one_way(text: str) -> None:
    """Norms, halves of a weight, logarithms and ceilings outside MathML are spelt like mathematics, not like code."""
    shown = re.sub(r"<(script|style|code|math|dl)\b.*?</\1>", "", text, flags=re.DOTALL)
    shown = re.sub(r"<[^>]*>", "", re.sub(r"<sup>", "^", shown))
    shown = shown.replace("with lottery_verify 0", "").replace("on x86_64", "")  # names
    assert re.findall(r"\|\||/-ln|\bw[+-][·*]|\b[a-z]_[ )/+]|\bceil\(|O~|\bsum_|_|&lt;=|\*\*|\brelu\(", shown) == []


def test_contents_list_every_claim(text: str) -> None:
    """The list at the top leads to each claim, each claim leads back, and the top is never far."""
    contents = re.search(r'<details class="contents".*?</details>', text, re.DOTALL)
    assert contents is not None
    assert re.findall(r'href="#([^"]*)"', contents.group(0)) == [one.claim.id for one in derivations()]
    assert text.count('<a href="#contents">All claims</a>') == len(CLAIMS)
    assert 'href="#top"' in text


def test_formulas_are_mathml(text: str) -> None:
    """One formula in display for each claim and step, and no LaTeX command left over."""
    count = len(CLAIMS) + sum(len(one.steps) for one in derivations())
    assert len(re.findall('<math[^>]* display="block"', text)) == count
    assert re.findall(r"<m[iont]+>[^<]*\\[^<]*</m", text) == []
