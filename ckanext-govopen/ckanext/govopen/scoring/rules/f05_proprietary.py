"""Formats of one product shut out those who do not have it.

Bad: `.xls`, `.et`, `.wps` or `.mdb` alone.
Good: CSV, ODS, JSON, or at least XLSX.
"""

import struct
from collections.abc import Iterator

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Facts, Finding, Sample
from ckanext.govopen.scoring.places import at_file
from ckanext.govopen.scoring.samples import text, workbook

code = "F05"
title = N_("Format is not tied to one product")
message = N_("{detected} is a format of one product; not every reader can open it.")
help = N_(  # noqa: A001
    "In WPS or Excel choose “Save as” and publish “CSV UTF-8 (comma delimited)” or “Excel workbook (.xlsx)”."
)
passes = [workbook([["区县", "户数"], ["甲县", 12]]), text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n")]
fails = [Sample("台账.mdb", b"\0\x01\0\0Standard Jet DB\0" + struct.pack("<I", 0) * 8)]
PROPRIETARY = ("xls", "et", "wps", "mdb")


def check(facts: Facts) -> Iterator[Finding]:
    """Looks at the detected format."""
    for one in facts.files:
        if one.format.detected in PROPRIETARY:
            yield Finding(1.0, at_file(one), params={"detected": one.format.detected})
