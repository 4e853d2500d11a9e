"""A catalogue made from a plan and the library of topics: every entry is computed from its number when it is asked for,
so that twenty thousand datasets take no more memory than a hundred."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.catalogue import ids, rows
from sandbox.catalogue.base import Catalogue
from sandbox.catalogue.titles import Heading, Titles
from sandbox.dice import chance, dice
from sandbox.entry import About, Card, Entry, Item, Service
from sandbox.files.recipes import choose
from sandbox.table import Table

if TYPE_CHECKING:
    import random

    from sandbox.catalogue.topics import Library, Topic
    from sandbox.files.recipes import Recipe
    from sandbox.plan import Plan

LOWER = {"province": "city", "city": "county"}
OTHER_FORMATS = (("file",), ("file",), ("file",), ("link",), ("docx",), ("其他",), ())
OPEN, CONDITIONAL = "无条件开放", "有条件开放"


class Generated(Catalogue):
    """The catalogue of a plan."""

    def __init__(self, plan: Plan, library: Library, recipes: dict[str, Recipe]) -> None:
        super().__init__(range(plan.size))
        self._plan = plan
        self._library = library
        self._recipes = recipes
        self._titles = Titles(plan, library)
        self._size = plan.size
        # Few topics and offices stand behind many entries: a page of a hundred must cost milliseconds.
        self._known_items: dict[tuple[str, bool], tuple[Item, ...]] = {}
        self._known_phones: dict[str, str] = {}

    def key(self, ident: str) -> int | None:
        """See `Catalogue`."""
        key = ids.read_id(self._plan.ids, self._plan.seed, ident)
        return key if key is not None and key < self._size else None

    def grow(self, count: int) -> list[int]:
        """See `Catalogue`."""
        fresh = list(range(self._size, self._size + count))
        self._size += count
        return fresh

    def table(self, ident: str, /) -> Table | None:
        """See `Catalogue`."""
        key = self.key(ident)
        if key is None:
            return None
        entry, heading = self.entry(key), self._heading(key)
        content = rows.rows(self._plan, self._library.words, heading, key, self.revision(key))
        return Table(entry.title, self._items(heading), content)

    def card(self, number: str, /) -> tuple[Entry, Card] | None:
        """See `Catalogue`."""
        found = ids.read_file_number(self._plan.seed, number)
        if found is None or found[0] >= self._size or self.revision(found[0]) < 0:
            return None
        entry = self.entry(found[0])
        return (entry, entry.files[found[1]]) if found[1] < len(entry.files) else None

    def make(self, key: int, revision: int) -> Entry:
        """See `Catalogue`. A revision changes the title, the date of change and the rows."""
        plan, heading = self._plan, self._heading(key)
        draw = dice(plan.seed, "entry", key)
        issued, modified = self._dates(draw, revision)
        title = f"{heading.title}（{revision}次修订）" if revision else heading.title
        open_condition = CONDITIONAL if self._hit("conditional", key, plan.shares.conditional) else OPEN
        files = self._files(key, title, modified)
        apis = self._apis(key, title)
        department = self._library.departments[heading.topic.department]
        with_api = ("api",) if apis else ()
        told = self._hit("items", key, plan.shares.items) or bool(files)
        return Entry(
            id=ids.make_id(plan.ids, plan.seed, key),
            title=title,
            description=self._description(draw, title, heading),
            publisher=self._publisher(heading),
            themes=self._themes(draw, heading),
            industries=self._industries(draw, heading),
            open_condition=open_condition,
            update_cycle=draw.choice(self._library.words.cycles[heading.topic.cycle]),
            issued=self._show(draw, issued),
            modified=self._show(draw, modified) if not self._hit("unmodified", key, plan.defects.empty_modified) else "",
            tags=self._tags(draw, heading),
            formats=(*dict.fromkeys(card.format for card in files), *with_api) or draw.choice(OTHER_FORMATS),
            phone="" if draw.random() < plan.defects.empty_phone else self._phone(heading),
            email="" if draw.random() < plan.defects.empty_email else f"{department.code}@example.com",
            period=f"{heading.year}-01-01至{heading.year}-12-31" if heading.year else None,
            area=heading.district or plan.name,
            rows=rows.count(plan, heading, key),
            views=int(20000 * draw.random() ** 3),
            items=self._items(heading) if told else (),
            files=files,
            apis=apis,
            about=About(heading.topic.code, heading.name, heading.place, heading.tail, heading.year),
        )

    def _hit(self, what: str, key: int, share: float) -> bool:
        return share > 0 and chance(self._plan.seed, what, key) < share

    def _heading(self, key: int) -> Heading:
        """The heading of an entry; a share of them repeats the title of an earlier entry."""
        seed = self._plan.seed
        if key and self._hit("twin", key, self._plan.defects.duplicate_titles):
            return self._titles.at(int(chance(seed, "which", key) * key))
        return self._titles.at(key)

    def _dates(self, draw: random.Random, revision: int) -> tuple[date, date]:
        issued = date(2019, 6, 1) + timedelta(days=draw.randrange(1600))
        days = draw.randrange(1, 400)
        before = draw.random() < self._plan.defects.modified_before_issued
        return issued, issued + timedelta(days=(-days if before else days) + 30 * revision)

    def _show(self, draw: random.Random, day: date) -> str:
        if draw.random() < self._plan.defects.unpadded_dates:
            return f"{day.year}-{day.month}-{day.day}"
        return day.isoformat()

    def _publisher(self, heading: Heading) -> str:
        plan = self._plan
        department = self._library.departments[heading.topic.department]
        level = LOWER.get(plan.level, "") if heading.district else plan.level
        if not level:
            return f"{heading.district}人民政府"
        office: str = getattr(department, level)
        if heading.district:
            return f"{heading.district}{office}"
        return f"{plan.name}{office}" if plan.departments == "full" else f"{plan.name[-1]}{office}"

    def _theme(self, heading: Heading) -> str:
        theme = heading.topic.theme
        return self._library.words.older_themes.get(theme, theme) if self._plan.older_themes else theme

    def _themes(self, draw: random.Random, heading: Heading) -> tuple[str, ...]:
        defects, words = self._plan.defects, self._library.words
        roll = draw.random()
        if roll < defects.theme_placeholder:
            return ("暂无",)
        if roll < defects.theme_placeholder + defects.theme_unknown:
            return (draw.choice(words.unknown_themes),)
        second = self._second("several_themes", heading, defects.several_themes)
        return (self._theme(heading), *([second.theme] if second and second.theme != heading.topic.theme else []))

    def _industries(self, draw: random.Random, heading: Heading) -> tuple[str, ...]:
        if draw.random() < self._plan.defects.empty_industry:
            return ("",)
        second = self._second("several_industries", heading, self._plan.defects.several_industries)
        return tuple(dict.fromkeys((heading.topic.industry, *([second.industry] if second else []))))

    def _second(self, what: str, heading: Heading, share: float) -> Topic | None:
        """Another topic for a dataset that stands under several labels."""
        if not share or chance(self._plan.seed, what, heading.title) >= share:
            return None
        topics = self._library.topics
        return topics[int(chance(self._plan.seed, what, "which", heading.title) * len(topics))]

    def _tags(self, draw: random.Random, heading: Heading) -> tuple[str, ...]:
        if draw.random() < self._plan.defects.empty_tags:
            return ()
        labels = [item.label for item in self._items(heading)]
        return tuple(dict.fromkeys([heading.name, *draw.sample(labels, min(2, len(labels))), self._theme(heading)]))

    def _description(self, draw: random.Random, title: str, heading: Heading) -> str:
        defects = self._plan.defects
        roll = draw.random()
        if roll < defects.empty_description:
            return ""
        if roll < defects.empty_description + defects.description_is_title:
            return title
        labels = "、".join(item.label for item in self._items(heading)[:6])
        pattern = draw.choice(self._library.words.descriptions)
        return pattern.format(title=title, name=heading.name, publisher=self._publisher(heading), items=labels)

    def _items(self, heading: Heading) -> tuple[Item, ...]:
        key = (heading.topic.code, bool(heading.district))
        if key not in self._known_items:
            self._known_items[key] = rows.items(heading)
        return self._known_items[key]

    def _phone(self, heading: Heading) -> str:
        """One number a department, as offices have."""
        office, area = self._publisher(heading), self._plan.phone_area
        if office not in self._known_phones:
            draw, digits = dice(self._plan.seed, "phone", office), 7 if len(area) == 3 else 6
            self._known_phones[office] = f"{area}-{draw.randint(2, 8)}{draw.randrange(10**digits):0{digits}d}"
        return self._known_phones[office]

    def _files(self, key: int, title: str, modified: date) -> tuple[Card, ...]:
        seed = self._plan.seed
        if not self._hit("files", key, self._plan.shares.files):
            return ()
        moment = datetime(modified.year, modified.month, modified.day, 9, key % 60).isoformat()  # noqa: DTZ001 (local)
        return tuple(
            Card(
                id=ids.file_number(seed + 1, key, index),
                number=ids.file_number(seed, key, index),
                name=title,
                format=self._recipes[name].extension,
                recipe=name,
                modified=moment,
            )
            for index, name in enumerate(choose(self._recipes, seed, key))
        )

    def _apis(self, key: int, title: str) -> tuple[Service, ...]:
        if not self._hit("apis", key, self._plan.shares.apis):
            return ()
        return (Service(ids.file_number(self._plan.seed + 2, key, 0), f"{title}查询接口", f"按条件分页查询{title}"),)
