"""Pictures, scans and programs hold no data that a machine can read.

Bad: a photographed table as JPG; a scanned PDF; an `.exe`.
Good: the table behind the picture, as CSV or XLSX.
"""

from collections.abc import Iterator

from ckanext.govopen.files.model import FileProfile
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Facts, Finding, Sample
from ckanext.govopen.scoring.places import at_file
from ckanext.govopen.scoring.samples import text

code = "F03"
title = N_("Content can be read by a machine")
message = N_("The content is a picture ({detected}); a machine cannot read data from it.")
help = N_(  # noqa: A001
    "Publish the table from which the picture was made, as CSV (UTF-8) or XLSX. Text recognition of the "
    "picture is no substitute."
)
variants = {
    "scan": (
        N_("The PDF is made of scanned pages; a machine cannot read data from it."),
        N_("Publish the original table as CSV (UTF-8) or XLSX instead of the scan."),
    ),
    "recognised": (
        N_("The PDF is made of scanned pages with recognised text; recognition makes mistakes, and its tables are lost."),
        N_("Publish the original table as CSV (UTF-8) or XLSX instead of the scan."),
    ),
    "program": (
        N_("The content is a program ({detected}), not data."),
        N_("Nobody should have to run a program to get data. Unpack it and publish the data files."),
    ),
    "unknown": (
        N_("The content is of no known format."),
        N_("Check that the upload was complete, and publish the data as CSV (UTF-8), XLSX, JSON or XML."),
    ),
}
passes = [text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n")]
fails = [
    Sample("人口.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    Sample("安装.exe", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0"),
]
PICTURES = ("png", "jpg", "gif", "bmp", "tif", "svg")


def check(facts: Facts) -> Iterator[Finding]:
    """Looks at the detected format, and at what the PDF reader saw; a picture beside data in an archive is no loss."""
    for one in facts.files:
        variant = unreadable(one)
        if variant is None or (one.member is not None and facts.tables and variant != "program"):
            continue
        yield Finding(1.0, at_file(one), params={"detected": one.format.detected}, variant=variant or None)


def unreadable(one: FileProfile) -> str | None:
    """Why a file cannot be read, as a variant of the message; "" for a picture, None where it can be."""
    detected = one.format.detected
    if detected in PICTURES:
        return ""
    if detected in ("exe", "unknown"):
        return "program" if detected == "exe" else "unknown"
    scan = next((problem for problem in one.problems if problem.kind == "scanned"), None)
    if scan is None:
        return None
    return "recognised" if scan.params.get("text") == "recognised" else "scan"
