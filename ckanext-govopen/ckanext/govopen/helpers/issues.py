"""The issues of a harvest as the pages show them."""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

from ckan.plugins import toolkit as tk
from ckanext.govopen.helpers.marks import detail
from ckanext.govopen.logic.action.issue import told
from ckanext.govopen.model.fault import fault
from ckanext.govopen.national.text import N_

NAMES = {
    "unknown-label": N_("unknown label"),
    "unknown-field": N_("unknown field"),
    "bad-value": N_("unreadable value"),
    "skipped": N_("record skipped"),
    "duplicate": N_("repeated entry"),
    "incomplete-record": N_("incomplete record"),
    "source-changed": N_("source changed"),
    "wall": N_("readers kept out"),
    "login": N_("sign-in asked for"),
    "robots": N_("forbidden by robots.txt"),
    "closed": N_("outside the agreed hours"),
    "unreachable": N_("unreachable"),
    "expected-total": N_("unexpected total"),
    "listing-total": N_("total differs"),
    "assertion": N_("demand not met"),
    "refused": N_("dataset refused"),
    "unfit": N_("pushed record refused"),
    "held-share": N_("too many removals held back"),
    "held-half": N_("more than half held back"),
    "held-empty": N_("empty listing held back"),
    "held-bounds": N_("broken demand held back"),
    "not-listed": N_("no longer listed"),
    "unknown-record": N_("unknown record"),
    "configuration": N_("wrong configuration"),
    "broken-off": N_("run broken off"),
    "correction-superseded": N_("correction overtaken"),
    "unverified": N_("certificate unchecked"),
    "legacy-tls": N_("outdated encryption"),
    "allow-hosts": N_("private hosts opened"),
    "user-agent": N_("another reader's name"),
    "unmapped-theme": N_("unmapped theme"),
    "unmapped-industry": N_("unmapped industry"),
    "unmapped-open-type": N_("unmapped open attribute"),
    "unmapped-cycle": N_("unmapped update cycle"),
    "unmapped-format": N_("unmapped format"),
    "unmapped-item-type": N_("unmapped item type"),
    "unknown-region": N_("unknown division"),
    "retired-region": N_("retired division"),
    "no-publisher": N_("no department"),
    "bad-date": N_("unreadable date"),
    "date-order": N_("order of dates"),
    "bad-address": N_("bad address"),
    "bad-contact": N_("unusable contact"),
    "personal-data": N_("personal data masked"),
    "dropped-tag": N_("tag left out"),
    "fewer-files": N_("fewer files"),
    "nameless-item": N_("unnamed data item"),
}
"""Kind → its short name; a test holds it against the kinds that there are."""


def govopen_issue_name(kind: str) -> str:
    """The short name of a kind of issue; the kind itself where it no longer exists."""
    return tk._(NAMES[kind]) if kind in NAMES else kind


def govopen_issue_text(issue: Mapping[str, Any]) -> Markup:
    """What an issue says, the reason that a library or server gave marked as the detail that it is."""
    before, reason, after = issue["message"].partition(str(issue["data"].get("reason") or "\0"))
    return escape(before) + (detail(reason) if reason else "") + escape(after)


def govopen_told(issues: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Issues that were not stored, as `govopen_issue_list` would show them."""
    return [told(dict(issue) | {"fault": fault(issue["kind"], issue["data"])}) for issue in issues]


def govopen_detail(text: str) -> Markup:
    """A technical detail, marked as English where it is."""
    return detail(text)
