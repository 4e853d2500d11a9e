"""How many datasets each of several queries finds among those of a search that was just made, in one question to the index."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pysolr

from ckan.lib.search import SearchError, make_connection
from ckanext.govopen.search import folding

Seen = dict[str, Any]

_seen: ContextVar[Seen | None] = ContextVar("govopen_search_seen", default=None)


@contextmanager
def watched() -> Iterator[Seen]:
    """Keep the parameters of the search that is made in this block, as CKAN sent them: with what the user may see."""
    seen: Seen = {}
    token = _seen.set(seen)
    try:
        yield seen
    finally:
        _seen.reset(token)


def note(params: Mapping[str, Any]) -> None:
    """Keep the parameters of a search that was made, where somebody watches."""
    seen = _seen.get()
    if seen is not None:
        seen.update(params)


def counts(seen: Mapping[str, Any], queries: Sequence[Mapping[str, Any]]) -> list[int]:
    """Hits of each query (as `rewrite` gives it) within the filters of a watched search; raises SearchError."""
    filters = [one for one in seen.get("fq") or [] if one and not one.startswith(f"{{!{folding.PARSER}")]
    if not filters or not queries:
        return [0] * len(queries)
    asked = {f"{name}{at}": one[name] for at, one in enumerate(queries) for name in ("q", "qf", "mm") if name in one}
    counted = {"facet": "true", "facet.field": [], "facet.query": [_counted(at, one) for at, one in enumerate(queries)]}
    fixed = {"fq": filters, "rows": 0, "df": "text", "q.op": "AND"}
    try:
        found = make_connection(decode_dates=False).search("*:*", **fixed, **counted, **asked)
    except pysolr.SolrError as error:
        raise SearchError(str(error)) from error
    return list(found.facets["facet_queries"].values())


def _counted(at: int, query: Mapping[str, Any]) -> str:
    """A query under a key of its own; without the phrase that only weighs."""
    if query.get("defType") != "edismax":
        return f"{{!lucene key={at} v=$q{at}}}"
    return f"{{!edismax key={at} v=$q{at} qf=$qf{at} mm=$mm{at} pf='' cache=false}}"
