"""Why a search finds what it finds, for operators."""

from collections.abc import Mapping
from typing import Any

import pysolr

from ckan.common import config
from ckan.lib.search import SearchError, make_connection
from ckan.lib.search.query import solr_literal
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.logic import search_schema
from ckanext.govopen.model import clock
from ckanext.govopen.search import explaining

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
    :returns: `normalised`, the form of the query for search; `tokens`, what a dataset must have, each `kind, text, clause`;
        `regions, departments, synonyms` that were recognised; `fielded`, whether it names fields of the index; `relaxed`,
        what is asked instead where nothing is found; `params`, what Solr gets, and `parsed`, what it makes of them;
        `count`; and `results`, best first: `id, name, title, score` (the relevance), `text` (its part that comes from the
        text), `factors` (name → by how much it was multiplied) and `fields`, the weightiest first, each `field`, its
        `points`, their `share` of all and `terms`, each `term, points`. Points are those before the factors
    :rtype: dictionary
    """
    tk.check_access("govopen_search_explain", context, data_dict)
    said = explaining.understood(data_dict["q"], clock.now().year)
    factors = explaining.factors(data_dict["q"])
    try:
        found = make_connection().search(**_asked(said["params"], factors, data_dict))
    except pysolr.SolrError as error:
        raise SearchError(str(error)) from error
    debug = found.debug
    results = [_explained(doc, debug["explain"][doc["index_id"]], factors) for doc in found.docs]
    return {**said, "parsed": debug.get("parsedquery_toString", ""), "count": found.hits, "results": results}


def _asked(params: Mapping[str, Any], factors: Mapping[str, str], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What `package_search` sends for anonymous readers, with the explanation and the single factors."""
    filters = [f"+site_id:{solr_literal(config['ckan.site_id'])}", "+state:active", "+permission_labels:public"]
    filters += params.get("fq_list") or []
    if one := wanted.get("id"):
        filters.append(f"id:{solr_literal(one)} OR name:{solr_literal(one)}")
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
