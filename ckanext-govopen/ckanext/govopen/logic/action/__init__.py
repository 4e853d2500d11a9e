"""Our actions by noun, and our links in the chains of CKAN's."""

from ckanext.govopen.logic.action.appeal import (
    govopen_appeal_create,
    govopen_appeal_decide,
    govopen_appeal_list,
    govopen_appeal_withdraw,
)
from ckanext.govopen.logic.action.check import govopen_file_check
from ckanext.govopen.logic.action.copy import govopen_copy_list, govopen_correction_list
from ckanext.govopen.logic.action.dataset import (
    dataset_purge,
    package_create,
    package_delete,
    package_update,
    resource_create,
    resource_update,
)
from ckanext.govopen.logic.action.file import govopen_file_recheck, govopen_file_show
from ckanext.govopen.logic.action.help import help_show
from ckanext.govopen.logic.action.issue import govopen_issue_list
from ckanext.govopen.logic.action.outage import organization_list, organization_show, status_show
from ckanext.govopen.logic.action.portal import (
    govopen_portal_list,
    govopen_portal_register,
    govopen_portal_show,
    govopen_portal_update,
)
from ckanext.govopen.logic.action.publisher import govopen_publisher_show
from ckanext.govopen.logic.action.pusher import govopen_pusher_grant, govopen_pusher_list, govopen_pusher_revoke
from ckanext.govopen.logic.action.record import govopen_record_push
from ckanext.govopen.logic.action.repair import govopen_repair_apply, govopen_repair_preview
from ckanext.govopen.logic.action.rule import govopen_rules_list
from ckanext.govopen.logic.action.rule_page import govopen_rule_show
from ckanext.govopen.logic.action.run import (
    govopen_change_list,
    govopen_portal_preview,
    govopen_run_approve,
    govopen_run_cancel,
    govopen_run_create,
    govopen_run_list,
    govopen_run_pause,
    govopen_run_reject,
    govopen_run_resume,
    govopen_run_show,
)
from ckanext.govopen.logic.action.score import govopen_preview_show, govopen_score_show
from ckanext.govopen.logic.action.search import package_search
from ckanext.govopen.logic.action.search_explain import govopen_search_explain
from ckanext.govopen.logic.action.search_query import govopen_search_query_list
from ckanext.govopen.logic.action.similar import govopen_dataset_similar
from ckanext.govopen.logic.action.stats import govopen_stats_show
from ckanext.govopen.logic.action.suggest import govopen_suggest
from ckanext.govopen.logic.action.tombstone import (
    govopen_dataset_restore,
    govopen_dataset_withdraw,
    govopen_tombstone_list,
)

__all__ = [
    "dataset_purge",
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
    "help_show",
    "organization_list",
    "organization_show",
    "package_create",
    "package_delete",
    "package_search",
    "package_update",
    "resource_create",
    "resource_update",
    "status_show",
]
