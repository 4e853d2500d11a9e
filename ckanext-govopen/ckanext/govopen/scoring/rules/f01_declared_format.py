"""The declared format must be the real one, or readers open the file with the wrong program and fail.

Decided by content: signature, container and structure. A text file may be called txt whatever its structure, and a
dialect may be called by the name of its family (GeoJSON is JSON, KML is XML).

Bad: a web page, or tab-separated text, named `.xls`; a PDF declared as CSV.
Good: `.csv` that holds comma-separated values.
"""

from collections.abc import Iterator

from ckanext.govopen.files.detect import is_same_family
from ckanext.govopen.files.formats import media_type, readers
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Facts, Finding
from ckanext.govopen.scoring.places import at_file
from ckanext.govopen.scoring.samples import text, workbook

code = "F01"
title = N_("Declared format is the real one")
message = N_("Declared as {declared}, but the content is {detected}.")
help = N_(  # noqa: A001
    "Open the file in WPS or Excel and use “Save as” to choose the format you declare, or correct the "
    "declared format to {detected}. Renaming the file does not change its format."
)
variants = {
    "web_table": (
        N_("Declared as {declared}, but the content is a web page with a table."),
        N_(
            "The exporting system wrote HTML and only named it {declared}. Open it in WPS or Excel, choose “Save "
            "as”, take “CSV UTF-8” or “Excel workbook (.xlsx)” and publish that file."
        ),
    ),
    "text_table": (
        N_("Declared as {declared}, but the content is plain text with separators ({detected})."),
        N_("Open it in WPS or Excel, choose “Save as” and take “Excel workbook (.xlsx)”, or publish it as {detected}."),
    ),
    "xml_workbook": (
        N_("Declared as {declared}, but the content is XML that Excel 2003 wrote."),
        N_("Open it in Excel, choose “Save as” and take “Excel workbook (.xlsx)”."),
    ),
}
passes = [text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n"), text("说明.txt", "区县,户数\n甲县,12\n乙县,30\n")]
fails = [
    text("人口.xls", "<html><body><table><tr><td>区县</td></tr><tr><td>甲县</td></tr></table></body></html>"),
    text("人口.xls", "区县\t户数\n甲县\t12\n乙县\t30\n", "gb18030"),
    workbook([["区县", "户数"], ["甲县", 12]], name="人口.csv"),
]
TEXTS = ("csv", "tsv", "json", "jsonl", "geojson", "xml", "ttl", "nt")
WORKBOOKS = ("xls", "xlsx", "et")


def check(facts: Facts) -> Iterator[Finding]:
    """Compares the declaration with the content, for the file and for members of archives."""
    for one in facts.files:
        declared, detected = one.format.declared, one.format.detected
        if declared not in readers() or detected in ("empty", "unknown") or declared is None:
            continue
        if is_same_family(declared, detected) or (declared == "txt" and detected in TEXTS):
            continue
        params = {"declared": declared, "detected": detected, "media_type": media_type(detected) or ""}
        variant = None
        if declared in WORKBOOKS:
            variant = {"html": "web_table", "tsv": "text_table", "csv": "text_table", "xml": "xml_workbook"}.get(detected)
        near = {declared, detected} == {"csv", "tsv"}
        yield Finding(1.0, at_file(one), params=params, variant=variant, severity="minor" if near else None)
