"""Static pages of 北京: lines of `键：值` as plain text in a card, and links to files."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sandbox.moments import day

if TYPE_CHECKING:
    from sandbox.entry import Entry
    from sandbox.site import Profile


def page(profile: Profile, title: str, body: str) -> str:
    """A whole page around `body`."""
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="UTF-8"/>'
        f"<title>{escape(title)}-{escape(profile.title)}</title></head>\n<body>\n{body}\n"
        f'<div class="footer">主办：{escape(profile.publisher)}（模拟数据，仅作示例）</div></body></html>\n'
    )


def _day(text: str | None) -> str:
    """A day as the entry writes it, padded or not; "" for none."""
    return text or "" if day(text) else ""


def lines(entry: Entry) -> list[tuple[str, str]]:
    """Labels and values of a page. The summary stands there twice, under both of its names."""
    told = [
        ("资源名称", entry.title),
        ("资源摘要", entry.description),
        ("摘要", entry.description),
        ("来源部门", entry.publisher),
        ("主题", "，".join(entry.themes or ())),
        ("所属行业", "，".join(entry.industries or ())),
        ("开放条件", entry.open_condition),
        ("更新频率", entry.update_cycle),
        ("发布日期", _day(entry.issued)),
        ("更新时间", _day(entry.modified)),
        ("关键字", "，".join(entry.tags or ())),
        ("数据格式", "，".join(name.upper() if name.isascii() else name for name in entry.formats)),
        ("数据量", None if entry.rows is None else str(entry.rows)),
        ("联系电话", entry.phone),
        ("邮箱地址", entry.email),
    ]
    return [(label, value) for label, value in told if value is not None]


def detail(profile: Profile, entry: Entry) -> str:
    """A dataset's page."""
    text = "<br/>\n".join(f"{label}：{escape(value)}" for label, value in lines(entry))
    files = "\n".join(
        f'<li><a href="{profile.root}/cms/data/downloadResource/{card.number}">{escape(card.name)}.{card.format}</a></li>'
        for card in entry.files
    )
    return page(
        profile,
        entry.title,
        f'<h1>{escape(entry.title)}</h1>\n<div id="zydtCont1"><div class="sjdetails_cardmain_frame">\n{text}\n</div></div>\n'
        f'<div id="zydtCont2"><ul>\n{files}\n</ul></div>',
    )


def malformed(profile: Profile, entry: Entry) -> str:
    """A page whose card was lost when it was made."""
    return page(profile, entry.title, f'<h1>{escape(entry.title)}</h1>\n<div id="zydtCont1"></div>')
