"""What is like a dataset: the question that finds it, in one request, and the choice among the answers.

The subject is what is left of the title without the place, the department, the year and the kind of list. Datasets of
the same place or department that share a part of it are similar, those of other places that share most of it are
counterparts: what only has the theme, the department or some data items in common is about something else. Data items
put the most similar first, and are all there is to go by where a title has no subject.
"""

import math
import re
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from ckanext.govopen.national import data, regions
from ckanext.govopen.search import departments, folding, places, synonyms
from ckanext.govopen.search.filters import has_value
from ckanext.govopen.search.normalise import normalise
from ckanext.govopen.search.query import NOTHING
from ckanext.govopen.search.query.clauses import any_of
from ckanext.govopen.search.seams import parted
from ckanext.govopen.search.words import cut

MOST = 5
"""Datasets of each list."""
FIELDS = ("id", "name", "title", "region_path", folding.FIELD)
"""What the index tells of each; `region_path` are the codes of its region and of those above it, in no order, and
near-duplicates have the same `fold`."""

_FETCHED = 20
"""Candidates of each list: several may be alike."""
_MILLISECONDS = 300
"""What the server may spend; it answers with what it has found by then."""
_TOWN = re.compile(".{2,3}?[镇乡](?![江镇村])|.{1,4}?街道(?!路)")
"""The name of a town or street at the beginning."""
_NO_TOWN = re.compile("(?:.+乡镇|..+城镇|小城镇|.+[小古集村名重]镇|重点镇|.+[城下返回家故水侨]乡)$")
"""Whose last two characters are a word that is no name: 特色小镇, but 巴城镇."""
_LONGEST_LABEL = 20
_NUMBER = re.compile(r"[\d年月日季度.\-—~至]+")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Found:
    """Datasets as the index tells of them (`FIELDS`), the most similar first."""

    similar: Sequence[Mapping[str, Any]] = ()
    elsewhere: Sequence[Mapping[str, Any]] = ()
    """Counterparts in other regions, one of each region."""


def question(package: Mapping[str, Any]) -> dict[str, Any] | None:
    """The parameters for Solr's `/select`, but for the filters of what everybody may see; `None` where the dataset says
    nothing that another could share."""
    words, items = subject(package.get("title") or ""), labels(package)
    if not words and not items:
        return None
    policy = data.load("search.yml")["similar"]
    asked = {f"w{number}": _word(word, policy) for number, word in enumerate(words)}
    own, province = _regions(next(iter(places.about(package)), None))
    here = _here(own, package.get("owner_org"))
    same = [f"{has_value('item_bi', parted(item))}^{policy['item']}" for item in items]
    return {
        "q": " ".join([f"+{any_of(asked.values() or same)}", *same, *_favoured(package, province, policy)]),
        "defType": "lucene",
        "q.op": "OR",
        "df": "title_word",
        "fl": ",".join(FIELDS),
        "fq": [f"-{has_value('id', package['id'])}", '-facet_copies:"copy"'],
        "group": "true",
        "group.query": [here, _elsewhere(own, list(asked), policy["share"])],
        "group.limit": _FETCHED,
        "rows": 2,
        "timeAllowed": _MILLISECONDS,
        "facet": "false",
        **asked,
    }


def subject(title: str) -> tuple[str, ...]:
    """The words that say what a dataset is about, the longest first, without place, department, year and kind of list."""
    text = normalise(title)
    for office in reversed(departments.named(text)):
        text = f"{text[: office.start]} {text[office.end :]}"
    words = [word.casefold() for word in cut(parted(_without_town(text))) if not places.is_name(word)]
    words = [word for word in words if len(word) > 1 and not _NUMBER.fullmatch(word)]
    telling = [word for word in words if word not in _plain()] or words
    return _longest(telling, "words")


