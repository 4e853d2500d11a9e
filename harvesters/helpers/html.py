"""Reading label and value pairs from the HTML of portals."""

from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvesters.helpers.text import clean


def raw(node: LexborNode | None) -> str | None:
    """All text of an element as it stands in the page, line breaks included."""
    return None if node is None else node.text(deep=True)


def text(node: LexborNode | None) -> str | None:
    """The text of an element on one line, or `None` where it is empty or a placeholder."""
    return clean(raw(node))


def first(tree: LexborHTMLParser | LexborNode, *selectors: str) -> str | None:
    """The text of the first selector that finds one."""
    for selector in selectors:
        for node in tree.css(selector):
            if found := text(node):
                return found
    return None


def attribute(tree: LexborHTMLParser | LexborNode, selector: str, name: str) -> str | None:
    """An attribute of the first element that a selector finds, cleaned."""
    node = tree.css_first(selector)
    return None if node is None else clean(node.attributes.get(name))


def label(value: str | None) -> str | None:
    """A label without its colon: `来源部门：` is 来源部门."""
    return clean((value or "").strip().rstrip("：:").replace("\xa0", ""))


def pairs(cells: Iterable[LexborNode]) -> Iterator[tuple[str, str]]:
    """Labels and raw values of cells that stand in turn: label, value, label, value."""
    turn = iter(cells)
    for cell in turn:
        value = next(turn, None)
        name = label(raw(cell))
        if name and value is not None:
            yield name, raw(value) or ""


def spans(node: LexborNode | None) -> dict[str, str]:
    """Labels and raw values of `span` elements that stand in turn; one that ends in a colon is always a label."""
    values: dict[str, str] = {}
    name: str | None = None
    for span in node.css("span") if node else ():
        words = raw(span) or ""
        if words.strip().endswith(("：", ":")) or name is None:
            name = label(words)
        else:
            values[name] = words
            name = None
    return values
