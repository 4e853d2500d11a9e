"""The blueprints, one a page family."""

from ckanext.govopen.views.portals import govopen_portal
from ckanext.govopen.views.quality import govopen_quality
from ckanext.govopen.views.scripts import govopen_scripts
from ckanext.govopen.views.suggest import govopen_suggest

__all__ = ["govopen_portal", "govopen_quality", "govopen_scripts", "govopen_suggest"]