def labels(package: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the data items that tell one kind of table from another, the longest first."""
    given = (normalise(item.get("label") or item.get("name") or "") for item in package.get("data_items") or [])
    common = _common()
    telling = [name for name in given if 1 < len(name) <= _LONGEST_LABEL and name not in common and _LETTER.search(name)]
    return _longest(telling, "items")


def chosen(package: Mapping[str, Any], groups: Sequence[Sequence[Mapping[str, Any]]]) -> Found:
    """At most `MOST` of each list's candidates: no listing of the same dataset twice, nor of this one; one of each region
    elsewhere."""
    here, there = groups
    folds = {folding.key(package, folding.department(package))}
    similar = _first(((doc, doc.get(folding.FIELD, doc["id"])) for doc in here), folds)
    left = [doc for doc in there if doc["id"] not in {one["id"] for one in similar}]
    return Found(similar, _first((doc, region_of(doc)) for doc in left))


def region_of(doc: Mapping[str, Any]) -> str | None:
    """The code of the region of a dataset as the index tells of it: codes grow from the province down."""
    return max(doc.get("region_path") or (), default=None)


def _first(keyed: Iterable[tuple[Mapping[str, Any], Hashable]], but: Container[Hashable] = ()) -> Sequence[Mapping[str, Any]]:
    """`MOST` of these, of each key but some the first."""
    found: dict[Hashable, Mapping[str, Any]] = {}
    for doc, key in keyed:
        if key not in but:
            found.setdefault(key, doc)
    return list(found.values())[:MOST]


def _without_town(text: str) -> str:
    """The text behind the places and the town or street at its beginning (南岸街道公证处), which no other region has; before
    it is cut, since the cut would not know the town's name: 玉|山镇."""
    start = 0
    for word in takewhile(places.is_name, cut(text)):
        start = text.index(word, start) + len(word)
    match = _TOWN.match(text, start)
    end = 0 if not match or _NO_TOWN.match(match[0]) else match.end()
    return text[end:] or text


def _longest(words: Iterable[str], limit: str) -> tuple[str, ...]:
    most: int = data.load("search.yml")["similar"][limit]
    return tuple(sorted(dict.fromkeys(words), key=len, reverse=True)[:most])


def _regions(code: str | None) -> tuple[str, str]:
    """The region itself and its province; empty where there is none."""
    path = regions.path(code)
    return (path[-1], path[0]) if path else ("", "")


def _here(own: str, office: str | None) -> str:
    """Datasets of the same region or department."""
    here = [has_value("region_path", own)] if own else []
    here += [has_value("owner_org", office)] if office else []
    return any_of(here) if here else NOTHING


def _elsewhere(own: str, names: Sequence[str], share: float) -> str:
    """Datasets of other regions; of a title that says something they must have most of it."""
    words = " ".join(f"should=${name}" for name in names)
    most = f'+_query_:"{{!bool {words} mm={math.ceil(share * len(names))}}}"' if names else "+*:*"
    return f"{most} +region_path:* -{has_value('region_path', own)}" if own else f"{most} +region_path:*"


def _favoured(package: Mapping[str, Any], province: str, policy: Mapping[str, Any]) -> Iterator[str]:
    """What makes a dataset more like this one, and alone is not enough."""
    duties = departments.duties(package.get("provider_name") or "")
    yield from (f"{has_value('offices', duty)}^{policy['duty']}" for duty in duties)
    yield from (f"{has_value('theme', code)}^{policy['theme']}" for code in package.get("theme") or [])
    if province:
        yield f"{has_value('region_path', province)}^{policy['province']}"


def _word(word: str, policy: Mapping[str, Any]) -> str:
    """The word in the title, or what means the same."""
    same = [other.casefold() for other in synonyms.alternatives(word) if " " not in other][: policy["words"]]
    own = f"{has_value('title_word', word)}^{policy['word']}"
    return any_of([own, *(f"{has_value('title_word', other)}^{policy['synonym']}" for other in same)])


@data.cached
def _plain() -> frozenset[str]:
    policy = data.load("search.yml")
    return frozenset((*policy["similar"]["plain"].split(), *policy["generic"].split()))


@data.cached
def _common() -> frozenset[str]:
    return frozenset(data.load("search.yml")["similar"]["common"].split())
