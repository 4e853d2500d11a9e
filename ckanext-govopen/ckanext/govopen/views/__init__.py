"""The blueprints, one a page family."""

from ckanext.govopen.views.appeals import govopen_appeal
from ckanext.govopen.views.badges import govopen_badge
from ckanext.govopen.views.check import govopen_check
from ckanext.govopen.views.clicks import govopen_click
from ckanext.govopen.views.copies import govopen_copy
from ckanext.govopen.views.explain import govopen_explain
from ckanext.govopen.views.gone import govopen_gone
from ckanext.govopen.views.help import govopen_help
from ckanext.govopen.views.issues import govopen_issue
from ckanext.govopen.views.portals import govopen_portal
from ckanext.govopen.views.preview import govopen_preview
from ckanext.govopen.views.push import govopen_push
from ckanext.govopen.views.quality import govopen_quality
from ckanext.govopen.views.repairs import govopen_repair
from ckanext.govopen.views.reports import govopen_report
from ckanext.govopen.views.runs import govopen_run
from ckanext.govopen.views.scripts import govopen_scripts
from ckanext.govopen.views.searches import govopen_searches
from ckanext.govopen.views.similar import govopen_similar
from ckanext.govopen.views.suggest import govopen_suggest

__all__ = [
    "govopen_appeal",
    "govopen_badge",
    "govopen_check",
    "govopen_click",
    "govopen_copy",
    "govopen_explain",
    "govopen_gone",
    "govopen_help",
    "govopen_issue",
    "govopen_portal",
    "govopen_preview",
    "govopen_push",
    "govopen_quality",
    "govopen_repair",
    "govopen_report",
    "govopen_run",
    "govopen_scripts",
    "govopen_searches",
    "govopen_similar",
    "govopen_suggest",
]
