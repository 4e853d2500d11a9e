"""Writes the text as UTF-8 without BOM, whatever its encoding was."""

from collections.abc import Sequence

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "transcode"  # noqa: A001
title = N_("Save as UTF-8")
kind = "lossless"
order = 1
mends = {"E01": None}
examples = [
    (text("人口.csv", "区县,户数\n甲县,12\n乙县,30\n", "gb18030"), "区县,户数\n甲县,12\n乙县,30\n"),
    (text("人口.csv", "\ufeff区县,户数\n甲县,12\n乙县,30\n", "utf-16-le"), "区县,户数\n甲县,12\n乙县,30\n"),
]


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """All results are UTF-8."""
    draft.count(id, len(hits))
