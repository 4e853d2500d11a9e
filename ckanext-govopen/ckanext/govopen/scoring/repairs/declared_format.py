"""Declares the format of the result as it is: CSV by name, by media type and by content."""

from collections.abc import Sequence

from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.repairing.draft import Draft, Hit
from ckanext.govopen.scoring.samples import text

id = "declared_format"  # noqa: A001
title = N_("Declare the real format")
kind = "lossless"
order = 3
mends = {"F01": None}
examples = [(text("人口.xls", "区县\t户数\n甲县\t12\n乙县\t30\n", "gb18030"), "区县,户数\n甲县,12\n乙县,30\n")]


def mend(draft: Draft, hits: Sequence[Hit]) -> None:
    """Name and media type of the results are always true."""
    draft.count(id, len(hits))
