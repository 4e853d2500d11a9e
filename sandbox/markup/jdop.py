"""Pages and fragments of jdop: the selectors that its clients rely on, in plain surroundings."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sandbox import calls
from sandbox.dice import chance
from sandbox.dress import joined
from sandbox.markup import plain

if TYPE_CHECKING:
    from sandbox.entry import Entry
    from sandbox.site import Profile


def formats(entry: Entry) -> list[str]:
    """The formats in the words of the pages: 接口, 链接, 其他, `CSV`."""
    return [calls.FORMAT_TEXT.get(name, name.upper()) for name in entry.formats]


def _row(entry: Entry) -> str:
    link = f"../detail/data.do?iid={entry.id}&amp;searchString="
    links = "".join(f'<a class="type" href="{link}">{escape(name)}</a>' for name in formats(entry))
    return (
        f'<div class="search_result">\n<div class="search_result_left"><a href="{link}" target="_blank" '
        f'title="{escape(entry.title)}">{escape(entry.title)}</a></div>\n'
        f'<div class="search_result_right"><span class="date">{escape(entry.modified or "")}</span>{links}</div>\n</div>'
    )


def fragment(entries: list[Entry], total: int) -> str:
    """A page of the list, as it comes inside JSON."""
    rows = "\n".join(map(_row, entries))
    return f'<div class="search_total">共找到<span class="onColor">{total}</span>个数据集</div>\n{rows}\n'


def volume_label(entry: Entry) -> str:
    """Under which of its labels an entry's number of rows stands."""
    return "数据量" if chance(entry.id, "volume") < 2 / 3 else "数据条数"


def _pairs(entry: Entry) -> list[tuple[str, str | None]]:
    return [
        ("摘要", entry.description),
        ("标签", joined(entry.tags)),
        ("更新周期", entry.update_cycle),
        ("资源格式", ",".join(formats(entry))),
        ("数源单位", entry.publisher),
        ("联系方式", entry.phone),
        ("数据领域", joined(entry.themes)),
        ("行业分类", joined(entry.industries)),
        ("开放条件", entry.open_condition),
        ("发布日期", entry.issued),
        ("更新日期", entry.modified),
        (volume_label(entry), None if entry.rows is None else str(entry.rows)),
    ]


def _loose(value: str | None) -> str:
    """A value amid the white space that the templates leave around it."""
    return f"\r\n\t\t\t{escape(value)}&nbsp;\r\n\t\t" if value else ""


def _table(entry: Entry, colon: str) -> str:
    """Two pairs a row, and one row that the page hides: its values belong to another version."""
    cells = [f"<td>{label}{colon}</td><td>{_loose(value)}</td>" for label, value in _pairs(entry)]
    rows = [f"<tr>{''.join(cells[start : start + 2])}</tr>" for start in range(0, len(cells), 2)]
    hidden = f'<tr style="display:none"><td>更新周期{colon}</td><td>每分钟</td><td>开放条件{colon}</td><td>不予开放</td></tr>'
    return "\n".join([*rows, hidden])


def _downloads(entry: Entry) -> str:
    """One link a file, and one to earlier versions that names no type; nothing for conditional datasets."""
    if not entry.unconditional or not entry.files:
        return ""
    links = "".join(
        f'<a href="../detail/downFile.do?iid={entry.id}&amp;fileType={card.format}">{escape(card.name)}.{card.format}</a>\n'
        for card in entry.files
    )
    history = f'<a href="../detail/history.do?iid={entry.id}&amp;history=1">历史数据</a>'
    return f'<table><tr><td class="sjxz1">数据下载</td><td>{links}{history}</td></tr></table>'


def detail(profile: Profile, entry: Entry, colon: str) -> str:
    """A dataset's page; `colon` ends the labels."""
    return plain.page(
        profile,
        entry.title,
        f'<span class="sjxqTit1">{escape(entry.title)}</span>\n'
        f'<div class="box1"><table>\n{_table(entry, colon)}\n</table></div>\n{_downloads(entry)}',
    )
