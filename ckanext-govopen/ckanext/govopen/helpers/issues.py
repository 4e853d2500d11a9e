"""The issues of a harvest as the pages show them."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from ckan.plugins import toolkit as tk
from ckanext.govopen.helpers.marks import detail
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
    "unverified": N_("certificate unchecked"),
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
