"""The figures of the whole portal."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.logic import filled, schema
from ckanext.govopen.model import DatasetScore, FileScore, HarvestedRecord, clock
from ckanext.govopen.model.listing import count
from ckanext.govopen.model.renewed import Renewed
from ckanext.govopen.national import regions
from ckanext.govopen.national.vocabularies import vocabulary

FRESH = 5
"""Seconds for which the same figures are shown again; where counting takes long, `Renewed` keeps them longer."""
WEEK = timedelta(days=7)
SCORED = FileScore.package_id == model.Package.id


class Figures(NamedTuple):
    """What the database knows of the public datasets."""

    numbers: dict[str, int]
    """As the action shows them."""
    medians: dict[str | None, float]
    """The median score of the datasets of each province, by the first two digits of its code; of all under None."""


@tk.side_effect_free
@tk.validate_action_data(schema.nothing)
def govopen_stats_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show the figures of the portal, some seconds old, and up to some minutes on a large one.

    :returns: `datasets, files, portals, departments, scored` (files), `median_score` (of datasets, null without any),
        `updated_this_week`, `themes` (`code, label, count`, most datasets first), `regions` (provinces: `code, label,
        count, median`)
    :rtype: dictionary
    """
    tk.check_access("govopen_stats_show", context, data_dict)
    figures, datasets = known.get(), filled.known.get() or {}
    return {
        **figures.numbers,
        "median_score": figures.medians.get(None),
        "themes": themes(datasets.get("theme", {})),
        "regions": provinces(datasets.get("region_path", {}), figures.medians),
    }


def public(column: Any = model.Package.id) -> Any:
    """A query over what anybody may see."""
    query = sa.select(column).select_from(model.Package)
    return query.where(model.Package.state == "active", model.Package.private.is_(False), model.Package.type == "dataset")


def themes(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Themes that have datasets, the largest first."""
    words = vocabulary("themes")
    rows = [{"code": code, "label": words.label(code, language()), "count": found} for code, found in counts.items()]
    return sorted(rows, key=lambda row: -row["count"])


def provinces(counts: Mapping[str, int], medians: Mapping[str | None, float]) -> list[dict[str, Any]]:
    """Provinces that have datasets, with the median score of those."""
    rows = []
    for code, found in counts.items():
        region = regions.region(code)
        if region and regions.path(code) == (code,):
            rows.append({"code": code, "label": region.name, "count": found, "median": medians.get(code[:2])})
    return sorted(rows, key=lambda row: row["code"])


def language() -> str:
    """The reader's language."""
    try:
        return str(tk.h.lang())
    except RuntimeError:  # outside of a request
        return "zh_Hans_CN"


def _read() -> Figures:
    numbers = {
        "datasets": count(public()),
        "files": count(public(model.Resource.id).join(model.Resource).where(model.Resource.state == "active")),
        "portals": len(HarvestedRecord.counts()),
        "departments": count(public(model.Package.owner_org).distinct()),
        "scored": count(public(FileScore.resource_id).join(FileScore, SCORED).where(FileScore.state == "done")),
        "updated_this_week": count(public().where(model.Package.metadata_modified > clock.now() - WEEK)),
    }
    return Figures(numbers, _medians())


def _medians() -> dict[str | None, float]:
    province = sa.func.substr(model.Package.extras["region_code"].astext, 1, 2)
    middle = sa.func.percentile_cont(0.5).within_group(DatasetScore.score)
    joined = public(province).add_columns(middle).join(DatasetScore, DatasetScore.package_id == model.Package.id)
    found = dict(model.Session.execute(joined.group_by(province)).tuples().all())
    whole = model.Session.scalar(public(middle).join(DatasetScore, DatasetScore.package_id == model.Package.id))
    return found | ({None: whole} if whole is not None else {})


known = Renewed(_read, FRESH)
