"""Why a search finds what it finds, for operators."""

from collections.abc import Mapping
from typing import Any

import pysolr

from ckan.common import config
from ckan.lib.search import SearchError, make_connection
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.logic import counting, search_schema, second
from ckanext.govopen.model import clock
from ckanext.govopen.search import explaining, query
from ckanext.govopen.search.filters import has_value, public

SHOWN = ("id", "name", "title", "score")


@tk.side_effect_free
@tk.validate_action_data(search_schema.search_explain)
def govopen_search_explain(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Tell how a query is understood and why each of its hits stands where it stands.

    :param q: the query, as a person types it
    :type q: string
    :param id: id or name of one dataset: it alone is explained, if the query finds it at all
    :type id: string
    :param limit: hits at the most, 10 by default, 50 at the most
    :type limit: int
    :param offset: hits to pass over
    :type offset: int
    :returns: `normalised`, the form of the query for search; `tokens`, its filters, what must be missing and what a
        dataset must have, each `kind, text, clause`;
        `regions, departments, synonyms` that were recognised; `fielded`, whether it names fields of the index; `relaxed`,
        what could be asked instead where nothing is found; `params`, what Solr gets, and `parsed`, what it makes of them;
        `count`; and `results`, best first: `id, name, title, score` (the relevance), `text` (its part that comes from the
        text), `factors` (name → by how much it was multiplied) and `fields`, the weightiest first, each `field`, its
        `points`, their `share` of all and `terms`, each `term, points`. Points are those before the factors. `second` is
        null, or, where the query finds nothing at all and people see what was asked instead, that: `kind, q, dropped` as
        `relaxed` of `package_search` has them, with `params, parsed, count, results`
    :rtype: dictionary
    """
    tk.check_access("govopen_search_explain", context, data_dict)
    said = explaining.understood(data_dict["q"], clock.now().year)
    first = _found(said["params"], data_dict["q"], data_dict)
    return {**said, **first, "second": None if first["count"] else _second(data_dict)}


def _second(wanted: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is asked instead of a query that finds nothing, and what that finds."""
    asked = {"q": wanted["q"]}
    params = query.rewrite(asked, clock.now().year)
    seen = {"fq": [*public(config["ckan.site_id"]), *(params.get("fq_list") or [])]}
    if any(counting.counts(seen, [params])):
        return None
    way, _ = second.question(asked, seen)
    if way is None:
        return None
    best = _solr({**_asked(way.params, {}, {"limit": 1, "offset": 0}), "fl": "index_id,title,notes,tags"}).docs
    return {**second.told(way, next(iter(best), None)), **_found(way.params, way.q, wanted)}


def _found(params: Mapping[str, Any], q: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What Solr gets and finds, and why; raises SearchError."""
    factors = explaining.factors(q)
    found = _solr(_asked(params, factors, wanted))
    debug = found.debug
    results = [_explained(doc, debug["explain"][doc["index_id"]], factors) for doc in found.docs]
    shown = {name: value for name, value in params.items() if value}
    return {"params": shown, "parsed": debug.get("parsedquery_toString", ""), "count": found.hits, "results": results}


def _solr(asked: Mapping[str, Any]) -> Any:
    """What the index answers; raises SearchError."""
    try:
        return make_connection().search(**asked)
    except pysolr.SolrError as error:
        raise SearchError(str(error)) from error


def _asked(params: Mapping[str, Any], factors: Mapping[str, str], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What `package_search` sends for anonymous readers, with the explanation and the single factors."""
    filters = [*public(config["ckan.site_id"]), *(params.get("fq_list") or [])]
    if one := wanted.get("id"):
        filters.append(f"{has_value('id', one)} OR {has_value('name', one)}")
    single = [f"{_column(name)}:{function}" for name, function in factors.items()]
    asked = {name: value for name, value in params.items() if name != "fq_list"}
    return {
        "df": "text",
        **asked,
        "q.op": "AND",
        "fq": filters,
        "fl": ",".join(["index_id", *SHOWN, *single]),
        "rows": wanted["limit"],
        "start": wanted["offset"],
        "sort": "score desc, metadata_modified desc",
        "debug": ["query", "results"],
        "debug.explain.structured": "true",
    }


def _explained(doc: Mapping[str, Any], explanation: Mapping[str, Any], factors: Mapping[str, str]) -> dict[str, Any]:
    points = explaining.points(explanation)
    return {
        **{name: doc.get(name) for name in SHOWN},
        "text": round(sum(point.points for point in points), 4),
        "factors": {name: round(doc[_column(name)], 4) for name in factors if _column(name) in doc},
        "fields": explaining.by_field(points),
    }


def _column(factor: str) -> str:
    return f"factor_{factor}"
