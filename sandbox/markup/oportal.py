"""Pages of oportal: the selectors that its clients rely on, in plain surroundings.

Three skins are met: `default`; `topic` with the labels of 成都 and 辽宁 (主题, 数据更新时间, 开放类型); `table`, the
older one of 泰州 and 荆州, whose table of basic information also holds publisher, state and dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sandbox.entry import Entry, Item
    from sandbox.site import Profile

FORMAT_TEXT = {"api": "接口", "link": "链接", "file": "其他"}


@dataclass(frozen=True, slots=True)
class Skin:
    """The words of a skin; `in_table` where publisher, state and dates stand in the table of basic information."""

    theme: str = "重点领域"
    modified: str = "更新时间"
    condition: str = "开放条件"
    colon: str = ""
    in_table: bool = False


SKINS = {
    "default": Skin(),
    "topic": Skin(theme="主题", modified="数据更新时间", condition="开放类型", colon="："),
    "table": Skin(modified="最后更新时间", condition="开放状态", in_table=True),
}


def page(profile: Profile, title: str, body: str) -> str:
    """A whole page around `body`."""
    name = escape(profile.title)
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="UTF-8"/>\n'
        f"<title>{escape(title)}-{name}</title>\n</head>\n<body>\n"
        f'<input type="hidden" id="rootPath" value="{profile.root}"/>\n'
        f'<div class="header"><a href="{profile.root}/index">{name}</a>\n<ul class="nav"><li>'
        f'<a href="{profile.root}/catalog/index">数据目录</a></li>'
        f'<li><a href="{profile.root}/api/index">数据服务</a></li></ul></div>\n'
        f"{body}\n"
        f'<div class="footer">主办：{escape(profile.publisher)}（模拟数据，仅作示例）</div>\n</body>\n</html>\n'
    )


def _format(name: str) -> str:
    text = FORMAT_TEXT.get(name, name.upper())
    kind = "api" if name == "api" else text.lower()
    return f'<li class="{escape(kind)}">{escape(text)}</li>'


def _origin(entry: Entry, modified: str, condition: str) -> list[tuple[str, str | None]]:
    """Publisher, dates and condition under the labels of a page."""
    return [
        ("来源部门", entry.publisher),
        ("发布时间", entry.issued),
        (modified, entry.modified),
        (condition, entry.open_condition),
    ]


def _joined(values: Sequence[str] | None) -> str | None:
    return None if values is None else "，".join(values)


def _list_item(profile: Profile, entry: Entry, skin: Skin, address: str, title: str) -> str:
    info = "\n".join(
        f"<span>{label}：</span><span>{escape(value)}</span>"
        for label, value in [*_origin(entry, "更新时间", skin.condition), ("重点领域", _joined(entry.themes))]
        if value is not None
    )
    describe = "" if entry.description is None else f'<div class="describe">描述：{escape(entry.description)}</div>\n'
    visits = "" if entry.views is None else f'<span class="visit-count">{entry.views:,}次</span>'
    formats = "".join(map(_format, entry.formats))
    return (
        f'<li>\n<input type="hidden" name="catalogidinput" value="{entry.id}"/>\n<div class="cata-title">'
        f'<a href="{profile.root}/{address}" target="_blank" title="{escape(title)}">{escape(title)}</a>{visits}</div>'
        f'{describe}<div class="cata-information">{info}</div>\n<div class="file-type"><ul>{formats}</ul></div>\n</li>'
    )


def _sidebars(organs: Iterable[tuple[str, str, int]], region: tuple[str, str, int]) -> str:
    def lines(rows: Iterable[tuple[str, str, int]]) -> str:
        return "".join(f'<li data-code="{code}"><a>{escape(name)}</a>({count:,})</li>' for code, name, count in rows)

    return (
        f'<div class="left-content"><ul class="js-organ-list">{lines(organs)}</ul>'
        f'<ul class="js-enterprise-list">{lines([("qsydw", "企事业单位", 0)])}</ul>'
        f'<ul class="js-region-list">{lines([region])}</ul></div>'
    )


def catalogue(profile: Profile, entries: list[Entry], total: int, organs: Iterable[tuple[str, str, int]]) -> str:
    """A page of the list of datasets. `organs` are code, name and number of datasets of the departments."""
    skin = SKINS[profile.skin]
    items = "\n".join(_list_item(profile, entry, skin, f"catalog/{entry.id}", entry.title) for entry in entries)
    return page(
        profile,
        "数据目录",
        f'{_sidebars(organs, (profile.region, profile.title, total))}\n<div class="right-content-catalog">\n'
        f'<div class="top-title">共检索到<span>{total:,}</span>个数据目录</div>\n'
        f'<div class="bottom-content">\n<ul>\n{items}\n</ul>\n</div>\n</div>',
    )


def services(profile: Profile, entries: list[Entry], total: int) -> str:
    """A page of the list of APIs: the same items, the total elsewhere."""
    skin = SKINS[profile.skin]
    items = "\n".join(
        _list_item(profile, entry, skin, f"api/{service.id}/detail", service.name)
        for entry in entries
        for service in entry.apis
    )
    return page(
        profile,
        "数据服务",
        f'<div class="right-content-catalog">\n<div id="record_count">共<span>{total:,}</span>个接口</div>\n'
        f'<div class="bottom-content">\n<ul>\n{items}\n</ul>\n</div>\n</div>',
    )


def _loose(value: str) -> str:
    """A value amid the white space that the real templates leave around it."""
    return f"\r\n\t\t\t\t{escape(value)}&nbsp;\r\n\t\t\t"


def _tags(tags: tuple[str, ...] | None) -> str | None:
    return None if tags is None else "\r\n\t".join(f"<span>{escape(tag)}</span>" for tag in tags)


def _basic(entry: Entry, skin: Skin, size: int) -> str:
    """The table of basic information: two pairs a row."""
    pairs = _origin(entry, skin.modified, skin.condition) if skin.in_table else []
    pairs += [
        ("数据量", None if entry.rows is None else f"{entry.rows}"),
        ("文件数", str(len(entry.files)) if entry.counted else None),
        ("文件量", f"{size / 1024:.2f}KB" if size else None),
        ("接口数", str(len(entry.apis)) if entry.counted else None),
        ("所属行业", _joined(entry.industries)),
        ("更新频率", entry.update_cycle),
        ("部门电话", entry.phone),
        ("部门邮箱", entry.email),
        ("数据时间范围", entry.period),
        ("地理空间范围", entry.area),
    ]
    cells = [f"<td>{label}{skin.colon}</td><td>{_loose(value)}</td>" for label, value in pairs if value is not None]
    rows = [f"<tr>{''.join(cells[start : start + 2])}</tr>" for start in range(0, len(cells), 2)]
    wide = [("标签", _tags(entry.tags)), ("描述", None if entry.description is None else _loose(entry.description))]
    rows += [
        f'<tr><td>{label}{skin.colon}</td><td colspan="3">{value}</td></tr>' for label, value in wide if value is not None
    ]
    return "\n".join(rows)


def _file_rows(entry: Entry) -> str:
    return "\n".join(
        f'<tr fileformat="{card.format}"><td><input type="checkbox" file-id="{card.id}" file-name="{escape(card.name)}"'
        f"/></td><td>{escape(card.name)}.{card.format}</td><td>{card.modified[:10]}</td></tr>"
        for card in entry.files
    )


def detail(profile: Profile, entry: Entry, size: int) -> str:
    """A dataset's page. `size` is the size of all its files in bytes."""
    skin = SKINS[profile.skin]
    above = [(skin.theme, _joined(entry.themes))]
    above += [] if skin.in_table else _origin(entry, skin.modified, skin.condition)
    info = "\n".join(
        f'<li>{label}：<span class="text-primary">{_loose(value)}</span></li>' for label, value in above if value is not None
    )
    title = escape(entry.title)
    tabs = f'<li name="basicinfo"><table>\n{_basic(entry, skin, size)}\n</table></li>\n'
    tabs += '<li name="file-download"><table>\n<tr><th></th><th>文件名称</th><th>更新时间</th></tr>\n'
    tabs += f"{_file_rows(entry)}\n</table></li>\n"
    if entry.apis:
        tabs += '<li name="api-service"><div class="api-list"></div></li>\n'
    return page(
        profile,
        entry.title,
        f'<input type="hidden" id="cata_id" value="{entry.id}"/><input type="hidden" id="cata_name" value="{title}"/>\n'
        f'<div id="catalog" opentype="{escape(entry.open_condition or "")}" title="{title}">\n'
        f'<ul class="d-title pull-left"><li><h4>{title}</h4></li></ul>\n<ul class="list-inline">\n{info}\n</ul>\n'
        f'<ul class="tab-content">\n{tabs}</ul>\n</div>',
    )


def service(profile: Profile, entry: Entry, name: str, description: str, items: Iterable[Item]) -> str:
    """An API's page."""
    rows = "".join(f"<tr><td>{item.name}</td><td>{escape(item.label)}</td></tr>" for item in items)
    return page(
        profile,
        name,
        f'<ul class="d-title pull-left"><li><h4>{escape(name)}</h4></li></ul>\n<ul class="list-inline"><li>来源部门：'
        f'<span class="text-primary">{_loose(entry.publisher or "")}</span></li></ul>\n'
        f'<p class="describe">{escape(description)}</p>\n'
        f'<table class="api-output">{rows}</table>',
    )


def message(profile: Profile, text: str) -> str:
    """A page that says one thing."""
    return page(profile, text, f'<div class="message">{escape(text)}</div>')
