"""What a run is measured by, how it ends, and what follows from its end."""

import dataclasses
from datetime import datetime, timedelta

import sqlalchemy as sa

from ckan import model
from ckanext.govopen.harvest import content
from ckanext.govopen.model import HarvestedRecord, PortalHealth, PortalState, Run, Seen

from harvesters.crawl import COMPLETE, SKIPPED, STOPPED
from harvesters.helpers.dates import LOCAL
from harvesters.issues import Issue
from harvesters.portal import Assertions, Http, Portal

CODES = {"complete": COMPLETE, "partial": SKIPPED}


def exit_code(run: Run) -> int:
    """How a call that waited for a run ends: 0 complete, 3 records lost, 4 anything else."""
    return CODES.get(run.state, STOPPED)


def ended(run: Run) -> None:
    """What follows from the end of a run; the caller commits."""
    Seen.drop(run.id)
    whole = run.kind == "full" or (run.kind == "push" and run.complete)
    if not whole or run.state == "cancelled":
        return
    if run.complete:
        older = sa.update(Run).where(Run.portal == run.portal, Run.state == "waiting", Run.id != run.id)
        model.Session.execute(older.values(state="partial", error=content.ENDED["replaced"]))
    model.Session.add(
        PortalHealth(
            portal=run.portal,
            time=run.finished,
            reachable=run.complete or run.fault != "network",
            complete=run.complete,
            datasets=HarvestedRecord.active(run.portal),
            listed=run.listed,
            requests=run.requests,
            seconds=run.seconds,
            fault=run.fault,
        )
    )


def verdict(run: Run, held: Issue | None, *, bounds_hold: bool) -> tuple[str, str | None, str | None]:
    """State, error and fault of a run that has read everything."""
    if held and run.kind != "dry":
        return "waiting", held.message, "portal"
    if not bounds_hold:
        return "failed", content.ENDED["bounds"], "portal"
    lost = run.failed or run.skipped
    return ("partial", None, "record") if lost else ("complete", None, None)


def learn(portal: Portal, run: Run) -> None:
    """The first complete run sets what later ones are measured by, where the YAML does not; the caller commits."""
    known = model.Session.get(PortalState, portal.code)
    if portal.assertions == Assertions() and run.records and not (known and known.assertions):
        PortalState.put(portal.code, assertions={"min": run.records // 2})


def bounded(portal: Portal) -> Portal:
    """The portal with the bounds that its first complete run set, where its YAML has none."""
    known = model.Session.get(PortalState, portal.code)
    if portal.assertions != Assertions() or not known or not known.assertions:
        return portal
    return dataclasses.replace(portal, assertions=Assertions(minimum=known.assertions["min"]))


def opens(http: Http, now: datetime) -> datetime:
    """When a portal that is closed may be asked again (UTC)."""
    offset = LOCAL.utcoffset(None) or timedelta()
    local = now + offset
    start = datetime.strptime((http.hours or "00:00-00:00").split("-")[0], "%H:%M").time()  # noqa: DTZ007  (a time of day)
    opening = datetime.combine(local.date(), start)
    return (opening if opening > local else opening + timedelta(days=1)) - offset
