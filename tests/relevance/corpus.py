"""The records that are searched: the sandbox's own catalogue, enlarged, and what each of them is really about."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from ckanext.govopen.national import regions
from ckanext.govopen.national.vocabularies import vocabulary

from sandbox.catalogue.generated import Generated
from sandbox.catalogue.titles import PATTERNS
from sandbox.catalogue.topics import Library, load_library
from sandbox.entry import Entry
from sandbox.files.recipes import load_recipes
from sandbox.plan import Plan, load_plans
from tests.relevance.want import Want

SANDBOX = Path(__file__).resolve().parents[2] / "config" / "sandbox"
EACH = 1250
"""Datasets of every portal."""
ELSEWHERE = {
    "sichuan": ("220000", "150000", "430000"),
    "yibin": ("320100", "320300", "211300", "430100", "532900", "130100", "510500", "220200"),
    "kunshan": ("410621", "330782"),
}
"""Plan → divisions that get a portal of the same make: provinces and cities of one name, districts of one name in two
cities, names that are read in two ways."""
LEVELS = {2: "province", 4: "city", 6: "county", 9: "town"}
MOST_DISTRICTS = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A division that datasets are about; `chain` are the codes from the province down to its own."""

    code: str
    name: str
    short: str
    chain: tuple[str, ...]

    @property
    def level(self) -> str:
        return LEVELS[len(self.code.rstrip("0")) + len(self.code.rstrip("0")) % 2 if len(self.code) == 6 else 9]


@dataclass(frozen=True, slots=True)
class Record:
    """A dataset and the truth about it. `department` is "" where a town's government publishes it; `lead` is what the
    title has for its place."""

    id: str
    name: str
    source_id: str
    catalog_code: str
    title: str
    topic: str
    word: str
    place: Place
    tail: str
    year: int
    department: str
    lead: str

    @property
    def item(self) -> tuple[str, str, str, str, int]:
        """What tells it from others: records of the same item are twins."""
        return (self.topic, self.word, self.place.code, self.tail, self.year)


class Corpus:
    """All records with the ways to them."""

    def __init__(self, library: Library, records: Sequence[Record]) -> None:
        self.library = library
        self.records = records
        self.by_id: Mapping[str, Record] = {record.id: record for record in records}
        self.titles = frozenset(record.title for record in records)
        self.places: dict[str, Place] = {}
        self._called: defaultdict[str, set[str]] = defaultdict(set)
        self._words: defaultdict[str, list[Record]] = defaultdict(list)
        self._topics: defaultdict[str, list[Record]] = defaultdict(list)
        for record in records:
            self._words[record.word].append(record)
            self._topics[record.topic].append(record)
            for code in record.place.chain:
                if code not in self.places:
                    self._know(record.place if code == record.place.code else place(code))

    def _know(self, known: Place) -> None:
        self.places[known.code] = known
        for name in (known.name, known.short):
            self._called[name].add(known.code)

    def of_word(self, word: str) -> Sequence[Record]:
        """The records whose topic has this name."""
        return self._words[word]

    def about(self, want: Want) -> Sequence[Record]:
        """The records that may answer."""
        if want.ids:
            return [self.by_id[ident] for ident in want.ids]
        return [record for topic in want.topics for record in self._topics[topic]] if want.topics else self.records

    def called(self, name: str) -> tuple[str, ...]:
        """Codes of the places with just this full or short name."""
        return tuple(sorted(self._called[name]))


@cache
def corpus() -> Corpus:
    """The records of all portals."""
    return Corpus(load_library(SANDBOX), [record for _, record, _ in _all()])


def packages() -> Iterator[dict[str, Any]]:
    """The same records as datasets of our schema."""
    return (_package(plan, record, entry) for plan, record, entry in _all())


@cache
def _all() -> Sequence[tuple[Plan, Record, Entry]]:
    library, recipes = load_library(SANDBOX), load_recipes(SANDBOX / "data" / "recipes.yml")
    return [found for plan in plans(library) for found in _read(plan, Generated(plan, library, recipes), library)]


