"""Data items: from rows of JSON, and from the table of a record's page, whatever the order and words of its headings."""

from collections.abc import Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from harvesters.base import Platform
from harvesters.helpers.fields import Row
from harvesters.helpers.html import text
from harvesters.helpers.text import scalar
from harvesters.record import Item

COLUMNS = (
    ("description", ("描述", "说明", "备注")),
    ("type", ("类型",)),
    ("length", ("长度",)),
    ("label", ("中文",)),
    ("name", ("英文", "字段名", "列名", "标识")),
    ("label", ("名称", "信息项", "数据项", "字段")),
)
"""What a heading means, by a word in it; the first that fits."""


def named_items(platform: Platform, rows: Iterable[Row], where: str, *, name: str, label: str) -> tuple[Item, ...]:
    """Items of rows that give the column's name and its Chinese one, either of which may be missing; takes rows apart."""
    items = []
    for row in rows:
        chinese = scalar(row.pop(label, None))
        if column := scalar(row.pop(name, None)) or chinese:
            items.append(Item(name=column, label=chinese))
        platform.audit(row, where)
    return tuple(items)


def item_rows(page: LexborHTMLParser, selector: str) -> Iterator[dict[str, str | None]]:
    """Rows of the tables that have a column of names: values by the field of `Item` that each means."""
    for table in page.css(selector):
        lines = [line.css("th, td") for line in table.css("tr")]
        roles = _roles(lines[0]) if lines else {}
        if "name" in roles.values() or "label" in roles.values():
            for cells in lines[1:]:
                yield _labelled({role: text(cells[at]) for at, role in roles.items() if at < len(cells)})


def _labelled(row: dict[str, str | None]) -> dict[str, str | None]:
    """Beside a name in Latin letters and without a label of its own, a description in Chinese is the label."""
    name, described = row.get("name") or "", row.get("description")
    if described and "label" not in row and name.isascii() and not described.isascii():
        return {**row, "label": described, "description": None}
    return row


def _roles(headings: list[LexborNode]) -> dict[int, str]:
    """What each column is, each meaning once."""
    roles: dict[int, str] = {}
    for at, heading in enumerate(headings):
        words = text(heading) or ""
        # 字段 alone is the column's name; with more words it is what these say.
        role = (
            "name"
            if words == "字段"
            else next((role for role, signs in COLUMNS if any(sign in words for sign in signs)), None)
        )
        if role and role not in roles.values():
            roles[at] = role
    return roles
