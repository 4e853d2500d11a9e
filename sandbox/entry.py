"""What a portal holds of one dataset, before a platform dresses it: labels as shown, nothing in national terms.

Everywhere `None` means that the portal has no such field, and "" that the field is there and empty.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """A column of the data: its name in the data, its Chinese label, its type (`string`, `number`, `date`) and unit."""

    name: str
    label: str
    type: str
    unit: str

    @property
    def heading(self) -> str:
        """The label as a table header shows it, with its unit: 床位数（张）."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label


@dataclass(frozen=True, slots=True)
class Card:
    """A file as listed. `recipe` names how it is made (`files.recipes`); `modified` is an ISO date-time."""

    id: str
    number: str
    name: str
    format: str
    recipe: str
    modified: str


@dataclass(frozen=True, slots=True)
class Service:
    """An API as listed."""

    id: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class About:
    """What a generated dataset is really about: the truth for tests of search, never shown on a page.

    `place` is the code of the division, `form` the tail of the title (信息, 名录 …), `year` 0 where the title has none.
    """

    topic: str
    name: str
    place: str
    form: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One dataset of a portal. Dates are ISO or as the portal wrote them; `rows`, `views` are counts."""

    id: str
    title: str
    description: str | None = None
    publisher: str | None = None
    themes: tuple[str, ...] | None = None
    industries: tuple[str, ...] | None = None
    open_condition: str | None = None
    update_cycle: str | None = None
    issued: str | None = None
    modified: str | None = None
    tags: tuple[str, ...] | None = None
    formats: tuple[str, ...] = ()
    phone: str | None = None
    email: str | None = None
    period: str | None = None
    area: str | None = None
    rows: int | None = None
    views: int | None = None
    items: tuple[Item, ...] = ()
    files: tuple[Card, ...] = ()
    apis: tuple[Service, ...] = ()
    about: About | None = None

    @property
    def counted(self) -> bool:
        """Whether the portal counts: visits, files and APIs."""
        return self.views is not None

    @property
    def unconditional(self) -> bool:
        """Whether anyone may fetch the files."""
        return self.open_condition == "无条件开放"
