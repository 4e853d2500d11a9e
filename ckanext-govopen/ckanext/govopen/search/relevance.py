"""How well a search finds what is there: questions made from titles, and the figures of their answers.

Questions are made without the segmenter under test: by names of regions, by endings, by character tables.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

import opencc

from ckanext.govopen.national import data, regions
from ckanext.govopen.search.normalise import HAN

Ask = Callable[[str], tuple[int, Sequence[str]]]
"""(query) → number of datasets found, titles of the first ones in their order."""

NEGATIVES = (
    "火星移民申请",
    "独角兽饲养规范",
    "量子泡菜销售额",
    "霍格沃茨录取通知",
    "恐龙蛋孵化器库存",
    "葡萄牙语鹦鹉培训",
    "zxqvwk",
    "blockchain unicorn rodeo",
    "外星飞船停靠泊位费",
    "紫色大象巡游路线",
    "时光机维修站",
    "魔法扫帚年检",
    "龙虾驾照考试",
    "彩虹独角鲸迁徙",
    "月球背面咖啡馆",
    "隐形斗篷租赁",
    "9f8e7d6c5b4a",
    "企鹅相亲大会嘉宾",
    "僵尸疫区撤离",
    "会说话的土豆",
)
"""Queries that no public body answers."""

_ENDING = re.compile(r"(?:的?(?:基本|相关|主要)?(?:信息|情况))+(?:表|数据)?$")
_HAN_ONLY = re.compile(f"[{HAN}]+")
_SHORTEST = 3
_FIRST = 10


@dataclass(frozen=True, slots=True)
class Question:
    """A query, and the title that it asks for."""

    query: str
    title: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of a set of questions; shares from 0 to 1."""

    asked: int
    found: float
    """Share with the dataset, or one of the same title, among the first ten."""
    empty: float
    """Share without any dataset."""
    hits: float
    """Median number of datasets found."""
    missed: tuple[Question, ...]


def core(title: str) -> str | None:
    """The title without the region in front and without 信息 or 情况 behind, as people shorten it.

    `None` where there was neither, or where little is left.
    """
    left = _without_region(title)
    left = _ENDING.sub("", left) or left
    return left if left != title and len(left) >= _SHORTEST else None


def unbroken(title: str) -> str | None:
    """The shortened title, where the title is one run of Chinese without punctuation, letters or digits."""
    return core(title) if _HAN_ONLY.fullmatch(title) else None


def topic_then_region(title: str) -> str | None:
    """The shortened title, then the region in front of it, without a space."""
    left = _without_region(title)
    short = core(title)
    return short + title[: len(title) - len(left)] if short and left != title else None


def traditional(title: str) -> str | None:
    """The shortened title in traditional characters; `None` where they are the same."""
    short = core(title)
    written = _to_traditional().convert(short) if short else None
    return written if written != short else None


def full_width(title: str) -> str | None:
    """The shortened title with its letters and digits in full width; `None` where it has none."""
    short = core(title) or ""
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char for char in short)
    return wide if wide != short else None


CLASSES: Mapping[str, Callable[[str], str | None]] = {
    "known item": core,
    "unbroken known item": unbroken,
    "topic then region": topic_then_region,
    "traditional": traditional,
    "full width": full_width,
}
"""Ways to ask for a title."""


def questions(titles: Iterable[str], way: Callable[[str], str | None], *, count: int, seed: int) -> list[Question]:
    """At most so many questions, drawn from the distinct titles that can be asked for in this way.

    What more than ten titles answer alike (a topic of every county, asked for without the county) is not asked.
    """
    all_possible = [Question(query, title) for title in sorted(set(titles)) if (query := way(title))]
    alike = Counter(question.query for question in all_possible)
    possible = [question for question in all_possible if alike[question.query] <= _FIRST]
    return random.Random(seed).sample(possible, min(count, len(possible)))  # noqa: S311  a draw, no secret


def measure(ask: Ask, asked: Sequence[Question]) -> Figures:
    """Ask every question; `asked` must not be empty."""
    counts = []
    missed = []
    for question in asked:
        count, titles = ask(question.query)
        counts.append(count)
        if question.title not in titles[:_FIRST]:
            missed.append(question)
    return Figures(
        asked=len(asked),
        found=1 - len(missed) / len(asked),
        empty=counts.count(0) / len(asked),
        hits=median(counts),
        missed=tuple(missed),
    )


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def _without_region(title: str) -> str:
    """The title without names of regions at its beginning (宁夏回族自治区银川市… loses both)."""
    name = next((name for name in _prefixes().get(title[:2], ()) if title.startswith(name)), "")
    return _without_region(title[len(name) :]) if name and len(name) < len(title) else title


@data.cached
def _prefixes() -> Mapping[str, Sequence[str]]:
    """First two characters → names that begin with them, longest first."""
    found: dict[str, list[str]] = {}
    for region in regions.all_regions():
        for name in {region.name, region.short, region.short + "市", region.short + "县"}:
            if len(name) > 1:
                found.setdefault(name[:2], []).append(name)
    return {start: sorted(set(names), key=lambda name: (-len(name), name)) for start, names in found.items()}
