"""The portals that are harvested."""

from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.harvest import portals
from ckanext.govopen.logic import schema
from ckanext.govopen.model import HarvestedRecord, Run
from ckanext.govopen.national import regions

from harvesters.portal import Portal, PortalError

RUNS = 20
SHOWN = ("code", "title", "url", "platform", "publisher", "schedule", "aggregation")


@tk.side_effect_free
@tk.validate_action_data(schema.nothing)
def govopen_portal_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List the portals with their last run.

    :returns: portals in the order of their codes, each with `code, title, url, platform, region_code, region_name,
        publisher, schedule, aggregation, sandbox, datasets` and `last_run` (null before the first): `id, state` (running,
        complete, partial, failed), `started, finished, created, updated, unchanged, failed, skipped, duplicates, issues,
        complete`
    :rtype: list of dictionaries
    """
    tk.check_access("govopen_portal_list", context, data_dict)
    counts, runs = HarvestedRecord.counts(), Run.last_of_each()
    return [shown(portal, counts, runs.get(code)) for code, portal in portals.known().items()]


@tk.side_effect_free
@tk.validate_action_data(schema.portal_show)
def govopen_portal_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show a portal with its newest runs.

    :param id: code of the portal, such as `370000_shandong`
    :type id: string
    :returns: as in `govopen_portal_list`, and `runs` (20 at the most, newest first)
    :rtype: dictionary
    :raises NotFound: no portal has that code
    """
    tk.check_access("govopen_portal_show", context, data_dict)
    try:
        portal = portals.find(data_dict["id"])
    except PortalError as error:
        raise tk.ObjectNotFound(str(error)) from error
    runs = Run.latest(portal.code, RUNS)
    row = shown(portal, HarvestedRecord.counts(), runs[0] if runs else None)
    return row | {"runs": [run.as_dict() for run in runs]}


def shown(portal: Portal, counts: Mapping[str, int], run: Run | None) -> dict[str, Any]:
    """A portal as the API shows it."""
    region = regions.region(portal.region)
    return {name: getattr(portal, name) for name in SHOWN} | {
        "region_code": portal.region,
        "region_name": region.name if region else None,
        "sandbox": portals.is_sandbox(portal.code),
        "datasets": counts.get(portal.code, 0),
        "last_run": run.as_dict() if run else None,
    }
