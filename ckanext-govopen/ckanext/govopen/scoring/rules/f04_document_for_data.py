"""A document is made for eyes: its tables must be copied out by hand.

Bad: a list of companies as PDF or Word; a page of prose offered as data.
Good: the same list as CSV or XLSX, with the document beside it.
"""

from collections.abc import Iterator

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Facts, Finding
from ckanext.govopen.scoring.places import at_file
from ckanext.govopen.scoring.samples import text

code = "F04"
title = N_("Data is not locked in a document")
message = N_("The content is a document ({detected}); data in it must be copied out by hand.")
help = N_(  # noqa: A001
    "If the document holds a table, copy it into WPS or Excel and publish it as CSV (UTF-8) or XLSX; "
    "keep the document as an extra file."
)
variants = {
    "tables": (
        N_("The content is a document ({detected}) with tables ({tables}); their data must be copied out by hand."),
        N_(
            "Copy each table into WPS or Excel and publish it as CSV (UTF-8) or XLSX, one table a file; keep the document "
            "as an extra file."
        ),
    ),
    "prose": (
        N_("The content is running text without a table."),
        N_("If there is data in the text, put it into a table with one row a record and publish that as CSV (UTF-8)."),
    ),
}
passes = [text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n")]
fails = [
    text("名单.rtf", r"{\rtf1\ansi hello}"),
    text("名单.rtf", r"{\rtf1\ansi\trowd\cellx1000 A\cell\row}"),
    text("说明.txt", "本数据由统计局提供。\n每年更新一次。\n"),
]
DOCUMENTS = ("pdf", "ofd", "doc", "docx", "wps", "ppt", "pptx", "odt", "rtf")
BROKEN = {"scanned", "corrupt", "encrypted", "bomb"}


def check(facts: Facts) -> Iterator[Finding]:
    """Looks at the detected format; scans are F03's, broken documents F06's. One beside data in an archive explains it."""
    for one in facts.files:
        detected = one.format.detected
        if BROKEN & {problem.kind for problem in one.problems} or (one.member is not None and facts.tables):
            continue
        if detected in DOCUMENTS:
            tables = next((problem.params["tables"] for problem in one.problems if problem.kind == "document_tables"), 0)
            params = {"detected": detected, "tables": tables}
            yield Finding(1.0, at_file(one), params=params, variant="tables" if tables else None)
        elif not one.tables and (detected == "txt" or (detected == "html" and one.format.declared in ("html", None))):
            yield Finding(1.0, at_file(one), params={"detected": detected}, variant="prose")
