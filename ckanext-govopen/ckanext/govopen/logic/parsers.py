"""Solr's local parameters, of which CKAN's option lets more through than the results pages need."""

from functools import lru_cache
from typing import Any

from ckan.lib.search import SearchError
from ckan.lib.search import query as ckan_query
from ckanext.govopen.search import filters, folding

OPTION = "ckan.search.solr_allowed_query_parsers"


def allow(config: Any) -> None:
    """Have CKAN let the parsers through that filters, counts of facets and folding are written for."""
    said = config.get(OPTION) or []
    named = said.split() if isinstance(said, str) else list(said)
    config[OPTION] = " ".join(dict.fromkeys([*named, filters.PARSER, folding.PARSER]))


def remember_grammars() -> None:
    """Have CKAN make its grammar of local parameters once for each, not for every search: a tenth of a results page.

    Only parameters of our making get there (`only_ours`), so that nobody fills what is remembered.
    """
    if not hasattr(ckan_query._get_local_query_parser, "cache_info"):
        ckan_query._get_local_query_parser = lru_cache(maxsize=512)(ckan_query._get_local_query_parser)


def only_ours(params: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a search; as CKAN does, raises `SearchError` for local parameters that are not of our making."""
    if name := filters.foreign(params):
        raise SearchError(f"Local parameters are not supported in param '{name}'.")
    return params
