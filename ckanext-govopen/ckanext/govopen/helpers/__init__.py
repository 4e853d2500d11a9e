"""Template helpers, thin: words for codes, numbers for people, and what the actions know."""

from ckanext.govopen.helpers.facets import govopen_facet_label, govopen_facets
from ckanext.govopen.helpers.files import govopen_file, govopen_files, govopen_format, govopen_formats, govopen_rows
from ckanext.govopen.helpers.forms import govopen_choices, govopen_lines, govopen_uscc_concern
from ckanext.govopen.helpers.home import govopen_has_examples, govopen_latest, govopen_stats, govopen_tiles
from ckanext.govopen.helpers.issues import govopen_issue_name, govopen_issue_text
from ckanext.govopen.helpers.labels import (
    govopen_is_example,
    govopen_label,
    govopen_labels,
    govopen_portal_title,
    govopen_region_label,
    govopen_region_path,
)
from ckanext.govopen.helpers.marks import govopen_mark
from ckanext.govopen.helpers.numbers import govopen_number, govopen_overdue, govopen_seconds, govopen_size, govopen_time
from ckanext.govopen.helpers.report import (
    govopen_by_rule,
    govopen_cell_marks,
    govopen_group,
    govopen_has_personal,
    govopen_place,
    govopen_plain,
    govopen_reachable,
    govopen_reference,
    govopen_run_state,
    govopen_severity,
    govopen_state_words,
)
from ckanext.govopen.helpers.urls import govopen_url, govopen_url_without

__all__ = [
    "govopen_by_rule",
    "govopen_cell_marks",
    "govopen_choices",
    "govopen_facet_label",
    "govopen_facets",
    "govopen_file",
    "govopen_files",
    "govopen_format",
    "govopen_formats",
    "govopen_group",
    "govopen_has_examples",
    "govopen_has_personal",
    "govopen_is_example",
    "govopen_issue_name",
    "govopen_issue_text",
    "govopen_label",
    "govopen_labels",
    "govopen_latest",
    "govopen_lines",
    "govopen_mark",
    "govopen_number",
    "govopen_overdue",
    "govopen_place",
    "govopen_plain",
    "govopen_portal_title",
    "govopen_reachable",
    "govopen_reference",
    "govopen_region_label",
    "govopen_region_path",
    "govopen_rows",
    "govopen_run_state",
    "govopen_seconds",
    "govopen_severity",
    "govopen_size",
    "govopen_state_words",
    "govopen_stats",
    "govopen_tiles",
    "govopen_time",
    "govopen_url",
    "govopen_url_without",
    "govopen_uscc_concern",
]
