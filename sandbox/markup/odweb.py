"""Pages of odweb: label and value as `.info-header` and `.info-body`, the items in a table of their own."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sandbox.moments import moment, written

if TYPE_CHECKING:
    from sandbox.entry import Entry
    from sandbox.site import Profile

TYPES = {"string": "字符型", "number": "数值型", "date": "日期型"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _page(profile: Profile, title: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="UTF-8"/>'
        f"<title>{escape(title)}-{escape(profile.title)}</title></head>\n<body>\n{body}\n"
        f'<div class="footer">主办：{escape(profile.publisher)}（模拟数据，仅作示例）</div></body></html>\n'
    )


def message(profile: Profile, text: str) -> str:
    """A page that says one thing."""
    return _page(profile, text, f'<div class="message">{escape(text)}</div>')


def _time(profile: Profile, text: str | None, key: str) -> str:
    """A moment; with the skin `english` as Java's default format writes it: Dec 15, 2019 3:00:49 AM."""
    found = moment(text, key)
    if found is None or profile.skin != "english":
        return written(text, key)
    hour, half = found.hour % 12 or 12, "AM" if found.hour < 12 else "PM"
    return f"{MONTHS[found.month - 1]} {found.day}, {found.year} {hour}:{found:%M:%S} {half}"


def _pairs(profile: Profile, entry: Entry, cycle: str, *, wuxi: bool) -> list[tuple[str, str | None]]:
    issued, modified = _time(profile, entry.issued, entry.id), _time(profile, entry.modified, f"{entry.id}m")
    dates = [("发布时间", issued), ("最后更新", modified), ("开放状态", entry.open_condition)]
    if wuxi:
        dates = [
            ("目录发布时间", issued),
            ("目录更新时间", modified),
            ("资源发布时间", issued),
            ("资源更新时间", modified),
            ("条件开放", entry.open_condition),
            ("数据量", None if entry.rows is None else str(entry.rows)),
        ]
    return [
        ("来源部门", entry.publisher),
        ("所属主题", "，".join(entry.themes or ())),
        *dates,
        ("所属行业", "，".join(entry.industries or ())),
        ("更新频率", cycle),
        ("简介" if wuxi else "描述", entry.description),
    ]


def detail(profile: Profile, entry: Entry, cycle: str, *, wuxi: bool) -> str:
    """A dataset's page; `cycle` is the label of its update cycle."""
    lines = "\n".join(
        f'<li><span class="info-header">{label}：</span><span class="info-body">\r\n\t\t{escape(value)}\r\n\t</span></li>'
        for label, value in _pairs(profile, entry, cycle, wuxi=wuxi)
        if value is not None
    )
    tags = escape(",".join(entry.tags or ()))
    rows = "\n".join(
        f"<tr><td>{at}</td><td>{item.name}</td><td>{escape(item.label)}</td><td>{TYPES[item.type]}</td></tr>"
        for at, item in enumerate(entry.items, 1)
    )
    return _page(
        profile,
        entry.title,
        f'<span class="detail-title">{escape(entry.title)}</span>\n<div class="info-list"><ul>\n{lines}\n'
        f'<li tags="{tags}"><span class="info-header">标签：</span><span class="info-body">{tags}</span></li>\n</ul></div>\n'
        '<div class="detail-table"><table>\n'
        "<tr><th>序号</th><th>字段名称</th><th>字段描述</th><th>字段类型</th></tr>\n"
        f"{rows}\n</table></div>",
    )
