"""What runs came upon."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.harvest import content
from ckanext.govopen.harvest.reasons import CAUSES
from ckanext.govopen.logic import schema
from ckanext.govopen.model import Issue
from ckanext.govopen.model.issue import Wanted
from ckanext.govopen.national import personal
from ckanext.govopen.national.issues import KINDS as CONVERSION
from ckanext.govopen.scoring.report import Params

from harvesters.issues import KINDS as CRAWL
from harvesters.pushed import REASONS

KINDS = CRAWL | CONVERSION | content.KINDS
FILTERS = ("portal", "run", "kind", "fault", "level", "field", "where")


@tk.side_effect_free
@tk.validate_action_data(schema.issue_list)
def govopen_issue_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List the issues of runs, newest first. Every parameter is optional and narrows the list.

    :param portal: code of the portal
    :type portal: string
    :param run: id of one run
    :type run: string
    :param kind: one kind, such as `unknown-label`
    :type kind: string
    :param fault: whose fault it is: `portal`, `network`, `record` or `ours`
    :type fault: string
    :param level: `info`, `warning` or `error`
    :type level: string
    :param field: the field that it concerns, such as `issued`, by its name in a record or in a dataset
    :type field: string
    :param where: the place, mostly the id of a record at its source
    :type where: string
    :param limit: issues at the most, 100 by default, 1000 at the most
    :type limit: int
    :param offset: issues to pass over
    :type offset: int
    :returns: `count`, `results`, each `time, portal, platform, level, fault, kind, where, message` (in the reader's
        language) and `data` with personal numbers masked, and what there is to choose from: `kinds` (kind → count,
        whatever `kind` was asked for) and `faults` (class → count, whatever `fault` was asked for)
    :rtype: dictionary
    """
    tk.check_access("govopen_issue_list", context, data_dict)
    wanted = asked(data_dict)
    kinds: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    count = 0
    for kind, fault, number in Issue.tally(wanted):
        fits_kind, fits_fault = wanted.kind in (None, kind), wanted.fault in (None, fault)
        kinds[kind] += number * fits_fault
        faults[fault] += number * fits_kind
        count += number * (fits_kind and fits_fault)
    rows = Issue.find(wanted, data_dict["limit"], data_dict["offset"])
    chosen = {"kinds": dict(+kinds), "faults": dict(+faults)}
    return {"count": count, "results": [told(row.as_dict()) for row in rows], **chosen}


def asked(data_dict: dict[str, Any]) -> Wanted:
    """The filter that valid parameters mean."""
    return Wanted(**{name: data_dict.get(name) or None for name in FILTERS})


def told(issue: dict[str, Any]) -> dict[str, Any]:
    """The issue with its message in the reader's language, and no personal number in it."""
    data = personal.masked(issue["data"])
    msgid = KINDS.get(issue["kind"])
    message = tk._(msgid).format_map(Params(data | reasoned(data))) if msgid else personal.mask(issue["message"])
    return issue | {"data": data, "message": message}


def reasoned(data: Mapping[str, Any]) -> dict[str, str]:
    """Why a portal's answer or its record was no good, in the reader's language, with what was noted of it behind."""
    if faults := data.get("faults"):
        told = (f"{field}: {tk._(REASONS[kind]).format_map(Params(facts))}" for field, kind, facts in faults)
        return {"reason": "; ".join(one.removeprefix(": ") for one in told)}
    cause = CAUSES.get(str(data.get("cause")))
    return {"reason": f"{tk._(cause)} ({data.get('reason')})"} if cause else {}
