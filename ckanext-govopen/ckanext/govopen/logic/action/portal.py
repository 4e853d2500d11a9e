"""The portals that are harvested, how they do, and what operators set for them."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.harvest import health, portals, upkeep
from ckanext.govopen.logic import schema
from ckanext.govopen.model import FileSource, HarvestedRecord, PortalHealth, PortalState, Run, clock
from ckanext.govopen.national import regions

from harvesters.portal import Portal, PortalError

RUNS = 20
HISTORY = 60
"""Runs whose health is shown."""
SHOWN = ("code", "title", "url", "platform", "publisher", "aggregation")
HTTP = ("delay", "concurrency", "timeout", "retries", "verify", "allow_private", "hours")
Row = dict[str, Any]


@tk.side_effect_free
@tk.validate_action_data(schema.portal_list)
def govopen_portal_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List the portals with their last run and how they do. Every parameter is optional.

    :param q: words that stand in the code, title, operator, address or region (also one that the region lies in)
    :type q: string
    :param platform: the software that they run on, such as `oportal`
    :type platform: string
    :param state: state of the last run, `never` before the first
    :type state: string
    :param schedule: `daily`, `weekly`, `monthly`, `manual` or `paused`
    :type schedule: string
    :param sort: `code` (the default), `datasets` (most first), `started` (latest run first), `drift` (largest change of
        size first) or `trouble` (what waits, failed or does badly first)
    :type sort: string
    :returns: portals, each with `code, title, url, platform, region_code, region_name, publisher, aggregation,
        sandbox, datasets, broken_links` (files that are no longer at their address), `schedule` (the one in
        force), `own_schedule` (as the portal's file says), `set_schedule` (as an operator set it, or null),
        `paused, due` (when it is to run next, null for not by itself), `health` (`state`: well, drift, incomplete,
        unreachable or unknown; `time, reachable, complete, listed, before, drift, fault`; `drift` is the share by
        which its listing has grown since it was last read to its end) and `last_run` (null before the first; else
        as `govopen_run_show` shows it)
    :rtype: list of dictionaries
    """
    tk.check_access("govopen_portal_list", context, data_dict)
    rows = [row for row in shown(portals.known().values()) if fits(row, data_dict)]
    return sorted(rows, key=ORDER[data_dict.get("sort") or "code"])


@tk.side_effect_free
@tk.validate_action_data(schema.reference)
def govopen_portal_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show a portal with its newest runs and how it did over time.

    :param id: code of the portal, such as `370000_shandong`
    :type id: string
    :returns: as in `govopen_portal_list`, and `http` (how it may be asked: `delay` in seconds, `concurrency`, `timeout`,
        `retries, verify, allow_private, hours`), `runs` (20 at the most, newest first), `history` (one entry a finished
        run, 60 at the most, oldest first: `time, reachable, complete, datasets, listed, requests, seconds, fault`)
    :rtype: dictionary
    :raises NotFound: no portal has that code
    """
    tk.check_access("govopen_portal_show", context, data_dict)
    portal = known(data_dict["id"])
    (row,) = shown([portal])
    history = [one.as_dict() for one in PortalHealth.latest(portal.code, HISTORY)]
    http = {name: getattr(portal.http, name) for name in HTTP}
    return row | {"http": http, "runs": [run.as_dict() for run in Run.latest(portal.code, RUNS)], "history": history}


@tk.validate_action_data(schema.portal_update)
def govopen_portal_update(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Set when a portal is harvested; only what is given is changed.

    :param id: code of the portal
    :type id: string
    :param schedule: `daily`, `weekly`, `monthly` or `manual`; empty for what the portal's file says
    :type schedule: string
    :param paused: whether no run is started on schedule until further notice
    :type paused: boolean
    :returns: the portal, as `govopen_portal_show` shows it
    :rtype: dictionary
    :raises NotFound: no portal has that code
    """
    tk.check_access("govopen_portal_update", context, data_dict)
    code = known(data_dict["id"]).code
    changes = {name: data_dict[name] for name in ("schedule", "paused") if name in data_dict}
    if "schedule" in changes:
        changes["schedule"] = changes["schedule"] or None
    PortalState.put(code, **changes)
    model.Session.commit()
    updated: dict[str, Any] = tk.get_action("govopen_portal_show")(context, {"id": code})
    return updated


