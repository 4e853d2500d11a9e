"""What is like a dataset: the question that finds it, in one request, and the choice among the answers.

The subject is what is left of the title without the place, the department, the year and the kind of list. Datasets of
the same place or department that share a part of it, or data items, are similar; those of other places that share most
of it are counterparts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.govopen.national import data, regions
from ckanext.govopen.search import departments, places, synonyms
from ckanext.govopen.search.normalise import normalise
from ckanext.govopen.search.words import cut

MOST = 5
"""Datasets of each list."""
FIELDS = ("id", "name", "title", "region_code", "owner_org", "organization")
"""What the index tells of each."""

_FETCHED = 20
"""Candidates of each list: several may be alike."""
_MILLISECONDS = 300
"""What the server may spend; it answers with what it has found by then."""
_SPECIAL = re.compile(r'(["\\])')
_NUMBER = re.compile(r"[\d年月日季度.\-—~至]+")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Found:
    """Datasets as the index tells of them (`FIELDS`), the most similar first."""

    similar: Sequence[Mapping[str, Any]] = ()
    elsewhere: Sequence[Mapping[str, Any]] = ()
    """Counterparts in other regions, one of each region."""


def question(package: Mapping[str, Any]) -> dict[str, Any] | None:
    """The parameters for Solr's `/select`, but for the filters of what the reader may see; `None` where the dataset says
    nothing that another could share."""
    words, items = subject(package.get("title") or ""), labels(package)
    if not words and not items:
        return None
    policy = data.load("search.yml")["similar"]
    asked = [_any_of(_word(word, policy)) for word in words] + [f"item_bi:{_quoted(item)}^{policy['item']}" for item in items]
    own, province = _here(package.get("region_code"))
    here = [f'region_path:"{own}"'] if own else []
    if package.get("owner_org"):
        here.append(f"owner_org:{_quoted(package['owner_org'])}")
    return {
        "q": f"+({' '.join(asked)}) {' '.join(_favoured(package, province, policy))}",
        "defType": "lucene",
        "q.op": "OR",
        "df": "title_word",
        "fl": ",".join(FIELDS),
        "fq": [f"-id:{_quoted(package['id'])}", '-facet_copies:"copy"', "+dataset_type:dataset"],
        "group": "true",
        "group.query": [_similar(here), _elsewhere(own, counted=bool(words))],
        "group.limit": _FETCHED,
        "rows": 2,
        "subject": " ".join(_any_of(_word(word, policy, fields=("title_word",))) for word in words),
        "timeAllowed": _MILLISECONDS,
        "facet": "false",
    }


def subject(title: str) -> tuple[str, ...]:
    """The words that say what a dataset is about, the longest first, without place, department, year and kind of list."""
    text = normalise(title)
    for office in reversed(departments.named(text)):
        text = f"{text[: office.start]} {text[office.end :]}"
    policy, plain = data.load("search.yml")["similar"], _plain()
    words = [
        word.casefold() for word in cut(text) if len(word) > 1 and not places.is_name(word) and not _NUMBER.fullmatch(word)
    ]
    telling = [word for word in words if word not in plain] or words
    return tuple(sorted(dict.fromkeys(telling), key=len, reverse=True)[: policy["words"]])


def labels(package: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the data items that tell one kind of table from another, the longest first."""
    given = (normalise(item.get("label") or item.get("name") or "") for item in package.get("data_items") or [])
    policy, common = data.load("search.yml")["similar"], _common()
    telling = dict.fromkeys(name for name in given if 1 < len(name) <= 20 and name not in common and _LETTER.search(name))
    return tuple(sorted(telling, key=len, reverse=True)[: policy["items"]])


def chosen(package: Mapping[str, Any], groups: Sequence[Sequence[Mapping[str, Any]]], most: int = MOST) -> Found:
    """At most so many of each list's candidates: no listing of the same dataset twice, nor of this one; one of each region
    elsewhere."""
    here, there = groups
    seen = {_likeness(package)}
    similar = list(_first(here, seen, _likeness, most))
    ids = {doc["id"] for doc in similar}
    others = (doc for doc in there if doc["id"] not in ids)
    elsewhere = list(_first(others, set(), lambda doc: doc.get("region_code") or doc.get("owner_org"), most))
    return Found(similar, elsewhere)


def _first(docs: Iterable[Mapping[str, Any]], seen: set[Any], key: Any, most: int) -> Iterator[Mapping[str, Any]]:
    for doc in docs:
        if most and key(doc) not in seen:
            seen.add(key(doc))
            most -= 1
            yield doc


def _likeness(package: Mapping[str, Any]) -> tuple[str, str | None]:
    """What two listings of the same dataset have in common."""
    return normalise(package.get("title") or ""), package.get("region_code")


def _here(code: str | None) -> tuple[str, str]:
    """The region itself and its province; empty where there is none."""
    path = regions.path(code)
    return (path[-1], path[0]) if path else ("", "")


def _similar(here: Sequence[str]) -> str:
    return _any_of(here) if here else "-*:*"


def _elsewhere(own: str, *, counted: bool) -> str:
    """Datasets of other regions; of a title that says something they must have most of it."""
    needed = data.load("search.yml")["similar"]["missing"]
    most = f"""+_query_:"{{!edismax qf=title_word mm='{needed}' q.op=OR v=$subject}}\"""" if counted else "+*:*"
    return f'{most} +region_path:* -region_path:"{own}"' if own else f"{most} +region_path:*"


def _favoured(package: Mapping[str, Any], province: str, policy: Mapping[str, Any]) -> Iterator[str]:
    """What makes a dataset more like this one, and alone is not enough."""
    duties = departments.duties(package.get("provider_name") or "")
    yield from (f"offices:{_quoted(duty)}^{policy['duty']}" for duty in duties)
    yield from (f"theme:{_quoted(code)}^{policy['theme']}" for code in package.get("theme") or [])
    if province:
        yield f'region_path:"{province}"^{policy["province"]}'


def _word(word: str, policy: Mapping[str, Any], *, fields: Sequence[str] = ("title_word",)) -> list[str]:
    """The word in the title, and what means the same."""
    own = [f"{field}:{_quoted(word)}^{policy['word']}" for field in fields]
    same = [other for other in synonyms.alternatives(word) if " " not in other][: policy["words"]]
    return own + [f"{field}:{_quoted(other.casefold())}^{policy['synonym']}" for field in fields for other in same]


def _any_of(clauses: Sequence[str]) -> str:
    return clauses[0] if len(clauses) == 1 else f"({' OR '.join(clauses)})"


def _quoted(text: str) -> str:
    return '"{}"'.format(_SPECIAL.sub(r"\\\1", str(text)))


@data.cached
def _plain() -> frozenset[str]:
    policy = data.load("search.yml")
    return frozenset((*policy["similar"]["plain"].split(), *policy["generic"].split()))


@data.cached
def _common() -> frozenset[str]:
    return frozenset(data.load("search.yml")["similar"]["common"].split())
