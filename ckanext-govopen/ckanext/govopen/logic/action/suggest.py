"""What somebody who is typing may mean."""

from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen import config
from ckanext.govopen.logic import departments, filled, index, rate, search_schema
from ckanext.govopen.logic.action.stats import language
from ckanext.govopen.national import regions
from ckanext.govopen.national.departments import placed, tells
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
    :returns: `titles`: `title, name, department, region` of datasets (title of the organization with its place; name of the
        region, empty where title or department says it); `regions`: `name, code, path, count` (code by GB/T 2260, the value
        of the facet `region_path`; path: its name with those above; count: datasets that it has, a minute old); `departments`:
        `name, code, count` (title and name of the organization, the value of the facet `organization`); `themes`: `name,
        code, count` (the value of the facet `theme`); `queries`: texts that at least five people searched for within a
        week. What has no dataset is not suggested. Without a letter or character in `q` all are empty. While the index
        cannot be asked `titles` is empty, regions and themes are all answered, and their `count` is null.
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
            {"name": one.name, "code": one.code, "path": regions.path_name(one.code), "count": count}
            for one, count in filled.regions(text, FEW)
        ],
        "departments": [{"name": title, "code": name, "count": count} for title, name, count in departments.find(text, FEW)],
        "themes": [{"name": one.label(lang), "code": one.code, "count": count} for one, count in filled.themes(text, FEW)],
        "queries": shown.find(text, FEW),
    }


def titles(text: suggest.Typed, limit: int) -> list[dict[str, str]]:
    """Public datasets, best first, each title first once; none while the index cannot be asked."""
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
    return told({name: found[name] for name in order}, limit)


def told(found: Mapping[str, str], limit: int) -> list[dict[str, str]]:
    """Each dataset, given by name and title, with its department and region; of those that would look the same the first."""
    origins = departments.origins(found) if found else {}
    entries = [
        {"title": title, "name": name, **_origin(title, *origins.get(name, ("", None)))} for name, title in found.items()
    ]
    apart = {(entry["title"], entry["department"], entry["region"]): entry for entry in reversed(entries)}
    return [entry for entry in entries if apart[entry["title"], entry["department"], entry["region"]] is entry][:limit]


def _origin(title: str, department: str, code: str | None) -> dict[str, str]:
    """The department with its place, and the region where neither title nor department says it."""
    region = regions.region(code)
    department = placed(department, region) if department else ""
    said = region is None or region.short in title or tells(department, region)
    return {"department": department, "region": region.name if region and not said else ""}
