"""Our actions by noun, and our links in the chains of CKAN's."""

from ckanext.govopen.logic.action.dataset import package_create, package_update, resource_create, resource_update
from ckanext.govopen.logic.action.issue import govopen_issue_list
from ckanext.govopen.logic.action.portal import govopen_portal_list, govopen_portal_show
from ckanext.govopen.logic.action.score import govopen_preview_show, govopen_score_show
from ckanext.govopen.logic.action.stats import govopen_stats_show

__all__ = [
    "govopen_issue_list",
    "govopen_portal_list",
    "govopen_portal_show",
    "govopen_preview_show",
    "govopen_score_show",
    "govopen_stats_show",
    "package_create",
    "package_update",
    "resource_create",
    "resource_update",
]
