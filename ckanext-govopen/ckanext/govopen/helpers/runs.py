"""Runs and what they changed, in words."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from markupsafe import Markup

from ckan import model
from ckan.plugins import toolkit as tk
from ckanext.govopen.harvest.content import ENDED
from ckanext.govopen.harvest.content import KINDS as ENGINE
from ckanext.govopen.helpers.issues import govopen_issue_text
from ckanext.govopen.helpers.marks import detail
from ckanext.govopen.helpers.numbers import govopen_number
from ckanext.govopen.logic.action.issue import told
from ckanext.govopen.model import Issue
from ckanext.govopen.national.text import N_

STATES = {
    "queued": N_("Queued"),
    "running": N_("Running"),
    "paused": N_("Paused"),
    "interrupted": N_("Broken off, will go on"),
    "waiting": N_("Waiting for approval"),
    "complete": N_("Complete"),
    "partial": N_("Partial"),
    "failed": N_("Failed"),
    "cancelled": N_("Cancelled"),
    "never": N_("Not run yet"),
}
MEANINGS = {
    "queued": N_("A worker takes it up as soon as one is free."),
    "running": N_("Records are being read; what was read is stored already and can be found."),
    "paused": N_("Somebody paused it. What was read is stored; it goes on where it stopped once it is resumed."),
    "interrupted": N_("It was broken off and goes on by itself where it stopped. What was read is stored."),
    "waiting": N_("Everything was read and stored. Only its removals are held back until somebody has looked at them."),
    "complete": N_("The listing was read to its end, and every record in it."),
    "partial": N_("The listing was read to its end; some records could not be read or stored and stay as they were."),
    "failed": N_("It ended before its time. What was read is stored, nothing was removed."),
    "cancelled": N_("Somebody ended it. What was read is stored, nothing was removed."),
}
KEPT = N_("Somebody rejected its removals: {number} datasets that the portal no longer listed were kept.")
KINDS = {"full": N_("Whole portal"), "record": N_("One record"), "dry": N_("Dry run"), "push": N_("Pushed by the portal")}
FAULTS = {
    "portal": N_("The portal"),
    "network": N_("The way to the portal"),
    "record": N_("Single records"),
    "ours": N_("This site"),
}
SCHEDULES = {
    "daily": N_("Daily"),
    "weekly": N_("Weekly"),
    "monthly": N_("Monthly"),
    "manual": N_("When started by hand"),
    "paused": N_("Schedule paused"),
}
CHANGES = {
    "created": N_("New"),
    "updated": N_("Changed"),
    "removed": N_("Removed"),
    "revived": N_("Returned"),
    "held": N_("Removals held back"),
    "kept": N_("Removals rejected"),
}
FIELDS = {
    "id": N_("Id"),
    "url": N_("Landing page"),
    "title": N_("Title"),
    "description": N_("Description"),
    "publisher": N_("Department"),
    "theme": N_("Theme"),
    "industry": N_("Industry"),
    "open_type": N_("Open attribute"),
    "open_condition": N_("Condition of opening"),
    "update_cycle": N_("Update cycle"),
    "issued": N_("Issued"),
    "modified": N_("Data updated"),
    "tags": N_("Tags"),
    "formats": N_("Formats"),
    "items": N_("Data items"),
    "files": N_("Data files"),
    "apis": N_("Interfaces"),
    "contact": N_("Contact"),
    "volume": N_("Volume"),
    "region": N_("Region"),
    "extra": N_("Further fields"),
}
REASONS = frozenset(ENDED.values())
GIVEN_UP = ENGINE["broken-off"]
BROKEN_OFF = re.compile(re.escape(GIVEN_UP).replace(r"\{count\}", "(.+?)").replace(r"\{reason\}", "(.+)"))
"""What it writes where a run is given up."""


def govopen_run_state(state: str) -> str:
    """The word for the state of a harvest run."""
    return tk._(STATES[state])


def govopen_run_meaning(run: Mapping[str, Any]) -> str:
    """What the state of a run means, in a sentence."""
    if run["kind"] == "dry" and run["state"] in ("complete", "partial", "waiting"):
        return tk._("It only tells what would change; nothing was stored.")
    if kept := (run["notes"] or {}).get("kept"):
        return tk._(KEPT).format(number=govopen_number(kept))
    return tk._(MEANINGS[run["state"]])


def govopen_run_reason(run: Mapping[str, Any]) -> str | Markup:
    """Why a run ended or waits: as its issues tell it in the reader's language, else as the run itself does."""
    error = run["error"] or ""
    if error in REASONS:
        return tk._(error)
    if match := BROKEN_OFF.fullmatch(error):
        count, reason = match.groups()
        return tk._(GIVEN_UP).format(count=count, reason=tk._(reason) if reason in REASONS else reason)
    if not error:
        return ""
    issue = Issue.reason(run["portal"], run["id"])
    return govopen_issue_text(told(issue.as_dict())) if issue else detail(error)


def govopen_run_kind(kind: str) -> str:
    """The word for a kind of run."""
    return tk._(KINDS[kind])


def govopen_fault(fault: str) -> str:
    """The words for whose fault something is."""
    return tk._(FAULTS[fault])


def govopen_change(kind: str) -> str:
    """The word for a kind of change."""
    return tk._(CHANGES[kind])


def govopen_record_field(field: str) -> str:
    """The label of a field of a record; the field itself where it has none."""
    return tk._(FIELDS[field]) if field in FIELDS else field


def govopen_schedule(schedule: str) -> str:
    """The word for a schedule; `paused` is one too."""
    return tk._(SCHEDULES[schedule])


def govopen_is_live(run: Mapping[str, Any]) -> bool:
    """Whether a run's page is to renew itself."""
    return run["state"] in ("queued", "running")


def govopen_names(changes: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Name, title and state of the datasets of a page of changes, by id."""
    ids = [change["package_id"] for change in changes if change["package_id"]]
    package = model.Package
    query = sa.select(package.id, package.name, package.title, package.state).where(package.id.in_(ids))
    return {row.id: dict(row._mapping) for row in model.Session.execute(query)} if ids else {}


def govopen_both(pair: list[Any]) -> tuple[list[str], list[str]]:
    """The old and the new value of a field as lines; of two lists only what the other one lacks."""
    old, new = (one if isinstance(one, list) else [one] for one in pair)
    if isinstance(pair[0], list) and isinstance(pair[1], list) and old and new:
        old, new = [one for one in old if one not in new], [one for one in new if one not in old]
    return [_line(one) for one in old], [_line(one) for one in new]


def _line(value: Any) -> str:
    if isinstance(value, Mapping):
        return " · ".join(_line(part) for part in value.values() if part not in (None, "", [], {}))
    if isinstance(value, list):
        return tk._(", ").join(map(_line, value))
    return "" if value is None else str(value)
