"""The figures of the whole portal."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from pysolr import SolrError

from ckan import model
from ckan.lib import search
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.logic import schema
from ckanext.govopen.model import DatasetScore, FileScore, HarvestedRecord, clock
from ckanext.govopen.national import regions
from ckanext.govopen.national.vocabularies import vocabulary

PUBLIC = "+capacity:public +state:active +dataset_type:dataset"
WEEK = timedelta(days=7)
SCORED = FileScore.package_id == model.Package.id


@tk.side_effect_free
@tk.validate_action_data(schema.nothing)
def govopen_stats_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show the figures of the portal.

    :returns: `datasets, files, portals, departments, scored` (files), `median_score` (of datasets, null without any),
        `updated_this_week`, `themes` (`code, label, count`, most datasets first), `regions` (provinces: `code, label,
        count, median`)
    :rtype: dictionary
    """
    tk.check_access("govopen_stats_show", context, data_dict)
    facets = counted()
    return {
        "datasets": count(public()),
        "files": count(public(model.Resource.id).join(model.Resource).where(model.Resource.state == "active")),
        "portals": len(HarvestedRecord.counts()),
        "departments": count(public(model.Package.owner_org).distinct()),
        "scored": count(public(FileScore.resource_id).join(FileScore, SCORED).where(FileScore.state == "done")),
        "median_score": medians().get(None),
        "updated_this_week": count(public().where(model.Package.metadata_modified > clock.now() - WEEK)),
        "themes": themes(facets["theme"]),
        "regions": provinces(facets["region_path"]),
    }


def public(column: Any = model.Package.id) -> Any:
    """A query over what anybody may see."""
    query = sa.select(column).select_from(model.Package)
    return query.where(model.Package.state == "active", model.Package.private.is_(False), model.Package.type == "dataset")


def count(query: Any) -> int:
    """Rows of a query."""
    return model.Session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def counted() -> dict[str, dict[str, int]]:
    """Datasets by theme and by region, as the index counts them; none while it cannot be asked."""
    query = {"q": "*:*", "fq": PUBLIC, "rows": 0, "facet": "true", "facet.field": ["theme", "region_path"]}
    try:
        found = search.make_connection().search(**query, **{"facet.limit": -1, "facet.mincount": 1})
    except SolrError:
        return {"theme": {}, "region_path": {}}
    fields = found.facets["facet_fields"]
    return {name: dict(zip(values[::2], values[1::2], strict=True)) for name, values in fields.items()}


def themes(counts: dict[str, int]) -> list[dict[str, Any]]:
    """Themes that have datasets, the largest first."""
    words = vocabulary("themes")
    rows = [{"code": code, "label": words.label(code, language()), "count": found} for code, found in counts.items()]
    return sorted(rows, key=lambda row: -row["count"])


def provinces(counts: dict[str, int]) -> list[dict[str, Any]]:
    """Provinces that have datasets, with the median score of those."""
    middle = medians()
    rows = []
    for code, found in counts.items():
        region = regions.region(code)
        if region and regions.path(code) == (code,):
            rows.append({"code": code, "label": region.name, "count": found, "median": middle.get(code[:2])})
    return sorted(rows, key=lambda row: row["code"])


def medians() -> dict[str | None, float]:
    """The median score of the datasets of each province, by the first two digits of its code; of all under None."""
    province = sa.func.substr(model.Package.extras["region_code"].astext, 1, 2)
    middle = sa.func.percentile_cont(0.5).within_group(DatasetScore.score)
    joined = public(province).add_columns(middle).join(DatasetScore, DatasetScore.package_id == model.Package.id)
    found = dict(model.Session.execute(joined.group_by(province)).tuples().all())
    whole = model.Session.scalar(public(middle).join(DatasetScore, DatasetScore.package_id == model.Package.id))
    return found | ({None: whole} if whole is not None else {})


def language() -> str:
    """The reader's language."""
    try:
        return str(tk.h.lang())
    except RuntimeError:  # outside of a request
        return "zh_Hans_CN"
