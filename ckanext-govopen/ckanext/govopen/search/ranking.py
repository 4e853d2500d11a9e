"""What raises a dataset among those that match: factors on its relevance, with weights from `config/search.yml`.

Every factor is near 1 and they are multiplied, so that of equal texts the better dataset comes first and a clearly
better text is never overtaken. What is not known of a dataset neither raises nor lowers it, but for its age.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ckanext.govopen.national import data

DAY = 86_400_000
"""Milliseconds, by which Solr counts time."""
COPY = "termfreq(facet_copies,'copy')"
"""1 for another portal's listing of a dataset (`facets/copies.py`), else 0."""

_MOST_USES = 2**31 - 1


def fields(index: Mapping[str, Any], package: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the index that rank, besides facets and score.

    `updated` is when the data changed, else when they were issued, else when the dataset changed here; `uses` is how often
    it was opened (`uses` of the package, else CKAN's own count).
    """
    days = (day for key in ("data_modified", "issued") if (day := _day(package.get(key))))
    changed = next(days, index.get("metadata_modified"))
    uses = min(int(package.get("uses") or index.get("views_total") or 0), _MOST_USES)
    known = {"updated": changed, "uses": uses}
    return {name: value for name, value in known.items() if value is not None}


def _day(text: Any) -> str | None:
    """The beginning of a day as Solr writes times; `None` for anything but a whole date."""
    try:
        return f"{date.fromisoformat(text[:10]).isoformat()}T00:00:00Z" if isinstance(text, str) else None
    except ValueError:
        return None


def boost(regions: Iterable[str]) -> str:
    """The factor on relevance as a function of Solr, for a query that names regions of these codes."""
    return f"product({','.join(factors(regions).values())})"


def factors(regions: Iterable[str]) -> dict[str, str]:
    """The single factors by their names in `search.yml`."""
    weights = data.load("search.yml")["boost"]
    found = {
        "fresh": _fresh(weights["fresh"]),
        "score": _scored(weights["score"]),
        "uses": _used(weights["uses"]),
        "open": _open(weights["open"]),
        "copy": f"if({COPY},{weights['copy']},1)",
    }
    counts = ",".join(f"termfreq(region_path,'{code}')" for code in regions)
    return found | {"region": f"if(gt(sum({counts},0),0),{weights['region']},1)"} if counts else found


def _fresh(weights: Mapping[str, Any]) -> str:
    """Half of the weight after so many days; a date to come counts as today."""
    share = f"recip(max(0,ms(NOW/DAY,updated)),{1 / (DAY * weights['half']):.3e},1,1)"
    return f"sum(1,product({weights['weight']},{share}))"


def _scored(weights: Mapping[str, Any]) -> str:
    """As much above 1 as below, by the score from 0 to 100; a dataset without one stands in the middle."""
    return f"sum({1 - weights['weight'] / 2},product({weights['weight'] / 100},def(quality_score,50)))"


def _used(weights: Mapping[str, Any]) -> str:
    """By the number of uses, whose digits count and not their sum: the first hundred raise more than the next thousand."""
    share = f"min(1,div(log(sum(1,def(uses,0))),{weights['digits']}))"
    return f"sum(1,product({weights['weight']},{share}))"


def _open(weights: Mapping[str, float]) -> str:
    """By the code of the open attribute."""
    terms = ",".join(f"product(termfreq(open_type,'{code}'),{weight - 1:.3g})" for code, weight in weights.items())
    return f"sum(1,{terms})"
