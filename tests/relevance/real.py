"""The same classes on real catalogue records: what is asked for is the record itself, and every record of its title.

The records are no part of the product; the queries are made when they are asked. Of fields there are the title, the
publishing department and the region of the file, so classes that need more are left out.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ckanext.govopen.national import regions

from tests.relevance.kinds import known, sound
from tests.relevance.sounds import homophones, reading, syllables, words
from tests.relevance.want import Case, Want
from tests.support.solr import REAL, real_packages

EACH = 40
"""Queries of a class."""
ENDING = re.compile(r"(?:的?(?:基本|相关|主要)?(?:信息|情况))+(?:表|数据)?$")
YEAR = re.compile(r"20[012]\d")
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Real:
    """A real record; those with one title in one file are twins."""

    id: str
    title: str
    file: str
    department: str

    @property
    def item(self) -> tuple[str, str]:
        return (self.file, self.title)


@dataclass(frozen=True, slots=True)
class Known:
    """A title, what is left of it when region and generic ending are taken off, and what wants it."""

    short: str
    region: str
    want: Want


class RealCorpus:
    """All real records."""

    def __init__(self, records: Sequence[Real]) -> None:
        self.records = records
        self.by_id = {record.id: record for record in records}

    def about(self, want: Want) -> Sequence[Real]:
        """The records that may answer."""
        return [self.by_id[ident] for ident in want.ids]


@cache
def corpus() -> RealCorpus:
    """The real records; none where the files are absent."""
    return RealCorpus(
        [
            Real(package["id"], package["title"], package["source_portal"], package["provider_name"] or "")
            for package in packages()
        ]
    )


@cache
def packages() -> Sequence[Mapping[str, object]]:
    """The same records as datasets of our schema."""
    return [package for path in sorted(REAL.glob("*.jsonl")) for package in real_packages(path)]


def cases() -> Iterator[Case]:
    """The queries of all classes."""
    for kind, queries in _kinds(_known()).items():
        distinct = dict(queries)
        drawn = random.Random(f"real/{kind}").sample(sorted(distinct), min(EACH, len(distinct)))
        yield from (Case(kind, query, "real", distinct[query]) for query in drawn)


def _kinds(found: Sequence[Known]) -> Mapping[str, Iterator[tuple[str, Want]]]:
    draw = random.Random("real")
    return {
        "known_item": ((one.short, one.want) for one in found),
        "topic_region": ((draw.choice(["", " "]).join([one.short, one.region]), one.want) for one in found if one.region),
        "region_topic": ((draw.choice(["", " "]).join([one.region, one.short]), one.want) for one in found if one.region),
        "traditional": ((text, one.want) for one in found if (text := known.in_script("s2t", one.short)) != one.short),
        "full_width": ((text, one.want) for one in found if (text := known.wide(one.short)) != one.short),
        "years": _years(found),
        "pinyin": (("".join(syllables(one.short)), one.want) for one in found if sound.han(one.short)),
        "initials": _initials(found),
        "typo": _typos(found, draw),
        "questions": ((draw.choice(words()["questions"]).format(it=one.short), one.want) for one in found),
        "departments": _departments(),
        "negatives": ((query, Want()) for query in words()["negatives"]),
    }


def _known() -> list[Known]:
    """The titles that can be shortened, where the rest means no other title."""
    by_title = defaultdict(list)
    for record in corpus().records:
        by_title[record.title].append(record.id)
    by_short = defaultdict(list)
    for title, ids in by_title.items():
        rest = without_region(title)
        short = ENDING.sub("", rest) or rest
        if short != title and len(short) >= SHORTEST:
            by_short[short].append(Known(short, title[: len(title) - len(rest)], Want(ids=tuple(ids))))
    return [found[0] for found in by_short.values() if len(found) == 1]


def _years(found: Sequence[Known]) -> Iterator[tuple[str, Want]]:
    for number, one in enumerate(one for one in found if YEAR.search(one.short)):
        match = YEAR.search(one.short)
        assert match
        written = known.year_forms(int(match[0]))[number % 7]
        yield (
            f"{one.short[: match.start()]}{written}{one.short[match.end() :].removeprefix('年').removeprefix('度')}",
            one.want,
        )


def _initials(found: Sequence[Known]) -> Iterator[tuple[str, Want]]:
    meant = defaultdict(list)
    for one in found:
        if sound.han(one.short) and len(one.short) >= 6:
            meant[sound.first_letters(one.short)].append(one)
    return ((letters, ones[0].want) for letters, ones in meant.items() if len(ones) == 1)


def _typos(found: Sequence[Known], draw: random.Random) -> Iterator[tuple[str, Want]]:
    for one in found:
        at = draw.randrange(len(one.short))
        others = [char for char in homophones().get(reading(one.short[at]), ()) if char != one.short[at]]
        if sound.han(one.short) and others and len(one.short) > SHORTEST:
            yield one.short[:at] + draw.choice(others) + one.short[at + 1 :], one.want


def _departments() -> Iterator[tuple[str, Want]]:
    published = defaultdict(list)
    for record in corpus().records:
        if record.department:
            published[record.department].append(record.id)
    return ((name, Want(ids=tuple(ids))) for name, ids in published.items())


def without_region(title: str) -> str:
    """The title without names of regions at its beginning (宁夏回族自治区银川市… loses both)."""
    name = next((name for name in _prefixes().get(title[:2], ()) if title.startswith(name)), "")
    return without_region(title[len(name) :]) if name and len(name) < len(title) else title


@cache
def _prefixes() -> Mapping[str, Sequence[str]]:
    """First two characters → names of regions that begin with them, longest first."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for region in regions.all_regions():
        for name in (region.name, region.short, f"{region.short}市", f"{region.short}县"):
            if len(name) > 1:
                found[name[:2]].add(name)
    return {start: sorted(names, key=lambda name: (-len(name), name)) for start, names in found.items()}
