"""Text should be UTF-8, which every program reads alike.

Bad: GB18030 (GBK), which shows as gibberish wherever nobody thinks of choosing it.
Good: UTF-8, with or without BOM.
"""

from collections.abc import Iterator

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Facts, Finding
from ckanext.govopen.scoring.places import at_file
from ckanext.govopen.scoring.samples import text

code = "E01"
title = N_("Text is UTF-8")
message = N_("The text is encoded in {encoding}, not UTF-8.")
help = N_(  # noqa: A001
    "In WPS or Excel choose “Save as” and take “CSV UTF-8 (comma delimited)”; in a text editor choose UTF-8 when saving."
)
passes = [
    text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n"),
    text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n", "utf-8-sig"),
]
fails = [
    text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n", "gb18030"),
    text("人口.csv", "\ufeff区县,户数\n甲县,12\n乙县,30\n", "utf-16-le"),
]


def check(facts: Facts) -> Iterator[Finding]:
    """GB18030 is the national standard and costs little; any other encoding costs more."""
    for one in facts.files:
        encoding = one.format.encoding
        if encoding not in (None, "utf-8"):
            severity = None if encoding == "gb18030" else "major"
            yield Finding(1 / len(facts.files), at_file(one), params={"encoding": encoding.upper()}, severity=severity)