def known(code: str) -> Portal:
    """The portal of a code; raises NotFound."""
    try:
        return portals.find(code)
    except PortalError as error:
        raise tk.ObjectNotFound(str(error)) from error


@tk.validate_action_data(schema.portal_text)
def govopen_portal_register(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Make a portal known whose description is no file of the configuration, such as one that pushes its records.

    :param code: the name that the portal's file would have, without ending
    :type code: string
    :param yaml: the text of the portal's file; a text under the same code is replaced
    :type yaml: string
    :returns: the portal, as in `govopen_portal_list`
    :rtype: dictionary
    :raises ValidationError: the text describes no portal, or a configured portal has that code
    """
    tk.check_access("govopen_portal_register", context, data_dict)
    try:
        portal = portals.register(data_dict["code"], data_dict["yaml"])
    except PortalError as error:
        raise tk.ValidationError({"yaml": [f"{error.key}: {error.reason}; {error.remedy}".removeprefix(": ")]}) from error
    (row,) = shown([portal])
    return row


def shown(chosen: Iterable[Portal]) -> list[Row]:
    """Portals as the API shows them, with one query for each thing that is known of them."""
    found = list(chosen)
    codes = [portal.code for portal in found]
    counts, runs, states = HarvestedRecord.counts(codes), Run.last_of_each(codes), PortalState.all()
    broken, newest = FileSource.broken(codes), PortalHealth.newest(codes)
    return [
        described(portal, runs.get(portal.code), states.get(portal.code))
        | {"datasets": counts.get(portal.code, 0), "broken_links": broken.get(portal.code, 0)}
        | {"health": health.judged(newest.get(portal.code))}
        for portal in found
    ]


def described(portal: Portal, run: Run | None, state: PortalState | None) -> Row:
    """What a portal is, and when it is harvested."""
    region = regions.region(portal.region)
    return {name: getattr(portal, name) for name in SHOWN} | {
        "region_code": portal.region,
        "region_name": region.name if region else None,
        "sandbox": portals.is_sandbox(portal.code),
        "schedule": upkeep.schedule(portal, state),
        "own_schedule": portal.schedule,
        "set_schedule": state.schedule if state else None,
        "paused": bool(state and state.paused),
        "due": clock.text(due(portal, run, state)),
        "last_run": run.as_dict() if run else None,
    }


def due(portal: Portal, run: Run | None, state: PortalState | None) -> datetime | None:
    """When a portal is to run next by its schedule: a portal enters it with its first run."""
    every = upkeep.rhythm(portal, state)
    return run.started + every if run and every else None


def fits(row: Row, wanted: dict[str, Any]) -> bool:
    """Whether a portal is one of those that are asked for."""
    run = row["last_run"]
    facts = {"platform": row["platform"], "state": run["state"] if run else "never"}
    facts["schedule"] = "paused" if row["paused"] else row["schedule"]
    return mentions(row, wanted.get("q") or "") and all(wanted.get(name) in (None, "", value) for name, value in facts.items())


def mentions(row: Row, words: str) -> bool:
    """Whether every word stands in what names the portal."""
    names = [row[name] or "" for name in ("code", "title", "publisher", "url", "region_code")]
    text = " ".join([*names, regions.path_name(row["region_code"]) or ""]).casefold()
    return all(word in text for word in words.casefold().split())


def trouble(row: Row) -> tuple[int, int]:
    """How badly a portal needs a person; the smaller, the more."""
    run = row["last_run"]
    states = ("waiting", "failed", "interrupted", "partial")
    place = states.index(run["state"]) if run and run["state"] in states else len(states)
    return place, health.STATES.index(row["health"]["state"])


ORDER: dict[str, Callable[[Row], Any]] = {
    "code": lambda row: row["code"],
    "datasets": lambda row: (-row["datasets"], row["code"]),
    "started": lambda row: (-started(row), row["code"]),
    "drift": lambda row: (-abs(row["health"]["drift"] or 0), row["code"]),
    "trouble": lambda row: (*trouble(row), row["code"]),
}


def started(row: Row) -> float:
    """When its last run began, in seconds; 0 before the first."""
    return datetime.fromisoformat(row["last_run"]["started"]).timestamp() if row["last_run"] else 0.0
