"""Template helpers, thin: words for codes, numbers for people, and what the actions know."""

from ckanext.govopen.helpers.elsewhere import govopen_copies, govopen_corrections
from ckanext.govopen.helpers.facets import govopen_chips, govopen_facets
from ckanext.govopen.helpers.files import (
    govopen_file,
    govopen_file_source,
    govopen_files,
    govopen_format,
    govopen_formats,
    govopen_rows,
)
from ckanext.govopen.helpers.folded import govopen_folded
from ckanext.govopen.helpers.forms import govopen_choices, govopen_lines, govopen_uscc_concern
from ckanext.govopen.helpers.grid import govopen_cell_links, govopen_repaired_sheets, govopen_row_kind, govopen_sheets
from ckanext.govopen.helpers.health import govopen_bars, govopen_health, govopen_outcome, govopen_percent
from ckanext.govopen.helpers.home import govopen_has_examples, govopen_latest, govopen_popular, govopen_stats, govopen_tiles
from ckanext.govopen.helpers.index import govopen_search_trouble
from ckanext.govopen.helpers.issues import govopen_detail, govopen_issue_name, govopen_issue_text, govopen_told
from ckanext.govopen.helpers.labels import (
    govopen_department,
    govopen_is_example,
    govopen_label,
    govopen_labels,
    govopen_portal_title,
    govopen_region_label,
    govopen_region_path,
)
from ckanext.govopen.helpers.marks import govopen_excerpt, govopen_mark
from ckanext.govopen.helpers.numbers import govopen_duration, govopen_number, govopen_overdue, govopen_size, govopen_time
from ckanext.govopen.helpers.report import (
    govopen_appeal_state,
    govopen_by_rule,
    govopen_group,
    govopen_has_personal,
    govopen_place,
    govopen_plain,
    govopen_reachable,
    govopen_reference,
    govopen_severity,
    govopen_state_words,
    govopen_steps,
)
from ckanext.govopen.helpers.runs import (
    govopen_both,
    govopen_change,
    govopen_fault,
    govopen_is_live,
    govopen_names,
    govopen_record_field,
    govopen_run_kind,
    govopen_run_meaning,
    govopen_run_reason,
    govopen_run_state,
    govopen_schedule,
)
from ckanext.govopen.helpers.urls import govopen_address, govopen_dataset_url, govopen_url
from ckanext.govopen.helpers.wider import govopen_wider

__all__ = [
    "govopen_address",
    "govopen_appeal_state",
    "govopen_bars",
    "govopen_both",
    "govopen_by_rule",
    "govopen_cell_links",
    "govopen_change",
    "govopen_chips",
    "govopen_choices",
    "govopen_copies",
    "govopen_corrections",
    "govopen_dataset_url",
    "govopen_department",
    "govopen_detail",
    "govopen_duration",
    "govopen_excerpt",
    "govopen_facets",
    "govopen_fault",
    "govopen_file",
    "govopen_file_source",
    "govopen_files",
    "govopen_folded",
    "govopen_format",
    "govopen_formats",
    "govopen_group",
    "govopen_has_examples",
    "govopen_has_personal",
    "govopen_health",
    "govopen_is_example",
    "govopen_is_live",
    "govopen_issue_name",
    "govopen_issue_text",
    "govopen_label",
    "govopen_labels",
    "govopen_latest",
    "govopen_lines",
    "govopen_mark",
    "govopen_names",
    "govopen_number",
    "govopen_outcome",
    "govopen_overdue",
    "govopen_percent",
    "govopen_place",
    "govopen_plain",
    "govopen_popular",
    "govopen_portal_title",
    "govopen_reachable",
    "govopen_record_field",
    "govopen_reference",
    "govopen_region_label",
    "govopen_region_path",
    "govopen_repaired_sheets",
    "govopen_row_kind",
    "govopen_rows",
    "govopen_run_kind",
    "govopen_run_meaning",
    "govopen_run_reason",
    "govopen_run_state",
    "govopen_schedule",
    "govopen_search_trouble",
    "govopen_severity",
    "govopen_sheets",
    "govopen_size",
    "govopen_state_words",
    "govopen_stats",
    "govopen_steps",
    "govopen_tiles",
    "govopen_time",
    "govopen_told",
    "govopen_url",
    "govopen_uscc_concern",
    "govopen_wider",
]