def plans(library: Library) -> list[Plan]:
    """The plans of the simulated portals, and those of their kin elsewhere."""
    own = {plan.slug: plan for plan in load_plans(SANDBOX)}
    kin = [_elsewhere(own[slug], code, library) for slug, codes in ELSEWHERE.items() for code in codes]
    return [*own.values(), *kin]


def place(code: str) -> Place:
    """The division with a code of six digits."""
    found = regions.region(code)
    assert found, code
    return Place(code, found.name, found.short, regions.path(code))


def _elsewhere(plan: Plan, code: str, library: Library) -> Plan:
    there = place(code)
    below = {child.name: child.code for child in regions.children(code)[:MOST_DISTRICTS]}
    towns = {name: f"{code}{number}" for number, name in enumerate(library.words.towns[:MOST_DISTRICTS], start=100)}
    return msgspec.structs.replace(
        plan,
        slug=f"{plan.slug}-{code}",
        title=f"示例·{there.name}公共数据开放平台",
        region=code,
        name=there.name,
        short=there.short,
        publisher=f"{there.name}数据局",
        seed=int(code[:4]) * 7 + plan.seed,
        districts=below or towns,
    )


def _read(plan: Plan, catalogue: Generated, library: Library) -> Iterator[tuple[Plan, Record, Entry]]:
    departments = {topic.code: topic.department for topic in library.topics}
    for key in [*range(plan.size), *catalogue.grow(EACH - plan.size)]:
        entry = catalogue.entry(key)
        assert entry.about
        about, there = entry.about, _place(plan, entry.about.place)
        yield (
            plan,
            Record(
                id=f"{plan.slug}-{entry.id}",
                name=f"{plan.slug}-{key}",
                source_id=entry.id,
                catalog_code=f"{plan.region}{plan.seed % 1000:03d}/{key:06d}",
                title=entry.title,
                topic=about.topic,
                word=about.name,
                place=there,
                tail=about.form,
                year=about.year,
                department="" if there.level == "town" else departments[about.topic],
                lead=_lead(plan, entry),
            ),
            entry,
        )


def _place(plan: Plan, code: str) -> Place:
    if len(code) == 6:
        return place(code)
    name = next(name for name, known in plan.districts.items() if known == code)
    return Place(code, name, name, (*regions.path(plan.region), code))


def _lead(plan: Plan, entry: Entry) -> str:
    """What the generator put for {place}: that of its names with which its patterns make this title."""
    about, unit = entry.about, plan.name[-1]
    assert about
    own = ("", plan.name, plan.short, f"{plan.name}本级", f"{plan.name}-", f"全{unit}", f"{unit}级")
    leads = own if about.place == plan.region else tuple(plan.districts)
    patterns = PATTERNS if about.year else ("{place}{name}{tail}",)
    words = {"name": about.name, "tail": about.form, "year": about.year}
    return next(lead for lead in leads for pattern in patterns if pattern.format(place=lead, **words) == entry.title)


def _package(plan: Plan, record: Record, entry: Entry) -> dict[str, Any]:
    place_code = record.place.code if len(record.place.code) == 6 else plan.region
    return {
        "id": record.id,
        "name": record.name,
        "title": entry.title,
        "notes": entry.description,
        "tags": [{"name": tag} for tag in entry.tags or ()],
        "theme": [code for label in entry.themes or () if (code := vocabulary("themes").match(label))],
        "industry": [code for label in entry.industries or () if (code := vocabulary("industries").match(label))],
        "region_code": place_code,
        "provider_name": entry.publisher,
        "organizations": [entry.publisher, f"{plan.name}人民政府"],
        "source_portal": plan.slug,
        "source_id": record.source_id,
        "catalog_code": record.catalog_code,
        "data_items": [{"name": item.name, "label": item.label} for item in entry.items],
        "resources": [{"name": card.name, "format": card.format} for card in entry.files],
    }
