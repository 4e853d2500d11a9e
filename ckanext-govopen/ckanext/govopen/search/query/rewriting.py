"""The parameters of a search as Solr shall get them.

Text becomes tokens, of which a dataset must have so many (`tokens`, `missing` of `search.yml`). Nothing in the text acts
as syntax except CKAN's own field names (`reading`) and the Chinese short form (`short`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from ckanext.govopen.national import data
from ckanext.govopen.search import ranking
from ckanext.govopen.search.normalise import normalise
from ckanext.govopen.search.query import clauses, dates, questions, reading, relaxing, respelling, short, signs, tokens, where
from ckanext.govopen.search.query.either import readings
from ckanext.govopen.search.query.kinds import LACKED, Token
from ckanext.govopen.search.query.relaxing import Way
from ckanext.govopen.search.query.spoken import as_signs, is_but

EVERYTHING = frozenset({"", "*", "*:*", '""', "''"})
NOTHING = "-*:*"
"""A query that every server answers with no dataset."""
RELAXED = "ext_govopen_relaxed"
"""Parameter of `package_search` (CKAN puts it into `extras`): the `key` of the way in which it shall be asked."""
AS_IT_IS = "no"
"""Value of that parameter for a query that shall be asked as it was typed, though nothing has it."""
CHOSEN = ("qf", "mm", "tie", "boost")
"""Parameters that are the caller's where they are given."""

Typed = tuple[str, str]
"""What was typed, and the filter that it is."""

_ADDRESS = re.compile(r"\s*https?://\S+\s*")
_SIZE = 5
"""Characters in no word have a clause for each pair in each field: so many have as many clauses as a word."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a query is taken for."""

    text: str
    """The words without filters and signs for what shall be missing; empty where there are none."""
    fielded: bool
    """Whether it names fields of the index."""
    filters: tuple[Typed, ...]
    """The filters of the short form."""
    missing: tuple[Typed, ...]
    """What shall be missing."""
    tokens: tuple[Token, ...]
    """Those of the words."""


def rewrite(params: Mapping[str, Any], year: int | None = None) -> dict[str, Any]:
    """The parameters of `package_search` as Solr shall get them; never raises, whatever stands in `q`.

    `year` is this year, without which 去年 and 21年 are only words (`dates`).
    `q` alone is read; filters, sorting, facets and paging stay as they are, and so do `qf`, `mm`, `tie` and `boost`
    where the caller chose them.
    """
    if "extras" in params and not isinstance(params["extras"], Mapping):
        params = {**params, "extras": {}}
    if key := _key(params):
        for way in relaxed(params, year):
            if way.key == key:
                return dict(way.params)
    asked, text = _read(params, year)
    if not text:
        return asked
    found = readings(text)
    return _asked(asked, found, _needed(found[0], _rule(text)), where.codes(chain(*found)))


def relaxed(params: Mapping[str, Any], year: int | None = None) -> Iterator[Way]:
    """What to ask, one after the other, where `rewrite(params, year)` finds nothing; nothing where the caller chose the
    rules."""
    asked, text = _read(params, year)
    if not text or any(params.get(name) for name in CHOSEN):
        return
    text = signs.plain(text)
    rule = _rule(text)
    for way in relaxing.ways(normalise(text), tokens.read(text)):
        needed = _needed(way.readings[0], rule) - way.missing
        yield replace(way, params=_asked(asked, way.readings, needed, where.codes(way.readings[0])))


def raised(params: Mapping[str, Any]) -> tuple[str, ...]:
    """Codes of the regions whose datasets come first in what `rewrite(params)` finds."""
    return where.codes(chain(*readings(_read(params, None)[1])))


def understood(q: str, year: int | None = None) -> Understood:
    """What `rewrite({"q": q}, year)` takes a query for."""
    _, rest = short.read(q)
    fielded = reading.read(rest) is not None
    said = "" if fielded else as_signs(_shortened(rest))
    filters = [(text, clause) for text in short.narrowing(q) for clause in short.read(text)[0]]
    missing = [(text, clause) for text in signs.missing(said) for clause in signs.read(text)[0]]
    text = _read({"q": q}, year)[1]
    return Understood(text, fielded, tuple(filters), tuple(missing), tuple(dict.fromkeys(chain(*readings(text)))))


def bounded(q: str) -> str:
    """As much of a query as a page takes up in all its links; a query by field name, which has no end that could be left
    out, may be longer than text."""
    if len(q) <= data.load("search.yml")["query"]["longest"]:
        return q
    fielded = q[: data.load("search.yml")["query"]["longest_whole"]]
    return fielded if reading.read(fielded) else _shortened(q).rstrip()


def alternatives(params: Mapping[str, Any], year: int | None = None) -> list[str]:
    """Queries that may have been meant, the likeliest first, for a person to choose from; none where what remains of the text
    may be the opposite of it."""
    text = signs.plain(_read(params, year)[1])
    if is_but(text):
        return []
    return relaxing.others(normalise(text), tokens.read(text)) if text else []


