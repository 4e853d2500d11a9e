"""Who may call our actions: what is published may be read by anybody."""

from typing import Any

from ckan.plugins import toolkit as tk
from ckan.types import AuthResult, Context

__all__ = [
    "govopen_issue_list",
    "govopen_portal_list",
    "govopen_portal_show",
    "govopen_preview_show",
    "govopen_score_show",
    "govopen_stats_show",
]


@tk.auth_allow_anonymous_access
def govopen_portal_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:  # noqa: ARG001
    """Portals are public."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def govopen_portal_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:  # noqa: ARG001
    """So is each of them."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def govopen_issue_list(context: Context, data_dict: dict[str, Any]) -> AuthResult:  # noqa: ARG001
    """What runs came upon is public: it holds labels and places, no personal data."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def govopen_stats_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:  # noqa: ARG001
    """Figures are public."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def govopen_score_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may see the resource may see its report."""
    return resource(context, data_dict)


@tk.auth_allow_anonymous_access
def govopen_preview_show(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """Whoever may see the resource may see its first rows."""
    return resource(context, data_dict)


def resource(context: Context, data_dict: dict[str, Any]) -> AuthResult:
    """As `resource_show` decides."""
    try:
        tk.check_access("resource_show", context, {"id": data_dict["id"]})
    except tk.NotAuthorized as error:
        return {"success": False, "msg": str(error)}
    return {"success": True}
