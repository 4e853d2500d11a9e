"""A rendered report as a frictionless report (version 5), for tools that read those: one task a table, one for the file.

Findings of severity `info` are warnings, all others errors; what lies in a cell, a row or a name of a column is said so,
with the numbers that frictionless uses (rows of the original from 1, fields of the table from 1).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ckanext.govopen.files.reach import place, record

from .shown import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TAGS = {
    "file-error": ["#file"],
    "table-error": ["#table"],
    "label-error": ["#table", "#header", "#label"],
    "row-error": ["#table", "#row"],
    "cell-error": ["#table", "#row", "#cell"],
}

Report = dict[str, Any]


def convert(report: Mapping[str, Any]) -> Report:
    """The frictionless report of a rendered file report."""
    tables = report["tables"]
    tasks = [task(report, "file", "file", _findings(report, None))]
    for index, table in enumerate(tables):
        found = _findings(report, table) if _first_of_sheet(tables, index) else []
        tasks.append(task(report, f"table-{index + 1}", "table", found, table))
    errors = sum(one["stats"]["errors"] for one in tasks)
    warnings = sum(one["stats"]["warnings"] for one in tasks)
    return {
        "valid": errors == 0,
        "title": str(report["file"]),
        "description": f"govopen {report['ruleset']}",
        "stats": {"tasks": len(tasks), "errors": errors, "warnings": warnings, "seconds": 0.0},
        "warnings": [],
        "errors": [],
        "tasks": tasks,
    }


def task(
    report: Mapping[str, Any], name: str, kind: str, findings: list[Mapping[str, Any]], table: Mapping[str, Any] | None = None
) -> Report:
    """The report of one table, or of the file as a whole."""
    errors = [error for one in findings if one["severity"] != "info" for error in errors_of(one, table)]
    warnings = [f"{one['rule']}: {one['message']}" for one in findings if one["severity"] == "info"]
    fields = table["fields"] if table else []
    stats: dict[str, Any] = {"errors": len(errors), "warnings": len(warnings), "seconds": 0.0}
    if table:
        stats |= {"fields": len(fields), "rows": table["rows"]}
    known = {key: report[key] for key in ("sha256", "bytes") if report[key] is not None}
    place = "/".join(part for part in (report["file"], table and table["member"], table and table["sheet"]) if part)
    return {
        "name": name,
        "type": kind,
        "valid": not errors,
        "place": place,
        "labels": [field["name"] for field in fields],
        "stats": stats | known,
        "warnings": warnings,
        "errors": errors,
    }


def errors_of(finding: Mapping[str, Any], table: Mapping[str, Any] | None) -> Iterator[Report]:
    """One error for each example of a finding; one for the whole of it where it names no cell."""
    if table is None:
        yield error("file-error", finding)
        return
    places = [(example["at"], example["value"]) for example in finding["examples"] if example["at"]]
    if not places:
        rows = rows_of(finding["where"]["range"])
        yield error("row-error", finding, cells=[], rowNumber=rows[0]) if rows else error("table-error", finding)
    for at, value in places:
        yield placed(finding, table, at, value)


def placed(finding: Mapping[str, Any], table: Mapping[str, Any], at: str, value: str | None) -> Report:
    """The error of one example."""
    found = position(at, table)
    if found is None:
        return error("table-error", finding)
    row, column = found
    text = value or ""
    name = table["fields"][column]["name"] if column < len(table["fields"]) else ""
    cell = {"fieldName": name, "fieldNumber": column + 1}
    if row in table["header_rows"]:
        return error("label-error", finding, labels=[], rowNumbers=table["header_rows"], label=text, **cell)
    if re.fullmatch(r"\d+:\d+(,\d+:\d+)*", finding["where"]["range"] or ""):
        return error("row-error", finding, cells=[text], rowNumber=row)
    return error("cell-error", finding, cells=[text], rowNumber=row, cell=text, **cell)


def position(at: str, table: Mapping[str, Any]) -> tuple[int, int] | None:
    """Row and field (from 0, as the columns of the sheet lie) of an address; `None` for what is no cell."""
    row, column = place(at.partition(":")[0])
    if row:
        return row, column
    found = record(at, [field["name"] for field in table["fields"]])
    return (found[0], found[1] or 0) if found and at.count("/") > 1 else None


def error(kind: str, finding: Mapping[str, Any], **more: Any) -> Report:
    """An error in frictionless's form; our rule is a tag of it."""
    return {
        "type": kind,
        "title": finding["title"],
        "description": finding["help"],
        "message": finding["message"],
        "tags": [*TAGS[kind], finding["rule"]],
        "note": finding["message"],
        **more,
    }


def _findings(report: Mapping[str, Any], table: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """The findings on a table's sheet, or (`None`) those on no sheet that holds a table."""
    places = {(one["member"], one["sheet"]) for one in report["tables"]}

    def lies_in(finding: Mapping[str, Any]) -> bool:
        where = finding["where"]
        place = (where["member"], where["sheet"])
        if table is not None:
            return bool(_addressed(finding)) and place == (table["member"], table["sheet"])
        return place not in places or not _addressed(finding)

    return [one for one in report["findings"] if not one.get("appealed") and lies_in(one)]


def _addressed(finding: Mapping[str, Any]) -> bool:
    """Whether a finding names cells, rows or records."""
    return bool(finding["where"]["range"] or finding["where"]["pointer"] or finding["where"]["sheet"])


def _first_of_sheet(tables: list[Mapping[str, Any]], index: int) -> bool:
    """Whether a table is the first on its sheet, which takes the sheet's findings."""
    places = [(one["member"], one["sheet"]) for one in tables]
    return places.index(places[index]) == index
