"""What a person should know about a crawl, as data: one `Issue` each, printed and stored as one JSON line.

The message is an English msgid of `KINDS` filled with the issue's `data`, so that pages can render it in the reader's
language: `_(KINDS[issue.kind]).format_map(issue.data)`.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal, Protocol

import msgspec

from harvesters.errors import Fault
from harvesters.helpers.text import storable

Level = Literal["info", "warning", "error"]


def N_(message: str) -> str:  # noqa: N802  the name that Babel extracts
    """Mark a message for translation and return it as it is."""
    return message


KINDS: dict[str, str] = {
    "unknown-label": N_("The portal uses a label that this platform does not know: {label}"),
    "unknown-field": N_("The portal answers a field that this platform does not know: {field}"),
    "bad-value": N_("The value of {field} cannot be read and was left out: {value}"),
    "skipped": N_("The record was skipped: {reason}"),
    "duplicate": N_("The listing repeats this entry; it was read once"),
    "incomplete-record": N_("A part of the record could not be read ({part}): {reason}"),
    "source-changed": N_("The portal does not answer as this platform expects: {reason}"),
    "wall": N_("The portal keeps automatic readers out: {reason}"),
    "login": N_("The portal asks for a sign-in: {reason}"),
    "robots": N_("The portal's robots.txt does not allow this address: {reason}"),
    "closed": N_("The portal may only be read between {hours}"),
    "unreachable": N_("The listing could not be read to its end: {reason}"),
    "expected-total": N_("{found} datasets were read where {expected} were seen in {on}"),
    "listing-total": N_("{found} entries were listed where the portal counts {expected}"),
    "assertion": N_("{found} datasets were read; the portal's configuration demands {bound} {limit}"),
    "unverified": N_("The portal's certificate is not checked, as its configuration says"),
    "legacy-tls": N_("The portal is read with outdated encryption, as its configuration says"),
    "allow-hosts": N_("These hosts may lie in a private network, as the portal's configuration says: {hosts}"),
    "user-agent": N_("The portal is told another name of its reader, as its configuration says: {name}"),
}

BLAME: dict[str, Fault] = {
    "unknown-label": "ours",
    "unknown-field": "ours",
    "bad-value": "record",
    "skipped": "record",
    "incomplete-record": "record",
    "unreachable": "network",
    "robots": "ours",
    "closed": "ours",
    "unverified": "ours",
    "legacy-tls": "ours",
    "allow-hosts": "ours",
    "user-agent": "ours",
}
"""Whose fault an issue is (`data.fault`) where no failed request tells it; the portal's where it does not stand here. A table
of ours that lacks a label is ours to mend."""


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that went wrong or looks odd, with its place and its facts."""

    time: str
    """UTC, ISO 8601 with `Z`, to the second."""
    portal: str
    platform: str
    level: Level
    kind: str
    """A short stable name to count and filter by, such as `unknown-label`."""
    where: str | None = None
    """Id of the record, or address, or field that it concerns."""
    message: str
    data: dict[str, Any] = {}
    """What the message is filled with; `fault` says whose fault it is (`errors.Fault`)."""


class Named(Protocol):
    """What an issue tells of its portal."""

    @property
    def code(self) -> str:
        """File name of the portal without ending."""

    @property
    def platform(self) -> str:
        """Name of the portal's platform."""


def made(portal: Named, level: Level, kind: str, where: str | None, message: str, data: dict[str, Any]) -> Issue:
    """An issue of a portal, as of now; its message is filled with the data, both without what no table can hold."""
    facts: dict[str, Any] = storable(data)
    return Issue(
        time=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        portal=portal.code,
        platform=portal.platform,
        level=level,
        kind=kind,
        where=storable(where),
        message=message.format_map(facts),
        data=facts,
    )


class Issues:
    """Makes the issues of one crawl and hands each to `emit`, one at a time; safe to call from several threads."""

    def __init__(self, portal: Named, emit: Callable[[Issue], None]) -> None:
        self._portal = portal
        self._emit = emit
        self._lock = threading.Lock()

    def info(self, kind: str, where: str | None = None, **data: Any) -> None:
        """Something normal that is worth a line."""
        self._add("info", kind, where, data)

    def warn(self, kind: str, where: str | None = None, **data: Any) -> None:
        """Something that lost or may lose a part."""
        self._add("warning", kind, where, data)

    def error(self, kind: str, where: str | None = None, **data: Any) -> None:
        """Something that lost a record or ended the crawl."""
        self._add("error", kind, where, data)

    def _add(self, level: Level, kind: str, where: str | None, data: dict[str, Any]) -> None:
        facts = {"fault": BLAME.get(kind, "portal"), **data}
        issue = made(self._portal, level, kind, where, KINDS[kind], facts)
        with self._lock:
            self._emit(issue)
