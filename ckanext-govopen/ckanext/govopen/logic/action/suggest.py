"""What somebody who is typing may mean."""

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen import config
from ckanext.govopen.logic import departments, index, places, rate, search_schema
from ckanext.govopen.logic.action.stats import language
from ckanext.govopen.national import regions
from ckanext.govopen.search import suggest
from ckanext.govopen.usage import shown

FEW = 5
"""Entries of the lists beside the titles."""
TWINS = 3
"""Titles are asked for so many times over: of those that are the same the best is shown first, the others last."""
SECONDS = 0.9
"""How long the index is waited for: somebody is typing."""
SHOWN, BEST = "shown_title shown_name", "score desc, quality_score desc"


@tk.side_effect_free
@tk.validate_action_data(search_schema.suggest)
def govopen_suggest(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Suggest what a query that is being typed may mean, best first: public datasets, and names known to the portal.

    :param q: what was typed: Chinese (either script, any width), full pinyin or initials, whole or its beginning, in any
        case, with or without spaces; of a longer text the first 100 characters count
    :type q: string
    :param limit: titles at the most, 10 by default, 1 to 20; the other lists have up to 5 entries
    :type limit: int
    :returns: `titles`: `title, name` of datasets; `regions`: `name, code, path` (code by GB/T 2260, the value of the facet
        `region_path`; path: its name with those above); `departments`: `name, code` (title and name of the organization,
        the value of the facet `organization`); `themes`: `name, code` (the value of the facet `theme`); `queries`: texts
        that at least five people searched for within a week. Without a letter or character in `q` all are empty. While
        the index cannot be asked `titles` is empty and the other lists are answered.
    :rtype: dictionary
    :raises ValidationError: `q` is missing or no text, or `limit` is not within its bounds; `rate`, by the API with 429 and
        Retry-After: you, or your address, had `ckanext.govopen.suggest_per_minute` answers within the minute
    """
    tk.check_access("govopen_suggest", context, data_dict)
    most, refused = config.suggest_per_minute(), tk._("At most {most} suggestions a minute: try again later")
    rate.count(context, "suggestions", most, rate.MINUTE, refused)
    text = suggest.typed(data_dict["q"])
    lang = language()
    return {
        "titles": titles(text, data_dict["limit"]),
        "regions": [
            {"name": one.name, "code": one.code, "path": regions.path_name(one.code)} for one in places.find(text, FEW)
        ],
        "departments": [{"name": title, "code": name} for title, name in departments.find(text, FEW)],
        "themes": [{"name": one.label(lang), "code": one.code} for one in suggest.known_themes().find(text, FEW)],
        "queries": shown.find(text, FEW),
    }


def titles(text: suggest.Typed, limit: int) -> list[dict[str, str]]:
    """Titles and names of public datasets, best first, each title first once; none while the index cannot be asked."""
    found: dict[str, str] = {}
    once: dict[str, str] = {}
    for question in suggest.questions(text) if text else ():
        try:
            answer = index.ask({"q": question, "rows": limit * TWINS, "fl": SHOWN, "sort": BEST}, SECONDS)
        except index.UnansweredError:
            return []
        found |= {doc["shown_name"]: doc.get("shown_title", doc["shown_name"]) for doc in answer["response"]["docs"]}
        once = {title: name for name, title in reversed(found.items())}
        if len(once) >= limit:
            break
    order = sorted(found, key=lambda name: once[found[name]] != name)
    return [{"title": found[name], "name": name} for name in order[:limit]]
