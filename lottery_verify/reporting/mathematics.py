"""LaTeX as MathML that browsers draw by themselves."""

from functools import cache
from itertools import pairwise
from xml.etree import ElementTree

from latex2mathml.converter import convert
from markupsafe import Markup

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_FUNCTIONS = frozenset(("ln", "log", "exp", "max", "min", "sup", "lim", "Var"))
_LIMITS = frozenset(("lim", "sup"))
_OPENING, _CLOSING = frozenset("([{⌈⌊|‖"), frozenset(")]}⌉⌋|‖")
_TIGHT = frozenset("/|")


@cache
def mathml(latex: str, display: bool = True) -> Markup:
    """LaTeX as a MathML element, with the spacing of TeX around function names and bars.

    Args:
        latex: without delimiters.
        display: whether it stands on a line of its own.
    Returns: the element, safe to put into HTML.
    """
    root = ElementTree.fromstring(convert(latex, display="block" if display else "inline"))
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{_NAMESPACE}}}")
    for element in list(root.iter()):
        _polish(element, display)
    for element in list(root.iter()):
        _space(element)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _polish(element: ElementTree.Element, display: bool) -> None:
    if element.tag == "mo" and element.text in _FUNCTIONS and element.text not in _LIMITS:
        element.tag = "mi"
    if element.tag == "msub" and display and element[0].text in _LIMITS:
        element.tag = "munder"
    if element.tag == "mo" and element.text in _TIGHT:
        element.attrib |= {"lspace": "0", "rspace": "0"}
        if "minsize" in element.attrib:
            element.attrib |= {"stretchy": "true", "symmetric": "true"}


def _space(row: ElementTree.Element) -> None:
    """A thin space between a function's name and an operand beside it."""
    if row.tag not in ("mrow", "mtd", "mstyle", "math"):
        return
    children = list(row)
    for place, (left, right) in reversed(list(enumerate(pairwise(children), 1))):
        after = _is_function(left) and not _is_operator(right) and not _opens(right)
        before = _is_function(right) and (not _is_operator(left) or left.text in _CLOSING)
        if after or before:
            row.insert(place, ElementTree.Element("mspace", width="0.167em"))


def _is_function(element: ElementTree.Element) -> bool:
    inner = element[0] if element.tag in ("msub", "msup", "munder") else element
    return inner.text in _FUNCTIONS


def _is_operator(element: ElementTree.Element) -> bool:
    return element.tag in ("mo", "mspace")


def _opens(element: ElementTree.Element) -> bool:
    return element.tag == "mrow" and len(element) > 0 and element[0].tag == "mo" and element[0].text in _OPENING
