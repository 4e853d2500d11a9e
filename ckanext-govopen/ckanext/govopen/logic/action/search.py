"""Searches that find nothing are asked again with less, and the answer says so: three questions to the index at the most."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ckan import model
from ckan.lib.search import SearchError, SearchQueryError
from ckan.plugins import toolkit as tk
from ckan.types import Action, Context
from ckanext.govopen.bulk.connection import UNSORTABLE
from ckanext.govopen.logic import counting, second
from ckanext.govopen.logic.search_schema import LAST_ROW
from ckanext.govopen.search import query

Dict = dict[str, Any]

log = logging.getLogger(__name__)

FLAGS = ("include_private", "include_drafts", "include_deleted", "use_default_schema")
"""Parameters that are true or false."""
SUGGESTED = 3
"""Queries that are offered."""

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_REASON = re.compile(r"\[Reason: (?:[a-z]+\.[\w.]+: )?(.{1,300})", re.DOTALL)


@tk.chained_action
@tk.side_effect_free
def package_search(up_action: Action, context: Context, data_dict: Dict) -> Any:
    """CKAN's search, and where it finds nothing, once more with what was typed less strictly read.

    Filters, facets, paging and what the user may see are those of the first question. The answer then has `relaxed`:
    `{"kind", "q", "dropped"}` (`query.Way`; `q` are the words alone), unless nothing is found again, and `did_you_mean`: up
    to three other queries that find something, besides the words of `relaxed`, each with the filters that stand in `q`. A
    flag that is neither true nor false, a `start` that Solr cannot count to and an `fl` of no names are errors of that field.
    A file's id finds its dataset. Of text in `q` the first 200 characters count (`longest` of `search.yml`).
    """
    _check(data_dict)
    data_dict = _by_file(data_dict)
    first = dict(data_dict)
    with _readable(), counting.watched() as seen:
        answer = up_action(context, data_dict)
    if answer["count"] or _is_retry(first):
        return answer
    try:
        way, others = second.question(first, seen)
    except SearchError:
        log.warning("What else could be asked was not counted", exc_info=True)
        return answer
    if way and (again := up_action(context, _asked(first, way.key)))["count"]:
        told = second.told(way, next(iter(again["results"]), None))
        answer = again | {"relaxed": told}
        others = [one for one in others if one != told["q"]]
    if others:
        answer["did_you_mean"] = [query.instead(str(first["q"]), one) for one in others[:SUGGESTED]]
    return answer


def _check(asked: Dict) -> None:
    """What CKAN or Solr would only stumble over; raises ValidationError."""
    errors = {}
    for name in FLAGS:
        try:
            tk.asbool(asked.get(name))
        except ValueError:
            errors[name] = [tk._("true or false is needed")]
    start = str(asked.get("start", ""))
    if start.isdecimal() and (len(start) > len(str(LAST_ROW)) or int(start) > LAST_ROW):
        errors["start"] = [tk._("There is no such page")]
    if not _are_names(asked.get("fl")):
        errors["fl"] = [tk._("A list of names of fields is needed")]
    if errors:
        raise tk.ValidationError(errors)


def _are_names(given: Any) -> bool:
    """Whether `fl` is something that CKAN can put together."""
    return given is None or isinstance(given, str) or (isinstance(given, list) and all(isinstance(one, str) for one in given))


def _by_file(asked: Dict) -> Dict:
    """A search for a file's id as one for its dataset's, which alone the index has."""
    wanted = str(asked.get("q") or "").strip().lower()
    file = model.Resource.get(wanted) if _ID.fullmatch(wanted) else None
    return {**asked, "q": file.package_id} if file and file.state == model.State.ACTIVE else asked


@contextmanager
def _readable() -> Iterator[None]:
    """Say why Solr refuses a search, without all that it was asked; an order that it has not is the caller's mistake."""
    try:
        yield
    except SearchQueryError:
        raise
    except SearchError as error:
        found = _REASON.search(str(error))
        if not found:
            raise
        kind = SearchQueryError if found[1].startswith(UNSORTABLE) else SearchError
        raise kind(found[1].removesuffix("]')")) from error


def _is_retry(asked: Dict) -> bool:
    extras = asked.get("extras")
    return query.RELAXED in asked or (isinstance(extras, dict) and query.RELAXED in extras)


def _asked(first: Dict, key: str) -> Dict:
    extras = first.get("extras")
    return {**first, "extras": {**(extras if isinstance(extras, dict) else {}), query.RELAXED: key}}
