"""A file that is empty, broken, encrypted or a trap gives nobody any data.

Bad: zero bytes; an upload that was cut off; a workbook with a password; a table with a header and no rows.
Good: a file that opens without questions and holds rows.
"""

from collections.abc import Iterator

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Facts, Finding, Sample
from ckanext.govopen.scoring.places import at_file, at_table
from ckanext.govopen.scoring.samples import text, workbook

code = "F06"
title = N_("File can be opened and holds data")
message = N_("The file is damaged and cannot be opened.")
help = N_("Open your own copy to see whether it is sound, then upload it again and wait until the upload has finished.")  # noqa: A001
variants = {
    "empty": (N_("The file is empty."), N_("Export the data again, check the size of the file, and upload it again.")),
    "empty_archive": (
        N_("The archive holds no file."),
        N_("Put the data files into the archive again, or publish them without one."),
    ),
    "encrypted": (
        N_("The file is protected by a password."),
        N_(
            "In WPS or Excel remove the password (File › Protect document), save, and upload the file again. "
            "Open data has no password."
        ),
    ),
    "bomb": (
        N_("The archive unpacks to far more than its size allows; it was not opened."),
        N_("Publish the data files one by one, or in an archive of ordinary size."),
    ),
    "not_opened": (
        N_("The file, or a part of it, is too large or nested too deeply to be opened here; it was not judged."),
        N_("Publish large data as CSV (UTF-8), which is read at any size, and archives without archives in them."),
    ),
    "cut": (
        N_("The file ends before its data does: it says that it holds more than there is."),
        N_("Export the data again, and upload the file again; wait until the upload has finished."),
    ),
    "spread": (
        N_("A value stands so far from the others that the sheet spans {cells} cells; programs run out of memory."),
        N_("Press Ctrl+End to find the last used cell, delete the empty rows and columns up to it, and save the workbook."),
    ),
    "no_table": (
        N_("The workbook has no cell with a value."),
        N_("Open your own copy: pictures and charts are no data. Put the data into cells, and upload the file again."),
    ),
    "no_reader": (
        N_("{format} cannot be opened here; its content was not judged."),
        N_("Publish the files in it one by one, or in a zip, which every system can open."),
    ),
    "no_rows": (
        N_("The table has a header but no rows of data."),
        N_("Check the conditions of the export; if there is no data yet, do not publish the file yet."),
    ),
}
passes = [text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n"), workbook([["区县", "户数"], ["甲县", 12]])]
fails = [
    Sample("人口.csv", b""),
    Sample("人口.xlsx", workbook([["区县", "户数"], ["甲县", 12]]).content[:300]),
    text("人口.csv", "区县,户数,日期\n"),
    workbook([]),
]
WORKBOOKS = ("xls", "xlsx", "xlsm", "xlsb", "ods", "et")


def check(facts: Facts) -> Iterator[Finding]:
    """Takes what the readers could not open, and tables without rows."""
    for one, index in facts.problems("empty", "empty_archive", "corrupt", "encrypted", "bomb"):
        problem = one.problems[index]
        variant = None if problem.kind == "corrupt" else problem.kind
        yield Finding(
            1.0 if one.member is None else 1 / len(facts.files),
            at_file(one),
            params=problem.params,
            variant=variant,
            severity=None if one.member is None else "critical",
        )
    for one, _ in facts.problems("corrupt_end"):
        yield Finding(1 / len(facts.files), at_file(one), variant="cut", severity="critical")
    for one, index in facts.problems("spread"):
        yield Finding(
            1 / len(facts.files), at_file(one), params=one.problems[index].params, variant="spread", severity="major"
        )
    for one, index in facts.problems("too_large", "nested", "unreadable_table", "no_reader"):
        problem = one.problems[index]
        variant = "no_reader" if problem.kind == "no_reader" else "not_opened"
        yield Finding(0.0, at_file(one, problem), params=problem.params, variant=variant, severity="info")
    for one in facts.files:
        if one.format.detected in WORKBOOKS and not one.tables and not one.problems:
            yield Finding(
                1 / len(facts.files), at_file(one), variant="no_table", severity=None if one.member is None else "critical"
            )
    for table in facts.tables:
        if not table.rows:
            yield Finding(facts.part(table), at_table(table), variant="no_rows", severity="critical")
