"""Titles: place × subject × form, each combination at a fixed place of a numbered space.

So a title is made from its number alone, and two numbers never give the same title.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.dice import spread

if TYPE_CHECKING:
    from sandbox.catalogue.topics import Library, Topic
    from sandbox.plan import Plan

YEARLY = 3  # of ten titles, so many carry a year
PATTERNS = (
    "{year}年{place}{name}{tail}",
    "{place}{name}{tail}（{year}年）",
    "{place}{name}{tail}_{year}",
    "{place}{name}{year}年{tail}",
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A title and what it is made of; `place` is the division's code, `district` its name ("" for the whole region)."""

    title: str
    topic: Topic
    name: str
    place: str
    district: str
    tail: str
    year: int


class Titles:
    """The titles that a portal's plan allows."""

    def __init__(self, plan: Plan, library: Library) -> None:
        self._plan = plan
        self._years = library.words.years
        unit = plan.name[-1]
        own = ("", plan.name, plan.short, f"{plan.name}本级", f"{plan.name}-", f"全{unit}", f"{unit}级")
        self._places = [(text, plan.region, "") for text in own] + [
            (name, code, name) for name, code in plan.districts.items()
        ]
        self._subjects = [
            (topic, name, tail) for topic in library.topics for name in topic.names for tail in library.words.tails[topic.kind]
        ]

    @property
    def plain(self) -> int:
        """How many titles without a year there are."""
        return len(self._subjects) * len(self._places)

    def at(self, number: int) -> Heading:
        """The heading of a number, 0-based; beyond the last combination titles are told apart as batches."""
        block, rest = divmod(number, 10)
        if rest < 10 - YEARLY:
            index = block * (10 - YEARLY) + rest
            batch, index = divmod(index, self.plain)
            year, pattern = 0, "{place}{name}{tail}"
        else:
            index = block * YEARLY + rest - (10 - YEARLY)
            size = self.plain * len(self._years) * len(PATTERNS)
            batch, index = divmod(index, size)
            index, choice = divmod(spread(index, size, self._plan.seed), len(self._years) * len(PATTERNS))
            year, pattern = self._years[choice // len(PATTERNS)], PATTERNS[choice % len(PATTERNS)]
        subject, place = divmod(spread(index, self.plain, self._plan.seed), len(self._places))
        topic, name, tail = self._subjects[subject]
        text, code, district = self._places[place]
        title = pattern.format(place=text, name=name, tail=tail, year=year) + (f"（第{batch + 1}批）" if batch else "")
        return Heading(title, topic, name, code, district, tail, year)
