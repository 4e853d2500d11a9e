"""A number is digits and at most one point: separators, full-width digits and 万 make it text.

Bad: `1,200`, `１２００`, `1 200`, ` 1200 `, `3.5万`.
Good: `1200`, `35000`.
"""

import re
from collections.abc import Iterator

from ckanext.govopen.files import patterns
from ckanext.govopen.national.text import N_
from ckanext.govopen.scoring.model import Cells, Facts
from ckanext.govopen.scoring.places import any_of, cells, numeric
from ckanext.govopen.scoring.samples import text

code = "V02"
title = N_("Numbers are plain digits")
message = N_("Column “{column}” has {count} numbers written with separators, full-width digits, spaces or 万/亿.")
help = N_(  # noqa: A001
    "Select the column in WPS or Excel, set the cell format to “Number” without thousands separator, "
    "replace full-width digits, and write 3.5万 as 35000 (or put 万 into the name of the column)."
)
passes = [text("人口.csv", "区县,户数\n甲县,1200\n乙县,35000\n")]
fails = [
    text("人口.csv", '区县,户数\n甲县,"1,200"\n乙县,980\n丙县,"3,980"\n'),
    text("人口.csv", "区县,户数\n甲县,1200 \n乙县,980\n"),
    text("人口.csv", "区县,户数\n甲县,１２００\n乙县,980\n"),
    text("人口.csv", "区县,户数\n甲县,3.5万\n乙县,1.2万\n"),
]
WAYS = ("thousands", "fullwidth", "spaced", "scale")
FOLD = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+")


def plain(value: str) -> str | None:
    """The number in plain digits; None where 万 or 亿 would have to be multiplied out."""
    digits = re.sub(r"[,\s\u3000\xa0]", "", value.translate(FOLD))
    return digits if re.fullmatch(r"[+-]?\d+(\.\d+)?", digits) else None


def check(facts: Facts) -> Iterator[Cells]:
    """Columns whose cells are mostly numbers, some of them in such dress."""
    import polars as pl

    for table in facts.tables:
        for position in numeric(table):
            counts = table.columns[position].counts
            if any(counts.get(way) for way in (*WAYS, "padded")):
                padded = (pl.col("raw").str.len_bytes() > pl.col("cell").str.len_bytes()) & (pl.col("cell") != "")
                yield cells(facts, table, position, any_of(WAYS, patterns.numeric()) | padded, expected=plain)
