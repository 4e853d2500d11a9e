"""Labels that portals print before a value, and the field of `Record` that each means (platforms.md §4.1).

Where a page gives several labels of one field, the first in this order wins.
"""

import re
from collections.abc import Mapping, Sequence

from harvesters.base import Platform
from harvesters.helpers.text import clean
from harvesters.record import Contact, Volume

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)

LABELS: dict[str, tuple[str, ...]] = {
    "title": ("标题", "名称", "资源名称", "目录名称", "数据目录名称", "数据集名称", "信息资源名称", "资源标题"),
    "description": ("描述", "简介", "摘要", "资源摘要", "数据摘要", "内容简介", "资源描述"),
    "publisher": (
        "来源部门",
        "提供单位",
        "提供方",
        "数源单位",
        "数据提供方",
        "资源提供方",
        "发布部门",
        "提供机构",
        "部门名称",
    ),
    "theme": ("重点领域", "主题", "所属主题", "数据领域", "领域名称", "服务分类", "专题"),
    "industry": ("所属行业", "行业分类", "行业名称", "国家主题分类"),
    # The words for the open attribute itself come first: beside one of them, 开放条件 tells the condition.
    "open_type": ("开放类型", "开放属性", "开放状态", "开放等级", "公开属性", "开放方式", "是否向社会开放", "共享方式"),
    "open_condition": ("开放条件", "条件开放"),
    "update_cycle": ("更新频率", "更新周期", "更新频度", "更新时限", "资源更新频率"),
    "issued": ("发布时间", "发布日期", "目录发布时间", "资源发布时间", "首次发布日期", "上线日期", "上架日期", "创建时间"),
    "modified": (
        "更新时间",
        "数据更新时间",
        "最后更新时间",
        "最后更新",
        "最近更新",
        "更新日期",
        "资源发布/更新时间",
        "目录更新时间",
        "资源更新时间",
    ),
    "tags": ("标签", "关键字", "关键词", "资源标签"),
    "phone": ("部门电话", "联系电话", "联系方式"),
    "email": ("部门邮箱", "邮箱地址"),
    "rows": ("数据量", "数据条数", "数据容量", "资源记录数"),
    "files": ("文件数", "文件量"),
    "apis": ("接口数", "接口量"),
    "views": ("访问量", "浏览次数"),
    "downloads": ("下载次数",),
    "calls": ("调用次数",),
}


def take(values: dict[str, str], field: str, names: Mapping[str, Sequence[str]] = LABELS) -> str | None:
    """Pop the value of a field by the first of its labels that has one; further ones stay in `values`."""
    for label in names[field]:
        if clean(values.get(label)):
            return values.pop(label)
    return None


def merge(page: dict[str, str], listed: dict[str, str]) -> dict[str, str]:
    """Labelled values of a record's page, and those of the listing for fields of which the page says nothing."""
    values = {label: value for label, value in page.items() if clean(value)}
    said = {label for names in LABELS.values() if any(name in values for name in names) for label in names}
    return values | {label: value for label, value in listed.items() if label not in said and clean(value)}


def openness(platform: Platform, attribute: str | None, condition: str | None) -> tuple[str | None, str | None]:
    """Open attribute and condition: 开放条件 alone is the attribute, beside 开放属性 or the like it tells the condition."""
    told = platform.value("open_condition", condition)
    open_type = platform.value("open_type", attribute)
    if open_type is None or open_type == told:
        return platform.value("open_type", told), None
    return open_type, told


def volume(
    platform: Platform, values: dict[str, str], where: str, fields: Sequence[str], names: Mapping[str, Sequence[str]] = LABELS
) -> Volume:
    """Amounts count rows, files and APIs, unless they carry a unit of bytes; the first of a field wins, all are popped."""
    amounts: dict[str, int | None] = {}
    for field in fields:
        for name in names[field]:
            amount = clean(values.pop(name, None))
            if amount and re.search(r"[A-Za-z]$|字节$", amount):
                amounts.setdefault("bytes", platform.size(name, amount, where))
            elif amount:
                amounts.setdefault(field, platform.count(name, amount, where))
    return Volume(**amounts)


def contact(phone: str | None, email: str | None = None) -> Contact:
    """联系方式 may hold a phone number, an e-mail address, or both."""
    shown = clean(phone) or ""
    found = _EMAIL.search(shown)
    number = _EMAIL.sub("", shown).strip(" ,，;；/、") or None
    return Contact(phone=number, email=clean(email) or (found[0] if found else None))