def offered(params: Mapping[str, Any], other: str, year: int | None = None) -> dict[str, Any]:
    """The parameters by which one of the `alternatives` is counted: what only sounds the same must stand in a title."""
    text = normalise(signs.plain(_read(params, year)[1]))
    if other not in respelling.spellings(text):
        return rewrite({**params, "q": other}, year)
    asked, typed = _read({**params, "q": other}, year)
    found = respelling.in_titles(text, tokens.read(typed))
    return _asked(asked, [found], _needed(found, _rule(typed)), where.codes(found))


def _key(params: Mapping[str, Any]) -> str | None:
    """How the query shall be relaxed, if it shall."""
    extras = params.get("extras")
    key = extras.get(RELAXED) if isinstance(extras, Mapping) else None
    return key if isinstance(key, str) and key != AS_IT_IS else None


def _read(params: Mapping[str, Any], year: int | None) -> tuple[dict[str, Any], str]:
    """The parameters with what `q` says beside words, and the words; no words where `q` is done with."""
    asked = dict(params)
    filters, q = short.read(str(asked.get("q") or "").strip())
    parts = reading.read(q)
    fielded = parts is not None
    words = q if parts is None else " ".join(part.words for part in parts if not part.fielded)
    if parts and words and _narrows(parts):
        filters += [f"{part.sign}{part.text}" for part in parts if part.fielded]
        parts = None
    if parts is None:
        missing, words = signs.read(_shortened(words) if fielded else as_signs(_shortened(words)))
        filters += missing
    if filters:
        given = asked.get("fq_list")
        asked["fq_list"] = [*(given if isinstance(given, list) else [given] if given else []), *filters]
    if q in EVERYTHING or (parts is None and filters and not words):
        return asked | {"q": "*:*"}, ""
    if parts is None:
        return asked, words if year is None else dates.absolute(words, year)
    asked.pop("defType", None)
    return asked | {"q": " ".join(map(str, parts))}, ""


def _narrows(parts: Sequence[reading.Clause]) -> bool:
    """Whether the parts with a field only narrow what the words beside them find."""
    return all(part.operator in {"", "AND"} and (part.fielded or _plain(part)) for part in parts)


def _shortened(text: str) -> str:
    limits = data.load("search.yml")["query"]
    longest: int = limits["longest_whole" if _ADDRESS.fullmatch(text) else "longest"]
    return text[:longest]


def _plain(part: reading.Clause) -> bool:
    return part.sign != "-" and part.words[:1] not in {"(", "*"}


def _asked(
    asked: Mapping[str, Any], readings: Sequence[Sequence[Token]], needed: int, regions: Sequence[str]
) -> dict[str, Any]:
    """A query for text: edismax, over all fields of the index; of several readings any may be found, and datasets of the
    regions come first."""
    settings = data.load("search.yml")["query"]
    known = list(_fitting([found[: settings["tokens"]] for found in readings if found], settings["tokens"]))
    if not known:
        return {name: value for name, value in asked.items() if name != "defType"} | {"q": NOTHING}
    if len(known) == 1:
        written = _written(known[0])
    else:
        written, needed = " OR ".join(clauses.all_of(token.clause for token in found) for found in known), 1
    chosen = {
        "qf": settings["fields"],
        "mm": str(needed),
        "tie": str(settings["tie"]),
        "boost": ranking.boost(regions),
    }
    kept = {name: value for name, value in chosen.items() if value and not asked.get(name)}
    return {**asked, "q": written, "defType": "edismax", **kept}


def _fitting(readings: Sequence[Sequence[Token]], most: int) -> Iterator[Sequence[Token]]:
    """The first reading, and others while there is room: Solr takes 1,024 clauses, and one word may have thirty."""
    count = 0
    for at, found in enumerate(readings):
        count += sum(-(-len(token.text) // _SIZE) for token in found)
        if at and count > most:
            return
        yield found


def _written(found: Sequence[Token]) -> str:
    """First what `mm` counts, then what must be there: a required part before an OR would be optional to Solr."""
    counted = " OR ".join(token.clause for token in found if token.kind in LACKED)
    required = [f"+{token.clause}" for token in found if token.kind not in LACKED]
    return " ".join([counted, *required] if counted else required)


def _rule(text: str) -> str:
    return "missing_asked" if questions.is_question(normalise(text)) else "missing"


def _needed(found: Sequence[Token], rule: str) -> int:
    """How many of the tokens a dataset must have."""
    count, allowed = sum(token.kind in LACKED for token in found), 0
    for step in data.load("search.yml")[rule]:
        if count >= step["from"]:
            allowed = step["tokens"] if "tokens" in step else int(count * step["share"])
    return count - allowed
