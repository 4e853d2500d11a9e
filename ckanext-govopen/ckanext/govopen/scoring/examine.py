"""What is done to a file in a child process: plain arguments, plain answers. See `isolated`."""

from __future__ import annotations

import csv
import dataclasses
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from ckanext.govopen.files.model import FileProfile
from ckanext.govopen.files.preview import profile_grid
from ckanext.govopen.files.profile import opened
from ckanext.govopen.files.tables import NoTableError, main_table, open_table
from ckanext.govopen.national.text import translation

from .check import check_file, check_profile
from .exports.shown import example_rows
from .report import render


def report(path: str, *, declared: str | None, now: str, language: str | None = None) -> dict[str, Any]:
    """The report of a file, see `check.check_file`; with the texts of its findings if a language is given."""
    found = check_file(Path(path), declared=declared, now=now)
    return render(found, translation(language)) if language else found


def seen(path: str, *, declared: str | None, now: str) -> dict[str, Any]:
    """The report of a file with a `grid` of its cells, as previews are kept; one reading for both."""
    with opened(Path(path), declared=declared) as profile:
        found = check_profile(profile, now=now)
        return {**found, "grid": profile_grid(profile, wanted=example_rows(found))}


def whole(path: str, *, declared: str | None, now: str, rows: str, most: int | None) -> dict[str, Any]:
    """All that is kept of a file, from one reading: `report`, `preview` and the `fields` of its main table, None without one.

    The first `most` rows (None: all) of that table are written to `rows`, one a line as a JSON array of text or null, personal
    numbers masked.
    """
    with opened(Path(path), declared=declared) as profile:
        found = check_profile(profile, now=now)
        return {
            "report": found,
            "preview": profile_grid(profile, wanted=example_rows(found)),
            "fields": written(profile, Path(rows), most),
        }


def table(path: str, *, declared: str | None, sheet: str | None, number: int, target: str) -> dict[str, Any] | None:
    """Writes a table as clean CSV: its flattened header if it has one, the data rows. None, or why there is no such table."""
    try:
        with open_table(Path(path), declared=declared, sheet=sheet, number=number) as opened_table:
            found = opened_table.table
            with Path(target).open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                if found.pointers or found.layout.header_rows:
                    writer.writerow([field.name for field in found.fields])
                writer.writerows(opened_table.rows())
    except NoTableError as error:
        return {"kind": error.kind, "names": error.names}
    return None


def written(profile: FileProfile, target: Path, most: int | None) -> list[dict[str, Any]] | None:
    """The fields of the main table, whose rows are written."""
    try:
        table = main_table(profile)
    except NoTableError:
        return None
    with target.open("wb") as file:
        file.writelines(orjson.dumps(row) + b"\n" for row in islice(table.rows(), most))
    return [dataclasses.asdict(field) for field in table.fields]
