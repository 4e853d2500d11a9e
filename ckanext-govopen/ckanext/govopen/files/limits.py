"""How far the reader goes with one file: `config/limits.yml`, typed."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.govopen.national import data


@dataclass(frozen=True, slots=True)
class Limits:
    """The file's keys, one to one; the YAML says what each of them means."""

    exact_bytes: int
    text_bytes: int
    json_bytes: int
    html_bytes: int
    sheet_bytes: int
    sheet_cells: int
    sheet_span: int
    xlsb_records: int
    workbook_bytes: int
    shape_bytes: int
    sample_rows: int
    sample_records: int
    columns: int
    sheets: int
    nesting: int
    members: int
    member_bytes: int
    archive_bytes: int
    ratio: int
    ratio_floor: int
    archive_depth: int
    problems: int
    examples: int
    findings: int
    special_rows: int
    xlsx_cells: int
    child_bytes: int
    child_cpu_seconds: int
    child_seconds: int


@data.cached
def limits() -> Limits:
    """The limits in force."""
    return Limits(**data.load("limits.yml"))
