"""What people search for."""

from datetime import timedelta
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.logic import search_schema
from ckanext.govopen.model import SearchQuery, clock
from ckanext.govopen.usage.buffer import monday


@tk.side_effect_free
@tk.validate_action_data(search_schema.search_query_list)
def govopen_search_query_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List what people searched for on the pages of this portal, for operators. Every parameter is optional.

    :param order: `searches` (asked most often first, the default), `empty` (only what was left without an answer, most
        often first) or `unopened` (only what was answered five times and more, those first whose results are opened least)
    :type order: string
    :param weeks: how many weeks, this one included; 4 by default
    :type weeks: int
    :param limit: questions at the most, 100 by default, 1000 at the most
    :type limit: int
    :param offset: questions to pass over
    :type offset: int
    :returns: `since` (the Monday of the first week), `count`, and `results`, each with `query` (in its form for search),
        `searches`, `empty` (searches that found nothing as they were asked), `askers` (people, in the week in which most
        asked), `clicks` (results opened, one a day for a person and dataset), `click_rate` (clicks for each search that was
        answered, null without any) and `rank` (the mean place of what was opened, null without any)
    :rtype: dictionary
    :raises NotAuthorized: you are no operator
    """
    tk.check_access("govopen_search_query_list", context, data_dict)
    since = monday(clock.now().date()) - timedelta(weeks=data_dict["weeks"] - 1)
    count, rows = SearchQuery.listed(data_dict["order"], since, data_dict["limit"], data_dict["offset"])
    return {"since": since.isoformat(), "count": count, "results": [told(row) for row in rows]}


def told(row: dict[str, Any]) -> dict[str, Any]:
    """A question as the API tells it."""
    counts = {name: int(row[name]) for name in ("searches", "empty", "askers", "clicks")}
    means = {name: None if row[name] is None else round(row[name], 2) for name in ("click_rate", "rank")}
    return {"query": row["query"], **counts, **means}
