"""What runs came upon."""

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import Context
from ckanext.govopen.harvest import content
from ckanext.govopen.logic import schema
from ckanext.govopen.model import Issue
from ckanext.govopen.national.issues import KINDS as CONVERSION
from ckanext.govopen.scoring.report import Params

from harvesters.issues import KINDS as CRAWL

KINDS = CRAWL | CONVERSION | {"refused": content.REFUSED}


@tk.side_effect_free
@tk.validate_action_data(schema.issue_list)
def govopen_issue_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List the issues of a portal's runs.

    :param portal: code of the portal
    :type portal: string
    :param run: id of one run (optional)
    :type run: string
    :param kind: one kind, such as `unknown-label` (optional)
    :type kind: string
    :param limit: issues at the most, 100 by default, 1000 at the most
    :type limit: int
    :param offset: issues to pass over
    :type offset: int
    :returns: `count` and `results`, each `time, portal, platform, level, kind, where, message` (in the reader's language)
        and `data`
    :rtype: dictionary
    """
    tk.check_access("govopen_issue_list", context, data_dict)
    wanted = (data_dict["portal"], data_dict.get("run"), data_dict.get("kind"))
    count, rows = Issue.find(*wanted, data_dict["limit"], data_dict["offset"])
    return {"count": count, "results": [told(row.as_dict()) for row in rows]}


def told(issue: dict[str, Any]) -> dict[str, Any]:
    """The issue with its message in the reader's language."""
    if issue["kind"] in KINDS:
        issue["message"] = tk._(KINDS[issue["kind"]]).format_map(Params(issue["data"]))
    return issue
