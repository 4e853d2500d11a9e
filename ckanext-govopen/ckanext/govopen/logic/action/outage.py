"""CKAN's actions on departments, counted by the database: they need no index, which may be away; and how the index is."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from ckan import authz, model
from ckan.plugins import toolkit as tk
from ckan.types import Action, Context
from ckanext.govopen.bulk.state import state

Dict = dict[str, Any]

LEFT_OUT = dict.fromkeys(("include_extras", "include_users", "include_groups", "include_followers"), False)
"""What CKAN leaves out of the departments of a list, unless it is asked for."""
MOST = "ckan.group_and_organization_list_all_fields_max"


class Counts:
    """The number of datasets of each department, for those that are asked for alone.

    CKAN has the index count those of all departments, to show one.
    """

    def __init__(self, user: str) -> None:
        self._user = user

    def get(self, organization_id: str, _default: int = 0) -> int:
        """The datasets that the user sees, private ones for members of the department."""
        table = model.package_table
        where = [table.c.owner_org == organization_id, table.c.state == "active", table.c.type == "dataset"]
        if not (self._user and authz.has_user_permission_for_group_or_org(organization_id, self._user, "read")):
            where.append(table.c.private.is_(False))
        return model.Session.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0


@tk.chained_action
@tk.side_effect_free
def organization_show(up_action: Action, context: Context, data_dict: Dict) -> Any:
    """Show a department."""
    return up_action(_counting(context), data_dict)


@tk.chained_action
@tk.side_effect_free
def organization_list(up_action: Action, context: Context, data_dict: Dict) -> Any:
    """List departments."""
    if not _is_true(data_dict, "all_fields"):
        return up_action(context, data_dict)
    most = tk.config[MOST]
    limit = data_dict.get("limit")
    fewer = {"all_fields": False, "limit": min(int(limit), most) if str(limit or "").isdecimal() else limit or most}
    names = up_action(context, {**data_dict, **fewer})
    show, shown = tk.get_action("organization_show"), {**LEFT_OUT, **data_dict}
    return [show(context, {**shown, "id": name}) for name in names]


@tk.chained_action
@tk.side_effect_free
def status_show(up_action: Action, context: Context, data_dict: Dict) -> Any:
    """Show the site's status, with `search_index`: ready, away, or schema where it was made for another schema."""
    return up_action(context, data_dict) | {"search_index": state()}


def _counting(context: Context) -> Context:
    counts: Any = {"owner_org": Counts(context.get("user") or ""), "groups": {}}
    context.setdefault("dataset_counts", counts)
    return context


def _is_true(given: Mapping[str, Any], key: str) -> bool:
    return str(given.get(key, "")).lower() in {"true", "1", "yes", "on", "y", "t"}
