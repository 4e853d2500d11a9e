"""What a search that found nothing is asked as instead: what finds something of all that there is to try."""

from collections.abc import Mapping
from typing import Any

from ckanext.govopen.logic import counting
from ckanext.govopen.model import clock
from ckanext.govopen.search import query

TRIED = 6
"""Other queries that are tried, beside the ways to give something up."""


def question(asked: Mapping[str, Any], seen: Mapping[str, Any]) -> tuple[query.Way | None, list[str]]:
    """The first way to ask less that finds something, and the other queries that do, the likeliest first.

    `asked` are the parameters of the search, `seen` those that Solr got (`counting.watched`): both are looked for within
    the same filters, in one question to the index. Raises SearchError.
    """
    year = clock.now().year
    ways, others = list(query.relaxed(asked, year)), query.alternatives(asked, year)[:TRIED]
    rewritten = (query.offered(asked, one, year) for one in others)
    found = counting.counts(seen, [*(way.params for way in ways), *rewritten])
    less = next((way for way, hits in zip(ways, found, strict=False) if hits), None)
    return less, [one for one, hits in zip(others, found[len(ways) :], strict=True) if hits]


def told(way: query.Way, best: Any) -> dict[str, Any]:
    """What was asked instead, as it is told beside the first dataset that it found (`title`, `notes`, `tags`)."""
    known = best if isinstance(best, Mapping) else {}
    tags = (one.get("name") if isinstance(one, Mapping) else one for one in known.get("tags") or [])
    text = " ".join(str(one or "") for one in (known.get("title"), known.get("notes"), *tags))
    return {"kind": way.kind, "q": way.meant(text), "dropped": list(way.given_up(text))}
