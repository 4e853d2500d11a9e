"""An archive hides what is in it: the catalogue shows one file, and readers must unpack it to know.

Several kinds of files in one archive are several resources; an archive inside an archive is opened by hardly any
program. A plain text (a read-me) beside the data is welcome, and so is one file that was packed to be smaller.

Bad: `数据.zip` with a CSV, a workbook and a PDF; a zip inside a zip.
Good: each file as a resource of its own; `人口.csv.gz`.
"""

from collections.abc import Iterator

from ckanext.govopen.files.limits import limits
from ckanext.govopen.files.model import FileProfile
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Example, Facts, Finding, Sample
from ckanext.govopen.scoring.places import at_file
from ckanext.govopen.scoring.samples import packed

code = "F07"
title = N_("Archives hide nothing")
message = N_("The archive holds files of several kinds ({kinds}); the catalogue shows none of them.")
help = N_("Unpack the archive and publish each file as a resource of its own, with its own name and format.")  # noqa: A001
variants = {
    "nested": (
        N_("The archive holds {count} archives; readers must unpack twice to reach the data."),
        N_("Unpack the inner archives and publish their files as resources of their own, or in one archive."),
    ),
}
TABLE = "区县,户数\n甲县,12\n乙县,30\n"
passes = [
    Sample("人口.zip", packed({"人口.csv": TABLE, "说明.txt": "本数据由统计局提供。\n每年更新。\n"})),
    Sample("人口.zip", packed({"2020.csv": TABLE, "2021.csv": TABLE})),
]
fails = [
    Sample("人口.zip", packed({"人口.csv": TABLE, "人口.json": '[{"区县": "甲县"}, {"区县": "乙县"}]'})),
    Sample("人口.zip", packed({"人口.zip": packed({"人口.csv": TABLE})})),
]
ARCHIVES = ("zip", "gz", "tar", "7z", "rar")
SILENT = (*ARCHIVES, "txt", "empty", "unknown")


def check(facts: Facts) -> Iterator[Finding]:
    """Looks at the members of each archive; a tar that was packed with gzip is one archive."""
    archives = [one for one in facts.files if one.format.detected in ARCHIVES and one.members]
    for one in archives:
        share = 1 / len(archives)
        kinds = sorted({member.format.detected for member in one.members} - set(SILENT))
        if len(kinds) > 1:
            yield Finding(share, at_file(one), len(kinds), {"kinds": tuple(kinds)}, named(one.members))
        inner = [member for member in one.members if member.format.detected in ARCHIVES]
        if inner and not (one.format.detected == "gz" and inner[0].format.detected == "tar"):
            yield Finding(share, at_file(one), len(inner), {}, named(inner), variant="nested")


def named(members: tuple[FileProfile, ...] | list[FileProfile]) -> tuple[Example, ...]:
    """Members with their formats."""
    return tuple(Example(one.member or one.name, one.format.detected) for one in members[: limits().examples])
