"""Who may call our actions: what is published may be read by anybody, and operators may do everything."""

from collections.abc import Callable
from typing import Any

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context
from ckanext.govopen.logic import schema
from ckanext.govopen.logic.caller import user_id
from ckanext.govopen.model import Pusher
from ckanext.govopen.national.text import N_

__all__ = [
    "govopen_appeal_create",
    "govopen_appeal_decide",
    "govopen_appeal_list",
    "govopen_appeal_withdraw",
    "govopen_change_list",
    "govopen_copy_list",
    "govopen_correction_list",
    "govopen_dataset_restore",
    "govopen_dataset_similar",
    "govopen_dataset_withdraw",
    "govopen_file_check",
    "govopen_file_recheck",
    "govopen_file_show",
    "govopen_issue_list",
    "govopen_portal_list",
    "govopen_portal_preview",
    "govopen_portal_register",
    "govopen_portal_show",
    "govopen_portal_update",
    "govopen_preview_show",
    "govopen_publisher_show",
    "govopen_pusher_grant",
    "govopen_pusher_list",
    "govopen_pusher_revoke",
    "govopen_record_push",
    "govopen_repair_apply",
    "govopen_repair_preview",
    "govopen_rule_show",
    "govopen_rules_list",
    "govopen_run_approve",
    "govopen_run_cancel",
    "govopen_run_create",
    "govopen_run_list",
    "govopen_run_pause",
    "govopen_run_reject",
    "govopen_run_resume",
    "govopen_run_show",
    "govopen_score_show",
    "govopen_search_explain",
    "govopen_search_query_list",
    "govopen_stats_show",
    "govopen_suggest",
    "govopen_tombstone_list",
]


@tk.auth_allow_anonymous_access
def anybody(context: Context, data_dict: dict[str, Any]) -> AuthResult:  # noqa: ARG001
    """What is public: portals, runs, figures, tombstones; issues and changes too, in which personal numbers are masked."""
    return {"success": True}


def operators_only(reason: str) -> Callable[[Context, dict[str, Any]], AuthResult]:
    """What operators alone may do, and the message to everybody else: CKAN lets sysadmins pass without asking."""

    def refused(context: Context, data_dict: dict[str, Any]) -> AuthResult:  # noqa: ARG001
        return {"success": False, "msg": tk._(reason)}

    return refused


operators = operators_only(N_("Only operators may control portals and runs"))


@tk.auth_allow_anonymous_access
def readers(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may see the dataset."""
    return decided("package_show", context, data_dict)


@tk.auth_allow_anonymous_access
def file_readers(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may see the resource."""
    return decided("resource_show", context, data_dict)


@tk.auth_allow_anonymous_access
def score_readers(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may see the resource, or the dataset where the id is that of one."""
    resource = model.Resource.get(data_dict["id"])
    return decided("package_show" if resource is None else "resource_show", context, data_dict)


def signed_in(context: Context, data_dict: dict[str, Any]) -> AuthResult:  # noqa: ARG001
    """Whoever has an account. CKAN itself takes whoever is nobody for somebody here."""
    if user_id(context) is None:
        return {"success": False, "msg": tk._("You have to sign in for this")}
    return {"success": True}


def editors(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may change the dataset."""
    who = signed_in(context, data_dict)
    return decided("package_update", context, data_dict) if who["success"] else who


def owners(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may delete the dataset."""
    who = signed_in(context, data_dict)
    return decided("package_delete", context, data_dict) if who["success"] else who


def decided(action: str, context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """As CKAN decides on an action of its own with the same `id`."""
    try:
        tk.check_access(action, context, {"id": data_dict["id"]})
    except tk.NotAuthorized as error:
        return {"success": False, "msg": str(error)}
    return {"success": True}


def govopen_record_push(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Only those to whom an operator granted the portal; whether there is such a portal is told to nobody else."""
    user, portal = user_id(context), data_dict.get("portal")
    granted = user is not None and isinstance(portal, str) and schema.is_storable(portal) and Pusher.may(user, portal)
    return {"success": granted} if granted else {"success": False, "msg": tk._("This portal was not granted to you")}


govopen_change_list = govopen_issue_list = govopen_run_list = govopen_run_show = anybody
govopen_publisher_show = govopen_rule_show = anybody
govopen_portal_list = govopen_portal_show = govopen_stats_show = govopen_tombstone_list = anybody
govopen_suggest = anybody

govopen_portal_preview = govopen_portal_register = govopen_portal_update = operators
govopen_pusher_grant = govopen_pusher_list = govopen_pusher_revoke = operators
govopen_run_approve = govopen_run_cancel = govopen_run_create = govopen_run_pause = operators
govopen_run_reject = govopen_run_resume = operators
govopen_search_explain = operators_only(N_("Only operators may see how searches are ranked"))

govopen_appeal_list = govopen_rules_list = anybody
govopen_appeal_create = govopen_appeal_withdraw = editors
govopen_appeal_decide = operators
govopen_search_query_list = operators_only(N_("Only operators may see what is searched for"))

govopen_copy_list = govopen_correction_list = govopen_dataset_similar = readers
govopen_file_show = govopen_preview_show = file_readers
govopen_score_show = score_readers
govopen_file_check = govopen_repair_preview = signed_in
govopen_file_recheck = govopen_repair_apply = editors
govopen_dataset_restore = govopen_dataset_withdraw = owners
