"""A file's sheets as a picture: every cell knows the findings that name it, every finding the cells it names."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ckan.plugins import toolkit as tk
from ckanext.govopen.files.reach import a1, corner, record

WIDEST = 40
"""Columns of a range that are marked."""
RANKS = {"fatal": 3, "critical": 3, "major": 2, "minor": 1, "info": 0}
MARKS = ("", "mild", "warn", "bad", "changed")
"""Classes of a cell by the rank of its worst finding; the last is that of a cell which a repair changes."""
CHANGED = 4
KINDS = ("title", "header", "total", "note")

Dict = dict[str, Any]
Cell = tuple[int, int]
"""Row as findings name it, and column from 0."""
Marks = Sequence[tuple[int, int]]
"""Rank and number of each finding that names a cell."""


def govopen_sheets(grid: Mapping[str, Any] | None, report: Mapping[str, Any] | None) -> list[Dict]:
    """The sheets of a preview: `{number, name, columns, rows, first, marked, marks}`, that of the main table
    first. `first` counts the rows from the top, `marked` the marked cells.

    A row has `n`, `kind` (title, header, total, note or empty), `gap` (rows before it are not shown) and `cells`, each
    `{ref, value, mark, findings}`: `mark` is bad, warn, mild or empty, `findings` are numbers of `govopen_by_rule`.
    """
    found = []
    for index, one in enumerate([grid, *grid.get("sheets", ())] if grid else (), 1):
        named = _named((one.get("member"), one.get("sheet")), one["columns"], report)
        found.append(_sheet(index, one, report, named))
    return found


def govopen_repaired_sheets(result: Mapping[str, Any]) -> Dict:
    """The main sheet `before` and `after` a repair (lists as of `govopen_sheets`), the cells that it changes marked.

    `result` is what action `govopen_repair_preview` answers. Changes name cells of the original; in the result they are
    looked for in the row that follows from the order of data rows, and marked only where they stand there.
    """
    before, after, reports = result["before"], result["after"], result["reports"]
    main = reports["after"]["file"] if reports["after"] else None
    changes = [change for change in result["changes"] if change["file"] == main and change["row"] is not None]
    columns = before["columns"] if before else ()
    cells = {cell: change["after"] for change in changes for cell in _cells(change["at"], columns)}
    shown = {"before": _sheet(1, before, reports["before"], {cell: [(CHANGED, 0)] for cell in cells})} if before else {}
    if not before or not after:
        return {key: [sheet] for key, sheet in shown.items()} | {"after": []}
    kept = _data_rows(before, reports["before"])
    rows = dict(zip(kept, (row["n"] for row in after["rows"][1:]), strict=False))
    values = {row["n"]: row["cells"] for row in after["rows"]}
    left = next((c for row in before["rows"] if row["n"] in rows for c, value in enumerate(row["cells"]) if value), 0)
    there = {}
    for (row, column), value in cells.items():
        target, position = rows.get(row), column - left
        if target and 0 <= position < len(values[target]) and (values[target][position] or "") == (value or ""):
            there[target, position] = [(CHANGED, 0)]
    return {"before": [shown["before"]], "after": [_sheet(1, after, reports["after"], there)]}


def govopen_cell_links(sheets: Sequence[Mapping[str, Any]], finding: Mapping[str, Any]) -> Dict:
    """Address of a place → the fragment that leads to it in the grid, for the places of a finding that the grid holds.

    The places are those of the examples, and the finding's own range or pointer.
    """
    where, links = finding["where"], {}
    places = [example["at"] for example in finding["examples"]] + [where.get("range"), where.get("pointer")]
    for sheet in sheets:
        if sheet["place"] == (where.get("member"), where.get("sheet")):
            shown = sheet["shown"]
            for place in filter(None, places):
                cell = next(iter(_cells(place, sheet["columns"])), None)
                if cell and cell[0] in shown:
                    links[place] = f"#sheet={sheet['number']}&cell={a1(*cell)}"
    return links


def govopen_row_kind(kind: str) -> str:
    """The word for a row that is no data."""
    return {"title": tk._("Title"), "header": tk._("Header"), "total": tk._("Total"), "note": tk._("Note")}[kind]


def _data_rows(grid: Mapping[str, Any], report: Mapping[str, Any]) -> list[int]:
    """The rows of a grid that hold the main table's data."""
    table = report["tables"][0]
    if not table["data_rows"]:  # records: all of them
        return [row["n"] for row in grid["rows"]]
    first, last = table["data_rows"]
    others = {*table["total_rows"], *table["note_rows"]}
    return [row["n"] for row in grid["rows"] if first <= row["n"] <= last and row["n"] not in others and any(row["cells"])]


def _sheet(index: int, sheet: Mapping[str, Any], report: Mapping[str, Any] | None, named: Mapping[Cell, Marks]) -> Dict:
    """One sheet with its marks."""
    place = (sheet.get("member"), sheet.get("sheet"))
    kinds = _kinds(place, report)
    rows, before = [], None
    for row in [*sheet["rows"], *sheet.get("more", ())]:
        n = row["n"]
        cells = [_cell(n, c, value, named.get((n, c), ())) for c, value in enumerate(row["cells"])]
        rows.append({"n": n, "kind": kinds.get(n, ""), "gap": before is not None and n > before + 1, "cells": cells})
        before = n
    name = " › ".join(part for part in place if part)
    marks = [cell["mark"] for row in rows for cell in row["cells"] if cell["mark"]]
    return {
        "number": index,
        "name": name,
        "place": place,
        "columns": sheet["columns"],
        "rows": rows,
        "first": len(sheet["rows"]),
        "marked": len(marks),
        "marks": [mark for mark in reversed(MARKS) if mark in marks],
        "shown": frozenset(row["n"] for row in rows),
    }


def _cell(n: int, column: int, value: str | None, found: Marks) -> Dict:
    rank = max((rank for rank, _ in found), default=0)
    numbers = [number for _, number in found]
    return {"ref": a1(n, column), "value": "" if value is None else value, "mark": MARKS[rank], "findings": numbers}


def _named(place: tuple[Any, Any], columns: Sequence[str], report: Mapping[str, Any] | None) -> dict[Cell, Any]:
    """The cells of a sheet that findings name by example: rank and number of each of these findings."""
    found: dict[Cell, list[tuple[int, int]]] = {}
    for position, finding in enumerate(report["findings"] if report else (), 1):
        where, rank = finding["where"], RANKS[finding["severity"]]
        if not rank or finding.get("appealed") or (where.get("member"), where.get("sheet")) != place:
            continue
        for cell in {cell for example in finding["examples"] for cell in _cells(example["at"] or "", columns)}:
            found.setdefault(cell, []).append((rank, position))
    return found


def _cells(at: str, columns: Sequence[str]) -> Iterator[Cell]:
    """The cells of a reference in the order of columns: one, or those of a range's first row."""
    if found := record(at, columns):
        yield found[0], found[1] or 0
        return
    first, row, last = corner(at)
    if first is None and row is None:
        return
    begin, end = first or 0, len(columns) - 1 if last is None else last
    yield from ((row or 1, column) for column in range(begin, min(end, begin + WIDEST) + 1))


def _kinds(place: tuple[Any, Any], report: Mapping[str, Any] | None) -> dict[int, str]:
    """Rows of a sheet that are no data."""
    tables = [one for one in (report["tables"] if report else ()) if (one["member"], one["sheet"]) == place]
    return {row: kind for kind in KINDS for table in tables for row in table[f"{kind}_rows"]}
